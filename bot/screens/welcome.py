"""First contact: what this is, the code of conduct, and where somebody stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.commands import COMMANDS, MEMBER_ROOT, ORGANISER_ROOT, Command
from bot.model.community import Programme
from bot.model.ids import DraftId, MemberId
from bot.model.people import Member, Offer, Standing, Want
from bot.model.rounds import SIGNUP, Enrolment, Round
from bot.screens import words
from bot.texts import Texts
from bot.ui import (
    Button,
    Card,
    ChoiceField,
    Code,
    Fact,
    Form,
    Line,
    Mention,
    Option,
    Select,
    TextField,
    Tone,
    When,
)

PAUSES = (1, 2, 4, 8)
WORDS = "skills "


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """What the help card says about its reader."""

    standing: Standing
    paused_until: datetime | None
    offers: Sequence[Offer]
    wants: Sequence[Want]
    round: Round | None
    enrolment: Enrolment | None
    partnerships: int


def help_card(t: Texts, stand: Stand) -> Card:
    """Say what this is, where the reader stands, and the next sensible step as the first button."""
    what = (
        t.line("Here everybody teaches something and everybody learns something."),
        t.line(
            "Say what you can teach and what you want to learn. When a round starts, you get a partner for both."
        ),
    )
    next_line, row = _next(t, stand)
    commands = t.line("Everything by typing: {list}", list=_typed(t, MEMBER_ROOT))
    return Card(t.text("Two-way mentorship"), (*what, next_line, commands), _facts(t, stand), (row,))


def admin_help(t: Texts) -> Card:
    """Say what organisers can do here."""
    lines = (
        t.line("An organiser sets mentorship up in a channel and runs its rounds."),
        *(
            (Code(one.typed), f"  {t.text(one.description)}")
            for one in COMMANDS
            if one.root == ORGANISER_ROOT and not one.path.startswith(WORDS)
        ),
        (
            Code(f"/{ORGANISER_ROOT} {WORDS}…"),
            "  ",
            *t.line("Your community's own words: {verbs}", verbs=_words_verbs()),
        ),
    )
    rows = ((Button(t.text("Set up this channel"), "setup"), Button(t.text("Round status"), "round.status")),)
    return Card(t.text("For organisers"), lines, rows=rows)


def _words_verbs() -> str:
    return ", ".join(one.path.removeprefix(WORDS) for one in COMMANDS if one.path.startswith(WORDS))


def consent(t: Texts, draft: DraftId | None = None, understood: Sequence[str] = ()) -> Card:
    """Ask for consent with a code of conduct in five lines; what was typed before waits in a draft."""
    kept = (
        (t.line("I keep this ready for you: {skills}", skills=words.bold_list(t, understood)),)
        if understood
        else ()
    )
    rules = (
        t.line("Before you take part, five things we agree on:"),
        t.line("1. Everybody teaches and everybody learns. No question is too small."),
        t.line("2. What partners tell each other stays between them."),
        t.line("3. Be there when you said so, or say early that you cannot."),
        t.line(
            "4. Say kindly what helps and what does not. Anybody may stop at any time, without giving a reason."
        ),
        t.line(
            "5. I write to you about your partnership only, I read no conversations, and you can leave whenever."
        ),
    )
    action = "join.agree" if draft is None else f"join.agree:{draft}"
    return Card(
        t.text("Before you join"), (*kept, *rules), rows=((Button(t.text("I agree"), action, Tone.MAIN),),)
    )


def joined(
    t: Texts, member: Member, current: Round | None, *, has_skills: bool, choices: Sequence[Programme] = ()
) -> Card:
    """Welcome somebody and lead on to their skills; ask for what is missing: the channel, or their time zone."""
    lines: list[Line] = [t.line("Welcome, {member}. You take part from now on.", member=Mention(member.id))]
    teach, learn = Button(t.text("Teach something"), "offer"), Button(t.text("Learn something"), "want")
    row = [Button(t.text("My profile"), "profile"), teach, learn] if has_skills else [_main(teach), learn]
    if has_skills:
        lines.append(t.line("What you told me before is still here."))
    else:
        lines.append(t.line("Next: what could you teach? It may be small; one step ahead is enough."))
    if current is not None and current.state in SIGNUP:
        lines.append(t.line("A round is open until {day}.", day=When(current.signup_until, "date")))
        row.append(Button(t.text("I'm in"), "in"))
    if not member.zone_known:
        lines.append(
            t.line("I do not know your time zone yet. Please tell me, so that I never write at night.")
        )
        row.append(Button(t.text("My hours"), "profile.hours"))
    select = None
    if choices:
        lines.append(t.line("Several channels run mentorship. Where do you want to take part?"))
        options = tuple(Option(str(one.id), one.name[:75]) for one in choices[:25])
        select = Select("join.enter", t.text("Choose a channel"), options)
    return Card(t.text("You are in"), tuple(lines), rows=(tuple(row),), select=select)


def left(t: Texts, ended: int) -> Card:
    """Confirm that somebody stopped, and that they can come back."""
    lines = [t.line("You have left, and I will not write to you any more.")]
    if ended:
        lines.append(
            t.many(
                "Your partner was told, without a reason.",
                "Your partners in {n} groups were told, without a reason.",
                ended,
            )
        )
    lines.append(
        t.line("Your skills stay here in case you come back with {command}.", command=Code("/mentor join"))
    )
    return Card(t.text("Until next time"), tuple(lines))


def ask_leave(t: Texts, partnerships: int) -> Card:
    """Ask before somebody stops, saying what it ends."""
    lines = [t.line("Leaving takes you out of the open round and of the rounds to come.")]
    if partnerships:
        lines.append(t.line("Your partnership ends; your partner is told neutrally."))
    lines.append(t.line("A break may be enough: it keeps your partnership and always has an end."))
    row = (Button(t.text("Take a break"), "pause"), Button(t.text("Leave"), "leave.confirm", Tone.DANGER))
    return Card(t.text("Leave the mentorship?"), tuple(lines), rows=(row,))


def pause_form(t: Texts) -> Form:
    """Ask how long a break is to last."""
    options = tuple(Option(f"{n} weeks", _weeks(t, n)) for n in PAUSES)
    field = ChoiceField("until", t.text("How long?"), options, value="2 weeks")
    return Form("pause.save", t.text("Take a break"), t.text("Pause"), (field,))


def paused(t: Texts, until: datetime) -> Card:
    """Confirm a break and say when it ends."""
    line = t.line(
        "I leave you in peace until {day} and ask you about no round; partnerships go on.",
        day=When(until, "date"),
    )
    return Card(t.text("Enjoy your break"), (line,), rows=((Button(t.text("Come back now"), "resume"),),))


def resumed(t: Texts) -> Card:
    """Welcome somebody back."""
    return Card(
        t.text("Welcome back"),
        (t.line("You are asked again when a round opens."),),
        rows=((Button(t.text("My profile"), "profile", Tone.MAIN),),),
    )


def unreadable(t: Texts, suggestion: Command | None) -> Card:
    """Say that a verb is unknown, and which one was probably meant."""
    lines = [t.line("I do not know that command. Nothing was changed.")]
    if suggestion is not None:
        lines.append(t.line("Did you mean {command}?", command=Code(suggestion.typed)))
    row = (Button(t.text("What can I do here?"), "help", Tone.MAIN),)
    return Card(t.text("I did not get that"), tuple(lines), rows=(row,))


def chat(t: Texts) -> Card:
    """Answer plain words in the bot's DM that are no reply to anything."""
    lines = (t.line("I am a bot and understand commands only; what you just wrote is not kept."),)
    row = (
        Button(t.text("What can I do here?"), "help", Tone.MAIN),
        Button(t.text("My partnership"), "partner"),
    )
    return Card(t.text("Hello"), lines, rows=(row,))


