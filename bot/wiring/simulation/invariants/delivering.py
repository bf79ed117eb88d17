"""1-4, 18, 22: letters reach people once, are recorded as what became of them, and leave at a pace."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from bot.wiring.simulation.chat import Message
from bot.wiring.simulation.invariants.base import Invariant, World
from bot.wiring.simulation.switchboard import Deed

UNDER_WAY = "('sending', 'unknown')"
TEN_MINUTES = 600.0
ANSWERED_WITHIN = 3.0
FORGOTTEN = timedelta(days=179)  # settled letters are kept for 180


class DeliveredOnce(Invariant):
    """1."""

    number = 1
    name = "once"
    sentence = "No letter is shown to people more than once."

    def __init__(self) -> None:
        self._shown: dict[str, str] = {}

    def message(self, world: World, message: Message) -> Iterator[str]:
        """Look for the same key on another message."""
        if self._shown.setdefault(message.key, message.id) != message.id:
            yield f"{message.key} was shown twice in {message.place}"


class SentIsThere(Invariant):
    """2."""

    number = 2
    name = "sent is there"
    sentence = "Every letter recorded as sent is where the record says."

    def __init__(self) -> None:
        self._places: dict[int, str] = {}
        self._upto = 0

    def message(self, world: World, message: Message) -> Iterator[str]:
        """Remember where each letter is."""
        self._places[message.letter] = f"{message.place}/{message.id}"
        yield from ()

    def end(self, world: World) -> Iterator[str]:
        """Compare every record with the chat; where partners of somebody erased were written to is forgotten."""
        for number, key, place, message in world.glass.rows(
            "SELECT id, key, place, message FROM letter WHERE state = 'sent' AND NOT (place IS NULL AND EXISTS"
            " (SELECT 1 FROM erasure e WHERE e.community_id = letter.community_id))"
        ):
            there = self._places.get(int(str(number)))
            if there != f"{place}/{message}":
                yield f"{key} is recorded at {place}/{message} and is at {there}"


class NothingStuck(Invariant):
    """3."""

    number = 3
    name = "nothing stuck"
    sentence = "No letter stays under way or of unknown fate for more than ten minutes in which all works."

    def __init__(self) -> None:
        self._since: dict[int, float] = {}

    def look(self, world: World) -> Iterator[str]:
        """Look for letters that were under way the last times, too."""
        now, calm = world.seconds(), world.calm_since()
        found = {
            int(str(row[0])) for row in world.glass.rows(f"SELECT id FROM letter WHERE state IN {UNDER_WAY}")
        }
        self._since = {one: self._since.get(one, now) for one in sorted(found)}
        for one, since in self._since.items():
            if now - max(since, calm) > TEN_MINUTES:
                yield f"letter {one} has been under way for {now - since:.0f} s"


class LedgerAddsUp(Invariant):
    """4."""

    number = 4
    name = "ledger"
    sentence = (
        "No letter vanishes but old ones and those to who was erased: in the end each is sent, dropped with a reason,"
        " or dead; and who signed up for a round that was published got one word about it."
    )

    def look(self, world: World) -> Iterator[str]:
        """Compare the letters there are with those ever written."""
        written = sum(edge.times for edge in world.glass.edges("letter") if not edge.old)
        kept = world.glass.number("SELECT count(*) FROM letter")
        gone = world.glass.number(
            "SELECT count(*) FROM gone_letter WHERE to_kind = 'member' AND to_id NOT IN (SELECT id FROM member)"
            " OR state IN ('sent', 'dropped') AND not_before < ?",
            f"{world.clock.now() - FORGOTTEN:%Y-%m-%d %H:%M:%S}",
        )
        if written != kept + gone:
            yield f"{written} letters were written, {kept} are there and {gone} were to go"
        yield from self._forgotten(world)

    def end(self, world: World) -> Iterator[str]:
        """Look for letters that still wait although nothing hinders them."""
        yield from self.look(world)
        late = world.glass.rows(
            "SELECT key, state FROM letter WHERE state NOT IN ('sent', 'dropped', 'dead') AND next_at < ?",
            f"{world.clock.now():%Y-%m-%d %H:%M:%S}",
        )
        yield from (f"{key} is still {state}" for key, state in late)
        silent = world.glass.rows(
            "SELECT key FROM letter WHERE state IN ('dropped', 'dead') AND reason IS NULL"
        )
        yield from (f"{key} was given up without a reason" for (key,) in silent)

    def _forgotten(self, world: World) -> Iterator[str]:
        told = (
            "SELECT count(*) FROM letter WHERE key = 'published:' || e.round_id || ':alone:' || e.member_id"
            " OR partnership_id IN (SELECT p.id FROM partnership p JOIN partner m ON m.partnership_id = p.id"
            " WHERE p.round_id = e.round_id AND m.member_id = e.member_id)"
            " AND key = 'published:' || e.round_id || ':intro:' || partnership_id"
        )
        for round_id, member in world.glass.rows(
            "SELECT e.round_id, e.member_id FROM enrolment e JOIN round r ON r.id = e.round_id"
            f" WHERE r.state = 'running' AND e.taking_part AND e.placed IS NOT NULL AND ({told}) = 0"
        ):
            yield f"member {member} signed up for round {round_id} and hears nothing"


class Paced(Invariant):
    """18."""

    number = 18
    name = "pace"
    sentence = "After a 429 nothing is sent before its Retry-After is over, and people are answered within 3 seconds."

    def deed(self, world: World, deed: Deed) -> Iterator[str]:
        """Look how long an answer took; the model platforms complain about the pace themselves."""
        if deed.calm and deed.took > ANSWERED_WITHIN:
            yield f"{deed.action} of {deed.person.handle} was answered after {deed.took:.1f} s"


class DeclaredEdges(Invariant):
    """22."""

    number = 22
    name = "declared edges"
    sentence = "Letters and rounds only move along the declared edges; what has ended stays as it is."

    letters = frozenset(
        {
            ("", "ready"),
            ("ready", "sending"),
            ("ready", "dropped"),
            ("sending", "sent"),
            ("sending", "ready"),
            ("sending", "unknown"),
            ("sending", "dead"),
            ("sending", "dropped"),
            ("unknown", "sending"),
            ("unknown", "dropped"),
            # A worker whose lease ran out may still bring its news.
            ("unknown", "sent"),
            ("unknown", "ready"),
            ("unknown", "dead"),
            ("unknown", "unknown"),
            # Cancelled while it was under way, and delivered all the same.
            ("dropped", "sent"),
        }
    )
    rounds = frozenset(
        {
            ("", "open"),
            ("open", "proposed"),
            ("proposed", "running"),
            ("running", "closed"),
            ("open", "cancelled"),
            ("proposed", "cancelled"),
        }
    )

    def look(self, world: World) -> Iterator[str]:
        """Look at every change the database saw."""
        for table, declared in (("letter", self.letters), ("round", self.rounds)):
            for edge in world.glass.edges(table):
                if (edge.old, edge.new) not in declared:
                    yield f"a {table} went from {edge.old or 'nothing'} to {edge.new}"
        for edge in world.glass.edges("partnership"):
            if edge.old:
                yield "a partnership that had ended changed its end"
