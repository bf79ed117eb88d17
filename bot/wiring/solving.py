"""Where pairing rounds are computed: in a process of its own, so that commands are answered meanwhile."""

from __future__ import annotations

import asyncio
import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from threading import Thread

from bot import matching


class SolvingProcess:
    """One worker process, started at the first round and kept; rounds wait for each other."""

    def __init__(self) -> None:
        """Start nothing yet."""
        self._pool = ProcessPoolExecutor(
            max_workers=1, mp_context=get_context("spawn"), initializer=_end_with_parent
        )

    async def __call__(self, problem: matching.Problem) -> matching.Result:
        """Return the best partnerships for a round."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, solve, problem)

    def close(self) -> None:
        """End the worker; a round being computed is given up."""
        self._pool.shutdown(wait=False, cancel_futures=True)


def _end_with_parent() -> None:
    """End this worker when the bot is killed without a chance to stop it."""
    parent = parent_process()
    if parent is not None:
        Thread(target=_wait_for_end, args=(parent.sentinel,), daemon=True).start()


def _wait_for_end(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)


def solve(problem: matching.Problem) -> matching.Result:
    """Return the best partnerships of a round, and what would help those left out."""
    return matching.advised(problem, matching.solve(problem))


async def solve_here(problem: matching.Problem) -> matching.Result:
    """Return the best partnerships of a small round, computed in a thread: for the playground and the story."""
    return await asyncio.to_thread(solve, problem)
