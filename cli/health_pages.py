"""`/metrics` and `/healthz` over HTTP, for Prometheus and for whoever restarts what does not answer."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from cli.figures import Health, prometheus_text
from hub.settings import Settings

_TEXT_FORMAT = "text/plain; version=0.0.4; charset=utf-8"


def serve_pages(settings: Settings) -> None:
    """Answer on FENGHUO_LISTEN until stopped."""
    uvicorn.run(
        build_app(Health(settings)),
        host=settings.listen,
        port=settings.health_port,
        log_config=None,
        access_log=False,
        server_header=False,
    )


def build_app(health: Health) -> Starlette:
    """`/metrics` and `/healthz`. Both ask anew each time."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        health.close()

    def metrics(_: Request) -> Response:
        return PlainTextResponse(prometheus_text(health.look()), media_type=_TEXT_FORMAT)

    def healthz(_: Request) -> Response:
        parts = {f.labels["part"]: bool(f.value) for f in health.look() if f.name == "fenghuo_up"}
        words = {part: "ok" if up else "does not answer" for part, up in parts.items()}
        return JSONResponse(words, 200 if all(parts.values()) else 503)

    return Starlette(routes=[Route("/metrics", metrics), Route("/healthz", healthz)], lifespan=lifespan)
