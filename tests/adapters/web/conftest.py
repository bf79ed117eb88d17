from __future__ import annotations

import pytest

from tests.adapters.web.actors import Scene
from tests.adapters.web.browser import Browser


@pytest.fixture
def scene() -> Scene:
    return Scene()


@pytest.fixture
def browser(scene: Scene) -> Browser:
    return Browser(scene.pages.app)
