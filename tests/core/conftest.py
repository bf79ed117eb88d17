"""The clubs that tests of the core begin with."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.core.worlds import Club, Saved, club_in_memory, club_on_file, introduced, set_up


@pytest.fixture
async def empty() -> AsyncIterator[Club]:
    """A community in which nobody did anything yet."""
    async with club_in_memory() as club:
        yield club


@pytest.fixture
async def club(empty: Club) -> Club:
    """A club in whose channel Olga runs mentorship; nobody has joined yet."""
    await set_up(empty)
    return empty


@pytest.fixture(scope="session")
def lived_in() -> Saved:
    """A club whose first round was just published, to be taken up."""
    return introduced()


@pytest.fixture
async def paired(lived_in: Saved, tmp_path: Path) -> AsyncIterator[Club]:
    """A club on the Monday of its first round: Ana with Ben, a circle of Ines, Kofi and Mei, Zoe left out."""
    async with club_on_file(tmp_path / "club.sqlite", lived_in) as club:
        yield club
