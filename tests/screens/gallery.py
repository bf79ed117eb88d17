"""Every public screen with what it shows on ordinary days and on the worst ones.

A screen is in the gallery when at least one `Case` draws it; `test_gallery.py` misses those that are not.
"""

from __future__ import annotations

import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from importlib import import_module
from itertools import product
from typing import Concatenate, ParamSpec

from bot import screens
from bot.arranging import Move
from bot.commands import COMMANDS
from bot.errors import InvalidInput, MentorError
from bot.feedback import MAX_WORDS
from bot.matching import Kind as MatchKind
from bot.matching import Why
from bot.model.confided import Audience, ForPartners, ForSafety
from bot.model.feedback import Answer, Direction, Stage
from bot.model.ids import ChangeId, DraftId, IntroductionId, PartnershipId
from bot.model.meetings import Guide
from bot.model.partnerships import Kind
from bot.model.people import MAX_OFFERS, MAX_WANTS, OfferLevel, SkillCount, Standing, WantLevel
from bot.model.promises import Promises
from bot.model.rounds import SIGNUP, Enrolment, RoundState
from bot.model.vocabulary import ChangeKind
from bot.ports import LetterState
from bot.programmes import TIMES, WEEKS
from bot.router.members import language_options
from bot.screens import (
    agreement,
    care,
    checkin,
    closing,
    feedback,
    introduction,
    log,
    meeting,
    partnership,
    privacy,
    problems,
    repair,
    rounds,
    safety,
    skills,
    vocabulary,
    warm,
    welcome,
    words,
)
from bot.skills.values import MAX_ASKS, MAX_SKILLS
from bot.texts import Texts, languages, texts
from bot.ui import Card, Form
from tests.screens.cast import (
    CALM,
    FIRST_ID,
    LONG,
    NOW,
    STYLES,
    Cast,
    a_meeting,
    a_round,
    coming,
    settings,
    who,
)

P = ParamSpec("P")
Screen = Card | Form
DRAFT = DraftId(FIRST_ID)
CASTS = {name: Cast(style) for name, style in STYLES.items()}
HUNDREDS = 300
BLANKS = {
    "nearest": "America/Argentina/ComodRivadavia",
    "keys": "name, also, covers",
    **dict.fromkeys(("word", "name", "first", "second", "skill"), "w" * 60),
}


@dataclass(frozen=True, slots=True)
class Case:
    """One way to draw a screen: the function, what is special about it, and the drawing itself."""

    screen: str
    about: str
    draw: Callable[[Texts], Screen]


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """A screen as a reader gets it, and whose words are in it; the same only as itself, so that it can be a key."""

    name: str
    language: str
    cast: Cast
    screen: Screen


def case(
    screen: Callable[Concatenate[Texts, P], Screen], about: str, /, *args: P.args, **kwargs: P.kwargs
) -> Case:
    """Return a case of a screen with what it is drawn from."""

    def draw(t: Texts) -> Screen:
        return screen(t, *args, **kwargs)

    return Case(name_of(screen), about, draw)


def name_of(screen: Callable[..., object]) -> str:
    """Return the name of a screen, such as "rounds.proposal"."""
    return f"{screen.__module__.rpartition('.')[2]}.{screen.__name__}"


def public_screens() -> list[str]:
    """Return the names of all public functions of `bot.screens` that make a card or a form."""
    modules = [
        import_module(f"{screens.__name__}.{found.name}")
        for found in pkgutil.iter_modules(screens.__path__)
        if found.name != "words"
    ]
    return [
        name_of(function)
        for module in modules
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if not name.startswith("_")
        and function.__module__ == module.__name__
        and {"Card", "Form"} & set(str(function.__annotations__.get("return", "")).split(" | "))
    ]


@cache
def drawn(screen: str) -> tuple[Drawn, ...]:
    """Return every case of a screen in every style of typing; what is short or long, in every language."""
    return tuple(
        _draw(one, cast, f"{screen}, {one.about}, {style}, {language}", texts(language))
        for style, cast in CASTS.items()
        for language in (languages() if style in {CALM, LONG} else languages()[:1])
        for one in cases(cast)
        if one.screen == screen
    )


