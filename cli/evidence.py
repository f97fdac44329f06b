"""`fenghuo evidence`: what another person needs to recompute a number, in one folder."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Annotated

import typer

from cli.context import begin, console, warehouse_to_read
from hub.clock import BEIJING, SystemClock
from warehouse.evidence import write_evidence


def evidence(
    view: Annotated[str, typer.Argument(help="The view the number is from, for example v_reach_by_level.")],
    where: Annotated[
        list[str] | None,
        typer.Option(
            help="Which of its rows: level=county, posts>=10, topics=gas; repeatable, all must hold."
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(help="Folder to write, which must not be there yet; named after view and time."),
    ] = None,
) -> None:
    """Pack the posts, snapshots and SQL behind a number, so that anybody can recompute it."""
    warehouse = warehouse_to_read(begin(logging.WARNING))
    now = SystemClock().now()
    folder = out or Path(f"evidence-{view}-{now.astimezone(BEIJING):%Y%m%d-%H%M%S}")
    found = write_evidence(warehouse, view, where or [], folder, now)
    console.print(
        f"已写入 {folder}：数字 {found.figures} 行，作品 {found.posts:,} 件，快照 {found.snapshots:,} 次；"
        "怎样重算见 README.md。"
    )
    if not found.steady:
        console.print(
            "取证前后两次取到的数字不同：其间有新数据入库（请重新取证），或者数字本身随时间变化。",
            style="yellow",
        )
