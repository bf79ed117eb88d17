"""Notes reach exactly those whom their writer chose: a canary in each is searched for in everything anybody got."""

from __future__ import annotations

import pytest

from tests.core.worlds import DAY, WEEK, Club, labels, sentence

CANARY = "canary: we never quite got started"


def who_read(club: Club, words: str = CANARY) -> set[str]:
    """Return everybody in whose letters some words stand."""
    return {handle for handle in club.seats if club.letters_to(handle, words)}


@pytest.mark.parametrize(
    ("audience", "readers"), [("me", set()), ("partner", {"ben"}), ("organisers", {"olga"})]
)
async def test_a_note_reaches_whom_its_writer_chose_and_nobody_else(
    thursday: Club, audience: str, readers: set[str]
) -> None:
    await thursday.presses("ana", "It's planned")
    await thursday.opens("ana", "Write a note")
    await thursday.fills("ana", note=CANARY, audience=audience)
    await thursday.waits(2 * DAY)
    assert who_read(thursday) == readers


async def test_a_note_in_a_circle_reaches_both_partners(thursday: Club) -> None:
    await thursday.presses("mei", "It's planned")
    await thursday.opens("mei", "Write a note")
    await thursday.fills("mei", note=CANARY, audience="partner")
    assert who_read(thursday) == {"ines", "kofi"}


async def test_a_new_note_is_for_its_writer_only_unless_they_choose_otherwise(thursday: Club) -> None:
    await thursday.presses("ana", "It's planned")
    form = await thursday.opens("ana", "Write a note")
    assert [getattr(one, "value", "") for one in form.fields] == ["", "me"]
    await thursday.fills("ana", note=CANARY)
    assert who_read(thursday) == set()


async def test_tell_the_organisers_has_them_chosen_already(thursday: Club) -> None:
    await thursday.presses("ana", "Need help")
    await thursday.opens("ana", "Tell the organisers")
    await thursday.fills("ana", note=CANARY)
    [told] = (one for one in thursday.letters_to("olga") if CANARY in one)
    assert "asked for help" in told
    assert who_read(thursday) == {"olga"}


async def test_an_organiser_reads_the_low_score_with_the_note(thursday: Club) -> None:
    for label in ("We met", "Both", "1"):
        await thursday.presses("ana", label)
    await thursday.opens("ana", "Tell the organisers")
    await thursday.fills("ana", note=CANARY)
    [told] = (one for one in thursday.letters_to("olga") if CANARY in one)
    assert "1 of 5" in told


async def test_a_note_for_organisers_never_reaches_a_partner_who_is_one(thursday: Club) -> None:
    await thursday.types("olga", "/mentor-admin organiser add @ben")
    await thursday.presses("ana", "Need help")
    await thursday.opens("ana", "Tell the organisers")
    await thursday.fills("ana", note=CANARY)
    assert who_read(thursday) == {"olga"}


async def test_where_the_partner_is_the_only_organiser_the_writer_is_told_and_keeps_their_words(
    thursday: Club,
) -> None:
    await thursday.types("olga", "/mentor-admin organiser add @ben")
    await thursday.types("olga", "/mentor-admin organiser remove @olga")
    await thursday.presses("ana", "Need help")
    await thursday.opens("ana", "Tell the organisers")
    assert await thursday.misfills("ana", note=CANARY) == {"audience": sentence("organiser.nobody")}
    assert who_read(thursday) == set()
    form = await thursday.opens("ana", "Try again")
    assert getattr(form.fields[0], "value", "") == CANARY


async def test_the_same_note_pressed_twice_is_told_once_and_a_changed_one_again(thursday: Club) -> None:
    await thursday.presses("ana", "It's planned")
    for words in (CANARY, CANARY, "canary two"):
        await thursday.opens("ana", "Write a note")
        await thursday.fills("ana", note=words, audience="partner")
    assert len(thursday.letters_to("ben", CANARY)) == 1
    assert len(thursday.letters_to("ben", "canary two")) == 1


async def test_plain_words_become_a_note_that_only_the_writer_can_read(thursday: Club) -> None:
    card = await thursday.types("ana", CANARY)
    assert "Only you can read it" in thursday.words(card)
    assert labels(card) == ["Share with my partner", "Share with the organisers", "Edit"]
    await thursday.waits(DAY)
    assert who_read(thursday) == set()


@pytest.mark.parametrize(
    ("label", "readers"), [("Share with my partner", {"ben"}), ("Share with the organisers", {"olga"})]
)
async def test_plain_words_are_shared_only_when_asked_to(
    thursday: Club, label: str, readers: set[str]
) -> None:
    await thursday.types("ana", CANARY)
    await thursday.presses("ana", label)
    assert who_read(thursday) == readers


async def test_more_plain_words_are_added_and_can_be_edited(thursday: Club) -> None:
    await thursday.types("ana", "First.")
    await thursday.types("ana", "Second.")
    form = await thursday.opens("ana", "Edit")
    assert getattr(form.fields[0], "value", "") == "First.\nSecond."


async def test_words_after_sharing_begin_a_new_private_note(thursday: Club) -> None:
    await thursday.types("ana", "shared words")
    await thursday.presses("ana", "Share with my partner")
    await thursday.types("ana", CANARY)
    assert who_read(thursday) == set()
    assert who_read(thursday, "shared words") == {"ben"}


async def test_plain_words_without_a_check_in_are_not_kept(paired: Club) -> None:
    before = paired.everything()
    card = await paired.types("ana", CANARY)
    assert "is not kept" in paired.words(card)
    assert paired.everything() == before


@pytest.mark.parametrize("words", ["help", "Hi", "?"])
async def test_a_greeting_is_answered_with_what_one_can_do(thursday: Club, words: str) -> None:
    assert "/mentor offer" in thursday.words(await thursday.types("ana", words))


@pytest.mark.parametrize("words", ["n" * 1001, "n" * 5000])
async def test_too_many_plain_words_are_refused_and_nothing_is_changed(thursday: Club, words: str) -> None:
    before = thursday.everything()
    assert sentence("text.long", most=1000) in thursday.words(await thursday.types("ana", words))
    assert thursday.everything() == before


@pytest.mark.parametrize(
    ("given", "key"), [({"note": " "}, "text.empty"), ({"note": "n" * 1001}, "text.long")]
)
async def test_a_note_that_does_not_fit_is_refused_at_its_field(
    thursday: Club, given: dict[str, str], key: str
) -> None:
    await thursday.presses("ana", "It's planned")
    await thursday.opens("ana", "Write a note")
    assert await thursday.misfills("ana", **given) == {"note": sentence(key, most=1000)}


async def test_an_audience_that_is_none_is_refused(thursday: Club) -> None:
    await thursday.presses("ana", "It's planned")
    await thursday.opens("ana", "Write a note")
    errors = await thursday.misfills("ana", note=CANARY, audience="everybody")
    assert errors == {"audience": sentence("choice.unknown")}
    assert who_read(thursday) == set()


async def test_sharing_before_anything_was_written_says_so(thursday: Club) -> None:
    question = thursday.seats["ana"].cards[-1][0].buttons()[0].action.partition(":")[2]
    answer = await thursday.does("ana", f"checkin.share-partner:{question}")
    assert sentence("text.empty") in str(answer)
    assert who_read(thursday, "wrote to you") == set()


async def test_a_note_stays_where_it_was_sent_when_the_round_ends(thursday: Club) -> None:
    await thursday.types("ana", CANARY)
    await thursday.waits(WEEK)
    await thursday.types("olga", "/mentor-admin round close")
    await thursday.presses("olga", "Close the round")
    assert who_read(thursday) == set()
