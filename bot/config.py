"""Settings: `config.yaml` plus the environment, checked strictly, with all mistakes told at once.

Every key can also be set as `BOTHWAYS_SECTION__KEY`, which wins over the file. In the file `${NAME}` and
`${NAME:-default}` stand for environment variables, `$$` for a dollar sign. A section that is absent is off.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict
from rapidfuzz import process

from bot.model.promises import Promises

VARIABLE = re.compile(r"\$(?:(?P<dollar>\$)|\{(?P<name>[A-Za-z_][A-Za-z0-9_]*)(?::-(?P<default>[^}]*))?\})")
PREFIX = "BOTHWAYS_"


class ConfigError(Exception):
    """The settings cannot be used; the text says every mistake and its mend, one a line."""


class Section(BaseModel):
    """A part of the settings: unknown keys are mistakes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class DatabaseSettings(Section):
    """Where everything is kept."""

    url: str = Field(
        default="sqlite+aiosqlite:///bothways.sqlite",
        description="sqlite+aiosqlite:///PATH (the default), or postgresql+asyncpg://user:password@host/name",
    )

    @field_validator("url")
    @classmethod
    def known_engine(cls, url: str) -> str:
        """Refuse engines that are not supported."""
        if not url.startswith(("sqlite+aiosqlite://", "postgresql+asyncpg://")):
            raise ValueError("start it with sqlite+aiosqlite:/// or postgresql+asyncpg://")
        return url


class SlackSettings(Section):
    """A Slack workspace."""

    bot_token: SecretStr = Field(description="Bot User OAuth Token (xoxb-…), from OAuth & Permissions")
    app_token: SecretStr | None = Field(
        default=None, description="App-Level Token (xapp-…) with connections:write; needed in socket mode"
    )
    signing_secret: SecretStr | None = Field(
        default=None, description="Signing Secret, from Basic Information; needed in http mode"
    )
    mode: Literal["socket", "http"] = Field(
        default="socket", description="socket (no public address) or http"
    )
    api_url: str | None = Field(default=None, description="Slack's API address; leave it out")
    ping_interval: float = Field(default=10.0, gt=0, description="seconds between pings of a socket")
    host: str = Field(default="127.0.0.1", description="http mode: where to listen")
    port: int = Field(default=3000, ge=0, le=65535, description="http mode: where to listen")
    guests: bool = Field(default=False, description="may guests of the workspace take part?")


class DiscordSettings(Section):
    """A Discord application."""

    token: SecretStr = Field(description="the bot's token, from the Bot page")
    api_url: str | None = Field(default=None, description="Discord's API address; leave it out")
    gateway_url: str | None = Field(default=None, description="Discord's gateway address; leave it out")
    organiser_role: int | None = Field(
        default=None,
        description="the id of a role whose people may run rounds, beside those who manage the server",
    )
    members_intent: bool = Field(
        default=False,
        description="true after you switched on Server Members Intent: who leaves is known at once",
    )
    commands_on: int | None = Field(
        default=None, description="development: the id of the one server that gets the commands, at once"
    )


class WebSettings(Section):
    """Health and metrics, and the playground."""

    host: str = Field(default="127.0.0.1", description="where to listen")
    port: int = Field(default=8080, ge=0, le=65535, description="where to listen; 0 takes a free port")


class PrivacySettings(Section):
    """What members are promised about what is kept of them."""

    operator: str | None = Field(
        default=None,
        max_length=200,
        description="how members reach you, for example an e-mail address; they see it",
    )
    backup_days: int = Field(
        default=30, ge=1, le=365, description="backups are kept so long; members are told"
    )
    report_days: int = Field(
        default=365, ge=30, le=3650, description="reports are kept so long for their writers"
    )

    @property
    def promises(self) -> Promises:
        """The same, as the core knows it."""
        return Promises(
            operator=self.operator or "", backup_days=self.backup_days, report_days=self.report_days
        )


class ClockSettings(Section):
    """The clock; only a rehearsal runs faster than real time."""

    speed: float = Field(
        default=1.0, ge=1.0, le=100_000, description="more than 1.0 only with `bothways rehearse`"
    )
    start: datetime | None = Field(
        default=None, description="with `rehearse`: begin at this moment (ISO 8601)"
    )

    @field_validator("start")
    @classmethod
    def in_utc(cls, start: datetime | None) -> datetime | None:
        """Take a moment without an offset as UTC."""
        return start.replace(tzinfo=UTC) if start is not None and start.tzinfo is None else start


class LoggingSettings(Section):
    """What is logged; never names, texts, tokens or the platforms' ids."""

    level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(default="INFO", description="DEBUG to ERROR")
    format: Literal["json", "console"] = Field(
        default="json", description="json (one object a line) or console"
    )


class Settings(BaseSettings):
    """Everything that can be set."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter="__",
        extra="forbid",
        frozen=True,
        nested_model_default_partial_update=True,
    )

    database: DatabaseSettings = DatabaseSettings()
    slack: SlackSettings | None = None
    discord: DiscordSettings | None = None
    web: WebSettings | None = None
    privacy: PrivacySettings = PrivacySettings()
    clock: ClockSettings = ClockSettings()
    logging: LoggingSettings = LoggingSettings()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Return the sources: the environment wins over the file."""
        return env_settings, init_settings


