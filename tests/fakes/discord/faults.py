"""Failures a test plans for REST calls."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(kw_only=True)
class Fault:
    """One planned failure; `path` is a regular expression looked for in the request's path.

    status: answer with it (429 uses retry_after); drop: cut the connection; neither: only delay.
    apply: do the work first, then fail, which is what makes a client's retry post twice.
    """

    path: str = ""
    method: str | None = None
    status: int | None = None
    times: int = 1
    skip: int = 0  # let this many fitting calls pass first
    retry_after: float = 0.5
    is_global: bool = False
    scope: str = "user"
    cloudflare: bool = False  # a 429 without Via and JSON, as Cloudflare sends
    delay: float = 0.0
    drop: bool = False
    apply: bool = False
    code: int = 0
    message: str = "Injected error"
    fired: int = 0

    @property
    def breaks(self) -> bool:
        """Whether the call fails, and is not only slow."""
        return self.drop or bool(self.status)

    def matches(self, method: str, path: str) -> bool:
        """Return whether this call is to fail, and count it."""
        if self.fired >= self.times or self.method not in (None, method) or not re.search(self.path, path):
            return False
        if self.skip > 0:
            self.skip -= 1
            return False
        self.fired += 1
        return True
