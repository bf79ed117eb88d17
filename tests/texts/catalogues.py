"""The sentences as the code has them and as the catalogues have them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from configparser import ConfigParser
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_keywords
from babel.messages.pofile import read_po

from tests.house.tree import ROOT, text_of

BLANK = re.compile(r"\{(\w*)\}")
Sentence = str | tuple[str, ...]


@cache
def sentences(root: Path = ROOT) -> frozenset[Sentence]:
    """Return what `make texts` finds below a folder: a sentence, or two forms of one."""
    [marked] = re.findall(r"^MARKED := (.+)$", text_of("Makefile"), re.MULTILINE)
    mapping = ConfigParser()
    mapping.read_string(text_of("bot/texts/babel.cfg"))
    methods = [(pattern, method) for method, pattern in (part.split(": ") for part in mapping.sections())]
    return frozenset(
        found[2] for found in extract_from_dir(root, methods, keywords=parse_keywords(marked.split()))
    )


@cache
def catalogue(language: str) -> Catalog:
    """Return the catalogue of a language as its file has it."""
    with (ROOT / "bot" / "texts" / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language)


def entries(language: str) -> Iterator[Message]:
    """Yield every entry of a catalogue but its header."""
    yield from (entry for entry in catalogue(language) if entry.id)


def translated(language: str) -> Mapping[Sentence, tuple[str, ...]]:
    """Return the finished translations of a catalogue, each with all its forms."""
    return {
        _sentence(entry.id): forms
        for entry in entries(language)
        if (forms := _forms(entry.string)) and all(forms) and not entry.fuzzy
    }


def missing(language: str, found: Iterable[Sentence]) -> list[Sentence]:
    """Return the sentences that have no finished translation."""
    return sorted((one for one in found if one not in translated(language)), key=str)


def blanks(sentence: str) -> list[str]:
    """Return the names of a sentence's blanks in alphabetical order, as often as they stand there."""
    return sorted(BLANK.findall(sentence))


def originals(sentence: Sentence, forms: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Yield every form of a translation with the English form that it stands for."""
    english = (sentence,) if isinstance(sentence, str) else sentence
    for n, form in enumerate(forms):
        yield english[min(n, len(english) - 1)], form


def _sentence(key: str | list[str] | tuple[str, ...]) -> Sentence:
    return key if isinstance(key, str) else tuple(key)


def _forms(text: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    if not text:
        return ()
    return (text,) if isinstance(text, str) else tuple(text)
