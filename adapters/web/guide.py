"""The short path for newcomers: five things to try, ticked off as they happen, in whatever order that is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from adapters.web.chat import Chat, Place, PlaceKind
from adapters.web.world import Persona, World

MEET, ORGANISER = "met.partner", "organiser"


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One thing to type, as somebody and in a room; any one of `events` tells that it was done."""

    persona: Persona
    place: str
    typed: str
    events: frozenset[str]

    def done(self, chat: Chat) -> bool:
        """Tell whether it happened, by this command or by a button that does the same."""
        return any(map(chat.happened, self.events))


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of the path: what to do and why; done when its tasks are and its `events` happened.

    `go` is what the step offers beside its tasks: to open the newcomer's group, or to let a week pass.
    """

    title: str
    says: str
    events: tuple[str, ...] = ()
    tasks: tuple[Task, ...] = ()
    go: Literal["nowhere", "group", "week"] = "nowhere"

    def done(self, chat: Chat) -> bool:
        """Tell whether it was walked."""
        return all(map(chat.happened, self.events)) and all(task.done(chat) for task in self.tasks)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskView:
    """A task as one person sees it: `is_mine` when it can be done without becoming somebody else."""

    task: Task
    done: bool
    is_mine: bool
    is_next: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far the newcomer got: `current` is the first step that is not done, None when all are.

    `newcomer` is who walks the path, `group` where they meet their partner, once there is one.
    """

    steps: tuple[tuple[Step, bool], ...]
    current: Step | None
    tasks: tuple[TaskView, ...]
    newcomer: Persona
    group: Place | None

    @property
    def done(self) -> int:
        """Return how many steps are done."""
        return sum(done for _, done in self.steps)


def progress(chat: Chat, me: Persona) -> Progress:
    """Return how far the path has been walked, as seen by one person."""
    steps = tuple((step, step.done(chat)) for step in _path(chat.world))
    current = next((step for step, done in steps if not done), None)
    tasks = current.tasks if current else ()
    coming = next((task for task in tasks if not task.done(chat)), None)
    views = (
        TaskView(task=task, done=task.done(chat), is_mine=task.persona == me, is_next=task is coming)
        for task in tasks
    )
    newcomer = chat.world.personas[0]
    groups = [place for place in chat.places_of(newcomer.external_id) if place.kind is PlaceKind.GROUP]
    return Progress(
        steps=steps,
        current=current,
        tasks=tuple(views),
        newcomer=newcomer,
        group=groups[-1] if groups else None,
    )


def did(chat: Chat, me: Persona, action: str) -> None:
    """Remember what somebody did, as far as the path cares."""
    chat.note(f"{me.external_id}.{action}")
    if me.organiser:
        chat.note(f"{ORGANISER}.{action}")


def looked(chat: Chat, me: Persona, kind: PlaceKind) -> None:
    """Remember that somebody looked at a room, as far as the path cares."""
    if kind is PlaceKind.GROUP and me == chat.world.personas[0]:
        chat.note(MEET)


def _path(world: World) -> Iterator[Step]:
    me, boss, here = world.personas[0], world.organiser or world.personas[0], world.channels[0].id

    def mine(typed: str, *actions: str) -> Task:
        return _task(me, here, typed, me.external_id, actions)

    def organised(typed: str, *actions: str) -> Task:
        return _task(boss, here, typed, ORGANISER, actions)

    yield Step(
        title=f"Join as {me.first_name}",
        says=f"You are {me.name}. Type this and press Enter, then press “I agree”.",
        tasks=(mine("/mentor join", "join.agree"),),
    )
    yield Step(
        title="Teach and learn",
        says=f"Say what {me.first_name} can teach and wants to learn.",
        tasks=(
            mine(f"/mentor offer {world.to_offer}", "offer", "offer.save"),
            mine(f"/mentor want {world.to_want}", "want", "want.save"),
        ),
    )
    yield Step(
        title=f"Run a round as {boss.first_name}",
        says=f"{boss.first_name} opens sign-up and publishes the proposal; {me.first_name} says yes, too.",
        tasks=(
            organised("/mentor-admin round open", "round.open"),
            mine("/mentor in", "in", "round.in", "signup"),
            organised("/mentor-admin round preview", "round.preview"),
            organised("/mentor-admin round publish", "round.confirm"),
        ),
    )
    yield from _living(me)


def _living(me: Persona) -> Iterator[Step]:
    yield Step(
        title="Meet your partner",
        says=f"{me.first_name} has a conversation with somebody: it says who, why, and what to do first.",
        events=(MEET,),
        go="group",
    )
    yield Step(
        title="Let a week pass",
        says="Move the clock. The bot then asks both partners, each in private, how it went.",
        events=("clock.week", "letter.checkin"),
        go="week",
    )


def _task(who: Persona, place: str, typed: str, whose: str, actions: tuple[str, ...]) -> Task:
    return Task(
        persona=who, place=place, typed=typed, events=frozenset(f"{whose}.{action}" for action in actions)
    )
