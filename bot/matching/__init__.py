"""The pairing engine: people and rules in, the provably best partnerships with their reasons out.

Pure: no files, no platform, no clock but a counter for the time limit. Cheap to import; the solver's packages
are loaded at the first round.
"""

from bot.matching.engine import solve, solve_graph
from bot.matching.model import (
    Certificate,
    Change,
    GraphProblem,
    Help,
    How,
    Kind,
    Lesson,
    Match,
    Offered,
    Options,
    Person,
    Problem,
    ProblemError,
    Progress,
    Result,
    Taken,
    Term,
    TermKind,
    Unplaced,
    Wanted,
    Why,
    Window,
)
from bot.matching.what_if import advised

__all__ = [
    "Certificate",
    "Change",
    "GraphProblem",
    "Help",
    "How",
    "Kind",
    "Lesson",
    "Match",
    "Offered",
    "Options",
    "Person",
    "Problem",
    "ProblemError",
    "Progress",
    "Result",
    "Taken",
    "Term",
    "TermKind",
    "Unplaced",
    "Wanted",
    "Why",
    "Window",
    "advised",
    "solve",
    "solve_graph",
]
