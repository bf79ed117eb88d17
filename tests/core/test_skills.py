"""Offers and wants: what is typed becomes skills, doubts become questions, and everything can be taken back."""

from __future__ import annotations

import pytest

from bot.model.people import MAX_GOAL, MAX_OFFERS, MAX_WANTS, Offer, Want
from bot.router.request import Reject, Show
from tests.core.worlds import ELSEWHERE, Club, action, sentence

KNOWN = (
    *(
        "Python",
        "Rust",
        "Kotlin",
        "TypeScript",
        "SQL",
        "Git",
        "Kubernetes",
        "Figma",
        "Drawing",
        "Bookkeeping",
    ),
    *(
        "Guitar",
        "Gardening",
        "Photography",
        "Cooking",
        "Beekeeping",
        "Storytelling",
        "Arabic",
        "Greek",
        "Chess",
        "Yoga",
    ),
)


async def taught(club: Club, handle: str) -> dict[str, int]:
    """Return what somebody teaches, with levels."""
    async with club.store.read() as work:
        return {one.skill.name: int(one.level) for one in await work.skills.offers([club.member(handle)])}


async def wanted(club: Club, handle: str) -> dict[str, tuple[int, str, int]]:
    """Return what somebody wants, with level, goal and priority."""
    async with club.store.read() as work:
        wants = await work.skills.wants([club.member(handle)])
    return {one.skill.name: (int(one.level), one.goal, one.priority) for one in wants}


@pytest.fixture
async def ana(club: Club) -> Club:
    """A club that Ana joined."""
    await club.joins("ana")
    return club


async def test_several_skills_with_levels_are_understood_in_one_line(ana: Club) -> None:
    card = await ana.types("ana", "/mentor offer python (expert), golang, guitar (one step ahead)")
    assert await taught(ana, "ana") == {"Python": 4, "Go": 2, "Guitar": 1}
    said = ana.words(card)
    assert "You teach Python: expert" in said
    assert "You teach Go: working knowledge (from golang)" in said


async def test_a_want_keeps_its_goal_and_the_order_of_wanting(ana: Club) -> None:
    await ana.types("ana", "/mentor want golang: ship my first CLI")
    await ana.types("ana", "/mentor want guitar")
    assert await wanted(ana, "ana") == {"Go": (0, "ship my first CLI", 1), "Guitar": (0, "", 2)}


async def test_the_form_sets_a_level_for_skills_that_name_none(ana: Club) -> None:
    await ana.opens("ana", "/mentor offer")
    await ana.fills("ana", skills="python, guitar (expert)", level="3")
    assert await taught(ana, "ana") == {"Python": 3, "Guitar": 4}


async def test_a_goal_from_the_form_is_cut_to_what_fits(ana: Club) -> None:
    await ana.opens("ana", "/mentor want")
    await ana.fills("ana", skills="rust", goal="g" * 5000)
    assert (await wanted(ana, "ana"))["Rust"][1] == "g" * MAX_GOAL


async def test_the_reply_tells_how_many_want_what_one_teaches(ana: Club) -> None:
    await ana.joins("ben", wants="python")
    card = await ana.types("ana", "/mentor offer python")
    assert "1 person wants it" in ana.words(card)


async def test_undo_takes_new_skills_away_again(ana: Club) -> None:
    before = ana.everything()
    await ana.types("ana", "/mentor offer python, guitar")
    card = await ana.presses("ana", "Undo")
    assert "Everything is as it was before" in ana.words(card)
    assert ana.everything() == before


async def test_undo_brings_back_a_replaced_level(ana: Club) -> None:
    await ana.types("ana", "/mentor offer python (expert)")
    await ana.types("ana", "/mentor offer python (one step ahead)")
    assert await taught(ana, "ana") == {"Python": 1}
    await ana.presses("ana", "Undo")
    assert await taught(ana, "ana") == {"Python": 4}


async def test_undo_brings_back_a_replaced_goal_and_its_place(ana: Club) -> None:
    await ana.types("ana", "/mentor want rust: write a parser")
    await ana.types("ana", "/mentor want guitar")
    before = await wanted(ana, "ana")
    await ana.types("ana", "/mentor want rust (basics): something else")
    assert (await wanted(ana, "ana"))["Rust"] == (1, "something else", 1)
    await ana.presses("ana", "Undo")
    assert await wanted(ana, "ana") == before


async def test_undo_works_once(ana: Club) -> None:
    undo = action(await ana.types("ana", "/mentor offer python"), "Undo")
    await ana.does("ana", undo)
    await ana.types("ana", "/mentor offer python (expert)")
    await ana.does("ana", undo)
    assert await taught(ana, "ana") == {"Python": 4}


