"""The short path for newcomers: five things to try, ticked off as they happen, in whatever order that is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from adapters.web.chat import Chat, PlaceKind
from adapters.web.world import Persona, World

MEET = "met.partner"


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One thing to type, as somebody and in a room; `event` is what tells that it was done."""

    persona: Persona
    place: str
    typed: str
    event: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of the path: what to do and why, done when every one of its events happened."""

    title: str
    says: str
    events: tuple[str, ...]
    tasks: tuple[Task, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskView:
    """A task as one person sees it: `is_mine` when it can be done without becoming somebody else."""

    task: Task
    done: bool
    is_mine: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far the newcomer got: `current` is the first step that is not done, None when all are."""

    steps: tuple[tuple[Step, bool], ...]
    current: Step | None
    tasks: tuple[TaskView, ...]

    @property
    def done(self) -> int:
        """Return how many steps are done."""
        return sum(done for _, done in self.steps)


def progress(chat: Chat, me: Persona) -> Progress:
    """Return how far the path has been walked, as seen by one person."""
    steps = tuple((step, all(map(chat.happened, step.events))) for step in _path(chat.world))
    current = next((step for step, done in steps if not done), None)
    tasks = tuple(
        TaskView(task=task, done=chat.happened(task.event), is_mine=task.persona == me)
        for task in (current.tasks if current else ())
    )
    return Progress(steps=steps, current=current, tasks=tasks)


def looked(chat: Chat, me: Persona, kind: PlaceKind) -> None:
    """Remember that somebody looked at a room, as far as the path cares."""
    if kind is PlaceKind.GROUP and me == chat.world.personas[0]:
        chat.note(MEET)


def _path(world: World) -> Iterator[Step]:
    me, boss = world.personas[0], world.organiser or world.personas[0]
    here = world.channels[0].id

    def task(who: Persona, typed: str, event: str) -> Task:
        return Task(persona=who, place=here, typed=typed, event=f"{who.external_id}.{event}")

    def step(title: str, says: str, *tasks: Task) -> Step:
        return Step(title=title, says=says, tasks=tasks, events=tuple(task.event for task in tasks))

    yield step(
        f"Join as {me.first_name}",
        f"You are {me.name}. Joining is a clear yes: you press “I agree”.",
        task(me, "/mentor join", "join"),
    )
    yield step(
        "Teach something, learn something",
        f"Say what {me.first_name} can teach and wants to learn.",
        task(me, f"/mentor offer {world.to_offer}", "offer"),
        task(me, f"/mentor want {world.to_want}", "want"),
    )
    yield step(
        f"Run a round as {boss.first_name}",
        f"{boss.first_name} organises. Open sign-up, say yes as {me.first_name}, look at the proposal, publish it.",
        task(boss, "/mentor-admin round open", "round.open"),
        task(me, "/mentor in", "in"),
        task(boss, "/mentor-admin round preview", "round.preview"),
        task(boss, "/mentor-admin round publish", "round.publish"),
    )
    yield Step(
        title="Meet your partner",
        says=f"As {me.first_name}, open the new conversation on the left: who, why, and what to do first.",
        events=(MEET,),
    )
    yield Step(
        title="Let a week pass",
        says="Move the clock with “+1 week”. The bot asks both partners how it went.",
        events=("clock.week", "letter.checkin"),
    )
