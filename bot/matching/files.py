"""The pairing command's work as text in and text out; opening files is the caller's business.

`read_problem` takes the JSON of the people form or the graph form (module json_problem) and CSV of people
(module csv_people); `write_result` gives JSON, a table or CSV (module results).
"""

from __future__ import annotations

from bot.matching.csv_people import read_csv
from bot.matching.engine import solve, solve_graph
from bot.matching.json_problem import read_json
from bot.matching.model import GraphProblem, Problem, ProblemError, Result
from bot.matching.reading import FileError
from bot.matching.results import FORMATS, write_result
from bot.matching.verify import Verdict, verdict
from bot.matching.what_if import advised

__all__ = ["FORMATS", "FileError", "pair_text", "read_problem", "solve_any", "verify_text", "write_result"]


def read_problem(text: str) -> Problem | GraphProblem:
    """The problem written in the text: JSON when it starts with a brace, else CSV.

    Raises:
        FileError: something in it is wrong; the message names the place.
    """
    text = text.removeprefix("\ufeff")
    if not text.strip():
        raise FileError("The file is empty; it needs people (JSON or CSV) or a graph (JSON).")
    return read_json(text) if text.lstrip()[0] in '{["' else read_csv(text)


def solve_any(problem: Problem | GraphProblem) -> Result:
    """The best arrangement of either form; among people with what would help those left out."""
    return solve_graph(problem) if isinstance(problem, GraphProblem) else advised(problem, solve(problem))


def pair_text(text: str, fmt: str = "json") -> str:
    """Read, solve and write: the answer in the format, JSON on one line.

    Raises:
        FileError: the text is no valid problem, or its rules contradict each other.
    """
    try:
        return write_result(solve_any(read_problem(text)), fmt)
    except ProblemError as error:
        raise FileError(str(error)) from error


def verify_text(result_text: str, input_text: str) -> Verdict:
    """What a check of a JSON result for this input says.

    Raises:
        FileError: one of the texts cannot be read at all.
    """
    return verdict(result_text, read_problem(input_text))
