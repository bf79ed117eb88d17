"""The people of a world: where they live, what they teach and want, and what kind of person each is."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.model.community import Platform
from bot.wiring.simulation.chat import Home, Person

# Neighbours on the globe share working hours; every region has clocks that change on days of their own.
REGIONS = (
    ("Europe/Paris", "Europe/London", "Africa/Cairo", "UTC"),
    ("America/New_York", "America/Santiago", "America/St_Johns"),
    ("Australia/Lord_Howe", "Pacific/Apia", "Pacific/Auckland", "Australia/Sydney"),
    ("Asia/Kathmandu", "Asia/Kolkata", "Asia/Tashkent"),
)
ZONES = tuple(zone for region in REGIONS for zone in region)
AT_HOME = 0.85
FIRST = (
    "Ana",
    "Ben",
    "Chi",
    "Dara",
    "Eli",
    "Fay",
    "Gus",
    "Hala",
    "Ivo",
    "Jun",
    "Kim",
    "Leo",
    "Mei",
    "Nia",
    "Oto",
)
SKILLS = (
    "Python",
    "Rust",
    "Go",
    "SQL",
    "React",
    "Kubernetes",
    "public speaking",
    "technical writing",
    "UX design",
    "data analysis",
    "negotiation",
    "project management",
    "photography",
    "guitar",
    "cooking",
    "gardening",
    "drawing",
    "first aid",
    "chess",
    "Spanish",
    "German",
    "Japanese",
    "storytelling",
    "machine learning",
)
# Slack's and Discord's own words for calling everybody, markup, links, and characters that turn text around.
HOSTILE = (
    "<!channel> @everyone @here <@U1x1> <!subteam^S1|x> *b* `c` [bank](https://evil.example) \u202eabc\u202c "
)
SHARES = (0.5, 0.25, 0.15, 0.1)


class Kind(StrEnum):
    """What kind of person somebody is."""

    KEEN = "keen"
    BUSY = "busy"
    SILENT = "silent"
    RESTLESS = "restless"
    HOSTILE = "hostile"


HOW_MANY: Mapping[Kind, float] = {
    Kind.KEEN: 0.45,
    Kind.BUSY: 0.27,
    Kind.SILENT: 0.1,
    Kind.RESTLESS: 0.12,
    Kind.HOSTILE: 0.06,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Temper:
    """How somebody behaves: chances per message, and per week."""

    answers: float  # presses something on a message
    signs_up: float
    goes_on: float  # presses something on the answer, too
    leaves: float = 0.004
    pauses: float = 0.01
    moves: float = 0.01
    wanders: float = 0.1  # types some command out of curiosity
    meddles: float = 0.01  # tries what only organisers may do
    closes: float = 0.0005
    deletes: float = 0.0004
    forgets: float = 0.002  # asks the bot to erase everything


TEMPERS: Mapping[Kind, Temper] = {
    Kind.KEEN: Temper(answers=0.75, signs_up=0.97, goes_on=0.3, leaves=0.001),
    Kind.BUSY: Temper(answers=0.45, signs_up=0.75, goes_on=0.2, pauses=0.03),
    Kind.SILENT: Temper(answers=0.06, signs_up=0.6, goes_on=0.1, wanders=0.01),
    Kind.RESTLESS: Temper(
        answers=0.6,
        signs_up=0.8,
        goes_on=0.35,
        leaves=0.04,
        pauses=0.06,
        moves=0.06,
        closes=0.006,
        deletes=0.004,
        forgets=0.02,
    ),
    Kind.HOSTILE: Temper(answers=0.7, signs_up=0.9, goes_on=0.4, wanders=0.3, meddles=0.25, closes=0.004),
}


def towns(seed: int, members: int, communities: int) -> list[Home]:
    """Return the communities of a world with their people; odd ones live on Discord, the first person organises."""
    shares = SHARES[:communities]
    counts = [max(3, round(members * share / sum(shares))) for share in shares]
    counts[0] = max(3, members - sum(counts[1:]))
    return [_town(seed, number, count) for number, count in enumerate(counts, start=1)]


def kind_of(seed: int, person: Person) -> Kind:
    """Return what kind of person somebody is; organisers are keen."""
    if person.organiser:
        return Kind.KEEN
    draw = drawn(seed, person, "kind").random()
    for kind, share in HOW_MANY.items():
        draw -= share
        if draw < 0:
            return kind
    return Kind.KEEN


def drawn(seed: int, person: Person, what: str) -> random.Random:
    """Return the dice for one decision of one person: the same whatever happened to others before."""
    return random.Random(f"{seed} {person.home.number}.{person.number} {what}")


def brings(seed: int, person: Person) -> tuple[str, str]:
    """Return what somebody types after `/mentor offer` and `/mentor want`."""
    dice = drawn(seed, person, "skills")
    # Few people with everything to choose from would never meet: a small town talks about fewer things.
    known = SKILLS[: min(len(SKILLS), max(6, len(person.home.people) // 2))]
    chosen = dice.sample(known, min(len(known), 4 + dice.randrange(3)))
    offers = ", ".join(f"{skill} (expert)" for skill in chosen[:2])
    wants = ", ".join(chosen[2:])
    return offers, wants


def _town(seed: int, number: int, count: int) -> Home:
    discord = number % 2 == 0
    home = Home(
        number=number,
        platform=Platform.DISCORD if discord else Platform.SLACK,
        external_id=str(10**17 + number) if discord else f"T{number}",
        channel=str(2 * 10**17 + number) if discord else f"C{number}x0",
    )
    for place in range(1, count + 1):
        home.people.append(_person(seed, home, place))
    return home


def _person(seed: int, home: Home, number: int) -> Person:
    discord = home.platform is Platform.DISCORD
    handle = str(10**18 + home.number * 10**6 + number) if discord else f"U{home.number}x{number}"
    person = Person(number=number, home=home, handle=handle, name="", zone="UTC", organiser=number == 1)
    dice = drawn(seed, person, "name")
    region = REGIONS[(seed + home.number) % len(REGIONS)]
    person.zone = dice.choice(region if dice.random() < AT_HOME else ZONES)
    person.name = f"{dice.choice(FIRST)} c{home.number}m{number}"
    if kind_of(seed, person) is Kind.HOSTILE:
        person.name = f"<!channel> @everyone c{home.number}m{number}"
    return person
