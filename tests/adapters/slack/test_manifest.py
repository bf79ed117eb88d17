"""The manifest says what the code does, and asks for no more than it needs."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import manifest as manifests
from adapters.slack.manifest import EVENTS, SCOPES, manifest
from bot import commands

ADAPTER = Path(manifests.__file__).parent


def test_the_manifest_is_for_socket_mode_and_has_no_address() -> None:
    found = manifest()
    assert found["settings"]["socket_mode_enabled"] is True
    assert "url" not in json.dumps(found)


def test_the_manifest_for_http_mode_names_the_address_wherever_slack_posts_to_it() -> None:
    url = "https://bot.test/slack/events"
    found = manifest(request_url=url)
    settings = found["settings"]
    assert settings["socket_mode_enabled"] is False
    assert settings["event_subscriptions"]["request_url"] == settings["interactivity"]["request_url"] == url
    assert {command["url"] for command in found["features"]["slash_commands"]} == {url}


def test_every_command_is_there_and_escaped_so_that_mentions_come_as_ids() -> None:
    found = manifest()["features"]["slash_commands"]
    assert [command["command"] for command in found] == [f"/{root}" for root in commands.roots()]
    assert all(command["should_escape"] for command in found)
    assert all(
        len(command["description"]) <= 2000 and 0 < len(command["usage_hint"]) <= 1000 for command in found
    )


def test_every_permission_has_its_reason_and_is_asked_for_once() -> None:
    names = [scope.name for scope in SCOPES]
    assert len(set(names)) == len(names)
    assert all(scope.reason for scope in SCOPES)


def test_looking_into_group_dms_is_asked_for_only_on_request() -> None:
    assert "mpim:history" not in manifest()["oauth_config"]["scopes"]["bot"]
    assert manifest(optional=True)["oauth_config"]["scopes"]["bot"] == [scope.name for scope in SCOPES]


NEEDED = {
    "chat_postMessage": "chat:write",
    "chat_postEphemeral": "chat:write",
    "chat_update": "chat:write",
    "conversations_open": "mpim:write",
    "conversations_history": "im:history",
    "conversations_info": "channels:read",
    "users_info": "users:read",
    "files_getUploadURLExternal": "files:write",
    "files_completeUploadExternal": "files:write",
    "views_open": None,
    "views_update": None,
    "views_publish": None,
    "auth_test": None,
    "apps_connections_open": None,
}


HELPERS = {"base_url", "retry_handlers"}


def test_every_method_called_has_its_permission() -> None:
    source = "\n".join(path.read_text("utf-8") for path in ADAPTER.glob("*.py"))
    methods = {name for name in dir(AsyncWebClient) if "_" in name.strip("_") and name not in HELPERS}
    called = methods & set(re.findall(r"\.([a-z]+_[a-zA-Z_]+)\b", source))
    assert called == set(NEEDED)
    assert {scope for scope in NEEDED.values() if scope} <= {scope.name for scope in SCOPES}


def test_people_can_write_to_the_bot() -> None:
    found = manifest()
    assert found["settings"]["event_subscriptions"]["bot_events"] == list(EVENTS)
    assert found["features"]["app_home"]["messages_tab_enabled"] is True
    assert found["features"]["app_home"]["messages_tab_read_only_enabled"] is False


@pytest.mark.parametrize(("part", "most"), [("name", 35), ("description", 140)])
def test_the_manifests_texts_fit(part: str, most: int) -> None:
    assert 0 < len(manifest()["display_information"][part]) <= most


def test_the_bots_name_can_be_chosen() -> None:
    found = manifest(name="Buddy")
    assert found["display_information"]["name"] == found["features"]["bot_user"]["display_name"] == "Buddy"
