"""What machines ask about `bothways run`: is it alive, is it ready, how is it doing."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from prometheus_client import CollectorRegistry
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

Check = Callable[[], Awaitable[bool]]
PATIENCE = 2.0


def health_app(checks: Mapping[str, Check], registry: CollectorRegistry) -> Starlette:
    """Return an application with `/livez`, `/readyz` (503 until every check holds) and `/metrics`."""

    async def livez(_: Request) -> Response:
        return PlainTextResponse("alive\n")

    async def readyz(_: Request) -> Response:
        results = await asyncio.gather(*(_holds(check) for check in checks.values()))
        found = dict(zip(checks, results, strict=True))
        ready = all(results)
        return JSONResponse({"ready": ready, "checks": found}, status_code=200 if ready else 503)

    async def metrics(_: Request) -> Response:
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)

    return Starlette(routes=[Route("/livez", livez), Route("/readyz", readyz), Route("/metrics", metrics)])


async def _holds(check: Check) -> bool:
    """Return whether a check holds; one that fails or takes longer than `PATIENCE` seconds does not."""
    # gather hands every error back as a value, of whatever library it is.
    [result] = await asyncio.gather(asyncio.wait_for(check(), PATIENCE), return_exceptions=True)
    return result is True
