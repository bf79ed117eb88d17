"""Levels said in words ("strong in", "(expert)", "5 years of") -> the product's numbers."""

from __future__ import annotations

import re
from enum import IntEnum

from bot.skills.values import Verb


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

_PHRASES: tuple[tuple[Rank, str], ...] = (
    (Rank.NOTHING, r"(?:i(?:'m| am) )?(?:completely |totally |brand |quite |pretty )?new(?: to(?: me)?)?|"
                   r"(?:i(?:'ve| have)? )?never (?:tried|done|used|touched|played|written|learned|learnt|did)(?: any)?|"
                   r"(?:complete|total|absolute|true) (?:beginner|novice|newbie|noob)(?: (?:in|at|with|to))?|from (?:scratch|zero)|"
                   r"(?:no|zero|without) (?:prior |previous )?(?:experience|knowledge|idea|clue)(?: (?:in|with|of|about|at))?|zero|newbie|noob|"
                   r"starting (?:out|from (?:scratch|zero))|first steps?(?: in| with)?|0"),
    (Rank.BEGINNER, r"(?:(?:i'm|i am|still) )?(?:an? )?(?:beginner|novice|rookie|starter)s?(?:[- ]level)?(?: (?:in|at|with))?|"
                    r"just (?:started|starting|beginning)(?: (?:out|with|in))?|principiante|anf(?:ä|ae)nger(?:in)?|d[ée]butante?|"
                    r"iniciante|начинающий|初心者|初级"),
    (Rank.BASICS, r"(?:(?:i(?:'m| am) )?(?:still )?(?:learning|studying) (?:it |this |that )?(?:myself|too|as well)?)(?: right now| at the moment)?|"
                  r"(?:one|a) step ahead|(?:a )?little bit(?: of)?|a (?:little|bit)(?: of)?|(?:some|the|basic|only|know the)? ?basics?(?: of| in)?|some|little|rusty(?: (?:in|at|with))?|"
                  r"a bit rusty|elementary|entry[- ]level|junior|(?:some|basic) (?:knowledge|experience|understanding)(?: (?:of|in|with))?|"
                  r"familiar(?: with)?|dabbl(?:e|ed|ing)(?: in)?|a[12](?: level)?|grundkenntnisse|b[áa]sico|notions"),
    (Rank.WORKING, r"(?:i(?:'m| am) )?(?:an? )?intermediate(?:[- ]level)?(?: (?:in|at|with))?|working knowledge(?: of| in)?|"
                   r"(?:i(?:'m| am) )?(?:decent|ok|okay|comfortable|competent|alright|so-so|not bad|fairly good)(?: (?:in|at|with))?|mid(?:[- ]?level)?|"
                   r"conversational|b[12](?: level)?|medium|average|intermedio|mittel|moyen"),
    (Rank.STRONG, r"(?:i(?:'m| am) )?(?:(?:very|pretty|really|quite) )?(?:strong|good|advanced|proficient|experienced|fluent|skilled|confident|solid|great)"
                  r"(?:[- ]level)?(?: (?:in|at|with|on))?|(?:an )?advanced(?: (?:in|at))?|senior|c1(?: level)?|fluently|lots of experience(?: (?:in|with))?|"
                  r"fortgeschritten|avanzado|avanc[ée]|avançado|flie(?:ß|ss)end|fluido|courant|продвинутый|上級|高级"),
    (Rank.EXPERT, r"(?:(?:i'm|i am) )?(?:an? |the )?(?:real |true |absolute )?(?:expert|master|guru|wizard|ninja|pro|specialist|authority|world[- ]class)"
                  r"(?:[- ]level)?(?: (?:in|at|with|on|of))?|(?:an? )?native(?:[- ](?:speaker|level))?(?: (?:of|in))?|mother tongue|c2(?: level)?|"
                  r"(?:very|highly|extremely) (?:experienced|skilled|advanced)(?: (?:in|at|with))?|excellent(?: (?:in|at))?|professional(?:ly)?|mastery(?: of)?|"
                  r"experte|expertin|experto|experta|esperto|muttersprache|nativo|natif|эксперт|родной|专家|エキスパート|母語"),
)  # fmt: skip
_AS_LEVEL = r"(?:at |on )?(?:an? )?(?:{0})(?: level| user| speaker| player)?"
_WHOLE = tuple((rank, re.compile(_AS_LEVEL.format(words), re.IGNORECASE)) for rank, words in _PHRASES)
_BEFORE = tuple((rank, re.compile(rf"(?:{words})[\s:-]+(?=\S)", re.IGNORECASE)) for rank, words in _PHRASES)
_AFTER = tuple(
    (rank, re.compile(rf"[\s:-]+{_AS_LEVEL.format(words)}$", re.IGNORECASE)) for rank, words in _PHRASES
)
_FRACTION = re.compile(r"(?:level |lvl )?(\d{1,2})\s*(?:/|of|out of)\s*(\d{1,2})", re.IGNORECASE)
_NUMBER = re.compile(r"(?:at )?(?:level|lvl|lv|l|niveau|nivel)\s*[:.]?\s*(\d)", re.IGNORECASE)
_YEARS_TEXT = r"(?:over |about |almost |more than |around |~|>)?(\d{1,2}|a|one|two|three|four|five|six|seven|eight|nine|ten|fifteen|twenty)\s*\+?\s*(?:plus )?(y(?:ea)?rs?|y|months?|mos?|mths?)\b\.?"
_YEARS_TAIL = r"(?:['\u2019]?\s*(?:of )?(?:experience|exp|practice))?(?: (?:of|in|with|doing|using|at))?"
_YEARS = re.compile(rf"(?:for |since )?{_YEARS_TEXT}{_YEARS_TAIL}", re.IGNORECASE)
_YEARS_BEFORE = re.compile(rf"(?:i have |with )?{_YEARS_TEXT}{_YEARS_TAIL}\s+(?=\S)", re.IGNORECASE)
_YEARS_AFTER = re.compile(rf"[\s:-]+(?:for |with )?{_YEARS_TEXT}{_YEARS_TAIL}$", re.IGNORECASE)
_NUMBER_AFTER = re.compile(
    r"[\s:-]+(?:at )?(?:(?:level|lvl|lv)\s*[:.]?\s*\d|\d{1,2}/(?:4|5|10))$", re.IGNORECASE
)
_NUMBER_BEFORE = re.compile(r"(?:level|lvl|lv)\s*[:.]?\s*\d[\s:-]+(?=\S)", re.IGNORECASE)
_AROUND = re.compile(
    r"^(?:(?:i (?:have|am|was)|i'm|at|around|about|roughly|still|currently|maybe|probably|only|just|my level(?: is|:)?|"
    r"level:?(?= \D)|now)\s+)+",
    re.IGNORECASE,
)
_NUMERALS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
             "ten": 10, "fifteen": 15, "twenty": 20}  # fmt: skip


