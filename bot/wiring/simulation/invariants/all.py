"""Every checker there is, in order."""

from __future__ import annotations

from bot.wiring.simulation.invariants import delivering, pairing, privacy, scheduling
from bot.wiring.simulation.invariants.base import Invariant

KINDS: tuple[type[Invariant], ...] = (
    delivering.DeliveredOnce,
    delivering.SentIsThere,
    delivering.NothingStuck,
    delivering.LedgerAddsUp,
    scheduling.OneScheduleEach,
    scheduling.NothingOverdue,
    scheduling.OnceAWeek,
    scheduling.AtTheirHour,
    pairing.NobodyTwice,
    pairing.BothWays,
    pairing.KeptApart,
    pairing.OneRound,
    privacy.SilentAfterLeaving,
    privacy.Forgotten,
    privacy.Confidential,
    privacy.TownsApart,
    privacy.NobodyCalled,
    delivering.Paced,
    privacy.OnceInEffect,
    privacy.Audited,
    privacy.NothingOverwritten,
    delivering.DeclaredEdges,
    scheduling.Bounded,
)


def fresh() -> tuple[Invariant, ...]:
    """Return new checkers for one world."""
    return tuple(kind() for kind in KINDS)
