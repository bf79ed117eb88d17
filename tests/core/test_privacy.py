"""Everything about me: shown to me alone, and erased without a trace that could lead back to me."""

from __future__ import annotations

import json

from bot import privacy
from bot.model.community import Platform
from bot.model.promises import USUAL
from bot.router.request import Show
from storage.tables import metadata
from tests.core.worlds import DAY, ELSEWHERE, Club, labels, sentence

TYPED = (
    "canary kayak knots",
    "canary wish",
    "canary goal",
    "canary bio",
    "canary note",
    "canary report",
    "canary draft",
    "Canaria Pereira",
)


async def lives(club: Club) -> None:
    """Let Ana type something everywhere."""
    await club.opens("ana", "/mentor goals")
    await club.fills("ana", goal="canary goal")
    await club.types("ana", "/mentor offer canary kayak knots")
    await club.types("ana", "/mentor want sewing: canary wish")
    await club.does("ana", "profile.about-save", values={"bio": ("canary bio",), "language": ("en",)})
    await club.types("olga", "/mentor-admin safety add @zoe")
    await club.opens("ana", "/mentor report")
    await club.fills("ana", words="canary report", person=str(club.member("ben")))
    await club.opens("ana", "/mentor want")
    await club.misfills("ana", skills=" ", goal="canary draft")
    await club.waits(4 * DAY)
    await club.types("ana", "canary note")


async def erases(club: Club, handle: str) -> str:
    """Let somebody erase everything, and return what they see."""
    await club.types(handle, "/mentor forget")
    return club.words(await club.presses(handle, "Erase everything"))


def everything_stored(club: Club) -> str:
    """Return every row of every table, as text."""
    return "\n".join(str(row) for table in metadata.tables for row in club.rows(table))


async def test_data_shows_every_page_of_what_i_typed_and_the_file_has_all(paired: Club) -> None:
    await lives(paired)
    card = await paired.types("ana", "/mentor data")
    assert card.file is not None
    document = json.loads(getattr(card.file, "content", b"{}"))
    pages = [paired.words(card)]
    while "More" in labels(card):
        card = await paired.presses("ana", "More")
        pages.append(paired.words(card))
    whole = "\n".join(pages)
    for words in ("canary goal", "canary wish", "canary bio", "canary note", "canary report"):
        assert words in whole, words
        assert words in json.dumps(document), words


async def test_data_is_about_oneself_only(paired: Club) -> None:
    await lives(paired)
    await paired.types("ben", "/mentor avoid @ana")
    card = await paired.types("ben", "/mentor data")
    document = getattr(card.file, "content", b"").decode()
    assert "canary note" not in document
    assert "canary report" not in document
    hers = await paired.types("ana", "/mentor data")
    assert '"avoidance"' not in getattr(hers.file, "content", b"").decode()


async def test_erasing_asks_first_and_says_what_happens(paired: Club) -> None:
    before = paired.everything()
    card = await paired.types("ana", "/mentor forget")
    assert labels(card) == ["Show me everything first", "Take a break", "Erase everything"]
    assert "30 days" in paired.words(card)
    assert paired.everything() == before


async def test_nothing_typed_by_the_erased_is_left_in_any_row(paired: Club) -> None:
    await lives(paired)
    mine = paired.member("ana")
    said = await erases(paired, "ana")
    assert "Everything about you is erased" in said
    left = everything_stored(paired)
    assert [words for words in (*TYPED, "Ana Duarte", "'ana'") if words.casefold() in left.casefold()] == []
    assert not [row for row in paired.rows("member") if row["id"] == mine]
    async with paired.store.read() as work:
        assert await work.audit.broken() == []


async def test_the_partner_is_told_neutrally_and_once(paired: Club) -> None:
    paired.forgets_letters()
    await erases(paired, "ana")
    await paired.waits(7 * DAY)
    [told] = paired.letters_to("ben")
    assert "has ended early" in told
    assert "Ana" not in told


async def test_no_letter_reaches_the_erased_any_more(paired: Club) -> None:
    paired.holds_letters = True
    await paired.opens("ben", "/mentor goals")
    await paired.fills("ben", goal="learn it")
    await erases(paired, "ana")
    paired.forgets_letters()
    paired.holds_letters = False
    await paired.waits(14 * DAY)
    assert paired.letters_to("ana") == []
    assert [one for one in paired.letters if "Ana" in paired.words(one.card)] == []


