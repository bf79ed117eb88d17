"""Words in the reader's language: gettext catalogues, with typed spans filled in after translation.

`Texts` is made once per language. Message ids are the English sentences; catalogues are `LANGUAGE.po` beside
this file, read when first needed. Placeholders are named: `t.line("You teach {skill}.", skill=Bold("Rust"))`.
"""

from __future__ import annotations

import gettext
import io
import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from babel.lists import format_list

from bot.ui import Line, Span

ENGLISH = "en"
BLANK = re.compile(r"\{(\w+)\}")
Filling = Span | Line | int


class Texts:
    """The sentences of one language."""

    def __init__(self, language: str, catalogue: gettext.NullTranslations) -> None:
        """Take the catalogue of `language` (ISO 639)."""
        self.language = language
        self._catalogue = catalogue

    def line(self, sentence: str, /, **blanks: Filling) -> Line:
        """Return the translated sentence as spans, each `{name}` replaced by its span, line or number."""
        return _fill(self._catalogue.gettext(sentence), blanks)

    def text(self, sentence: str, /, **blanks: str | int) -> str:
        """Return the translated sentence as plain text: for titles, labels and buttons."""
        return self._catalogue.gettext(sentence).format(**blanks)

    def many(self, one: str, more: str, n: int, /, **blanks: Filling) -> Line:
        """Return the sentence in the form that the language uses for `n`; `{n}` is the number."""
        return _fill(self._catalogue.ngettext(one, more, n), {"n": n, **blanks})

    def listed(self, items: Iterable[Filling]) -> Line:
        """Return the items as the language lists them: "A, B and C"."""
        found = list(items)
        marks = [f"{{i{n}}}" for n in range(len(found))]
        pattern = format_list(marks, locale=self.language) if marks else ""
        return _fill(pattern, {f"i{n}": item for n, item in enumerate(found)})


def mark(sentence: str) -> str:
    """Return the sentence as it is, marked for translation where it is used later."""
    return sentence


@cache
def texts(language: str) -> Texts:
    """Return the sentences of a language; English where there is no catalogue for it."""
    if language not in languages():
        return Texts(ENGLISH, gettext.NullTranslations())
    return Texts(language, _catalogue(language))


@cache
def languages() -> tuple[str, ...]:
    """Return the languages the bot can write in, English first."""
    found = (
        entry.name.removesuffix(".po") for entry in files(__name__).iterdir() if entry.name.endswith(".po")
    )
    return (ENGLISH, *sorted(found))


def _catalogue(language: str) -> gettext.NullTranslations:
    if language == ENGLISH:
        return gettext.NullTranslations()
    # English is all that most installations need, and needs none of this.
    from babel.messages.mofile import write_mo  # noqa: PLC0415
    from babel.messages.pofile import read_po  # noqa: PLC0415

    source = (files(__name__) / f"{language}.po").read_bytes()
    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(source), locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def _fill(pattern: str, blanks: dict[str, Filling]) -> Line:
    spans: list[Span] = []
    for n, part in enumerate(BLANK.split(pattern)):
        filling: Filling = part if n % 2 == 0 else blanks[part]
        match filling:
            case tuple():
                spans += filling
            case int():
                spans.append(str(filling))
            case "":
                pass
            case _:
                spans.append(filling)
    return tuple(spans)
