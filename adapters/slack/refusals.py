"""What went wrong at Slack, in the words of `bot.ports`.

Error codes: the `errors` of each method at docs.slack.dev/reference/methods.
"""

from __future__ import annotations

from datetime import timedelta

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.ports import LaneStopped, Refused, SendError, TryLater, Unreachable, Unsure

NETWORK = (SlackApiError, aiohttp.ClientError, TimeoutError)
"""Everything a call of the Web API can end with when the code around it is right."""

SOON = timedelta(seconds=5)
MIGRATING = timedelta(minutes=5)
DEFAULT_PAUSE = 30

LOGIN = frozenset(
    {
        "access_denied",
        "account_inactive",
        "invalid_auth",
        "no_permission",
        "not_allowed_token_type",
        "not_authed",
        "org_login_required",
        "team_access_not_granted",
        "token_expired",
        "token_revoked",
    }
)
# The app as a whole is not allowed to: its operator can mend that, and the letters keep.
_STOPPED = LOGIN | {"missing_scope", "messages_tab_disabled", "app_access_restricted", "team_not_found"}
_UNREACHABLE = frozenset(
    {
        "cannot_dm_bot",
        "channel_not_found",
        "invalid_user_combination",
        "is_archived",
        "not_enough_users",
        "not_in_channel",
        "restricted_action",
        "restricted_action_read_only_channel",
        "too_many_users",
        "user_disabled",
        "user_not_found",
        "user_not_visible",
        "users_not_found",
    }
)
_BUSY = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded"})
_UNKNOWN = frozenset({"fatal_error", "internal_error", "request_timeout", "service_unavailable", ""})


def code_of(error: SlackApiError) -> str:
    """Return Slack's error code; "" when the answer held none, such as a proxy's page."""
    body = getattr(error.response, "data", None)
    return str(body.get("error") or "") if isinstance(body, dict) else ""


def status_of(error: SlackApiError) -> int:
    """Return the HTTP status of the answer; 0 when it is not known."""
    status = getattr(error.response, "status_code", None)
    return status if isinstance(status, int) else 0


def pause_of(error: SlackApiError) -> timedelta:
    """Return how long Slack asks to wait (`Retry-After`, whole seconds)."""
    headers = getattr(error.response, "headers", None) or {}
    asked = str(headers.get("Retry-After", ""))
    return timedelta(seconds=int(asked) if asked.isdigit() else DEFAULT_PAUSE)


def never_written(error: BaseException) -> bool:
    """Return whether the request surely did not reach Slack: no connection came about."""
    return isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError)


def is_passing(error: BaseException) -> bool:
    """Return whether the same call may well succeed in a moment."""
    if not isinstance(error, SlackApiError):
        return True
    return status_of(error) >= 429 or code_of(error) in _BUSY | _UNKNOWN


def of_post(error: SlackApiError | aiohttp.ClientError | TimeoutError) -> SendError:
    """Return what an error of a posting call says about the letter."""
    if not isinstance(error, SlackApiError):
        return TryLater(SOON) if never_written(error) else Unsure(type(error).__name__)
    code = code_of(error)
    if status_of(error) == 429 or code in _BUSY:
        return TryLater(pause_of(error))
    if status_of(error) >= 500 or code in _UNKNOWN:
        return Unsure(code or f"http_{status_of(error)}")
    return _definite(code)


def before_post(error: SlackApiError | aiohttp.ClientError | TimeoutError) -> SendError:
    """Return what an error says of a call before the post: nothing was delivered, whatever happened."""
    found = of_post(error)
    return TryLater(SOON) if isinstance(found, Unsure) else found


def _definite(code: str) -> SendError:
    if code == "team_added_to_org":
        return TryLater(MIGRATING)
    if code in _STOPPED:
        return LaneStopped(code)
    if code in _UNREACHABLE:
        return Unreachable(code)
    return Refused(code)
