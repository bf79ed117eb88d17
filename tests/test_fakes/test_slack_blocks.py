"""The local Slack's Block Kit rules."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fakes.slack.blockkit import validate_blocks, validate_view

TEXT = {"type": "mrkdwn", "text": "hi"}
PLAIN = {"type": "plain_text", "text": "a"}
SECTION = {"type": "section", "text": TEXT}
OPTION = {"text": PLAIN, "value": "a"}
BUTTON = {"type": "button", "action_id": "x", "text": PLAIN}
ASK = {"type": "input", "label": PLAIN, "element": {"type": "plain_text_input", "action_id": "p"}}
MODAL = {"type": "modal", "title": PLAIN, "blocks": [ASK], "submit": PLAIN}


def menu(**fields: Any) -> dict[str, Any]:
    """Return a section with a menu."""
    return {**SECTION, "accessory": {"type": "static_select", "action_id": "s", **fields}}


def plain(length: int) -> dict[str, str]:
    """Return a plain text of this many characters."""
    return {"type": "plain_text", "text": "x" * length}


def test_ordinary_blocks_are_taken() -> None:
    context = {"type": "context", "elements": [TEXT]}
    actions = {"type": "actions", "elements": [BUTTON]}
    assert validate_blocks([SECTION, actions, ASK, {"type": "divider"}, context], "message") == []


@pytest.mark.parametrize(
    ("block", "problem"),
    [
        ({"type": "actions", "elements": [{**BUTTON, "text": plain(76)}]}, "less than 76"),
        ({"type": "actions", "elements": [{**BUTTON, "action_id": str(i)} for i in range(26)]}, "1 and 25"),
        ({"type": "actions", "elements": [BUTTON, BUTTON]}, "action_id must be unique"),
        ({"type": "header", "text": TEXT}, "must be plain_text"),
        ({"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}, "less than 3001"),
        ({"type": "section", "text": {"type": "mrkdwn", "text": ""}}, "more than 0"),
        ({"type": "section"}, "text or fields"),
        ({"type": "section", "fields": [TEXT] * 11}, "1 and 10 fields"),
        (menu(options=[{**OPTION, "value": str(i)} for i in range(101)]), "1 and 100 options"),
        (menu(), "exactly one of options and option_groups"),
        (menu(options=[OPTION], initial_option={**OPTION, "value": "z"}), "exactly match"),
        (menu(options=[OPTION, OPTION]), "values must be unique"),
        (menu(option_groups=[{"label": plain(76), "options": [OPTION]}]), "less than 76"),
        ({"type": "actions", "elements": [ASK["element"]]}, "unsupported type"),
        ({"type": "carousel9"}, "unsupported type"),
        ({"type": "image", "image_url": "https://example.test/a.png"}, "alt_text"),
    ],
)
def test_what_slack_documents_as_wrong_is_refused(block: dict[str, Any], problem: str) -> None:
    [found] = validate_blocks([block], "message")
    assert problem in found


def test_two_blocks_with_one_id_are_refused() -> None:
    named = {**SECTION, "block_id": "b"}
    assert "block_id must be unique" in validate_blocks([named, named], "message")[0]


def test_an_ordinary_modal_is_taken() -> None:
    assert validate_view(MODAL, "modal") == []


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"title": plain(25)}, "less than 25"),
        ({"private_metadata": "x" * 3001}, "less than 3001"),
        ({"submit": None}, "submit is required"),
        ({"blocks": []}, "at least one block"),
        ({"type": "home"}, "view type must be modal"),
    ],
)
def test_a_modal_slack_would_refuse_is_refused(changes: dict[str, Any], problem: str) -> None:
    assert problem in " ".join(validate_view(MODAL | changes, "modal"))


def test_a_home_tab_holds_a_hundred_blocks() -> None:
    assert validate_view({"type": "home", "blocks": [SECTION] * 100}, "home") == []
    assert validate_view({"type": "home", "blocks": [SECTION] * 101}, "home") != []
