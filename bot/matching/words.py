"""English sentences for the command line: why two or three people are partners, and why somebody is not."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from bot.matching.model import Change, Help, How, Kind, Lesson, Match, Taken, TermKind, Unplaced, Why, Window

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MOST_WINDOWS = 3

Name = Callable[[str], str]


def reason(match: Match, name: Name = str) -> str:
    """One sentence: who teaches whom what, when they could meet, and what else spoke for it."""
    parts = [taught(lesson, name) for lesson in match.lessons]
    parts.append(_when(match, name))
    parts.extend(_extras(match, name))
    return "; ".join(part for part in parts if part) + "."


def taught(lesson: Lesson, name: Name = str) -> str:
    """Who teaches whom what, with the offered skill when it is a related one."""
    if not lesson.skill:
        return f"{name(lesson.teacher)} teaches {name(lesson.learner)}"
    near = f" (from {lesson.via}: related, not the same)" if lesson.how is How.RELATED else ""
    skills = listed((lesson.skill + near, *lesson.also))
    return f"{name(lesson.teacher)} teaches {name(lesson.learner)} {skills}"


def when(windows: Iterable[Window]) -> str:
    """The windows of a week, the same hours of several days told once: "Tue and Thu 18:00-20:00 UTC"."""
    by_hours: dict[tuple[int, int], list[str]] = {}
    for day, start, end in windows:
        by_hours.setdefault((start, end), []).append(DAYS[day])
    told = [f"{listed(days)} {clock(start)}-{clock(end)}" for (start, end), days in by_hours.items()]
    more = ", …" if len(told) > MOST_WINDOWS else ""
    return ", ".join(told[:MOST_WINDOWS]) + more + " UTC" if told else ""


def clock(minute: int) -> str:
    """A minute of the day as hours and minutes, midnight at its end as 24:00."""
    return f"{minute // 60:02}:{minute % 60:02}"


def listed(words: Iterable[str]) -> str:
    """The words with commas and a last "and"."""
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


def _when(match: Match, name: Name) -> str:
    if shared := when(match.windows):
        return f"you share {shared}"
    if match.kind is not Kind.CIRCLE:
        return ""
    meetings = ((lesson, when(lesson.windows)) for lesson in match.lessons)
    return ", ".join(
        f"{name(one.teacher)} and {name(one.learner)} share {told}" for one, told in meetings if told
    )


def _extras(match: Match, name: Name) -> Iterable[str]:
    for term in match.terms:
        if term.kind is TermKind.WAITED:
            rounds = "one round" if term.count == 1 else f"{term.count} rounds"
            yield f"{name(term.members[0])} waited {rounds}"
    if len(match.languages) > 1:
        yield f"you share {len(match.languages)} languages ({listed(match.languages)})"
    if match.kind is Kind.CIRCLE:
        yield "a circle, because it places all three of you"
    if match.kind is Kind.ONE_WAY:
        yield "one-way, because no exchange was possible this time"


def why_not(left: Unplaced) -> str:
    """One sentence: the nearest reason, and the wants nobody offers."""
    told = _WHY[left.why].format(
        skills=listed(left.skills) if left.skills else "that", partners=left.partners
    )
    if left.missing and left.why is not Why.NOBODY_OFFERS:
        told += f" Nobody offers {listed(left.missing)} yet."
    return told


def elsewhere(name: str, taken: Taken) -> str:
    """One sentence: with whom a possible partner is, and what that and a pair with the one left out are worth."""
    others = listed(taken.others)
    return (
        f"{taken.partner} is with {others} ({taken.points:g} points; "
        f"with {name} alone it would be {taken.instead:g})."
    )


def in_points(match: Match) -> list[tuple[str, float]]:
    """What a partnership is worth, term by term in words; terms of one kind are added up, nothing is left out."""
    terms = [*match.terms, *(term for lesson in match.lessons for term in lesson.terms)]
    found: dict[TermKind, tuple[int, int]] = {}
    for term in terms:
        times, points = found.get(term.kind, (0, 0))
        found[term.kind] = times + 1, points + term.points
    return [(_POINTS[kind].format(n=times), points) for kind, (times, points) in found.items()]


def would_help(found: Help) -> str:
    """One sentence: the smallest change that would have placed somebody."""
    return _HELP[found.change].format(skill=found.skill)


_POINTS = {
    TermKind.PLACED: "people who teach and learn ({n})",
    TermKind.SECOND_SEAT: "further partnerships ({n})",
    TermKind.WAITED: "rounds waited",
    TermKind.CIRCLE: "a circle instead of pairs",
    TermKind.WISH: "wishes met",
    TermKind.LEAD: "far ahead ({n})",
    TermKind.HOURS: "shared hours",
    TermKind.LANGUAGE: "a second common language",
    TermKind.FRESH: "never partners before",
    TermKind.BALANCE: "good in both directions",
}
_HELP = {
    Change.CIRCLES: "Being fine with circles would have been enough.",
    Change.HOUR: "One more hour at the end of the usual hours would have been enough.",
    Change.LEVEL: "Teaching {skill} one level higher would have been enough.",
    Change.OFFER: "Also teaching {skill} would have been enough.",
    Change.WANT: "Also wanting to learn {skill} would have been enough.",
}
_WHY = {
    Why.NO_WANTS: "No wish to learn is named yet; one is enough to be paired both ways.",
    Why.NO_OFFERS: "No skill to teach is named yet; one is enough to be paired both ways.",
    Why.NOBODY_OFFERS: "Nobody in this round offers {skills}.",
    Why.NOBODY_WANTS: "Nobody in this round wants to learn {skills}.",
    Why.LEVEL: "The offers and wants meet by name, but nobody is a step ahead on one of the two sides.",
    Why.LANGUAGE: "The possible partners share no language.",
    Why.HOURS: "The possible partners share too few hours on a common day.",
    Why.COOLDOWN: "The possible partners were partners only recently.",
    Why.NO_EXCHANGE: "There are people to learn from and people to teach, but no pair or circle closes.",
    Why.CIRCLES_OFF: "Only a circle of three would have worked, and circles are switched off in the profile.",
    Why.BUSY: "No partner was free: the possible ones were needed where they place more people.",
}
