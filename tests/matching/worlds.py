"""Small random rounds for the tests."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

from bot.matching import Offered, Options, Person, Problem, Wanted

SKILLS = ("go", "rust", "talks", "css", "chess")
EVENING = (1, 18 * 60, 20 * 60)
LONG_EVENING = (1, 17 * 60 + 30, 21 * 60)
MORNING = (1, 8 * 60, 11 * 60)
HOURS = (
    (EVENING,),
    (LONG_EVENING,),
    (LONG_EVENING, MORNING),
    (EVENING, (3, 600, 700)),
    (MORNING, EVENING),
    (MORNING,),
)
LANGUAGES = (*[frozenset({"en"})] * 4, *[frozenset({"en", "fr"})] * 3, frozenset({"fr"}))


def person(name: str, offers: str = "", wants: str = "", **more: Any) -> Person:
    """An English speaker, free on Tuesday evening; skills like "go rust:3", levels after a colon."""
    usual: dict[str, Any] = {"hours": (EVENING,), "languages": frozenset({"en"})}
    return Person(
        id=name,
        offers=tuple(Offered(skill, int(level or 3)) for skill, level in _parts(offers)),
        wants=tuple(Wanted(skill, int(level or 0), k) for k, (skill, level) in enumerate(_parts(wants), 1)),
        **(usual | more),
    )


def _parts(text: str) -> list[tuple[str, str]]:
    return [(entry.partition(":")[0], entry.partition(":")[2]) for entry in text.split()]


def small_round(seed: int, most: int = 9) -> Problem:
    """A round in which pairs and circles are likely, with every option and kind of rule."""
    dice = Random(seed)
    several = dice.random() < 0.35
    size = min(dice.randint(0, 2 * most), most - 2 * several)
    everybody = tuple(_someone(dice, f"p{k}", several=several) for k in range(size))
    if dice.random() < 0.6:
        everybody = tuple(replace(one, hours=HOURS[1], languages=LANGUAGES[-2]) for one in everybody)
    return Problem(
        people=everybody,
        avoid=_pairs(dice, everybody, 0.3),
        met=tuple((a, b, dice.choice([1, 12, 30])) for a, b in _pairs(dice, everybody, 0.4)),
        lock=_pairs(dice, everybody, 0.15),
        veto=_pairs(dice, everybody, 0.2),
        options=Options(
            max_circle=dice.choice([2, 3, 3, 3, 4]),
            one_way=dice.random() < 0.4,
            strict=dice.random() < 0.4,
            min_shared_hours=dice.choice([0, 1, 2, 2, 2.5]),
            seed=dice.randint(0, 3),
        ),
        related=(("go", "rust", 0.5), ("css", "talks", 0.9)) if dice.random() < 0.3 else (),
    )


def _pairs(dice: Random, everybody: tuple[Person, ...], chance: float) -> tuple[tuple[str, str], ...]:
    """One or two pairs of people with the chance, else none."""
    if len(everybody) < 2 or dice.random() > chance:
        return ()
    ids = [one.id for one in everybody]
    drawn = (dice.sample(ids, 2) for _ in range(dice.randint(1, 2)))
    return tuple((a, b) for a, b in drawn)


def _someone(dice: Random, name: str, *, several: bool) -> Person:
    skills = dice.sample(SKILLS, 4)
    offered, wanted = skills[: dice.choice([1, 2, 2])], skills[2 : 2 + dice.choice([0, 1, 2, 2, 2, 2, 2, 2])]
    return Person(
        id=name,
        offers=tuple(Offered(skill, dice.choice([1, 2, 3, 3, 4])) for skill in offered),
        wants=tuple(
            Wanted(skill, dice.choice([0, 0, 0, 1, 2]), k, k != 2) for k, skill in enumerate(wanted, 1)
        ),
        hours=dice.choices(HOURS, (3, 4, 3, 2, 2, 1))[0],
        languages=dice.choice(LANGUAGES),
        capacity=dice.choice([0, 1, 1, 2, 2, 3]) if several else 1,
        waited=dice.choice([0, 0, 0, 1, 2, 5]),
        circles=dice.random() < 0.85,
    )


def town(size: int, seed: int = 1, skills: int = 60) -> Problem:
    """A community in which some skills are far more common than others and everybody is free on one of two evenings."""
    dice = Random(seed)
    names = [f"skill {k}" for k in range(skills)]
    common = [1 / (k + 1) ** 0.8 for k in range(skills)]

    def someone(number: int) -> Person:
        drawn = list(dict.fromkeys(dice.choices(names, common, k=dice.randint(3, 6))))
        offered = drawn[: max(1, len(drawn) // 2)]
        return Person(
            id=f"m{number:03}",
            offers=tuple(Offered(skill, dice.randint(1, 4)) for skill in offered),
            wants=tuple(
                Wanted(skill, dice.randint(0, 2), k) for k, skill in enumerate(drawn[len(offered) :], 1)
            ),
            hours=(dice.choice([EVENING, (3, 18 * 60, 20 * 60)]),),
            languages=dice.choice(LANGUAGES),
            waited=dice.choice([0, 0, 0, 1, 2]),
        )

    return Problem(people=tuple(someone(number) for number in range(size)))
