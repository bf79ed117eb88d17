"""What we import is what pyproject.toml declares: nothing by luck, nothing in vain."""

from __future__ import annotations

import ast
import sys
from importlib.metadata import packages_distributions

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.tree import ROOMS, ROOT, project_files, settings, text_of

NEVER_IMPORTED = {
    "aiohttp": "slack-bolt's async side imports it",
    "aiosqlite": "the database's address names it",
    "python-multipart": "Starlette reads forms with it",
    "tzdata": "zoneinfo reads it where the system has no zones",
    "import-linter": "a command",
    "mypy": "a command",
    "pytest-asyncio": "a pytest plugin",
    "pytest-xdist": "a pytest plugin",
    "ruff": "a command",
    "types-jsonschema": "types for mypy",
    "types-pyyaml": "types for mypy",
}


def imported_by(rooms: tuple[str, ...]) -> set[str]:
    """Return the packages (by their name on an index) that the rooms' modules import, at any depth."""
    modules: set[str] = set()
    for name in project_files():
        if name.startswith(tuple(f"{room}/" for room in rooms)) and name.endswith(".py"):
            modules |= top_level_imports(ast.parse(text_of(name)))
    ours = {*ROOMS, "tests", *(path.stem for path in (ROOT / "tests").iterdir())}
    others = modules - sys.stdlib_module_names - ours
    known = packages_distributions()
    return {canonicalize_name(package) for module in others for package in known.get(module, [module])}


def top_level_imports(tree: ast.Module) -> set[str]:
    """Return the first part of every absolute import in a module."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return found


def names(requirements: list[str]) -> set[str]:
    """Return the packages a list of requirements asks for."""
    return {canonicalize_name(Requirement(line).name) for line in requirements}


def runtime() -> set[str]:
    """Return the packages every installation has."""
    return names(settings()["project"]["dependencies"])


def optional(*groups: str) -> set[str]:
    """Return the packages of some dependency groups."""
    return set().union(*(names(settings()["dependency-groups"][group]) for group in groups))


def test_the_rooms_import_only_what_is_declared() -> None:
    assert imported_by(ROOMS) - runtime() - optional("charts", "postgres") == set()


def test_every_declared_package_is_used() -> None:
    assert runtime() - imported_by(ROOMS) - set(NEVER_IMPORTED) == set()


def test_the_tests_import_only_what_their_groups_declare() -> None:
    assert imported_by(("tests",)) - runtime() - optional("dev", "browser", "pgtests") == set()


def test_every_package_for_the_tests_is_used() -> None:
    assert optional("dev", "browser", "pgtests") - imported_by(("tests",)) - set(NEVER_IMPORTED) == set()
