"""`fenghuo alerts replay`: judge a history from outside, without a warehouse."""

from __future__ import annotations

import csv
import json
import logging
import sys
from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer

from alerts.engine import Judging
from alerts.history_files import read_history_files
from alerts.replay import Judged, replay
from cli.context import begin
from cli.instants import TIME_HELP, instant
from hub.clock import BEIJING
from hub.roster import load_roster

_COLUMNS: Final = ("account_id", "rule", "level", "opened_at", "closed_at", "reason")


class Format(StrEnum):
    """How the episodes are written."""

    csv = "csv"
    jsonl = "jsonl"


def replay_files(
    posts: Annotated[
        Path, typer.Option("--posts", help="CSV: account_id, published_at and optionally deleted_at.")
    ],
    crawls: Annotated[
        Path | None,
        typer.Option("--crawls", help="CSV: account_id, finished_at, outcome (ok or an error kind)."),
    ] = None,
    until: Annotated[
        datetime | None, typer.Option("--until", parser=instant, metavar="TIME", help=TIME_HELP)
    ] = None,
    form: Annotated[Format, typer.Option("--format", help="csv or jsonl.")] = Format.csv,
) -> None:
    """Judge the posts of a file hour by hour, up to --until or the files' last instant; write every episode.

    Instants in the files are ISO 8601 with a zone. Without visits in --crawls an account is taken as seen at
    all times. Each stage of an episode is a line of its own, in Beijing time. No warehouse is asked.
    """
    settings = begin(logging.WARNING)
    evaluator = Judging.of(settings).evaluator
    history, last = read_history_files(posts, crawls, load_roster(settings.roster), until)
    judged = replay(history, last, evaluator) if last else []
    _write(judged, form)


def _write(judged: Iterable[Judged], form: Format) -> None:
    rows = ([_cell(getattr(one, column)) for column in _COLUMNS] for one in judged)
    if form is Format.jsonl:
        for row in rows:
            line = json.dumps(dict(zip(_COLUMNS, row, strict=True)), ensure_ascii=False)
            sys.stdout.write(line + "\n")
        return
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(_COLUMNS)
    writer.writerows(rows)


def _cell(value: object) -> object:
    return value.astimezone(BEIJING).isoformat() if isinstance(value, datetime) else value
