"""Operators take a community's words out into a file and put them into another, on the command line."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.__main__ import app
from tests.storage.conftest import opened
from tests.storage.worlds import settle

WORDS = "skills:\n- name: Kubernetes\n  also: [our cluster]\n- {name: Zorbing}\n"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """Return the settings of a bot that serves two workspaces, T1 and T2."""
    database = tmp_path / "bothways.db"

    async def live() -> None:
        async with opened(f"sqlite+aiosqlite:///{database}") as store, store.write() as work:
            await settle(work)
            await settle(work, workspace="T2")

    asyncio.run(live())
    path = tmp_path / "config.yaml"
    path.write_text(f"database:\n  url: sqlite+aiosqlite:///{database}\n", "utf-8")
    return path


def skills(config: Path, *words: str, community: str = "T1") -> Result:
    """Run a command about a community's words."""
    where = ("--platform", "slack", "--community", community, "--config", str(config))
    return CliRunner().invoke(app, ["skills", *words, *where])


def written(config: Path, text: str) -> str:
    """Return a file that says this."""
    file = config.parent / "words.yaml"
    file.write_text(text, "utf-8")
    return str(file)


def test_words_go_into_the_named_community_and_come_out_the_same(config: Path) -> None:
    done = skills(config, "import", written(config, WORDS))
    assert (done.exit_code, done.stdout.splitlines()[0][:20]) == (0, "Imported as change 1")
    assert skills(config, "export").stdout == WORDS
    assert skills(config, "export", community="T2").stdout == "skills: []\n"


def test_words_go_into_a_file_that_another_community_takes(config: Path) -> None:
    skills(config, "import", written(config, WORDS))
    file = config.parent / "out.yaml"
    assert skills(config, "export", "--to", str(file)).stdout.strip() == str(file)
    assert skills(config, "import", str(file), community="T2").exit_code == 0
    assert skills(config, "export", community="T2").stdout == WORDS


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("skills:\n- nam: Rust\n", "Line 2: I do not know nam."),
        ("skills: [Rust\n", "is not YAML."),
        ("", "There is nothing in it."),
        (WORDS, "known already"),
    ],
)
def test_a_wrong_file_is_told_with_its_line_and_changes_nothing(config: Path, text: str, told: str) -> None:
    skills(config, "import", written(config, WORDS))
    refused = skills(config, "import", written(config, text))
    assert refused.exit_code == 2
    assert told in refused.stderr
    assert skills(config, "export").stdout == WORDS


def test_an_unknown_community_or_a_missing_file_is_one_clear_sentence(config: Path) -> None:
    unknown = skills(config, "export", community="T9")
    missing = skills(config, "import", str(config.parent / "none.yaml"))
    assert "No slack community has the id 'T9' here." in unknown.stderr
    assert "none.yaml cannot be read: No such file or directory." in missing.stderr
    assert (unknown.exit_code, missing.exit_code) == (2, 2)
