"""The day of the round: who teaches whom what and why, or why not this time. All words come from the match itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from itertools import islice

from bot.matching import Kind as MatchKind
from bot.matching import Lesson, Match, TermKind, Unplaced, Why
from bot.model.ids import MemberId
from bot.model.partnerships import Kind, Partnership
from bot.model.people import Member
from bot.model.rounds import Round
from bot.screens import words
from bot.slots import upcoming
from bot.texts import Texts
from bot.typed import language_name
from bot.ui import Bold, Button, Card, Line, Mention, Span, Tone, When

EXAMPLES = 2
HOUR = 60


def introduction(
    t: Texts, one: Partnership, match: Match, members: Mapping[MemberId, Member], now: datetime
) -> Card:
    """Introduce partners to each other in their shared space: who, what, why, and who writes first."""
    lines = [
        t.line(
            "{members}, you are partners until {day}.",
            members=words.mentions(t, one.members),
            day=When(one.ends_at, "date"),
        ),
        *(words.lesson(t, lesson) for lesson in one.lessons),
        *_why(t, one, match, (members, now)),
        *(_bio(t, members[member]) for member in one.members if member in members and members[member].bio),
        t.line(
            "{starter}, would you write first? A hello and one free hour is enough.",
            starter=Mention(one.starter),
        ),
        t.line("From now on I ask each of you once a week, in private, how it goes."),
    ]
    return Card(_title(t, one), tuple(lines), rows=(_row(t, one),))


def icebreaker(t: Texts, one: Partnership) -> Card:
    """Ask one question to break the ice; somebody else than the starter is asked to answer first."""
    other = one.others(one.starter)[0]
    line = t.line(
        "{member}, you first: what is the best thing you learned by accident?", member=Mention(other)
    )
    then = t.line("Then everybody else. After that, pick a time together.")
    return Card(t.text("A question to begin with"), (line, then), rows=(_row(t, one),))


def reasons(t: Texts, match: Match) -> Line:
    """Return in one line why a proposed match is a good one: who teaches whom what, and the terms behind it."""
    lessons = [_proposed(t, one) for one in match.lessons]
    told = [said for term in match.terms if (said := _term(t, term.kind, term.count))]
    if match.kind is MatchKind.ONE_WAY:
        told.append(t.line("no exchange was possible for them this time"))
    joined: list[Span] = []
    for part in [*lessons, *told]:
        joined += [*("; ",) * bool(joined), *part]
    return tuple(joined)


def _proposed(t: Texts, one: Lesson) -> Line:
    blanks: Mapping[str, Span] = {
        "teacher": Mention(MemberId(int(one.teacher))),
        "learner": Mention(MemberId(int(one.learner))),
        "skill": Bold(one.skill),
        "via": Bold(one.via),
    }
    if one.via != one.skill:
        return t.line("{teacher} teaches {learner} {via}: related to {skill}, not the same", **blanks)
    return t.line("{teacher} teaches {learner} {skill}", **blanks)


def not_this_time(t: Texts, started: Round, left: Unplaced) -> Card:
    """Say kindly why somebody has no partner this time, what would help, and that they come first next time."""
    lines: list[Line] = [why(t, left)]
    if left.missing:
        lines.append(t.line("Nobody offers this yet: {skills}", skills=words.bold_list(t, left.missing)))
    lines.append(t.line("One more skill you teach or want makes a partner much more likely."))
    lines.append(
        t.line("You come first in the next round. This one ends on {day}.", day=When(started.ends_at, "date"))
    )
    row = (Button(t.text("Teach something"), "offer", Tone.MAIN), Button(t.text("Learn something"), "want"))
    return Card(t.text("No partner this time"), tuple(lines), rows=(row,))


def why(t: Texts, left: Unplaced) -> Line:
    """Return the reason why somebody has no partner; it never tells who avoids whom."""
    return {
        Why.NO_WANTS: t.line("You have not said yet what you want to learn."),
        Why.NO_OFFERS: t.line("You have not said yet what you can teach."),
        Why.NOBODY_OFFERS: t.line("Nobody in this round offers what you want to learn."),
        Why.NOBODY_WANTS: t.line("Nobody in this round wants to learn what you teach."),
        Why.LEVEL: t.line("Those who offer what you want are not further along than you."),
        Why.LANGUAGE: t.line("You share no language with those who fit."),
        Why.HOURS: t.line("Your usual hours do not meet the hours of those who fit."),
        Why.COOLDOWN: t.line("You learned with those who fit only recently."),
        Why.NO_EXCHANGE: t.line("There was somebody for one direction, but nobody for both."),
        Why.CIRCLES_OFF: t.line("A circle of three would have worked, but circles are off."),
        Why.BUSY: t.line(
            "Those who fit you were needed elsewhere: another choice would have left more people out."
        ),
    }[left.why]


def _title(t: Texts, one: Partnership) -> str:
    match one.kind:
        case Kind.PAIR:
            return t.text("You teach each other")
        case Kind.CIRCLE:
            return t.text("You are a teaching circle of three")
        case Kind.ONE_WAY:
            return t.text("A one-way partnership, this time")


def _row(t: Texts, one: Partnership) -> tuple[Button, ...]:
    return (
        Button(t.text("Set goals"), f"goals:{one.id}", Tone.MAIN),
        Button(t.text("Suggest times"), f"meet:{one.id}"),
        Button(t.text("Not a fit"), f"change:{one.id}"),
    )


def _why(
    t: Texts, one: Partnership, match: Match, free: tuple[Mapping[MemberId, Member], datetime]
) -> list[Line]:
    lines: list[Line] = []
    members, now = free
    if one.kind is Kind.CIRCLE:
        lines.append(
            t.line("Nobody here could swap in a pair as well: as three, each of you teaches and learns.")
        )
    if one.kind is Kind.ONE_WAY:
        lines.append(t.line("No two-way match was possible for you; this keeps you both in the round."))
    waited = [
        MemberId(int(name)) for term in match.terms if term.kind is TermKind.WAITED for name in term.members
    ]
    if waited:
        lines.append(
            t.line("{members} waited for this since the last round.", members=words.mentions(t, waited))
        )
    times = [
        When(at) for at in islice(upcoming([members[member] for member in one.members], now, HOUR), EXAMPLES)
    ]
    spoken = t.listed([language_name(code, t.language) for code in one.languages])
    if times and one.languages:
        lines.append(
            t.line(
                "You are both usually free {times}, and share {languages}.",
                times=t.listed(times),
                languages=spoken,
            )
            if one.kind is not Kind.CIRCLE
            else t.line(
                "You are all usually free {times}, and share {languages}.",
                times=t.listed(times),
                languages=spoken,
            )
        )
    elif times:
        lines.append(t.line("You are usually free at the same time: {times}.", times=t.listed(times)))
    elif one.languages:
        lines.append(t.line("You share {languages}.", languages=spoken))
    return lines


def _bio(t: Texts, member: Member) -> Line:
    return t.line("{member} about themselves: {bio}", member=Mention(member.id), bio=member.bio)


def _term(t: Texts, kind: TermKind, count: int) -> Line | None:
    match kind:
        case TermKind.WAITED:
            return t.line("somebody waited for this")
        case TermKind.HOURS:
            return t.many("{n} common hour a day", "{n} common hours a day", count)
        case TermKind.FRESH:
            return t.line("they never met")
        case TermKind.CIRCLE:
            return t.line("no direct swap would leave as few people out")
        case _:
            return None
