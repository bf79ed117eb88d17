"""A club whose language is German: a whole round of it says nothing in English, and every screen can be drawn."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator

import pytest

from bot.errors import Conflict, InvalidInput
from bot.model.community import Platform
from bot.router.request import Answer, Ask, Reject, Show
from bot.screens import problems
from bot.texts import texts
from bot.ui import Card, ChoiceField, ChoicesField, Code, Field, Form, Line, Values, plain
from storage.database import open_store
from tests.core.worlds import CHANNEL, CLUB, DAY, WEEK, Club, set_up

GERMAN = texts("de")
BLANKS: dict[str, str | int] = {
    "weeks": 8,
    "word": "klingonisch",
    "n": 1,
    "most": 20,
    "nearest": "Europe/Berlin",
}
# Words that no German sentence has, and hardly an English one does without.
ENGLISH = re.compile(
    r"\b(the|you|your|and|is|are|of|to|with|what|not|no|this|it|they|for|who|how)\b", re.IGNORECASE
)
SKILLS = {
    "ana": ("rust (expert)", "chess"),
    "ben": ("chess (expert)", "rust: mein erstes Werkzeug"),
    "ines": ("pottery (expert)", "sailing"),
    "kofi": ("sailing (expert)", "knitting: ein Schal"),
    "mei": ("knitting (expert)", "pottery"),
    "zoe": ("welding", "beekeeping"),
}


class Recorded(Club):
    """A club that keeps every answer it ever gave."""

    screens: list[Card | Form]

    async def does(
        self,
        handle: str,
        action: str,
        text: str = "",
        values: Values | None = None,
        *,
        channel: str = CHANNEL,
        key: str = "",
    ) -> Answer | None:
        answer = await super().does(handle, action, text, values, channel=channel, key=key)
        match answer:
            case Show(card):
                self.screens.append(card)
            case Ask(form):
                self.screens.append(form)
            case Reject(_, again):
                self.screens.append(again)
        return answer

    async def clicks(self, handle: str, *labels: str) -> None:
        """Let somebody press buttons one after the other, each by its English name."""
        for label in labels:
            await self.presses(handle, GERMAN.text(label))

    async def answers(self, handle: str, opener: str, **given: str) -> None:
        """Let somebody open a form (by a command, or a button's English name) and send it."""
        await self.opens(handle, opener if opener.startswith("/") else GERMAN.text(opener))
        await self.fills(handle, **given)


@pytest.fixture
async def club() -> AsyncIterator[Recorded]:
    """A club whose members read German until they say otherwise."""
    store = await open_store("sqlite+aiosqlite://")
    try:
        club = Recorded(store)
        club.screens = []
        await club.core.meet(
            platform=Platform.CONSOLE,
            community=CLUB,
            community_name=CLUB,
            language="de",
            user="first",
            name="First",
            zone="UTC",
        )
        yield club
    finally:
        await store.close()


async def people_arrive(club: Recorded) -> None:
    """Let everybody join, look around, and change their minds."""
    await set_up(club)
    await club.enter("rex", zone=None)
    for typed in ("", "join", "want", "offer", "skills", "partner", "in", "helo", "leave", "want go"):
        await club.asks("rex", f"/mentor {typed}")
    await club.types("rex", "/mentor offer pythn")
    await club.clicks("rex", "I agree", "Undo")
    await club.answers("rex", "/mentor pause", until="2 weeks")
    await club.types("rex", "/mentor resume")
    await club.types("rex", "/mentor leave")
    await club.clicks("rex", "Leave")
    for handle, (offers, wants) in SKILLS.items():
        await club.joins(handle, offers=offers, wants=wants)
        await club.types(handle, "/mentor profile")
    await club.answers("ana", "Hours and languages", zone="Berlin", languages="German, English")
    await club.answers("ana", "About me", bio="Ich mag Kekse.")
    await club.types("ana", "/mentor offer spring, go, python, js")
    await club.answers("ana", "/mentor avoid", person=str(club.member("zoe")))
    for typed in ("skills", "skills rust", "skills juggling", "help"):
        await club.types("ana", f"/mentor {typed}")


async def a_round_begins(club: Recorded) -> None:
    """Let Olga run a round up to its introductions."""
    for typed in ("help", "members", "round status", "round preview", "round cancel"):
        await club.types("olga", f"/mentor-admin {typed}")
    await club.types("olga", "/mentor-admin round open")
    await club.types("olga", "/mentor-admin organiser add @ana")
    await club.types("olga", "/mentor-admin organiser remove @ana")
    for handle in SKILLS:
        await club.clicks(handle, "I'm in")
    await club.clicks("zoe", "Not this time", "I'm in")
    await club.types("ana", "/mentor help")
    for typed in ("round status", "round preview", "round publish"):
        await club.types("olga", f"/mentor-admin {typed}")
    await club.clicks("olga", "Publish", "Round status")


async def weeks_go_by(club: Recorded) -> None:
    """Let partners set goals, meet, answer, ask for help and end early."""
    await club.waits(DAY)
    await club.answers("ana", "/mentor goals", goal="eine Partie gewinnen")
    await club.types("ana", "/mentor meet")
    await club.answers("ana", "Another time", when="2026-12-24 15:00")
    for handle in SKILLS:
        await club.types(handle, "/mentor partner")
    await club.waits(WEEK)
    await club.clicks("ana", "We met", "I taught")
    await club.presses("ana", "2")
    await club.answers("ana", "Write a note", note="Das war zu schnell.", audience="organisers")
    await club.types("ana", "Danke schön")
    await club.clicks("ana", "Share with my partner")
    await club.clicks("ines", "It's planned")
    await club.clicks("kofi", "Not yet")
    await club.clicks("mei", "Need help")
    await club.answers("mei", "Tell the organisers", note="Ich komme nicht weiter.")
    await club.types("ines", "/mentor change")
    await club.answers("ines", "Ask the organisers", note="Die Zeiten passen nicht.")
    await club.types("ines", "/mentor change")
    await club.clicks("ines", "End the partnership")


async def the_round_ends(club: Recorded) -> None:
    """Let time run out, partners look back, and Olga begin again."""
    await club.types("olga", "/mentor-admin round status")
    await club.types("olga", "/mentor-admin round close")
    await club.waits(8 * WEEK)
    await club.answers("ana", "Look back", learned="Schach", thanks="Danke dir!", next_step="pause")
    await club.types("olga", "/mentor-admin round open")
    await club.types("olga", "/mentor-admin round cancel")
    await club.clicks("olga", "Call it off")


def said(screen: Card | Form) -> Iterator[str]:
    """Yield every piece of text on a screen, without the commands in it."""
    if isinstance(screen, Form):
        yield from (screen.title, screen.submit)
        for field in screen.fields:
            yield from (field.label, field.hint, *options_of(field))
        return
    yield screen.title
    yield from (words(line) for line in screen.lines)
    for fact in screen.facts:
        yield from (fact.label, words(fact.value))
    yield from (button.label for button in screen.buttons())
    if screen.select is not None:
        yield from (screen.select.placeholder, *(option.label for option in screen.select.options))


def words(line: Line) -> str:
    """Return what a line says beside commands."""
    return re.sub(r"/mentor\S*( \w+)*", "", plain(tuple(span for span in line if not isinstance(span, Code))))


def options_of(field: Field) -> list[str]:
    """Return what a field lets choose from."""
    return [option.label for option in field.options] if isinstance(field, ChoiceField | ChoicesField) else []


async def test_a_whole_round_in_german_says_nothing_in_english(club: Recorded) -> None:
    for chapter in (people_arrive, a_round_begins, weeks_go_by, the_round_ends):
        await chapter(club)
    screens = [*club.screens, *(letter.card for letter in club.letters)]
    heard = {text for screen in screens for text in said(screen)}
    assert sorted(text for text in heard if ENGLISH.search(text)) == []
    assert len(heard) > 250


@pytest.mark.parametrize("key", problems.SENTENCES)
def test_every_problem_is_told_in_german(key: str) -> None:
    card = problems.card(GERMAN, Conflict(key, **BLANKS))
    wrong = problems.fields(GERMAN, InvalidInput({"name": key}, **BLANKS))["name"]
    assert wrong != problems.SENTENCES[key].format(**BLANKS)
    assert (wrong,) in card.lines
