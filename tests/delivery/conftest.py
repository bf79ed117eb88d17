"""The office that tests of delivery begin with."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest
import structlog
from structlog.testing import LogCapture
from structlog.typing import EventDict

from storage.database import open_store
from tests.delivery.worlds import Office, settled


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    """A post office in a community of its own."""
    store = await open_store("sqlite+aiosqlite://")
    yield await settled(store)
    await store.close()


@pytest.fixture
def said() -> Iterator[list[EventDict]]:
    """What is logged, whatever level another test may have set."""
    before, capture = structlog.get_config(), LogCapture()
    structlog.configure(processors=[capture], wrapper_class=structlog.make_filtering_bound_logger(0))
    yield capture.entries
    structlog.configure(**before)
