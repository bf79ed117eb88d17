"""A world: communities of people, the bot that serves them, and everybody who watches."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.model.community import Platform
from bot.model.ids import MemberId
from bot.ports import Sender
from bot.wiring.simulation.chat import Chat, Message, Person
from bot.wiring.simulation.clockwork import MachineClock, VirtualLoop
from bot.wiring.simulation.discord import ModelDiscord
from bot.wiring.simulation.doing import DAY, HOUR, WEEK, Crowd
from bot.wiring.simulation.faults import NONE, Faults, Rates
from bot.wiring.simulation.invariants.all import fresh
from bot.wiring.simulation.invariants.base import Invariant, Violation
from bot.wiring.simulation.machine import outside, task_factory
from bot.wiring.simulation.organising import Organiser
from bot.wiring.simulation.people import towns
from bot.wiring.simulation.process import Process
from bot.wiring.simulation.secrets import Secrets
from bot.wiring.simulation.slack import SimulatedSlack
from bot.wiring.simulation.switchboard import Deed, Switchboard
from bot.wiring.simulation.trace import Trace
from bot.wiring.simulation.weather import Weather
from storage.database import open_watched

QUIET_DAYS = 4.0
RESTARTS_AFTER = 20.0
ENOUGH = 3  # violations of one promise are kept; a run with twice as many of any ends


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything that decides about a run: the same plan lives through the same year.

    `round_weeks` is 4, 6, 8, 10 or 12; `look_every` counts hours; `crash_at` kills the process at that one point.
    """

    seed: int = 1
    members: int = 12
    weeks: int = 8
    communities: int = 2
    replicas: int = 1
    round_weeks: int = 4
    rates: Rates = NONE
    look_every: float = 6.0
    crash_at: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a run ended: what was violated, the hash of everything that happened, and the end of the trace."""

    plan: Plan
    violations: tuple[Violation, ...]
    digest: str
    tail: tuple[str, ...]
    points: int
    deeds: int
    messages: int
    crashes: int
    lines: int


Watcher = Callable[["Living"], None]


class Living:
    """A world while it lives."""

    def __init__(self, plan: Plan, checkers: tuple[Invariant, ...] | None = None) -> None:
        """Build everything; nothing happens yet. Needs a running VirtualLoop."""
        self._loop = asyncio.get_running_loop()
        self.plan, self.seed = plan, plan.seed
        self.faults = Faults(plan.seed, plan.rates, plan.crash_at)
        self.trace = Trace(self.seconds)
        self.chat = Chat(self.seconds, self.faults)
        self.clock = MachineClock(self.seconds)
        self.store, self.glass = open_watched()
        self.senders: Mapping[Platform, Sender] = {
            Platform.SLACK: SimulatedSlack(self.chat),
            Platform.DISCORD: ModelDiscord(self.chat),
        }
        self.homes = towns(plan.seed, plan.members, plan.communities)
        self.met: dict[MemberId, Person] = {}
        self.secrets = Secrets()
        self.board = Switchboard(self)
        self.lively = True
        self.alone = plan.replicas == 1
        self.processes: list[Process | None] = [None] * plan.replicas
        self.checkers = fresh() if checkers is None else checkers
        self.violations: list[Violation] = []
        self.looked_for = 0  # the promise whose first violation ends the run
        self.deeds = self.messages = self.crashes = 0
        self.at_the_end: Callable[[], None] | None = None
        self.on_deed: list[Callable[[Deed], None]] = []
        self.on_message: list[Callable[[Message], None]] = []
        self._up_since = self._calm_since = 0.0
        self._to_judge: deque[Message | Deed] = deque()
        self._judging: asyncio.Task[None] | None = None
        self._running: dict[asyncio.Task[Any], None] = {}
        self._over = asyncio.Event()

    async def live(self) -> None:
        """Live through all weeks and the quiet days after them, or until too much is violated."""
        self._begin_all()
        whole = asyncio.create_task(self._all_weeks())
        over = asyncio.create_task(self._over.wait())
        await asyncio.wait({whole, over}, return_when=asyncio.FIRST_COMPLETED)
        over.cancel()
        if whole.done():
            whole.result()
        whole.cancel()

    async def close(self) -> None:
        """End everything and close the database."""
        self.stop_processes()
        for task in list(self._running):
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        await self.store.close()

    # ---------------------------------------------------------------------- what the others ask of the world

    def seconds(self) -> float:
        """Return the true time, in seconds since the world began."""
        return self._loop.time()

    def up(self) -> Process | None:
        """Return a process that is running, if there is one."""
        running = [one for one in self.processes if one is not None]
        return running[self.faults.one_of(len(running))] if len(running) > 1 else next(iter(running), None)

    def up_since(self) -> float | None:
        """Return since when a process has been running; None while none is."""
        return self._up_since if any(self.processes) else None

    def calm_since(self) -> float:
        """Return since when nothing was troubled on purpose; now, while something is."""
        troubled = not all(self.processes) or any(not one.installed or not one.token for one in self.homes)
        return self.seconds() if troubled else self._calm_since

    def trouble(self, what: str) -> None:
        """Note that something goes wrong, or is right again."""
        self._calm_since = self.seconds()
        self.note(what)

    def note(self, what: str) -> None:
        """Write a line into the trace."""
        self.trace.note(what)

    def committed(self) -> None:
        """Hear that the database changed: every process looks for work."""
        for process in self.processes:
            if process is not None:
                process.poke()

    def begin(self, doing: Coroutine[object, object, None]) -> None:
        """Let something happen beside everything else."""
        task = outside(doing)
        self._running[task] = None
        task.add_done_callback(self._ended)

    def done(self, deed: Deed) -> None:
        """Hear what somebody did."""
        self.deeds += 1
        again = " again" if deed.repeated else ""
        self.note(f"{deed.person.handle} {deed.action}{again} -> {type(deed.answer).__name__}")
        for hear in self.on_deed:
            hear(deed)
        self._judge(deed)

    def heard(self, message: Message) -> None:
        """Hear what people see."""
        self.messages += 1
        self.note(f"{message.key} in {message.place} to {len(message.readers)}")
        for hear in self.on_message:
            hear(message)
        self._judge(message)

    def complain(self, number: int, seen: str) -> None:
        """Take a violation."""
        if sum(one.number == number for one in self.violations) < ENOUGH:
            self.note(f"VIOLATION {number}: {seen}")
            self.violations.append(Violation(number, seen))
        if number == self.looked_for or len(self.violations) >= 2 * ENOUGH:
            self._over.set()

    # ---------------------------------------------------------------------- processes

    def stop_processes(self) -> None:
        """Stop every process, as a machine does that is switched off."""
        for place, process in enumerate(self.processes):
            if process is not None:
                self.processes[place] = None
                process.stop()

    def start_processes(self) -> None:
        """Start every process that is not running."""
        for place, process in enumerate(self.processes):
            if process is None:
                self._start(place)

    def _start(self, place: int) -> None:
        if self.processes[place] is not None:
            return
        process = Process(f"bot{place + 1}", self, lambda: self._died(place))
        self.processes[place] = process
        self._up_since = self.seconds()
        self.trouble(f"bot{place + 1} starts")
        process.start()

    def _died(self, place: int) -> None:
        """Hear that a process died; it is started again by whatever watches it."""
        if self.processes[place] is None:
            return
        self.processes[place] = None
        self.crashes += 1
        self._loop.call_later(RESTARTS_AFTER, self._start, place)

    # ---------------------------------------------------------------------- from the first day to the last

    def _begin_all(self) -> None:
        for table, column in (("letter", "state"), ("round", "state"), ("partnership", "ended_at")):
            self.glass.watch(table, column)
        self.glass.keep_deleted("letter", "to_kind", "to_id", "state", "not_before")
        for home in self.homes:
            self.chat.add(home)
        self.chat.heard, self.chat.complain = self.heard, self.complain
        crowd = Crowd(self, self.plan.weeks)
        self.on_message.append(crowd.hears)
        self.start_processes()
        crowd.arrive()
        for home in self.homes:
            self.begin(Organiser(self, home.people[0], self.plan.round_weeks).runs())
        self.begin(Weather(self).blows())

    async def _all_weeks(self) -> None:
        ends = self.plan.weeks * WEEK
        while self.seconds() < ends:
            await asyncio.sleep(self.plan.look_every * HOUR)
            await self._look()
        self.lively = False
        self.faults.calm()
        self.start_processes()
        for home in self.homes:
            home.installed = home.token = True
        self.clock.wrong_by = timedelta()
        self.trouble("the quiet days")
        await asyncio.sleep(QUIET_DAYS * DAY)
        await self._free()
        for checker in self.checkers:
            for seen in checker.end(self):
                self.complain(checker.number, seen)
        if self.at_the_end is not None:
            self.at_the_end()

    async def _look(self) -> None:
        await self._free()
        for checker in self.checkers:
            for seen in checker.look(self):
                self.complain(checker.number, seen)

    def _judge(self, what: Message | Deed) -> None:
        self._to_judge.append(what)
        if self._judging is None or self._judging.done():
            self._judging = outside(self._judge_all())
            self._judging.add_done_callback(self._ended)

    async def _judge_all(self) -> None:
        while self._to_judge:
            await self._free()
            one = self._to_judge.popleft()
            for checker in self.checkers:
                found = checker.message(self, one) if isinstance(one, Message) else checker.deed(self, one)
                for seen in found:
                    self.complain(checker.number, seen)

    async def _free(self) -> None:
        """Wait until nobody writes: no virtual time passes, writers only take turns of the loop."""
        while True:
            if self.glass.free():
                return
            await asyncio.sleep(0)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._running.pop(task, None)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._loop.call_exception_handler({"message": "a part of the world broke", "exception": error})
            self.complain(0, f"{type(error).__name__}: {error}")


def simulate(plan: Plan, watch: Watcher | None = None) -> Outcome:
    """Live through a plan and return how it ended; `watch` is called before it begins and may listen in.

    Takes about a hundredth of a second for each member and week.
    """
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        factory: Any = task_factory
        runner.get_loop().set_task_factory(factory)
        return runner.run(_simulated(plan, watch))


async def _simulated(plan: Plan, watch: Watcher | None) -> Outcome:
    world = Living(plan)
    if watch is not None:
        watch(world)
    try:
        await world.live()
    finally:
        await world.close()
    return Outcome(
        plan=plan,
        violations=tuple(world.violations),
        digest=world.trace.digest(),
        tail=tuple(world.trace.tail),
        points=world.faults.points,
        deeds=world.deeds,
        messages=world.messages,
        crashes=world.crashes,
        lines=world.trace.lines,
    )
