from __future__ import annotations

from collections.abc import Mapping

import pytest

from adapters.web.guard import is_loopback
from tests.adapters.web.actors import Scene
from tests.adapters.web.browser import HOST, Browser, Stream

SAY = "/as/maya/mentorship/say"


@pytest.mark.parametrize(
    ("host", "ours"),
    [
        ("127.0.0.1", True),
        ("127.8.9.1", True),
        ("localhost", True),
        ("LOCALHOST", True),
        ("::1", True),
        ("[::1]", True),
        ("0.0.0.0", False),
        ("192.168.0.7", False),
        ("localhost.example.org", False),
        ("", False),
    ],
)
def test_only_this_machine_is_loopback(host: str, ours: bool) -> None:
    assert is_loopback(host) is ours


@pytest.mark.parametrize("host", ["127.0.0.1:8080", "localhost:8080", "[::1]:8080", "127.0.0.1"])
async def test_the_names_of_this_machine_are_answered(browser: Browser, host: str) -> None:
    assert (await browser.get("/as/maya/mentorship", {"host": host})).status == 200


@pytest.mark.parametrize(
    "host", ["rebound.example.org", "rebound.example.org:8080", "192.168.0.7:8080", "", "[::1"]
)
async def test_a_name_somebody_points_at_this_machine_is_not(browser: Browser, host: str) -> None:
    answer = await browser.get("/as/maya/mentorship", {"host": host})
    assert (answer.status, answer.text) == (421, "The playground answers only to localhost.")


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example.org"},
        {"origin": "null"},
        {"origin": ""},
        {"origin": "http://127.0.0.1:9999"},
        {"origin": f"https://{HOST}"},
        {"hx-request": ""},
        {"origin": "http://localhost:8080"},
    ],
)
async def test_posts_of_other_pages_do_nothing(
    scene: Scene, browser: Browser, headers: Mapping[str, str]
) -> None:
    answer = await browser.post(SAY, {"text": "/mentor leave"}, headers)
    assert (answer.status, answer.text) == (403, "Only the playground's own pages may do this.")
    assert scene.core.requests == []


@pytest.mark.parametrize("length", ["300000", "many"])
async def test_a_post_that_is_too_long_is_not_read(scene: Scene, browser: Browser, length: str) -> None:
    answer = await browser.post(SAY, {"text": "x"}, {"content-length": length})
    assert (answer.status, scene.core.requests) == (413, [])


@pytest.mark.parametrize("path", ["/as/maya/mentorship", "/static/page.js", "/nothing"])
async def test_browsers_are_told_to_be_strict_with_every_answer(browser: Browser, path: str) -> None:
    headers = (await browser.get(path)).headers
    policy = headers["content-security-policy"].split("; ")
    assert policy[:5] == [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
    ]
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"


async def test_a_stream_of_another_name_is_refused_too(scene: Scene) -> None:
    stream = Stream(
        scene.pages.app, "/as/maya/mentorship/live?epoch=0&after=0", {"host": "rebound.example.org"}
    )
    assert await stream.next() == "The playground answers only to localhost."
    await stream.ended()
