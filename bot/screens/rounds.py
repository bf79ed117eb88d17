"""A round as members and organisers see it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.matching import Change, Help, Kind, Match, Result, Unplaced
from bot.model.community import Settings
from bot.model.feedback import Answer
from bot.model.ids import MemberId
from bot.model.people import Member, Standing
from bot.model.rounds import Round, RoundState
from bot.ports import LetterState
from bot.screens import introduction, words
from bot.texts import Texts
from bot.ui import (
    Bold,
    Button,
    Card,
    ChoiceField,
    ChoicesField,
    Fact,
    Form,
    Line,
    Mention,
    Option,
    PersonField,
    Span,
    Tone,
    When,
    plain,
)

PAGE = 6
PAGE_TEXT = 2200
MANY_MEMBERS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What the setup form offers beside the settings in force."""

    weeks: Sequence[int]
    times: Sequence[str]
    languages: Sequence[Option]


def setup_form(t: Texts, settings: Settings, choices: Choices) -> Form:
    """Ask how mentorship runs in this channel."""
    weeks = tuple(Option(str(n), t.text("{n} weeks", n=n)) for n in sorted({*choices.weeks, settings.weeks}))
    days = tuple(Option(str(day), words.weekday(t, day)) for day in range(7))
    at = f"{settings.at:%H:%M}"
    times = tuple(Option(time, time) for time in sorted({*choices.times, at}))
    ways = (
        Option("circles", t.text("Teaching circles of three")),
        Option("one_way", t.text("One-way pairs as a last resort")),
    )
    chosen = tuple(name for name, on in (("circles", settings.circles), ("one_way", settings.one_way)) if on)
    fields = (
        ChoiceField("weeks", t.text("How long is a round?"), weeks, str(settings.weeks)),
        ChoiceField("weekday", t.text("Check-in day"), days, str(settings.weekday)),
        ChoiceField("at", t.text("Check-in time, local to everybody"), times, at),
        ChoicesField("ways", t.text("Besides pairs, allow"), ways, chosen, optional=True),
        ChoiceField(
            "language", t.text("Language of this channel"), tuple(choices.languages), settings.language
        ),
    )
    return Form("setup.save", t.text("Mentorship here"), t.text("Save"), fields)


def set_up(t: Texts, settings: Settings, *, new: bool) -> Card:
    """Confirm a programme and lead on to its first round."""
    lines = (
        t.line("Rounds last {n} weeks.", n=settings.weeks),
        t.line(
            "Check-ins come on {day} at {at}, in everybody's own zone.",
            day=Bold(words.weekday(t, settings.weekday)),
            at=Bold(f"{settings.at:%H:%M}"),
        ),
        t.line("Circles of three are allowed.") if settings.circles else t.line("Pairs only."),
    )
    row = (Button(t.text("Open a round"), "round.open", Tone.MAIN), Button(t.text("Change"), "setup"))
    title = t.text("Mentorship runs here now") if new else t.text("Settings saved")
    return Card(title, lines, rows=(row,))


def opened(t: Texts, one: Round, asked: int) -> Card:
    """Confirm to the organiser that sign-up is open."""
    lines = (
        t.many(
            "Round {number} is open until {day}. I am asking {n} member.",
            "Round {number} is open until {day}. I am asking {n} members.",
            asked,
            number=one.number,
            day=When(one.signup_until, "date"),
        ),
        t.line("Next: look at the proposal when enough people are in."),
    )
    row = (
        Button(t.text("Preview"), "round.preview", Tone.MAIN),
        Button(t.text("Round status"), "round.status"),
    )
    return Card(t.text("Sign-up is open"), lines, rows=(row,))


def announcement(t: Texts, one: Round) -> Card:
    """Announce a round in the channel."""
    lines = (
        t.line("Teach something, learn something: a partner for {n} weeks.", n=one.weeks),
        t.line("Say by {day} whether you are in.", day=When(one.signup_until, "date")),
    )
    row = (Button(t.text("I'm in"), f"signup:{one.id}", Tone.MAIN), Button(t.text("How it works"), "help"))
    return Card(t.text("Mentorship round {n} opens", n=one.number), lines, rows=(row,))


