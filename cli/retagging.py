"""`fenghuo retag`: tag the stored posts anew after the lexicon has changed."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Annotated

import typer

from cli.context import begin, console
from cli.instants import TIME_HELP, instant
from cli.lexicons_in_use import tagger_in_use
from cli.steps import Steps
from warehouse.client import connect
from warehouse.retag import Retag


def retag(
    since: Annotated[
        datetime | None,
        typer.Option(parser=instant, metavar="TIME", help=f"Only posts published since then: {TIME_HELP}"),
    ] = None,
) -> None:
    """Tag stored posts with the present lexicon, and show all of them at once.

    Killed, it goes on when it is run again. Restart the loader before, so that it uses the new lexicon too.
    """
    settings = begin(logging.WARNING)
    tagger = tagger_in_use(settings)
    with Steps(console).long_step("Posts tagged anew") as advance:
        report = Retag(connect(settings), tagger, since).run(advance)
    if report.retagged:
        console.print(f"已用词库 {tagger.version} 重新打标 {report.retagged:,} 件作品。")
    else:
        console.print(f"所有作品都已是词库 {tagger.version} 的标签。")
    if report.late:
        console.print(
            f"另有 {report.late:,} 件刚由使用旧词库的入库程序写入："
            "请重启 fenghuo load，再运行一次 fenghuo retag。"
        )
