"""How people use what they are shown: which button they press, and what they write into a form."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.ui import Card, ChoiceField, ChoicesField, Field, Form, MomentField, PersonField, TextField
from bot.wiring.simulation.people import HOSTILE, SKILLS, Kind

# How much people like to press something; whatever is not named here is pressed now and then.
LIKED: Mapping[str, float] = {
    "round.in": 20.0,
    "signup": 20.0,
    "checkin.met": 6.0,
    "checkin.planned": 2.0,
    "checkin.not-yet": 2.0,
    "checkin.both": 4.0,
    "lookback": 3.0,
    "meet.choose": 2.0,
    "agreement": 4.0,
    "change": 0.1,
    "change.confirm": 0.3,
}
NOW_AND_THEN = 0.4
# Nobody does these by the way; who wants to, has that in mind (see `doing`).
ON_PURPOSE = (
    "leave",
    "forget",
    "remove",
    "pause",
    "round.skip",
    "round.end",
    "round.drop",
    "round.confirm",
    "organiser",
)


def pressed(card: Card, dice: random.Random, intent: str = "") -> str | None:
    """Return the action of the button somebody presses; with an intent only one that begins with it."""
    actions = [button.action for button in card.buttons()]
    if intent:
        return next((action for action in actions if action.startswith(intent)), None)
    liked = {action: _liking(action) for action in actions}
    if sum(liked.values()) <= 0:
        return None
    return dice.choices(list(liked), list(liked.values()))[0]


def filled(form: Form, dice: random.Random, words: Words) -> dict[str, tuple[str, ...]]:
    """Return what somebody writes into a form."""
    return {field.name: _value(field, dice, words) for field in form.fields}


class Words:
    """What one person writes: every private text holds a mark by which it is known wherever it turns up."""

    def __init__(self, kind: Kind, mark: str, now: datetime, others: tuple[int, ...]) -> None:
        """Take the kind of person, the mark for this form, the moment and whom they could name."""
        self.mark = mark
        self._hostile = HOSTILE if kind is Kind.HOSTILE else ""
        self._now, self._others = now, others

    def phrase(self, name: str, dice: random.Random) -> str:
        """Return what is typed into a text field."""
        match name:
            case "zone":
                return dice.choice(("Paris", "Tokyo", "America/New_York", "somewhere"))
            case "languages":
                return "English"
            case "skills":
                return dice.choice(SKILLS)
            case "when":
                return self.when(dice)
            case "until":
                return dice.choice(("2 weeks", "1 week", "someday"))
            case _:
                return f"{self._hostile}in my own words {self.mark}{name.replace(chr(45), chr(95))}"

    def when(self, dice: random.Random) -> str:
        """Return a moment in the next days; one in ten writes something else."""
        day = self._now + timedelta(days=dice.randrange(2, 9))
        return "next week or so" if dice.random() < 0.1 else f"{day:%Y-%m-%d} {dice.randrange(9, 19):02}:00"

    def person(self, dice: random.Random) -> tuple[str, ...]:
        """Return whom they name."""
        return (str(dice.choice(self._others)),) if self._others else ()


def _liking(action: str) -> float:
    name = action.partition(":")[0]
    if name.startswith(ON_PURPOSE):
        return 0.0
    return LIKED.get(name, NOW_AND_THEN)


def _value(field: Field, dice: random.Random, words: Words) -> tuple[str, ...]:
    match field:
        case TextField(name=name):
            return (words.phrase(name, dice)[: field.limit],)
        case MomentField():
            return (words.when(dice),)
        case ChoiceField(options=options):
            return (dice.choice(options).value,)
        case ChoicesField(options=options):
            return tuple(one.value for one in options if dice.random() < 0.7) or (options[0].value,)
        case PersonField():
            return words.person(dice)