def level_of(text: str, verb: Verb) -> int | None:
    """Return the level when the whole text is one ("expert", "3/4", "5 years", "still learning it myself"), else None."""
    bare = _AROUND.sub("", text.strip(" .!:-\"'()[]"))
    number = _NUMBER.fullmatch(bare) or re.fullmatch(r"(\d)", bare)
    if number:
        return _allowed(int(number.group(1)), verb)
    fraction = _FRACTION.fullmatch(bare)
    if fraction:
        return _scaled(int(fraction.group(1)), int(fraction.group(2)), verb)
    years = _YEARS.fullmatch(bare)
    if years:
        return _for_years(years, verb)
    for rank, pattern in _WHOLE:
        if pattern.fullmatch(bare):
            return _numbered(rank, verb)
    return None


def leading_level(text: str, verb: Verb) -> tuple[int, str, bool] | None:
    """Return (level, rest, sure) for a level at the start; `sure` when words like "in" or "of" bind it to the rest."""
    years = _YEARS_BEFORE.match(text)
    if years:
        return _for_years(years, verb), text[years.end() :], True
    number = _NUMBER_BEFORE.match(text)
    if number and (said := level_of(number.group(), verb)) is not None:
        return said, text[number.end() :], True
    best: tuple[int, str, bool] | None = None
    for rank, pattern in _BEFORE:
        match = pattern.match(text)
        if match and (best is None or len(text) - match.end() < len(best[1])):
            bound = bool(
                re.search(
                    r"\b(?:in|at|with|of|to|on|any|used|tried|done)[\s:-]+$", match.group(), re.IGNORECASE
                )
            )
            best = _numbered(rank, verb), text[match.end() :], bound
    return best


def trailing_level(text: str, verb: Verb) -> tuple[int, str] | None:
    """Return (level, rest) for a level at the end ("python expert", "German B2", "Go for 3 years"), else None."""
    years = _YEARS_AFTER.search(text)
    if years:
        return _for_years(years, verb), text[: years.start()]
    number = _NUMBER_AFTER.search(text)
    if number:
        level = level_of(number.group(), verb)
        return None if level is None else (level, text[: number.start()])
    for rank, pattern in _AFTER:
        match = pattern.search(text)
        if match and match.start() > 0:
            return _numbered(rank, verb), text[: match.start()]
    return None


def _numbered(rank: Rank, verb: Verb) -> int:
    return (_OFFER if verb == "offer" else _WANT)[rank]


def _allowed(number: int, verb: Verb) -> int | None:
    low, high = (1, 4) if verb == "offer" else (0, 3)
    return number if low <= number <= high else None


def _scaled(part: int, whole: int, verb: Verb) -> int | None:
    if not 0 < whole or part > whole:
        return None
    if verb == "offer":
        return max(1, round(4 * part / whole))
    return round(3 * part / whole)


def _for_years(match: re.Match[str], verb: Verb) -> int:
    """Return the level after years of practice: under 1 basics, from 1 working, from 3 strong, from 8 expert."""
    said = match.group(1).lower()
    years = _NUMERALS.get(said) or int(said)
    if match.group(2).lower().startswith("m"):
        years //= 12
    rank = Rank.BASICS
    for least, reached in ((1, Rank.WORKING), (3, Rank.STRONG), (8, Rank.EXPERT)):
        rank = reached if years >= least else rank
    return _numbered(rank, verb)
