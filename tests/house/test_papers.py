"""The papers of the house: locks, change log, decisions, the Makefile's own words."""

from __future__ import annotations

import re
import subprocess

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.tree import ROOT, project_files, settings, text_of

LOCKS = sorted(path.name for path in ROOT.glob("requirements*.txt"))
ADRS = sorted(path.name for path in (ROOT / "docs" / "adr").glob("[0-9]*.md"))


def pins(lock: str) -> dict[str, list[str]]:
    """Return the pinned versions by package, those of all Python versions and systems."""
    found: dict[str, list[str]] = {}
    for name, version in re.findall(r"^([\w.-]+)==([^\s;]+)", text_of(lock), re.MULTILINE):
        found.setdefault(canonicalize_name(name), []).append(version)
    return found


def declared() -> dict[str, list[str]]:
    """Return what pyproject.toml asks for, by the lock that must hold it."""
    project = settings()
    groups = dict(project["dependency-groups"])
    runtime = [*project["project"]["dependencies"], *groups.pop("build")]
    return {"requirements.txt": runtime} | {
        f"requirements-{name}.txt": group for name, group in groups.items()
    }


def test_every_group_of_packages_has_its_lock_and_every_lock_its_group() -> None:
    assert sorted(declared()) == LOCKS


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_in_a_lock_is_pinned_and_hashed(lock: str) -> None:
    entries = re.split(
        r"^(?=\S)", re.sub(r"^\s*#.*\n", "", text_of(lock), flags=re.MULTILINE), flags=re.MULTILINE
    )
    bad = [
        entry
        for entry in entries
        if entry and not re.match(r"[\w.-]+==\S+.*\n(\s+--hash=sha256:\w{64}.*\n?)+", entry)
    ]
    assert bad == []
    assert len(pins(lock)) >= len(declared()[lock])


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_host_no_folder_and_no_option_but_hashes(lock: str) -> None:
    text = text_of(lock)
    assert re.findall(r"\w+://\S*|(?<=\s)/\S+", text) == []
    assert set(re.findall(r"(?<!\S)--?[a-z][\w-]*", text)) <= {"--hash", "-c"}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_satisfies_what_is_declared(lock: str) -> None:
    pinned = pins(lock)
    wrong = [
        line
        for line in declared()[lock]
        if not (versions := pinned.get(canonicalize_name(Requirement(line).name)))
        or not all(Requirement(line).specifier.contains(version) for version in versions)
    ]
    assert wrong == []


def test_two_locks_never_disagree_about_a_version() -> None:
    runtime = pins("requirements.txt")
    others = {(lock, name): found for lock in LOCKS for name, found in pins(lock).items() if name in runtime}
    assert {where: found for where, found in others.items() if not set(found) <= set(runtime[where[1]])} == {}


def test_the_change_log_has_an_unreleased_part_above_the_releases() -> None:
    headings = re.findall(r"^## (.+)$", text_of("CHANGELOG.md"), re.MULTILINE)
    assert headings[0] == "[Unreleased]"
    assert all(re.fullmatch(r"\[\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d", heading) for heading in headings[1:])


def test_decisions_are_numbered_without_gaps() -> None:
    assert [int(name[:4]) for name in ADRS] == list(range(1, len(ADRS) + 1))


@pytest.mark.parametrize("name", ADRS)
def test_a_decision_is_one_page_with_its_four_parts(name: str) -> None:
    text = text_of(f"docs/adr/{name}")
    assert re.match(rf"# {int(name[:4])}\. \S", text)
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["Status", "Context", "Decision", "Consequences"]
    assert len(text.split()) <= 700


@pytest.mark.parametrize("name", ADRS)
def test_a_decision_is_in_the_list_of_decisions(name: str) -> None:
    assert f"](adr/{name})" in text_of("docs/index.md")


def test_make_help_explains_every_target() -> None:
    [phony] = re.findall(r"^\.PHONY: (.+)$", text_of("Makefile"), re.MULTILINE)
    done = subprocess.run(["make", "help"], cwd=ROOT, check=True, capture_output=True, text=True)
    explained = re.findall(r"^  make ([a-z%-]+) +\S", done.stdout, re.MULTILINE)
    assert sorted(explained) == sorted([*phony.split(), "with-%"])


def test_no_file_names_a_path_of_a_developers_machine() -> None:
    homes = r"/home/\w|/Users/\w|(?<![\w.])/root/|[A-Z]:\\\\?Users"
    checkout = f"|{re.escape(str(ROOT))}(?!\\w)" if len(ROOT.parts) > 2 else ""
    bad = re.compile(homes + checkout)
    ours = [name for name in project_files() if name != "tests/house/test_papers.py"]
    assert [
        name for name in ours if bad.search((ROOT / name).read_text(encoding="utf-8", errors="ignore"))
    ] == []