def load(path: Path | None) -> Settings:
    """Return the settings of a file (None = the environment alone).

    Raises:
        ConfigError: the file is not there or not YAML, a variable is not set, a key is unknown or a value wrong.
    """
    found = _read(path) if path is not None else {}
    unknown = sorted(
        name for name in os.environ if name.startswith(PREFIX) and "__" in name and not _is_setting(name)
    )
    if unknown:
        raise ConfigError("\n".join(f"environment variable {name}: no such setting" for name in unknown))
    try:
        return Settings(**found)
    except ValidationError as error:
        where = path.name if path is not None else "environment"
        raise ConfigError("\n".join(f"{where}: {line}" for line in _mistakes(error))) from None


def example() -> str:
    """Return `config.example.yaml`, made from the settings themselves."""
    lines = [
        "# Settings of Bothways, made by `bothways config-example`. A section that is absent is switched off.",
        "# ${NAME} and ${NAME:-default} stand for environment variables; every key can also be set as",
        "# BOTHWAYS_SECTION__KEY, for example BOTHWAYS_DATABASE__URL.",
        "",
    ]
    for name, model in _SECTIONS.items():
        off = name in {"slack", "discord"}
        lines.append(f"# {(model.__doc__ or '').strip()}")
        lines.append(f"{'# ' if off else ''}{name}:")
        lines += [f"{'# ' if off else ''}  {line}" for line in _example_keys(name, model)]
        lines.append("")
    return "\n".join(lines)


_SECTIONS: Mapping[str, type[Section]] = {
    "database": DatabaseSettings,
    "slack": SlackSettings,
    "discord": DiscordSettings,
    "web": WebSettings,
    "privacy": PrivacySettings,
    "clock": ClockSettings,
    "logging": LoggingSettings,
}
_SECRETS = {
    "bot_token": "SLACK_BOT_TOKEN",
    "app_token": "SLACK_APP_TOKEN",
    "signing_secret": "SLACK_SIGNING_SECRET",
    "token": "DISCORD_TOKEN",
}


def _example_keys(name: str, model: type[Section]) -> Iterator[str]:
    for key, field in model.model_fields.items():
        yield f"# {field.description}"
        if key in _SECRETS:
            optional = ":-" if key == "signing_secret" else ""
            yield f"{key}: ${{{_SECRETS[key]}{optional}}}"
        elif field.default is None:
            yield f"# {key}:"
        else:
            yield f"{key}: {field.default}"


def _read(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        reason = error.strerror or str(error)
        raise ConfigError(
            f"{path.name}: {reason}. Copy config.example.yaml to it, or name another file."
        ) from None
    except UnicodeDecodeError:
        raise ConfigError(f"{path.name}: this is not UTF-8 text. Save it as such.") from None
    try:
        tree = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f" (line {mark.line + 1})" if mark else ""
        raise ConfigError(f"{path.name}: this is not valid YAML{line}") from None
    if tree is None:
        return {}
    if not isinstance(tree, dict):
        raise ConfigError(f"{path.name}: expected sections such as `database:` at the top")
    missing: list[str] = []
    expanded = {str(name): _expanded(section, str(name), missing) for name, section in tree.items()}
    if missing:
        raise ConfigError("\n".join(f"{path.name}: {one}" for one in missing))
    return {name: section for name, section in expanded.items() if section is not None}


def _expanded(value: object, where: str, missing: list[str]) -> object:
    match value:
        case dict():
            return {
                key: _expanded(inner, f"{where}.{key}".lstrip("."), missing) for key, inner in value.items()
            }
        case list():
            return [_expanded(inner, where, missing) for inner in value]
        case str():
            return VARIABLE.sub(lambda found: _variable(found, where, missing), value)
        case _:
            return value


def _variable(found: re.Match[str], where: str, missing: list[str]) -> str:
    if found["dollar"]:
        return "$"
    value = os.environ.get(found["name"]) or found["default"]
    if value is None:
        missing.append(f"{where}: environment variable {found['name']} is not set")
        return ""
    return value


def _mistakes(error: ValidationError) -> Iterator[str]:
    for mistake in error.errors():
        where = ".".join(str(part) for part in mistake["loc"])
        if mistake["type"] == "extra_forbidden":
            near = _nearest(where)
            yield f"unknown key {where}" + (f", did you mean {near}?" if near else "")
        elif mistake["type"] == "missing":
            yield f"{where} is missing"
        else:
            yield f"{where}: {mistake['msg'].removeprefix('Value error, ')}"


def _nearest(where: str) -> str:
    alike = [key for key in _keys() if ("." in key) == ("." in where)]
    found = process.extractOne(where, alike, score_cutoff=70)
    return found[0] if found else ""


def _keys() -> list[str]:
    return [*_SECTIONS, *(f"{name}.{key}" for name, model in _SECTIONS.items() for key in model.model_fields)]


def _is_setting(variable: str) -> bool:
    return variable.removeprefix(PREFIX).lower().replace("__", ".", 1) in _keys()
