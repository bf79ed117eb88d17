"""What a letter carries: the reader's language, its key, and until when it makes sense."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot import letters
from bot.ports import LetterKind, LetterState, ToMember, ToSpace
from bot.texts import Texts
from bot.ui import Card
from tests.delivery.worlds import NOW, WEEK, Office, nobody


def greeting(t: Texts) -> Card:
    """Return a card in a language."""
    return Card(t.text("Weekly check-in"))


async def test_a_private_letter_speaks_its_readers_language(office: Office) -> None:
    german, english = (
        letters.to_member(replace(office.ana, language=language), "a", greeting, NOW)
        for language in ("de", "en")
    )
    assert english.card.title == "Weekly check-in"
    assert german.card.title not in {"", "Weekly check-in"}


async def test_a_private_letter_waits_for_nothing_and_is_stale_after_a_week(office: Office) -> None:
    letter = letters.to_member(office.ana, "a", greeting, NOW)
    assert (letter.not_before, letter.stale_after) == (NOW, NOW + WEEK)
    assert (letter.to, letter.kind, letter.even_if_away) == (
        ToMember(office.ana.id),
        LetterKind.NOTICE,
        False,
    )


@pytest.mark.parametrize(
    ("kind", "stale_after"),
    [(LetterKind.INTRODUCTION, None), (LetterKind.NOTICE, NOW + WEEK), (LetterKind.CHECKIN, NOW + WEEK)],
)
async def test_an_introduction_is_never_too_late_and_anything_else_is_after_a_week(
    office: Office, kind: LetterKind, stale_after: object
) -> None:
    one = await office.pairs()
    letter = letters.to_space(one.id, "a", Card("Hello"), NOW, kind)
    assert (letter.stale_after, letter.partnership, letter.to) == (stale_after, one.id, ToSpace(one.id))


async def test_what_is_told_to_several_reaches_each_once_per_key(office: Office) -> None:
    both = (office.ana.id, office.ben.id)
    async with office.store.write() as work:
        for _ in range(2):
            await letters.tell(work, both, "news", greeting, NOW)
    await office.driver.settle()
    assert office.chat.shown == {f"news:{one}": 1 for one in both}


async def test_each_of_several_is_told_in_their_own_language(office: Office) -> None:
    await office.changes(replace(office.ben, language="de"))
    async with office.store.write() as work:
        await letters.tell(work, (office.ana.id, office.ben.id), "news", greeting, NOW)
    await office.driver.settle()
    titles = {one.people[0].name: one.card.title for one in office.chat.offered}
    assert titles["Ana Lee"] != titles["Ben Okafor"]


async def test_somebody_who_is_not_there_any_more_is_passed_over(office: Office) -> None:
    async with office.store.write() as work:
        await letters.tell(work, (nobody(), office.ben.id), "news", greeting, NOW)
    assert await office.state(f"news:{office.ben.id}") is LetterState.READY
    assert [one.key for one in await office.waiting()] == [f"news:{office.ben.id}"]
