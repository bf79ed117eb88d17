// What the page does by itself: scrolling, dialogs, the tab's title, theme and notices. All drawing is the server's.
"use strict";
{
  const log = document.getElementById("log");
  const messages = document.getElementById("messages");
  const newer = document.getElementById("newer");
  const people = document.getElementById("people");
  const notice = document.getElementById("notice");
  const form = document.getElementById("form");
  const inside = document.getElementById("inside");
  const me = document.body.dataset.me;

  // Scrolling: stay at the newest message unless somebody reads further up. Of a long one the beginning shows.
  let stays = true;
  const atEnd = () => {
    const last = messages.lastElementChild;
    return !last || log.scrollTop + log.clientHeight > last.offsetTop + Math.min(last.offsetHeight, log.clientHeight) - 80;
  };
  function toEnd() {
    const last = messages.lastElementChild;
    const isLong = last && last.offsetHeight > log.clientHeight;
    log.scrollTop = isLong ? last.offsetTop : log.scrollHeight;
    newer.hidden = true;
  }
  log.addEventListener("scroll", () => { stays = atEnd(); if (stays) newer.hidden = true; }, { passive: true });
  newer.addEventListener("click", toEnd);
  new MutationObserver(() => { if (stays) toEnd(); else newer.hidden = false; }).observe(messages, { childList: true });
  new ResizeObserver(() => { if (stays) toEnd(); }).observe(log);
  const fresh = document.querySelector(".fresh");
  if (fresh) fresh.scrollIntoView({ block: "start" });
  else toEnd();
  stays = atEnd();

  // A pressed button may be replaced together with its message: keep the keyboard where it was.
  let pressed = "";
  messages.addEventListener("htmx:before:request", (event) => {
    pressed = event.target.closest(".entry")?.id ?? "";
  });
  document.addEventListener("htmx:after:settle", () => {
    if (pressed && document.activeElement === document.body) {
      document.querySelector(`#${pressed} article`)?.focus({ preventScroll: true });
    }
  });

  // Dialogs open when something was put into them and close when what they asked was answered.
  for (const dialog of [form, inside]) {
    const body = dialog.querySelector("div");
    body.addEventListener("htmx:after:settle", () => {
      if (body.childElementCount && !dialog.open) dialog.showModal();
      body.querySelector("[data-focus]")?.focus();
    });
    dialog.addEventListener("close", () => body.replaceChildren());
  }
  document.addEventListener("answered", () => form.close());
  document.addEventListener("click", (event) => {
    event.target.closest("[data-close]")?.closest("dialog").close();
    const opener = event.target.closest("[data-open]");
    if (opener) document.getElementById(opener.dataset.open).showModal();
    if (event.target === inside) inside.close();
  });

  // The tab's title counts what waits for this person. Tabs in the background do not listen to the server
  // (browsers allow six connections at once), so the visible one tells them.
  const title = document.title;
  const tabs = new BroadcastChannel("playground");
  const count = (waiting) => { document.title = waiting[me] > 0 ? `(${waiting[me]}) ${title}` : title; };
  function tell() {
    const waiting = Object.fromEntries([...people.children].map((li) => [li.dataset.person, Number(li.dataset.waiting)]));
    count(waiting);
    if (!document.hidden) tabs.postMessage(waiting);
  }
  tabs.addEventListener("message", (event) => count(event.data));
  tell();

  // Finding somebody in the list of people.
  const who = document.getElementById("who");
  function filter() {
    const words = who.value.toLowerCase().trim();
    for (const li of people.children) li.hidden = !li.dataset.name.includes(words);
  }
  who.addEventListener("input", filter);
  document.getElementById("switch").addEventListener("toggle", (event) => {
    if (event.newState === "open") who.focus();
  });
  who.addEventListener("keydown", (event) => {
    const first = people.querySelector("li:not([hidden]) .person");
    if (event.key === "Enter" || event.key === "ArrowDown") event.preventDefault();
    if (event.key === "Enter") first?.click();
    if (event.key === "ArrowDown") first?.focus();
  });
  people.addEventListener("htmx:after:settle", () => { filter(); tell(); });

  // Light and dark, and whether the guide is open, are remembered.
  document.getElementById("theme").addEventListener("click", () => {
    const root = document.documentElement;
    const dark = root.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
    root.dataset.theme = dark === "dark" ? "light" : "dark";
    localStorage.setItem("theme", root.dataset.theme);
  });
  const guide = document.getElementById("guide-box");
  const wish = localStorage.getItem("guide");
  guide.open = wish ? wish === "open" : matchMedia("(min-width: 821px)").matches;
  guide.addEventListener("toggle", () => localStorage.setItem("guide", guide.open ? "open" : "closed"));

  // Notices: what the server refused, and a lost connection.
  let timer = 0;
  function say(words, lasting = false) {
    clearTimeout(timer);
    notice.textContent = words;
    notice.hidden = !words;
    if (!lasting) timer = setTimeout(() => { notice.hidden = true; }, 6000);
  }
  const lost = "The playground does not answer. Is it still running? Trying again…";
  document.addEventListener("htmx:response:error", (event) => {
    const { text, response } = event.detail.ctx;
    const plain = response.headers.get("content-type")?.startsWith("text/plain") && response.status < 500;
    say(plain ? text : "Something went wrong here. Nothing was changed; please try again.");
  });
  document.addEventListener("htmx:error", (event) => { if (event.detail.ctx) say(lost, true); });
  document.addEventListener("htmx:sse:error", () => say(lost, true));
  document.addEventListener("htmx:sse:after:connection", () => { if (notice.textContent === lost) say(""); });
  document.addEventListener("notice", (event) => say(event.detail.value));
  document.addEventListener("again", () => location.reload());
}
