"""The indexes: what is done for all spellings at once gives what doing it one by one gives."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.skills.index import Index
from bot.skills.shipped import groups, shipped_keys
from bot.skills.spelling import clean, key_of, keys_of, stem_key, variant_key, worded, words_of

SPELLINGS = [text for group in groups() for text in group.spellings]
texts = st.lists(st.text(max_size=12).map(clean), max_size=6)


@given(texts)
def test_many_keys_at_once_are_the_same_as_one_by_one(some: list[str]) -> None:
    assert keys_of(some) == {text: key_of(text) for text in some}


@given(texts)
def test_the_words_of_many_texts_at_once_are_the_same_as_one_by_one(some: list[str]) -> None:
    assert worded(some) == [" ".join(words_of(text)) for text in some]


def test_the_shipped_keys_are_those_of_single_spellings() -> None:
    assert shipped_keys() == {text: key_of(text) for text in SPELLINGS}


def test_a_name_is_found_by_its_variant_key_and_each_of_its_stems() -> None:
    latin = tuple(dict.fromkeys(text for text in SPELLINGS if text.isascii()))
    index = Index.of(latin)
    shown = set(index.by_key.values())
    lost = [
        text
        for text in latin
        if text in shown
        and (
            text not in index.variants(variant_key(text) or text)
            or not all(text in index.with_stem(stem) for stem in stem_key(text).split())
        )
    ]
    assert lost == []


def test_british_words_share_the_stems_of_american_ones() -> None:
    index = Index.of(
        ("Favourite recipes", "Analysing prose", "Calibre design", "Colourful prints", "Fence repair")
    )
    assert index.with_stem("favorit") == ("Favourite recipes",)
    assert index.with_stem("analyz") == ("Analysing prose",)
    assert index.with_stem(stem_key("caliber")) == ("Calibre design",)
    assert index.with_stem("colorful") == ("Colourful prints",)
    assert index.with_stem(stem_key("fence")) == ("Fence repair",)


def test_a_short_form_at_the_beginning_is_found_by_the_whole_word() -> None:
    index = Index.of(("mgmt consulting", "viz tools"))
    assert index.variants("managementconsulting") == ("mgmt consulting",)
    assert index.variants("visualizationtool") == ("viz tools",)
