// The line where people write: suggestions as one types, all of it reachable by keyboard.
"use strict";
{
  const text = document.getElementById("text");
  const list = document.getElementById("suggestions");
  const composer = document.getElementById("composer");
  let chosen = -1;
  let wanted = false; // a late answer must not open what was closed with Escape or by sending
  let sent = "";

  const rows = () => [...list.querySelectorAll("[role=option]")];

  function mark(index) {
    chosen = index;
    rows().forEach((row, at) => row.setAttribute("aria-selected", String(at === chosen)));
    const row = rows()[chosen];
    if (row) text.setAttribute("aria-activedescendant", row.id);
    else text.removeAttribute("aria-activedescendant");
    row?.scrollIntoView({ block: "nearest" });
  }

  function show(open) {
    const visible = open && list.childElementCount > 0 && text.value !== "";
    list.hidden = !visible;
    text.setAttribute("aria-expanded", String(visible && rows().length > 0));
    mark(-1);
  }

  function write(words) {
    text.value = words;
    text.focus();
    text.setSelectionRange(words.length, words.length);
    text.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function step(by) {
    const count = rows().length;
    mark(chosen < 0 ? (by > 0 ? 0 : count - 1) : (chosen + by + count) % count);
  }

  const keys = {
    ArrowDown: () => step(1),
    ArrowUp: () => step(-1),
    Tab: () => write(rows()[Math.max(chosen, 0)].dataset.text),
    Enter: () => write(rows()[chosen].dataset.text),
    Escape: () => { wanted = false; show(false); },
  };

  text.addEventListener("keydown", (event) => {
    if (event.key === "ArrowUp" && text.value === "" && sent) {
      event.preventDefault();
      write(sent);
      return;
    }
    const open = !list.hidden && rows().length > 0;
    const plain = !event.shiftKey && !event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing;
    if (!open || !plain || !(event.key in keys) || (event.key === "Enter" && chosen < 0)) return;
    event.preventDefault();
    keys[event.key]();
  });

  text.addEventListener("input", () => { wanted = true; mark(-1); });
  text.addEventListener("blur", () => show(false));
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const row = event.target.closest("[role=option]");
    if (row) write(row.dataset.text);
  });
  list.addEventListener("htmx:after:settle", () => show(wanted && document.activeElement === text));

  composer.addEventListener("htmx:before:request", (event) => {
    if (event.detail.ctx.sourceElement !== composer) return;
    if (text.value.trim() === "") {
      event.preventDefault();
      return;
    }
    sent = text.value;
    text.value = "";
    wanted = false;
    list.replaceChildren();
    show(false);
  });
  for (const failure of ["htmx:error", "htmx:response:error"]) {
    composer.addEventListener(failure, (event) => {
      if (event.detail.ctx?.sourceElement === composer && text.value === "") text.value = sent;
    });
  }

  // Words to type, wherever they stand on the page, are one click away from being typed.
  document.addEventListener("click", (event) => {
    const ready = event.target.closest("[data-type]");
    if (ready) write(ready.dataset.type);
  });

  if (text.value) {
    history.replaceState(null, "", location.pathname);
    text.focus();
    text.setSelectionRange(text.value.length, text.value.length);
  } else if (matchMedia("(hover: hover)").matches) {
    text.focus({ preventScroll: true });
  }
}
