"""What a piece of a sentence does with its skill: introduces, denies, wishes, gives, or names a goal."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from bot.skills.wording import pattern, words

ARROW = re.compile(r"\s*(?:->|=>|-->)\s*|\s+(?:-{1,3}|\u2013|\u2014)\s+")
PURPOSE = re.compile(
    r"\s+(to|for|before|para|pour|f\u00fcr|per|voor|f\u00f6r|\u0434\u043b\u044f|dla|um)\s+", re.IGNORECASE
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
_TURN_OF_A_CLAUSE = (
    r"[\s,]*\b(?:but|though|although|aber|mais|pero|ma|mas|maar|ale|ama|\u043d\u043e)\s+"
    r"(?:please |then |also )?(?:{0})\s+"
)
_NO_BEHIND = re.compile(
    r"[\s:]+(?:no|nope|never|nein|nicht|non|niet|n\u00e3o|\u043d\u0435\u0442|not anymore)$", re.IGNORECASE
)
_BACK = re.compile(
    r"[\s,]+(?:but(?: rather| only| just)?|sondern|sino|only|just|rather)\s+(?!not\b|no\b)", re.IGNORECASE
)
_DISMISSED = re.compile(
    r"\s+(?:is|are|was) (?:not|never|n't) .*$|\s+(?:isn't|aren't|ain't) .*$", re.IGNORECASE
)
_HAS = re.compile(
    r"^(?:but |and |though )?i (?:already |do |only )?(?:know|speak|use|understand|"
    r"have(?!\s+(?:to|my|the|no|never|been|an?(?!\s+(?:lot|background|degree|good|solid|basic|"
    r"strong|bit)\b))\b))\s+",
    re.IGNORECASE,
)
_GOAL = r"\s*(?:,\s*)?\b(?:{0})\s+"
_JOINER = (
    r"(\s+(?:{0})\s+|(?<=\w\w)&(?=\w\w)|"
    r"(?<=\S)(?:\u4ee5\u53ca|\u548c|\u4e0e|\u8207|\u53ca|\u8ddf|\u3068|\u3084)(?=\S))"
)
_CONTRAST = re.compile(r"(.+?)[\s,]+(?:but|aber|mais|pero|ma|maar)\s+(.+)$", re.IGNORECASE)
_WITH = re.compile(r"\s+(?:with|using|via|in|mit|avec|con|com|met)\s+", re.IGNORECASE)
_NAMED = re.compile(
    r"(?i:i'm|i am|im|ich bin|je suis|je m'appelle|soy|me llamo|mi chiamo|ik ben|my name(?: i|"
    r"')s|this is) [A-Z][a-z\u00e0-\u00ff]+(?: here)?"
)
_REFUSAL = re.compile(
    r"(?:oh |actually )*(?:no,? wait|scratch that|actually,? no|wait,? no)|"
    r"(?:no|nope|nah|never|nein|non)(?:[, ]+(?:thanks|thank you|way|please|sorry|danke|merci|"
    r"gracias|never))*",
    re.IGNORECASE,
)
_STATE = re.compile(
    r"(?:but |and |though |although )?(?:(?:i'm|i am|im|i feel|i'm already) (?:\w+ )?(?:good|"
    r"okay|ok|fine|fluent|comfortable|"
    r"confident|strong|experienced|proficient|advanced|decent|great|skilled|an expert|a pro|"
    r"quite good|familiar)\b|"
    r"i(?:'ve| have) (?:been |played |used |done )|"
    r"i (?:already |also |can already )?(?:play|speak|know|use|do|teach|write|work with|code in|"
    r"program in)\s)",
    re.IGNORECASE,
)
_CHANGE = r"(?:(?:to |i'm |i am |we're |we are |i )?(?:{0})(?: over| away)? )?from (.+?) to (.+)$"
_MOST_TAILS = 4
_TELLING = re.compile(
    r"^(?:and |but |so |because )?(?:(?:i|we|it|that|this|they|there|my|our)(?:'\w+)?|happy to|"
    r"glad to|feel free|"
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
    r"(?:preparing|aiming|hoping|heading|targeting|working towards?) (?:for |at |to )?|"
    r"(?:so (?:that )?(?:i|we)(?: can)?|in order to|because|para|pour|um(?=.*\bzu\b)|damit|weil|"
    r"porque|parce que|"
    r"since(?= (?:i|my|we|our)\b)|om(?=.*\bte\b)|żeby|aby|için|\u0447\u0442\u043e\u0431\u044b|"
    r"\u0434\u043b\u044f|perch\u00e9)\s+|\u4e3a\u4e86|\u70ba\u4e86)(?=\S)",
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
    return bool(_denial().match(text) or _DISMISSED.search(text) or _NO_BEHIND.search(text))


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
    contrast = _CONTRAST.match(text) if _NO_BEHIND.search(text) else None
    if contrast:
        return contrast.group(1), contrast.group(2), ""
    if _DISMISSED.search(text) or _NO_BEHIND.search(text):
        return "", text, ""
    match = pattern(_TURN_OF_A_CLAUSE, "negation").search(text) or pattern(_TURN, "turn").search(text)
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


def with_tool(text: str) -> list[str]:
    """Return [activity, tool] of "data analysis with Python"; empty when there is no such word between them."""
    match = _WITH.search(text)
    if match is None or not match.start():
        return []
    activity, tool = text[: match.start()], text[match.end() :]
    return [tool] if activity.split()[-1].casefold() in _set("coding") else [activity, tool]


def is_label(text: str) -> bool:
    """Return whether the words before a colon only head a list ("my skills")."""
    return text.casefold() in _set("labels")


def is_noise(text: str) -> bool:
    """Return whether the text alone names no skill ("whatever")."""
    if not text.isascii() and not unwrapped(text):
        return True
    return text.casefold() in _set("noise") or bool(pattern("(?:{0})[.!?]*", "tail").fullmatch(text))


def is_refusal(text: str) -> bool:
    """Return whether a piece only refuses what stands before it ("PHP? No thanks")."""
    return bool(_REFUSAL.fullmatch(text.strip(" .!")))


def is_example(text: str) -> bool:
    """Return whether a piece gives examples or a guess ("e.g. R or Python", "maybe Kotlin")."""
    return bool(
        re.match(
            r"(?:e\.?g\b|i\.?e\b|for example|for instance|maybe|perhaps|like|such as|z\.?b\b)",
            text,
            re.IGNORECASE,
        )
    )


def is_for_all(text: str) -> bool:
    """Return whether what a piece says holds for everything before it ("both intermediate")."""
    return bool(re.match(r"(?:both|all|each|everything)\b", text, re.IGNORECASE))


def is_state(text: str) -> bool:
    """Return whether a piece tells what its writer can or uses ("I'm good at drawing", "I play the piano")."""
    return bool(_STATE.match(text))


def change(text: str) -> tuple[str, str]:
    """Return (what is left, what is taken) of "switch from Excel to Python", else ("", text)."""
    match = pattern(_CHANGE, "change").match(text)
    return (match.group(1), match.group(2)) if match else ("", text)


def is_about(text: str) -> bool:
    """Return whether the text only tells about its writer ("I work as a nurse")."""
    return bool(pattern("(?:{0})[.!?]*", "about").fullmatch(text) or _NAMED.fullmatch(text))


def after_talk(text: str) -> Iterator[str]:
    """Yield what follows words that only talk about teaching and learning, the longest rest first."""
    words = text.split()
    for place, word in enumerate(words[:-1], 1):
        if word.casefold().strip(",.!?:") not in _set("talk"):
            return
        yield " ".join(words[place:])


def before_talk(text: str) -> Iterator[str]:
    """Yield what stands before closing verbs ("... lernen will"), the longest rest first."""
    words = text.split()
    for place in range(len(words) - 1, 0, -1):
        if words[place].casefold().strip(",.!?:") not in _set("talk behind"):
            return
        yield " ".join(words[:place])


def unwrapped(text: str) -> str:
    """Return the text without what a language written without spaces puts around a skill."""
    bare = text
    for _ in range(_MOST_TAILS):
        bare = pattern("^(?:{0})", "joined before").sub("", bare, count=1)
    bare = pattern("(?:{0})$", "joined behind").sub("", bare, count=1)
    return bare.strip()


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