async def test_words_that_wait_to_be_delivered_are_withdrawn(paired: Club) -> None:
    await paired.types("olga", "/mentor-admin safety add @zoe")
    paired.holds_letters = True
    await paired.opens("ana", "/mentor report")
    await paired.fills("ana", words="canary report", named="unnamed")
    await erases(paired, "ana")
    assert "canary report" not in everything_stored(paired)
    paired.holds_letters = False
    await paired.waits(DAY)
    assert paired.letters_to("zoe", "canary") == []


async def test_a_proposal_with_the_erased_in_it_is_made_anew(club: Club) -> None:
    await club.settles_in("ana", "ben", "zoe")
    await club.opens_round("ana", "ben", "zoe")
    await club.types("olga", "/mentor-admin round preview")
    await erases(club, "ana")
    assert club.rows("proposal") == []
    card = await club.types("olga", "/mentor-admin round publish")
    assert "Publish" not in labels(card)
    assert "Zoe" in club.words(await club.types("olga", "/mentor-admin round preview"))


async def meets(club: Club, handle: str) -> None:
    """Let a platform tell of somebody again, as it does with everything they do."""
    seat = club.seats[handle]
    home, member = await club.core.meet(
        platform=Platform.CONSOLE,
        community="maker-club",
        community_name="maker-club",
        language="en",
        user=handle,
        name="Ana Duarte",
        zone="UTC",
    )
    seat.community, seat.member = home, member


async def test_a_late_event_does_not_bring_the_erased_back(paired: Club) -> None:
    await erases(paired, "ana")
    await meets(paired, "ana")
    for text in ("/mentor", "/mentor offer juggling", "/mentor data", "/mentor forget", "canary words"):
        assert "begin afresh" in paired.words(await paired.types("ana", text))
    left = everything_stored(paired)
    assert [words for words in ("Ana Duarte", "'ana'", "canary", "juggling") if words in left] == []


async def test_an_event_of_before_that_arrives_again_does_nothing(paired: Club) -> None:
    await paired.asks("ana", "/mentor join", key="Ev1")
    await erases(paired, "ana")
    await meets(paired, "ana")
    assert await paired.asks("ana", "/mentor join", key="Ev1") is None
    assert "Ana Duarte" not in everything_stored(paired)


async def test_who_joins_again_is_somebody_new(paired: Club) -> None:
    before = paired.member("ana")
    await erases(paired, "ana")
    await meets(paired, "ana")
    card = await paired.types("ana", "/mentor join")
    assert "I agree" in labels(card)
    await meets(paired, "ana")
    await paired.presses("ana", "I agree")
    assert paired.member("ana") > before
    said = paired.words(await paired.types("ana", "/mentor profile"))
    assert "Software architecture" not in said


async def test_the_erased_is_a_stranger_again_after_a_few_days(paired: Club) -> None:
    await erases(paired, "ana")
    paired.clock.set(paired.clock.now() + privacy.LATE_EVENTS + DAY)
    await privacy.tidy(paired.store, USUAL, paired.clock.now())
    await meets(paired, "ana")
    assert paired.member("ana") > 0
    assert [row["fingerprint"] for row in paired.rows("erasure")] == [""]


async def test_buttons_of_before_lead_nowhere(paired: Club) -> None:
    one = await paired.partnership("ana")
    await erases(paired, "ana")
    before = paired.everything()
    for action in (f"goals:{one.id}", f"change.confirm:{one.id}", "forget.confirm", "join.agree"):
        answer = await paired.does("ana", action, values={"goal": ("x",)})
        assert isinstance(answer, Show)
        assert "begin afresh" in paired.words(answer.card)
    assert paired.everything() == before


async def test_naming_somebody_who_was_erased_does_not_bring_them_back(paired: Club) -> None:
    await erases(paired, "ana")
    await meets(paired, "ana")
    card = await paired.types("ben", "/mentor avoid @ana")
    assert sentence("member.gone") in paired.words(card)
    assert "Ana Duarte" not in everything_stored(paired)


async def test_erasing_in_one_community_leaves_the_others_alone(paired: Club) -> None:
    await paired.enter("nora", community=ELSEWHERE)
    await paired.joins("nora", offers="canary pottery")
    await erases(paired, "ana")
    assert "canary pottery" in everything_stored(paired).casefold()
