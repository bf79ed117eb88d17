"""When somebody does not answer for weeks: their partners are asked privately, then offered a way on.

Nobody learns who was silent: partners are asked how it is between them, in the same words whoever did not answer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import takewhile

from bot import letters
from bot.model.feedback import Answer, CheckIn
from bot.model.ids import MemberId
from bot.model.partnerships import Partnership
from bot.ports import Work
from bot.screens import repair as screen
from bot.texts import Texts
from bot.ui import Card

ASKED_AFTER, OFFERED_AFTER = 2, 3
IN_TOUCH = frozenset({Answer.MET, Answer.PLANNED})


async def notice(work: Work, one: Partnership, member: MemberId, newest: CheckIn, now: datetime) -> None:
    """Look whether the weeks before a member's newest question were silent, and write to the partners if so.

    After two silent weeks they are asked whether they are in touch, after three they are offered a way on; both once,
    and neither when a partner said in these weeks that they met or will: then only the bot went unanswered.
    """
    asked = await work.checkins.of_partnerships([one.id])
    silent = silent_weeks([one for one in asked if one.member == member and one.id != newest.id])
    if len(silent) not in {ASKED_AFTER, OFFERED_AFTER}:
        return
    heard = (other for other in asked if other.member != member and other.day >= silent[0].day)
    if any(other.answer in IN_TOUCH for other in heard):
        return
    draw = screen.in_touch if len(silent) == ASKED_AFTER else screen.way_on
    key = f"quiet:{len(silent)}:{one.id}:{silent[0].id}"
    for other in one.others(member):
        await letters.tell(work, (other,), key, _drawing(draw, one, other), now, by_day=True)


def _drawing(
    draw: Callable[[Texts, Partnership, MemberId], Card], one: Partnership, other: MemberId
) -> letters.Drawing:
    return lambda t: draw(t, one, other)


def silent_weeks(asked: Sequence[CheckIn]) -> list[CheckIn]:
    """Return the latest questions in a row that got no answer, oldest first, of one member's questions by day."""
    return list(takewhile(lambda one: one.answer is None, reversed(asked)))[::-1]
