"""What the province has assigned: releases to be carried, and audiences a campaign is to reach.

A CSV file that a deployment names with FENGHUO_TASKS; without it nothing is assigned, and nobody is late.
Each line is a task: `release` or `warning` (a release that cannot wait) with the post's id as its target, or
`audience` with the audience's code; for whom (`jurisdiction`, a region and all below it; empty for all), and
from its first to its last day, Beijing days, both included.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final, Literal, cast, get_args

from hub.clock import end_of_beijing_day
from hub.errors import ConfigError
from hub.roster_file import Mistake, Row, read_rows

Kind = Literal["release", "warning", "audience"]
COLUMNS: Final = ("task", "target", "jurisdiction", "first_day", "last_day")


@dataclass(frozen=True)
class Task:
    """One line."""

    kind: Kind
    target: str
    jurisdiction: str
    first_day: date
    last_day: date

    @property
    def deadline(self) -> datetime:
        """When the last day ends."""
        return end_of_beijing_day(self.last_day)


def load_tasks(path: Path | None) -> list[Task]:
    """The tasks of a file, none without one. Raises ConfigError with the file's first mistake."""
    if path is None:
        return []
    mistakes: list[Mistake] = []
    tasks = [_task(row) for row in read_rows(path, COLUMNS, mistakes)]
    if mistakes:
        more = f"（另有 {len(mistakes) - 1} 处。）" if len(mistakes) > 1 else ""
        raise ConfigError(f"任务清单有误：{mistakes[0]}{more}")
    return tasks


def _task(row: Row) -> Task:
    first, last = row.day("first_day", required=True), row.day("last_day", required=True)
    if first and last and last < first:
        row.note("last_day", f"截止日 {last} 早于起始日 {first}，请改正其中一个。")
    return Task(
        kind=cast(Kind, row.choice("task", get_args(Kind))),
        target=row.text("target"),
        jurisdiction=row.raw("jurisdiction"),
        first_day=first or date.min,
        last_day=last or date.min,
    )
