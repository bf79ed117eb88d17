from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest

from adapters.web import views
from bot.model.ids import MemberId
from bot.ports import Handle
from bot.router.request import Ask, Reject, Show
from bot.ui import Bold, Button, Card, Fact, Form, Mention, Select, TextField, Tone, When
from bot.ui import Option as MenuOption
from tests.adapters.web.actors import HELLO, MONDAY, Scene
from tests.adapters.web.browser import Browser, Stream

CARD = Card(
    "Meet <Ana>",
    (("Hello ", Mention(MemberId(2)), " & ", Bold("all")),),
    (Fact("First check-in", (When(MONDAY),)),),
    ((Button("We met", "checkin.met:1", Tone.MAIN), Button("Need help", "checkin.help:1", Tone.DANGER)),),
    Select("partner.choose", "Which one", (MenuOption("7", "Ana"),)),
)
NAMES = {MemberId(2): Handle(external_id="ravi", name="Ravi Menon")}
FORM = Form("offer.save", "What can you teach?", "Save", (TextField("skills", "Skills", hint="python, k8s"),))


def post(scene: Scene, place: str, body: str | Card, only: str | None = None) -> int:
    found = scene.chat.place_of(place, "maya")
    assert found is not None
    return scene.chat.post(
        found, body, author="ravi" if isinstance(body, str) else None, names=NAMES, only=only
    ).id


async def test_the_first_address_leads_to_the_first_person_in_the_first_channel(browser: Browser) -> None:
    answer = await browser.get("/")
    assert (answer.status, answer.headers["location"]) == (307, "/as/maya/mentorship")


async def test_a_page_shows_who_one_is_where_and_when(browser: Browser) -> None:
    page = (await browser.get("/as/olga/mentorship")).text
    assert "<title>mentorship · Olga · Bothways playground</title>" in page
    assert 'You are </span><span class="name" dir="auto">Olga Petrenko<' in page
    assert "Mon 23 Nov 2026" in page
    assert '>11:00</time> <span class="zone">in Kyiv</span>' in page


@pytest.mark.parametrize(
    ("path", "home"),
    [
        ("/nothing", "/"),
        ("/as/nobody/mentorship", "/"),
        ("/as/olga/dm-maya", "/as/olga/mentorship"),
        ("/as/olga/group-1", "/as/olga/mentorship"),
    ],
)
async def test_an_address_that_leads_nowhere_leads_home(browser: Browser, path: str, home: str) -> None:
    answer = await browser.get(path)
    assert (answer.status, answer.headers.get("location")) == (307, home)


async def test_what_people_type_is_shown_as_text(scene: Scene, browser: Browser) -> None:
    post(scene, "mentorship", "<img src=x onerror=alert(1)> @everyone <hx-partial>")
    page = (await browser.get("/as/maya/mentorship")).text
    assert "&lt;img src=x onerror=alert(1)&gt; @everyone &lt;hx-partial&gt;" in page
    assert "<img" not in page


async def test_a_card_is_drawn_with_everything_on_it(scene: Scene, browser: Browser) -> None:
    message = post(scene, "dm-maya", CARD)
    page = (await browser.get("/as/maya/dm-maya")).text
    assert '<h3 dir="auto">Meet &lt;Ana&gt;</h3>' in page
    assert 'Hello <span class="mention">@Ravi Menon</span> &amp; <strong>all</strong>' in page
    assert '<dt dir="auto">First check-in</dt>' in page
    assert '<button class="button main" name="action" value="checkin.met:1">We met</button>' in page
    assert '<button class="button danger" name="action" value="checkin.help:1">Need help</button>' in page
    assert f'<label class="unseen" for="m{message}-pick">Which one</label>' in page


async def test_no_page_carries_a_script_style_or_handler_of_its_own(scene: Scene, browser: Browser) -> None:
    post(scene, "dm-maya", CARD)
    scene.core.answers["offer"] = Ask(FORM)
    form = await browser.post("/as/maya/dm-maya/say", {"text": "/mentor offer"})
    for page in ((await browser.get("/as/maya/dm-maya")).text, form.text):
        assert (
            re.findall(r"<script(?! src=)|<style|\sstyle=|\son\w+=|javascript:|hx-on|hx-vals=.js", page) == []
        )


async def test_what_is_new_since_the_last_visit_is_marked_once(scene: Scene, browser: Browser) -> None:
    await browser.get("/as/maya/mentorship")
    post(scene, "mentorship", "first")
    post(scene, "mentorship", "second")
    assert (await browser.get("/as/maya/mentorship")).text.count('class="fresh"') == 1
    assert (await browser.get("/as/maya/mentorship")).text.count('class="fresh"') == 0


