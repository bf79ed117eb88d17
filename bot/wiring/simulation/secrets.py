"""What people wrote in confidence: every text carries a mark, and for every mark is known who may read it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.model.confided import Audience
from bot.ui import Values
from bot.wiring.simulation.chat import Person

# A community's name ends in c2m0, a person's in c2m17, what that person writes in c2m17n5goal.
MARK = re.compile(r"c(\d+)m(\d+)(?:n\d+[a-z_]*)?")
ANYBODY = "anybody"
FEEDBACK = "feedback.save"  # read by both at once
# Who may read a form's field. What is not named here is for its writer alone.
READERS: Mapping[tuple[str, str], str] = {
    ("agreement.save", "goal"): Audience.PARTNER,
    (FEEDBACK, "keep"): Audience.PARTNER,
    (FEEDBACK, "attempt"): Audience.PARTNER,
    ("goals.save", "goal"): Audience.PARTNER,
    ("help.save", "note"): Audience.ORGANISERS,
    ("lookback.save", "thanks"): Audience.PARTNER,
    ("profile.about-save", "bio"): ANYBODY,
    ("want.save", "goal"): ANYBODY,
}


@dataclass(slots=True)
class Secret:
    """One text: who wrote it, in which form and about what ("" and 0 for a message), and who may read it besides."""

    author: Person
    form: str = ""
    about: int = 0
    readers: set[str] = field(default_factory=set)


class Secrets:
    """Every mark that was written, and who may read it."""

    def __init__(self) -> None:
        """Know of nothing."""
        self._known: dict[str, Secret] = {}
        self._notes: dict[int, list[Secret]] = {}

    def of_form(self, author: Person, action: str, values: Values) -> None:
        """Take what somebody is about to send as a form."""
        name, _, numbers = action.partition(":")
        chosen = next(iter(values.get("audience", ())), "")
        for one, given in values.items():
            reader = chosen if one == "note" and chosen else READERS.get((name, one), "")
            for text in given:
                written = Secret(author, name, _number(numbers), {reader} if reader else set())
                self._take(written, text, numbers if name.startswith("checkin") else "")

    def of_words(self, author: Person, text: str, checkin: str) -> None:
        """Take what somebody wrote to the bot, kept with a check-in (its number, "" when not kept)."""
        self._take(Secret(author), text, checkin)

    def shared(self, action: str) -> None:
        """Take that somebody is about to let others read the note of a check-in."""
        name, _, numbers = action.partition(":")
        for secret in self._notes.get(_number(numbers), ()):
            secret.readers.add(name.removeprefix("checkin.share-"))

    def find(self, mark: str) -> Secret | None:
        """Return what is known of a mark; None when it is just a name."""
        return self._known.get(mark)

    def _take(self, written: Secret, text: str, checkin: str) -> None:
        for found in MARK.finditer(text):
            secret = self._known.setdefault(found.group(), written)
            secret.readers |= written.readers
            if checkin:
                self._notes.setdefault(_number(checkin), []).append(secret)


def _number(numbers: str) -> int:
    first = numbers.partition(".")[0]
    return int(first) if first.isdecimal() else 0