async def test_nobody_can_undo_for_somebody_else(ana: Club) -> None:
    undo = action(await ana.types("ana", "/mentor offer python"), "Undo")
    await ana.joins("ben")
    await ana.does("ben", undo)
    assert await taught(ana, "ana") == {"Python": 2}


# Questions ---------------------------------------------------------------------------------------------------


async def test_a_doubtful_word_is_asked_about_and_not_stored_before_it_is_answered(ana: Club) -> None:
    card = await ana.types("ana", "/mentor offer security, python")
    assert "What do you mean by security?" in ana.words(card)
    assert await taught(ana, "ana") == {"Python": 2}


async def test_answering_a_question_stores_the_meaning_with_the_level_said(ana: Club) -> None:
    await ana.types("ana", "/mentor offer security (expert)")
    await ana.presses("ana", "Application security")
    assert await taught(ana, "ana") == {"Application security": 4}


async def test_a_doubtful_word_can_be_kept_as_typed(ana: Club) -> None:
    await ana.types("ana", "/mentor want security: sleep well")
    await ana.presses("ana", "Keep as typed")
    assert await wanted(ana, "ana") == {"security": (0, "sleep well", 1)}


async def test_a_second_press_on_an_answered_question_is_harmless(ana: Club) -> None:
    card = await ana.types("ana", "/mentor offer security")
    await ana.presses("ana", "Application security")
    before = ana.everything()
    answer = await ana.does("ana", action(card, "Cybersecurity"))
    assert sentence("draft.gone") in str(answer)
    assert ana.everything() == before


async def test_of_two_questions_one_stays_open_when_the_other_is_answered(ana: Club) -> None:
    await ana.types("ana", "/mentor offer security, analytics")
    card = await ana.presses("ana", "Application security")
    assert "What do you mean by analytics?" in ana.words(card)
    assert "security?" not in ana.words(card)
    await ana.presses("ana", "Data analysis")
    assert set(await taught(ana, "ana")) == {"Application security", "Data analysis"}


async def test_nobody_can_answer_the_question_of_somebody_else(ana: Club) -> None:
    pick = action(await ana.types("ana", "/mentor offer security"), "Cybersecurity")
    await ana.joins("ben")
    await ana.does("ben", pick)
    assert await taught(ana, "ben") == {}
    assert await taught(ana, "ana") == {}


# Limits and bad input ----------------------------------------------------------------------------------------


async def test_twenty_offers_fit_and_one_more_changes_nothing(ana: Club) -> None:
    await ana.types("ana", f"/mentor offer {', '.join(KNOWN)}")
    before = ana.everything()
    assert len(await taught(ana, "ana")) == MAX_OFFERS
    card = await ana.types("ana", "/mentor offer first aid")
    assert sentence("skills.full", most=20) in ana.words(card)
    assert ana.everything() == before


async def test_five_wants_fit_and_a_line_with_two_more_changes_nothing(ana: Club) -> None:
    await ana.types("ana", "/mentor want rust, guitar, python, drawing")
    before = ana.everything()
    card = await ana.types("ana", "/mentor want kotlin, cooking")
    assert sentence("skills.full", most=5) in ana.words(card)
    assert ana.everything() == before
    await ana.types("ana", "/mentor want kotlin")
    assert len(await wanted(ana, "ana")) == MAX_WANTS


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("x" * 5000, "skills.long"),
        (", ".join(f"craft {n}" for n in range(60)), "skills.many"),
        (",,, ;;", "skills.unreadable"),
        ("\u202e\u200b\x00,", "skills.unreadable"),
    ],
    ids=["5,000 characters", "60 skills", "commas", "invisible characters"],
)
@pytest.mark.parametrize("verb", ["offer", "want"])
async def test_a_line_that_cannot_be_read_gets_one_sentence_and_changes_nothing(
    ana: Club, verb: str, typed: str, key: str
) -> None:
    before = ana.everything()
    answer = await ana.asks("ana", f"/mentor {verb} {typed}")
    assert sentence(key) in str(answer)
    assert ana.everything() == before


async def test_an_empty_line_in_the_form_is_refused_at_its_field_and_can_be_tried_again(ana: Club) -> None:
    await ana.opens("ana", "/mentor offer")
    errors = await ana.misfills("ana", skills="   ", level="4")
    assert errors == {"skills": sentence("skills.empty")}
    form = await ana.opens("ana", "Try again")
    assert [getattr(one, "value", "") for one in form.fields] == ["   ", "4"]


