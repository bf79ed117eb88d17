"""What a person chose in an element, in the form Slack sends it."""

from __future__ import annotations

from typing import Any

from ..wire import JSON
from .state import empty_state, state_key
from .team import DriverError, Team


class Chooser:
    """Turns a choice into an element's state, refusing what Slack's client would not offer.

    `options` are those the app suggested, for an external select; else the element's own are used.
    """

    def __init__(self, team: Team, user_id: str, element: JSON, options: list[JSON] | None) -> None:
        self._team = team
        self._user = user_id
        self._element = element
        groups = element.get("option_groups") or []
        own = [*(element.get("options") or []), *(option for group in groups for option in group["options"])]
        self._options = own if options is None else options

    def state(self, choice: Any) -> JSON:
        """Return the element's state after the choice.

        Raises:
            DriverError: the client does not offer it.
        """
        key = state_key(self._element)
        if key is None:
            raise DriverError(f"nothing can be chosen in a {self._element['type']}")
        many = list(choice) if isinstance(choice, list | tuple) else [choice]
        if len(many) > int(self._element.get("max_selected_items") or len(many)):
            raise DriverError("more items than max_selected_items")
        picked = [self._pick(key, each) for each in many]
        several = key.endswith("s")
        return {**empty_state(self._element), key: picked if several else picked[0]}

    def _pick(self, key: str, want: Any) -> Any:
        if key.startswith("selected_option"):
            return self._option(want)
        if key.startswith("selected_user"):
            return self._user_id(want)
        if key.startswith(("selected_conversation", "selected_channel")):
            return self._conversation_id(want)
        if key == "selected_date_time":
            return int(want)
        return None if want is None else str(want)

    def _option(self, want: Any) -> JSON:
        for option in self._options:
            if want in (option["value"], option["text"]["text"]):
                return dict(option)
        offered = [option["value"] for option in self._options][:20]
        raise DriverError(f"no option {want!r} in {self._element['action_id']}: {offered}")

    def _user_id(self, want: Any) -> Any:
        if want not in self._team.users:
            raise DriverError(f"no such user: {want}")
        return want

    def _conversation_id(self, want: Any) -> Any:
        channel = self._team.channels.get(want)
        if channel is None or (channel.is_private and self._user not in channel.members):
            raise DriverError(f"{self._user} cannot choose conversation {want}")
        return want
