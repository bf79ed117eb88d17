"""A club whose members read German: a whole round of it says nothing in English, and every screen can be drawn."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field

import pytest

from bot.errors import Conflict, InvalidInput
from bot.screens import problems
from bot.texts import texts
from bot.ui import Card, ChoiceField, ChoicesField, Code, Field, Form, Line, plain
from tests.core.worlds import DAY, WEEK, Club, a_club, set_up

GERMAN = texts("de")
BLANKS: dict[str, str | int] = {
    "operator": "help@example.org",
    "weeks": 8,
    **dict.fromkeys(("word", "name", "first", "second", "skill", "keys", "line", "other"), "klingonisch"),
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


@dataclass(frozen=True, slots=True)
class Ear:
    """Lets people do things in a club, and keeps every answer they get; buttons go by their English names."""

    club: Club
    heard: list[Card | Form] = field(default_factory=list)

    async def types(self, handle: str, *commands: str) -> None:
        """Let somebody type one command after the other."""
        for command in commands:
            self.heard.append(await self.club.types(handle, command))

    async def clicks(self, handle: str, *labels: str) -> None:
        """Let somebody press one button after the other."""
        for label in labels:
            self.heard.append(await self.club.presses(handle, GERMAN.text(label)))

    async def opens(self, handle: str, *openers: str) -> None:
        """Let somebody open one form after the other, by a command or by a button."""
        for opener in openers:
            what = opener if opener.startswith("/") else GERMAN.text(opener)
            self.heard.append(await self.club.opens(handle, what))

    async def answers(self, handle: str, opener: str, **given: str) -> None:
        """Let somebody open a form and send it."""
        await self.opens(handle, opener)
        self.heard.append(await self.club.fills(handle, **given))

    def screens(self) -> list[Card | Form]:
        """Return everything there was to be seen, letters too."""
        return [*self.heard, *(letter.card for letter in self.club.letters)]


@pytest.fixture
async def ear() -> AsyncIterator[Ear]:
    """A club whose members read German until they say otherwise."""
    async with a_club() as club:
        club.language = "de"
        yield Ear(club)


async def people_arrive(ear: Ear) -> None:
    """Let everybody join, look around, and change their minds."""
    await set_up(ear.club)
    await ear.club.enter("rex", zone=None)
    await ear.types(
        "rex", "/mentor", "/mentor join", "/mentor in", "/mentor helo", "/mentor skills", "/mentor partner"
    )
    await ear.opens("rex", "/mentor want", "/mentor offer")
    await ear.types("rex", "/mentor leave", "/mentor offer pythn")
    await ear.clicks("rex", "I agree", "Undo")
    await ear.answers("rex", "/mentor pause", until="2 weeks")
    await ear.types("rex", "/mentor resume", "/mentor leave")
    await ear.clicks("rex", "Leave")
    for handle, (offers, wants) in SKILLS.items():
        await ear.club.enter(handle)
        await ear.types(handle, "/mentor join")
        await ear.clicks(handle, "I agree")
        await ear.types(handle, f"/mentor offer {offers}", f"/mentor want {wants}", "/mentor profile")
    await ear.answers("ana", "Hours and languages", zone="Berlin", languages="German, English")
    await ear.answers("ana", "About me", bio="Ich mag Kekse.")
    await ear.types("ana", "/mentor offer spring, go, python, js")
    await ear.answers("ana", "/mentor avoid", person=str(ear.club.member("zoe")))
    await ear.types("ana", "/mentor skills", "/mentor skills rust", "/mentor skills juggling", "/mentor help")


async def a_round_begins(ear: Ear) -> None:
    """Let Olga run a round up to its introductions."""
    for verb in ("help", "members", "round status", "round preview", "round cancel", "round open"):
        await ear.types("olga", f"/mentor-admin {verb}")
    await ear.types("olga", "/mentor-admin organiser add @ana", "/mentor-admin organiser remove @ana")
    for handle in SKILLS:
        await ear.clicks(handle, "I'm in")
    await ear.clicks("zoe", "Not this time", "I'm in")
    await ear.types("ana", "/mentor help")
    for verb in ("round status", "round preview", "round publish"):
        await ear.types("olga", f"/mentor-admin {verb}")
    await ear.clicks("olga", "Publish", "Round status")


async def weeks_go_by(ear: Ear) -> None:
    """Let partners set goals, meet, answer, ask for help and end early."""
    await ear.club.waits(DAY)
    await ear.answers("ana", "/mentor goals", goal="eine Partie gewinnen")
    await ear.types("ana", "/mentor meet")
    await ear.answers("ana", "Another time", when="2026-12-24 15:00")
    for handle in SKILLS:
        await ear.types(handle, "/mentor partner")
    await ear.club.waits(WEEK)
    await ear.clicks("ana", "We met", "I taught", "2")
    await ear.answers("ana", "Write a note", note="Das war zu schnell.", audience="organisers")
    await ear.types("ana", "Danke schön")
    await ear.clicks("ana", "Share with my partner")
    await ear.clicks("ines", "It's planned")
    await ear.clicks("kofi", "Not yet")
    await ear.clicks("mei", "Need help")
    await ear.answers("mei", "Tell the organisers", note="Ich komme nicht weiter.")
    await ear.types("ines", "/mentor change")
    await ear.answers("ines", "Ask the organisers", note="Die Zeiten passen nicht.")
    await ear.types("ines", "/mentor change")
    await ear.clicks("ines", "End the partnership")


async def the_round_ends(ear: Ear) -> None:
    """Let time run out, partners look back, and Olga begin again."""
    await ear.types("olga", "/mentor-admin round status", "/mentor-admin round close")
    await ear.club.waits(8 * WEEK)
    await ear.answers("ana", "Look back", learned="Schach", thanks="Danke dir!", next_step="pause")
    await ear.types("olga", "/mentor-admin round open", "/mentor-admin round cancel")
    await ear.clicks("olga", "Call it off")


def said(screen: Card | Form) -> Iterator[str]:
    """Yield every piece of text on a screen, without the commands in it."""
    if isinstance(screen, Form):
        yield from (screen.title, screen.submit)
        for one in screen.fields:
            yield from (one.label, one.hint, *options_of(one))
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


async def test_a_whole_round_in_german_says_nothing_in_english(ear: Ear) -> None:
    for chapter in (people_arrive, a_round_begins, weeks_go_by, the_round_ends):
        await chapter(ear)
    heard = {text for screen in ear.screens() for text in said(screen)}
    assert sorted(text for text in heard if ENGLISH.search(text)) == []
    assert len(heard) > 250


@pytest.mark.parametrize("key", problems.SENTENCES)
def test_every_problem_is_told_in_german(key: str) -> None:
    card = problems.card(GERMAN, Conflict(key, **BLANKS))
    wrong = problems.fields(GERMAN, InvalidInput({"name": key}, **BLANKS))["name"]
    assert wrong != problems.SENTENCES[key].format(**BLANKS)
    assert (wrong,) in card.lines
