"""What went wrong, and what to do now: one clear sentence for every key an error can carry."""

from __future__ import annotations

from collections.abc import Mapping

from bot.errors import InvalidInput, MentorError
from bot.texts import Texts, mark
from bot.ui import Button, Card, Tone

SENTENCES: Mapping[str, str] = {
    "agreement.changed": mark("Somebody proposed a change a moment ago. Look again with /mentor agreement."),
    "avoid.self": mark("Choose somebody else in this community."),
    "capacity.range": mark("Choose 1, 2 or 3 partnerships."),
    "checkin.gone": mark("This check-in is not there any more. Use /mentor checkin for the current one."),
    "checkin.not_yours": mark("This question was meant for somebody else."),
    "choice.unknown": mark("Choose one of the options."),
    "community.gone": mark("This community is not known any more."),
    "day.far": mark("That is too far away. Choose a day within {weeks} weeks."),
    "day.past": mark("That day is over. Choose a later one."),
    "day.unreadable": mark("I cannot read that day. Write it like 2026-12-24, or 3 weeks."),
    "draft.gone": mark("That was answered already, or too long ago. Type the command again."),
    "hours.none": mark("Choose at least one stretch of the week."),
    "language.many": mark("Name at most {most} languages, those you like to talk in."),
    "language.none": mark("Name at least one language, for example English."),
    "language.unknown": mark(
        "I do not know the language {word}. Write it in English, for example: English, German."
    ),
    "member.gone": mark("This person is not known here any more."),
    "member.not_joined": mark("You do not take part yet. Press Join, or type /mentor join."),
    "member.not_paused": mark("You are not on a break."),
    "member.paused": mark("You are on a break. Come back first with /mentor resume."),
    "meeting.gone": mark("This meeting was called off. See what is planned with /mentor meet."),
    "meeting.there": mark("You meet at that time already. Choose another one."),
    "moment.past": mark("That time is over. Choose a later one."),
    "moment.unreadable": mark("I cannot read that time. Write it like 2026-12-24 15:00."),
    "organiser.nobody": mark(
        "Nobody outside your partnership runs rounds here, so I have nobody to tell. Nothing was sent."
    ),
    "organiser.only": mark("Only organisers can do this. Ask an organiser of this channel."),
    "partnership.changed": mark("Somebody changed this a moment ago. Look again with /mentor partner."),
    "partnership.ended": mark("This partnership has ended. See /mentor partner for what is going on."),
    "partnership.gone": mark("This partnership is not there any more."),
    "partnership.none": mark("You have no partner at the moment. I write to you when a round opens."),
    "partnership.not_yours": mark("This partnership belongs to other people."),
    "person.elsewhere": mark("That person is not a member of this community."),
    "person.missing": mark("Say who: mention one person, for example @ana."),
    "programme.exists": mark("This channel runs mentorship already. Change it with /mentor-admin settings."),
    "programme.gone": mark("Mentorship does not run in this channel any more."),
    "programme.none": mark(
        "No channel runs mentorship yet. An organiser can start it with /mentor-admin setup."
    ),
    "programme.several": mark("Several channels run mentorship. Type the command in the channel you mean."),
    "round.another": mark("A round is under way already. See /mentor-admin round status."),
    "round.changed": mark(
        "Somebody changed the round a moment ago. Look again with /mentor-admin round status."
    ),
    "round.gone": mark("This round is not there any more."),
    "round.never": mark("There has been no round yet. Open one with /mentor-admin round open."),
    "round.none": mark("No round is under way. Open one with /mentor-admin round open."),
    "round.none_open": mark(
        "No round is open for sign-up at the moment. I write to you when the next one opens."
    ),
    "round.not_open": mark("Sign-up of this round is over. See /mentor-admin round status."),
    "round.not_proposed": mark(
        "There is no proposal to publish. Look at one first with /mentor-admin round preview."
    ),
    "round.not_running": mark("This round is not running. See /mentor-admin round status."),
    "round.people_changed": mark(
        "People or the proposal changed since you looked. Compute it again, then publish."
    ),
    "round.too_few": mark("{n} in so far; a round needs at least two people. Wait for more to press I'm in."),
    "setup.no_channel": mark("Type this in the channel that is to run mentorship, not in a direct message."),
    "skills.empty": mark("Name at least one skill, for example: python, giving talks."),
    "skills.full": mark(
        "That would be more than {most}. Remove one in your profile first; nothing was changed."
    ),
    "skills.long": mark("That is too long to read at once. Send it in shorter parts; nothing was changed."),
    "skills.many": mark("That is too many skills at once. Send them in several parts; nothing was changed."),
    "skills.unreadable": mark(
        "I found no skill in that. Write names with commas, for example: python, giving talks."
    ),
    "text.empty": mark("Write a few words first."),
    "text.long": mark("That is too long; {most} characters fit."),
    "unavailable": mark(
        "I cannot reach my memory right now. Nothing was changed; please try again in a minute."
    ),
    "unexpected": mark(
        "Something went wrong on my side. It is recorded without your words; please try again."
    ),
    "zone.near": mark("I do not know that place. Did you mean {nearest}?"),
    "zone.unknown": mark(
        "I do not know that place. Write a larger city of your time zone, for example Paris."
    ),
}


def card(t: Texts, error: MentorError) -> Card:
    """Return what went wrong and what to do now."""
    if isinstance(error, InvalidInput):
        lines = tuple((sentence,) for sentence in fields(t, error).values())
        return Card(t.text("Not quite yet"), lines, rows=((_help(t),),))
    return _card(t, error.key, error.blanks)


def again(t: Texts, error: InvalidInput, action: str) -> Card:
    """Return what is wrong in a form, with a way back into it as it was filled."""
    lines = tuple((sentence,) for sentence in fields(t, error).values())
    return Card(t.text("Not quite yet"), lines, rows=((Button(t.text("Try again"), action, Tone.MAIN),),))


def fields(t: Texts, error: InvalidInput) -> dict[str, str]:
    """Return the sentence of every wrong field by the field's name."""
    return {name: t.text(SENTENCES[key], **error.blanks) for name, key in error.fields.items()}


def unavailable(t: Texts) -> Card:
    """Say that the database cannot be reached: nothing was changed."""
    return _card(t, "unavailable", {})


def unexpected(t: Texts) -> Card:
    """Say that something broke on our side."""
    return _card(t, "unexpected", {})


def _card(t: Texts, key: str, blanks: Mapping[str, str | int]) -> Card:
    line = (t.text(SENTENCES[key], **blanks),)
    buttons = {
        "member.not_joined": Button(t.text("Join"), "join", Tone.MAIN),
        "member.paused": Button(t.text("Come back now"), "resume", Tone.MAIN),
        "round.people_changed": Button(t.text("Compute again"), "round.preview", Tone.MAIN),
        "round.not_proposed": Button(t.text("Preview"), "round.preview", Tone.MAIN),
        "partnership.none": Button(t.text("My profile"), "profile"),
        "programme.none": Button(t.text("What can I do here?"), "help"),
    }
    return Card(t.text("That did not work"), (line,), rows=((buttons.get(key, _help(t)),),))


def _help(t: Texts) -> Button:
    return Button(t.text("What can I do here?"), "help")
