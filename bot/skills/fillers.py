"""Words around a skill that say nothing about which skill it is ("basics of", "programming language")."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum, auto

_BEFORE = re.compile(
    r"^(?:how to (?:use|play|write|do|make|program in|code in)?|learning(?: about| to)?|learn(?: about| to)?|"
    r"(?:an? )?(?:intro(?:duction)?|guide) to|(?:the )?(?:basics|fundamentals|foundations|art|essentials) of|"
    r"playing(?: the)?|play(?: the)?|using|use of|working with|programming (?:in|with)|program in|"
    r"coding (?:in|with)|code in|developing (?:in|with|for)|writing(?= \S+ code)|everything about|"
    r"anything (?:about|related to)|all things|the|doing|practi[cs]ing|practi[cs]al|"
    r"apache|google|microsoft|adobe|aws|amazon|hashicorp|oracle|ms|modern)\s+",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"\s+(?:skills?|programming language|languages?|lang|basics|fundamentals|essentials|classes|class|lessons?|"
    r"course|courses|tutoring|coaching|practice|for beginners|101|in general|stuff|things|techniques?|"
    r"knowledge|experience)$",
    re.IGNORECASE,
)
_AFTER_TECHNICAL = re.compile(
    r"\s+(?:programming|coding|scripting|development|developer|dev|developing|engineering|code|framework|library|"
    r"apps?|software|tool|tools|database|db|server|scripts?)$",
    re.IGNORECASE,
)
_LONGEST = 4


_MODE = re.compile(
    r"^(?:speak(?:ing)?|spoken|written|write|writing|read(?:ing)?|understand(?:ing)?|conversational|interact(?:ing)? in)\s+"
    r"|\s+(?:conversation|grammar|speaking|writing|reading|vocabulary|pronunciation)$",
    re.IGNORECASE,
)


class Scope(Enum):
    """For which skills a filler says nothing."""

    ANY = auto()
    TECHNICAL = auto()
    MODE = auto()


def bare_forms(text: str) -> Iterator[tuple[str, Scope]]:
    """Yield the text without its filler, least changed first, with the kind of skills this holds for.

    "python programming" is Python, but "leadership development" is not simply Leadership; "speaking German" is German
    unless the vocabulary tells spoken German apart.
    """
    seen = {text}
    forms = [(text, Scope.ANY)]
    for _ in range(_LONGEST):
        forms = [form for known in forms for form in _shorter(*known) if form[0] not in seen]
        seen.update(form for form, _ in forms)
        yield from forms


def _shorter(text: str, scope: Scope) -> Iterator[tuple[str, Scope]]:
    kinds = ((_BEFORE, scope), (_AFTER, scope), (_AFTER_TECHNICAL, Scope.TECHNICAL), (_MODE, Scope.MODE))
    for pattern, only in kinds:
        bare = pattern.sub("", text, count=1).strip()
        if bare and bare != text:
            yield bare, only