async def test_only_the_newest_messages_are_drawn(
    scene: Scene, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "LONGEST_LOG", 2)
    for n in range(3):
        post(scene, "mentorship", f"message {n}")
    page = (await browser.get("/as/maya/mentorship")).text
    assert re.findall(r"message \d", page) == ["message 1", "message 2"]
    assert page.count('class="day"') == 1


async def test_rooms_and_people_carry_what_is_unread(scene: Scene, browser: Browser) -> None:
    post(scene, "dm-maya", HELLO)
    page = (await browser.get("/as/olga/mentorship")).text
    assert 'data-person="maya" data-waiting="1"' in page
    page = (await browser.get("/as/maya/mentorship")).text
    assert '<span class="badge">1<span class="unseen"> unread</span></span>' in page


async def test_words_to_type_can_come_with_the_address(browser: Browser) -> None:
    page = (await browser.get("/as/maya/mentorship?typed=%2Fmentor+join+%22x")).text
    assert 'value="/mentor join &#34;x"' in page


async def test_a_line_is_taken_and_answered_in_the_stream_not_in_the_reply(
    scene: Scene, browser: Browser
) -> None:
    answer = await browser.post("/as/maya/mentorship/say", {"text": " /mentor help "})
    assert (answer.status, answer.headers["hx-trigger"], answer.text) == (204, "answered", "")
    assert [request.action for request in scene.core.requests] == ["help"]


async def test_an_empty_line_is_nothing(scene: Scene, browser: Browser) -> None:
    version = scene.chat.version
    assert (await browser.post("/as/maya/mentorship/say", {"text": "  "})).status == 204
    assert (scene.chat.version, scene.core.requests) == (version, [])


async def test_a_message_that_is_too_long_is_refused_in_one_sentence(scene: Scene, browser: Browser) -> None:
    answer = await browser.post("/as/maya/mentorship/say", {"text": "x" * 5000})
    assert (answer.status, answer.text) == (413, "A message holds 4000 characters; this one has 5000.")
    assert "text/plain" in answer.headers["content-type"]


async def test_a_long_command_is_the_cores_to_judge(scene: Scene, browser: Browser) -> None:
    await browser.post("/as/maya/mentorship/say", {"text": "/mentor offer " + "x" * 5000})
    assert len(scene.core.requests[0].text) == 5000


async def test_a_form_opens_is_refused_inline_and_is_taken(scene: Scene, browser: Browser) -> None:
    scene.core.answers |= {"offer": Ask(FORM), "offer.save": Reject({"skills": "No <such> skill."}, HELLO)}
    form = await browser.post("/as/maya/mentorship/say", {"text": "/mentor offer"})
    assert '<h2 id="form-title">What can you teach?</h2>' in form.text
    assert 'aria-describedby="field-skills-hint"' in form.text
    again = await browser.post(_action(form.text), {"skills": "<xyzzy>"})
    assert '<p class="wrong" id="field-skills-wrong">No &lt;such&gt; skill.</p>' in again.text
    assert 'value="&lt;xyzzy&gt;"' in again.text
    assert 'aria-invalid="true" aria-describedby="field-skills-wrong field-skills-hint"' in again.text
    scene.core.answers["offer.save"] = Show(HELLO)
    assert (await browser.post(_action(again.text), {"skills": "rust"})).status == 204
    assert scene.core.requests[-1].values == {"skills": ("rust",)}


async def test_somebody_elses_form_cannot_be_sent(scene: Scene, browser: Browser) -> None:
    scene.core.answers["offer"] = Ask(FORM)
    form = await browser.post("/as/maya/mentorship/say", {"text": "/mentor offer"})
    answer = await browser.post(_action(form.text).replace("/maya/", "/olga/"), {"skills": "rust"})
    assert (answer.status, answer.text) == (404, "That is not here any more. Reload the page.")


async def test_buttons_and_menus_are_pressed(scene: Scene, browser: Browser) -> None:
    press = f"/as/maya/dm-maya/messages/{post(scene, 'dm-maya', CARD)}/press"
    assert (await browser.post(press, {"action": "checkin.met:1", "choice": ""})).status == 204
    assert (await browser.post(press, {"pick": "partner.choose", "choice": "7"})).status == 204
    assert [one.action for one in scene.core.requests] == ["checkin.met:1", "partner.choose"]


async def test_a_menu_without_a_choice_asks_for_one(scene: Scene, browser: Browser) -> None:
    press = f"/as/maya/dm-maya/messages/{post(scene, 'dm-maya', CARD)}/press"
    answer = await browser.post(press, {"pick": "partner.choose", "choice": ""})
    assert (answer.status, answer.text) == (400, "Choose one of the list first.")


