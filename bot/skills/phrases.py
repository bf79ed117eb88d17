"""What a piece of a sentence does with its skill: introduces, denies, wishes, gives, or names a goal."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from bot.skills.wording import pattern, words

ARROW = re.compile(r"\s*(?:->|=>|-->)\s*|\s+(?:-{1,3}|\u2013|\u2014)\s+")
PURPOSE = re.compile(
    r"\s+(to|for|para|pour|f\u00fcr|per|voor|f\u00f6r|\u0434\u043b\u044f|dla|um)\s+", re.IGNORECASE
)
_MODAL = r"(?:can|could|also|would|will|might|may|do|have|really|mostly|mainly|currently|am able to)"
_READY = r"(?:able|happy|glad|willing|keen|excited|available|eager|hoping|looking|trying|planning)"
_LEAD = (
    rf"^(?:(?:(?:i|we|ich|yo|je|you) )?{_MODAL}(?: also)?(?: please)?\s+)*"
    r"(?:(?:i(?:'m| am|'ve| have|'d|'ll| will|'d be)?|we)\s+)?"
    rf"(?:(?:been |be )?{_READY}(?: to| for)?\s+)?"
    r"(?:(?:to )?(?:{0})(?: (?:{1}))*\s+)(?=\S)"
)
_FOREIGN_LEAD = r"^(?:{0})\s+"
_SMALL_LEAD = r"^(?:{0})[\s,:]+(?=\S)"
_TAIL = r"[\s,]+(?:{0})[.!?]*$"
_FOREIGN_TAIL = re.compile(
    r"\s+(?:lernen|unterrichten|beibringen|leren|öğrenmek)$|"
    r"(?:を|が)?(?:学びたい|教えます|教えられます|できます|習いたい)$",
    re.IGNORECASE,
)
_DENIAL = (
    r"^(?:(?:but|just|please|and|though|although|definitely|absolutely|really|"
    r"aber|pero|mais|ma|\u043d\u043e|und|y) )*(?:{0})(?:\s+|$)"
)
_TURN = r"[\s,]*\b(?:{0})\s+"
_BACK = re.compile(
    r"[\s,]+(?:but(?: rather| only| just)?|sondern|sino|only|just|rather)\s+(?!not\b|no\b)", re.IGNORECASE
)
_DISMISSED = re.compile(
    r"\s+(?:is|are|was) (?:not|never|n't) .*$|\s+(?:isn't|aren't|ain't) .*$", re.IGNORECASE
)
_HAS = re.compile(
    r"^(?:but |and |though )?i (?:already |do |only )?(?:know|speak|have|use|understand)\s+", re.IGNORECASE
)
_GOAL = r"\s*(?:,\s*)?\b(?:{0})\s+"
_JOINER = r"(\s+(?:{0})\s+|(?<=\w\w)&(?=\w\w))"
_MOST_TAILS = 4
_TELLING = re.compile(
    r"^(?:and |but |so |because )?(?:(?:i|we|it|that|this|they|there|my|our)(?:'\w+)?|happy to|glad to|feel free|"
    r"just ask|let me know|(?:dm|ping|message|contact|ask) me|looking forward|can't wait) +\w+ +\S",
    re.IGNORECASE,
)
_PLAN = re.compile(
    r"^(?:and )?(?:i(?:'d| would)? )?(?:want|like|need|hope|hoping|plan|planning|aim|wish|trying|try) to "
    r"(?!learn|know|get |understand|improve|study|master|practi)(?=\S)",
    re.IGNORECASE,
)
_AIM = re.compile(
    r"^(?:(?:my |the )?(?:goal|aim|purpose|reason|why)(?: is(?: to)?)?\s*[:=]?\s+(?:is )?(?:to )?|"
    r"(?:aiming|hoping|heading|targeting|working towards?) (?:for |at |to )?|"
    r"(?:so (?:that )?(?:i|we)(?: can)?|in order to|because|para|pour|um(?=.*\bzu\b)|damit|weil|porque|parce que|"
    r"om(?=.*\bte\b)|\u0447\u0442\u043e\u0431\u044b|\u0434\u043b\u044f|perch\u00e9)\s+)(?=\S)",
    re.IGNORECASE,
)


def strip_lead(text: str) -> str:
    """Return the text without its first introduction ("I can teach", "and also")."""
    leads = (
        pattern(_FOREIGN_LEAD, "lead foreign"),
        pattern(_LEAD, "lead verbs", "lead objects"),
        pattern(_SMALL_LEAD, "lead small"),
    )
    for lead in leads:
        shorter = lead.sub("", text, count=1).strip()
        if shorter and shorter != text:
            return shorter
    return text


def strip_tail(text: str) -> str:
    """Return the text without closing words ("too", "etc", "please") and sentence marks."""
    for _ in range(_MOST_TAILS):
        shorter = (
            _FOREIGN_TAIL.sub("", pattern(_TAIL, "tail").sub("", text)).strip().rstrip("!?.\u2026").rstrip()
        )
        if shorter == text or not shorter:
            break
        text = shorter
    return text


def is_negated(text: str) -> bool:
    """Return whether the text denies its skill ("not ...", "anything but ...", "... is not my thing")."""
    return bool(_denial().match(text) or _DISMISSED.search(text))


def denied(text: str) -> str:
    """Return what the text denies, without the words that deny it; an empty string when it denies nothing."""
    match = _denial().match(text)
    return text[match.end() :] if match else ""


def is_wish(text: str) -> bool:
    """Return whether the text says that its writer wants to learn something."""
    return bool(pattern("{0}", "wish").match(text))


def is_gift(text: str) -> bool:
    """Return whether the text says that its writer can teach or already has something."""
    return bool(pattern("{0}", "gift").match(text) or _HAS.match(text))


def turn(text: str) -> tuple[str, str, str]:
    """Return (kept, denied, kept again) of "X but not Y" and "not X but Y"; "" where nothing is said."""
    denial = _denial().match(text)
    if denial:
        back = _BACK.search(text, denial.end())
        return ("", text[: back.start()], text[back.end() :]) if back else ("", text, "")
    if _DISMISSED.search(text):
        return "", text, ""
    match = pattern(_TURN, "turn").search(text)
    if not match or match.start() == 0:
        return text, "", ""
    back = _BACK.search(text, match.end())
    if back:
        return text[: match.start()], text[match.end() : back.start()], text[back.end() :]
    return text[: match.start()], text[match.end() :], ""


def weak_turn(text: str) -> tuple[str, str] | None:
    """Return (before, behind) of a word that denies between two skills but may belong to a name, else None."""
    match = pattern(_TURN, "turn weak").search(text)
    return (text[: match.start()], text[match.end() :]) if match and match.start() else None


def goal(text: str) -> tuple[str, str] | None:
    """Return (before, behind) of words that announce a goal ("so I can", "in order to"), else None."""
    found = pattern(_GOAL, "goal").search(text)
    if found is None or found.start() == 0 or found.end() == len(text):
        return None
    if text.count("(", 0, found.start()) > text.count(")", 0, found.start()):
        return None
    return text[: found.start()].strip(), text[found.end() :].strip()


def aim(text: str) -> str:
    """Return the goal of a piece that is nothing but a goal ("goal: write an OS"), else an empty string."""
    match = _AIM.match(text)
    return text[match.end() :].strip() if match else ""


def plan(text: str) -> str:
    """Return what a piece says its writer wants to do ("want to build an app"), else an empty string."""
    match = _PLAN.match(text)
    return text[match.end() :].strip() if match else ""


def joined(text: str) -> list[str]:
    """Return [part, joiner, part, ...] of a text joined by "and", "&", "or" ..."""
    return pattern(_JOINER, "joiner").split(text)


def is_label(text: str) -> bool:
    """Return whether the words before a colon only head a list ("my skills")."""
    return text.casefold() in _set("labels")


def is_noise(text: str) -> bool:
    """Return whether the text alone names no skill ("whatever")."""
    return text.casefold() in _set("noise") or bool(pattern("(?:{0})[.!?]*", "tail").fullmatch(text))


def is_about(text: str) -> bool:
    """Return whether the text only tells about its writer ("I work as a nurse")."""
    return bool(pattern("(?:{0})[.!?]*", "about").fullmatch(text))


def after_talk(text: str) -> Iterator[str]:
    """Yield what follows words that only talk about teaching and learning, the longest rest first."""
    words = text.split()
    for place, word in enumerate(words[:-1], 1):
        if word.casefold().strip(",.!?:") not in _set("talk"):
            return
        yield " ".join(words[place:])


def is_telling(text: str) -> bool:
    """Return whether a piece is a sentence of its own about its writer ("I have an exam in June")."""
    return bool(_TELLING.match(text))


def is_pointer(text: str) -> bool:
    """Return whether the text names no skill once something was taken off it ("also teach it")."""
    return text.casefold() in _set("pointers")


def _denial() -> re.Pattern[str]:
    return pattern(_DENIAL, "negation")


@cache
def _set(name: str) -> frozenset[str]:
    return frozenset(words(name))
