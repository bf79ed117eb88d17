"""One lane at work: letters leave one after the other at its pace, some of them side by side."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field

from bot.ports import Recipient
from scheduler.pace import Pace


@dataclass(slots=True)
class Running:
    """A lane: its pace, the task that lets letters go, and the letters under way.

    It is free for more letters as soon as the last of its letters has left, before the answer to that one is there.
    """

    pace: Pace
    launching: asyncio.Task[None] | None = None
    flying: dict[asyncio.Task[None], Recipient] = field(default_factory=dict)

    @property
    def free(self) -> bool:
        """Whether all its letters have left."""
        return self.launching is None

    @property
    def tasks(self) -> list[asyncio.Task[None]]:
        """Everything that is under way."""
        return [*self.flying, *([] if self.launching is None else [self.launching])]

    def fly(self, to: Recipient, delivery: Coroutine[object, object, None]) -> None:
        """Let a letter go."""
        self.flying[asyncio.create_task(delivery)] = to

    async def room(self, to: Recipient, abreast: int) -> None:
        """Wait until fewer than `abreast` letters are under way, and none to the same place."""
        while under_way := [task for task in self.flying if not task.done()]:
            same = [task for task in under_way if self.flying[task] == to]
            if not same and len(under_way) < abreast:
                return
            await asyncio.wait(same or under_way, return_when=asyncio.FIRST_COMPLETED)

    def swept(self) -> list[BaseException]:
        """Forget what is done; return what broke on the way."""
        done = [task for task in self.tasks if task.done()]
        if self.launching in done:
            self.launching = None
        for task in done:
            self.flying.pop(task, None)
        broken = (None if task.cancelled() else task.exception() for task in done)
        return [error for error in broken if error is not None]
