"""`fenghuo health`: the hub's own health for Prometheus and for whoever restarts what does not answer."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Annotated, Final

import typer
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from cli.checks import services
from cli.checks.finding import Check
from cli.context import begin, console, require_free_port
from cli.figures import Health, prometheus_text
from hub.errors import ConfigError

app = typer.Typer(no_args_is_help=True, help="The hub's own health, for Prometheus.")

PARTS: Final[dict[str, Check]] = {
    **{room: partial(services.deed, room) for room in services.ROOMS},
    "dashboards": services.dashboards,
    "worker": services.worker_here,
    "beat": services.beat,
    "pages": services.pages,
}
"""What `fenghuo health check` can be asked about; each check yields one finding."""

_TEXT_FORMAT = "text/plain; version=0.0.4; charset=utf-8"


@app.command()
def serve() -> None:
    """Answer /metrics and /healthz until stopped, on FENGHUO_LISTEN (127.0.0.1)."""
    settings = begin()
    require_free_port(settings.health_port, "FENGHUO_HEALTH_PORT", settings.listen)
    console.print(f"{settings.here(settings.health_port)}/metrics")
    uvicorn.run(
        build_app(Health(settings)),
        host=settings.listen,
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
    part: Annotated[str, typer.Argument(help=f"{', '.join(PARTS)}.", metavar="PART")],
) -> None:
    """Leave with 0 where a part is well, else say why not; for health checks.

    crawlers, warehouse and alerts are well where they did what they are for lately, wherever they run; the
    others where that of this machine answers.
    """
    settings = begin(logging.CRITICAL)
    if part not in PARTS:
        raise ConfigError(f"There is no part {part}; say one of {', '.join(PARTS)}.")
    [finding] = PARTS[part](settings)
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

    return Starlette(routes=[Route("/metrics", metrics), Route("/healthz", healthz)], lifespan=lifespan)
