"""Where pairing rounds are computed: in a process of its own, so that commands are answered meanwhile."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from threading import Thread

from bot import matching

Watch = Callable[[matching.Progress], None]
Said = matching.Progress | matching.Result | matching.ProblemError


class SolvingFailed(RuntimeError):
    """The process that computes rounds ended before it answered; the next round starts another."""


class SolvingProcess:
    """One worker process, started at the first round and kept; rounds wait for each other.

    A round whose caller is cancelled is given up at once, and its process with it.
    """

    def __init__(self, watch: Watch = lambda _: None) -> None:
        """Start nothing yet; `watch` is told, from another thread, how far the round under way is."""
        self._watch = watch
        self._turn = asyncio.Lock()
        self._worker: tuple[SpawnProcess, Connection] | None = None

    async def __call__(self, problem: matching.Problem) -> matching.Result:
        """Return the best partnerships for a round.

        Raises:
            ProblemError: the round contradicts itself.
            SolvingFailed: the process died.
        """
        async with self._turn:
            self._worker = self._worker or _started()
            try:
                said = await asyncio.to_thread(self._ask, self._worker[1], problem)
            except (asyncio.CancelledError, SolvingFailed):
                self.close()
                raise
        if isinstance(said, matching.ProblemError):
            raise said
        return said

    def _ask(self, line: Connection, problem: matching.Problem) -> matching.Result | matching.ProblemError:
        try:
            line.send(problem)
            while isinstance(said := _heard(line), matching.Progress):
                self._watch(said)
        except (EOFError, OSError) as error:
            raise SolvingFailed(SolvingFailed.__doc__) from error
        return said

    def close(self) -> None:
        """End the worker; a round being computed is given up."""
        if self._worker:
            self._worker[0].kill()
            self._worker[0].join()
        self._worker = None


def _heard(line: Connection) -> Said:
    said: Said = line.recv()
    return said


def _started() -> tuple[SpawnProcess, Connection]:
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(theirs,), daemon=True)
    process.start()
    # With our copy open we would wait for ever for a worker that died.
    theirs.close()
    return process, ours


def _work(line: Connection) -> None:
    """Compute one round after another until the bot hangs up."""
    _end_with_parent()
    while True:
        try:
            problem = line.recv()
        except EOFError:
            return
        try:
            line.send(solve(problem, line.send))
        except matching.ProblemError as error:
            line.send(error)


def _end_with_parent() -> None:
    """End this worker when the bot is killed without a chance to stop it."""
    parent = parent_process()
    if parent is not None:
        Thread(target=_wait_for_end, args=(parent.sentinel,), daemon=True).start()


def _wait_for_end(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)


def solve(problem: matching.Problem, watch: Watch = lambda _: None) -> matching.Result:
    """Return the best partnerships of a round, and what would help those left out."""
    return matching.advised(problem, matching.solve(problem, watch=watch))


async def solve_here(problem: matching.Problem) -> matching.Result:
    """Return the best partnerships of a small round, computed in a thread: for the playground and the story."""
    return await asyncio.to_thread(solve, problem)
