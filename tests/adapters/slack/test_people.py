"""What Slack says about people and channels: asked once, kept for a while, and never a reason for silence."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest

from adapters.slack import connection
from adapters.slack.people import MOST_REMEMBERED, People, Remembered
from adapters.slack.tasks import Tasks
from bot.errors import Unavailable
from tests.adapters.slack.world import ADA, CHANNEL, GRACE, PRIVATE, SmallCore, settings, workspace
from tests.fakes.slack import FakeSlack


class Ticker:
    """A clock in seconds that is moved by hand."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
async def ws() -> AsyncIterator[FakeSlack]:
    async with workspace() as found:
        yield found


@pytest.fixture
def clock() -> Ticker:
    return Ticker()


@pytest.fixture
def core() -> SmallCore:
    return SmallCore()


@pytest.fixture
async def people(ws: FakeSlack, core: SmallCore, clock: Ticker) -> AsyncIterator[People]:
    async with aiohttp.ClientSession() as session:
        client = connection.posting_client(settings(ws))
        client.session = session
        tasks = Tasks()
        yield People(client, core, await connection.login(client), tasks, clock)
        await tasks.drain(1)


async def test_a_person_is_met_with_name_zone_and_language_from_the_profile(
    ws: FakeSlack, people: People, core: SmallCore
) -> None:
    await people.meet(ws.team.id, GRACE, "typed")
    assert core.told[GRACE] == ("grace", "America/New_York", "fr")


async def test_a_profile_is_asked_for_once_an_hour(ws: FakeSlack, people: People, clock: Ticker) -> None:
    for clock.seconds in (0, 3000, 3700):
        await people.profile(ws.team.id, ADA, "")
    assert len(ws.calls_to("users.info")) == 2


async def test_many_at_once_make_one_question(ws: FakeSlack, people: People) -> None:
    await asyncio.gather(*(people.profile(ws.team.id, ADA, "") for _ in range(5)))
    assert len(ws.calls_to("users.info")) == 1


async def test_the_same_user_id_in_two_workspaces_is_two_people(
    ws: FakeSlack, people: People, core: SmallCore
) -> None:
    await people.meet("T1", ADA, "")
    await people.meet("T2", ADA, "")
    assert len(set(core.met.values())) == 2


@pytest.mark.parametrize(
    "fault", [{"status": 500}, {"status": 429, "retry_after": 60}, {"error": "user_not_visible"}]
)
async def test_when_slack_does_not_tell_the_payloads_name_serves(
    ws: FakeSlack, people: People, core: SmallCore, fault: dict[str, object]
) -> None:
    ws.fail_next("users.info", **fault)
    await people.meet(ws.team.id, ADA, "typed")
    assert core.told[ADA] == ("typed", None, "en")


async def test_an_old_profile_is_better_than_none(ws: FakeSlack, people: People, clock: Ticker) -> None:
    await people.profile(ws.team.id, ADA, "")
    clock.seconds = 4000
    ws.fail_next("users.info", status=500)
    assert (await people.profile(ws.team.id, ADA, "typed")).name == "ada"


async def test_nobody_waits_longer_than_told_and_the_answer_serves_next_time(
    ws: FakeSlack, people: People
) -> None:
    ws.config.latency = (0.05, 0.05)
    first = await people.profile(ws.team.id, ADA, "typed", patience=0)
    second = await people.profile(ws.team.id, ADA, "typed")
    assert (first.name, second.name) == ("typed", "ada")
    assert len(ws.calls_to("users.info")) == 1


async def test_a_lost_role_is_noticed_after_a_minute(ws: FakeSlack, people: People, clock: Ticker) -> None:
    found = []
    for clock.seconds, is_admin in ((0, True), (50, False), (70, False)):
        ws.team.users[ADA].is_admin = is_admin
        found.append(await people.organises(ws.team.id, ADA, ""))
    assert found == [True, True, False]


async def test_who_made_the_channel_organises_it_and_no_other(ws: FakeSlack, people: People) -> None:
    assert await people.organises(ws.team.id, GRACE, CHANNEL)
    assert not await people.organises(ws.team.id, GRACE, PRIVATE)
    assert not await people.organises(ws.team.id, GRACE, "")


@pytest.mark.parametrize("method", ["users.info", "conversations.info"])
async def test_a_role_nobody_can_look_up_is_unknown_not_denied(
    ws: FakeSlack, people: People, method: str
) -> None:
    ws.fail_next(method, status=500)
    with pytest.raises(Unavailable):
        await people.organises(ws.team.id, GRACE, CHANNEL)


async def test_a_channel_slack_will_not_show_gives_no_right(ws: FakeSlack, people: People) -> None:
    assert not await people.organises(ws.team.id, GRACE, "C404")


async def test_a_private_channel_keeps_slacks_word_for_it_when_its_name_cannot_be_asked(
    ws: FakeSlack, people: People
) -> None:
    ws.fail_next("conversations.info", status=500)
    assert await people.channel_name(ws.team.id, PRIVATE, "privategroup") == "privategroup"
    assert await people.channel_name(ws.team.id, PRIVATE, "privategroup") == "inner-circle"


async def test_bots_are_nobody_one_can_name(ws: FakeSlack, people: People) -> None:
    ws.team.add_user("UBOT2", "deploybot", is_bot=True)
    found = [await people.other(ws.team.id, user, "x") for user in ("UBOT2", "USLACKBOT", ws.team.bot.id)]
    assert found == [None, None, None]


async def test_answers_are_kept_up_to_a_bound() -> None:
    asked: list[int] = []

    async def ask(key: int) -> int:
        asked.append(key)
        return key

    remembered: Remembered[int, int] = Remembered(ask, Tasks(), Ticker())
    for key in (0, *range(1, MOST_REMEMBERED + 1), 0):
        await remembered.get(key, max_age=10)
    assert asked.count(0) == 2
    assert remembered.last(1) is None
    assert remembered.last(MOST_REMEMBERED) == MOST_REMEMBERED