def _draw(one: Case, cast: Cast, name: str, t: Texts) -> Drawn:
    try:
        return Drawn(name, t.language, cast, one.draw(t))
    except ValueError as error:
        error.add_note(name)
        raise


@cache
def cases(cast: Cast) -> tuple[Case, ...]:
    """Return every case with the words of one cast; those in which nobody's words stand are drawn in one style only."""
    typed = (_checkin, _notes, _closing, _introduction, _partnership, _proposal, _organisers)
    more = (
        _safety,
        _privacy,
        _care,
        _agreement,
        _repair,
        _feedback,
        _log,
        _meeting,
        _skills,
        _vocabulary,
        _profile,
        _welcome,
    )
    wordless = (_problems, _round, _signup, _breaks) if cast.style is STYLES[CALM] else ()
    return tuple(one for part in (*typed, *more, *wordless) for one in part(cast))


def _checkin(c: Cast) -> Iterator[Case]:
    for kind in Kind:
        one = c.partnership(kind)
        for late in (False, True):
            yield case(checkin.question, f"{kind}, late: {late}", one, c.checkin(), late=late)
        yield case(checkin.reminder, kind, one, c.checkin())
        yield case(checkin.met, kind, one, c.checkin(answer=Answer.MET))
        for usefulness in (None, *checkin.RATINGS):
            given = c.checkin(usefulness=usefulness)
            for told in (False, True):
                about = f"{kind}, {usefulness}, told: {told}"
                yield case(checkin.rated, about, one, given, coming(), told=told)
        for answer, told in product((None, *Answer), (False, True)):
            about = f"{kind}, {answer}, told: {told}"
            yield case(checkin.answered, about, one, c.checkin(answer=answer), coming(), told=told)
    for direction in (None, *Direction):
        for lopsided in (False, True):
            given = c.checkin(direction=direction)
            yield case(checkin.usefulness, f"{direction}, {lopsided}", given, lopsided=lopsided)


def _notes(c: Cast) -> Iterator[Case]:
    for audience in Audience:
        yield case(checkin.note_form, audience, c.checkin(), audience)
        yield case(checkin.note_saved, audience, c.checkin(audience=audience))
    yield case(checkin.note_taken, "", c.checkin())
    yield case(checkin.note_for_partner, "", PartnershipId(FIRST_ID), c.for_partners())
    for kind, answer, usefulness in product(Kind, (None, Answer.HELP), (None, 1, 5)):
        about = f"{kind}, {answer}, {usefulness}"
        week = checkin.Week(answer=answer, usefulness=usefulness)
        yield case(checkin.note_for_organiser, about, c.partnership(kind), week, c.for_organisers())


def _closing(c: Cast) -> Iterator[Case]:
    for kind, related, met in product(Kind, (False, True), (0, 99)):
        one = c.partnership(kind, related=related)
        yield case(closing.goodbye, f"{kind}, related: {related}, met {met} times", one, who(1), met, NOW)
    yield case(closing.look_back_form, "first time", c.partnership(), None)
    for step in ("same", "new", "pause"):
        yield case(closing.look_back_form, step, c.partnership(), c.look_back(step))
        for thanks in (False, True):
            kept = c.look_back(step, thanks=thanks)
            yield case(closing.looked_back, f"{step}, thanks: {thanks}", c.partnership(), kept)
    yield case(closing.thanks_told, "", c.for_partners())
    for count in (0, 1, HUNDREDS):
        yield case(closing.closed_told, f"{count} partnerships", a_round(RoundState.CLOSED), count)


def _introduction(c: Cast) -> Iterator[Case]:
    for kind, related in product(Kind, (False, True)):
        one = c.partnership(kind, related=related)
        match = c.match(MatchKind(kind.value))
        about = f"{kind}, related: {related}"
        yield case(introduction.introduction, about, one, match, c.members(), NOW)
    strangers = {id_: c.newcomer() for id_ in c.members()}
    yield case(introduction.introduction, "bare", c.partnership(Kind.PAIR), c.match(), strangers, NOW)
    for kind in Kind:
        yield case(introduction.icebreaker, kind, c.partnership(kind))
    for why in Why:
        yield case(introduction.not_this_time, why, a_round(RoundState.RUNNING), c.unplaced(why))


