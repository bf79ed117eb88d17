"""The deterministic simulation: the real bot, a virtual clock, model platforms, scripted members, and faults.

Core, storage, scheduler and renderers are those of a live bot. Only what surrounds them is made up: time (`clockwork`),
the platforms (`slack`, `discord`), the people (`people`, `habits`) and what goes wrong (`faults`). Everything is drawn
from one seed, so the same seed lives through the same year; `invariants` say what must hold all along.
"""