def signup(t: Texts, one: Round) -> Card:
    """Ask one member whether they are in this time."""
    lines = (
        t.line(
            "A new round opens: {n} weeks with a partner who teaches you and learns from you.", n=one.weeks
        ),
        t.line("Are you in? Tell me by {day}.", day=When(one.signup_until, "date")),
    )
    row = (
        Button(t.text("I'm in"), f"round.in:{one.id}", Tone.MAIN),
        Button(t.text("Not this time"), f"round.skip:{one.id}"),
    )
    return Card(t.text("Are you in this time?"), lines, rows=(row,))


def answered(t: Texts, one: Round, *, taking_part: bool, missing: str) -> Card:
    """Confirm a yes or no; `missing` is "offer" or "want" when the member still has none."""
    if not taking_part:
        line = t.line(
            "All right, not this time. You may change your mind until {day}.",
            day=When(one.signup_until, "date"),
        )
        return Card(
            t.text("Next time, then"), (line,), rows=((Button(t.text("I'm in"), f"round.in:{one.id}"),),)
        )
    lines = [t.line("You are in. Partners are introduced after {day}.", day=When(one.signup_until, "date"))]
    row = [Button(t.text("Not this time"), f"round.skip:{one.id}")]
    if missing:
        needed = (
            t.line("You have not said yet what you can teach.")
            if missing == "offer"
            else t.line("You have not said yet what you want to learn.")
        )
        lines.append((*needed, " ", *t.line("A partner needs both: add it now.")))
        label = t.text("Teach something") if missing == "offer" else t.text("Learn something")
        row.insert(0, Button(label, missing, Tone.MAIN))
    return Card(t.text("You are in"), tuple(lines), rows=(tuple(row),))


def cancelled_told(t: Texts, one: Round) -> Card:
    """Tell somebody who said yes that the round is called off."""
    line = t.line("Round {n} is called off. You are asked again when the next one opens.", n=one.number)
    return Card(t.text("No round this time"), (line,))


def signup_over(t: Texts, one: Round, count: int) -> Card:
    """Tell an organiser that sign-up is over."""
    line = t.many(
        "{n} person is in round {number}.", "{n} people are in round {number}.", count, number=one.number
    )
    row = (
        Button(t.text("Preview"), "round.preview", Tone.MAIN),
        Button(t.text("Round status"), "round.status"),
    )
    return Card(t.text("Sign-up is over"), (line, t.line("Next: look at the proposal.")), rows=(row,))


@dataclass(frozen=True, slots=True)
class Ground:
    """What stands behind a proposal: the organiser's locks and vetoes, and earlier partnerships of two people."""

    lock: Collection[tuple[str, str]] = ()
    veto: Collection[tuple[str, str]] = ()
    met: Mapping[tuple[str, str], int] = field(default_factory=dict)


def proposal(t: Texts, one: Round, result: Result, ground: Ground, page: int) -> Card:
    """Show a page of the proposal: what it achieves, every partnership with its reason, and who is left out."""
    pages = proposal_pages(t, result, ground)
    page = min(max(page, 0), len(pages) - 1)
    head = certificate(t, result) if page == 0 else ()
    title = t.text("Proposal for round {n}", n=one.number)
    if len(pages) > 1:
        title = t.text(
            "Proposal for round {n}, page {page} of {pages}", n=one.number, page=page + 1, pages=len(pages)
        )
    turn = tuple(
        Button(label, f"round.page:{one.id}.{to}")
        for label, to, there in (
            (t.text("Back"), page - 1, page > 0),
            (t.text("More"), page + 1, page + 1 < len(pages)),
        )
        if there
    )
    row = (
        Button(t.text("Publish …"), "round.publish", Tone.MAIN),
        Button(t.text("Change …"), "round.arrange"),
        Button(t.text("Compute again"), "round.preview"),
    )
    return Card(title, (*head, *pages[page]), rows=(row, turn) if turn else (row,))


