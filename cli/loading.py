"""`fenghuo load`, `fenghuo match` and `fenghuo warehouse`: the processes around the tables."""

from __future__ import annotations

import logging
import signal
import threading
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from cli.chores import do_once, doing, stream_chores
from cli.context import begin, console, require_free_port
from cli.lexicons_in_use import tagger_in_use
from crawlers.credentials import load_credentials
from crawlers.sources import is_gathered
from hub.clock import SystemClock
from hub.roster import load_roster
from hub.settings import Settings
from streams.opening import open_log
from warehouse.assigned_matching import match_assigned
from warehouse.client import Warehouse, connect
from warehouse.loader import Loader
from warehouse.migrations import migrate, require_newest, require_not_newer
from warehouse.releases import match_releases
from warehouse.retention import apply, changes
from warehouse.roster import sync_roster

_log = logging.getLogger(__name__)

app = typer.Typer(no_args_is_help=True, help="The tables: serve them on one machine, bring them up to date.")


def load(
    until_caught_up: Annotated[bool, typer.Option(help="Stop once the stream is read to its end.")] = False,
) -> None:
    """Read the stream, tag each post, write batches to ClickHouse, then commit."""
    settings = begin()
    log, warehouse = open_log(settings), connect(settings)
    require_not_newer(warehouse)
    loader = Loader(log, warehouse, tagger_in_use(settings), SystemClock())
    chores = stream_chores(settings, log, SystemClock())
    try:
        if until_caught_up:
            console.print(f"{loader.drain()} records loaded.")
            do_once(chores)
        else:
            with doing(chores):
                loader.run(_stop_on_signal())
    finally:
        log.close()


def match() -> None:
    """Find the releases and who carried them."""
    settings = begin()
    warehouse, now = connect(settings), SystemClock().now()
    report = match_releases(warehouse, now)
    console.print(f"{report.releases} releases, {report.adoptions} adoptions, {report.seconds:.1f} s.")
    entered = match_assigned(warehouse, now)
    console.print(f"{entered.releases} entered releases, carried by {entered.adoptions} posts.")


@app.command()
def serve() -> None:
    """Serve the embedded ClickHouse on 127.0.0.1 until stopped."""
    from warehouse.server import (
        serve as serve_warehouse,
    )  # loads the engine, 200 MB, which no other command needs

    settings = begin()
    require_free_port(settings.clickhouse_port, "FENGHUO_CLICKHOUSE_PORT")
    serve_warehouse(settings)


@app.command("migrate")
def migrate_command(
    to: Annotated[
        str | None, typer.Option(metavar="NAME", help="Refuse unless this is what they are brought to.")
    ] = None,
) -> None:
    """Create or update the tables and views, and take in the roster. There is no way back but a backup."""
    settings = begin()
    if to is not None:
        require_newest(to)
    prepare_warehouse(settings)
    console.print("The warehouse is up to date.")


@app.command("retention")
def retention_command(
    yes: Annotated[
        bool, typer.Option("--yes", help="Delete what is older than FENGHUO_RETENTION says.")
    ] = False,
) -> None:
    """Show what FENGHUO_RETENTION would change, and change it. Deleting needs --yes."""
    settings = begin(logging.WARNING)
    warehouse = connect(settings)
    found = changes(warehouse, settings.retention)
    for change in found:
        kept = f"{_days(change.before)} → {_days(change.after)}"
        deleted = f"，将删除 {change.doomed} 行" if change.shortens else ""
        console.print(f"{change.table}：{kept}{deleted}", markup=False)
        if yes or not change.shortens:
            apply(warehouse, change)
    if not found:
        console.print("各表的保留期与设置一致。")
    elif not yes and any(change.shortens for change in found):
        console.print("缩短保留期会删除数据，没有执行；确认后请加 --yes。")
        raise typer.Exit(1)


def prepare_warehouse(settings: Settings, credentials: Path | None = None) -> None:
    """Migrate and take in the roster. Without `credentials`, those of the settings say who is gathered.

    Raises Unavailable, ConfigError.
    """
    given = load_credentials(credentials or settings.credentials)
    warehouse = connect(settings)
    migrate(warehouse)
    _keep_longer(warehouse, settings.retention)
    sync_roster(
        warehouse, load_roster(settings.roster), partial(is_gathered, credentials=given), SystemClock().now()
    )


def _keep_longer(warehouse: Warehouse, setting: str) -> None:
    """Follow the setting where that deletes nothing; say so where it would."""
    for change in changes(warehouse, setting):
        if change.doomed:
            _log.warning(
                "FENGHUO_RETENTION would delete %d rows of %s; `fenghuo warehouse retention --yes` does it",
                change.doomed,
                change.table,
            )
        else:
            apply(warehouse, change)


def _days(days: int | None) -> str:
    return "永久" if days is None else f"{days} 天"


def _stop_on_signal() -> threading.Event:
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop
