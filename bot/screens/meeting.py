"""Meetings: times to choose, what happened to one, the calendar entry, and a page for each kind of meeting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot import calendars
from bot.model.ids import MemberId
from bot.model.meetings import Guide
from bot.model.partnerships import Kind, Meeting, Partnership
from bot.model.people import Member
from bot.screens import words
from bot.texts import Texts
from bot.ui import (
    Button,
    Card,
    Event,
    Form,
    Invitation,
    Line,
    Link,
    Mention,
    MomentField,
    Option,
    Select,
    Tone,
    When,
)

SHOWN = 3


def times(
    t: Texts, one: Partnership, starts: Sequence[datetime], labels: Sequence[str], planned: Sequence[Meeting]
) -> Card:
    """Show times that suit everybody and what is planned; `labels` name the times in the reader's zone."""
    lines: list[Line] = [t.line("You meet on {when}.", when=When(meeting.at)) for meeting in planned[:SHOWN]]
    if starts:
        lines.append(t.line("These suit everybody's usual hours. Which one?"))
        lines += [(When(at),) for at in starts]
    else:
        lines.append(t.line("Your usual hours do not meet. Propose a time that works as an exception."))
    picks = tuple(
        Button(label, f"meet.choose:{one.id}.{int(at.timestamp())}", Tone.MAIN if n == 0 else Tone.PLAIN)
        for n, (at, label) in enumerate(zip(starts, labels, strict=True))
    )
    row = (*picks, Button(t.text("Another time"), f"meet.form:{one.id}"))
    return Card(
        t.text("A time to meet"), tuple(lines), rows=(row, *(_change(t, meeting) for meeting in planned[:1]))
    )


def time_form(t: Texts, one: Partnership, example: str) -> Form:
    """Ask for a time to meet."""
    return Form(f"meet.save:{one.id}", t.text("A time to meet"), t.text("Propose"), (_when(t, example),))


def move_form(t: Texts, meeting: Meeting, example: str) -> Form:
    """Ask for another time for a meeting."""
    return Form(f"meet.moved:{meeting.id}", t.text("Another time"), t.text("Move it"), (_when(t, example),))


def saved(t: Texts, one: Partnership, meeting: Meeting, reader: MemberId, event: Event) -> Card:
    """Confirm a time to the one who chose it, with the calendar entry."""
    line = t.line(
        "You meet {partners} on {when}. I told them, and remind everybody a day and an hour before.",
        partners=words.partners(t, one, reader),
        when=When(meeting.at),
    )
    row = (Button(t.text("My partnership"), f"partner:{one.id}"), *_change(t, meeting))
    lines = (line, _links(t, event))
    return Card(t.text("See you then"), lines, rows=(row,), file=_invitation(t, event))


def told(t: Texts, one: Partnership, meeting: Meeting, event: Event) -> Card:
    """Tell everybody in the shared space about a time."""
    line = t.line(
        "{member} proposes to meet on {when}.", member=Mention(meeting.chosen_by), when=When(meeting.at)
    )
    other = t.line("It does not suit you? Move it, or say so here.")
    row = (*_change(t, meeting), Button(t.text("Session guide"), f"guide:{one.id}"))
    lines = (line, other, _links(t, event))
    return Card(t.text("A time to meet"), lines, rows=(row,), file=_invitation(t, event))


def moved_told(t: Texts, one: Partnership, meeting: Meeting, event: Event) -> Card:
    """Tell everybody in the shared space about a meeting's new time."""
    line = t.line(
        "{member} moved your meeting to {when}.", member=Mention(meeting.chosen_by), when=When(meeting.at)
    )
    row = (*_change(t, meeting), Button(t.text("Session guide"), f"guide:{one.id}"))
    lines = (line, _links(t, event))
    return Card(t.text("A new time"), lines, rows=(row,), file=_invitation(t, event))


def ask_cancel(t: Texts, one: Partnership, meeting: Meeting, reader: MemberId) -> Card:
    """Ask before a meeting is called off."""
    line = t.line(
        "You and {partners} would meet on {when}. Moving it is easier for them than losing it.",
        partners=words.partners(t, one, reader),
        when=When(meeting.at),
    )
    row = (
        Button(t.text("Move it"), f"meet.move:{meeting.id}", Tone.MAIN),
        Button(t.text("Call it off"), f"meet.drop:{meeting.id}", Tone.DANGER),
    )
    return Card(t.text("Not this time?"), (line,), rows=(row,))


def dropped(t: Texts, one: Partnership, event: Event) -> Card:
    """Confirm to a member that a meeting was called off."""
    line = t.line(
        "I told everybody, without a reason. A new time keeps you going until {day}.",
        day=When(one.ends_at, "date"),
    )
    row = (Button(t.text("Suggest times"), f"meet:{one.id}", Tone.MAIN),)
    file = _invitation(t, event, cancelled=True)
    return Card(t.text("Called off"), (line,), rows=(row,), file=file)


def called_off(t: Texts, one: Partnership, meeting: Meeting, by: MemberId, event: Event) -> Card:
    """Tell everybody in the shared space that a meeting was called off."""
    line = t.line(
        "{member} cannot meet on {when} after all. It happens.", member=Mention(by), when=When(meeting.at)
    )
    after = t.line("Which time suits you instead? Your round ends on {day}.", day=When(one.ends_at, "date"))
    row = (Button(t.text("Suggest times"), f"meet:{one.id}", Tone.MAIN),)
    file = _invitation(t, event, cancelled=True)
    return Card(t.text("Called off"), (line, after), rows=(row,), file=file)


