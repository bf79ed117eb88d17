"""What belongs to some people is neither shown to nor changed by others, whatever numbers they send."""

from __future__ import annotations

from collections.abc import AsyncIterator
from types import FunctionType
from typing import cast

import pytest

from bot.router.core import ROUTES, TRY_AGAIN
from tests.core.worlds import DAY, ELSEWHERE, Club, Row, Saved, a_club, action, kept, sentence

NUMBERED = sorted(
    name
    for name, route in ROUTES.items()
    if not route.organiser
    and {"number", "numbers", "partnership"} & set(cast(FunctionType, route.handle).__code__.co_names)
)
CANARIES = (
    "canary goal",
    "canary note",
    "canary thanks",
    "canary pottery",
    "Duarte",
    "Okafor",
    "Python",
)
WORDS = {
    "first": ("drawing",),
    "second": ("cooking",),
    "name": ("meddling",),
    "strength": ("0.5",),
    "yaml": ("never_same:\n- [drawing, cooking]\n",),
}
FILLED = {
    "goal": ("meddled",),
    "note": ("meddled",),
    "audience": ("partner",),
    "when": ("2026-12-24 15:00",),
    "choice": ("3",),
    "learned": ("meddled",),
    "thanks": ("meddled",),
    "next_step": ("new",),
    "skills": ("meddling",),
    "until": ("2 weeks",),
    "rhythm": ("weekly",),
    "minutes": ("60",),
    "notice": ("a_word",),
    "confidence": ("everything",),
    "keep": ("meddled",),
    "attempt": ("meddled",),
}


async def _a_private_week(club: Club) -> None:
    await club.types("ana", "/mentor offer security, canary pottery")
    await club.opens("ana", "/mentor goals")
    await club.fills("ana", goal="canary goal")
    await club.waits(4 * DAY)
    await club.presses("ana", "We met")
    await club.types("ana", "canary note")
    await club.types("ana", "/mentor meet 2026-12-24 15:00")
    look_back = f"lookback.save:{(await club.partnership('ana')).id}"
    await club.does("ana", look_back, values={"learned": ("canary thanks",), "next_step": ("new",)})
    await club.opens("ana", "/mentor want")
    await club.misfills("ana", skills=" ", goal="canary goal")
    await club.enter("nora", community=ELSEWHERE)
    await club.joins("nora")
    club.forgets_letters()


@pytest.fixture(scope="session")
def a_private_week(lived_in: Saved) -> Saved:
    """A club in which Ana has a goal, a note, a look back and open drafts, and Nora lives in another community."""
    return kept(_a_private_week, since=lived_in)


@pytest.fixture
async def private(a_private_week: Saved) -> AsyncIterator[Club]:
    """That club, to be lived in."""
    async with a_club(a_private_week) as club:
        yield club


async def numbers_of_ana(club: Club) -> list[int]:
    """Return every number under which something of Ana is known: partnership, round, check-in, meeting, drafts."""
    one = await club.partnership("ana")
    async with club.store.read() as work:
        meetings = await work.partnerships.meetings(one.id, one.started_at)
        mine = [
            checkin.id
            for checkin in await work.checkins.of_partnerships([one.id])
            if checkin.member == club.member("ana")
        ]
    drafts = [
        int(number)
        for card, _ in club.seats["ana"].cards
        for button in card.buttons()
        if button.action.startswith(("skills.", TRY_AGAIN))
        for number in [button.action.partition(":")[2].split(".")[0]]
    ]
    return sorted({one.id, one.round, *mine, *drafts, *(meeting.id for meeting in meetings)})


def test_the_routes_that_take_numbers_are_found() -> None:
    assert {"partner", "goals.save", "checkin.rate", "skills.undo", "round.in", "lookback"} <= set(NUMBERED)


@pytest.mark.parametrize("name", [*NUMBERED, TRY_AGAIN, "partner.choose"])
async def test_numbers_of_others_show_and_change_nothing(private: Club, name: str) -> None:
    before = private.everything()
    for number in await numbers_of_ana(private):
        for handle in ("nora", "zoe"):
            answer = str(
                await private.does(handle, f"{name}:{number}.0", values={**FILLED, "choice": (str(number),)})
            )
            assert not [canary for canary in CANARIES if canary in answer], (handle, number)
    after = private.everything()
    others = before.keys() - {"nora", "zoe"}
    assert {key: after[key] for key in others} == {key: before[key] for key in others}
    assert private.letters == []


@pytest.mark.parametrize("name", ["round.page", "round.confirm", "round.end", "round.drop"])
async def test_a_round_of_another_community_is_not_found_even_by_an_organiser(
    paired: Club, name: str
) -> None:
    theirs = (await paired.partnership("ana")).round
    before = paired.everything()
    answer = await paired.does("otto", f"{name}:{theirs}.3")
    assert sentence("round.gone") in str(answer)
    assert paired.everything() == before


async def test_nobody_enrols_in_a_round_of_another_community(club: Club) -> None:
    await club.enter("nora", community=ELSEWHERE)
    await club.joins("nora")
    await club.types("olga", "/mentor-admin round open")
    [announcement] = [one.card for one in club.letters if not one.people]
    yes = action(announcement, "I'm in")
    before = club.everything()
    for name in ("signup", "round.in", "round.skip"):
        answer = await club.does("nora", f"{name}:{yes.partition(':')[2]}")
        assert sentence("round.gone") in str(answer)
    assert club.everything() == before


async def test_a_proposal_of_another_community_is_not_shown(club: Club) -> None:
    await club.settles_in("ana", "ben")
    await club.opens_round("ana", "ben")
    shown = action(await club.types("olga", "/mentor-admin round preview"), "Publish …")
    assert shown == "round.publish"
    await club.enter("otto", organiser=True, community=ELSEWHERE)
    await club.opens("otto", "/mentor-admin setup")
    await club.fills("otto")
    for number in range(1, 4):
        answer = str(await club.does("otto", f"round.page:{number}"))
        assert "Ana" not in answer
        assert "teaches" not in answer


@pytest.mark.parametrize("name", sorted(name for name in ROUTES if name.startswith("words.")))
async def test_an_organiser_elsewhere_neither_sees_nor_changes_a_communitys_words(
    club: Club, name: str
) -> None:
    await club.joins("ana", offers="canary pottery, canary glazing", wants="canary weaving")
    for line in ("merge canary glazing into canary pottery", "covers canary pottery covers drawing"):
        await club.types("olga", f"/mentor-admin skills {line}")
    await club.types("olga", "/mentor-admin skills queue")
    otto = await club.enter("otto", organiser=True, community=ELSEWHERE)
    before = _words_of_others(club, otto.community)
    for number in range(4):
        answer = str(await club.does("otto", f"{name}:{number}.0.0", values=WORDS))
        assert "canary" not in answer.casefold(), number
    assert _words_of_others(club, otto.community) == before


def _words_of_others(club: Club, community: int) -> list[Row]:
    """Return the skills, decisions and changes of every other community, and what its people have."""
    rows = [row for table in ("skill", "skill_rule", "skill_change") for row in club.rows(table)]
    held = [row for table in ("offer", "want", "skill_move") for row in club.rows(table)]
    return [row for row in rows if row["community_id"] != community] + held
