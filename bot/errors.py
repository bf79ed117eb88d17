"""What can go wrong, as the person at the keyboard sees it.

* MentorError        every error below; the router turns it into a card that says what to do now
  * NotAllowed       the member may not do this
  * NotFound         the thing asked for is not there (any more)
  * Conflict         the world moved on: the round closed, the button is old, somebody was faster
  * InvalidInput     something typed is wrong: field name -> problem
* Unavailable        the database is busy or gone: nothing was changed, try again
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from traceback import extract_tb


class MentorError(Exception):
    """An expected refusal: `key` names the sentence in `bot.screens.problems`, `blanks` fill it."""

    def __init__(self, key: str, **blanks: str | int) -> None:
        super().__init__(key)
        self.key = key
        self.blanks = blanks


class NotAllowed(MentorError):
    """The member lacks the right to do this."""


class NotFound(MentorError):
    """The thing asked for is not there."""


class Conflict(MentorError):
    """The thing asked for no longer fits the state it would change."""


class InvalidInput(MentorError):
    """Some form fields are wrong: `fields` maps a field's name to the key of its sentence."""

    def __init__(self, fields: Mapping[str, str], **blanks: str | int) -> None:
        super().__init__("input", **blanks)
        self.fields = dict(fields)


class Unavailable(Exception):
    """The store could not be reached or stayed locked; nothing was changed."""


def where(error: BaseException) -> str:
    """Return file and line where an error arose: all that a log may hold, as its text may quote members."""
    frames = extract_tb(error.__traceback__)
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
