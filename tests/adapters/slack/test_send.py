"""The sender against the local Slack: posts once, tells truly what became of it, and finds it again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import connection
from adapters.slack.send import SlackSender
from bot.model.community import Platform
from bot.model.ids import LetterId, MemberId, PartnershipId, ProgrammeId
from bot.ports import (
    CannotAsk,
    Envelope,
    Handle,
    LaneStopped,
    LetterKind,
    Refused,
    SendError,
    ToChannel,
    ToMember,
    ToSpace,
    TryLater,
    Unreachable,
    Unsure,
)
from bot.ui import Button, Card, File, Mention
from tests.adapters.slack.world import ADA, CHANNEL, GONE, GRACE, settings, workspace
from tests.fakes.slack import FakeSlack

ANA, BEN = MemberId(1), MemberId(2)
HANDLES = {ANA: Handle(external_id=ADA, name="ada"), BEN: Handle(external_id=GRACE, name="grace")}
CARD = Card("Did you meet?", lines=((Mention(BEN), " asks."),), rows=((Button("We met", "checkin.met:1"),),))


def envelope(**changes: Any) -> Envelope:
    """Return a check-in for Ada."""
    checkin = Envelope(
        letter=LetterId(41),
        key="checkin:1",
        attempt=1,
        kind=LetterKind.CHECKIN,
        to=ToMember(ANA),
        card=CARD,
        platform=Platform.SLACK,
        community="T0FAKE01",
        channel=CHANNEL,
        place=None,
        people=(HANDLES[ANA],),
        title="Check-in",
        names=HANDLES,
        zone="UTC",
        language="en",
        first_tried_at=datetime.now(UTC),
    )
    return replace(checkin, **changes)


@pytest.fixture
async def ws() -> AsyncIterator[FakeSlack]:
    async with workspace() as found:
        yield found


@pytest.fixture
async def sender(ws: FakeSlack) -> AsyncIterator[SlackSender]:
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=0.4, sock_connect=0.2)) as session:
        client = connection.posting_client(settings(ws))
        client.session = session
        yield SlackSender(client)


async def test_a_letter_to_a_member_goes_into_their_dm(ws: FakeSlack, sender: SlackSender) -> None:
    sent = await sender.send(envelope())
    [message] = ws.user(ADA).inbox()
    assert (sent.place, sent.message) == (ws.team.im(ADA).id, message.ts)
    assert message.metadata == {"event_type": "bothways_letter", "event_payload": {"letter": 41}}
    assert message.blocks[0]["block_id"] == "letter-41"
    assert f"<@{GRACE}>" in message.text
    [call] = ws.calls_to("chat.postMessage")
    assert (call.args["unfurl_links"], call.args["unfurl_media"]) in {(False, False), ("0", "0")}


async def test_a_known_place_is_written_to_without_asking_for_it(ws: FakeSlack, sender: SlackSender) -> None:
    place = ws.team.im(ADA).id
    assert (await sender.send(envelope(place=place))).place == place
    assert ws.calls_to("conversations.open") == []


async def test_a_letter_to_a_partnership_goes_into_one_group_dm(ws: FakeSlack, sender: SlackSender) -> None:
    space = envelope(to=ToSpace(PartnershipId(1)), people=tuple(HANDLES.values()))
    first, second = await sender.send(space), await sender.send(replace(space, letter=LetterId(42)))
    assert first.place == second.place
    assert ws.team.channels[first.place].kind == "mpim"
    assert len(ws.user(GRACE).inbox()) == 2


async def test_a_letter_to_a_channel_is_posted_there(ws: FakeSlack, sender: SlackSender) -> None:
    sent = await sender.send(envelope(to=ToChannel(ProgrammeId(1)), people=()))
    assert sent.place == CHANNEL
    assert len(ws.user(GRACE).channel(CHANNEL)) == 1


async def test_a_dm_that_is_no_more_is_opened_anew(ws: FakeSlack, sender: SlackSender) -> None:
    sent = await sender.send(envelope(place="D0OLD"))
    assert sent.place == ws.team.im(ADA).id
    assert [call.error for call in ws.calls_to("chat.postMessage")] == ["channel_not_found", None]


FAULTS: list[tuple[str, dict[str, Any], type[SendError], str]] = [
    ("chat.postMessage", {"status": 429, "retry_after": 7}, TryLater, "0:00:07"),
    ("chat.postMessage", {"error": "ratelimited"}, TryLater, "0:00:30"),
    ("chat.postMessage", {"error": "team_added_to_org"}, TryLater, "0:05:00"),
    ("chat.postMessage", {"status": 500}, Unsure, "http_500"),
    ("chat.postMessage", {"status": 500, "apply": True}, Unsure, "http_500"),
    ("chat.postMessage", {"error": "internal_error"}, Unsure, "internal_error"),
    ("chat.postMessage", {"drop": True}, Unsure, "ServerDisconnectedError"),
    ("chat.postMessage", {"drop": True, "apply": True}, Unsure, "ServerDisconnectedError"),
    ("chat.postMessage", {"delay": 0.7}, Unsure, "TimeoutError"),
    ("chat.postMessage", {"error": "invalid_auth"}, LaneStopped, "invalid_auth"),
    ("chat.postMessage", {"error": "account_inactive"}, LaneStopped, "account_inactive"),
    ("chat.postMessage", {"error": "token_revoked"}, LaneStopped, "token_revoked"),
    ("chat.postMessage", {"error": "missing_scope"}, LaneStopped, "missing_scope"),
    ("chat.postMessage", {"error": "cannot_dm_bot"}, Unreachable, "cannot_dm_bot"),
    ("chat.postMessage", {"error": "user_not_found"}, Unreachable, "user_not_found"),
    ("chat.postMessage", {"error": "is_archived"}, Unreachable, "is_archived"),
    ("chat.postMessage", {"error": "invalid_blocks"}, Refused, "invalid_blocks"),
    ("conversations.open", {"status": 429, "retry_after": 3}, TryLater, "0:00:03"),
    ("conversations.open", {"status": 500}, TryLater, "0:00:05"),
    ("conversations.open", {"drop": True}, TryLater, "0:00:05"),
    ("conversations.open", {"error": "user_disabled"}, Unreachable, "user_disabled"),
    ("conversations.open", {"error": "invalid_auth"}, LaneStopped, "invalid_auth"),
]


@pytest.mark.parametrize(("method", "fault", "expected", "says"), FAULTS)
async def test_every_failure_says_what_became_of_the_letter_and_nothing_is_repeated(
    ws: FakeSlack,
    sender: SlackSender,
    method: str,
    fault: dict[str, Any],
    expected: type[SendError],
    says: str,
) -> None:
    ws.fail_next(method, **fault)
    with pytest.raises(expected) as caught:
        await sender.send(envelope())
    assert type(caught.value) is expected
    assert says in str(caught.value)
    assert len(ws.calls_to(method)) == 1


@pytest.mark.parametrize(
    ("who", "code"), [(GONE, "user_disabled"), ("U404", "user_not_found"), ("bot", "not_enough_users")]
)
async def test_who_cannot_be_written_to_is_unreachable(
    ws: FakeSlack, sender: SlackSender, who: str, code: str
) -> None:
    user = ws.team.bot.id if who == "bot" else who
    with pytest.raises(Unreachable, match=code):
        await sender.send(envelope(people=(Handle(external_id=user, name="x"),)))


async def test_a_channel_without_the_bot_is_unreachable(ws: FakeSlack, sender: SlackSender) -> None:
    ws.team.add_channel("C9", "elsewhere", [ADA], bot=False)
    with pytest.raises(Unreachable, match="not_in_channel"):
        await sender.send(envelope(to=ToChannel(ProgrammeId(1)), channel="C9"))


async def test_nobody_to_write_to_is_told_without_asking_slack(ws: FakeSlack, sender: SlackSender) -> None:
    with pytest.raises(Unreachable, match="nobody"):
        await sender.send(envelope(people=()))
    assert ws.calls == []


async def test_a_server_that_does_not_listen_got_nothing(ws: FakeSlack) -> None:
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=0.4)) as session:
        client = connection.posting_client(settings(ws, api_url="http://127.0.0.1:9/api"))
        client.session = session
        with pytest.raises(TryLater):
            await SlackSender(client).send(envelope(place="D1"))


async def test_a_letter_whose_answer_was_lost_is_found_again(ws: FakeSlack, sender: SlackSender) -> None:
    ws.fail_next("chat.postMessage", drop=True, apply=True)
    letter = envelope()
    with pytest.raises(Unsure):
        await sender.send(letter)
    found = await sender.find(letter)
    [message] = ws.user(ADA).inbox()
    assert found is not None
    assert (found.place, found.message) == (ws.team.im(ADA).id, message.ts)


async def test_a_letter_that_never_arrived_is_not_found(ws: FakeSlack, sender: SlackSender) -> None:
    ws.fail_next("chat.postMessage", drop=True)
    with pytest.raises(Unsure):
        await sender.send(envelope())
    assert await sender.find(envelope()) is None


async def test_another_letter_in_the_same_dm_is_not_taken_for_it(ws: FakeSlack, sender: SlackSender) -> None:
    await sender.send(envelope(letter=LetterId(1)))
    assert await sender.find(envelope(letter=LetterId(2))) is None


async def test_a_letter_is_found_behind_a_hundred_others(ws: FakeSlack, sender: SlackSender) -> None:
    letter = envelope(letter=LetterId(1), place=ws.team.im(ADA).id)
    sent = await sender.send(letter)
    for number in range(2, 105):
        await sender.send(replace(letter, letter=LetterId(number)))
    assert await sender.find(letter) == sent
    assert len(ws.calls_to("conversations.history")) == 2


async def test_a_rehearsals_clock_ahead_of_slacks_still_finds_the_letter(
    ws: FakeSlack, sender: SlackSender
) -> None:
    in_two_weeks = datetime.now(UTC) + timedelta(weeks=2)
    sent = await sender.send(envelope(first_tried_at=in_two_weeks))
    assert await sender.find(envelope(first_tried_at=in_two_weeks)) == sent


async def test_without_the_right_to_look_nobody_can_know(ws: FakeSlack, sender: SlackSender) -> None:
    ws.team.scopes = {"chat:write", "im:write"}
    with pytest.raises(CannotAsk, match="missing_scope"):
        await sender.find(envelope())


@pytest.mark.parametrize(
    ("method", "fault", "expected"),
    [
        ("conversations.history", {"status": 429, "retry_after": 60}, TryLater),
        ("conversations.history", {"status": 500}, Unsure),
        ("conversations.history", {"delay": 0.7}, Unsure),
        ("conversations.history", {"error": "channel_not_found"}, CannotAsk),
        ("conversations.open", {"error": "user_disabled"}, CannotAsk),
        ("conversations.open", {"status": 500}, TryLater),
    ],
)
async def test_a_question_that_failed_says_so_too(
    ws: FakeSlack, sender: SlackSender, method: str, fault: dict[str, Any], expected: type[SendError]
) -> None:
    ws.fail_next(method, **fault)
    with pytest.raises(expected):
        await sender.find(envelope())


def test_a_client_that_repeats_calls_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        SlackSender(AsyncWebClient(token="xoxb-1"))


INVITED = envelope(
    card=Card(
        "See you then", file=File.of("meeting.ics", "text/calendar", b"BEGIN:VCALENDAR", "An invitation")
    )
)


def names_of_files(ws: FakeSlack) -> list[str]:
    """Return the names of the files Ada sees."""
    return [file["name"] for message in ws.user(ADA).inbox() for file in message.files]


async def test_a_letters_file_follows_it_into_the_same_place(ws: FakeSlack, sender: SlackSender) -> None:
    sent = await sender.send(INVITED)
    letter, file = ws.user(ADA).inbox()
    assert (letter.channel, file.channel) == (sent.place, sent.place)
    assert names_of_files(ws) == ["meeting-41.ics"]
    assert [one["received"] for one in ws.team.files.values()] == [b"BEGIN:VCALENDAR"]


async def test_where_files_are_not_allowed_the_letter_goes_without(
    ws: FakeSlack, sender: SlackSender
) -> None:
    ws.team.scopes = {"chat:write", "im:write"}
    await sender.send(INVITED)
    assert len(ws.user(ADA).inbox()) == 1


async def test_a_file_that_cannot_be_uploaded_keeps_the_letter_for_later(
    ws: FakeSlack, sender: SlackSender
) -> None:
    ws.fail_next("files.getUploadURLExternal", status=500)
    with pytest.raises(TryLater):
        await sender.send(INVITED)
    assert ws.user(ADA).inbox() == []


async def test_a_file_is_shown_again_only_when_it_surely_was_not(ws: FakeSlack, sender: SlackSender) -> None:
    ws.fail_next("files.completeUploadExternal", status=500, apply=True)
    await sender.send(INVITED)
    assert names_of_files(ws) == ["meeting-41.ics"]


async def test_a_letter_found_without_its_file_gets_it_once(ws: FakeSlack, sender: SlackSender) -> None:
    ws.fail_next("files.completeUploadExternal", status=500)
    await sender.send(INVITED)
    assert names_of_files(ws) == []
    for _ in range(2):
        assert await sender.find(INVITED) is not None
    assert names_of_files(ws) == ["meeting-41.ics"]