def about_form(t: Texts, bio: str, languages: Sequence[Option], language: str) -> Form:
    """Ask for somebody's own words and the language the bot writes in."""
    fields = (
        TextField(
            "bio", t.text("About you"), bio, t.text("Your partner reads this."), long=True, optional=True
        ),
        ChoiceField("language", t.text("I write to you in"), tuple(languages), value=language),
    )
    return Form("profile.about-save", t.text("About you"), t.text("Save"), fields)


def _main(button: Button) -> Button:
    return replace(button, tone=Tone.MAIN)


def _next(t: Texts, stand: Stand) -> tuple[Line, tuple[Button, ...]]:
    skills = (Button(t.text("Teach something"), "offer"), Button(t.text("Learn something"), "want"))
    profile = Button(t.text("My profile"), "profile")
    match stand.standing:
        case Standing.STRANGER | Standing.GONE:
            return t.line("Nothing happens before you agree to take part."), (
                Button(t.text("Join"), "join", Tone.MAIN),
            )
        case Standing.PAUSED:
            return t.line("You are on a break."), (
                Button(t.text("Come back now"), "resume", Tone.MAIN),
                profile,
            )
        case Standing.ACTIVE:
            pass
    if not stand.offers:
        return t.line("Next: say what you can teach."), (
            Button(skills[0].label, "offer", Tone.MAIN),
            skills[1],
            profile,
        )
    if not stand.wants:
        return t.line("Next: say what you want to learn."), (
            Button(skills[1].label, "want", Tone.MAIN),
            skills[0],
            profile,
        )
    if stand.partnerships:
        mine = Button(t.text("My partnership"), "partner", Tone.MAIN)
        return t.line("You have a partner: see what comes next."), (mine, profile, *skills)
    if (
        stand.round is not None
        and stand.round.state in SIGNUP
        and not (stand.enrolment and stand.enrolment.taking_part)
    ):
        yes = Button(t.text("I'm in"), "in", Tone.MAIN)
        return t.line("A round is open: are you in this time?"), (
            yes,
            Button(t.text("Not this time"), "skip"),
            profile,
        )
    return t.line("You are all set. I write to you when a round opens."), (profile, *skills)


