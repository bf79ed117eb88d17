from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from adapters.web.chat import Message, Place
from bot.model.ids import MemberId
from bot.router.request import Ask, Reader, Reject, Show
from bot.ui import Button, Card, Form, Mention, MomentField, Option, PersonField, Select, TextField
from tests.adapters.web.actors import HELLO, MAYA, OLGA, RAVI, Scene

FORM = Form(
    "offer.save",
    "Teach",
    "Save",
    (TextField("skills", "Skills"), PersonField("who", "Who"), MomentField("when", "When")),
)
ASKED = Card(
    "Did you meet?",
    rows=((Button("We met", "checkin.met:1"), Button("Not yet", "checkin.not-yet:1")),),
    select=Select("partner.choose", "Which one", (Option("7", "Ana"),)),
)


def room(scene: Scene, place: str, person: str = "maya") -> Place:
    found = scene.chat.place_of(place, person)
    assert found is not None
    return found


def only(scene: Scene, place: str, person: str = "maya") -> Message:
    [message] = scene.chat.seen_by(person, room(scene, place))
    return message


async def test_a_command_in_a_channel_is_answered_for_one_pair_of_eyes(scene: Scene) -> None:
    await scene.desk.say(MAYA, room(scene, "mentorship"), "/mentor  Offer  Python, K8s (expert)")
    [request] = scene.core.requests
    assert (request.action, request.text, request.channel) == ("offer", "Python, K8s (expert)", "mentorship")
    message = only(scene, "mentorship")
    assert (message.body, message.only, message.author) == (HELLO, "maya", None)
    assert message.asked == "/mentor  Offer  Python, K8s (expert)"
    assert scene.chat.seen_by("olga", room(scene, "mentorship")) == []


async def test_a_command_in_the_direct_room_names_no_channel_and_stays_there(scene: Scene) -> None:
    await scene.desk.say(MAYA, room(scene, "dm-maya"), "/mentor help")
    [request] = scene.core.requests
    assert (request.channel, request.channel_name) == ("", "")
    assert only(scene, "dm-maya").only is None


async def test_plain_words_in_a_channel_are_for_everybody_there_and_not_for_the_core(scene: Scene) -> None:
    await scene.desk.say(MAYA, room(scene, "mentorship"), "hello /mentor help")
    message = only(scene, "mentorship", "olga")
    assert (message.body, message.author) == ("hello /mentor help", "maya")
    assert scene.core.requests == []


async def test_plain_words_to_the_bot_are_shown_and_answered(scene: Scene) -> None:
    await scene.desk.say(MAYA, room(scene, "dm-maya"), "we met yesterday")
    assert [(one.action, one.text) for one in scene.core.requests] == [("said", "we met yesterday")]
    words, answer = scene.chat.seen_by("maya", room(scene, "dm-maya"))
    assert (words.body, words.author, answer.body) == ("we met yesterday", "maya", HELLO)


async def test_another_slash_command_is_only_words(scene: Scene) -> None:
    await scene.desk.say(MAYA, room(scene, "mentorship"), "/mentors offer x")
    assert only(scene, "mentorship").body == "/mentors offer x"


async def test_people_mentioned_become_the_cores_members(scene: Scene) -> None:
    await scene.desk.say(OLGA, room(scene, "mentorship", "olga"), "/mentor-admin organiser add @Ravi Menon")
    [request] = scene.core.requests
    ravi = scene.core.member("ravi")
    assert (request.action, request.text, request.values) == ("organiser.add", "", {"person": (str(ravi),)})


async def test_only_organisers_have_the_platforms_rights(scene: Scene) -> None:
    await scene.desk.say(OLGA, room(scene, "mentorship", "olga"), "/mentor-admin round open")
    await scene.desk.say(MAYA, room(scene, "mentorship"), "/mentor-admin round open")
    assert [await request.organises() for request in scene.core.requests] == [True, False]


