"""People who come, change and go; and those who are not asked to take part."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.adapters.slack.world import ADA, CHANNEL, GRACE, SmallCore, logged_in, workspace
from tests.fakes.slack import FakeSlack


@pytest.fixture
async def ws() -> AsyncIterator[FakeSlack]:
    async with workspace() as found:
        yield found
        assert found.violations() == []
        assert found.errors() == []


async def test_who_is_deactivated_takes_part_no_longer(ws: FakeSlack) -> None:
    core = SmallCore()
    async with logged_in(ws, core):
        await ws.team.change_user(GRACE, deleted=True)
        await ws.wait_for(lambda: core.departed)
    assert core.departed == [(ws.team.id, GRACE)]


async def test_who_leaves_a_channel_is_told_to_the_core(ws: FakeSlack) -> None:
    core = SmallCore()
    async with logged_in(ws, core):
        await ws.user(GRACE).leave(CHANNEL)
        await ws.wait_for(lambda: core.departed)
    assert core.departed == [(ws.team.id, GRACE, CHANNEL)]


async def test_a_right_taken_away_is_gone_at_once(ws: FakeSlack) -> None:
    core = SmallCore()
    async with logged_in(ws, core):
        await ws.user(ADA).slash("/mentor-admin", "round status")
        await ws.user(ADA).wait_message("You did")
        organises = core.last("round.status").organises
        assert await organises()
        await ws.team.change_user(ADA, is_admin=False)
        assert not await organises()


async def test_a_new_name_and_zone_hold_from_the_next_command_on(ws: FakeSlack) -> None:
    core = SmallCore()
    async with logged_in(ws, core):
        await ws.user(ADA).slash("/mentor", "partner")
        await ws.user(ADA).wait_message("You did")
        await ws.team.change_user(ADA, name="countess", tz="Asia/Tokyo")
        await ws.user(ADA).slash("/mentor", "partner")
        await ws.wait_for(lambda: len(ws.user(ADA).inbox()) == 2)
    assert core.told[ADA][:2] == ("countess", "Asia/Tokyo")


@pytest.mark.parametrize("kind", ["is_restricted", "is_ultra_restricted", "is_stranger"])
async def test_guests_and_strangers_take_no_part_and_are_told_so(ws: FakeSlack, kind: str) -> None:
    ws.team.add_user("U7", "visitor", **{kind: True})
    core = SmallCore()
    async with logged_in(ws, core):
        await ws.user("U7").slash("/mentor", "join")
        await ws.user("U7").wait_message("For members only")
        await ws.user("U7").open_home()
        await ws.wait_for(
            lambda: "For members only" in (((page := ws.user("U7").home()) and page.plain()) or "")
        )
        await ws.user(ADA).slash("/mentor", "avoid <@U7|visitor>")
        await ws.user(ADA).wait_message("You did")
    assert core.last("avoid").values == {"person": ()}
    assert "U7" not in core.told


async def test_guests_take_part_where_that_is_configured(ws: FakeSlack) -> None:
    ws.team.add_user("U7", "visitor", is_restricted=True)
    async with logged_in(ws, SmallCore(), guests=True):
        await ws.user("U7").slash("/mentor", "join")
        await ws.user("U7").wait_message("You did join")


async def test_an_archived_channel_and_a_removed_app_are_acknowledged(ws: FakeSlack) -> None:
    async with logged_in(ws, SmallCore()):
        await ws.team.archive(CHANNEL, ADA)
        await ws.team.uninstall()
