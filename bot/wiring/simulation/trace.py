"""What happened, line by line: hashed, so that two runs can be compared, and its end kept, so that one can be read."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable

from bot.wiring.simulation.clockwork import moment

KEPT = 80


class Trace:
    """Every line that was noted, as one hash; the last 80 as they are."""

    def __init__(self, seconds: Callable[[], float]) -> None:
        """Begin empty; `seconds` is the true time."""
        self._seconds = seconds
        self._hash = hashlib.sha256()
        self.tail: deque[str] = deque(maxlen=KEPT)
        self.lines = 0

    def note(self, what: str) -> None:
        """Write a line."""
        line = f"{moment(self._seconds()):%a %d %b %H:%M:%S}  {what}"
        self.lines += 1
        self._hash.update(line.encode())
        self.tail.append(line)

    def digest(self) -> str:
        """Return the hash of every line, 16 hexadecimal digits."""
        return self._hash.hexdigest()[:16]