def _partnership(c: Cast) -> Iterator[Case]:
    for signup_until in (None, NOW):
        yield case(partnership.none_yet, f"sign-up: {signup_until}", signup_until)
    for kind, (related, others) in product(Kind, ((False, 0), (True, 0), (True, 2), (False, 40))):
        one = c.partnership(kind, related=related, goals=bool(others))
        name = partnership.names_of(one, who(0), c.members())
        more = [(replace(one, id=PartnershipId(FIRST_ID + n)), name) for n in range(others)]
        meetings, ask = ([a_meeting()] * others, NOW) if others else ([], None)
        about = f"{kind}, related: {related}, {others} others, meetings and goals"
        yield case(partnership.overview, about, one, who(0), meetings, ask, more)
    for kind, goals in product(Kind, (False, True)):
        one = c.partnership(kind, goals=goals)
        yield case(partnership.goal_form, f"{kind}, goals: {goals}", one, who(1), c.skill_name())
    for kind in Kind:
        one = c.partnership(kind)
        yield case(partnership.goal_saved, kind, one, who(1))
        yield case(partnership.goal_told, kind, who(1), one.goals[who(1)], one)
        yield case(partnership.ask_change, kind, one, who(1))
        yield case(partnership.help_wanted, kind, one, who(1))
    yield case(partnership.changed, "")
    yield case(partnership.help_form, "", c.partnership())
    yield case(partnership.help_sent, "")
    yield case(partnership.help_told, "", c.for_organisers())


def _feedback(c: Cast) -> Iterator[Case]:
    words_for_partners = ForPartners(who(0), c.style(MAX_WORDS))
    for kind in Kind:
        one = c.partnership(kind)
        for met in (0, 1, 26):
            yield case(feedback.half_time, f"{kind}, met {met} times", one, who(0), met, NOW)
        yield case(feedback.kept, kind, one, coming())
        for said in ("", c.style(MAX_WORDS)):
            yield case(feedback.form, f"{kind}, said: {bool(said)}", one, said, said)
        for complete in (False, True):
            yield case(feedback.written, f"{kind}, {complete}", one, NOW, complete=complete)
        yield case(feedback.told, kind, one, words_for_partners, words_for_partners)
        for start, end in ((1, None), (None, 4), (2, 4), (4, 2)):
            given = {Stage.START: start, Stage.END: end}
            levels = {stage: level for stage, level in given.items() if level is not None}
            yield case(feedback.rated, f"{kind}, {start}, {end}", one, who(1), levels)
        yield case(closing.going_on, kind, one, who(0))


def _log(c: Cast) -> Iterator[Case]:
    for count in (0, 1, 40):
        one = c.partnership(related=bool(count > 1))
        chapter = log.Chapter(partnership=one, ratings={Stage.START: 1, Stage.END: 5}, met=count)
        yield case(log.log, f"{count} rounds", who(0), [chapter] * count, c.note().encode())
    for partnership_id in (None, PartnershipId(FIRST_ID)):
        yield case(warm.form, str(partnership_id), partnership_id)
    yield case(warm.offered, "")
    for count in (0, MAX_OFFERS):
        names = [c.skill_name()] * count
        yield case(warm.asked, f"{count} skills", IntroductionId(FIRST_ID), who(0), names)
    for yes, agreed in ((False, False), (True, False), (True, True)):
        yield case(warm.answered, f"{yes}, {agreed}", yes=yes, agreed=agreed)
    yield case(warm.introduced, "", who(0), who(1), who(2))


def _repair(c: Cast) -> Iterator[Case]:
    for kind in Kind:
        one = c.partnership(kind)
        for ask in (repair.in_touch, repair.way_on, repair.found):
            yield case(ask, kind, one, who(0))
        for end in (repair.well, repair.left_behind, repair.go_on):
            yield case(end, kind, one)
        for looked in (False, True):
            yield case(repair.first_next, f"{kind}, looked: {looked}", one, looked=looked)


