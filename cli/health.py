"""`fenghuo health`: the hub's own health for Prometheus and for whoever restarts what does not answer."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from typing import Annotated

import typer
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from cli.checks.services import ROOMS, last_deeds, room_finding
from cli.context import begin, console, require_free_port, warehouse_to_read
from cli.figures import Health, prometheus_text
from hub.errors import ConfigError

app = typer.Typer(no_args_is_help=True, help="The hub's own health, for Prometheus.")

_TEXT_FORMAT = "text/plain; version=0.0.4; charset=utf-8"


@app.command()
def serve() -> None:
    """Answer /metrics and /healthz on 127.0.0.1 until stopped."""
    settings = begin()
    require_free_port(settings.health_port, "FENGHUO_HEALTH_PORT")
    console.print(f"http://127.0.0.1:{settings.health_port}/metrics")
    uvicorn.run(
        build_app(Health(settings)),
        host="127.0.0.1",
        port=settings.health_port,
        log_config=None,
        access_log=False,
        server_header=False,
    )


@app.command()
def show() -> None:
    """Write the figures once to standard output, as Prometheus reads them."""
    health = Health(begin())
    try:
        console.file.write(prometheus_text(health.look()))
    finally:
        health.close()


@app.command()
def check(
    room: Annotated[str, typer.Argument(help="crawlers, warehouse or alerts.", metavar="ROOM")],
) -> None:
    """Leave with 0 where a room did what it is for lately, else say why not; for health checks."""
    settings = begin(logging.CRITICAL)
    if room not in ROOMS:
        raise ConfigError(f"There is no room {room}; say one of {', '.join(ROOMS)}.")
    with closing(warehouse_to_read(settings)) as reader:
        finding = room_finding(room, last_deeds(reader).get(room))
    console.print(f"{finding.part}：{finding.words}", markup=False)
    raise typer.Exit(int(finding.severity != "ok"))


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

    app = Starlette(routes=[Route("/metrics", metrics), Route("/healthz", healthz)], lifespan=lifespan)
    app.router.redirect_slashes = False  # it stumbles over a query that is no UTF-8
    return app
