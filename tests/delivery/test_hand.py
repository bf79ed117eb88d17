"""Time moved by hand: everything on the way happens at its moment, one thing after the other."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.ports import Due, DueKind
from tests.delivery.worlds import DAY, HOUR, MINUTE, NOW, SECOND, Office, note, to_both


def icebreaker(subject: int, after: timedelta) -> Due:
    """Return the row that breaks the ice in a partnership's space."""
    return Due(kind=DueKind.ICEBREAKER, subject=subject, next_at=NOW + after)


async def plan_three_days(office: Office) -> list[int]:
    """Let the ice be broken on the third, the first and the second day; return the partnerships in that order."""
    subjects = [(await office.pairs()).id]
    async with office.store.write() as work:
        one = await work.partnerships.get(subjects[0])
        subjects += [stored.id for stored in await work.partnerships.add([one, one])]
    await office.plans(
        *(icebreaker(subject, DAY * n) for subject, n in zip(subjects, (3, 1, 2), strict=True))
    )
    return list(subjects)


async def test_what_falls_due_on_the_way_happens_in_its_order_and_at_its_moment(office: Office) -> None:
    third, first, second = await plan_three_days(office)
    await office.driver.advance(5 * DAY)
    assert office.chat.keys() == [f"icebreaker:{one}" for one in (first, second, third)]
    assert [one.first_tried_at for one in office.chat.offered] == [NOW + DAY * n for n in (1, 2, 3)]


async def test_time_stops_where_it_was_told_to(office: Office) -> None:
    await plan_three_days(office)
    await office.driver.advance(2 * DAY - SECOND)
    assert (office.driver.now(), len(office.chat.offered)) == (NOW + 2 * DAY - SECOND, 1)


async def test_what_falls_due_at_the_very_end_happens_too(office: Office) -> None:
    await plan_three_days(office)
    await office.driver.advance(2 * DAY)
    assert len(office.chat.offered) == 2


async def test_the_next_event_is_the_first_and_only_that(office: Office) -> None:
    _, first, _ = await plan_three_days(office)
    await office.driver.to_next_event()
    assert (office.driver.now(), office.chat.keys()) == (NOW + DAY, [f"icebreaker:{first}"])


async def test_without_anything_due_there_is_no_next_event(office: Office) -> None:
    await office.queues(note("a", office.ana))
    await office.driver.to_next_event()
    assert (office.driver.now(), office.chat.offered) == (NOW, [])


async def test_settling_delivers_what_waits_without_letting_time_pass(office: Office) -> None:
    await office.queues(note("a", office.ana), replace(note("b", office.ana), not_before=NOW + MINUTE))
    await office.driver.settle()
    assert (office.driver.now(), office.chat.keys()) == (NOW, ["a"])


async def test_settling_when_nothing_is_new_does_not_even_look(office: Office) -> None:
    await office.driver.settle()
    await office.store.close()
    await office.driver.settle()
    assert office.chat.offered == []


async def test_settling_does_what_is_due_now_and_delivers_it(office: Office) -> None:
    one = await office.pairs()
    await office.plans(icebreaker(one.id, timedelta()))
    await office.driver.settle()
    assert office.chat.keys() == [f"icebreaker:{one.id}"]


async def test_more_letters_than_fit_in_one_batch_are_all_delivered(office: Office) -> None:
    await office.queues(*(note(f"n{number}", office.ana) for number in range(45)))
    await office.driver.settle()
    assert len(office.chat.shown) == 45


async def test_letters_for_later_leave_at_their_moment(office: Office) -> None:
    one = await office.pairs()
    await office.queues(replace(to_both("a", one), not_before=NOW + HOUR))
    await office.driver.advance(DAY)
    assert [(sent.key, sent.first_tried_at) for sent in office.chat.offered] == [("a", NOW + HOUR)]
