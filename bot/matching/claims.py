"""A result as its JSON states it, read strictly and not yet believed."""

from __future__ import annotations

from dataclasses import dataclass

from bot.matching.json_problem import parsed
from bot.matching.model import Kind
from bot.matching.reading import Place

CERTIFICATE = ("placed", "bound", "optimal", "objective", "bounds")


@dataclass(frozen=True, slots=True)
class ClaimedLesson:
    """One lesson as the result states it."""

    teacher: str
    learner: str
    skill: str
    via: str
    score: float

    def __str__(self) -> str:
        return f"{self.teacher} teaching {self.learner}"


@dataclass(frozen=True, slots=True)
class ClaimedMatch:
    """One partnership as the result states it."""

    members: tuple[str, ...]
    kind: Kind
    lessons: tuple[ClaimedLesson, ...]
    points: float | None = None
    terms: tuple[float, ...] = ()

    def __str__(self) -> str:
        return f"the {self.kind.replace('_', '-')} of {', '.join(self.members)}"


@dataclass(frozen=True, slots=True)
class Claim:
    """A whole result as stated."""

    matches: tuple[ClaimedMatch, ...]
    unplaced: tuple[str, ...]
    placed: int
    bound: int
    optimal: bool
    objective: tuple[float, ...]
    bounds: tuple[float, ...]
    blocking: tuple[tuple[str, str], ...] | None = None


def read_claim(text: str) -> Claim:
    """The result a JSON text states.

    Raises:
        FileError: it has not the shape of a result; the message names the place.
    """
    fields = parsed(text).fields(("partnerships", "unplaced", "certificate", "seconds"), ("blocking",))
    proof = fields["certificate"].fields(CERTIFICATE, ("stages", "prices", "cuts"))
    return Claim(
        matches=fields["partnerships"].each(_match),
        unplaced=fields["unplaced"].each(
            lambda one: one.fields(("id", "why"), ("missing", "taken", "help"))["id"].text()
        ),
        placed=proof["placed"].whole(0),
        bound=proof["bound"].whole(0),
        optimal=proof["optimal"].yes_or_no(),
        objective=proof["objective"].each(Place.number),
        bounds=proof["bounds"].each(Place.number),
        blocking=_blocking(fields["blocking"]) if "blocking" in fields else None,
    )


def _blocking(place: Place) -> tuple[tuple[str, str], ...] | None:
    return None if place.value is None else place.each(_two)


def _two(place: Place) -> tuple[str, str]:
    one, other = place.items(2, "a pair [id, id] is needed")
    return one.text(), other.text()


def _match(place: Place) -> ClaimedMatch:
    fields = place.fields(("members", "kind", "lessons", "reason"), ("points", "terms"))
    kind = Kind(fields["kind"].one_of([str(kind) for kind in Kind]))
    members, lessons = fields["members"].each(Place.text), fields["lessons"].each(_lesson)
    points = fields["points"].number() if "points" in fields else None
    terms = fields["terms"].each(_term) if "terms" in fields else ()
    return ClaimedMatch(members, kind, lessons, points, terms)


def _term(place: Place) -> float:
    return place.fields(("why", "points"))["points"].number()


def _lesson(place: Place) -> ClaimedLesson:
    fields = place.fields(("teacher", "learner", "skill", "via", "score"))
    names = (fields["skill"].value, fields["via"].value)
    if not all(isinstance(name, str) for name in names):
        raise place.wrong("skill and via as texts are needed")
    skill, via = map(str, names)
    return ClaimedLesson(
        fields["teacher"].text(), fields["learner"].text(), skill, via, fields["score"].number()
    )
