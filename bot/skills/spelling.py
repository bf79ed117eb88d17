"""Spellings: cleaning what was typed and the keys under which names are compared. Pure functions."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from bot.skills.files import DATA, entries
from bot.skills.values import MAX_NAME

_KEPT_FORMAT = {"\u200c", "\u200d"}
_UNIFY = (
    {"\u266f": "#", "\uff03": "#", "\u2019": "'", "\u2018": "'", "\u02bc": "'", "\u201c": '"', "\u201d": '"',
     "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-", "\u2212": "-",
     "\u0131": "i", "\u00df": "ss", "\u00f8": "o", "\u0142": "l", "\u0111": "d", "\u00e6": "ae",
     "\u0153": "oe"}
)  # fmt: skip
_JOINING = " \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f-_./,;:'\"!?()[]{}|\\*~`"
_SQUEEZE = str.maketrans(dict.fromkeys(_JOINING))
_SQUEEZE_BUT_DOTS = {place: kept for place, kept in _SQUEEZE.items() if place != ord(".")}
_SQUEEZE_LINES = {place: kept for place, kept in _SQUEEZE.items() if place != ord("\n")}
_STRAY_DOT = re.compile(r"(?<!\d)\.|\.(?!\d)")
_LEADING_DOT = re.compile(r"\.[^\W\d_]")
_ACCENT = re.compile("[\u0300-\u036f]+")
_WORD = re.compile(r"\.?[^\W_]+(?:[+#]+)?|[+#]+")
_WORD_OR_LINE = re.compile(_WORD.pattern + r"|\n")


def clean(text: str) -> str:
    """Return the text as it may be stored: NFC, one space between words, no control or direction
    characters."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    out = []
    for character in unicodedata.normalize("NFC", text):
        kind = unicodedata.category(character)
        if kind in {"Cc", "Zl", "Zp", "Zs"}:
            out.append(" ")
        elif kind not in {"Cf", "Cs", "Co", "Cn"} or character in _KEPT_FORMAT:
            out.append(character)
    return " ".join("".join(out).split())


