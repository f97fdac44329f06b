"""Campaigns from a sheet, as `docs/measures.md` describes it: one line a campaign, mistakes in Chinese.

A sheet is a CSV, or the first one of a workbook (xlsx, xls) that is not empty.

Several codes in a cell are parted by `;`, `；`, `、` or a blank. What is wrong is named by line and column,
all of it in one run; which releases there are only the warehouse knows, and is checked after.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from crawlers.exports.cells import Cell, text_of
from crawlers.exports.sheets import read_tables
from hub.errors import ConfigError
from hub.platforms import LEVELS
from hub.roster import Roster
from hub.roster_file import Mistake, Row, read_rows, repeated, shaped_rows
from nlp.vocabulary import AUDIENCE_NAMES, TOPIC_NAMES
from warehouse.campaigns import Campaign, campaign_id

COLUMNS: Final = (
    "name",
    "first_day",
    "last_day",
    "topics",
    "audiences",
    "regions",
    "levels",
    "departments",
    "releases",
    "within_days",
)
BRIGADE: Final = "brigade"
"""The word for the brigade where departments are named."""
LONGEST_WITHIN: Final = 365
_WORKBOOKS: Final = (".xlsx", ".xls")
_MARKS: Final = re.compile(r"[;；、,，\s]+")


def read_campaign_file(
    path: Path, roster: Roster, by: str, now: datetime
) -> tuple[list[Campaign], list[Mistake]]:
    """The campaigns of a sheet and its mistakes. Use campaigns only without mistakes."""
    mistakes: list[Mistake] = []
    rows = list(_rows(path, mistakes))
    known: Mapping[str, Collection[str]] = {
        "topics": TOPIC_NAMES,
        "audiences": AUDIENCE_NAMES,
        "regions": roster.regions,
        "levels": LEVELS,
        "departments": {BRIGADE, *roster.departments},
    }
    read = [_campaign(row, known, by, now) for row in rows]
    for row, first in repeated(rows, lambda row: (_name(row), row.raw("first_day"))):
        row.note("name", f"与第 {first.line} 行的名称和第一天都相同，请只留一行。")
    return [campaign for campaign in read if campaign is not None], mistakes


def _rows(path: Path, mistakes: list[Mistake]) -> Iterator[Row]:
    if path.suffix.lower() not in _WORKBOOKS or not path.is_file():
        return read_rows(path, COLUMNS, mistakes)
    try:
        tables = read_tables(path, path.read_bytes())
    except ConfigError as error:
        mistakes.append(Mistake(path.name, 0, "", error.sentence))
        return iter(())
    filled = next((table.rows for table in tables if any(map(any, table.rows))), [])
    records = ((line, [_text(cell) for cell in cells]) for line, cells in enumerate(filled, start=1))
    return shaped_rows(path.name, records, COLUMNS, mistakes)


def _text(cell: Cell) -> str:
    return f"{cell:%Y-%m-%d}" if isinstance(cell, date) else text_of(cell)


def _campaign(row: Row, known: Mapping[str, Collection[str]], by: str, now: datetime) -> Campaign | None:
    row.text("name")
    first, last = row.day("first_day", required=True), row.day("last_day", required=True)
    if first and last and last < first:
        row.note("last_day", f"最后一天 {last} 早于第一天 {first}，请改正其中一个。")
    codes = {column: _codes(row, column, words) for column, words in known.items()}
    releases = _parted(row, "releases")
    if not (codes["topics"] or codes["audiences"] or releases):
        row.note("topics", "主题、受众、发布三格至少填一格，否则不知道哪些作品属于活动。")
    within = row.count("within_days")
    if within is not None and not 1 <= within <= LONGEST_WITHIN:
        row.note("within_days", f"“{within}”不在 1 到 {LONGEST_WITHIN} 之间；不要求就留空。")
    if first is None or last is None:
        return None
    return Campaign(
        campaign_id=campaign_id(_name(row), first),
        name=_name(row),
        first_day=first,
        last_day=last,
        topics=codes["topics"],
        audiences=codes["audiences"],
        regions=codes["regions"],
        levels=codes["levels"],
        departments=codes["departments"],
        releases=releases,
        within_days=within,
        season="",
        entered_by=by,
        entered_at=now,
    )


def _name(row: Row) -> str:
    return " ".join(row.raw("name").split())


def _codes(row: Row, column: str, known: Collection[str]) -> tuple[str, ...]:
    """The cell's codes once each; those that are not known are noted, with a near one."""
    codes = _parted(row, column)
    for code in codes:
        if code not in known:
            alike = get_close_matches(code, known, n=1, cutoff=0.5)
            meant = f"是不是 {alike[0]}？" if alike else "请查对。"
            row.note(column, f"没有“{code}”这个代码，{meant}几个之间用分号隔开。")
    return codes


def _parted(row: Row, column: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for code in _MARKS.split(row.raw(column)) if code))
