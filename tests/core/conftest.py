"""The clubs that tests of the core begin with."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.core.worlds import Club, Saved, a_club, asked, introduced, joined, nobody, opened


@pytest.fixture(scope="session")
def from_nothing() -> Saved:
    """A community in which nobody did anything yet, to be taken up."""
    return nobody()


@pytest.fixture(scope="session")
def set_up_club() -> Saved:
    """A club in whose channel Olga runs mentorship, to be taken up."""
    return opened()


@pytest.fixture(scope="session")
def joined_club() -> Saved:
    """A club that three people joined, to be taken up."""
    return joined()


@pytest.fixture(scope="session")
def lived_in() -> Saved:
    """A club whose first round was just published, to be taken up."""
    return introduced()


@pytest.fixture(scope="session")
def asked_club() -> Saved:
    """A club in which everybody was just asked whether they met, to be taken up."""
    return asked()


@pytest.fixture
async def empty(from_nothing: Saved) -> AsyncIterator[Club]:
    """A community in which nobody did anything yet."""
    async with a_club(from_nothing) as club:
        yield club


@pytest.fixture
async def club(set_up_club: Saved) -> AsyncIterator[Club]:
    """A club in whose channel Olga runs mentorship; nobody has joined yet."""
    async with a_club(set_up_club) as club:
        yield club


@pytest.fixture
async def trio(joined_club: Saved) -> AsyncIterator[Club]:
    """A club with Ana and Ben, who fit each other, and Zoe, whose wish nobody can teach."""
    async with a_club(joined_club) as club:
        yield club


@pytest.fixture
async def paired(lived_in: Saved) -> AsyncIterator[Club]:
    """A club on the Monday of its first round: Ana with Ben, a circle of Ines, Kofi and Mei, Zoe left out."""
    async with a_club(lived_in) as club:
        yield club


@pytest.fixture
async def thursday(asked_club: Saved) -> AsyncIterator[Club]:
    """That club on Thursday noon of its first week: everybody was just asked whether they met."""
    async with a_club(asked_club) as club:
        yield club