def proposal_pages(t: Texts, result: Result, ground: Ground) -> list[list[Line]]:
    """Return the partnerships, those left out with what would help, and the vetoes, in pages that fit a card."""
    lines = [_match_line(t, match, ground) for match in result.partnerships]
    lines += [_left_line(t, left) for left in result.unplaced]
    for one, other in sorted(ground.veto):
        both = words.mentions(t, [MemberId(int(one)), MemberId(int(other))])
        lines.append(t.line("Kept apart by you: {people}.", people=both))
    pages: list[list[Line]] = [[]]
    for line in lines:
        if len(pages[-1]) >= PAGE or sum(len(plain(old)) for old in pages[-1]) + len(plain(line)) > PAGE_TEXT:
            pages.append([])
        pages[-1].append(line)
    return pages


def arrange_form(t: Texts, move: str = "lock") -> Form:
    """Ask what to do with which two people of a proposal."""
    moves = (
        Option("lock", t.text("Make them partners, whatever is computed")),
        Option("veto", t.text("Keep them apart")),
        Option("swap", t.text("Let them change places")),
        Option("free", t.text("Take their lock or veto away")),
    )
    fields = (
        ChoiceField("move", t.text("What?"), moves, move),
        PersonField("person", t.text("Who?")),
        PersonField("other", t.text("And who else?")),
    )
    return Form("round.arranged", t.text("Change the proposal"), t.text("Compute again"), fields)


def certificate(t: Texts, result: Result) -> tuple[Line, ...]:
    """Say how many are placed and that, or how nearly, nothing better exists; one-way pairs are told apart."""
    proof = result.certificate
    both_ways = {m for match in result.partnerships if match.kind is not Kind.ONE_WAY for m in match.members}
    placed = {m for match in result.partnerships for m in match.members}
    one_way = len(placed - both_ways)
    total = len(placed) + len(result.unplaced)
    lines = [t.line("{placed} of {total} placed.", placed=Bold(str(proof.placed)), total=total)]
    if one_way:
        lines.append(t.many("{n} more in a one-way pair.", "{n} more in one-way pairs.", one_way))
    if proof.placed == proof.bound:
        lines.append(t.line("No other valid arrangement places more."))
    else:
        lines.append(t.line("At most {bound} could be; more time may find it.", bound=proof.bound))
    joined: list[Span] = []
    for line in lines:
        joined += [*(" ",) * bool(joined), *line]
    return (tuple(joined),)


def publish(t: Texts, one: Round, result: Result, finished_at: datetime) -> Card:
    """Ask the organiser before everybody is introduced."""
    lines = (
        t.many("I introduce {n} partnership.", "I introduce {n} partnerships.", len(result.partnerships)),
        *(
            (
                t.many(
                    "{n} person learns why not this time.",
                    "{n} people learn why not this time.",
                    len(result.unplaced),
                ),
            )
            if result.unplaced
            else ()
        ),
        t.line("The last message is out by {when}. This cannot be taken back.", when=When(finished_at)),
    )
    row = (
        Button(t.text("Publish"), f"round.confirm:{one.id}.{one.version}", Tone.MAIN),
        Button(t.text("Preview"), "round.preview"),
    )
    return Card(t.text("Publish round {n}?", n=one.number), lines, rows=(row,))


