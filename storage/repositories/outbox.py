"""Letters: queued with the change that caused them, leased to workers, and what became of each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Subquery, literal, true, tuple_, union_all
from sqlalchemy import select as columns
from sqlalchemy.orm import aliased
from sqlmodel import and_, col, delete, func, or_, select, update
from sqlmodel.sql.expression import SelectOfScalar

from bot.errors import NotFound
from bot.model.ids import CommunityId, LetterId, PartnershipId
from bot.ports import (
    PRIORITY,
    Claimed,
    Lane,
    LanePace,
    Letter,
    LetterCounts,
    LetterState,
    Recipient,
    RecipientKind,
    Sent,
    Troubled,
)
from storage.repositories.base import Repository, batches
from storage.repositories.envelopes import Envelopes
from storage.tables import (
    CommunityRow,
    LaneRow,
    LetterRow,
    MemberRow,
    PartnershipRow,
    PlaceRow,
    ProgrammeRow,
)
from storage.tables.letters import address_of, recipient_of

LANES = 64  # in one claim; the others have their turn in the next one, while these are busy
# A worker's word counts until somebody else claims the letter: also when the lease has just run out.
_IN_FLIGHT = (LetterState.SENDING, LetterState.UNKNOWN)
_WAITING = (LetterState.READY, LetterState.UNKNOWN)
_IN_TROUBLE = (LetterState.DEAD, LetterState.UNKNOWN)
_SETTLED = (LetterState.SENT, LetterState.DROPPED)


class SqlOutbox(Repository):
    """`bot.ports.Outbox`.

    `claim` looks once into an index for every kind of place of every community, and reads what it leases:
    it does not grow with the backlog. `counts` and `promote` grow with all letters kept, in one index;
    everything else with what it touches.
    """

    async def post(self, letters: Iterable[Letter]) -> int:
        """Queue letters; one whose key is already known changes nothing. Return how many are new.

        Takes a few statements for each 500 letters. A letter that two replicas queue at the same moment is stored
        once and may be counted by both.

        Raises:
            NotFound: a recipient does not exist.
        """
        wanted: dict[str, Letter] = {}
        for letter in letters:
            wanted.setdefault(letter.key, letter)
        known = await self._known(wanted)
        new = [letter for key, letter in wanted.items() if key not in known]
        communities = await self._communities(letter.to for letter in new)
        rows = [_values(letter, communities[address_of(letter.to)]) for letter in new]
        await self._insert_all(LetterRow, rows)
        if rows:
            self._stir()
        return len(new)

    async def claim(
        self, now: datetime, owner: str, lease: timedelta, limit: int, *, busy: Collection[Lane] = ()
    ) -> list[Claimed]:
        """Lease up to `limit` letters of each lane that are ready by `now` to `owner`, but for busy lanes.

        So a big round of one community never holds up the others. Within a lane the order is by priority, then
        the oldest first. Several replicas may claim at once: each passes over what another has locked.
        """
        kinds = union_all(
            *(select(literal(kind.value).label("to_kind")) for kind in RecipientKind)
        ).subquery()
        lane = tuple_(col(CommunityRow.id), kinds.c.to_kind)
        both = columns(col(CommunityRow.id).label("community_id"), kinds.c.to_kind)
        free = (
            both.select_from(CommunityRow)
            .join(kinds, true())
            .where(lane.not_in([(one.community, one.to.value) for one in busy]))
        )
        query = self._first_of_each(free.subquery(), now, limit).limit(LANES * limit)
        rows = sorted(await self._session.exec(query), key=lambda row: (row.priority, row.next_at, row.id))
        return await self._lease(rows, now, owner, now + lease)

    async def claim_unknown(self, now: datetime, owner: str, lease: timedelta, limit: int) -> list[Claimed]:
        """Lease letters of unknown fate that are due to be asked about, the oldest first."""
        due = (col(LetterRow.state) == LetterState.UNKNOWN, col(LetterRow.next_at) <= now)
        query = (
            select(LetterRow)
            .where(*due)
            .order_by(col(LetterRow.next_at), col(LetterRow.id))
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        return await self._lease(list(await self._session.exec(query)), now, owner, now + lease)

    async def expire_leases(self, now: datetime, ask_at: datetime) -> int:
        """Make letters whose lease ran out before `now` unknown, due at `ask_at`; return how many."""
        lost = (col(LetterRow.state) == LetterState.SENDING, col(LetterRow.lease_until) < now)
        change = update(LetterRow).where(*lost)
        values = _let_go(state=LetterState.UNKNOWN, next_at=ask_at)
        return (await self._session.exec(change.values(**values))).rowcount

    async def sent(self, claimed: Claimed, sent: Sent, now: datetime) -> bool:
        """Record delivery, and the place for next time; False when the lease was lost to somebody else.

        A letter cancelled while it was under way did go out, so it counts as sent. Nobody needs its words any
        more: the card is emptied, the key stays.
        """
        values = _let_go(
            state=LetterState.SENT, card=None, sent_at=now, place=sent.place, message=sent.message
        )
        if not await self._record(claimed, values, (*_IN_FLIGHT, LetterState.DROPPED)):
            return False
        if sent.place != claimed.envelope.place:
            kind, number = address_of(claimed.letter.to)
            place = {"to_kind": kind, "to_id": number, "place": sent.place}
            await self._upsert(PlaceRow, [place], ["to_kind", "to_id"])
        return True

    async def later(self, claimed: Claimed, at: datetime, *, counts: bool) -> bool:
        """Make the letter ready again at `at`; `counts` = this attempt counts towards giving up."""
        values = _let_go(state=LetterState.READY, next_at=at)
        if counts:
            values["tries"] = col(LetterRow.tries) + 1
        return await self._record(claimed, values, _IN_FLIGHT)

    async def unknown(self, claimed: Claimed, ask_at: datetime) -> bool:
        """Record that nobody knows whether it arrived; ask at `ask_at`."""
        return await self._record(claimed, _let_go(state=LetterState.UNKNOWN, next_at=ask_at), _IN_FLIGHT)

    async def finish(self, claimed: Claimed, state: LetterState, reason: str) -> bool:
        """Record that the letter is DEAD or DROPPED, and why; a dropped one loses its card."""
        values = _let_go(state=state, reason=reason)
        if state is LetterState.DROPPED:
            values["card"] = None
        return await self._record(claimed, values, _IN_FLIGHT)

    async def cancel(self, *, partnership: PartnershipId | None = None, key_prefix: str = "") -> int:
        """Drop unsent letters about a partnership or with a key prefix; return how many.

        One that is under way is dropped too, unless its worker reports that it was delivered.
        """
        which: list[ColumnElement[bool]] = []
        if partnership is not None:
            which.append(col(LetterRow.partnership_id) == partnership)
        if key_prefix:
            which.append(_prefixed(key_prefix))
        if not which:
            return 0
        change = update(LetterRow).where(
            or_(*which), col(LetterRow.state).in_((*_WAITING, LetterState.SENDING))
        )
        values = _let_go(state=LetterState.DROPPED, reason="cancelled", card=None)
        return (await self._session.exec(change.values(**values))).rowcount

    async def counts(self) -> LetterCounts:
        """Return how many letters stand where."""
        oldest = select(func.min(LetterRow.not_before)).where(col(LetterRow.state) == LetterState.READY)
        return LetterCounts(
            by_state=await self._by_state(), oldest_ready=(await self._session.exec(oldest)).one()
        )

    async def next_at(self, after: datetime) -> datetime | None:
        """Return when the first letter is ready that is to leave later than a moment; grows with what is ready."""
        later = (col(LetterRow.state) == LetterState.READY, col(LetterRow.next_at) > after)
        return (await self._session.exec(select(func.min(LetterRow.next_at)).where(*later))).one()

    async def progress(self, key_prefix: str) -> Mapping[LetterState, int]:
        """Return how many of the letters with a key prefix stand where."""
        return await self._by_state(_prefixed(key_prefix))

    async def promote(self, waiting_since: datetime) -> int:
        """Give letters that have been ready since before a moment the highest priority; return how many."""
        first = min(PRIORITY.values())
        overdue = (col(LetterRow.state) == LetterState.READY, col(LetterRow.next_at) < waiting_since)
        change = update(LetterRow).where(*overdue, col(LetterRow.priority) > first)
        return (await self._session.exec(change.values(priority=first))).rowcount

    async def pace(self, lane: Lane) -> LanePace | None:
        """Return what was learned of a lane; None when nothing was."""
        mine = (col(LaneRow.community_id) == lane.community, col(LaneRow.to_kind) == lane.to)
        row = (await self._session.exec(select(LaneRow).where(*mine))).first()
        if row is None:
            return None
        return LanePace(rate=row.rate, refused_at=row.refused_at, blocked_until=row.blocked_until)

    async def keep_pace(self, lane: Lane, pace: LanePace) -> None:
        """Remember what was learned of a lane."""
        row = {"community_id": lane.community, "to_kind": lane.to, **asdict(pace)}
        await self._upsert(LaneRow, [row], ["community_id", "to_kind"])

    async def backlog(self, community: CommunityId) -> Mapping[RecipientKind, int]:
        """Return how many letters of a community wait to be sent, by kind of place."""
        theirs = (col(LetterRow.state) == LetterState.READY, col(LetterRow.community_id) == community)
        query = select(LetterRow.to_kind, func.count()).where(*theirs).group_by(col(LetterRow.to_kind))
        return {RecipientKind(kind): number for kind, number in await self._session.exec(query)}

    async def troubled(self, limit: int) -> list[Troubled]:
        """Return letters that are dead or of unknown fate, the newest first."""
        query = select(LetterRow).where(col(LetterRow.state).in_(_IN_TROUBLE))
        rows = await self._session.exec(query.order_by(col(LetterRow.id).desc()).limit(limit))
        return [_troubled(row) for row in rows]

    async def requeue(self, letters: Collection[LetterId], now: datetime) -> int:
        """Make dead letters ready again, as if never tried; return how many.

        Its fate was known: whatever is dead surely never arrived. So it may leave once more, but not on time any
        more: what was to be dropped when it is late would be.
        """
        values = _let_go(state=LetterState.READY, next_at=now, tries=0, reason=None, stale_after=None)
        changed = 0
        for some in batches(letters):
            mine = (col(LetterRow.id).in_(some), col(LetterRow.state) == LetterState.DEAD)
            changed += (await self._session.exec(update(LetterRow).where(*mine).values(**values))).rowcount
        if changed:
            self._stir()
        return changed

    async def drop(self, letters: Collection[LetterId]) -> int:
        """Drop letters that are dead or of unknown fate, for good; return how many."""
        values = _let_go(state=LetterState.DROPPED, reason="operator", card=None)
        changed = 0
        for some in batches(letters):
            mine = (col(LetterRow.id).in_(some), col(LetterRow.state).in_(_IN_TROUBLE))
            changed += (await self._session.exec(update(LetterRow).where(*mine).values(**values))).rowcount
        return changed

    async def forget_before(self, moment: datetime, limit: int) -> int:
        """Delete up to `limit` letters that were sent or dropped, and were written before a moment; return how many.

        Their keys may be used again after that, so `moment` is long after anybody would write them again.
        """
        old = (col(LetterRow.state).in_(_SETTLED), col(LetterRow.not_before) < moment)
        some = select(LetterRow.id).where(*old).limit(limit)
        return (await self._session.exec(delete(LetterRow).where(col(LetterRow.id).in_(some)))).rowcount

    def _first_of_each(self, lanes: Subquery, now: datetime, limit: int) -> SelectOfScalar[LetterRow]:
        """Return the query for the first letters of each lane, found by a look into the index for each."""
        one = aliased(LetterRow)
        first = (
            select(one.id)
            .where(
                col(one.state) == LetterState.READY,
                col(one.community_id) == lanes.c.community_id,
                col(one.to_kind) == lanes.c.to_kind,
                col(one.next_at) <= now,
            )
            .order_by(col(one.priority), col(one.next_at), col(one.id))
            .limit(limit)
        )
        letters = select(LetterRow).select_from(lanes)
        if not self._on_postgresql:
            return letters.join(LetterRow, col(LetterRow.id).in_(first.correlate(lanes)))
        each = first.with_for_update(skip_locked=True).lateral()
        return letters.join(each, true()).join(LetterRow, col(LetterRow.id) == each.c.id)

    async def _by_state(self, *which: ColumnElement[bool]) -> dict[LetterState, int]:
        query = select(LetterRow.state, func.count()).where(*which).group_by(col(LetterRow.state))
        return {LetterState(state): number for state, number in await self._session.exec(query)}

    async def _known(self, keys: Iterable[str]) -> set[str]:
        found: set[str] = set()
        for some in batches(keys):
            found.update(await self._session.exec(select(LetterRow.key).where(col(LetterRow.key).in_(some))))
        return found

    async def _communities(
        self, recipients: Iterable[Recipient]
    ) -> dict[tuple[RecipientKind, int], CommunityId]:
        """Return the community of each recipient; NotFound when one does not exist."""
        wanted = {address_of(to) for to in recipients}
        queries = {
            RecipientKind.MEMBER: select(MemberRow.id, MemberRow.community_id),
            RecipientKind.CHANNEL: select(ProgrammeRow.id, ProgrammeRow.community_id),
            RecipientKind.SPACE: select(PartnershipRow.id, ProgrammeRow.community_id).join(
                ProgrammeRow, col(ProgrammeRow.id) == col(PartnershipRow.programme_id)
            ),
        }
        keys = {
            RecipientKind.MEMBER: col(MemberRow.id),
            RecipientKind.CHANNEL: col(ProgrammeRow.id),
            RecipientKind.SPACE: col(PartnershipRow.id),
        }
        found: dict[tuple[RecipientKind, int], CommunityId] = {}
        for kind, query in queries.items():
            for some in batches(number for one, number in wanted if one is kind):
                for number, community in await self._session.exec(query.where(keys[kind].in_(some))):
                    found[kind, number] = CommunityId(community)
        for kind, _ in wanted - found.keys():
            raise NotFound(_GONE[kind])
        return found

    async def _lease(
        self, rows: list[LetterRow], now: datetime, owner: str, until: datetime
    ) -> list[Claimed]:
        for some in batches(row.id for row in rows):
            change = update(LetterRow).where(col(LetterRow.id).in_(some))
            await self._session.exec(
                change.values(
                    state=LetterState.SENDING,
                    owner=owner,
                    lease_until=until,
                    attempt=col(LetterRow.attempt) + 1,
                    first_tried_at=func.coalesce(col(LetterRow.first_tried_at), now),
                )
            )
        return await Envelopes(self._session).claimed(rows, now)

    async def _record(
        self, claimed: Claimed, values: dict[str, object], states: tuple[LetterState, ...]
    ) -> bool:
        mine = (
            col(LetterRow.id) == claimed.id,
            col(LetterRow.attempt) == claimed.attempt,
            col(LetterRow.state).in_(states),
        )
        return (await self._session.exec(update(LetterRow).where(*mine).values(**values))).rowcount > 0


_GONE = {
    RecipientKind.MEMBER: "member.gone",
    RecipientKind.CHANNEL: "programme.gone",
    RecipientKind.SPACE: "partnership.gone",
}


def _troubled(row: LetterRow) -> Troubled:
    return Troubled(
        id=LetterId(row.id),
        community=CommunityId(row.community_id),
        kind=row.kind,
        to=recipient_of(row.to_kind, row.to_id),
        state=row.state,
        reason=row.reason or "",
        tries=row.tries,
        since=row.first_tried_at or row.not_before,
    )


def _let_go(**values: object) -> dict[str, object]:
    return {"owner": None, "lease_until": None, **values}


def _prefixed(prefix: str) -> ColumnElement[bool]:
    """Return the keys with a prefix as a range, which the unique index answers (LIKE could not use it)."""
    end = prefix[:-1] + chr(ord(prefix[-1]) + 1)
    return and_(col(LetterRow.key) >= prefix, col(LetterRow.key) < end)


def _values(letter: Letter, community: CommunityId) -> dict[str, object]:
    kind, number = address_of(letter.to)
    return {
        "key": letter.key,
        "community_id": community,
        "kind": letter.kind,
        "priority": PRIORITY[letter.kind],
        "to_kind": kind,
        "to_id": number,
        "card": letter.card,
        "not_before": letter.not_before,
        "stale_after": letter.stale_after,
        "partnership_id": letter.partnership,
        "even_if_away": letter.even_if_away,
        "state": LetterState.READY,
        "next_at": letter.not_before,
        "attempt": 0,
        "tries": 0,
    }
