"""A guild and plain HTTP calls to it."""

from __future__ import annotations

from typing import Any

import aiohttp

from tests.fakes.discord import Channel, FakeDiscord

MESSAGES = "/channels/{channel_id}/messages"


class Scene:
    """A local Discord with one guild and three people."""

    def __init__(self, fd: FakeDiscord) -> None:
        self.fd = fd
        self.guild = fd.add_guild("Python Club", locale="en-GB")
        self.ann = self.guild.add_member("ann", locale="de")
        self.bob = self.guild.add_member("bob")
        self.eve = self.guild.add_member("eve", admin=True)
        self.general = self.guild.channel("general")

    async def call(
        self, method: str, path: str, body: Any = None, *, token: str | None = None
    ) -> tuple[int, Any, dict[str, str]]:
        """Return status, body and headers of one REST call of the bot."""
        headers = {"Authorization": f"Bot {token or self.fd.token}"}
        async with (
            aiohttp.ClientSession(headers=headers) as session,
            session.request(method, self.fd.api_base + path, json=body) as answer,
        ):
            is_json = answer.content_type == "application/json"
            content = await answer.json() if is_json else await answer.text()
            return answer.status, content, dict(answer.headers)

    async def code(self, method: str, path: str, body: Any = None) -> int:
        """Return the error code of a call that is refused."""
        status, content, _ = await self.call(method, path, body)
        assert status >= 400, content
        return int(content["code"])

    async def send(self, channel: Channel, body: Any) -> Any:
        """Return the message object of a message that is taken."""
        status, content, _ = await self.call("POST", f"/channels/{channel.id}/messages", body)
        assert status == 200, content
        return content

    async def thread(self, **body: Any) -> Channel:
        """Return a new private thread below "general"."""
        given = {"name": "pair", "type": 12, "invitable": False, **body}
        status, made, _ = await self.call("POST", f"/channels/{self.general.id}/threads", given)
        assert status == 201, made
        return self.fd.channels[int(made["id"])]
