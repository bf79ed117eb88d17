"""What members lived through, told to people: figures of the whole, and the diary of three of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.wiring.simulation.chat import Message, Person
from bot.wiring.simulation.clockwork import moment
from bot.wiring.simulation.doing import WEEK
from bot.wiring.simulation.invariants.all import KINDS
from bot.wiring.simulation.switchboard import Deed
from bot.wiring.simulation.world import Living, Outcome

DIARIES, LINES = 3, 12
PLACED = (
    "SELECT r.programme_id, r.number, r.state, sum(e.taking_part), sum(e.taking_part AND e.placed)"
    " FROM round r JOIN enrolment e ON e.round_id = r.id WHERE r.started_at IS NOT NULL"
    " GROUP BY r.id ORDER BY r.programme_id, r.number"
)
ANSWERS = "SELECT coalesce(answer, 'no answer'), count(*) FROM checkin GROUP BY answer ORDER BY 1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """A round of one programme: how many took part and how many were placed."""

    programme: int
    number: int
    took_part: int
    placed: int


@dataclass(slots=True)
class Diary:
    """Listens to a world and keeps what is worth telling; grows with weeks and kinds, not with messages."""

    by_week: Counter[tuple[int, str]] = field(default_factory=Counter)
    rounds: list[Round] = field(default_factory=list)
    answers: dict[str, int] = field(default_factory=dict)
    received: Counter[str] = field(default_factory=Counter)
    lines: dict[str, list[str]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    people: int = 0

    def listen(self, world: Living) -> None:
        """Follow a world from its first day."""
        chosen = [one for home in world.homes for one in home.people if not one.organiser][:DIARIES]
        self.lines = {one.handle: [] for one in chosen}
        self.names = {one.handle: f"{one.name}, on {one.home.platform.value}" for one in chosen}
        self.people = sum(len(home.people) for home in world.homes)
        world.on_message.append(self._message)
        world.on_deed.append(lambda deed: self._deed(deed, world.seconds()))
        world.at_the_end = lambda: self._end(world)

    def _message(self, message: Message) -> None:
        kind = message.key.partition(":")[0]
        self.by_week[int(message.at // WEEK) + 1, kind] += 1
        for person in message.readers:
            self.received[person.handle] += 1
            self._write(person, message.at, f"reads: {message.card.title}")

    def _deed(self, deed: Deed, at: float) -> None:
        if not deed.repeated:
            self._write(deed.person, at, f"does {deed.action.partition(':')[0]}")

    def _write(self, person: Person, at: float, what: str) -> None:
        lines = self.lines.get(person.handle)
        if lines is not None and len(lines) < LINES:
            lines.append(f"{moment(at):%d %b %H:%M} {what}")

    def _end(self, world: Living) -> None:
        self.rounds = [
            Round(
                programme=int(str(one)),
                number=int(str(two)),
                took_part=int(str(three)),
                placed=int(str(four)),
            )
            for one, two, _, three, four in world.glass.rows(PLACED)
        ]
        self.answers = {str(answer): int(str(count)) for answer, count in world.glass.rows(ANSWERS)}


def told(diary: Diary, outcome: Outcome) -> Iterator[str]:
    """Yield what happened, line by line."""
    plan = outcome.plan
    yield f"{diary.people} people in {plan.communities} communities lived {plan.weeks} weeks (seed {plan.seed})."
    yield (
        f"They did {outcome.deeds:,} things and were shown {outcome.messages:,} messages; the bot died"
        f" {'once' if outcome.crashes == 1 else f'{outcome.crashes} times'}, and everything else went wrong that can."
    )
    counts = sorted(diary.received.values())
    if counts:
        yield f"In the middle a member got {counts[len(counts) // 2]} messages, the busiest {counts[-1]}."
    for one in diary.rounds:
        yield f"Programme {one.programme}, round {one.number}: {one.placed} of {one.took_part} placed."
    if diary.answers:
        yield (
            "Check-ins: " + ", ".join(f"{count:,} {answer}" for answer, count in diary.answers.items()) + "."
        )
    for handle, lines in diary.lines.items():
        yield f"\nThe first days of {diary.names[handle]}:"
        yield from (f"  {line}" for line in lines)
    yield ""
    yield from _verdict(outcome)
    yield f"The trace of {outcome.lines:,} lines has the hash {outcome.digest}: the same seed gives the same."


def _verdict(outcome: Outcome) -> Iterator[str]:
    if not outcome.violations:
        yield f"Of {len(KINDS) + 1} promises {len(KINDS)} were watched all along; none was broken."
        return
    yield "Promises were broken:"
    yield from (f"  {one.number}: {one.seen}" for one in outcome.violations)
    yield "Before that:"
    yield from (f"  {line}" for line in outcome.tail)