def _facts(t: Texts, stand: Stand) -> tuple[Fact, ...]:
    facts = []
    if stand.offers:
        facts.append(Fact(t.text("You teach"), words.offers_line(t, stand.offers)))
    if stand.wants:
        facts.append(Fact(t.text("You want to learn"), words.wants_line(t, stand.wants)))
    if stand.standing is Standing.PAUSED and stand.paused_until is not None:
        facts.append(Fact(t.text("On a break until"), (When(stand.paused_until, "date"),)))
    if stand.round is not None and stand.round.state in SIGNUP:
        facts.append(Fact(t.text("Sign-up until"), (When(stand.round.signup_until, "date"),)))
    elif stand.round is not None:
        facts.append(Fact(t.text("This round ends"), (When(stand.round.ends_at, "date"),)))
    return tuple(facts)


def _typed(t: Texts, root: str) -> Line:
    return t.listed([(Code(one.typed),) for one in COMMANDS if one.root == root])


def _weeks(t: Texts, n: int) -> str:
    return "".join(str(span) for span in t.many("{n} week", "{n} weeks", n))


def unreachable(t: Texts, member: MemberId) -> Card:
    """Ask a member in the space they share with their partner to let the bot write to them."""
    line = t.line(
        "{person}, I cannot write to you privately. Please allow messages from me; until then, use {command} here.",
        person=Mention(member),
        command=Code("/mentor checkin"),
    )
    return Card(t.text("I cannot reach somebody"), (line,))


def unreachable_member(t: Texts, member: MemberId) -> Card:
    """Tell an organiser that a member cannot be written to."""
    line = t.line(
        "I cannot write to {person} privately. Please ask them to allow messages from me.",
        person=Mention(member),
    )
    return Card(t.text("I cannot reach somebody"), (line,))
