"""The rooms of the house: what exists, and who may look where."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tree import ROOMS, ROOT, project_files, settings

TOP = {
    *ROOMS,
    *("tests", "bench", "docs", ".ci"),
    *("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "Makefile", "mkdocs.yml"),
    *("pyproject.toml", "config.example.yaml", ".gitignore"),
}


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of the rooms in which something can be planted."""
    for room in ROOMS:
        shutil.copytree(ROOT / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def plant(house: Path, module: str, line: str) -> None:
    """Add a line to the end of a module."""
    path = house / module
    path.write_text(f"{path.read_text(encoding='utf-8')}\n{line}\n", encoding="utf-8")


def lint_imports(house: Path) -> tuple[int, str]:
    """Return the exit code and the report of the import linter."""
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-logo", "--no-cache"]
    done = subprocess.run(command, cwd=house, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


def verdicts(report: str) -> dict[str, str]:
    """Return KEPT or BROKEN for every contract named in the report."""
    return {
        name.strip(): verdict for name, verdict in re.findall(r"^(.+?) (KEPT|BROKEN)\b", report, re.MULTILINE)
    }


def contract_names() -> list[str]:
    """Return the names of the contracts in pyproject.toml."""
    return [contract["name"] for contract in settings()["tool"]["importlinter"]["contracts"]]


def test_every_room_keeps_every_contract(house: Path) -> None:
    code, report = lint_imports(house)
    assert verdicts(report) == dict.fromkeys(contract_names(), "KEPT"), report
    assert code == 0


def test_a_planted_import_of_discord_in_the_core_breaks_the_build(house: Path) -> None:
    plant(house, "bot/errors.py", "import discord")
    code, report = lint_imports(house)
    broken = [name for name, verdict in verdicts(report).items() if verdict == "BROKEN"]
    assert broken == ["The core knows no chat SDK, no SQL, no scheduler and no web server"]
    assert "bot.errors -> discord" in report
    assert code == 1


def test_every_contract_is_broken_by_what_it_forbids(house: Path) -> None:
    plant(house, "bot/errors.py", "import sqlalchemy\nfrom bot import ui")
    plant(house, "adapters/slack/__init__.py", "import adapters.discord\nimport sqlmodel")
    plant(house, "scheduler/__init__.py", "import slack_sdk")
    code, report = lint_imports(house)
    assert verdicts(report) == dict.fromkeys(contract_names(), "BROKEN"), report
    assert code == 1


def test_every_module_of_the_core_has_its_place_in_the_layers() -> None:
    [layers] = [c["layers"] for c in settings()["tool"]["importlinter"]["contracts"] if c["id"] == "rooms"]
    placed = set(re.findall(r"bot\.(\w+)", " ".join(layers)))
    there = {
        path.stem
        for path in (ROOT / "bot").iterdir()
        if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    assert there - {"__init__"} == placed


def test_the_house_has_the_agreed_rooms_and_no_other() -> None:
    top = {name.partition("/")[0] for name in project_files()}
    locks = {name for name in top if re.fullmatch(r"requirements(-[a-z]+)?\.txt", name)}
    assert top - locks <= TOP
    assert {*ROOMS, "tests", "docs", "requirements.txt"} <= top


def test_every_folder_with_code_of_ours_is_a_package() -> None:
    code = [Path(name) for name in project_files() if name.endswith(".py") and name.startswith(ROOMS)]
    imported = {path.parent for path in code if "migrations" not in path.parts}  # Alembic loads those by path
    assert [str(folder) for folder in sorted(imported) if not (ROOT / folder / "__init__.py").exists()] == []
