"""Problems as JSON: the people form and the graph form of the pairing command, checked strictly."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TypeVar

from bot.matching.model import GraphProblem, Offered, Options, Person, Problem, Wanted, Window
from bot.matching.reading import FileError, Place, distinct, each_of

DAY = 1440
PERSON_KEYS = ("offers", "wants", "hours", "languages", "capacity", "waited", "circles")
RULE_KEYS = ("avoid", "met", "lock", "veto", "related", "options")
OPTION_KEYS = (
    "max_circle",
    "one_way",
    "cooldown_weeks",
    "min_shared_hours",
    "strict",
    "seed",
    "time_limit_s",
)
MOST_CIRCLE = 4
MOST_SEATS = 50

Value = TypeVar("Value")


def read_json(text: str) -> Problem | GraphProblem:
    """The problem of a JSON text: a graph when it has "nodes", else people.

    Raises:
        FileError: something in it is wrong; the message names the place.
    """
    document = parsed(text)
    if isinstance(document.value, dict) and "nodes" in document.value:
        return _graph(document)
    return _people(document)


def parsed(text: str) -> Place:
    """The JSON document of a text; a key that appears twice is refused."""
    try:
        return Place(json.loads(text, object_pairs_hook=_no_doubles))
    except json.JSONDecodeError as error:
        raise FileError(
            f"line {error.lineno}, column {error.colno}: not valid JSON ({error.msg})."
        ) from error
    except RecursionError as error:
        raise FileError("The JSON is nested too deeply to be a problem.") from error


def _no_doubles(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        double = next(name for name in names if names.count(name) > 1)
        raise FileError(f'The key "{double}" appears twice in one object.')
    return found


def _people(document: Place) -> Problem:
    fields = document.fields(("people",), RULE_KEYS)
    places = fields["people"].items()
    people = tuple(_person(place) for place in places)
    ids = [person.id for person in people]
    distinct(places, ids, "the id")
    known = set(ids)

    def pairs(key: str) -> tuple[tuple[str, str], ...]:
        return tuple(_pair(place, known) for place in each_of(fields, key))

    return Problem(
        people=people,
        avoid=pairs("avoid"),
        met=tuple(_meeting(place, known) for place in each_of(fields, "met")),
        lock=pairs("lock"),
        veto=pairs("veto"),
        options=_options(fields["options"]) if "options" in fields else Options(),
        related=tuple(_related(place) for place in each_of(fields, "related")),
    )


def _person(place: Place) -> Person:
    fields = place.fields(("id",), PERSON_KEYS)

    def read(key: str, how: Callable[[Place], Value], otherwise: object) -> Value:
        return how(fields.get(key, Place(otherwise, key)))

    return Person(
        id=fields["id"].text(),
        offers=read("offers", _offers, []),
        wants=read("wants", _wants, []),
        hours=read("hours", lambda hours: hours.each(_window), []),
        languages=frozenset(read("languages", lambda languages: languages.each(Place.text), [])),
        capacity=read("capacity", lambda capacity: capacity.whole(0, MOST_SEATS), 1),
        waited=read("waited", lambda waited: waited.whole(0), 0),
        circles=read("circles", Place.yes_or_no, True),
    )


def _offers(place: Place) -> tuple[Offered, ...]:
    def one(item: Place) -> Offered:
        fields = item.fields(("skill", "level"))
        return Offered(fields["skill"].text(), fields["level"].whole(1, 4))

    offers = place.each(one)
    distinct(place.items(), [offer.skill for offer in offers], "the skill")
    return offers


def _wants(place: Place) -> tuple[Wanted, ...]:
    def one(item: Place) -> Wanted:
        fields = item.fields(("skill",), ("level", "priority", "close"))
        return Wanted(
            fields["skill"].text(),
            fields["level"].whole(0, 3) if "level" in fields else 0,
            fields["priority"].whole(1) if "priority" in fields else 1,
            close=fields["close"].yes_or_no() if "close" in fields else True,
        )

    wants = place.each(one)
    distinct(place.items(), [want.skill for want in wants], "the skill")
    return wants


def _window(place: Place) -> Window:
    day, start, end = place.items(3, "a window [weekday, start minute, end minute] is needed")
    window = (day.whole(0, 6), start.whole(0, DAY - 1), end.whole(1, DAY))
    if window[1] >= window[2]:
        raise place.wrong("a window must end after it starts (split it at midnight)")
    return window


def _pair(place: Place, known: set[str]) -> tuple[str, str]:
    one, other = place.items(2, "a pair [id, id] is needed")
    return _two(place, one, other, known)


def _meeting(place: Place, known: set[str]) -> tuple[str, str, float]:
    one, other, weeks = place.items(3, "a meeting [id, id, weeks ago] is needed")
    return (*_two(place, one, other, known), weeks.number(0))


def _two(place: Place, one: Place, other: Place, known: set[str]) -> tuple[str, str]:
    for end in (one, other):
        if end.text() not in known:
            raise FileError(f"{end.path}: {end.value!r} is not among the people.")
    if one.value == other.value:
        raise FileError(f"{place.path}: two different people are needed, found {one.value!r} twice.")
    return one.text(), other.text()


def _related(place: Place) -> tuple[str, str, float]:
    wanted, offered, strength = place.items(3, "a relation [wanted skill, offered skill, strength] is needed")
    if not 0 < strength.number() <= 1:
        raise strength.wrong("a strength above 0 and at most 1 is needed")
    return wanted.text(), offered.text(), strength.number()


def _options(place: Place) -> Options:
    fields = place.fields((), OPTION_KEYS)
    usual = Options()

    def read(key: str, how: Callable[[Place], Value], otherwise: object) -> Value:
        return how(fields.get(key, Place(otherwise, key)))

    return Options(
        max_circle=read("max_circle", _circle_size, usual.max_circle),
        one_way=read("one_way", Place.yes_or_no, usual.one_way),
        cooldown_weeks=read("cooldown_weeks", _amount, usual.cooldown_weeks),
        min_shared_hours=read("min_shared_hours", _amount, usual.min_shared_hours),
        strict=read("strict", Place.yes_or_no, usual.strict),
        seed=read("seed", _natural, usual.seed),
        time_limit_s=read("time_limit_s", _amount, usual.time_limit_s),
    )


def _circle_size(place: Place) -> int:
    return place.whole(2, MOST_CIRCLE)


def _natural(place: Place) -> int:
    return place.whole(0)


def _amount(place: Place) -> float:
    return place.number(0)


def _goal(place: Place) -> str:
    return place.one_of(("people", "weight"))


def _graph(document: Place) -> GraphProblem:
    fields = document.fields(("nodes", "arcs"), ("options",))
    nodes = fields["nodes"].whole(0)
    options = fields.get("options", Place({}, "options"))
    chosen = dict(options.fields((), ("objective", *OPTION_KEYS)))
    goal = _goal(chosen.pop("objective", Place("people", "objective")))
    usual = _options(Place({key: place.value for key, place in chosen.items()}, "options"))
    return GraphProblem(
        nodes=nodes,
        arcs=_arcs(fields["arcs"], nodes),
        objective=goal,
        max_circle=usual.max_circle,
        seed=usual.seed,
        time_limit_s=usual.time_limit_s,
    )


def _arcs(place: Place, nodes: int) -> tuple[tuple[int, int, float], ...]:
    """The arcs; a graph may have hundreds of thousands, so only a doubtful one is looked at with care."""
    if not isinstance(place.value, list):
        raise place.wrong("a list of arcs is needed")
    return tuple(_arc(entry, place.path, k, nodes) for k, entry in enumerate(place.value))


def _arc(entry: object, path: str, number: int, nodes: int) -> tuple[int, int, float]:
    if type(entry) is list and len(entry) == 3:
        a, b, weight = entry
        if type(a) is int and type(b) is int and type(weight) is int and 0 <= a < nodes and 0 <= b < nodes:
            return a, b, weight
    place = Place(entry, f"{path}[{number}]")
    parts = place.items(needed="an arc [from, to, weight] is needed")
    if len(parts) not in (2, 3):
        raise place.wrong("an arc [from, to, weight] is needed")
    ends = parts[0].whole(0, nodes - 1), parts[1].whole(0, nodes - 1)
    return (*ends, parts[2].number() if len(parts) > 2 else 1)
