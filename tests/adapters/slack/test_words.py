"""How typed words are read, and how words are made safe to show."""

from __future__ import annotations

import pytest

from adapters.slack import words
from adapters.slack.words import Mentioned


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("a &lt;b&gt; &amp;amp; c", "a <b> &amp; c"),
        ("see <#C1|mentoring> and <#C2>", "see #mentoring and #C2"),
        ("<https://x.test/a|our page> or <https://x.test>", "our page or https://x.test"),
        ("write <mailto:a@b.test|a@b.test> or <mailto:a@b.test>", "write a@b.test or a@b.test"),
        ("<!here> <!subteam^S1|@team> <!date^1^{date}|today>", "@here @team today"),
        ("C++ <-> Rust, <b>bold</b>, < >", "C++ <-> Rust, <b>bold</b>, < >"),
        ("two\nlines  with   gaps \n", "two\nlines with gaps"),
        ("", ""),
    ],
)
def test_slacks_own_tokens_become_words_and_all_else_stays(raw: str, text: str) -> None:
    assert words.read(raw) == words.Words(text)


def test_mentions_are_taken_out_of_the_text_each_once() -> None:
    found = words.read("not <@U1|ana> and <@W2>, really not <@U1>")
    assert found.text == "not and , really not"
    assert found.people == (Mentioned("U1", "ana"), Mentioned("W2"))


def test_an_escaped_mention_is_text_and_names_nobody() -> None:
    assert words.read("&lt;@U1&gt; &lt;!channel&gt;") == words.Words("<@U1> <!channel>")


def test_escaped_text_holds_no_control_sequence() -> None:
    assert words.escape("<!channel> & <@U1>") == "&lt;!channel&gt; &amp; &lt;@U1&gt;"


def test_characters_that_reorder_or_vanish_are_dropped_and_line_breaks_stay() -> None:
    assert words.clean("a\u202eb\u2066c\x00d\x1be\ud800f\tg\nh") == "abcdef g\nh"


def test_labels_are_one_line_in_size_and_never_empty() -> None:
    assert words.label(" two\n words ", 75) == "two words"
    assert words.label("x" * 80, 75) == "x" * 75
    assert words.label("\u202e \n", 75) == "–"
