from __future__ import annotations

import pytest

from adapters.web import mentions
from adapters.web.completion import Suggestions, suggestions
from adapters.web.world import Persona
from bot.commands import COMMANDS
from tests.adapters.web.actors import MAYA, RAVI, WORLD


async def skills(action: str, begun: str) -> list[str]:
    return [f"{action} skill {n} after {begun}" for n in range(20)] if begun else []


async def found(typed: str) -> Suggestions:
    return await suggestions(typed, WORLD, skills)


async def test_a_slash_suggests_every_command_with_what_it_does() -> None:
    rows = (await found("/")).rows
    assert [(row.label, row.hint) for row in rows] == [(one.typed, one.description) for one in COMMANDS]


@pytest.mark.parametrize(
    ("typed", "labels"),
    [
        ("/mentor of", ["/mentor offer"]),
        ("/MENTOR  O", ["/mentor offer"]),
        ("/mentor-admin organiser a", ["/mentor-admin organiser add"]),
        ("/mentor nothing", []),
        ("/other", []),
        ("offer", []),
        ("", []),
    ],
)
async def test_verbs_that_go_on_with_what_was_typed_are_suggested(typed: str, labels: list[str]) -> None:
    assert [row.label for row in (await found(typed)).rows] == labels


async def test_choosing_a_verb_leaves_the_cursor_where_its_argument_goes() -> None:
    [row] = (await found("/mentor off")).rows
    assert row.text == "/mentor offer "


async def test_behind_a_verb_skills_are_suggested_with_advice() -> None:
    seen = await found("/mentor offer py")
    assert len(seen.rows) == 8
    assert seen.rows[0].text == "/mentor offer offer skill 0 after py"
    assert seen.advice == "For example: python, k8s (expert), giving talks"


async def test_a_verb_just_finished_brings_advice_even_without_a_skill() -> None:
    assert (await found("/mentor want ")) == Suggestions(advice="For example: golang: ship my first CLI")


async def test_a_verb_without_argument_brings_nothing() -> None:
    assert await found("/mentor join x") == Suggestions()


@pytest.mark.parametrize(
    ("typed", "texts"),
    [
        ("hello @ra", ["hello @ravi "]),
        ("@Menon", ["@ravi "]),
        ("/mentor avoid @may", ["/mentor avoid @maya "]),
        ("mail@ra", []),
        ("@nobody", []),
    ],
)
async def test_an_at_sign_suggests_people(typed: str, texts: list[str]) -> None:
    assert [row.text for row in (await found(typed)).rows] == texts


@pytest.mark.parametrize(
    ("typed", "text", "people"),
    [
        ("avoid @maya", "avoid", (MAYA,)),
        ("avoid @Maya Okafor please", "avoid please", (MAYA,)),
        ("@RAVI and @maya and @ravi", "and and", (RAVI, MAYA)),
        ("@mayan @nobody me@maya", "@mayan @nobody me@maya", ()),
        ("nobody at all", "nobody at all", ()),
    ],
)
def test_mentions_are_taken_out_of_the_words(typed: str, text: str, people: tuple[Persona, ...]) -> None:
    assert mentions.read(typed, WORLD) == mentions.Words(text, people)
