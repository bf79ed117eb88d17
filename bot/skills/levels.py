"""Levels said in words ("strong in", "(expert)", "5 years of") -> the product's numbers."""

from __future__ import annotations

import re
from enum import IntEnum

from bot.skills.values import Verb
from bot.skills.wording import pattern


class Rank(IntEnum):
    """How good somebody says to be, before it becomes a level of an offer (1-4) or a want (0-3)."""

    NOTHING = 0
    BEGINNER = 1
    BASICS = 2
    WORKING = 3
    STRONG = 4
    EXPERT = 5


_OFFER = {Rank.NOTHING: 1, Rank.BEGINNER: 1, Rank.BASICS: 1, Rank.WORKING: 2, Rank.STRONG: 3, Rank.EXPERT: 4}
_WANT = {Rank.NOTHING: 0, Rank.BEGINNER: 0, Rank.BASICS: 1, Rank.WORKING: 2, Rank.STRONG: 3, Rank.EXPERT: 3}

_NOUN = r"(?:knowledge|understanding|command|grasp|experience|skills?|background|level)"
_AS_LEVEL = (
    r"(?:i have |i've got |have |is |are |at |on |ich bin |je suis |(?:yo )?soy |(?:io )?sono |"
    r"(?:eu )?sou |ik ben )?"
    r"(?:an? |eine? |une? |una? |uma? |een )?(?:{0})"
    rf"(?: level| user| speaker| player)?(?:\s+{_NOUN}(?: (?:of|in|with|at))?| (?:en|em|im|mit|"
    rf"con|com|avec|op))?"
)
_GAP = re.compile(r"[\s:-]+(?=\S)")
_FRACTION = re.compile(r"(?:level |lvl )?(\d{1,2})\s*(?:/|of|out of)\s*(\d{1,2})", re.IGNORECASE)
_NUMBER = re.compile(r"(?:at )?(?:level|lvl|lv|l|niveau|nivel)\s*[:.]?\s*(\d)", re.IGNORECASE)
_COUNT = r"(\d{1,2}|a|one|two|three|four|five|six|seven|eight|nine|ten|fifteen|twenty)"
_UNIT = (
    r"(y(?:ea)?rs?|yoe|y|jahren?|ans?|a\u00f1os?|anos?|"
    r"anni|anno|\u043b\u0435\u0442|\u0433\u043e\u0434\u0430?|jaar|lat|lata|y\u0131l|months?|mos?|mths?)\b\.?"
)
_YEARS_TEXT = rf"(?:over |about |almost |more than |around |~|>)?{_COUNT}\s*\+?\s*(?:plus )?{_UNIT}"
_YEARS_TAIL = r"(?:['\u2019]?\s*(?:of )?(?:experience|exp|practice))?(?: (?:of|in|with|doing|using|at))?"
_OF_IT = r"(?: of (?:doing )?(?:it|this|that))?"
_YEARS = re.compile(
    rf"(?:i(?:'ve| have)? )?(?:been )?(?:(?:doing|playing|using|teaching|practi[cs]ing|learning|"
    rf"at|coding|programming|working)(?: (?:it|this|that|with it|in it))? )?(?:for |"
    rf"since )?{_YEARS_TEXT}{_YEARS_TAIL}{_OF_IT}",
    re.IGNORECASE,
)
_YEARS_BEFORE = re.compile(
    rf"(?:i have |i've got |i've |have |with |after )?{_YEARS_TEXT}{_YEARS_TAIL}\s+(?=\S)", re.IGNORECASE
)
_YEARS_AFTER = re.compile(rf"[\s:-]+(?:for |with )?{_YEARS_TEXT}{_YEARS_TAIL}{_OF_IT}$", re.IGNORECASE)
_NUMBER_AFTER = re.compile(
    r"[\s:-]+(?:at )?(?:(?:level|lvl|lv)\s*[:.]?\s*\d|\d{1,2}/(?:4|5|10))$", re.IGNORECASE
)
_NUMBER_BEFORE = re.compile(r"(?:level|lvl|lv)\s*[:.]?\s*\d[\s:-]+(?=\S)", re.IGNORECASE)
_BEHIND = re.compile(
    r"\s+(?:already|now|only|so far|by now|though|before|i think|i guess|maybe|at the moment|"
    r"right now|overall)$",
    re.IGNORECASE,
)
_AROUND = re.compile(
    r"^(?:(?:i (?:have|am|was|know|do|speak)(?: only)?|i'm|but|though|and|with|all|both|each|are|is|mostly|"
    r"more or less|at|around|about|roughly|still|currently|maybe|probably|only|just|"
    r"my level(?: is|:)?|level:?(?= \D)|now)\s+)+",
    re.IGNORECASE,
)
_BOUND = re.compile(
    r"\b(?:in|at|with|of|to|on|any|used|tried|done|is|en|em|im|mit|con|com|avec|op)$", re.IGNORECASE
)
_WEAK = re.compile(
    r"\s+(?:learning|studying|master|mastery|pro|native|basics?|the basics|professional|medium|"
    r"new|zero|none|little|"
    r"some|good|great|solid|strong|well|average|elementary|conversational|specialist|authority|mid|ok|okay|"
    r"a little|rusty)",
    re.IGNORECASE,
)
_COMMON = re.compile(r"[\s,(:-]+(?:all|both|each)(?: are| is| at| of them)?\s+(.+?)\)?$", re.IGNORECASE)
_IN_ALL = re.compile(
    r"(.+?)\s+(?:in|at|with|for) (?:all|both|each|everything)(?: of (?:them|these|those|it))?", re.IGNORECASE
)
_RISE = (
    r"(?:^|\s)(?:(?:to )?(?:{0}|bring my \w+) )?(?:from|von|de|da|van) "
    r"(\S+(?: \S+)?) (?:to|->|zu|auf|nach|bis|\u00e0|a|para|naar) (\S+)(?:\s+(?:in|at|with|my))*(?:\s+|$)"
)
_LEVEL_IN = re.compile(
    r"^(?:my )?(?:current )?level (?:in|of|at|for) (.+?) is(?: (?:at|about|around))? (\S+(?: \S+)?)$",
    re.IGNORECASE,
)
_MANNER = re.compile(
    r"\s+(?:fluently|(?:really|very) well|professional(?:ly)?|fliessend|couramment|avan(?:zado|"
    r"\u00e7ado|c\u00e9|zato)|zaawansowan\w+|ileri)",
    re.IGNORECASE,
)
_NUMERALS = dict(
    zip(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
        range(1, 11),
        strict=True,
    )
)
_NUMERALS |= {"a": 1, "fifteen": 15, "twenty": 20}


