"""Words that several screens share: levels, days, hours, and who teaches whom what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from babel.dates import get_day_names

from bot.model.ids import MemberId
from bot.model.partnerships import Coming, Lesson, Next, Partnership
from bot.model.people import Hours, Offer, OfferLevel, Want, WantLevel
from bot.texts import Texts
from bot.ui import Bold, Line, Mention, Option, Span, When, plain

SHOWN_TEXT = 500


def offer_level(t: Texts, level: int) -> str:
    """Return an offer's level in words."""
    return {
        OfferLevel.AHEAD: t.text("one step ahead"),
        OfferLevel.WORKING: t.text("working knowledge"),
        OfferLevel.STRONG: t.text("strong"),
        OfferLevel.EXPERT: t.text("expert"),
    }[OfferLevel(level)]


def want_level(t: Texts, level: int) -> str:
    """Return in words where somebody stands with what they want to learn."""
    return {
        WantLevel.NEW: t.text("new to it"),
        WantLevel.BASICS: t.text("know the basics"),
        WantLevel.WORKING: t.text("use it already"),
        WantLevel.STRONG: t.text("strong, aiming higher"),
    }[WantLevel(level)]


def offer_levels(t: Texts) -> tuple[Option, ...]:
    """Return the levels of an offer to choose from."""
    return tuple(Option(str(int(level)), offer_level(t, level)) for level in OfferLevel)


def want_levels(t: Texts) -> tuple[Option, ...]:
    """Return the levels of a want to choose from."""
    return tuple(Option(str(int(level)), want_level(t, level)) for level in WantLevel)


def hours(t: Texts, chosen: Hours) -> str:
    """Return a stretch of the week in words."""
    return {
        Hours.MORNINGS: t.text("Workdays 8-12"),
        Hours.MIDDAYS: t.text("Workdays 12-14"),
        Hours.AFTERNOONS: t.text("Workdays 14-18"),
        Hours.EVENINGS: t.text("Workdays 18-21"),
        Hours.SATURDAYS: t.text("Saturdays 9-18"),
        Hours.SUNDAYS: t.text("Sundays 9-18"),
    }[chosen]


def weekday(t: Texts, day: int) -> str:
    """Return the name of a weekday, 0-6 from Monday."""
    return str(get_day_names("wide", locale=t.language)[day])


def offers_line(t: Texts, offers: Sequence[Offer]) -> Line:
    """Return what somebody teaches, with levels, as one line; as many as fit, then a count."""
    return _some(t, [(Bold(one.skill.name), f" ({offer_level(t, one.level)})") for one in offers])


def wants_line(t: Texts, wants: Sequence[Want]) -> Line:
    """Return what somebody wants to learn as one line, the most wanted first."""
    return _some(
        t, [(Bold(one.skill.name), *(t.line(" (close is fine)") if one.close else ())) for one in wants]
    )


def bold_list(t: Texts, names: Iterable[str], most: int = SHOWN_TEXT) -> Line:
    """Return names that stand out, as the language lists them; as many as fit `most` characters, then a count."""
    return _some(t, [(Bold(name[:most]),) for name in names], most)


def mentions(t: Texts, members: Sequence[MemberId]) -> Line:
    """Return members as the language lists them."""
    return t.listed([Mention(member) for member in members])


def lesson(t: Texts, one: Lesson) -> Line:
    """Return who teaches whom what, with the learner's goal when there is one."""
    blanks: Mapping[str, Span] = {
        "teacher": Mention(one.teacher),
        "learner": Mention(one.learner),
        "skill": Bold(one.skill),
        "goal": one.goal,
        "via": Bold(one.via),
    }
    if one.via:
        return t.line("{teacher} teaches {learner} {via}: related to {skill}, not the same.", **blanks)
    if one.goal:
        return t.line("{teacher} teaches {learner} {skill}, for this goal: {goal}", **blanks)
    return t.line("{teacher} teaches {learner} {skill}.", **blanks)


def partners(t: Texts, one: Partnership, member: MemberId) -> Line:
    """Return the partners of a member."""
    return mentions(t, one.others(member))


def coming(t: Texts, event: Coming) -> Line:
    """Return what comes next for partners, and when."""
    match event.what:
        case Next.MEETING:
            return t.line("Next: you meet on {when}.", when=When(event.at))
        case Next.CHECKIN:
            return t.line("Next: I ask you how it goes on {day}.", day=When(event.at, "date"))
        case Next.END:
            return t.line("Next: your round ends on {day}.", day=When(event.at, "date"))


def _some(t: Texts, items: list[Line], most: int = SHOWN_TEXT) -> Line:
    """Return as many items as fit `most` characters, then how many more there are."""
    shown: list[Line] = []
    for item in items:
        if sum(len(plain(one)) for one in [*shown, item]) > most:
            break
        shown.append(item)
    rest = len(items) - len(shown)
    if not rest:
        return t.listed(shown)
    return t.many("{shown} and {n} more", "{shown} and {n} more", rest, shown=t.listed(shown))