async def test_every_deed_has_a_key_of_its_own(scene: Scene) -> None:
    for _ in range(3):
        await scene.desk.say(MAYA, room(scene, "mentorship"), "/mentor help")
    assert len({request.key for request in scene.core.requests}) == 3
    assert all(request.key for request in scene.core.requests)


async def test_letters_that_an_answer_sets_in_motion_are_delivered_at_once(scene: Scene) -> None:
    await scene.desk.say(MAYA, room(scene, "mentorship"), "/mentor help")
    assert scene.engine.settled == 1


async def test_something_handled_before_is_not_answered_again(scene: Scene) -> None:
    scene.core.answers["help"] = None
    await scene.desk.say(MAYA, room(scene, "mentorship"), "/mentor help")
    assert scene.chat.seen_by("maya", room(scene, "mentorship")) == []


async def test_a_pressed_button_can_put_its_answer_in_the_cards_place(scene: Scene) -> None:
    message = scene.chat.post(room(scene, "dm-maya"), ASKED)
    scene.core.answers["checkin.met"] = Show(HELLO, replaces=True)
    await scene.desk.press(MAYA, message, "checkin.met:1")
    assert [(one.id, one.body) for one in scene.chat.seen_by("maya", room(scene, "dm-maya"))] == [
        (message.id, HELLO)
    ]


async def test_a_card_others_see_too_is_not_replaced_by_an_answer_for_one(scene: Scene) -> None:
    group = scene.chat.group(["maya", "ravi"], "two")
    message = scene.chat.post(group, ASKED)
    scene.core.answers["checkin.met"] = Show(HELLO, replaces=True)
    await scene.desk.press(MAYA, message, "checkin.met:1")
    assert [one.body for one in scene.chat.seen_by("ravi", group)] == [ASKED]
    assert [(one.body, one.only) for one in scene.chat.seen_by("maya", group)] == [
        (ASKED, None),
        (HELLO, "maya"),
    ]


async def test_an_answer_in_a_group_is_for_the_one_who_asked(scene: Scene) -> None:
    group = scene.chat.group(["maya", "ravi"], "two")
    await scene.desk.say(MAYA, group, "/mentor partner")
    assert scene.chat.seen_by("ravi", group) == []
    assert [request.channel for request in scene.core.requests] == [""]


async def test_a_choice_comes_back_with_the_menus_action(scene: Scene) -> None:
    message = scene.chat.post(room(scene, "dm-maya"), ASKED)
    await scene.desk.press(MAYA, message, "partner.choose", "7")
    assert [(one.action, one.values) for one in scene.core.requests] == [
        ("partner.choose", {"choice": ("7",)})
    ]


async def test_what_a_card_does_not_offer_cannot_be_pressed(scene: Scene) -> None:
    message = scene.chat.post(room(scene, "dm-maya"), ASKED)
    await scene.desk.press(MAYA, message, "round.publish")
    await scene.desk.press(MAYA, message, "partner.choose", "8")
    await scene.desk.press(MAYA, message, "checkin.met:1", "7")
    assert scene.core.requests == []


async def test_a_form_comes_back_with_members_and_moments_as_the_core_reads_them(scene: Scene) -> None:
    scene.core.answers["offer"] = Ask(FORM)
    opened = await scene.desk.say(MAYA, room(scene, "mentorship"), "/mentor offer")
    assert opened is not None
    assert scene.desk.opened(MAYA, opened.id) == opened
    assert scene.desk.opened(OLGA, opened.id) is None
    sent = {"skills": ("rust",), "who": ("ravi", "nobody"), "when": ("2026-12-24T15:00",), "extra": ("x",)}
    assert await scene.desk.submit(MAYA, opened, sent) is None
    request = scene.core.requests[-1]
    ravi = scene.core.member("ravi")
    assert request.action == "offer.save"
    assert request.values == {
        "skills": ("rust",),
        "who": (str(ravi),),
        "when": ("2026-12-24T15:00:00+00:00",),
    }
    assert only(scene, "mentorship").body == HELLO