def _agreement(c: Cast) -> Iterator[Case]:
    for kind, (about, agreed) in product(Kind, c.agreements().items()):
        one = c.partnership(kind)
        for again in (False, True):
            name = f"{kind}, {about}, again: {again}"
            yield case(agreement.proposal, name, one, agreed, who(0), coming(), again=again)
        for rated in (False, True):
            name = f"{kind}, {about}, rated: {rated}"
            yield case(agreement.answered, name, one, agreed, who(1), coming(), rated=rated)
        for planned in ([], [a_meeting()]):
            yield case(agreement.agreed_told, f"{kind}, {about}, {len(planned)}", one, agreed, planned)
        yield case(agreement.form, f"{kind}, {about}", one, agreed, who(0))


def _meeting(c: Cast) -> Iterator[Case]:
    for count, planned in product(range(4), ([], [a_meeting()] * 5)):
        starts = [NOW + timedelta(days=n) for n in range(count)]
        labels = ["Donnerstag 24. Dezember 23:59"] * count
        about = f"{count} times, {len(planned)} planned"
        yield case(meeting.times, about, c.partnership(), starts, labels, planned)
    yield case(meeting.time_form, "", c.partnership(), "2026-12-24 15:00")
    yield case(meeting.move_form, "", a_meeting(), "2026-12-24 15:00")
    for kind, related in product(Kind, (False, True)):
        one, about = c.partnership(kind, related=related), f"{kind}, related: {related}"
        event = meeting.event(texts("en"), one, a_meeting(), c.members(), NOW)
        yield case(meeting.saved, about, one, a_meeting(), who(0), event)
        yield case(meeting.told, about, one, a_meeting(), event)
        yield case(meeting.moved_told, about, one, a_meeting(), event)
        yield case(meeting.ask_cancel, about, one, a_meeting(), who(0))
        yield case(meeting.dropped, about, one, event)
        yield case(meeting.called_off, about, one, a_meeting(), who(1), event)
        for guide in Guide:
            yield case(meeting.soon, f"{about}, {guide}", one, a_meeting(), guide)
            line = words.coming(texts("en"), coming())
            yield case(meeting.guide, f"{about}, {guide}", one, guide, line)


def _problems(_: Cast) -> Iterator[Case]:
    for key, sentence in problems.SENTENCES.items():
        blanks = {blank: BLANKS.get(blank, 9999) for blank in re.findall(r"\{(\w+)\}", sentence)}
        wrong = InvalidInput({"field": key}, **blanks)
        yield case(problems.card, key, MentorError(key, **blanks))
        yield case(problems.card, f"{key} in a form", wrong)
        yield case(problems.again, key, wrong, f"again:{DRAFT}")
    everything = InvalidInput(dict.fromkeys("abcde", "zone.near"), **BLANKS)
    yield case(problems.again, "five wrong fields", everything, f"again:{DRAFT}")
    yield case(problems.unavailable, "")
    yield case(problems.unexpected, "")


def _round(_: Cast) -> Iterator[Case]:
    choices = rounds.Choices(weeks=WEEKS, times=TIMES, languages=language_options())
    for weekday, circles in product(range(7), (False, True)):
        about, chosen = f"day {weekday}, circles: {circles}", settings(weekday, circles=circles)
        yield case(rounds.setup_form, about, chosen, choices)
        for new in (False, True):
            yield case(rounds.set_up, f"{about}, new: {new}", chosen, new=new)
    for count in (0, 1, HUNDREDS):
        yield case(rounds.opened, f"{count} asked", a_round(), count)
        yield case(rounds.signup_over, f"{count} in", a_round(), count)
        yield case(rounds.published, f"{count} of each", a_round(RoundState.RUNNING), count, count)
        yield case(rounds.ended, f"{count} partnerships", a_round(RoundState.CLOSED), count)
    yield case(rounds.announcement, "", a_round())
    yield case(rounds.cancelled_told, "", a_round(RoundState.CANCELLED))
    yield case(rounds.dropped, "", a_round(RoundState.CANCELLED))
    for action in ("round.end", "round.drop"):
        yield case(rounds.ask_end, action, a_round(), action)