def published(t: Texts, one: Round, made: int, left: int) -> Card:
    """Confirm that a round started."""
    lines = (
        t.line("Round {n} runs until {day}.", n=one.number, day=When(one.ends_at, "date")),
        t.many("{n} partnership is being introduced.", "{n} partnerships are being introduced.", made),
        *((t.many("{n} person gets a kind note.", "{n} people get a kind note.", left),) if left else ()),
    )
    row = (Button(t.text("Round status"), "round.status", Tone.MAIN),)
    return Card(t.text("Published"), lines, rows=(row,))


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The numbers of a status card."""

    members: int
    taking_part: int
    skipped: int
    partnerships: int
    open_partnerships: int
    answers: Mapping[Answer | None, int]
    letters: Mapping[LetterState, int]


def status(t: Texts, one: Round, figures: Figures) -> Card:
    """Show how a round stands, in numbers only: nobody's silence is exposed."""
    state = {
        RoundState.OPEN: t.line("Sign-up is open until {day}.", day=When(one.signup_until, "date")),
        RoundState.PROPOSED: t.line("There is a proposal; nobody is told yet."),
        RoundState.RUNNING: t.line("It runs until {day}.", day=When(one.ends_at, "date")),
        RoundState.CLOSED: t.line("It is over."),
        RoundState.CANCELLED: t.line("It was called off."),
    }[one.state]
    facts = [
        Fact(t.text("Take part in the programme"), (str(figures.members),)),
        Fact(t.text("In / not this time"), (f"{figures.taking_part} / {figures.skipped}",)),
    ]
    if figures.partnerships:
        facts.append(
            Fact(t.text("Partnerships going on"), (f"{figures.open_partnerships} / {figures.partnerships}",))
        )
        facts.append(Fact(t.text("Last check-ins"), _answers(t, figures.answers)))
        facts.append(Fact(t.text("Introductions"), _letters(t, figures.letters)))
    return Card(t.text("Round {n}", n=one.number), (state,), tuple(facts), _status_rows(t, one))


def ask_end(t: Texts, one: Round, action: str) -> Card:
    """Ask before a round is closed (`round.end`) or called off (`round.drop`)."""
    if action == "round.end":
        line = t.line("Every partnership ends, and everybody is thanked and asked four questions.")
        button = Button(t.text("Close the round"), f"round.end:{one.id}", Tone.DANGER)
        return Card(t.text("Close round {n}?", n=one.number), (line,), rows=((button,),))
    line = t.line("Everybody who said yes is told. You can open another one any time.")
    button = Button(t.text("Call it off"), f"round.drop:{one.id}", Tone.DANGER)
    return Card(t.text("Call round {n} off?", n=one.number), (line,), rows=((button,),))


def ended(t: Texts, one: Round, count: int) -> Card:
    """Confirm to an organiser that a round is closed."""
    line = t.many(
        "{n} partnership ended and was thanked.", "{n} partnerships ended; everybody was thanked.", count
    )
    row = (
        Button(t.text("Open a round"), "round.open", Tone.MAIN),
        Button(t.text("Round status"), "round.status"),
    )
    return Card(t.text("Round {n} is closed", n=one.number), (line,), rows=(row,))


def dropped(t: Texts, one: Round) -> Card:
    """Confirm to an organiser that a round is called off."""
    row = (Button(t.text("Open a round"), "round.open"),)
    return Card(
        t.text("Round {n} is called off", n=one.number),
        (t.line("Everybody who said yes is told."),),
        rows=(row,),
    )


def members(t: Texts, everyone: Sequence[Member], now: datetime) -> Card:
    """Show who takes part in a programme."""
    active = [member.id for member in everyone if member.standing(now) is Standing.ACTIVE]
    paused = [member.id for member in everyone if member.standing(now) is Standing.PAUSED]
    lines = [
        t.many("{n} member is active:", "{n} members are active:", len(active)),
        _names(t, active),
    ]
    if paused:
        lines += [
            t.many("{n} is on a break:", "{n} are on a break:", len(paused)),
            _names(t, paused),
        ]
    return Card(t.text("Members"), tuple(lines))


def appointed(t: Texts, name: str, *, add: bool, changed: bool) -> Card:
    """Confirm who is an organiser."""
    blank = Bold(name)
    line = {
        (True, True): t.line("{name} runs rounds here now.", name=blank),
        (True, False): t.line("Nothing to do: {name} runs rounds here already.", name=blank),
        (False, True): t.line("{name} no longer runs rounds here.", name=blank),
        (False, False): t.line("Nothing to do: {name} is no organiser here.", name=blank),
    }[add, changed]
    return Card(t.text("Organisers"), (line,))