async def test_a_level_that_is_none_of_the_options_is_refused(ana: Club) -> None:
    answer = await ana.does("ana", "offer.save", values={"skills": ("python",), "level": ("²",)})
    assert isinstance(answer, Reject)
    assert answer.errors == {"level": sentence("choice.unknown")}
    assert await taught(ana, "ana") == {}


@pytest.mark.parametrize(
    "typed",
    [
        "*bold _move_ `rm -rf` ~no~ <b>html</b>",
        "@everyone @here <!channel> <!subteam^S1> <@&123> knitting",
        "safe\u202etxt.exe knitting",
        "[knitting](https://evil.example) <https://evil.example|knit>",
        "'); DROP TABLE offers; -- knitting",
        "{skill} {0} %s {} knitting",
    ],
    ids=["markup", "mass mentions", "right to left", "links", "sql", "placeholders"],
)
async def test_hostile_words_are_kept_as_plain_text_or_refused_never_acted_on(ana: Club, typed: str) -> None:
    card = await ana.types("ana", f"/mentor offer {typed}")
    names = set(await taught(ana, "ana"))
    assert all("\u202e" not in name and "\x00" not in name for name in names)
    assert names or sentence("skills.unreadable") in ana.words(card)
    profile = await ana.types("ana", "/mentor profile")
    assert all(name in ana.words(profile) for name in names)


# Board, removal, completion ----------------------------------------------------------------------------------


async def test_the_board_counts_and_never_names(ana: Club) -> None:
    await ana.types("ana", "/mentor offer python")
    await ana.joins("ben", wants="python, beekeeping")
    said = ana.words(await ana.types("ben", "/mentor skills"))
    assert "Python: 1 teach it, 1 want it" in said
    assert "Wanted, and nobody teaches it yet: Beekeeping" in said
    assert "Ana" not in said
    assert "Ben" not in said


async def test_one_skill_can_be_looked_up_by_another_name_for_it(ana: Club) -> None:
    await ana.types("ana", "/mentor offer javascript, python")
    said = ana.words(await ana.types("ana", "/mentor skills js"))
    assert "JavaScript: 1 teach it" in said
    assert "Python" not in said


async def test_a_skill_nobody_mentioned_is_said_to_be_missing(ana: Club) -> None:
    card = await ana.types("ana", "/mentor skills falconry")
    assert "Nobody here mentioned" in ana.words(card)


async def test_who_left_no_longer_counts_on_the_board(ana: Club) -> None:
    await ana.types("ana", "/mentor offer python")
    await ana.types("ana", "/mentor leave")
    await ana.presses("ana", "Leave")
    assert "Python" not in ana.words(await ana.types("olga", "/mentor skills"))


async def test_the_board_knows_nothing_of_another_community(ana: Club) -> None:
    await ana.enter("eve", community=ELSEWHERE)
    await ana.joins("eve", offers="falconry")
    assert "alconry" not in ana.words(await ana.types("ana", "/mentor skills"))


async def test_a_skill_is_removed_from_the_profile(ana: Club) -> None:
    await ana.types("ana", "/mentor offer python, guitar")
    card = await ana.types("ana", "/mentor profile")
    assert card.select is not None
    await ana.chooses("ana", next(one.value for one in card.select.options if "Python" in one.label))
    assert await taught(ana, "ana") == {"Guitar": 2}


@pytest.mark.parametrize("choice", ["offer-999999", "want-abc", "offer-²", "x", ""])
async def test_removing_what_is_not_there_is_harmless(ana: Club, choice: str) -> None:
    await ana.types("ana", "/mentor offer python")
    before = ana.everything()
    answer = await ana.does("ana", "profile.remove", values={"choice": (choice,)})
    assert isinstance(answer, Show)
    assert "Your profile" in ana.words(answer.card)
    assert ana.everything() == before


async def test_a_profile_with_the_most_of_everything_can_be_shown(ana: Club) -> None:
    community, member = ana.seats["ana"].community, ana.member("ana")
    async with ana.store.write() as work:
        for n in range(MAX_OFFERS):
            skill = await work.skills.named(community, f"craft{n}", f"{n:02}".ljust(60, "x"))
            await work.skills.put_offer(Offer(member=member, skill=skill))
            if n < MAX_WANTS:
                await work.skills.put_want(
                    Want(member=member, skill=skill, goal="g" * MAX_GOAL, priority=n + 1)
                )
    said = ana.words(await ana.types("ana", "/mentor profile"))
    assert said.count("g" * MAX_GOAL) == MAX_WANTS
    assert "Learn: 04xx" in said
