"""The whole story: six weeks of a pair, and of a circle that one person leaves half way."""

from __future__ import annotations

from datetime import timedelta

from bot.demo.neighbours import neighbour
from bot.demo.story import LEARNERS, Advance, Stage

CIRCLE = ("ines", "kofi", "mei")
CAST = (*LEARNERS, *CIRCLE, "olga")
DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)


async def tell(stage: Stage, advance: Advance) -> None:
    """Play the whole story; `advance` lets time pass."""
    await _sign_up(stage, advance)
    await _agree(stage, advance)
    await _meet(stage, advance)
    await _half_time(stage, advance)
    await _a_change(stage, advance)
    await _last_weeks(stage, advance)
    await _the_end(stage, advance)


async def _sign_up(stage: Stage, advance: Advance) -> None:
    stage.says("== Monday. Olga runs mentorship for six weeks; five people want to teach and learn. ==")
    await stage.types("olga", "/mentor-admin setup")
    await stage.fills("olga", {"weeks": ("6",), "weekday": ("3",)})
    for handle in (*LEARNERS, *CIRCLE):
        one = neighbour(handle)
        await stage.types(handle, f"/mentor offer {one.offers}")
        await stage.presses(handle, "I agree")
        await stage.types(handle, f"/mentor want {one.wants}")
    await stage.types("olga", "/mentor-admin round open 2026-11-29")
    for handle in (*LEARNERS, *CIRCLE):
        await stage.presses(handle, "I'm in")
    stage.says("== The next Monday. Everybody is introduced. ==")
    await advance(WEEK)
    await stage.types("olga", "/mentor-admin round preview")
    await stage.types("olga", "/mentor-admin round publish")
    await stage.presses("olga", "Publish")


async def _agree(stage: Stage, advance: Advance) -> None:
    stage.says("== Tuesday and Wednesday. Ana sets a goal; everybody is asked to agree. ==")
    await stage.presses("ana", "Set goals")
    await stage.fills("ana", {"goal": ("use three new tools where they really help",)})
    await advance(3 * DAY - timedelta(hours=1))
    await stage.presses("ana", "Agree")
    await stage.presses("ana", "2")
    await stage.presses("ben", "Propose a change")
    await stage.fills("ben", {"minutes": ("45",)})
    await stage.presses("ben", "1")
    await stage.presses("ana", "Agree")
    await stage.types("ben", "/mentor meet 2026-12-04 18:00")


async def _meet(stage: Stage, advance: Advance) -> None:
    stage.says("== Thursday and Friday: the first check-in, a meeting that moves, and reminders. ==")
    await advance(DAY)
    await stage.presses("ana", "It's planned")
    await stage.presses("ana", "Move it")
    await stage.fills("ana", {"when": ("2026-12-05 11:00",)})
    await stage.presses("ben", "It's planned")
    await advance(2 * DAY)
    await stage.presses("ben", "Session guide")
    stage.says("== The second week. Ana and Ben met; the circle is slower. ==")
    await advance(5 * DAY)
    await stage.presses("ana", "We met")
    await stage.presses("ana", "I taught")
    await stage.presses("ana", "5")
    await stage.types("ana", "Ben explains like a friend. I was shy about asking.")
    await stage.presses("ben", "We met")
    await stage.presses("ben", "Both")
    await stage.presses("ben", "4")
    await stage.presses("ines", "Not yet")
    await stage.presses("kofi", "Not yet")


async def _half_time(stage: Stage, advance: Advance) -> None:
    stage.says("== The third week. Twice one-sided, so the bot says a word; then it is half time. ==")
    await advance(WEEK)
    await stage.presses("ana", "We met")
    await stage.presses("ana", "I taught")
    await stage.presses("ana", "4")
    await advance(4 * DAY)
    await stage.presses("ana", "Keep as it is")
    for handle, keep, attempt in (
        ("ana", "You show it once more, slowly.", "Bring one question of your own."),
        ("ben", "Your patience with my drawings.", "Let me make the mistake first."),
    ):
        await stage.types(handle, "/mentor feedback")
        await stage.fills(handle, {"keep": (keep,), "attempt": (attempt,)})


async def _a_change(stage: Stage, advance: Advance) -> None:
    stage.says("== The fourth week. Mei has moved house and cannot go on; Kofi would learn drawing, too. ==")
    await stage.types("kofi", "/mentor want drawing: draw our shop")
    await stage.types("mei", "/mentor change")
    await stage.presses("mei", "First place next round")
    await stage.presses("ines", "Set goals")
    await stage.fills("ines", {"goal": ("close my first year by myself",)})
    await stage.types("kofi", "/mentor meet 2026-12-28 10:00")


async def _last_weeks(stage: Stage, advance: Advance) -> None:
    stage.says("== The fifth week: one press each. ==")
    await advance(WEEK)
    for handle in (*LEARNERS, "ines", "kofi"):
        await stage.presses(handle, "We met")
        await stage.presses(handle, "Both")
        await stage.presses(handle, "5")


async def _the_end(stage: Stage, advance: Advance) -> None:
    stage.says("== Six weeks are over. Thanks, four questions, and what comes next. ==")
    await advance(2 * WEEK)
    for handle, learned, thanks in (
        ("ana", "Three tools I use every day now.", "Ben, you made me curious again."),
        ("ben", "To draw a service before building it.", "Ana, I design with you in my ear."),
    ):
        await stage.presses(handle, "Look back")
        await stage.fills(handle, {"learned": (learned,), "thanks": (thanks,), "next_step": ("same",)})
        await stage.presses(handle, "4")
    await stage.types("ana", "/mentor feedback")
    await stage.fills("ana", {"keep": ("Your questions.",), "attempt": ("Write them down.",)})
    await stage.types("ben", "/mentor log")
