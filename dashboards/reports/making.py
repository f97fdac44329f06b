"""A report made and written down: both files are ready before either is put in its place."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from dashboards.reports.composition import compose
from dashboards.reports.facts import Facts, cutoff_of
from dashboards.reports.fonts import chart_font
from dashboards.reports.page import web_page
from dashboards.reports.periods import KIND_NAMES, Period
from dashboards.reports.scope import Scope
from dashboards.reports.word import word_file
from hub.files import replace_file
from warehouse.client import Warehouse

_LONGEST_NAME: Final = 40
"""Characters of a scope's name in a file's name: three bytes each, and a file system takes 255."""
_AWKWARD: Final = re.compile(r'[\s/\\:*?"<>|\x00-\x1f\x7f]+')


@dataclass(frozen=True)
class MadeReport:
    """A report as files: `name` is theirs without the ending."""

    name: str
    title: str
    summary: str
    word: bytes
    page: bytes


def make_report(
    warehouse: Warehouse, period: Period, scope: Scope, cutoff: datetime | None = None
) -> MadeReport:
    """The report about a period and scope. Raises Unavailable: no warehouse, or no font with Chinese.

    `cutoff` is the last instant that counts; without it that of `cutoff_of`.
    """
    chart_font()  # before all the questions: without one there will be no report
    facts = Facts(warehouse, scope, period, cutoff or cutoff_of(warehouse, period))
    report = compose(facts)
    title = f"{report.title} {period.name}" if period.kind != "monthly" else report.title
    return MadeReport(_file_name(period, scope), title, report.summary, word_file(report), web_page(report))


def write_report(made: MadeReport, folder: Path) -> tuple[Path, Path]:
    """Write the Word file and the page, each all at once; where they are. Raises DiskFull, Unavailable."""
    word, page = folder / f"{made.name}.docx", folder / f"{made.name}.html"
    replace_file(word, made.word)
    replace_file(page, made.page)
    return word, page


def _file_name(period: Period, scope: Scope) -> str:
    name = _AWKWARD.sub("_", scope.name).strip("._") or "全部"
    if len(name) > _LONGEST_NAME:
        digest = hashlib.sha256(scope.name.encode()).hexdigest()[:8]
        name = f"{name[:_LONGEST_NAME]}…{digest}"
    return f"{name}-{KIND_NAMES[period.kind]}-{period.code}"