def _signup(_: Cast) -> Iterator[Case]:
    yield case(rounds.signup, "", a_round())
    for taking_part, missing in product((False, True), ("", "offer", "want")):
        about = f"in: {taking_part}, missing: {missing or 'nothing'}"
        yield case(rounds.answered, about, a_round(), taking_part=taking_part, missing=missing)


def _proposal(c: Cast) -> Iterator[Case]:
    pairs = [(min(two), max(two)) for two in ((str(who(3 * n)), str(who(3 * n + 1))) for n in range(200))]
    ground = rounds.Ground(lock=pairs, veto=pairs, met=dict.fromkeys(pairs, 2))
    for move in Move:
        yield case(rounds.arrange_form, move, move)
    for kind in MatchKind:
        for page in (0, 1, 9999):
            about, result = f"200 of kind {kind}, page {page}", c.result(kind, 200, proven=False)
            yield case(rounds.proposal, about, a_round(RoundState.PROPOSED), result, ground, page)
    yield case(
        rounds.proposal,
        "one, proven",
        a_round(RoundState.PROPOSED),
        c.result(MatchKind.PAIR, 1),
        rounds.Ground(),
        -1,
    )
    nobody = c.result(MatchKind.PAIR, 0)
    yield case(rounds.proposal, "nobody", a_round(RoundState.PROPOSED), nobody, rounds.Ground(), 0)
    for count in (0, 1, 200):
        result = c.result(MatchKind.PAIR, count)
        yield case(rounds.publish, f"{count} partnerships", a_round(), result, NOW)


def _organisers(c: Cast) -> Iterator[Case]:
    yield case(welcome.admin_help, "")
    for state, count in product(RoundState, (0, 1, HUNDREDS)):
        figures = rounds.Figures(
            members=count,
            taking_part=count,
            skipped=count,
            partnerships=count,
            open_partnerships=count,
            answers=dict.fromkeys((None, *Answer), count),
            letters=dict.fromkeys(LetterState, count),
        )
        yield case(rounds.status, f"{state}, {count} of each", a_round(state), figures)
    for count, paused in ((0, 0), (1, 1), (HUNDREDS, 0), (HUNDREDS, HUNDREDS)):
        everyone = [c.member(n, paused=n < paused) for n in range(count + paused)]
        yield case(rounds.members, f"{count} active, {paused} on a break", everyone, NOW)
    for add, changed in product((False, True), (False, True)):
        about = f"add: {add}, changed: {changed}"
        yield case(rounds.appointed, about, c.name(), add=add, changed=changed)


def _skills(c: Cast) -> Iterator[Case]:
    doubts = c.doubts(MAX_ASKS)
    for asked in (0, 1, MAX_ASKS):
        yield case(skills.offer_form, f"{asked} open questions", doubts[:asked])
        yield case(skills.want_form, f"{asked} open questions", doubts[:asked])
    for verb, level, text in (("offer", None, c.line(50)), ("want", 3, c.line(3000))):
        yield case(skills.edit_form, f"{verb}, {len(text)} characters", verb, (text, level, c.goal()), DRAFT)
    yield case(skills.edit_form, "want, close is fine", "want", (c.line(50), 1, ""), DRAFT, close=True)
    for (verb, most, levels), asked in product(
        (("offer", MAX_OFFERS, OfferLevel), ("want", MAX_WANTS, WantLevel)), (0, 1, MAX_ASKS)
    ):
        for (count, others), level in product(((0, 0), (1, 0), (1, 1), (most, HUNDREDS)), levels):
            entry = skills.Entry(
                name=c.skill_name(),
                level=level,
                typed="x" + c.skill_name()[1:],
                others=others,
                close=others > 1,
            )
            about = f"{verb}, {count} at level {level}, {others} others, {asked} questions"
            notes = skills.Notes(
                left_out=[c.skill_name()] * count, waiting=count, undo=DRAFT, editable=count > 1
            )
            yield case(skills.taken, about, verb, [entry] * count, doubts[:asked], notes)
    for count, asked in product((0, 1, MAX_OFFERS), (0, MAX_ASKS)):
        names = [c.skill_name()] * count
        yield case(skills.undone, f"{count} skills, {asked} questions", names, doubts[:asked])
    yield case(skills.search_form, "", doubts[0])
    for count in (0, 1, 25):
        yield case(skills.found, f"{count} found", doubts[0], [c.skill_name()] * count, 10)
    for count, looked_up in product((0, 1, HUNDREDS), ("", c.skill_name())):
        counts = [SkillCount(skill=c.skill(n), offers=n % 2 * count, wants=count) for n in range(count)]
        yield case(skills.board, f"{count} skills, looked up: {bool(looked_up)}", counts, looked_up)


