"""A published round in the bot's own database file, made before the bot starts: its letters wait to be delivered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from bot.demo.neighbours import NEIGHBOURS
from bot.model.community import Platform, Settings
from bot.model.ids import CommunityId, MemberId
from bot.programmes import setup
from bot.router.core import Core
from bot.router.request import Request, Show
from bot.wiring.clocks import WallClock
from bot.wiring.solving import solve_here
from storage.database import open_store


async def yes() -> bool:
    """Return True: the person may run rounds."""
    return True


class Seeder:
    """Fills the database of a bot that is not running."""

    def __init__(self, core: Core, platform: Platform, community: str, channel: str) -> None:
        self._core, self._platform, self._community, self._channel = core, platform, community, channel
        self._members: dict[str, tuple[CommunityId, MemberId]] = {}

    async def publish_a_round(self, users: Mapping[str, str]) -> int:
        """Let people (handle -> the platform's user id) join and publish a round; return how many are in it."""
        for one in NEIGHBOURS:
            self._members[one.handle] = await self._core.meet(
                platform=self._platform,
                community=self._community,
                community_name="The Maker Club",
                language="en",
                user=users[one.handle],
                name=one.name,
                zone=one.zone,
            )
        community, olga = self._members["olga"]
        channel = (self._channel, "mentorship")
        await setup(self._core.store, (olga, community), channel, Settings(), datetime.now(UTC))
        for one in NEIGHBOURS:
            for action, text in (("join.agree", ""), ("offer", one.offers), ("want", one.wants)):
                await self._do(one.handle, action, text)
        await self._do("olga", "round.open")
        for one in NEIGHBOURS:
            await self._do(one.handle, "in")
        await self._do("olga", "round.preview")
        asked = await self._do("olga", "round.publish")
        [button] = [button for button in asked.card.buttons() if button.label == "Publish"]
        await self._do("olga", button.action)
        return len(NEIGHBOURS)

    async def _do(self, handle: str, action: str, text: str = "") -> Show:
        community, member = self._members[handle]
        request = Request(
            member=member, community=community, action=action, text=text, channel=self._channel, organises=yes
        )
        answer = await self._core.answer(request)
        assert isinstance(answer, Show), answer
        return answer


async def seed(database: Path, platform: Platform, place: tuple[str, str], users: Mapping[str, str]) -> int:
    """Publish a round in a database file, `place` being (community, channel); return how many people are in it."""
    store = await open_store(f"sqlite+aiosqlite:///{database}")
    try:
        core = Core(store, WallClock(), solve_here)
        return await Seeder(core, platform, *place).publish_a_round(users)
    finally:
        await store.close()
