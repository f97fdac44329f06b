"""From a table with a known header to rows: each is a post's figures, or refused with a sentence.

Nothing is dropped in silence: every row of the table is a row of figures, a refusal, or counted as a note
(empty, a repeated header, a total below the figures).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

import msgspec

from crawlers.exports.cells import (
    Cell,
    CellError,
    NativeId,
    Published,
    figure_of,
    is_bare_per_cent,
    native_id_of,
    published_of,
    seconds_of,
    share_of,
    text_of,
)
from crawlers.exports.columns import Header
from crawlers.exports.sheets import Row, Table
from hub.records import METRIC_NAMES, Media, Metrics, Precision

Value = TypeVar("Value")

_MAY_BE_NEGATIVE: Final = frozenset({"followers_new"})
_TOTALS: Final = ("合计", "总计", "汇总", "总和", "平均值", "注:", "注：", "说明", "数据说明", "备注")
_MEDIA: Final[Mapping[str, Media]] = {
    "视频": "video",
    "短视频": "video",
    "横版视频": "video",
    "竖版视频": "video",
    "小视频": "video",
    "图文": "images",
    "图集": "images",
    "图片": "images",
    "文章": "article",
    "长文": "article",
    "微头条": "short_text",
    "动态": "short_text",
    "音频": "audio",
}


@dataclass(frozen=True)
class ExportRow:
    """A row: what names its post, and the figures. `line` counts from 1 as spreadsheets do."""

    line: int
    title: str
    text: str
    url: str
    native_id: NativeId | None
    published: Published
    media: Media | None
    metrics: Metrics
    precision: dict[str, Precision]


@dataclass(frozen=True)
class Refusal:
    """A row that cannot be used, why (for staff), and its cells as they stood."""

    line: int
    reason: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Reading:
    """A table, read. `notes` counts rows that say nothing of a post."""

    header: Header
    rows: list[ExportRow]
    refusals: list[Refusal]
    notes: int = 0


def read_rows(table: Table, header: Header, watch: Callable[[list[Row]], Iterable[Row]] = iter) -> Reading:
    """Every row below the header. `watch` passes the rows on, and may show how far they have been read."""
    below = table.rows[header.row + 1 :]
    per_cent = _in_per_cent(header, below)
    rows: list[ExportRow] = []
    refusals: list[Refusal] = []
    notes = 0
    for line, row in enumerate(watch(below), start=header.row + 2):
        if _is_note(row, header):
            notes += 1
            continue
        try:
            rows.append(_Cells(line, row, header, per_cent).row())
        except CellError as error:
            refusals.append(Refusal(line, str(error), tuple(text_of(cell) for cell in row)))
    return Reading(header, rows, refusals, notes)


class _Cells:
    """The cells of one row by field."""

    def __init__(self, line: int, row: Row, header: Header, per_cent: bool) -> None:
        self._line = line
        self._row = row
        self._header = header
        self._per_cent = per_cent
        self._precision: dict[str, Precision] = {}

    def row(self) -> ExportRow:
        """Raises CellError, which names the column."""
        published = self._in_column("published_at", published_of)
        if published is None:
            raise CellError(f"{self._name('published_at')}为空")
        values = {name: self._metric(name) for name in _metric_names(self._header)}
        return ExportRow(
            self._line,
            text_of(self._cell("title")),
            text_of(self._cell("text")),
            text_of(self._cell("url")),
            native_id_of(self._cell("native_id")),
            published,
            _MEDIA.get(text_of(self._cell("media"))),
            msgspec.convert(values, Metrics),
            self._precision,
        )

    def _metric(self, name: str) -> int | float | None:
        if name == "completion_rate":
            return self._in_column(name, lambda cell: share_of(cell, in_per_cent=self._per_cent))
        if name == "avg_seconds":
            return self._in_column(name, seconds_of)
        figure = self._in_column(name, lambda cell: figure_of(cell, may_be_negative=name in _MAY_BE_NEGATIVE))
        if figure is None:
            return None
        if figure.precision is not None:
            self._precision[name] = figure.precision
        return figure.value

    def _cell(self, name: str) -> Cell:
        at = self._header.columns.get(name)
        return self._row[at] if at is not None and at < len(self._row) else None

    def _in_column(self, name: str, read: Callable[[Cell], Value]) -> Value:
        try:
            return read(self._cell(name))
        except CellError as error:
            raise CellError(f"{self._name(name)}：{error}") from None

    def _name(self, name: str) -> str:
        return self._header.texts[self._header.columns[name]]


def _metric_names(header: Header) -> list[str]:
    return [name for name in header.columns if name in METRIC_NAMES]


def _in_per_cent(header: Header, body: Sequence[Row]) -> bool:
    """Whether the column of shares gives them in per cent without a sign: then at least one is above 1."""
    at = header.columns.get("completion_rate")
    return at is not None and any(is_bare_per_cent(row[at]) for row in body if at < len(row))


def _is_note(row: Row, header: Header) -> bool:
    texts = [text_of(cell) for cell in row]
    filled = [text for text in texts if text]
    if not filled or tuple(texts) == header.texts:
        return True
    return filled[0].startswith(_TOTALS) and not _has_time(texts, header)


def _has_time(texts: Sequence[str], header: Header) -> bool:
    at = header.columns["published_at"]
    return at < len(texts) and bool(texts[at].strip("-—/"))
