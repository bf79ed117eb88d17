"""What the local Discord's REST API takes, refuses and gives back."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest

from tests.fakes.discord import bits, validate
from tests.fakes.discord.errors import ApiError
from tests.fakes.platform_data import data_file
from tests.test_fakes.scene import Scene

V2 = bits.COMPONENTS_V2
SPARE = {"type": 2, "style": 1, "label": "a"}


def row(*components: dict[str, Any]) -> dict[str, Any]:
    """Return a message with one row of components."""
    return {"content": "c", "components": [{"type": 1, "components": list(components)}]}


def options(count: int) -> list[dict[str, str]]:
    """Return this many options of a select."""
    return [{"label": str(i), "value": str(i)} for i in range(count)]


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        ({"content": "x" * 2001}, 50035, "content"),
        ({"content": " "}, 50006, ""),
        ({"embeds": [{"description": "d" * 4000}, {"description": "d" * 2001}]}, 50035, "embeds"),
        (row({**SPARE, "custom_id": "i" * 101}), 50035, "components"),
        (row({**SPARE, "custom_id": "i"}, {**SPARE, "custom_id": "i"}), 50035, "components"),
        (row(*({**SPARE, "custom_id": str(i)} for i in range(6))), 50035, "components"),
        (row({"type": 3, "custom_id": "s", "options": options(26)}), 50035, "components"),
        (row({"type": 4, "custom_id": "t", "label": "only in forms"}), 50035, "components"),
        ({"components": [{"type": 10, "content": "text display without the v2 flag"}]}, 50035, "components"),
        ({"content": "c", "flags": V2, "components": [{"type": 10, "content": "t"}]}, 50035, "content"),
        ({"content": "c", "nonce": "n" * 26, "enforce_nonce": True}, 50035, "nonce"),
        (
            {"content": "c", "allowed_mentions": {"parse": ["users"], "users": ["1"]}},
            50035,
            "allowed_mentions",
        ),
    ],
)
async def test_a_message_beyond_the_limits_is_refused(
    scene: Scene, body: dict[str, Any], code: int, field: str
) -> None:
    status, answer, _ = await scene.call("POST", f"/channels/{scene.general.id}/messages", body)
    assert (status, answer["code"]) == (400, code)
    assert not field or field in answer["errors"]
    assert scene.general.messages == {}


def test_a_form_within_the_limits_is_taken_and_a_sixth_field_is_not() -> None:
    inputs = [{"type": 4, "custom_id": str(i), "style": 1} for i in range(6)]
    fields = [{"type": 18, "label": "Skill", "component": each} for each in inputs]
    validate.modal({"title": "t", "custom_id": "m", "components": fields[:5]})
    with pytest.raises(ApiError, match="Invalid Form Body"):
        validate.modal({"title": "t", "custom_id": "m", "components": fields})


@pytest.mark.parametrize(
    "command",
    [
        {"name": "Mentor", "description": "upper case"},
        {"name": "mentor", "description": ""},
        {"name": "mentor", "description": "d", "options": [{"type": 3, "name": "a", "description": "d"}] * 2},
        {
            "name": "mentor",
            "description": "optional before required",
            "options": [
                {"type": 3, "name": "a", "description": "d"},
                {"type": 3, "name": "b", "description": "d", "required": True},
            ],
        },
    ],
)
def test_a_command_discord_would_refuse_is_refused(command: dict[str, Any]) -> None:
    with pytest.raises(ApiError, match="50035"):
        validate.commands([command])


async def test_a_false_token_and_an_unknown_route_are_told(scene: Scene) -> None:
    assert (await scene.call("GET", "/users/@me", token="wrong"))[0] == 401
    status, body, headers = await scene.call("GET", "/nonsense")
    assert (status, body["code"], scene.fd.unknown_calls) == (404, 0, ["GET /nonsense"])
    assert headers["Content-Type"] == "application/json"  # with a charset discord.py would not parse it


async def test_permissions_decide_what_the_bot_may_do(scene: Scene) -> None:
    hidden = scene.guild.add_channel("hidden", private=True)
    boss = scene.guild.add_role("boss", position=99)
    assert await scene.code("POST", f"/channels/{hidden.id}/messages", {"content": "x"}) == 50001
    assert await scene.code("GET", "/channels/1") == 10003
    role = f"/guilds/{scene.guild.id}/members/{scene.ann.id}/roles/{boss.id}"
    assert await scene.code("PUT", role) == 50013
    scene.guild.remove_bot()
    assert await scene.code("GET", f"/guilds/{scene.guild.id}") == 10004


async def test_a_closed_dm_and_a_lost_member_have_their_own_codes(scene: Scene) -> None:
    _, dm, _ = await scene.call("POST", "/users/@me/channels", {"recipient_id": str(scene.ann.id)})
    messages = f"/channels/{dm['id']}/messages"
    scene.ann.close_dms()
    assert await scene.code("POST", messages, {"content": "x"}) == 50007
    scene.ann.leave()
    assert await scene.code("POST", messages, {"content": "x"}) == 50278
    scene.ann.rejoin()
    scene.ann.open_dms()
    assert (await scene.call("POST", messages, {"content": "hello"}))[0] == 200
    assert [seen.text for seen in scene.ann.inbox()] == ["hello"]


async def test_opening_dms_too_fast_is_refused(scene: Scene) -> None:
    scene.fd.dm_open_limit = 1
    await scene.call("POST", "/users/@me/channels", {"recipient_id": scene.ann.id})
    assert await scene.code("POST", "/users/@me/channels", {"recipient_id": scene.bob.id}) == 40003


# ---- nonces and history --------------------------------------------------------------------------------


async def test_an_enforced_nonce_gives_the_first_message_back_within_its_window(scene: Scene) -> None:
    body = {"nonce": "k", "enforce_nonce": True}
    first = await scene.send(scene.general, {**body, "content": "a"})
    again = await scene.send(scene.general, {**body, "content": "b"})
    assert (again["id"], again["nonce"], scene.fd.deduplicated) == (first["id"], "k", 1)
    scene.fd.nonce_window = 0
    assert (await scene.send(scene.general, {**body, "content": "c"}))["id"] != first["id"]


async def test_a_nonce_without_enforcement_posts_twice(scene: Scene) -> None:
    ids = {(await scene.send(scene.general, {"content": "a", "nonce": "k"}))["id"] for _ in range(2)}
    assert len(ids) == 2


async def test_history_of_a_dm_is_newest_first_in_pages_and_without_nonces(scene: Scene) -> None:
    dm = scene.fd.open_dm(scene.ann.user)
    scene.fd.limits.enabled = False
    ids = [(await scene.send(dm, {"content": str(i), "nonce": str(i)}))["id"] for i in range(5)]
    _, newest, _ = await scene.call("GET", f"/channels/{dm.id}/messages?limit=2")
    assert [(message["content"], "nonce" in message) for message in newest] == [("4", False), ("3", False)]
    _, older, _ = await scene.call("GET", f"/channels/{dm.id}/messages?before={ids[3]}&limit=2")
    assert [message["content"] for message in older] == ["2", "1"]
    _, later, _ = await scene.call("GET", f"/channels/{dm.id}/messages?after={ids[0]}&limit=2")
    assert [message["content"] for message in later] == ["2", "1"]
    _, around, _ = await scene.call("GET", f"/channels/{dm.id}/messages?around={ids[2]}&limit=3")
    assert [message["content"] for message in around] == ["3", "2", "1"]
    assert await scene.code("GET", f"/channels/{dm.id}/messages?limit=101") == 50035


# ---- threads -------------------------------------------------------------------------------------------


async def test_a_private_thread_is_read_by_its_members_and_listed_while_open(scene: Scene) -> None:
    thread = await scene.thread()
    await scene.call("PUT", f"/channels/{thread.id}/thread-members/{scene.ann.id}")
    await scene.send(thread, {"content": "hello"})
    assert [seen.where for seen in scene.ann.inbox()] == ["thread"]
    assert scene.bob.inbox() == []
    active, archived = f"/guilds/{scene.guild.id}/threads/active", f"/channels/{scene.general.id}"
    archived += "/users/@me/threads/archived/private"
    assert [each["id"] for each in (await scene.call("GET", active))[1]["threads"]] == [str(thread.id)]
    await scene.call("PATCH", f"/channels/{thread.id}", {"archived": True})
    assert (await scene.call("GET", active))[1]["threads"] == []
    assert [each["id"] for each in (await scene.call("GET", archived))[1]["threads"]] == [str(thread.id)]


async def test_an_archived_thread_takes_messages_but_no_members(scene: Scene) -> None:
    thread = await scene.thread()
    await scene.call("PATCH", f"/channels/{thread.id}", {"archived": True})
    member = f"/channels/{thread.id}/thread-members/{scene.ann.id}"
    assert await scene.code("PUT", member) == 50083
    await scene.send(thread, {"content": "this opens it"})
    assert not thread.archived
    await scene.call("PATCH", f"/channels/{thread.id}", {"locked": True})
    assert await scene.code("POST", f"/channels/{thread.id}/messages", {"content": "x"}) == 160005


async def test_only_who_sees_the_parent_can_be_added_to_a_thread(scene: Scene) -> None:
    thread = await scene.thread()
    scene.bob.leave()
    assert await scene.code("PUT", f"/channels/{thread.id}/thread-members/{scene.bob.id}") == 50001


# ---- who is notified -----------------------------------------------------------------------------------


def pinged(scene: Scene) -> list[str]:
    """Return the names of those whom some message notified."""
    return [name for name, person in scene.guild.people.items() if person.pings()]


@pytest.mark.parametrize(
    ("allowed", "reached"),
    [
        (None, ["ann", "bob"]),
        ({"parse": []}, []),
        ({"parse": ["users"]}, ["ann", "bob"]),
        ({"parse": [], "users": ["ANN"]}, ["ann"]),
    ],
)
async def test_a_mention_notifies_whom_allowed_mentions_let_through(
    scene: Scene, allowed: dict[str, Any] | None, reached: list[str]
) -> None:
    body: dict[str, Any] = {"content": f"<@{scene.ann.id}> and <@!{scene.bob.id}>"}
    if allowed is not None:
        users = [str(scene.ann.id) for _ in allowed.get("users", [])]
        body["allowed_mentions"] = {**allowed, "users": users} if users else allowed
    message = await scene.send(scene.general, body)
    assert pinged(scene) == reached
    assert [user["username"] for user in message["mentions"]] == reached


async def test_everyone_is_reached_only_by_a_bot_that_may_and_a_message_that_allows_it(scene: Scene) -> None:
    await scene.send(scene.general, {"content": "@everyone"})
    assert pinged(scene) == []
    scene.guild.guild.everyone.permissions |= bits.MENTION_EVERYONE
    await scene.send(scene.general, {"content": "@everyone", "allowed_mentions": {"parse": ["users"]}})
    assert pinged(scene) == []
    await scene.send(scene.general, {"content": "@everyone"})
    assert pinged(scene) == ["ann", "bob", "eve"]


async def test_a_role_is_reached_when_it_can_be_mentioned(scene: Scene) -> None:
    role = scene.guild.add_role("mentors", mentionable=True)
    quiet = scene.guild.add_role("quiet")
    for person, given in ((scene.ann, role), (scene.bob, quiet)):
        await scene.call("PUT", f"/guilds/{scene.guild.id}/members/{person.id}/roles/{given.id}")
    await scene.send(scene.general, {"content": f"<@&{role.id}> <@&{quiet.id}>"})
    assert pinged(scene) == ["ann"]


async def test_a_mention_in_a_thread_draws_the_person_into_it(scene: Scene) -> None:
    thread = await scene.thread()
    quiet = {"content": f"about <@{scene.ann.id}>", "allowed_mentions": {"parse": []}}
    await scene.send(thread, quiet)
    assert scene.ann.inbox() == []
    await scene.send(thread, {"content": f"hello <@{scene.ann.id}>"})
    assert scene.ann.id in thread.thread_members
    assert [seen.pinged for seen in scene.ann.inbox()] == [False, True]


async def test_an_edit_notifies_nobody(scene: Scene) -> None:
    message = await scene.send(scene.general, {"content": "hello"})
    path = f"/channels/{scene.general.id}/messages/{message['id']}"
    _, edited, _ = await scene.call("PATCH", path, {"content": f"hello <@{scene.ann.id}>"})
    assert [user["username"] for user in edited["mentions"]] == ["ann"]
    assert scene.ann.inbox() == []


# ---- limits, trouble, data -----------------------------------------------------------------------------


async def test_a_bucket_counts_down_then_refuses_then_recovers(scene: Scene) -> None:
    scene.fd.limits.time_scale = 10
    path, body = f"/channels/{scene.general.id}/messages", {"content": "x"}
    left = [(await scene.call("POST", path, body))[2]["X-RateLimit-Remaining"] for _ in range(5)]
    assert left == ["4", "3", "2", "1", "0"]
    status, refusal, headers = await scene.call("POST", path, body)
    assert (status, headers["X-RateLimit-Scope"], "Via" in headers) == (429, "user", True)
    assert 40 < refusal["retry_after"] <= 50
    scene.fd.limits.time_scale = 0
    assert (await scene.call("POST", path, body))[0] == 200


async def test_the_global_limit_says_that_it_is_global(scene: Scene) -> None:
    scene.fd.limits.global_per_second = 0
    status, body, headers = await scene.call("GET", "/users/@me")
    assert (status, body["global"], headers["X-RateLimit-Global"]) == (429, True, "true")


async def test_planned_failures_happen_as_often_as_planned(scene: Scene) -> None:
    scene.fd.add_fault(path="/users/@me$", status=500, times=2)
    assert [(await scene.call("GET", "/users/@me"))[0] for _ in range(3)] == [500, 500, 200]
    scene.fd.add_fault(path="/messages$", method="POST", drop=True, apply=True)
    with pytest.raises(aiohttp.ClientError):
        await scene.send(scene.general, {"content": "done all the same"})
    assert [message.content for message in scene.general.standing()] == ["done all the same"]


@pytest.mark.skipif(data_file("discord") is None, reason="no published Discord data here")
async def test_the_published_schema_finds_what_the_hand_written_rules_do_not(scene: Scene) -> None:
    body = {"content": "x", "tts": "perhaps"}
    await scene.send(scene.general, body)
    assert any("tts" in problem for problem in scene.fd.spec_problems())
    scene.fd.spec_mode = "enforce"
    assert await scene.code("POST", f"/channels/{scene.general.id}/messages", body) == 50035


async def test_a_webhook_token_nobody_gave_out_is_unknown(scene: Scene) -> None:
    assert await scene.code("POST", f"/webhooks/{scene.fd.application_id}/none", {"content": "x"}) == 10015
