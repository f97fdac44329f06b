"""An answer of the warehouse as an Excel sheet, row by row: `write_sheet`.

Excel knows fewer things than a warehouse: ids and other text stay text (formulas included), whole numbers
that a floating-point cell would change become text, instants become Beijing times, and the header says so.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from typing import BinaryIO, Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from hub.clock import BEIJING
from hub.errors import ConfigError

FORMAT: Final = "JSONCompactEachRowWithNamesAndTypes"
"""The format of ClickHouse that `write_sheet` reads: a line of names, one of types, then a line a row."""
SETTINGS: Final = {"output_format_json_quote_64bit_integers": "0", "date_time_output_format": "iso"}
"""The engine's settings for it: whole numbers as they are, instants with their zone."""
MOST_ROWS: Final = 1_048_575
"""The rows of a sheet, without its header."""
LONGEST_TEXT: Final = 32_767
"""The characters of a cell; a longer text is cut and ends with “…”."""
_EXACT: Final = 2**53
_AS_TEXT: Final = "@"


def write_sheet(pieces: Iterable[bytes], file: BinaryIO) -> int:
    """Write an answer in FORMAT, which may come in any pieces, as one sheet; how many rows it has.

    Raises ConfigError for more than MOST_ROWS rows.
    """
    lines = _lines(pieces)
    names, types = json.loads(next(lines)), json.loads(next(lines))
    book = Workbook(write_only=True)
    sheet = book.create_sheet("查询结果")
    try:
        sheet.append([_text(sheet, _header(name, told)) for name, told in zip(names, types, strict=True)])
        rows = _fill(sheet, lines, types)
    finally:
        sheet.close()
    book.save(file)
    return rows


def _fill(sheet: WriteOnlyWorksheet, lines: Iterable[bytes], types: Sequence[str]) -> int:
    rows = 0
    for line in lines:
        rows += 1
        if rows > MOST_ROWS:
            raise ConfigError(
                f"A sheet holds {MOST_ROWS:,} rows; ask for fewer, or for --format parquet or csv."
            )
        sheet.append([_cell(sheet, value, told) for value, told in zip(json.loads(line), types, strict=True)])
    return rows


def _lines(pieces: Iterable[bytes]) -> Iterator[bytes]:
    rest = b""
    for piece in pieces:
        *whole, rest = (rest + piece).split(b"\n")
        yield from whole
    if rest:
        yield rest


def _header(name: str, told: str) -> str:
    return f"{name}（北京时间）" if "DateTime" in told else name


def _cell(sheet: WriteOnlyWorksheet, value: object, told: str) -> object:
    match value:
        case None | bool() | float():
            return value
        case int():
            return value if -_EXACT <= value <= _EXACT else _text(sheet, str(value))
        case str() if "DateTime" in told:
            return _instant(sheet, value)
        case str() if told.removeprefix("Nullable(").startswith("Date"):
            return date.fromisoformat(value)
        case list() if all(isinstance(one, str) for one in value):
            return _text(sheet, "、".join(value))
        case str():
            return _text(sheet, value)
        case _:
            return _text(sheet, json.dumps(value, ensure_ascii=False))


def _instant(sheet: WriteOnlyWorksheet, value: str) -> object:
    """The Beijing time, or the text where Excel's calendar does not reach."""
    at = datetime.fromisoformat(value)
    beijing = (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(BEIJING).replace(tzinfo=None)
    return beijing if beijing.year >= 1900 else _text(sheet, beijing.isoformat(" "))


def _text(sheet: WriteOnlyWorksheet, value: str) -> object:
    clean = ILLEGAL_CHARACTERS_RE.sub("", value)
    cell = WriteOnlyCell(sheet, clean if len(clean) <= LONGEST_TEXT else clean[: LONGEST_TEXT - 1] + "…")
    cell.data_type = "s"  # what begins with “=” is no formula
    cell.number_format = _AS_TEXT
    return cell
