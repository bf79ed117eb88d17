"""The 24 things that must hold in every world, whatever goes wrong: one checker for each."""

from bot.wiring.simulation.invariants.base import Invariant, World

__all__ = ["Invariant", "World"]
