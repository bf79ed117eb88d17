"""Who people are: Slack's profiles, asked for sparingly, and the core's ids."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import refusals, words
from adapters.slack.connection import Workspace
from adapters.slack.core import Core
from adapters.slack.tasks import Tasks
from bot.errors import Unavailable
from bot.model.community import Platform
from bot.model.ids import CommunityId, MemberId

HOUR, MINUTE = 3600.0, 60.0
MOST_REMEMBERED = 5000
PATIENCE = 5.0
SLACKBOT = "USLACKBOT"
HIDDEN_NAME = "privategroup"
"""What Slack calls every private channel in the payload of a command."""

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What Slack says about a person. `runs_workspace`: admin or owner of it; `is_stranger`: of another workspace."""

    name: str
    zone: str | None = None
    language: str = "en"
    runs_workspace: bool = False
    is_bot: bool = False
    is_guest: bool = False
    is_stranger: bool = False
    is_gone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """What Slack says about a channel."""

    name: str
    creator: str


class Remembered(Generic[K, V]):
    """Answers to the same kind of question, at most `MOST_REMEMBERED`, each asked once at a time.

    A question that Slack refuses for good is answered with None.
    """

    def __init__(self, ask: Callable[[K], Awaitable[V]], tasks: Tasks, now: Callable[[], float]) -> None:
        """Take how to ask, who owns the asking, and a clock in seconds."""
        self._ask = ask
        self._tasks = tasks
        self._now = now
        self._answers: OrderedDict[K, tuple[float, V | None]] = OrderedDict()
        self._asking: dict[K, asyncio.Task[None]] = {}

    def last(self, key: K) -> V | None:
        """Return the newest answer, however old it is."""
        return self._answers[key][1] if key in self._answers else None

    def put(self, key: K, answer: V) -> None:
        """Take an answer that came without being asked for, if the question was ever asked."""
        if key in self._answers:
            self._answers[key] = (self._now(), answer)

    def drop(self, key: K) -> None:
        """Forget an answer that holds no longer."""
        self._answers.pop(key, None)

    async def get(self, key: K, *, max_age: float, patience: float = PATIENCE) -> V | None:
        """Return an answer at most `max_age` seconds old, waiting for it no longer than `patience` seconds.

        Raises:
            Unavailable: Slack did not answer in time, or not at all; the asking goes on for the next time.
        """
        if not self._is_fresh(key, max_age):
            await asyncio.wait({self._asked(key)}, timeout=patience)
        if not self._is_fresh(key, max_age):
            raise Unavailable
        return self.last(key)

    def _asked(self, key: K) -> asyncio.Task[None]:
        if key not in self._asking:
            self._asking[key] = self._tasks.start(self._fetch(key), "lookup")
            self._asking[key].add_done_callback(lambda _: self._asking.pop(key, None))
        return self._asking[key]

    async def _fetch(self, key: K) -> None:
        asked_at = self._now()
        try:
            answer = await self._ask(key)
        except refusals.NETWORK as error:
            if refusals.is_passing(error):
                return
            answer = None
        self._answers[key] = (asked_at, answer)
        self._answers.move_to_end(key)
        while len(self._answers) > MOST_REMEMBERED:
            self._answers.popitem(last=False)

    def _is_fresh(self, key: K, max_age: float) -> bool:
        return key in self._answers and self._now() - self._answers[key][0] <= max_age


