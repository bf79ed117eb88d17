"""Settings: read strictly, every mistake told at once in a sentence that says where and what to do."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from bot.config import ConfigError, Settings, example, load

ROOT = Path(__file__).parents[2]
VARIABLES = ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "DISCORD_TOKEN")


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The settings file of a test; nothing is set in the environment."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    return tmp_path / "config.yaml"


def settings(file: Path, text: str) -> Settings:
    """Return the settings that a file with this text holds."""
    file.write_text(text, encoding="utf-8")
    return load(file)


def mistakes(file: Path, text: str) -> list[str]:
    """Return what is said about a file with this text."""
    with pytest.raises(ConfigError) as refused:
        settings(file, text)
    return str(refused.value).splitlines()


# Wrong -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "database: {url: 'mysql://x'}",
            ["config.yaml: database.url: start it with sqlite+aiosqlite:/// or postgresql+asyncpg://"],
        ),
        ("databse: {url: x}", ["config.yaml: unknown key databse, did you mean database?"]),
        ("web: {prot: 80}", ["config.yaml: unknown key web.prot, did you mean web.port?"]),
        ("slack: {qqqqqqqq: 1, bot_token: x}", ["config.yaml: unknown key slack.qqqqqqqq"]),
        ("slack: {mode: http}", ["config.yaml: slack.bot_token is missing"]),
        ("discord: {}", ["config.yaml: discord.token is missing"]),
        ("- a\n- b", ["config.yaml: expected sections such as `database:` at the top"]),
        ("just words", ["config.yaml: expected sections such as `database:` at the top"]),
        ("database:\n  url: [", ["config.yaml: this is not valid YAML (line 2)"]),
        ("database: \x00", ["config.yaml: this is not valid YAML"]),
        (
            "slack: {bot_token: '${NOWHERE_SET}'}",
            ["config.yaml: slack.bot_token: environment variable NOWHERE_SET is not set"],
        ),
    ],
)
def test_a_mistake_gets_its_one_sentence(file: Path, text: str, said: list[str]) -> None:
    assert mistakes(file, text) == said


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("slack: {bot_token: x, mode: carrier-pigeon}", "slack.mode"),
        ("slack: {bot_token: x, port: 99999}", "slack.port"),
        ("slack: {bot_token: x, ping_interval: 0}", "slack.ping_interval"),
        ("web: {port: -1}", "web.port"),
        ("web: {port: many}", "web.port"),
        ("clock: {speed: 0.5}", "clock.speed"),
        ("clock: {speed: fast}", "clock.speed"),
        ("clock: {start: someday}", "clock.start"),
        ("logging: {level: LOUD}", "logging.level"),
        ("logging: {format: xml}", "logging.format"),
        ("slack: a-token", "slack"),
        ("database: [1, 2]", "database"),
    ],
)
def test_a_wrong_value_is_told_with_its_key_and_without_the_value(file: Path, text: str, key: str) -> None:
    [said] = mistakes(file, text)
    assert said.startswith(f"config.yaml: {key}: ")
    assert "a-token" not in said


def test_all_mistakes_are_told_at_once(file: Path) -> None:
    said = mistakes(file, "slack: {bot_tokn: x, port: many}\nlogging: {level: LOUD}\nwebb: {}")
    assert len(said) == 5
    assert said[-1] == "config.yaml: unknown key webb, did you mean web?"


def test_a_token_never_stands_in_what_is_said_or_shown(file: Path) -> None:
    said = mistakes(file, "slack: {bot_token: xoxb-canary, app_token: [xapp-canary], mode: x}")
    kept = settings(file, "slack: {bot_token: xoxb-canary, app_token: xapp-canary}")
    assert "canary" not in "\n".join([*said, str(kept), repr(kept)])


def test_a_file_that_is_not_there_says_what_to_copy(file: Path) -> None:
    with pytest.raises(ConfigError, match=r"config\.yaml: No such file.*config\.example\.yaml"):
        load(file)


def test_a_file_that_is_not_text_is_refused_in_one_sentence(file: Path) -> None:
    file.write_bytes(b"database: {url: \xff\xfe}")
    with pytest.raises(ConfigError, match=r"config\.yaml: .*UTF-8"):
        load(file)


def test_a_folder_is_no_settings_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError):
        load(tmp_path)


# Right -------------------------------------------------------------------------------------------------------


def test_an_empty_file_has_the_defaults_and_no_platform(file: Path) -> None:
    found = settings(file, "")
    assert (found.slack, found.discord, found.web) == (None, None, None)
    assert found.database.url == "sqlite+aiosqlite:///bothways.sqlite"


def test_an_empty_section_is_off(file: Path) -> None:
    assert settings(file, "slack:\nweb:\n").slack is None


def test_variables_stand_for_their_values_with_defaults_and_a_doubled_dollar_for_one(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MY_TOKEN", "from-env")
    monkeypatch.setenv("EMPTY", "")
    text = "slack: {bot_token: 'a-${MY_TOKEN}-z', app_token: '${NOWHERE:-spare}', signing_secret: '${EMPTY:-}$$x'}"
    slack = settings(file, text).slack
    assert slack is not None
    assert slack.app_token is not None
    assert slack.signing_secret is not None
    assert slack.bot_token.get_secret_value() == "a-from-env-z"
    assert slack.app_token.get_secret_value() == "spare"
    assert slack.signing_secret.get_secret_value() == "$x"


def test_the_environment_wins_over_the_file_key_by_key(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOTHWAYS_WEB__PORT", "9000")
    monkeypatch.setenv("BOTHWAYS_SLACK__BOT_TOKEN", "xoxb-env")
    found = settings(file, "web: {host: 0.0.0.0, port: 8000}")
    assert found.web is not None
    assert found.slack is not None
    assert (found.web.host, found.web.port) == ("0.0.0.0", 9000)
    assert found.slack.bot_token.get_secret_value() == "xoxb-env"


def test_without_a_file_the_environment_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOTHWAYS_DATABASE__URL", "sqlite+aiosqlite:///elsewhere.sqlite")
    assert load(None).database.url.endswith("elsewhere.sqlite")


def test_an_environment_variable_that_is_no_setting_is_a_mistake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOTHWAYS_SLAK__BOT_TOKEN", "x")
    with pytest.raises(ConfigError, match="BOTHWAYS_SLAK__BOT_TOKEN: no such setting"):
        load(None)


@pytest.mark.parametrize(
    "typed",
    ["2026-12-24 15:00:00", "'2026-12-24T15:00'", "2026-12-24T15:00:00Z", "2026-12-24T17:00:00+02:00"],
)
def test_the_clock_starts_at_a_moment_that_is_utc_where_nothing_else_is_said(file: Path, typed: str) -> None:
    assert settings(file, f"clock: {{start: {typed}}}").clock.start == datetime(2026, 12, 24, 15, tzinfo=UTC)


# The example -------------------------------------------------------------------------------------------------


def test_the_example_is_what_the_settings_make() -> None:
    assert (ROOT / "config.example.yaml").read_text(encoding="utf-8") == example()


def test_the_example_loads_as_it_stands(file: Path) -> None:
    found = settings(file, example())
    assert found.slack is None
    assert found.web is not None


def test_the_example_loads_with_everything_switched_on(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.setenv(name, "x")
    text = "\n".join(_switched_on(line) for line in example().splitlines())
    found = settings(file, text)
    assert found.slack is not None
    assert found.discord is not None


def test_every_setting_is_in_the_example() -> None:
    lines = [line.lstrip("# ") for line in example().splitlines()]
    for name, section in Settings.model_fields.items():
        assert f"{name}:" in lines
        model = next(
            one
            for one in (section.annotation, *getattr(section.annotation, "__args__", ()))
            if hasattr(one, "model_fields")
        )
        for key, field in model.model_fields.items():
            assert any(line.startswith(f"{key}:") for line in lines), f"{name}.{key}"
            assert field.description in lines


def _switched_on(line: str) -> str:
    """Take the comment sign away where a setting stands behind it."""
    bare = line.removeprefix("# ") if line.startswith("# ") else line
    setting = bare.partition(":")[0].strip().isidentifier() and ":" in bare
    return bare if setting and isinstance(yaml.safe_load(bare), dict) else line
