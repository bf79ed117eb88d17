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
    "feedback.closed": mark(
        "There is no feedback to write at the moment. I ask at half time and at the end."
    ),
    "hours.none": mark("Choose at least one stretch of the week."),
    "language.many": mark("Name at most {most} languages, those you like to talk in."),
    "language.none": mark("Name at least one language, for example English."),
    "language.unknown": mark(
        "I do not know the language {word}. Write it in English, for example: English, German."
    ),
    "member.gone": mark("This person is not known here any more."),
    "member.removed": mark(
        "You were taken out of this mentorship. If you would like to come back, talk to an organiser."
    ),
    "organiser.last": mark(
        "They are the only organiser here. First appoint another: /mentor-admin organiser add."
    ),
    "remove.already": mark("They are out already. To let them back in: /mentor-admin readmit."),
    "remove.never": mark("They were never taken out. Nothing to do."),
    "remove.organiser": mark(
        "They are an organiser here. First take that role away: /mentor-admin organiser remove."
    ),
    "remove.self": mark("That is you. If you want to stop, use /mentor leave."),
    "report.nobody": mark(
        "Nobody here is free to read this in confidence. Please write to {operator}: they host me."
    ),
    "report.nobody_at_all": mark(
        "Nobody here is free to read this in confidence yet. Please turn to an organiser you trust."
    ),
    "report.self": mark("That is you. Leave it empty if it is about nobody in particular."),
    "split.none": mark("They have no open partnership together here."),
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
    "person.two": mark("Say which two people: mention both, or choose both in the form."),
    "programme.exists": mark("This channel runs mentorship already. Change it with /mentor-admin settings."),
    "programme.gone": mark("Mentorship does not run in this channel any more."),
    "programme.none": mark(
        "No channel runs mentorship yet. An organiser can start it with /mentor-admin setup."
    ),
    "programme.several": mark("Several channels run mentorship. Type the command in the channel you mean."),
    "repair.late": mark("This round has moved on. See /mentor partner for what is going on."),
    "round.another": mark("A round is under way already. See /mentor-admin round status."),
    "round.changed": mark(
        "Somebody changed the round a moment ago. Look again with /mentor-admin round status."
    ),
    "round.gone": mark("This round is not there any more."),
    "round.locks": mark(
        "A lock cannot be kept, so the proposal stays as it was. Take one away with /mentor-admin round free."
    ),
    "round.move": mark("Choose what to do with the two."),
    "round.never": mark("There has been no round yet. Open one with /mentor-admin round open."),
    "round.none": mark("No round is under way. Open one with /mentor-admin round open."),
    "round.no_swap": mark("They cannot change places: they are partners, or neither has a partner."),
    "round.none_open": mark(
        "No round is open for sign-up at the moment. I write to you when the next one opens."
    ),
    "round.not_in": mark("Both have to be in this round. See who is with /mentor-admin round status."),
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
    "skills.changed": mark(
        "You changed {skill} since then, so I left everything as it is. Edit it in your profile."
    ),
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
    "words.already": mark("That is so already: {word} means {name} here."),
    "words.apart": mark("There is nothing to split: {word} does not mean {name} here."),
    "words.changed_since": mark(
        "The word {word} was changed again since then. Look at /mentor-admin skills changes."
    ),
    "words.circle": mark("It cannot go both ways: {second} covers {first} already."),
    "words.covered": mark("That is said about {first} and {second} already. Nothing was changed."),
    "words.known": mark("That is so already: {word} is a skill here."),
    "words.later": mark("A later change stands on this one. Type /mentor-admin skills undo {n} first."),
    "words.long": mark("That is too long for the name of a skill; {most} characters fit."),
    "words.means": mark(
        "In this community {word} means {name}. Take that apart first with /mentor-admin skills split {word}."
    ),
    "words.missing": mark("Write the name of a skill."),
    "words.never": mark(
        "An organiser said that {first} and {second} are never the same. See /mentor-admin skills changes."
    ),
    "words.no_change": mark("There is no such change here. See /mentor-admin skills changes."),
    "words.not_forbidden": mark("Nobody said that {first} and {second} are never the same."),
    "words.nothing_new": mark("All of it is known already. Nothing was changed."),
    "words.nothing_to_undo": mark("Nobody changed any words here yet."),
    "words.number": mark("Write the number of a change, as in /mentor-admin skills changes."),
    "words.one_now": mark(
        "At the moment {first} means {second}. Take that apart first with /mentor-admin skills split {first}."
    ),
    "words.pair_covers": mark("Name two skills, for example: Kubernetes covers Docker."),
    "words.pair_from": mark("Name a word and its skill, for example: react native from React."),
    "words.pair_into": mark("Name two skills, for example: postgres tuning into PostgreSQL."),
    "words.pair_same": mark("Name two skills with a comma, for example: Java, JavaScript."),
    "words.pair_to": mark("Name the old and the new name, for example: Talks to Public speaking."),
    "words.same": mark("Those are the same. Name two different skills."),
    "words.strength": mark("Write a number from 0.1 to 0.9, or 0 to take it back."),
    "words.undone": mark("That was taken back already. Nothing was changed."),
    "words.unknown": mark("Nobody here uses {word}. Make it a skill with /mentor-admin skills add {word}."),
    "words.unknown_near": mark("Nobody here uses {word}. Did you mean {nearest}?"),
    "yaml.alias": mark("Line {line}: write names out; marks such as &a and *a do not work here."),
    "yaml.broken": mark("Line {line} is not YAML. Check the spaces in front, the colons and the quotes."),
    "yaml.covers": mark(
        "Line {line}: write each skill it covers with a number up to 0.9, for example Docker: 0.7."
    ),
    "yaml.key": mark("Line {line}: I do not know {word}. What works here: {keys}."),
    "yaml.list": mark("Line {line}: a list goes here, each entry with a dash in front."),
    "yaml.long": mark("That is too long; {most} characters fit."),
    "yaml.mapping": mark("Line {line}: these words go here, each with a colon: {keys}."),
    "yaml.name": mark("Line {line}: the name of a skill goes here, of at most {most} characters."),
    "yaml.nameless": mark("Line {line}: a skill needs a name, for example name: Kubernetes."),
    "yaml.nothing": mark("There is nothing in it. See what it looks like with /mentor-admin skills export."),
    "yaml.pair": mark("Line {line}: two different skills go here, for example [Java, JavaScript]."),
    "yaml.refused": mark(
        "Line {line}: {word} contradicts what is decided here. See /mentor-admin skills changes."
    ),
    "yaml.repeated": mark("Line {line}: {word} is in line {other} already. Keep one of the two."),
    "yaml.shape": mark("Line {line}: keep it to one plain list, without lists in lists."),
    "yaml.signs": mark("There are signs in it that cannot be read. Save it as plain UTF-8 text."),
    "yaml.tag": mark("Line {line}: take out the mark that begins with an exclamation point."),
    "yaml.twice": mark("Line {line}: {word} is there twice. Put both together."),
    "yaml.unknown": mark("Line {line}: nobody here uses {word}. Give it an entry of its own first."),
    "warm.done": mark("You both said yes already. Look for my message."),
    "warm.gone": mark("This offer is not there any more."),
    "warm.not_yours": mark("This question was meant for somebody else."),
    "warm.whom": mark("Choose somebody else of this community, who is not your partner."),
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
