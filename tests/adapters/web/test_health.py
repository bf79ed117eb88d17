from __future__ import annotations

import asyncio

import pytest
from prometheus_client import CollectorRegistry, Counter

from adapters.web import health
from adapters.web.health import health_app
from tests.adapters.web.browser import Browser


async def yes() -> bool:
    return True


async def no() -> bool:
    return False


async def broken() -> bool:
    raise ConnectionError("the database is gone")


async def endless() -> bool:
    await asyncio.Event().wait()
    return True


async def test_it_is_alive_as_long_as_it_answers() -> None:
    app = health_app({"database": no}, CollectorRegistry())
    answer = await Browser(app).get("/livez")
    assert (answer.status, answer.text) == (200, "alive\n")


async def test_it_is_ready_when_every_check_holds() -> None:
    app = health_app({"database": yes, "slack": yes}, CollectorRegistry())
    answer = await Browser(app).get("/readyz")
    assert answer.status == 200
    assert answer.data == {"ready": True, "checks": {"database": True, "slack": True}}


@pytest.mark.parametrize("check", [no, broken])
async def test_it_is_not_ready_while_one_check_does_not_hold(check: health.Check) -> None:
    app = health_app({"database": yes, "slack": check}, CollectorRegistry())
    answer = await Browser(app).get("/readyz")
    assert answer.status == 503
    assert answer.data == {"ready": False, "checks": {"database": True, "slack": False}}


async def test_a_check_that_never_answers_does_not_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "PATIENCE", 0.01)
    app = health_app({"database": endless}, CollectorRegistry())
    answer = await Browser(app).get("/readyz")
    assert (answer.status, answer.data["checks"]) == (503, {"database": False})


async def test_the_figures_are_those_of_the_registry() -> None:
    registry = CollectorRegistry()
    Counter("letters_sent", "Letters sent", registry=registry).inc(3)
    answer = await Browser(health_app({}, registry)).get("/metrics")
    assert answer.status == 200
    assert "letters_sent_total 3.0" in answer.text
    assert answer.headers["content-type"].startswith("text/plain; version=")
