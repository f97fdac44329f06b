"""`fenghuo replay`: load again what was loaded since a time."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Annotated

import typer

from cli.context import begin, console
from cli.instants import TIME_HELP, instant
from cli.lexicons_in_use import tagger_in_use
from cli.steps import Steps
from hub.clock import BEIJING, SystemClock
from streams.opening import open_log
from warehouse.client import connect
from warehouse.replay import Replay


def replay(
    since: Annotated[datetime, typer.Option("--from", parser=instant, metavar="TIME", help=TIME_HELP)],
) -> None:
    """Load again what was sent since TIME and is loaded, beside a running loader or without one.

    No answer changes, unless the hub or its lexicon has. Killed, it goes on when it is asked for the same
    instant again.
    """
    settings = begin(logging.WARNING)
    log = open_log(settings)
    try:
        again = Replay(log, since)
        said = f"{again.since.astimezone(BEIJING):%Y-%m-%d %H:%M:%S}"
        if again.is_cut_short():
            console.print(
                "数据流中更早的记录已过保留期（FENGHUO_TOPIC_RETENTION_DAYS），只能从现存最早的记录重放。"
            )
        if not again.total():
            console.print(f"{said} 以后没有已入库的记录，无需重放。")
            return
        if again.is_under_way():
            console.print(f"接着上次未完成的重放（{said} 起）。")
        console.print(f"中断后用同一命令继续：fenghuo replay --from {again.since:%Y-%m-%dT%H:%M:%SZ}")
        with Steps(console).long_step("Loaded again") as advance:
            again.run(connect(settings), tagger_in_use(settings), SystemClock(), advance)
        console.print(f"已重放 {again.total():,} 条记录（{said} 起）。")
    finally:
        log.close()