def _vocabulary(c: Cast) -> Iterator[Case]:
    for kind, people in product(ChangeKind, (0, 1, HUNDREDS)):
        about, number = f"{kind}, {people} people", ChangeId(FIRST_ID)
        one = vocabulary.Decision(
            kind=kind, first=c.skill_name(), second=c.skill_name(), people=people, change=number
        )
        yield case(vocabulary.decided, about, one)
        yield case(vocabulary.decided, f"{about}, no way back", replace(one, change=None))
        yield case(vocabulary.undone, about, one)
        waiting = vocabulary.Waiting(name=c.skill_name(), people=people, choices=[c.skill_name()] * 2)
        for count, done in product((0, 3), (None, one)):
            said = f"{about}, {count} waiting, one just decided: {done is not None}"
            yield case(vocabulary.queue, said, [waiting] * count, count + people, DRAFT, done)
    yield case(vocabulary.occupied, "", c.skill_name(), c.skill_name(), DRAFT)
    for verb in ("merge", "split", "rename", "forbid", "allow"):
        yield case(vocabulary.pair_form, verb, verb, c.skill_name())
    yield case(vocabulary.cover_form, "")
    yield case(vocabulary.add_form, "")
    for count in (0, 1, HUNDREDS):
        yield case(vocabulary.changes, f"{count} changes", [c.change(kind) for kind in ChangeKind] * count)
    for length in (0, 3000):
        yield case(vocabulary.yaml_form, f"{length} characters", c.line(length))
    for count in (2, HUNDREDS):
        yield case(vocabulary.yaml_parts, f"{count} parts", count)


def _profile(c: Cast) -> Iterator[Case]:
    for member, offers, wants in (
        (c.newcomer(), 0, 0),
        (c.member(), 1, 1),
        (c.member(), MAX_OFFERS, MAX_WANTS),
    ):
        about = f"{offers} offers, {wants} wants"
        yield case(skills.profile, about, member, c.offers(offers), c.wants(wants))
        yield case(skills.hours_form, about, member)
        yield case(welcome.about_form, about, member.bio, language_options(), "en")
    yield case(welcome.unreachable, "", who(0))
    yield case(welcome.unreachable_member, "", who(0))


def _safety(c: Cast) -> Iterator[Case]:
    yield case(safety.avoid_form, "")
    yield case(safety.avoided, "", c.name())
    for count in (0, 1, 40):
        yield case(safety.avoid_list, f"{count} people", [c.member(n) for n in range(count)])
    yield case(safety.report_form, "")
    for named, count in product((False, True), (1, 20)):
        contacts = [who(n) for n in range(count)]
        yield case(safety.reported, f"named: {named}, {count} contacts", contacts, named=named)
    for writer, about in product((None, who(1)), (None, who(2))):
        told = f"by {writer}, about {about}"
        yield case(safety.report_told, told, ForSafety(writer, c.note()), about)
    yield case(safety.contact_told, "", c.style(80))
    for add, changed, count in product((False, True), (False, True), (0, 1, 40)):
        everyone = [who(n) for n in range(count)]
        about_it = f"add: {add}, changed: {changed}, {count} contacts"
        yield case(safety.contacts, about_it, c.name(), everyone, add=add, changed=changed)


