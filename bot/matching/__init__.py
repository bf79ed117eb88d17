"""The pairing engine: people and rules in, the provably best partnerships with their reasons out.

Pure: no files, no platform, no clock but a counter for the time limit. Cheap to import; the solver's packages
are loaded at the first round.
"""

from bot.matching.engine import solve, solve_graph
from bot.matching.model import (
    Certificate,
    GraphProblem,
    How,
    Kind,
    Lesson,
    Match,
    Offered,
    Options,
    Person,
    Problem,
    ProblemError,
    Result,
    Term,
    TermKind,
    Unplaced,
    Wanted,
    Why,
    Window,
)

__all__ = [
    "Certificate",
    "GraphProblem",
    "How",
    "Kind",
    "Lesson",
    "Match",
    "Offered",
    "Options",
    "Person",
    "Problem",
    "ProblemError",
    "Result",
    "Term",
    "TermKind",
    "Unplaced",
    "Wanted",
    "Why",
    "Window",
    "solve",
    "solve_graph",
]
