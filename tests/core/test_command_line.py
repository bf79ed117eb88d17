"""The `bothways` command line: each command does its job or says in one sentence why not, with an exit code."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.__main__ import app
from bot.config import example
from bot.model.community import Platform
from bot.ports import Letter, LetterKind, LetterState, ToMember
from bot.ui import Card
from storage.database import open_store
from tests.fakes.slack import FakeSlack

PEOPLE = {
    "people": [
        {
            "id": name,
            "offers": [{"skill": teaches, "level": 4}],
            "wants": [{"skill": learns, "level": 0, "priority": 1}],
            "languages": ["en"],
        }
        for name, teaches, learns in (("ana", "web", "ai"), ("ben", "ai", "web"))
    ],
    "options": {"min_shared_hours": 0},
}


def bothways(*words: str, typed: str | None = None) -> Result:
    """Run a command as an operator types it."""
    return CliRunner().invoke(app, list(words), input=typed)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A settings file with a database and nothing else."""
    file = tmp_path / "config.yaml"
    file.write_text(f"database: {{url: 'sqlite+aiosqlite:///{tmp_path}/bothways.sqlite'}}", encoding="utf-8")
    return file


def test_help_names_every_command() -> None:
    said = bothways("--help").output
    for command in (
        "run",
        "demo",
        "story",
        "pair",
        "doctor",
        "slack",
        "discord",
        "db",
        "config-example",
        "rehearse",
    ):
        assert command in said


def test_without_a_command_there_is_help() -> None:
    assert "Usage" in bothways().output


def test_the_example_settings_are_printed_as_they_are() -> None:
    assert bothways("config-example").output == example()


def test_the_story_is_told_to_its_end() -> None:
    told = bothways("story")
    assert told.exit_code == 0
    assert "I agree" in told.output
    assert "Ben, you made me curious again." in told.output


# Pairing -----------------------------------------------------------------------------------------------------


def test_a_file_of_people_is_paired_with_reasons_and_a_certificate(tmp_path: Path) -> None:
    file = tmp_path / "people.json"
    file.write_text(json.dumps(PEOPLE), encoding="utf-8")
    result = bothways("pair", str(file), "--format", "json")
    found = json.loads(result.output)
    assert result.exit_code == 0
    assert [set(one["members"]) for one in found["partnerships"]] == [{"ana", "ben"}]
    assert found["certificate"]["optimal"] is True


def test_people_can_be_piped_in_and_a_result_be_checked(tmp_path: Path) -> None:
    result = tmp_path / "result.json"
    people = tmp_path / "people.json"
    people.write_text(json.dumps(PEOPLE), encoding="utf-8")
    result.write_text(
        bothways("pair", "-", "--format", "json", typed=json.dumps(PEOPLE)).output, encoding="utf-8"
    )
    assert "The result holds" in bothways("pair", str(people), "--verify", str(result)).output


