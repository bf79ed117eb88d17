"""The figures of `make limits`, on small trees whose figures are known."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from tests.house.measure import broken_limits, figures_of, import_cycles, main, read_trees, worst


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """An empty package."""
    (tmp_path / "room").mkdir()
    return tmp_path / "room"


def write(tree: Path, name: str, source: str) -> None:
    """Put a module into the tree."""
    path = tree / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(dedent(source), encoding="utf-8")


def test_a_function_counts_its_code_lines_without_docstring_blanks_and_comments(tree: Path) -> None:
    write(
        tree,
        "a.py",
        '''
        """A module."""

        def double(number: int) -> int:
            """Return twice the number.

            Never fails.
            """

            # why twice
            return (
                number * 2
            )
        ''',
    )
    figures = figures_of(read_trees([tree]))
    assert (figures["func_max"], figures["code"], figures["docs_pct"], figures["typed_pct"]) == (
        4,
        4,
        100,
        100,
    )
    assert figures["comments_per_100"] == 25


def test_nesting_counts_blocks_but_not_elif_or_inner_functions(tree: Path) -> None:
    write(
        tree,
        "a.py",
        """
        def one(x):
            if x:
                pass
            elif x is None:
                pass
            def inner():
                for y in x:
                    while y:
                        pass
        """,
    )
    assert {(f.where.split()[-1], f.depth) for file in read_trees([tree]) for f in file.functions} == {
        ("one", 1),
        ("inner", 2),
    }


def test_what_is_bare_broad_or_ignored_is_counted(tree: Path) -> None:
    write(
        tree,
        "a.py",
        """
        def careless(x):
            try:
                return x()  # type: ignore[no-any-return]
            except Exception:
                return None
        """,
    )
    figures = figures_of(read_trees([tree]))
    assert (figures["typed_pct"], figures["docs_pct"]) == (0, 0)
    assert (figures["ignores"], figures["broad_excepts"]) == (1, 1)


def test_modules_that_import_each_other_are_a_cycle_unless_only_for_their_types(tree: Path) -> None:
    write(tree, "__init__.py", "")
    write(tree, "a.py", "from room import b\n")
    write(tree, "b.py", "from .c import thing\n")
    write(tree, "c.py", "import room.a\nthing = 1\n")
    write(
        tree,
        "d.py",
        "from typing import TYPE_CHECKING\nfrom room import a\nif TYPE_CHECKING:\n    import room.e\n",
    )
    write(tree, "e.py", "import room.d\n")
    assert import_cycles(read_trees([tree])) == [["room.a", "room.b", "room.c"]]


def test_tests_count_only_in_the_ratio(tree: Path) -> None:
    write(tree, "a.py", "one = 1\ntwo = 2\n")
    write(tree, "tests/test_a.py", "def test_a():\n    assert 1\n    assert 2\n")
    figures = figures_of(read_trees([tree]))
    assert (figures["files"], figures["functions"], figures["test_ratio"]) == (1, 0, 1.5)


def test_a_broken_limit_is_told_with_its_figure() -> None:
    figures = {"func_max": 51, "docs_pct": 90, "cycles": 0}
    assert broken_limits(figures, {"func_max": 50, "cycles": 0}, {"docs_pct": 95}) == [
        "func_max is 51, at most 50",
        "docs_pct is 90, at least 95",
    ]


def test_the_longest_function_is_named_with_its_line(tree: Path) -> None:
    write(tree, "a.py", "def short(): ...\n\ndef long():\n    x = 1\n    return x\n")
    assert next(worst(read_trees([tree]), 1)) == f"   3 code lines: {tree / 'a.py'}:3 long"


def test_the_command_fails_where_a_limit_is_broken(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tree, "a.py", "def bare(x): return x\n")
    assert main([str(tree)]) == 1
    assert "LIMIT typed_pct is 0, at least 100" in capsys.readouterr().err


def test_the_command_is_content_with_a_tidy_tree(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(
        tree,
        "a.py",
        '"""A module."""\n\nANSWER = 42\n\n\ndef ask() -> int:\n    """Return it."""\n    return ANSWER\n',
    )
    assert main([str(tree)]) == 0
    assert capsys.readouterr().err == ""