def _privacy(c: Cast) -> Iterator[Case]:
    row: dict[str, object] = {"id": 1, "skill_id": c.skill_name(), "goal": c.note(), "hours": ["a", "b"]}
    tables = {name: [row] * 30 for name in (*privacy.HEADINGS, "a_new_table")}
    for page in (0, 1, 9999):
        yield case(privacy.told, f"page {page}", tables, b"{}", page, Promises())
    yield case(privacy.told, "nothing", {}, b"{}", 0, Promises())
    yield case(privacy.told, "too much for a file", {"member": [row]}, b"x" * 2**19, 0, Promises())
    for partnerships in (0, 1, 3):
        yield case(privacy.ask_forget, f"{partnerships} partnerships", partnerships, Promises())
    yield case(privacy.forgotten, "", Promises())
    yield case(privacy.erased_before, "")


def _care(c: Cast) -> Iterator[Case]:
    for partnerships in (0, 1, 3):
        yield case(care.ask_remove, f"{partnerships} partnerships", who(1), partnerships)
        yield case(care.removed, f"{partnerships} partnerships", who(1), partnerships)
    yield case(care.removed_told, "", c.style(80), who(2))
    yield case(care.readmitted, "", who(1))
    yield case(care.readmitted_told, "", c.style(80))
    for kind in Kind:
        yield case(care.ask_split, kind, c.partnership(kind))
        yield case(care.split, kind, c.partnership(kind))
    found = [(c.partnership(), c.name())] + [
        (replace(c.partnership(), id=PartnershipId(FIRST_ID + n)), "") for n in range(1, 40)
    ]
    yield case(care.which_split, "", found)


def _welcome(c: Cast) -> Iterator[Case]:
    for standing, state, (held, partnerships) in product(
        Standing, (None, *RoundState), ((0, 0), (MAX_OFFERS, 3))
    ):
        answer = Enrolment(round=a_round().id, member=who(0), taking_part=bool(partnerships), answered_at=NOW)
        stand = welcome.Stand(
            standing=standing,
            paused_until=NOW,
            offers=c.offers(held),
            wants=c.wants(min(held, MAX_WANTS)),
            round=None if state is None else a_round(state),
            enrolment=answer if state in SIGNUP else None,
            partnerships=partnerships,
        )
        about = f"{standing}, {held} skills, round: {state}, {partnerships} partnerships"
        yield case(welcome.help_card, about, stand)
    for offers, wants in ((1, 0), (0, 1), (MAX_OFFERS, MAX_WANTS)):
        about = f"{offers} offers, {wants} wants"
        half = welcome.Stand(
            standing=Standing.ACTIVE,
            paused_until=None,
            offers=c.offers(offers),
            wants=c.wants(wants),
            round=a_round(),
            enrolment=None,
            partnerships=0,
        )
        yield case(welcome.help_card, about, half)
    for count, draft in ((0, None), (1, DRAFT), (MAX_SKILLS, DRAFT)):
        yield case(welcome.consent, f"{count} skills", draft, [c.skill_name()] * count)
    for member, state, (has_skills, channels) in product(
        (c.newcomer(), c.member()), (None, *RoundState), ((True, 0), (False, 40))
    ):
        known = "known" if member.zone_known else "unknown"
        about = f"zone {known}, round: {state}, skills: {has_skills}, {channels} channels"
        one, choices = None if state is None else a_round(state), c.programmes(channels)
        yield case(welcome.joined, about, member, one, has_skills=has_skills, choices=choices)
    for command in (None, *COMMANDS):
        yield case(welcome.unreadable, command.typed if command else "nothing near", command)
    yield case(welcome.chat, "")


def _breaks(_: Cast) -> Iterator[Case]:
    for count in (0, 1, 3):
        yield case(welcome.ask_leave, f"{count} partnerships", count)
        yield case(welcome.left, f"{count} partnerships", count)
    yield case(welcome.pause_form, "")
    yield case(welcome.paused, "", NOW)
    yield case(welcome.resumed, "")