@pytest.mark.parametrize("person", ["olga", "ravi"])
async def test_a_button_on_somebody_elses_message_is_out_of_reach(
    scene: Scene, browser: Browser, person: str
) -> None:
    private = post(scene, "mentorship", CARD, only="maya")
    answer = await browser.post(
        f"/as/{person}/mentorship/messages/{private}/press", {"action": "checkin.met:1"}
    )
    assert (answer.status, scene.core.requests) == (404, [])


async def test_only_messages_for_ones_own_eyes_can_be_dismissed(scene: Scene, browser: Browser) -> None:
    private, public = post(scene, "mentorship", HELLO, only="maya"), post(scene, "mentorship", HELLO)
    assert (await browser.post(f"/as/maya/mentorship/messages/{private}/dismiss")).status == 204
    assert (await browser.post(f"/as/maya/mentorship/messages/{public}/dismiss")).status == 403
    assert scene.chat.message_for("maya", private) is None


async def test_suggestions_are_options_for_the_list_below_the_line(browser: Browser) -> None:
    answer = await browser.get("/as/maya/mentorship/complete?text=%2Fmentor+offer+pu")
    assert 'role="option" id="suggestion-0"' in answer.text
    assert 'data-text="/mentor offer public speaking"' in answer.text
    assert "For example: python" in answer.text


async def test_a_message_can_be_looked_into(scene: Scene, browser: Browser) -> None:
    inside = f"/as/maya/dm-maya/messages/{post(scene, 'dm-maya', CARD)}/inside"
    neutral, slack = (await browser.get(inside)).text, (await browser.get(f"{inside}?of=1")).text
    assert '<span class="name">"title"</span>: <span class="text">"Meet &lt;Ana&gt;"</span>' in _json(neutral)
    assert '<span class="name">"kind"</span>: <span class="text">"mention"</span>' in _json(neutral)
    assert '<span class="text">"plain_text"</span>' in _json(slack)
    assert re.findall(r">(Neutral card|Slack|Discord)</button>", neutral) == [
        "Neutral card",
        "Slack",
        "Discord",
    ]


async def test_peoples_own_words_cannot_be_looked_into(scene: Scene, browser: Browser) -> None:
    answer = await browser.get(f"/as/maya/dm-maya/messages/{post(scene, 'dm-maya', 'hi')}/inside?of=9")
    assert answer.status == 307


@pytest.mark.parametrize(("move", "hours"), [("day", 24), ("week", 168), ("next", 3)])
async def test_the_clock_is_moved(scene: Scene, browser: Browser, move: str, hours: int) -> None:
    assert (await browser.post(f"/clock/{move}")).status == 204
    assert (scene.engine.now() - MONDAY).total_seconds() == hours * 3600


async def test_a_clock_that_has_nowhere_to_go_says_so(scene: Scene, browser: Browser) -> None:
    scene.engine.next_event = timedelta()
    answer = await browser.post("/clock/next")
    assert answer.status == 204
    assert json.loads(answer.headers["hx-trigger"]) == {
        "notice": "Nothing is due yet. Open a round, or let a day pass."
    }


async def test_the_clock_knows_no_other_moves(scene: Scene, browser: Browser) -> None:
    assert (await browser.post("/clock/year")).status == 404
    assert scene.engine.now() == MONDAY


async def test_a_reset_sends_the_visitor_to_the_beginning(scene: Scene, browser: Browser) -> None:
    answer = await browser.post("/reset")
    assert (answer.status, answer.headers["hx-redirect"], scene.engine.resets) == (204, "/", 1)


async def test_a_busy_database_is_told_as_such(scene: Scene, browser: Browser) -> None:
    scene.core.unavailable = True
    answer = await browser.post("/as/maya/mentorship/say", {"text": "/mentor help"})
    assert (answer.status, answer.text) == (
        503,
        "The database is busy. Nothing was changed; try again in a moment.",
    )


# The stream ------------------------------------------------------------------------------------------------


async def test_a_message_arrives_in_every_open_tab_of_the_room(scene: Scene) -> None:
    maya = Stream(scene.pages.app, live(scene, "/as/maya/mentorship/live", 0))
    olga = Stream(scene.pages.app, live(scene, "/as/olga/mentorship/live", 0))
    message = post(scene, "mentorship", "hello <all>")
    for stream in (maya, olga):
        text = await stream.next()
        assert '<hx-partial hx-target="#messages" hx-swap="beforeend">' in text
        assert f'id="m{message}"' in text
        assert "hello &lt;all&gt;" in text
        await stream.close()


