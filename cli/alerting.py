"""`fenghuo watch` and `fenghuo alerts`: match releases and judge silences, again and again."""

from __future__ import annotations

import logging
import signal
import threading
from typing import Annotated

import typer

from alerts.engine import catch_up
from alerts.episodes import open_episodes
from alerts.notify import notify
from cli.context import begin, console, warehouse_to_read
from cli.tables import alert_table
from hub.clock import SystemClock
from hub.errors import Unavailable
from hub.settings import Settings
from warehouse.assigned_matching import match_assigned
from warehouse.client import Warehouse, connect
from warehouse.releases import match_releases

app = typer.Typer(no_args_is_help=True, help="What has stalled, and whom we told.")
logger = logging.getLogger(__name__)


def watch(
    every: Annotated[float, typer.Option(help="Seconds between two rounds.")] = 180.0,
) -> None:
    """Match releases, judge silences and send what is new, until stopped."""
    settings = begin()
    warehouse = connect(settings)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    while not stop.is_set():
        try:
            watch_once(settings, warehouse)
        except Unavailable as error:
            logger.warning("This round is left out: %s", error.sentence)
        stop.wait(every)


def watch_once(settings: Settings, warehouse: Warehouse) -> None:
    """One round. Raises Unavailable when the warehouse does not answer."""
    now = SystemClock().now()
    match_releases(warehouse, now)
    match_assigned(warehouse, now)
    catch_up(warehouse, now)
    notify(warehouse, settings, now)


@app.command("list")
def list_open() -> None:
    """Show the open alerts."""
    console.print(alert_table(open_episodes(warehouse_to_read(begin(logging.WARNING)))))


@app.command()
def evaluate() -> None:
    """Judge now, and send what is new."""
    settings = begin()
    watch_once(settings, connect(settings))
    console.print(alert_table(open_episodes(connect(settings))))