class People:
    """The people of one workspace, as Slack and as the core know them."""

    def __init__(
        self,
        client: AsyncWebClient,
        core: Core,
        workspace: Workspace,
        tasks: Tasks,
        now: Callable[[], float] = time.monotonic,
        *,
        guests: bool = False,
    ) -> None:
        """Take a client that may repeat questions; `now` counts seconds, `guests` lets them take part."""
        self._guests = guests
        self._client = client
        self._core = core
        self._workspace = workspace
        self._profiles: Remembered[tuple[str, str], Profile] = Remembered(self._ask_profile, tasks, now)
        self._channels: Remembered[tuple[str, str], Channel] = Remembered(self._ask_channel, tasks, now)

    async def meet(
        self, team: str, user: str, name: str, patience: float = PATIENCE
    ) -> tuple[CommunityId, MemberId]:
        """Return the core's ids of a person; `name` serves when Slack does not tell in time."""
        return await self._meet(team, user, await self.profile(team, user, name, patience))

    async def other(self, team: str, user: str, name: str, patience: float = PATIENCE) -> MemberId | None:
        """Return the core's id of somebody whom another person named; None for bots."""
        profile = await self.profile(team, user, name, patience)
        if profile.is_gone or user == self._workspace.user or not self.welcome(profile):
            return None
        _, member = await self._meet(team, user, profile)
        return member

    async def profile(self, team: str, user: str, name: str, patience: float = PATIENCE) -> Profile:
        """Return what is known about a person within `patience` seconds: at least some name."""
        try:
            found = await self._profiles.get((team, user), max_age=HOUR, patience=patience)
        except Unavailable:
            found = self._profiles.last((team, user))
        return found or Profile(name=name)

    def welcome(self, profile: Profile) -> bool:
        """Return whether somebody may take part: people of this workspace; its guests where that is configured."""
        return not (profile.is_bot or profile.is_stranger or (profile.is_guest and not self._guests))

    def changed(self, team: str, user: str, found: Mapping[str, Any]) -> Profile:
        """Take over what an event says about a person, and return it."""
        profile = profile_of(found, user, team)
        if "locale" in found or profile.is_gone:
            self._profiles.put((team, user), profile)
        else:
            self._profiles.drop((team, user))
        return profile

    async def organises(self, team: str, user: str, channel: str) -> bool:
        """Return whether Slack's roles let a person run rounds in a channel ("" = none), as of a minute ago.

        Workspace admins and owners do, and who made the channel; a bot token cannot read channel managers.

        Raises:
            Unavailable: Slack does not answer.
        """
        profile = await self._profiles.get((team, user), max_age=MINUTE)
        if profile is not None and profile.runs_workspace:
            return True
        place = await self._channels.get((team, channel), max_age=MINUTE) if channel else None
        return place is not None and place.creator == user

    async def channel_name(self, team: str, channel: str, shown: str, patience: float = PATIENCE) -> str:
        """Return a channel's name, "" for none; `shown` is what the payload called it."""
        if not channel or shown != HIDDEN_NAME:
            return shown if channel else ""
        try:
            found = await self._channels.get((team, channel), max_age=HOUR, patience=patience)
        except Unavailable:
            found = self._channels.last((team, channel))
        return found.name if found else shown

    async def _meet(self, team: str, user: str, profile: Profile) -> tuple[CommunityId, MemberId]:
        return await self._core.meet(
            platform=Platform.SLACK,
            community=team,
            community_name=self._workspace.name,
            language=profile.language,
            user=user,
            name=profile.name,
            zone=profile.zone,
        )

    async def _ask_profile(self, key: tuple[str, str]) -> Profile:
        team, user = key
        found = (await self._client.users_info(user=user, include_locale=True)).get("user") or {}
        return profile_of(found, user, team)

    async def _ask_channel(self, key: tuple[str, str]) -> Channel:
        _, channel = key
        found = (await self._client.conversations_info(channel=channel)).get("channel") or {}
        return Channel(name=str(found.get("name") or ""), creator=str(found.get("creator") or ""))


def profile_of(found: Mapping[str, Any], user: str, team: str) -> Profile:
    """Read a user as `users.info`, `user_change` and `team_join` show one; anything may be missing.

    Deactivated people have neither roles nor a zone; people of a shared channel's other workspace bear its id.
    """
    shown = found.get("profile") or {}
    names = (shown.get("display_name"), shown.get("real_name"), found.get("real_name"), found.get("name"))
    elsewhere = found.get("team_id") not in {None, "", team} and not found.get("enterprise_user")
    return Profile(
        name=words.label(next((name for name in names if name), user), 80),
        zone=found.get("tz") or None,
        language=str(found.get("locale") or "en").partition("-")[0].lower(),
        runs_workspace=any(found.get(role) for role in ("is_admin", "is_owner", "is_primary_owner")),
        is_bot=bool(found.get("is_bot")) or user == SLACKBOT,
        is_guest=bool(found.get("is_restricted") or found.get("is_ultra_restricted")),
        is_stranger=bool(found.get("is_stranger")) or elsewhere,
        is_gone=bool(found.get("deleted")),
    )
