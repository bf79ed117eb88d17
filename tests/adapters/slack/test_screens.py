"""Every screen of the gallery as Slack gets it: checked by the local Slack's validator and by slack_sdk's models."""

from __future__ import annotations

import pytest
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from adapters.slack import render
from bot.ports import Handle
from bot.ui import Card, mentioned
from tests.fakes.slack.blockkit import validate_blocks, validate_view
from tests.screens.gallery import Drawn, drawn, public_screens

MOST_OF_A_CARD = 9
"""A Home tab of 100 blocks holds ten such cards with a line between each two."""


def wrong_as_card(one: Drawn, card: Card) -> list[str]:
    """Return what Slack would refuse of a card in a message, in a window and on the Home tab."""
    names = {m: Handle(external_id=f"U{m}", name="somebody") for m in mentioned(card)}
    message = render.message(card, names)
    window = render.window(card, names, kept="{}")
    home = render.home((card, card), names)
    assert len(message.blocks) <= MOST_OF_A_CARD
    assert len(Block.parse_all(list(message.blocks))) == len(message.blocks)
    assert View(**window).to_dict()["type"] == "modal"
    assert View(**home).to_dict()["type"] == "home"
    return [
        *validate_blocks(list(message.blocks), "message"),
        *validate_view(window, "modal"),
        *validate_view(home, "home"),
        *([] if 0 < len(message.text) < 4000 else [f"{one.name}: {len(message.text)} characters of text"]),
    ]


@pytest.mark.parametrize("screen", public_screens())
def test_slack_would_take_the_screen_wherever_it_is_shown(screen: str) -> None:
    for one in drawn(screen):
        if isinstance(one.screen, Card):
            assert wrong_as_card(one, one.screen) == []
        else:
            view = render.modal(one.screen, kept="{}", zone="Europe/Paris")
            assert validate_view(view, "modal") == []
            assert View(**view).to_dict()["callback_id"] == one.screen.action
