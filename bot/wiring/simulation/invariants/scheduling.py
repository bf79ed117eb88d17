"""5-8, 24: what falls due falls due once, in time, in everybody's own hours, and never piles up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.ports import ToMember
from bot.wiring.simulation.chat import Message
from bot.wiring.simulation.clockwork import moment
from bot.wiring.simulation.invariants.base import Invariant, World

OVERDUE = timedelta(minutes=2)
EARLY, LATE = timedelta(minutes=3), timedelta(minutes=45)
# Housekeeping tidies up once a day here.
A_DAY = timedelta(hours=26)
KEPT = timedelta(days=3) + A_DAY


class OneScheduleEach(Invariant):
    """5."""

    number = 5
    name = "one schedule each"
    sentence = (
        "Every open partnership has one weekly check-in planned for each partner, an ended one has none."
    )

    def look(self, world: World) -> Iterator[str]:
        """Compare partners with planned check-ins."""
        for number, member in world.glass.rows(
            "SELECT p.id, m.member_id FROM partnership p JOIN partner m ON m.partnership_id = p.id"
            " LEFT JOIN due d ON d.kind = 'checkin' AND d.subject = p.id AND d.member = m.member_id"
            " WHERE p.ended_at IS NULL AND d.id IS NULL"
        ):
            yield f"partnership {number} never asks member {member}"
        for number, member in world.glass.rows(
            "SELECT d.subject, d.member FROM due d LEFT JOIN partnership p ON p.id = d.subject"
            " WHERE d.kind = 'checkin' AND (p.id IS NULL OR p.ended_at IS NOT NULL)"
        ):
            yield f"partnership {number} has ended and still asks member {member}"


class NothingOverdue(Invariant):
    """6."""

    number = 6
    name = "nothing overdue"
    sentence = (
        "While the bot is up, nothing waits for more than two minutes after it fell due; so feedback is handed over"
        " when its window closes."
    )

    def look(self, world: World) -> Iterator[str]:
        """Look at the oldest row of the schedule."""
        if world.seconds() - world.calm_since() < OVERDUE.total_seconds():
            return
        now = world.clock.now()
        for kind, subject, stored in world.glass.rows(
            "SELECT kind, subject, next_at FROM due WHERE next_at < ?", f"{now - OVERDUE:%Y-%m-%d %H:%M:%S}"
        ):
            yield f"{kind} of {subject} fell due at {stored} and it is {now:%Y-%m-%d %H:%M:%S}"
        for partnership, stage, closed in world.glass.rows(
            "SELECT partnership_id, stage, closes_at FROM feedback_window WHERE released_at IS NULL AND closes_at < ?",
            f"{now - OVERDUE:%Y-%m-%d %H:%M:%S}",
        ):
            yield f"the {stage} feedback of partnership {partnership} was to be read at {closed} and is not"


class OnceAWeek(Invariant):
    """7."""

    number = 7
    name = "once a week"
    sentence = "Nobody is asked about the same partnership twice in one week of their own calendar."

    def __init__(self) -> None:
        self._asked: dict[tuple[str, str], set[tuple[int, int]]] = {}

    def message(self, world: World, message: Message) -> Iterator[str]:
        """Look at the week of the day that a check-in asks about."""
        kind, _, rest = message.key.partition(":")
        if kind != "checkin":
            return
        partnership, member, day = rest.split(":")
        year, week, _ = date.fromisoformat(day).isocalendar()
        weeks = self._asked.setdefault((partnership, member), set())
        if (year, week) in weeks:
            yield f"member {member} was asked twice in week {week}: {message.key}"
        weeks.add((year, week))


class AtTheirHour(Invariant):
    """8."""

    number = 8
    name = "at their hour"
    sentence = (
        "A check-in that is not late arrives within 45 minutes of the programme's hour on the member's own clock,"
        " over every clock change."
    )

    def message(self, world: World, message: Message) -> Iterator[str]:
        """Compare the local time of a check-in with the programme's hour."""
        if not message.key.startswith("checkin:") or not isinstance(message.to, ToMember):
            return
        if world.seconds() - world.calm_since() < 3600:
            return
        day = date.fromisoformat(message.key.rpartition(":")[2])
        for at, zone in world.glass.rows(
            "SELECT d.at, d.zone FROM due d WHERE d.kind = 'checkin' AND d.subject = ? AND d.member = ?",
            int(message.key.split(":")[1]),
            message.to.member,
        ):
            local = moment(message.at).astimezone(ZoneInfo(str(zone)))
            wanted = datetime.fromisoformat(f"{day} {at}").replace(tzinfo=ZoneInfo(str(zone)))
            if not -EARLY <= local.replace(tzinfo=None) - wanted.replace(tzinfo=None) <= LATE:
                yield f"{message.key} came at {local:%a %H:%M} in {zone} instead of {at}"


class Bounded(Invariant):
    """24."""

    number = 24
    name = "bounded"
    sentence = (
        "What is only kept for a while does not pile up: inbox, drafts, schedule, and the lanes' paces."
    )

    def look(self, world: World) -> Iterator[str]:
        """Look for rows that should be gone, and for more of the schedule than there is to plan."""
        if world.seconds() - world.calm_since() < 2 * 3600:
            return
        now = world.clock.now()
        old = world.glass.number(
            "SELECT count(*) FROM inbox WHERE seen_at < ?", f"{now - KEPT:%Y-%m-%d %H:%M:%S}"
        )
        if old:
            yield f"{old} keys are in the inbox for more than three days"
        over = f"{now - A_DAY:%Y-%m-%d %H:%M:%S}"
        drafts = world.glass.number("SELECT count(*) FROM draft WHERE until < ?", over)
        if drafts:
            yield f"{drafts} drafts ran out and are still there"
        # Feedback is the one thing that outlives a partnership: its window is open for a week after the end.
        orphans = world.glass.rows(
            "SELECT kind, subject FROM due WHERE kind NOT IN ('signup_ends', 'round_ends') AND subject IN"
            " (SELECT id FROM partnership WHERE ended_at IS NOT NULL) AND NOT (kind = 'feedback_closes' AND subject IN"
            " (SELECT partnership_id FROM feedback_window WHERE closes_at >= ?))",
            over,
        )
        yield from (
            f"{kind} of partnership {subject} is planned though it ended" for kind, subject in orphans
        )