async def test_a_message_for_one_pair_of_eyes_arrives_nowhere_else(scene: Scene) -> None:
    olga = Stream(scene.pages.app, live(scene, "/as/olga/mentorship/live", 0))
    post(scene, "mentorship", CARD, only="maya")
    assert "Meet &lt;Ana&gt;" not in await olga.next()
    await olga.close()


async def test_a_tab_in_another_room_gets_the_badge_but_not_the_words(scene: Scene) -> None:
    maya = Stream(scene.pages.app, live(scene, "/as/maya/mentorship/live", 0))
    post(scene, "dm-maya", CARD)
    text = await maya.next()
    assert "Meet &lt;Ana&gt;" not in text
    assert '<span class="badge">1' in text
    await maya.close()


async def test_what_somebody_sees_arrive_counts_as_read(scene: Scene) -> None:
    direct = scene.chat.direct("maya")
    assert direct is not None
    maya = Stream(scene.pages.app, live(scene, "/as/maya/dm-maya/live", 0))
    post(scene, "dm-maya", CARD)
    await maya.next()
    assert '<span class="badge">' not in await maya.next()
    assert scene.chat.unread("maya", direct) == 0
    await maya.close()


async def test_edited_and_removed_messages_change_in_place(scene: Scene) -> None:
    edited, removed = (post(scene, "dm-maya", CARD) for _ in range(2))
    after = scene.chat.version
    for number in (edited, removed):
        message = scene.chat.message_for("maya", number)
        assert message is not None
        if number == edited:
            scene.chat.edit(message, HELLO, {})
        else:
            scene.chat.remove(message)
    stream = Stream(scene.pages.app, live(scene, "/as/maya/dm-maya/live", after))
    text = await stream.next()
    assert f'<hx-partial hx-target="#m{edited}" hx-swap="outerHTML">' in text
    assert f'<hx-partial hx-target="#m{removed}" hx-swap="delete">' in text
    assert "#messages" not in text
    await stream.close()


async def test_a_tab_that_comes_back_gets_what_it_missed_once(scene: Scene) -> None:
    post(scene, "dm-maya", "seen before")
    last = scene.chat.version
    post(scene, "dm-maya", "missed")
    now = f"{scene.chat.epoch}.{scene.chat.version}"
    path = live(scene, "/as/maya/dm-maya/live", 0)
    stream = Stream(scene.pages.app, path, {"last-event-id": f"{scene.chat.epoch}.{last}"})
    text = await stream.next()
    assert "missed" in text
    assert "seen before" not in text
    assert f"id: {now}" in text
    await stream.close()


async def test_a_tab_from_before_a_reset_begins_again(scene: Scene) -> None:
    stream = Stream(scene.pages.app, live(scene, "/as/maya/mentorship/live", 0))
    scene.chat.clear()
    assert "event: again" in await stream.next()
    await stream.ended()


async def test_a_tab_from_another_life_of_the_server_begins_again(scene: Scene) -> None:
    ours = Stream(scene.pages.app, live(scene, "/as/maya/mentorship/live", scene.chat.version + 1))
    assert "event: again" in await ours.next()
    await ours.ended()
    stream = Stream(scene.pages.app, f"/as/maya/mentorship/live?epoch={scene.chat.epoch - 1}&after=0")
    assert "event: again" in await stream.next()
    await stream.ended()


async def test_a_stream_ends_when_the_playground_closes(scene: Scene) -> None:
    stream = Stream(scene.pages.app, live(scene, "/as/maya/mentorship/live", 0))
    scene.chat.close()
    await stream.ended()
    assert scene.chat.closed


@pytest.mark.parametrize("version", ["epoch=x&after=1", "epoch=0&after=-1", ""])
async def test_a_stream_wants_to_know_what_the_tab_has(browser: Browser, version: str) -> None:
    assert (await browser.get(f"/as/maya/mentorship/live?{version}")).status == 400


async def test_the_moment_is_shown_in_each_persons_own_zone(scene: Scene) -> None:
    stream = Stream(scene.pages.app, live(scene, "/as/ravi/mentorship/live", 0))
    scene.chat.touch()
    text = await stream.next()
    assert ">14:30</time>" in text
    assert "in Kolkata" in text
    await stream.close()


def live(scene: Scene, path: str, after: int) -> str:
    return f"{path}?epoch={scene.chat.epoch}&after={after}"


def _action(html: str) -> str:
    found = re.search(r'hx-post="([^"]+/forms/\d+)"', html)
    assert found is not None
    return found[1]


def _json(html: str) -> str:
    return html.replace("&#34;", '"')