def _patterns() -> list[tuple[Rank, re.Pattern[str]]]:
    """Return the words for every rank; one pattern each serves all places, since compiling them is what costs."""
    return [(rank, pattern(_AS_LEVEL, f"level {rank.name.lower()}")) for rank in Rank]


def level_of(text: str, verb: Verb) -> int | None:
    """Return the level when the whole text is one ("expert", "3/4", "5 years", "still learning"), else None."""
    said = text.strip(" .!:-\"'()[]")
    level = _level_said(said, verb)
    if level is not None:
        return level
    shorter = _BEHIND.sub("", _AROUND.sub("", said))
    return None if shorter == said else _level_said(shorter, verb)


def _level_said(bare: str, verb: Verb) -> int | None:
    number = _NUMBER.fullmatch(bare) or re.fullmatch(r"(\d)", bare)
    if number:
        return _allowed(int(number.group(1)), verb)
    fraction = _FRACTION.fullmatch(bare)
    if fraction:
        return _scaled(int(fraction.group(1)), int(fraction.group(2)), verb)
    years = _YEARS.fullmatch(bare)
    if years:
        return _for_years(years, verb)
    for rank, said in _patterns():
        if said.fullmatch(bare):
            return _numbered(rank, verb)
    return None


def risen(text: str, verb: Verb) -> tuple[str, int] | None:
    """Return (rest, level now) of "from B1 to C1 in Spanish" and "Spanish from basics to advanced", else None."""
    match = pattern(_RISE, "rise").search(text)
    if match is None or level_of(match.group(2), verb) is None:
        return None
    level = level_of(match.group(1), verb)
    rest = f"{text[: match.start()]} {text[match.end() :]}".strip()
    return None if level is None or not rest else (rest, level)