def _names(t: Texts, members: Sequence[MemberId]) -> Line:
    shown, rest = words.mentions(t, members[:MANY_MEMBERS]), len(members) - MANY_MEMBERS
    return shown if rest <= 0 else t.many("{shown} and {n} more", "{shown} and {n} more", rest, shown=shown)


def _match_line(t: Texts, match: Match, ground: Ground) -> Line:
    label = {
        Kind.PAIR: t.text("Pair"),
        Kind.CIRCLE: t.text("Circle"),
        Kind.ONE_WAY: t.text("One-way"),
    }[match.kind]
    told: list[Span] = [Bold(label), ": ", *introduction.reasons(t, match)]
    inside = [(a, b) for a in sorted(match.members) for b in match.members if a < b]
    times = max(ground.met.get(pair, 0) for pair in inside)
    if times:
        told += ["; ", *t.many("partners {n} time before", "partners {n} times before", times)]
    if any(pair in ground.lock for pair in inside):
        told += ["; ", *t.line("locked by you")]
    told += ["; ", *t.line("{points} points in all", points=f"{match.points:g}")]
    return tuple(told)


def _left_line(t: Texts, left: Unplaced) -> Line:
    who: Line = (Mention(MemberId(int(left.id))),)
    line = t.line("Not placed: {member}. They will read: {why}", member=who, why=introduction.why(t, left))
    told = [*line]
    for taken in left.taken:
        partner, *others = (MemberId(int(name)) for name in (taken.partner, *taken.others))
        elsewhere = t.line(
            "{partner} is with {others}, worth {points} points; with {member} alone it would be {instead}.",
            partner=Mention(partner),
            others=words.mentions(t, others),
            points=f"{taken.points:g}",
            member=who,
            instead=f"{taken.instead:g}",
        )
        told += [" ", *elsewhere]
    if left.help:
        told += [" ", *_help(t, left.help)]
    return tuple(told)


def _help(t: Texts, found: Help) -> Line:
    skill = Bold(found.skill)
    match found.change:
        case Change.CIRCLES:
            return t.line("Being fine with circles would place them.")
        case Change.HOUR:
            return t.line("One more usual hour would place them.")
        case Change.LEVEL:
            return t.line("Teaching {skill} one level higher would place them.", skill=skill)
        case Change.OFFER:
            return t.line("Also teaching {skill} would place them.", skill=skill)
        case Change.WANT:
            return t.line("Also wanting {skill} would place them.", skill=skill)


def _answers(t: Texts, answers: Mapping[Answer | None, int]) -> Line:
    labels = {
        Answer.MET: t.text("met"),
        Answer.PLANNED: t.text("planned"),
        Answer.NOT_YET: t.text("not yet"),
        Answer.HELP: t.text("need help"),
        None: t.text("open"),
    }
    counted = [f"{answers[key]} {label}" for key, label in labels.items() if answers.get(key)]
    return (", ".join(counted) or t.text("none yet"),)


def _letters(t: Texts, letters: Mapping[LetterState, int]) -> Line:
    labels = {
        LetterState.SENT: t.text("sent"),
        LetterState.READY: t.text("waiting"),
        LetterState.SENDING: t.text("being sent"),
        LetterState.UNKNOWN: t.text("being checked"),
        LetterState.DEAD: t.text("undeliverable"),
        LetterState.DROPPED: t.text("dropped"),
    }
    counted = [f"{letters[key]} {label}" for key, label in labels.items() if letters.get(key)]
    return (", ".join(counted) or t.text("none yet"),)


def _status_rows(t: Texts, one: Round) -> tuple[tuple[Button, ...], ...]:
    match one.state:
        case RoundState.OPEN | RoundState.PROPOSED:
            preview = Button(t.text("Preview"), "round.preview", Tone.MAIN)
            publish_it = Button(t.text("Publish …"), "round.publish")
            return ((preview, publish_it, Button(t.text("Call it off …"), "round.cancel")),)
        case RoundState.RUNNING:
            return ((Button(t.text("Close the round …"), "round.close"),),)
        case RoundState.CLOSED | RoundState.CANCELLED:
            return ((Button(t.text("Open a round"), "round.open", Tone.MAIN),),)