def soon(t: Texts, one: Partnership, meeting: Meeting, kind: Guide) -> Card:
    """Remind of a meeting, with the one thing that matters in it."""
    lines = (
        t.line("You meet on {when}.", when=When(meeting.at)),
        _gist(t, kind),
        *(words.lesson(t, lesson) for lesson in one.lessons),
    )
    row = (Button(t.text("Session guide"), f"guide:{one.id}", Tone.MAIN), *_change(t, meeting))
    return Card(t.text("Your next meeting"), lines, rows=(row,))


def guide(t: Texts, one: Partnership, kind: Guide, coming: Line) -> Card:
    """Show the page for one kind of meeting: what to do when, and what to ask; `coming` is what comes next."""
    options = tuple(Option(other.value, _title(t, other)) for other in Guide if other is not kind)
    select = Select(f"guide.choose:{one.id}", t.text("Another kind of meeting"), options)
    row = (
        Button(t.text("Suggest times"), f"meet:{one.id}", Tone.MAIN),
        Button(t.text("Set goals"), f"goals:{one.id}"),
    )
    return Card(_title(t, kind), (*_page(t, one, kind), coming), rows=(row,), select=select)


def event(
    t: Texts, one: Partnership, meeting: Meeting, members: Mapping[MemberId, Member], changed_at: datetime
) -> Event:
    """Return a meeting as an entry of a calendar; its id holds the partnership's first moment, so that no two clash."""
    names = tuple(members[member].name for member in one.members if member in members)
    lessons = "\n".join(
        t.text(
            "{teacher} teaches {learner} {skill}.",
            teacher=members[lesson.teacher].name,
            learner=members[lesson.learner].name,
            skill=lesson.via or lesson.skill,
        )
        for lesson in one.lessons
        if lesson.teacher in members and lesson.learner in members
    )
    began = int(one.started_at.timestamp() * 1_000_000)
    return Event(
        uid=f"{meeting.id}.{began}@bothways",
        sequence=meeting.sequence,
        changed_at=changed_at,
        start=meeting.at,
        end=meeting.ends_at,
        title=t.text("Mentorship, both ways"),
        text=lessons,
        people=names,
    )


def _invitation(t: Texts, event: Event, *, cancelled: bool = False) -> Invitation:
    alt = (
        t.text("takes the meeting out of your calendar")
        if cancelled
        else t.text("this meeting for your calendar")
    )
    return Invitation((event,), alt, cancelled=cancelled)


def _links(t: Texts, event: Event) -> Line:
    links = [Link("Google", calendars.google(event)), Link("Outlook", calendars.outlook(event))]
    return t.line("For your calendar: {links}", links=t.listed(links))


def _change(t: Texts, meeting: Meeting) -> tuple[Button, ...]:
    return (
        Button(t.text("Move it"), f"meet.move:{meeting.id}"),
        Button(t.text("Cannot make it"), f"meet.cancel:{meeting.id}"),
    )


def _when(t: Texts, example: str) -> MomentField:
    hint = t.text("For example: {example}", example=example)
    return MomentField("when", t.text("Day and time, in your zone"), "", hint)


def _title(t: Texts, kind: Guide) -> str:
    return {
        Guide.FIRST: t.text("The first meeting"),
        Guide.GOALS: t.text("Setting goals"),
        Guide.TEACHING: t.text("Teaching both ways"),
        Guide.FEEDBACK: t.text("Giving feedback"),
        Guide.LAST: t.text("The last meeting"),
    }[kind]


def _gist(t: Texts, kind: Guide) -> Line:
    return {
        Guide.FIRST: t.line("Get to know each other; nobody needs to have prepared anything."),
        Guide.GOALS: t.line("Today each of you leaves with one goal in one sentence."),
        Guide.TEACHING: t.line(
            "Half of the time for each direction works best: first one of you teaches, then the other."
        ),
        Guide.FEEDBACK: t.line("Half time: tell each other one thing to keep and one to try."),
        Guide.LAST: t.line("Look at what changed since you began, and say thank you."),
    }[kind]


def _page(t: Texts, one: Partnership, kind: Guide) -> tuple[Line, ...]:
    half = t.line("Circles share the time in three.") if one.kind is Kind.CIRCLE else None
    page: tuple[Line, ...] = {
        Guide.FIRST: (
            t.line("15 minutes: who are you, and what brought you here?"),
            t.line("20 minutes: what would make each of you say later that this was worth it?"),
            t.line("10 minutes: how often, how long, and how to cancel."),
            t.line("The rest: show each other one small thing you do. End with the next date."),
        ),
        Guide.GOALS: (
            t.line("Each of you, in turn: what will you be able to do at the end that you cannot do now?"),
            t.line("The other asks: how will you notice? What is the first small step?"),
            t.line("Write both goals down here, in one sentence each."),
            t.line("Agree on one thing to try until you meet again, and on the date."),
        ),
        Guide.TEACHING: (
            t.line("5 minutes: what did you try since last time? What was hard?"),
            t.line("First half: one teaches. Let the learner's hands do it; talk less than you think."),
            t.line("Change roles half way, even in the middle of something good."),
            t.line("5 minutes: each says in own words what they learned. Fix the next date."),
        ),
        Guide.FEEDBACK: (
            t.line("Ask first: what would you like to hear about?"),
            t.line("Say what you saw, then what it did for you: “when you …, I could …”."),
            t.line("One thing to keep, one to try. The other listens, repeats it, and says thank you."),
            t.line("Change roles. Then teach as always, and fix the next date."),
        ),
        Guide.LAST: (
            t.line("Each of you: what can you do now that you could not at the start? Show it."),
            t.line("What did you learn from teaching?"),
            t.line("Who should the other one meet? Offer one introduction."),
            t.line("Say thank you for one thing, precisely. Go on, or part as friends."),
        ),
    }[kind]
    return page if half is None else (*page, half)
