"""What the local Slack's Web API takes, refuses and gives back, asked with the real SDK's client."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from tests.fakes.slack import FakeConfig, FakeSlack
from tests.test_fakes.bolt_bot import people

SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "hi"}}
MODAL = {"type": "modal", "title": {"type": "plain_text", "text": "T"}, "blocks": [SECTION]}
KEY = {"event_type": "letter", "event_payload": {"key": "nudge:7:ada"}}


async def refused(call: Awaitable[Any]) -> str:
    """Return the error of a call that Slack refuses."""
    with pytest.raises(SlackApiError) as error:
        await call
    return str(error.value.response["error"])


@pytest.mark.parametrize(
    ("method", "args", "error"),
    [
        ("chat.postMessage", {"text": "x"}, "invalid_arguments"),
        ("chat.postMessage", {"channel": "C1", "text": ""}, "no_text"),
        ("chat.postMessage", {"channel": "C9", "text": "x"}, "channel_not_found"),
        ("chat.postMessage", {"channel": "C2", "text": "x"}, "not_in_channel"),
        ("chat.postMessage", {"channel": "U3", "text": "x"}, "channel_not_found"),
        ("chat.postMessage", {"channel": "C1", "text": "x", "blocks": [SECTION] * 51}, "invalid_blocks"),
        ("chat.postMessage", {"channel": "C1", "text": "x", "colour": "red"}, "invalid_arguments"),
        ("chat.postMessage", {"channel": "C1", "text": "x", "metadata": {}}, ""),
        ("chat.postMessage", {"channel": "C1", "text": "x", "metadata": {"a": 1}}, "invalid_metadata_schema"),
        ("chat.postMessage", {"channel": "C1", "text": "x", "thread_ts": "1.1"}, "thread_not_found"),
        ("chat.postEphemeral", {"channel": "C2", "user": "U1", "text": "x"}, "not_in_channel"),
        ("chat.postEphemeral", {"channel": "C1", "user": "U4", "text": "x"}, "user_not_in_channel"),
        ("chat.update", {"channel": "C1", "ts": "1.1", "text": "x"}, "message_not_found"),
        ("conversations.open", {"users": "U3"}, "user_disabled"),
        ("conversations.open", {"users": "U99"}, "user_not_found"),
        ("conversations.open", {"users": "USLACKBOT"}, "cannot_dm_bot"),
        ("conversations.open", {"users": ",".join(f"U{i}" for i in range(4, 13))}, "too_many_users"),
        ("conversations.history", {"channel": "C2"}, "not_in_channel"),
        ("views.publish", {"user_id": "U1", "view": MODAL}, "invalid_arguments"),
        ("views.open", {"trigger_id": "1.2.3", "view": MODAL}, "invalid_trigger_id"),
        ("mentor.magic", {}, "unknown_method"),
    ],
)
async def test_documented_errors_are_answered(
    ws: FakeSlack, client: AsyncWebClient, method: str, args: dict[str, Any], error: str
) -> None:
    ws.team.add_channel("C2", "elsewhere", ["U1"], bot=False)
    for i in range(4, 13):
        ws.team.add_user(f"U{i}", f"p{i}")
    if error:
        assert await refused(client.api_call(method, json=args)) == error
    else:
        await client.api_call(method, json=args)
    assert [call.error for call in ws.errors()] == ([error] if error else [])


async def test_a_false_token_is_invalid_and_a_removed_apps_token_inactive(
    ws: FakeSlack, client: AsyncWebClient
) -> None:
    assert await refused(AsyncWebClient(token="xoxb-no", base_url=ws.base_url).auth_test()) == "invalid_auth"
    await ws.team.uninstall()
    assert await refused(client.auth_test()) == "account_inactive"


async def test_a_missing_scope_is_named(ws: FakeSlack, client: AsyncWebClient) -> None:
    ws.team.scopes = {"chat:write"}
    assert await refused(client.users_info(user="U1")) == "missing_scope"
    assert await refused(client.conversations_history(channel="C1")) == "missing_scope"
    ws.team.scopes |= {"users:read"}
    assert (await client.users_info(user="U1"))["user"]["name"] == "ada"


async def test_an_unknown_argument_is_only_noted_when_the_test_asks_for_leniency() -> None:
    async with FakeSlack(FakeConfig(strict_arguments=False)) as ws:
        people(ws)
        client = AsyncWebClient(token=ws.bot_token, base_url=ws.base_url)
        await client.api_call("chat.postMessage", json={"channel": "C1", "text": "x", "colour": "red"})
        assert ws.calls[-1].warnings == ["superfluous arguments: colour"]


async def test_a_method_that_takes_forms_ignores_a_json_body(client: AsyncWebClient) -> None:
    assert await refused(client.api_call("users.info", json={"user": "U1"})) == "invalid_arguments"


async def test_a_users_zone_and_language_are_shown_and_a_deactivated_users_zone_is_not(
    client: AsyncWebClient,
) -> None:
    ada = (await client.users_info(user="U1", include_locale=True))["user"]
    assert (ada["tz"], ada["locale"], ada["is_admin"]) == ("Europe/London", "en-GB", True)
    gone = (await client.users_info(user="U3", include_locale=True))["user"]
    assert gone["deleted"]
    assert not {"tz", "locale", "is_admin"} & set(gone)


# ---- conversations -------------------------------------------------------------------------------------


async def test_a_group_dm_of_the_same_people_is_the_same(ws: FakeSlack, client: AsyncWebClient) -> None:
    first = await client.conversations_open(users=["U1", "U2"])
    again = await client.conversations_open(users=["U2", "U1"], return_im=True)
    assert first["channel"]["id"] == again["channel"]["id"]
    assert again["already_open"]
    assert again["channel"]["is_mpim"]
    await client.chat_postMessage(channel=first["channel"]["id"], text="You two!")
    assert [ws.user(who).inbox()[-1].text for who in ("U1", "U2")] == ["You two!"] * 2


async def test_metadata_come_back_whole_only_when_asked_for(client: AsyncWebClient) -> None:
    im = (await client.conversations_open(users="U1"))["channel"]["id"]
    await client.chat_postMessage(channel=im, text="Did you meet?", metadata=KEY)
    [bare] = (await client.conversations_history(channel=im))["messages"]
    [whole] = (await client.conversations_history(channel=im, include_all_metadata=True))["messages"]
    assert (bare["metadata"], whole["metadata"]) == ({"event_type": "letter"}, KEY)


async def test_history_is_newest_first_without_replies_and_ephemerals(
    ws: FakeSlack, client: AsyncWebClient
) -> None:
    first = (await client.chat_postMessage(channel="C1", text="first"))["ts"]
    await client.chat_postMessage(channel="C1", text="reply", thread_ts=first)
    await client.chat_postEphemeral(channel="C1", user="U1", text="psst")
    await ws.user("U2").say("C1", "second")
    shown = (await client.conversations_history(channel="C1"))["messages"]
    assert [message["text"] for message in shown] == ["second", "first"]
    thread = (await client.conversations_replies(channel="C1", ts=first))["messages"]
    assert [message["text"] for message in thread] == ["first", "reply"]


async def test_history_can_be_cut_by_time_and_read_in_pages(client: AsyncWebClient) -> None:
    stamps = [(await client.chat_postMessage(channel="C1", text=str(i)))["ts"] for i in range(5)]
    later = await client.conversations_history(channel="C1", oldest=stamps[1], inclusive=False)
    assert [message["text"] for message in later["messages"]] == ["4", "3", "2"]
    pages = [page["messages"] async for page in await client.conversations_history(channel="C1", limit=2)]
    assert [len(page) for page in pages] == [2, 2, 1]


async def test_an_ephemeral_is_seen_by_one_person_only(ws: FakeSlack, client: AsyncWebClient) -> None:
    await client.chat_postEphemeral(channel="C1", user="U1", text="for you")
    assert [message.text for message in ws.user("U1").inbox()] == ["for you"]
    assert ws.user("U2").channel("C1") == []


async def test_an_update_keeps_the_earlier_text_for_the_test(ws: FakeSlack, client: AsyncWebClient) -> None:
    posted = await client.chat_postMessage(channel="U1", text="before")
    await client.chat_update(channel=posted["channel"], ts=posted["ts"], text="after")
    [message] = ws.user("U1").inbox()
    assert (message.text, message.history) == ("after", ["before"])
    assert await refused(client.chat_update(channel=posted["channel"], ts=posted["ts"], text="y" * 4001)) == (
        "msg_too_long"
    )


# ---- views, response urls, files, installation -----------------------------------------------------------


async def test_a_trigger_is_good_once_and_for_a_short_time(ws: FakeSlack, client: AsyncWebClient) -> None:
    trigger, late = ws.team.new_trigger("U1"), ws.team.new_trigger("U1")
    await client.views_open(trigger_id=trigger, view=MODAL)
    assert await refused(client.views_open(trigger_id=trigger, view=MODAL)) == "exchanged_trigger_id"
    ws.config.trigger_ttl = 0.0
    assert await refused(client.views_open(trigger_id=late, view=MODAL)) == "expired_trigger_id"


async def test_three_modals_are_the_most_and_an_old_hash_is_refused(
    ws: FakeSlack, client: AsyncWebClient
) -> None:
    await client.views_open(trigger_id=ws.team.new_trigger("U1"), view=MODAL)
    for _ in range(2):
        await client.views_push(trigger_id=ws.team.new_trigger("U1"), view=MODAL)
    push = client.views_push(trigger_id=ws.team.new_trigger("U1"), view=MODAL)
    assert await refused(push) == "push_limit_reached"
    top = ws.user("U1").modal
    assert top is not None
    assert await refused(client.views_update(view_id=top.id, hash="old", view=MODAL)) == "hash_conflict"


async def test_a_response_url_is_good_five_times(ws: FakeSlack) -> None:
    url = ws.team.new_response_url("U1", "C1")
    sent = [await AsyncWebhookClient(url).send(text=f"n{i}") for i in range(6)]
    assert [answer.status_code for answer in sent] == [200] * 5 + [404]
    assert [message.text for message in ws.user("U1").inbox()] == [f"n{i}" for i in range(5)]
    assert ws.user("U2").inbox() == []


async def test_a_file_is_uploaded_in_three_steps(ws: FakeSlack, client: AsyncWebClient) -> None:
    await client.files_upload_v2(channel="C1", filename="a.csv", content="a,b\n", initial_comment="the round")
    assert ws.team.channels["C1"].messages[-1].files[0]["name"] == "a.csv"
    assert [file["received"] for file in ws.team.files.values()] == [b"a,b\n"]


async def test_an_installation_code_gives_a_second_workspaces_token(ws: FakeSlack) -> None:
    other = ws.add_team("T0FAKE02", "Fake Two")
    secrets = {"client_id": ws.client_id, "client_secret": ws.client_secret}
    code = ws.grant_code("c0de", other.id, "U1")
    client = AsyncWebClient(base_url=ws.base_url)
    given = await client.api_call("oauth.v2.access", params={**secrets, "code": code})
    assert (given["access_token"], given["team"]["id"]) == (other.bot_token, other.id)
    spent = client.api_call("oauth.v2.access", params={**secrets, "code": code})
    assert await refused(spent) == "invalid_code"


# ---- limits and trouble ----------------------------------------------------------------------------------


async def test_a_tiers_calls_are_counted_and_come_back_after_the_window(
    ws: FakeSlack, client: AsyncWebClient
) -> None:
    ws.limiter.enabled, ws.limiter.time_scale = True, 1.0
    ws.limiter.tier_per_minute["t2"] = 2
    for _ in range(2):
        await client.users_list()
    with pytest.raises(SlackApiError) as error:
        await client.users_list()
    assert error.value.response.status_code == 429
    assert int(error.value.response.headers["Retry-After"]) in range(58, 61)
    ws.limiter.time_scale = 0.0
    await client.users_list()


async def test_planned_failures_are_not_the_bots_errors(ws: FakeSlack, client: AsyncWebClient) -> None:
    ws.fail_next("chat.postMessage", error="fatal_error", match=lambda args: args["text"] == "b")
    await client.chat_postMessage(channel="C1", text="a")
    assert await refused(client.chat_postMessage(channel="C1", text="b")) == "fatal_error"
    ws.fail_next("*", drop=True, apply=True, times=2)
    with pytest.raises(aiohttp.ClientError):
        await client.chat_postMessage(channel="C1", text="c")
    assert [message.text for message in ws.team.channels["C1"].messages] == ["a", "c", "c"]
    assert ws.errors() == []


async def test_events_are_retried_three_times_and_commands_never() -> None:
    async with FakeSlack(FakeConfig(time_scale=0.0001)) as ws:
        people(ws)
        await ws.user("U1").dm("anyone?")
        await ws.wait_for(lambda: len(ws.courier.deliveries) == 4)
        assert [d.attempt for d in ws.courier.deliveries] == [0, 1, 2, 3]
        assert len({d.payload["event_id"] for d in ws.courier.deliveries}) == 1
        command = await ws.user("U1").slash("/mentor", "help")
        assert command.outcome == "no_connection"
        assert "dispatch_failed" in ws.user("U1").inbox()[-1].text


async def test_an_app_hears_only_what_it_subscribed_to() -> None:
    async with FakeSlack(FakeConfig(events=frozenset({"message.im"}), retry_events=False)) as ws:
        people(ws)
        _, in_dm = await ws.user("U1").dm("hello")
        _, in_channel = await ws.user("U1").say("C1", "hello")
        assert (in_dm is None, in_channel) == (False, None)
