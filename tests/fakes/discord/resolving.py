"""People, channels and roles chosen as values, and the "resolved" data that travel with them."""

from __future__ import annotations

from typing import Any

from ..wire import JSON
from .model import Role, User
from .places import Channel, Guild
from .seen import CannotDo


class Resolver:
    """Turns chosen things into ids and collects what Discord sends about them."""

    def __init__(self, guild: Guild, user_id: int, bot_id: int) -> None:
        self._guild, self._user, self._bot = guild, user_id, bot_id
        self.resolved: JSON = {}

    def id_of(self, value: Any) -> str:
        """Return the id of a Person, User, Channel or Role.

        Raises:
            CannotDo: it is none of these.
        """
        value = getattr(value, "user", value)  # a Person stands for its account
        if isinstance(value, User):
            self._put("users", value.id, value.wire())
            member = self._guild.members.get(value.id)
            if member is not None:
                permissions = str(self._guild.base_permissions(value.id))
                self._put("members", value.id, member.wire(with_user=False) | {"permissions": permissions})
        elif isinstance(value, Channel):
            self._put("channels", value.id, value.wire() | self._permissions(value))
        elif isinstance(value, Role):
            self._put("roles", value.id, value.wire())
        else:
            raise CannotDo(f"{value!r} is no person, channel or role")
        return str(value.id)

    def _put(self, kind: str, key: int, data: JSON) -> None:
        self.resolved.setdefault(kind, {})[str(key)] = data

    def _permissions(self, channel: Channel) -> JSON:
        return {
            "permissions": str(self._guild.permissions_in(self._user, channel)),
            "app_permissions": str(self._guild.permissions_in(self._bot, channel)),
        }