def leading_level(text: str, verb: Verb) -> tuple[int, str, bool] | None:
    """Return (level, rest, bound) for a level at the start; `bound` when a word like "in" ties it to it."""
    years = _YEARS_BEFORE.match(text)
    if years:
        return _for_years(years, verb), text[years.end() :], True
    number = _NUMBER_BEFORE.match(text)
    if number and (said := level_of(number.group(), verb)) is not None:
        return said, text[number.end() :], True
    for gap in reversed(list(_GAP.finditer(text))):
        for rank, words in _patterns():
            if gap.start() and words.fullmatch(text, 0, gap.start()):
                bound = bool(_BOUND.search(text, 0, gap.start()))
                return _numbered(rank, verb), text[gap.end() :], bound
    return None


def trailing_level(text: str, verb: Verb) -> tuple[int, str] | None:
    """Return (level, rest) for a level at the end ("German B2", "Go for 3 years"), else None."""
    years = _YEARS_AFTER.search(text)
    if years:
        return _for_years(years, verb), text[: years.start()]
    number = _NUMBER_AFTER.search(text)
    if number:
        level = level_of(number.group(), verb)
        return None if level is None else (level, text[: number.start()])
    for gap in _GAP.finditer(text):
        for rank, words in _patterns():
            if gap.start() and words.fullmatch(text, gap.end()):
                return _numbered(rank, verb), text[: gap.start()]
    return None


def is_weak(text: str, rest: str) -> bool:
    """Return whether the level behind `rest` may as well be a part of a name ("deep learning", "quiz master")."""
    return bool(_WEAK.fullmatch(text[len(rest) :]))


def common_level(text: str, verb: Verb) -> tuple[str, int] | None:
    """Return (rest, level) of "... - all advanced", whose level holds for everything before it, else None."""
    match = _COMMON.search(text) or _IN_ALL.fullmatch(text)
    level = level_of(match.group(1), verb) if match else None
    return None if match is None or level is None else (text[: match.start()].strip(), level)


def stated(text: str, verb: Verb) -> tuple[str, int] | None:
    """Return (skill, level) of "my level in German is A2", else None."""
    match = _LEVEL_IN.match(text)
    level = level_of(match.group(2), verb) if match else None
    return None if match is None or level is None else (match.group(1), level)


def is_wished(text: str, rest: str) -> bool:
    """Return whether the level behind `rest` says how something shall be done ("speak French fluently")."""
    return bool(_MANNER.fullmatch(text[len(rest) :]))


def _numbered(rank: Rank, verb: Verb) -> int:
    return (_OFFER if verb == "offer" else _WANT)[rank]


def _allowed(number: int, verb: Verb) -> int | None:
    low, high = (1, 4) if verb == "offer" else (0, 3)
    return number if low <= number <= high else None


def _scaled(part: int, whole: int, verb: Verb) -> int | None:
    if not whole > 0 or part > whole:
        return None
    if verb == "offer":
        return max(1, round(4 * part / whole))
    return round(3 * part / whole)


def _for_years(match: re.Match[str], verb: Verb) -> int:
    """Return the level after years: under 1 basics, from 1 working, from 3 strong, from 8 expert."""
    said = match.group(1).lower()
    years = _NUMERALS.get(said) or int(said)
    if match.group(2).lower().startswith("m"):
        years //= 12
    rank = Rank.BASICS
    for least, reached in ((1, Rank.WORKING), (3, Rank.STRONG), (8, Rank.EXPERT)):
        rank = reached if years >= least else rank
    return _numbered(rank, verb)
