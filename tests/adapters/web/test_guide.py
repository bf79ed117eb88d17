from __future__ import annotations

from adapters.web import guide
from adapters.web.chat import PlaceKind
from adapters.web.sender import PlaygroundSender
from bot.ports import LetterKind, ToSpace
from bot.router.request import Ask
from bot.ui import Form, TextField
from tests.adapters.web.actors import HELLO, MAYA, OLGA, PARTNERSHIP, RAVI, TO_MAYA, Scene, envelope


def titles_done(scene: Scene) -> list[str]:
    return [step.title for step, done in guide.progress(scene.chat, MAYA).steps if done]


def test_the_path_begins_with_joining_as_the_first_person(scene: Scene) -> None:
    seen = guide.progress(scene.chat, MAYA)
    assert seen.current is not None
    assert (seen.current.title, seen.done) == ("Join as Maya", 0)
    assert [(view.task.typed, view.is_mine, view.done) for view in seen.tasks] == [
        ("/mentor join", True, False)
    ]


def test_a_step_is_done_when_all_its_tasks_are_by_command_or_by_button(scene: Scene) -> None:
    guide.did(scene.chat, MAYA, "join.agree")
    guide.did(scene.chat, MAYA, "offer.save")
    assert titles_done(scene) == ["Join as Maya"]
    guide.did(scene.chat, MAYA, "want")
    assert titles_done(scene) == ["Join as Maya", "Teach and learn"]


def test_what_others_do_does_not_walk_the_newcomers_path(scene: Scene) -> None:
    guide.did(scene.chat, RAVI, "join.agree")
    assert titles_done(scene) == []


def test_tasks_of_the_organiser_are_told_apart_and_any_organiser_may_do_them(scene: Scene) -> None:
    for action in ("join.agree", "offer", "want"):
        guide.did(scene.chat, MAYA, action)
    guide.did(scene.chat, OLGA, "round.open")
    seen = guide.progress(scene.chat, MAYA)
    assert [(view.task.typed, view.is_mine, view.done, view.is_next) for view in seen.tasks] == [
        ("/mentor-admin round open", False, True, False),
        ("/mentor in", True, False, True),
        ("/mentor-admin round preview", False, False, False),
        ("/mentor-admin round publish", False, False, False),
    ]


def test_the_partner_is_met_when_the_first_person_looks_into_their_group(scene: Scene) -> None:
    guide.looked(scene.chat, RAVI, PlaceKind.GROUP)
    guide.looked(scene.chat, MAYA, PlaceKind.DIRECT)
    assert titles_done(scene) == []
    guide.looked(scene.chat, MAYA, PlaceKind.GROUP)
    assert titles_done(scene) == ["Meet your partner"]


async def test_the_path_leads_to_the_newcomers_group_once_there_is_one(scene: Scene) -> None:
    assert guide.progress(scene.chat, OLGA).group is None
    sent = await PlaygroundSender(scene.chat).send(envelope(ToSpace(PARTNERSHIP), HELLO, MAYA, RAVI))
    await PlaygroundSender(scene.chat).send(envelope(ToSpace(PARTNERSHIP), HELLO, OLGA, RAVI, letter=2))
    seen = guide.progress(scene.chat, OLGA)
    assert seen.group is not None
    assert (seen.newcomer, seen.group.id) == (MAYA, sent.place)


async def test_the_week_is_over_when_the_clock_moved_and_the_question_came(scene: Scene) -> None:
    scene.chat.note("clock.week")
    assert titles_done(scene) == []
    await PlaygroundSender(scene.chat).send(envelope(TO_MAYA, HELLO, MAYA, kind=LetterKind.CHECKIN))
    assert titles_done(scene) == ["Let a week pass"]


async def test_opening_a_form_is_not_yet_doing_it(scene: Scene) -> None:
    scene.core.answers["offer"] = Ask(Form("offer.save", "Teach", "Save", (TextField("skills", "Skills"),)))
    place = scene.chat.place_of("mentorship", "maya")
    assert place is not None
    await scene.desk.say(MAYA, place, "/mentor offer")
    await scene.desk.say(MAYA, place, "/mentor want rust")
    guide.did(scene.chat, MAYA, "join.agree")
    assert [(view.task.typed, view.done) for view in guide.progress(scene.chat, MAYA).tasks] == [
        ("/mentor offer css, giving talks", False),
        ("/mentor want rust", True),
    ]