def shorten(text: str, limit: int = MAX_NAME) -> str:
    """Return at most `limit` characters, cut between words where possible, ending in an ellipsis when cut."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    head, space, _ = cut.rpartition(" ")
    return (head if space and len(head) > limit // 2 else cut).rstrip() + "\u2026"


def fold(text: str) -> str:
    """Return the text without case, accents on Latin and Greek letters, and look-alike punctuation."""
    return clean(text).lower() if text.isascii() else _fold_letters(clean(text))


def _fold_letters(cleaned: str) -> str:
    plain = _unified(unicodedata.normalize("NFKC", cleaned).casefold())
    kept = _ACCENT.sub("", unicodedata.normalize("NFKD", plain))
    return _unified(unicodedata.normalize("NFKC", kept).casefold())


def _unified(text: str) -> str:
    for odd in _UNIFY.keys() & set(text):
        text = text.replace(odd, _UNIFY[odd])
    return text


@lru_cache(maxsize=16_384)
def key_of(name: str) -> str:
    """Return the one spelling under which a skill is stored and compared.

    Case, accents, spaces and joining punctuation go; letters of any script, digits, `+`, `#`, a leading dot
    and a
    dot between digits stay. A name of nothing but punctuation keeps it. Applying it twice changes nothing.
    """
    return _squeezed(fold(name))


def keys_of(cleaned: Iterable[str]) -> dict[str, str]:
    """Return the key of every text, ten times faster than one by one; the texts must be `clean`.

    Folding and squeezing are dear by the call and cheap by the letter, so all texts are done at once.
    """
    texts = list(dict.fromkeys(cleaned))
    squeezed = "\n".join(fold_all(texts)).replace("&", "and").translate(_SQUEEZE_LINES).split("\n")
    keys = dict(zip(texts, squeezed, strict=False))
    keys.update((text, key_of(text)) for text in texts if "." in text or not keys[text])
    return keys


def fold_all(cleaned: Iterable[str]) -> list[str]:
    """Return every text folded; the texts must be `clean`."""
    texts = list(cleaned)
    others = [text for text in texts if not text.isascii()]
    folded = dict(zip(others, _fold_letters("\n".join(others)).split("\n"), strict=False))
    return [text.lower() if text.isascii() else folded[text] for text in texts]


def _squeezed(folded: str) -> str:
    """Return the folded text without what only joins words."""
    folded = folded.replace("&", "and").strip()
    if "." not in folded:
        return folded.translate(_SQUEEZE) or "".join(folded.split())
    lead = "." if _LEADING_DOT.match(folded) else ""
    squeezed = lead + _STRAY_DOT.sub("", folded.removeprefix(lead)).translate(_SQUEEZE_BUT_DOTS)
    return squeezed if squeezed.strip(".") else "".join(folded.split())


@lru_cache(maxsize=16_384)
def words_of(text: str) -> tuple[str, ...]:
    """Return the folded words, with `+` and `#` kept at their end ("c++", "f#")."""
    return tuple(_WORD.findall(fold(text).replace("&", " and ")))


def worded(cleaned: Iterable[str]) -> list[str]:
    """Return the words of every text with one space between them, several times faster than one by one."""
    folded = fold_all(cleaned)
    if not folded:
        return []
    tokens = _WORD_OR_LINE.findall("\n".join(folded).replace("&", " and "))
    return " ".join(tokens).replace(" \n ", "\n").replace(" \n", "\n").replace("\n ", "\n").split("\n")


_BRITISH = re.compile(
    r"(?<=[a-z]{3})(?P<iz>is)(?=(?:e|es|ed|ing|ations?|ers?)$)"
    r"|(?<=[a-z])(?P<yz>ys)(?=(?:e|es|ed|ing|ers?)$)"
    r"|(?<=[a-z]{2})(?P<or>our)(?=(?:s|ed|ing|ite|al|ful)?$)"
    r"|(?<=[a-z]{2}[aeiou])(?P<l>ll)(?=(?:ed|ing|ers?)$)"
    r"|(?<=[a-z]{3}[bt])(?P<er>re)$|(?P<og>ogue)$|(?P<ense>ence)$"
)
_BRITISH_ENDINGS = ("e", "s", "ed", "ing", "ion", "er", "our", "ite", "al", "ful")
_NO_PLURAL = ("ss", "us", "is", "as", "ics", "news")
_HAS_VOWEL = re.compile(r"[aeiouy]")


def singular(word: str) -> str:
    """Return the word without an English plural ending, where that is safe; short words stay."""
    if not word.endswith("s") or len(word) < 4 or word.endswith(_NO_PLURAL):
        return word
    if not word.isascii() or not word.isalpha():
        return word
    if word.endswith("ies") and len(word) > 5:
        return word[:-3] + "y"
    if word.endswith(("shes", "ches", "xes", "sses")):
        return word[:-2]
    short_os = word.endswith("os") and len(word) < 6
    return word[:-1] if not short_os and _HAS_VOWEL.search(word[:-1]) else word


def american(word: str) -> str:
    """Return the American spelling of a British one ("modelling" -> "modeling")."""
    return _BRITISH.sub(_americanised, word) if word.endswith(_BRITISH_ENDINGS) else word


def _americanised(match: re.Match[str]) -> str:
    """Return what is written instead, which is the name of the group that matched."""
    return str(match.lastgroup)


_DOTTED = 5


@lru_cache(maxsize=1)
def short_forms() -> dict[str, str]:
    """Return the whole word of every short form inside a name ("mgmt" -> "management")."""
    return {short: word for word, forms in entries(DATA / "short_forms.txt") for short in forms}


def variant_key(text: str) -> str:
    """Return a key equal for singular and plural, British and American spelling."""
    return variant_of(words_of(text))


def variant_of(words: Iterable[str]) -> str:
    """Return the variant key of folded words."""
    return "".join(map(_variant_of_word, words))


@lru_cache(maxsize=16_384)
def _variant_of_word(word: str) -> str:
    whole = short_forms().get(word, word)
    return american(singular(whole.lstrip(".") if len(whole) > _DOTTED else whole))


_ENDING = re.compile(
    "(.{4,}?)(?:izations|ization|ements|ations|ation|ating|ated|ates|ate|ments|ement|ment|ings|ing|ists|ist|"
    "ors|ies|ers|er|or|ed|ly|al|ic|ics|es|s|e|y)$"
)


def stem(word: str) -> str:
    """Return a rough stem, good enough to ask "did you mean", never to decide."""
    match = _ENDING.match(word)
    if not match:
        return word
    short = match.group(1)
    return short[:-1] if len(short) > 4 and short[-1] == short[-2] else short


_SMALL = frozenset(
    ("a", "an", "the", "of", "in", "for", "to", "and", "with", "on", "at", "my", "your", "how")
)


@lru_cache(maxsize=16_384)
def stem_key(text: str) -> str:
    """Return the set of stems as one string: word order, small words and endings do not count."""
    return " ".join(sorted(stems_of(words_of(text))))


def stems_of(words: Iterable[str]) -> set[str]:
    """Return the stems of folded words, without small words."""
    return {stem_of_word(word) for word in words if word not in _SMALL}


@lru_cache(maxsize=16_384)
def stem_of_word(word: str) -> str:
    """Return the stem of a word in American spelling."""
    return stem(american(word))


def acronym_of(text: str) -> str:
    """Return the first letters of a name of two to six words, else an empty string."""
    words = [word for word in words_of(text) if word not in {"and", "of", "the", "for", "in"}]
    return "".join(word[0] for word in words) if 2 <= len(words) <= 6 else ""