def test_a_result_that_does_not_hold_is_told_with_an_exit_code(tmp_path: Path) -> None:
    result, people = tmp_path / "result.json", tmp_path / "people.json"
    people.write_text(json.dumps(PEOPLE), encoding="utf-8")
    found = json.loads(bothways("pair", str(people), "--format", "json").output)
    found["certificate"]["placed"] = 17
    result.write_text(json.dumps(found), encoding="utf-8")
    checked = bothways("pair", str(people), "--verify", str(result))
    assert checked.exit_code == 1
    assert checked.output.strip()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not json, no csv",
        b"{}",
        b"[1, 2",
        b'{"people": 5}',
        b'{"people": [{"id": "a"}, {"id": "a"}]}',
        b"\xff\xfe\x00",
    ],
)
def test_a_file_that_cannot_be_paired_is_refused_in_one_sentence(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "people.json"
    file.write_bytes(content)
    result = bothways("pair", str(file))
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 1
    assert "people.json" in result.stderr


def test_a_file_that_is_not_there_is_refused_in_one_sentence(tmp_path: Path) -> None:
    result = bothways("pair", str(tmp_path / "nowhere.json"))
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 1


# Settings ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", [("run",), ("rehearse",), ("db", "upgrade")])
def test_a_wrong_settings_file_stops_a_command_before_it_begins(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    file = tmp_path / "config.yaml"
    file.write_text("databse: {}", encoding="utf-8")
    result = bothways(*command, "--config", str(file))
    assert result.exit_code == 2
    assert result.stderr == "config.yaml: unknown key databse, did you mean database?\n"


@pytest.mark.parametrize("clock", ["{speed: 60}", "{start: 2026-12-24T15:00:00Z}"])
def test_a_live_bot_runs_on_real_time_only(config: Path, clock: str) -> None:
    config.write_text(f"{config.read_text(encoding='utf-8')}\nclock: {clock}", encoding="utf-8")
    result = bothways("run", "--config", str(config))
    assert result.exit_code == 2
    assert "bothways rehearse" in result.stderr


def test_the_database_is_made_and_brought_to_this_version(config: Path) -> None:
    for _ in range(2):
        result = bothways("db", "upgrade", "--config", str(config))
        assert (result.exit_code, result.output) == (0, "The database is at this version.\n")


def test_a_database_that_is_none_is_refused_in_one_sentence(config: Path) -> None:
    (config.parent / "bothways.sqlite").write_bytes(b"this is no database" * 100)
    result = bothways("db", "upgrade", "--config", str(config))
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 1


# Doctor ------------------------------------------------------------------------------------------------------


def findings(result: Result) -> dict[str, bool]:
    """Return what the doctor found, by code."""
    return {one["code"]: one["ok"] for one in json.loads(result.output)}


def test_the_doctor_says_what_is_wrong_with_a_settings_file_and_how_to_mend_it(tmp_path: Path) -> None:
    file = tmp_path / "config.yaml"
    file.write_text("slack: {bot_tokn: x}", encoding="utf-8")
    result = bothways("doctor", "--config", str(file))
    assert result.exit_code == 1
    assert "✗ config: config.yaml: unknown key slack.bot_tokn, did you mean slack.bot_token?" in result.output
    assert "✓ python" in result.output


def test_the_doctor_misses_a_platform(config: Path) -> None:
    result = bothways("doctor", "--config", str(config), "--json")
    assert result.exit_code == 1
    assert {code for code, ok in findings(result).items() if not ok} == {"platforms"}


async def test_the_doctor_finds_nothing_wrong_with_a_right_setup(config: Path) -> None:
    async with FakeSlack() as fake:
        slack = {"bot_token": fake.bot_token, "app_token": fake.app_token, "api_url": fake.base_url}
        url = f"sqlite+aiosqlite:///{config.parent}/bothways.sqlite"
        config.write_text(json.dumps({"database": {"url": url}, "slack": slack}), encoding="utf-8")  # noqa: ASYNC240
        await (await open_store(url)).close()
        result = await asyncio.to_thread(bothways, "doctor", "--config", str(config), "--json")
    assert result.exit_code == 0
    assert {"python", "config", "database", "slack.bot_token"} <= findings(result).keys()
    assert fake.bot_token not in result.output


# Setting platforms up ----------------------------------------------------------------------------------------


def test_the_slack_manifest_is_printed_in_both_notations() -> None:
    as_json = json.loads(bothways("slack", "manifest", "--json").output)
    assert "display_information" in as_json
    assert "display_information:" in bothways("slack", "manifest").output


def test_the_discord_invitation_is_an_address_with_its_reasons() -> None:
    result = bothways("discord", "invite", "123456789012345678")
    address, *rights = result.output.splitlines()
    assert address.startswith("https://discord.com/")
    assert all(": " in right for right in rights)


@pytest.mark.parametrize("wrong", ["my-bot", "", "12a"])
def test_an_application_id_that_is_none_is_refused_in_one_sentence(wrong: str) -> None:
    result = bothways("discord", "invite", wrong)
    assert result.exit_code == 2
    assert "General Information" in result.stderr


async def _with_a_dead_letter(url: str) -> None:
    store = await open_store(url)
    async with store.write() as work:
        home = await work.communities.add(Platform.SLACK, "T1", "Acme", "en")
        ana = await work.people.add(home.id, "U1", "Ana Lee", "UTC", "en")
        when = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
        card = Card("Something private")
        letter = Letter(key="a", to=ToMember(ana.id), kind=LetterKind.NOTICE, card=card, not_before=when)
        await work.outbox.post([letter])
        [claimed] = await work.outbox.claim(when, "me", timedelta(minutes=1), 1)
        await work.outbox.finish(claimed, LetterState.DEAD, "unreachable")
    await store.close()


def test_an_operator_sees_dead_letters_without_names_sends_them_again_or_gives_them_up(
    tmp_path: Path,
) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'bothways.sqlite'}"
    asyncio.run(_with_a_dead_letter(url))
    config = tmp_path / "config.yaml"
    config.write_text(f"database:\n  url: {url}\n", encoding="utf-8")

    def letters(*words: str) -> str:
        done = CliRunner().invoke(app, ["letters", *words, "--config", str(config)])
        assert done.exit_code == 0, done.output
        return done.output

    before = letters("list")
    assert before.startswith("1  dead  notice  community 1  member 1")
    assert "unreachable" in before
    assert "Ana" not in before
    assert letters("requeue", "1", "2").startswith("1 of 2 are ready")
    assert letters("list").startswith("Every letter arrived")
    assert letters("drop", "1").startswith("0 of 1")
