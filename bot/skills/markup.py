"""Chat markup -> plain lines: Slack's escapes and links, Discord's tokens, emoji, code quotes, bullets."""

from __future__ import annotations

import re

_LINK = re.compile(r"<(?:https?|mailto)[^|>\s]*(?:\|([^>]*))?>")
_ADDRESS = re.compile(r"(?<![\w<])(?:https?://|www\.)[^\s<>()\[\],;]+")
_TOKEN = re.compile(r"<(?:[@#!]|a?:\w+:|t:)[^>]*>")
_SHORTCODE = re.compile(r"(?<![\w:]):[a-z0-9_+'-]{2,40}:(?![\w:])")
_STARS = re.compile(r"[\u2605\u2b50](?:\ufe0f)?(?:\s?[\u2605\u2b50\u2606]\ufe0f?)*")
_HEART = re.compile(r"[\u2764\u2665\U0001f493-\U0001f49f\U0001f5a4\U0001f90d\U0001f90e]\ufe0f?")
_CROSS = re.compile(r"[\u274c\u274e\u2716\u2717\u2718\U0001f6ab\U0001f44e\u26d4]\ufe0f?\s*")
_MARK = re.compile(
    r"\s*([\u2705\u2714\u2611\U0001f44d]|"
    r"[\u274c\u274e\u2716\u2717\u2718\U0001f6ab\U0001f44e\u26d4])\ufe0f?\s*"
)
_MARKED_LINE = re.compile(rf"^\s*\w.*{_MARK.pattern}$", re.MULTILINE)
_EMOJI = re.compile(
    r"(?:[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\u2300-\u23ff\u25a0-\u25ff\u2190-\u21ff]"
    r"[\ufe0e\ufe0f\u200d\U0001f3fb-\U0001f3ff]*"
    r"|[0-9#*]\ufe0f?\u20e3)+"
)
_BULLET = re.compile(
    r"^\s*(?:>+\s*|[-*\u2022\u2013\u2014\u25cf]\s+|\(?\d{1,2}[.)]\s+|\[[ x]?\]\s+|#{1,3}\s+)+", re.MULTILINE
)
_TAG = re.compile(r"</?(?:b|i|u|s|em|strong|code|pre|br|p|li|ul)\s*/?>", re.IGNORECASE)
_EDGE = re.compile(r"(?<![\w*_~])([*_~]{1,3})(?=\S)(.+?)(?<=\S)\1(?![\w*_~])")
_DOUBLE = "\u201c\u201d\u201e\u201f\u00ab\u00bb\u2039\u203a\u300c\u300d\u300e\u300f\u300a\u300b`"
_SINGLE = "\u2018\u2019\u201b\u02bc\u00b4"
_ARROWS = "\u2192\u21d2\u27a1"
_QUOTES = str.maketrans(
    dict.fromkeys(_DOUBLE, '"')
    | dict.fromkeys(_SINGLE, "'")
    | dict.fromkeys(_ARROWS, " -> ")
    | {"\uff08": "(", "\uff09": ")", "\uff1a": ":"}
)
_ESCAPES = {"&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'", "&nbsp;": " "}
_ESCAPE = re.compile("|".join(_ESCAPES))

_BEFORE_SIGN = re.compile(r"\s*\u2022\s*(?=[:,])")
_HASHTAG = re.compile(r"(?<!\S)#(?=[^\W\d_]{2})")
_NUMBERED = re.compile(r"(?:^|\s)\(?\d{1,2}[.)]\s+(?=[^\W\d])")
_ABBREVIATED = re.compile(r"\b(esp|incl|approx|vs|resp)\.", re.IGNORECASE)

EMOJI_MARK = "\u2022"
"""What an emoji is replaced with: a bullet, since people use them to separate things."""


def plain(text: str) -> str:
    """Return the text without markup: links as their label, no mentions, straight quotes, stars as "(n/5)"."""
    text = _ADDRESS.sub(" ", _LINK.sub(lambda match: match.group(1) or " ", text))
    text = _ESCAPE.sub(lambda match: _ESCAPES[match.group()], _TOKEN.sub(" ", text))
    text = _SHORTCODE.sub(f" {EMOJI_MARK} ", _TAG.sub(" ", text).translate(_QUOTES))
    text = _STARS.sub(_rating, text)
    text = _MARKED_LINE.sub(lambda line: _MARK.sub(_mark_behind, line.group()), text)
    text = _CROSS.sub(f" {EMOJI_MARK} not ", text)
    text = _EMOJI.sub(f" {EMOJI_MARK} ", _HEART.sub(" love ", text))
    text = _BEFORE_SIGN.sub("", text)
    text = _HASHTAG.sub(f" {EMOJI_MARK} ", text)
    if len(_NUMBERED.findall(text)) > 1:
        text = _NUMBERED.sub("\n", text)
    text = _EDGE.sub(r"\2", _BULLET.sub("", _ABBREVIATED.sub(r"\1", text)))
    return text.replace("```", " ").replace('""', " ")


def _mark_behind(match: re.Match[str]) -> str:
    """Return a tick or cross behind a word as words; in front of words they are bullets."""
    return f" no {EMOJI_MARK} " if _CROSS.match(match.group(1)) else f" {EMOJI_MARK} "


def _rating(match: re.Match[str]) -> str:
    filled = sum(character in "\u2605\u2b50" for character in match.group())
    return f" ({min(filled, 5)}/5) "


def has_content(text: str) -> bool:
    """Return whether there is a letter or digit of any script, or an emoji, in the text."""
    return any(character.isalnum() for character in text) or bool(_EMOJI.search(text))
