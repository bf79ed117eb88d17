"""Words around a skill that say nothing about which skill it is ("basics of", "programming language")."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum, auto

_BEFORE = re.compile(
    r"^(?:how to(?: use| play| write| do| make| program in| code in)?|learning(?: about| to)?|"
    r"learn(?: about| to)?|"
    r"(?:an? )?(?:intro(?:duction)?|guide) to|(?:the )?(?:basics|fundamentals|foundations|art|essentials) of|"
    r"playing(?: the)?|play(?: the)?|using|use of|working with|programming (?:in|with)|program in|"
    r"coding (?:in|with)|code in|developing (?:in|with|for)|writing(?= \S+ code)|everything about|"
    r"anything (?:about|related to)|all things|the|doing|practi[cs]ing|practi[cs]al|modern)\s+",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"\s+(?:skills?|basics|fundamentals|essentials|classes|class|lessons?|"
    r"course|courses|tutoring|coaching|practice|for beginners|101|in general|stuff|things|"
    r"theory and practice)$",
    re.IGNORECASE,
)
_AFTER_TECHNICAL = re.compile(
    r"\s+(?:programming|coding|scripting|development|developer|dev|developing|engineering|code)$",
    re.IGNORECASE,
)
_LONGEST = 4
_SEPARATOR = re.compile(r"[-_\s]+")


_LANGUAGE = re.compile(r"\s+(?:(?:programming )?languages?|lang)$", re.IGNORECASE)
_SPEAKING = re.compile(
    r"^(?:speak(?:ing)?|spoken|conversational)\s+|\s+(?:conversation|speaking)$", re.IGNORECASE
)
_PART = re.compile(
    r"^(?:written|write|writing|read(?:ing)?|understand(?:ing)?|interact(?:ing)? in)\s+"
    r"|\s+(?:grammar|writing|reading|vocabulary|pronunciation|spelling)$",
    re.IGNORECASE,
)


class Scope(Enum):
    """For which skills a filler says nothing."""

    ANY = auto()
    TECHNICAL = auto()
    LANGUAGE = auto()
    SPEAKING = auto()
    PART = auto()


def bare_forms(text: str) -> Iterator[tuple[str, Scope]]:
    """Yield the text without its filler, least changed first, with the kind of skills this holds for.

    "python programming" is Python, but "leadership development" is not simply Leadership; "speaking German" is
    German unless the vocabulary tells spoken German apart; "written German" is a part of it and has to be asked.
    """
    text = _SEPARATOR.sub(" ", text)
    seen = {text}
    forms = [(text, Scope.ANY)]
    for _ in range(_LONGEST):
        forms = [form for known in forms for form in _shorter(*known) if form[0] not in seen]
        seen.update(form for form, _ in forms)
        yield from forms


def _shorter(text: str, scope: Scope) -> Iterator[tuple[str, Scope]]:
    kinds = (
        (_BEFORE, scope),
        (_AFTER, scope),
        (_AFTER_TECHNICAL, Scope.TECHNICAL),
        (_LANGUAGE, Scope.LANGUAGE),
        (_SPEAKING, Scope.SPEAKING),
        (_PART, Scope.PART),
    )
    for pattern, only in kinds:
        bare = pattern.sub("", text, count=1).strip()
        if bare and bare != text:
            # Once a word named a part of the skill, taking more words off does not make it the whole again.
            yield bare, Scope.PART if scope is Scope.PART else only
