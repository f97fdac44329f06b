"""`fenghuo health`: the hub's own health for Prometheus and for whoever restarts what does not answer.

What the commands need is loaded when they run: a health check is asked every minute or so.
"""

from __future__ import annotations

import logging
from importlib import import_module
from typing import Annotated, Final

import typer

from cli.context import begin, console, require_free_port
from hub.errors import ConfigError

app = typer.Typer(no_args_is_help=True, help="The hub's own health, for Prometheus.")

PARTS: Final = {
    "crawlers": "cli.checks.services:crawlers",
    "warehouse": "cli.checks.services:loader",
    "alerts": "cli.checks.services:alerts",
    "dashboards": "cli.checks.processes:dashboards",
    "worker": "cli.checks.processes:worker",
    "beat": "cli.checks.processes:beat",
    "pages": "cli.checks.processes:pages",
    "api": "cli.checks.processes:api",
}
"""What `fenghuo health check` can be asked about, and where the check is; each yields one finding."""


@app.command()
def serve() -> None:
    """Answer /metrics and /healthz until stopped, on FENGHUO_LISTEN (127.0.0.1)."""
    from cli.health_pages import serve_pages

    settings = begin()
    require_free_port(settings.health_port, "FENGHUO_HEALTH_PORT", settings.listen)
    console.print(f"{settings.here(settings.health_port)}/metrics")
    serve_pages(settings)


@app.command()
def show() -> None:
    """Write the figures once to standard output, as Prometheus reads them."""
    from cli.figures import Health, prometheus_text

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
    module, _, name = PARTS[part].partition(":")
    [finding] = getattr(import_module(module), name)(settings)
    console.print(f"{finding.part}：{finding.words}", markup=False)
    raise typer.Exit(int(finding.severity != "ok"))
