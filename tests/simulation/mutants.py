"""One broken promise each: a small change of the product under which exactly one checker must raise its voice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import col, delete, select, update

from adapters.slack import words
from bot import checkins, feedback, letters, pairing, partnerships, publishing
from bot.errors import Conflict
from bot.model.confided import ForPartners
from bot.model.people import Member, Standing
from bot.ports import Claimed, DueKind, LetterState, Sent
from bot.router.core import Core
from bot.wiring.simulation.faults import NONE, USUAL, Rates
from bot.wiring.simulation.world import Plan
from scheduler import due, post, runner
from scheduler.pace import Pace
from storage.repositories.desk import SqlAudit, SqlInbox
from storage.repositories.erasing import Eraser
from storage.repositories.outbox import SqlOutbox
from storage.tables import LetterRow, MemberRow, PartnerRow

Patch = Callable[[pytest.MonkeyPatch], None]
LOSSY = replace(NONE, answer_lost=0.2, broken=0.1)
RUSH = replace(NONE, busy=0.2)
FORGETFUL = 50  # somebody asks to be forgotten in this small world


@dataclass(frozen=True, slots=True)
class Mutant:
    """A change of the product in a few words, the promise it breaks, and the world in which that shows."""

    number: int
    does: str
    patch: Patch
    rates: Rates = NONE
    members: int = 7
    weeks: int = 6
    seed: int = 1
    quick: bool = True
    crashes: bool = False

    @property
    def plan(self) -> Plan:
        """The world to look for it in."""
        return Plan(
            seed=self.seed,
            members=self.members,
            weeks=self.weeks,
            communities=2,
            rates=self.rates,
            look_every=3.0,
        )


def _sends_again(to: pytest.MonkeyPatch) -> None:
    async def ask(self: post.Post, claimed: Claimed) -> None:
        async with self.store.write() as work:
            await work.outbox.later(claimed, self.clock.now(), counts=False)

    to.setattr(post.Post, "_ask", ask)


def _believes(to: pytest.MonkeyPatch) -> None:
    async def unknown(self: post.Post, claimed: Claimed, _: timedelta = post.ASK_AFTER) -> None:
        async with self.store.write() as work:
            await work.outbox.sent(claimed, Sent(place="somewhere", message="m0"), self.clock.now())

    to.setattr(post.Post, "_unknown", unknown)


def _never_asks(to: pytest.MonkeyPatch) -> None:
    async def reconcile(_: post.Post) -> int:
        return 0

    to.setattr(post.Post, "reconcile", reconcile)


def _throws_away(to: pytest.MonkeyPatch) -> None:
    async def finish(self: SqlOutbox, claimed: Claimed, state: LetterState, reason: str) -> bool:
        await self._session.exec(delete(LetterRow).where(col(LetterRow.id) == claimed.id))
        return True

    to.setattr(SqlOutbox, "finish", finish)


def _consoles_nobody(to: pytest.MonkeyPatch) -> None:
    async def console(*_: object) -> None:
        """Forget those who found no partner."""

    to.setattr(publishing, "_console", console)


def _asks_only_the_first(to: pytest.MonkeyPatch) -> None:
    planned = partnerships.checkin_rows
    to.setattr(partnerships, "checkin_rows", lambda *given: planned(*given)[:1])


def _ticks_each_hour(to: pytest.MonkeyPatch) -> None:
    to.setattr(runner, "TICK", 3600.0)


def _asks_every_three_days(to: pytest.MonkeyPatch) -> None:
    usual = due.following

    def following(row: Any, now: datetime) -> datetime | None:
        return None if usual(row, now) is None else max(row.next_at, now) + timedelta(days=3)

    to.setattr(due, "following", following)


def _counts_hours(to: pytest.MonkeyPatch) -> None:
    usual = due.following

    def following(row: Any, now: datetime) -> datetime | None:
        return None if usual(row, now) is None else row.next_at + timedelta(hours=7 * 24)

    to.setattr(due, "following", following)


def _introduces_twice(to: pytest.MonkeyPatch) -> None:
    usual = publishing.introduce

    async def introduce(work: Any, started: Any, result: Any, now: datetime) -> Any:
        twice = replace(result, partnerships=(*result.partnerships, *result.partnerships))
        return await usual(work, started, twice, now)

    to.setattr(publishing, "introduce", introduce)


def _one_direction(to: pytest.MonkeyPatch) -> None:
    usual = publishing._partnership

    def partnership(*given: Any) -> Any:
        one = usual(*given)
        return replace(one, lessons=one.lessons[:1])

    to.setattr(publishing, "_partnership", partnership)


def _ignores_avoidance(to: pytest.MonkeyPatch) -> None:
    usual = pairing.problem_of

    async def problem_of(*given: Any) -> Any:
        return replace(await usual(*given), avoid=(), met=())

    to.setattr(pairing, "problem_of", problem_of)


def _publishes_again(to: pytest.MonkeyPatch) -> None:
    usual = publishing.publish

    async def publish(store: Any, organiser: Any, round_id: Any, version: int, now: datetime) -> Any:
        try:
            return await usual(store, organiser, round_id, version, now)
        except Conflict:
            async with store.write() as work:
                one = await work.rounds.get(round_id)
                _, result = await pairing.kept(work, round_id)
                made = await publishing.introduce(work, one, result, now)
                return one, len(made), len(result.unplaced)

    to.setattr(publishing, "publish", publish)


def _asks_who_rests(to: pytest.MonkeyPatch) -> None:
    usual = Member.standing

    def standing(self: Member, now: datetime) -> Standing:
        found = usual(self, now)
        return Standing.ACTIVE if found is Standing.PAUSED else found

    to.setattr(Member, "standing", standing)


def _leaves_letters(to: pytest.MonkeyPatch) -> None:
    async def letters_of(_: Eraser) -> None:
        """Leave letters as they are, also those under way."""

    to.setattr(Eraser, "_letters", letters_of)


def _shows_feedback_early(to: pytest.MonkeyPatch) -> None:
    usual = feedback.write

    async def write(store: Any, member: Any, partnership: Any, said: Any, now: datetime) -> Any:
        found, complete = await usual(store, member, partnership, said, now)
        if not complete and found.written is not None:
            async with store.write() as work:
                one = found.partnership
                draw = feedback._told(one, found.written)
                await letters.tell(work, one.others(member), f"early:{one.id}:{member}", draw, now)
        return found, complete

    to.setattr(feedback, "write", write)


def _keeps_feedback(to: pytest.MonkeyPatch) -> None:
    async def closes(*_: object) -> None:
        """Hand over nothing."""

    to.setattr(due, "HANDLERS", {**due.HANDLERS, DueKind.FEEDBACK_CLOSES: closes})


def _tells_the_partner(to: pytest.MonkeyPatch) -> None:
    usual = checkins._hand_over

    async def hand_over(work: Any, mine: Any, note: Any, now: datetime) -> None:
        await usual(work, mine, ForPartners(mine.member, note.words), now)

    to.setattr(checkins, "_hand_over", hand_over)


def _writes_to_other_towns(to: pytest.MonkeyPatch) -> None:
    usual = letters.tell

    async def tell(work: Any, members: Any, key: str, draw: Any, now: datetime) -> None:
        strangers = await work.partnerships._session.exec(
            select(MemberRow.id).where(col(MemberRow.community_id) == 2).order_by(col(MemberRow.id)).limit(1)
        )
        await usual(work, (*members, *strangers), key, draw, now)

    to.setattr(letters, "tell", tell)


def _believes_markup(to: pytest.MonkeyPatch) -> None:
    to.setattr(words, "escape", lambda text: text)


def _never_slows(to: pytest.MonkeyPatch) -> None:
    to.setattr(Pace, "slowed", lambda *_: None)
    usual = post.Post._later

    async def later(self: post.Post, claimed: Claimed, at: datetime, _: Pace | None = None) -> None:
        await usual(self, claimed, min(at, self.clock.now()))

    to.setattr(post.Post, "_later", later)


def _handles_twice(to: pytest.MonkeyPatch) -> None:
    async def first_time(*_: object) -> bool:
        return True

    to.setattr(SqlInbox, "first_time", first_time)


def _audits_little(to: pytest.MonkeyPatch) -> None:
    usual = SqlAudit.add

    async def add(self: SqlAudit, now: datetime, actor: Any, action: str, *rest: Any, **more: Any) -> None:
        if action != "round.publish":
            await usual(self, now, actor, action, *rest, **more)

    to.setattr(SqlAudit, "add", add)


def _lets_anybody(to: pytest.MonkeyPatch) -> None:
    async def check(*_: object) -> None:
        """Believe everybody."""

    to.setattr(Core, "_check_organiser", check)


def _overwrites(to: pytest.MonkeyPatch) -> None:
    usual = partnerships.set_goal

    async def set_goal(store: Any, member: Any, partnership: Any, goal: str, now: datetime) -> Any:
        saved = await usual(store, member, partnership, goal, now)
        async with store.write() as work:
            others = (col(PartnerRow.partnership_id) == partnership, col(PartnerRow.member_id) != member)
            await work.partnerships._session.exec(update(PartnerRow).where(*others).values(goal=None))
        return saved

    to.setattr(partnerships, "set_goal", set_goal)


def _takes_back(to: pytest.MonkeyPatch) -> None:
    usual = SqlOutbox.cancel

    async def cancel(self: SqlOutbox, *, partnership: Any = None, key_prefix: str = "") -> int:
        if partnership is not None:
            sent = (col(LetterRow.partnership_id) == partnership, col(LetterRow.state) == LetterState.SENT)
            await self._session.exec(
                update(LetterRow).where(*sent).values(state=LetterState.DROPPED, reason="cancelled")
            )
        return await usual(self, partnership=partnership, key_prefix=key_prefix)

    to.setattr(SqlOutbox, "cancel", cancel)


def _splits(to: pytest.MonkeyPatch) -> None:
    """Commit the partnerships before their schedule: a crash in between leaves them without one."""
    usual, planned = publishing.publish, publishing._schedule

    async def publish(store: Any, organiser: Any, round_id: Any, version: int, now: datetime) -> Any:
        held: list[Any] = []

        def hold(*given: Any) -> list[Any]:
            held.append(given)
            return []

        with pytest.MonkeyPatch.context() as inner:
            inner.setattr(publishing, "_schedule", hold)
            done = await usual(store, organiser, round_id, version, now)
        rows = [row for given in held for row in planned(*given)]
        async with store.write() as work:
            await work.schedule.put(rows)
        return done

    to.setattr(publishing, "publish", publish)


def _keeps_everything(to: pytest.MonkeyPatch) -> None:
    async def housekeeping(_: runner.Runner) -> None:
        """Leave everything as it is."""

    to.setattr(runner.Runner, "housekeeping", housekeeping)


MUTANTS: tuple[Mutant, ...] = (
    Mutant(1, "sends a letter of unknown fate again without asking", _sends_again, LOSSY),
    Mutant(2, "takes a letter of unknown fate for sent", _believes, LOSSY),
    Mutant(3, "never asks about letters of unknown fate", _never_asks, LOSSY),
    Mutant(
        4, "deletes letters that are dropped or dead", _throws_away, USUAL, members=12, seed=2, quick=False
    ),
    Mutant(4, "forgets those who found no partner", _consoles_nobody),
    Mutant(5, "plans the check-ins of the first partner only", _asks_only_the_first),
    Mutant(6, "looks for what is due once an hour only", _ticks_each_hour),
    Mutant(7, "asks every three days", _asks_every_three_days),
    Mutant(8, "counts 7 x 24 hours to the next check-in", _counts_hours),
    Mutant(9, "introduces every partnership of a round twice", _introduces_twice),
    Mutant(10, "stores one direction of every partnership", _one_direction),
    Mutant(
        11,
        "forgets who asked not to be with whom, and who met lately",
        _ignores_avoidance,
        members=12,
        weeks=14,
    ),
    Mutant(12, "introduces everybody again at the second click", _publishes_again),
    Mutant(13, "asks members on a break, too", _asks_who_rests, members=12, weeks=10, quick=False),
    Mutant(14, "leaves the letters of who is erased", _leaves_letters, seed=FORGETFUL, members=12, weeks=8),
    Mutant(15, "shows feedback before the other side has written", _shows_feedback_early, quick=False),
    Mutant(6, "hands feedback over only when everybody has written", _keeps_feedback, quick=False),
    Mutant(15, "hands every note to the partner", _tells_the_partner, members=12, quick=False),
    Mutant(16, "tells somebody of another community, too", _writes_to_other_towns),
    Mutant(
        17, "takes what members type for Slack's markup", _believes_markup, members=16, seed=3, quick=False
    ),
    Mutant(18, "does not wait after a 429", _never_slows, RUSH),
    Mutant(19, "handles what arrives twice twice", _handles_twice, replace(NONE, deaf=0.2)),
    Mutant(20, "publishes without an entry in the audit", _audits_little),
    Mutant(20, "lets anybody organise", _lets_anybody, members=16, seed=3, quick=False),
    Mutant(21, "saves a goal over the partner's", _overwrites),
    Mutant(22, "takes back letters that were sent", _takes_back),
    Mutant(23, "commits partnerships before their schedule", _splits, crashes=True),
    Mutant(24, "never tidies up", _keeps_everything),
)