async def test_a_refused_form_opens_again_as_it_was_filled_with_what_is_wrong(scene: Scene) -> None:
    scene.core.answers |= {"offer": Ask(FORM), "offer.save": Reject({"skills": "No such skill."}, HELLO)}
    opened = await scene.desk.say(MAYA, room(scene, "mentorship"), "/mentor offer")
    assert opened is not None
    again = await scene.desk.submit(MAYA, opened, {"skills": ("xyzzy",), "who": ("ravi",)})
    assert again is not None
    assert (again.errors, again.sent["who"]) == ({"skills": "No such skill."}, ("ravi",))
    assert again.form.fields[0] == replace(TextField("skills", "Skills"), value="xyzzy")
    assert scene.chat.seen_by("maya", room(scene, "mentorship")) == []


async def test_a_form_opened_by_a_button_may_replace_that_buttons_card(scene: Scene) -> None:
    message = scene.chat.post(room(scene, "dm-maya"), ASKED)
    scene.core.answers |= {"checkin.met": Ask(FORM), "offer.save": Show(HELLO, replaces=True)}
    opened = await scene.desk.press(MAYA, message, "checkin.met:1")
    assert opened is not None
    await scene.desk.submit(MAYA, opened, {"skills": ("rust",)})
    assert only(scene, "dm-maya").body == HELLO


async def test_a_line_that_needs_no_form_but_is_refused_is_answered_with_a_card(scene: Scene) -> None:
    scene.core.answers["pause"] = Reject({"until": "That day is over."}, ASKED)
    assert await scene.desk.say(MAYA, room(scene, "mentorship"), "/mentor pause yesterday") is None
    assert only(scene, "mentorship").body == ASKED


async def test_a_card_brings_the_names_of_those_it_mentions(scene: Scene) -> None:
    scene.core.answers["help"] = Show(Card("Hi", ((Mention(MemberId(4)),),)))
    await scene.desk.say(MAYA, room(scene, "mentorship"), "/mentor help")
    assert only(scene, "mentorship").names[MemberId(4)].name == "Member 4"


async def test_a_person_reads_in_the_zone_they_chose(scene: Scene) -> None:
    assert scene.desk.reader(RAVI) == Reader(zone="Asia/Kolkata", language="en")
    scene.core.zones["ravi"] = "Europe/Berlin"
    await scene.desk.say(RAVI, room(scene, "mentorship", "ravi"), "/mentor profile")
    assert scene.desk.reader(RAVI).zone == "Europe/Berlin"


async def test_a_database_that_fails_after_the_answer_leaves_the_answer(scene: Scene) -> None:
    scene.core.broken = True
    await scene.desk.say(MAYA, room(scene, "mentorship"), "/mentor help")
    assert only(scene, "mentorship").body == HELLO


async def test_time_passes_by_as_much_as_asked_or_to_the_next_event(scene: Scene) -> None:
    begun = scene.engine.now()
    assert await scene.desk.pass_time(timedelta(days=1))
    assert await scene.desk.pass_time(None)
    assert scene.engine.now() - begun == timedelta(days=1, hours=3)
    assert not scene.chat.happened("clock.week")
    await scene.desk.pass_time(timedelta(days=7))
    assert scene.chat.happened("clock.week")


async def test_starting_over_forgets_everything(scene: Scene) -> None:
    scene.core.answers["offer"] = Ask(FORM)
    opened = await scene.desk.say(MAYA, room(scene, "mentorship"), "/mentor offer")
    await scene.desk.say(MAYA, room(scene, "mentorship"), "hello")
    await scene.desk.start_over()
    assert scene.engine.resets == 1
    assert scene.chat.seen_by("maya", room(scene, "mentorship")) == []
    assert opened is not None
    assert scene.desk.opened(MAYA, opened.id) is None


async def test_old_forms_are_forgotten_after_a_while(scene: Scene) -> None:
    scene.core.answers["offer"] = Ask(FORM)
    opened = [await scene.desk.say(MAYA, room(scene, "mentorship"), "/mentor offer") for _ in range(25)]
    kept = [one for one in opened if one is not None and scene.desk.opened(MAYA, one.id)]
    assert kept == opened[-20:]
