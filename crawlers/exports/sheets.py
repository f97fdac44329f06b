"""One exported file as tables of cells: xlsx, xls, csv, and what is called .xls but is none.

The kind is told by the first bytes, since back ends name a CSV or an HTML table `.xls` too. Macros are never
executed, links never followed.
"""

from __future__ import annotations

import codecs
import csv
import io
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import charset_normalizer
import openpyxl
import xlrd

from crawlers.exports.cells import Cell
from crawlers.pages.tree import parse_html
from hub.errors import ConfigError

LARGEST_FILE: Final = 200_000_000
"""Bytes of a file, and of a workbook when it is unpacked."""
LARGEST_UNPACKED: Final = 2_000_000_000

_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SEPARATORS: Final = ",\t;"
_SAMPLE: Final = 200_000
"""Bytes from which the encoding of a text is told."""
_CHINESE_ENCODINGS: Final = ["utf_8", "gb18030", "utf_16_le", "utf_16_be"]

Row = Sequence[Cell]


@dataclass(frozen=True)
class Table:
    """One sheet. `made_at` (UTC) is when its workbook says it was made; None where it does not."""

    name: str
    rows: list[Row]
    made_at: datetime | None = None


def read_tables(path: Path, content: bytes) -> list[Table]:
    """The sheets of a file, in their order. Raises ConfigError with the file's name."""
    if len(content) > LARGEST_FILE:
        raise ConfigError(f"{path.name} 超过 {LARGEST_FILE // 1_000_000} MB，请分成几个时间段导出。")
    if content.startswith(_ZIP):
        return _xlsx(path, content)
    if content.startswith(_OLE):
        return _xls(path, content)
    text = _decoded(path, content)
    head = text[:2000].lower()
    if "<table" in head or "<html" in head:
        return _html(text)
    return [Table("", list(_csv(path, text)))]


def _xlsx(path: Path, content: bytes) -> list[Table]:
    try:
        _refuse_bomb(path, content)
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        return [_xlsx_sheet(sheet, _made_at(book)) for sheet in book.worksheets]
    except ConfigError:
        raise
    except Exception:  # noqa: BLE001 - the library raises what its parsers raise: KeyError, BadZipFile, ParseError …
        raise ConfigError(f"{path.name} 不是完整的 xlsx 文件，请从后台重新下载。") from None


def _xlsx_sheet(sheet: openpyxl.worksheet._read_only.ReadOnlyWorksheet, made_at: datetime | None) -> Table:
    sheet.reset_dimensions()  # some writers state a wrong one, and rows would be cut off
    return Table(sheet.title, [tuple(row) for row in sheet.iter_rows(values_only=True)], made_at)


def _made_at(book: openpyxl.Workbook) -> datetime | None:
    made: datetime | None = book.properties.created
    return made.replace(tzinfo=UTC) if made is not None and made.tzinfo is None else made


def _refuse_bomb(path: Path, content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        if sum(entry.file_size for entry in packed.infolist()) > LARGEST_UNPACKED:
            raise ConfigError(f"{path.name} 解压后过大，请分成几个时间段导出。")


def _xls(path: Path, content: bytes) -> list[Table]:
    try:
        book = xlrd.open_workbook(file_contents=content, logfile=io.StringIO())
        return [
            Table(sheet.name, [_xls_row(book, sheet.row(number)) for number in range(sheet.nrows)])
            for sheet in book.sheets()
        ]
    except Exception:  # noqa: BLE001 - as above; a damaged file ends in AssertionError, struct.error …
        raise ConfigError(f"{path.name} 不是完整的 xls 文件，请从后台重新下载。") from None


def _xls_row(book: xlrd.Book, cells: Sequence[xlrd.sheet.Cell]) -> Row:
    return tuple(_xls_cell(book, cell) for cell in cells)


def _xls_cell(book: xlrd.Book, cell: xlrd.sheet.Cell) -> Cell:
    if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK, xlrd.XL_CELL_ERROR):
        return None
    value: str | float = cell.value
    if cell.ctype != xlrd.XL_CELL_DATE:
        return value
    at: datetime = xlrd.xldate_as_datetime(value, book.datemode)
    return at if float(value) >= 1 else at.time()


def _html(text: str) -> list[Table]:
    root = parse_html(text)
    tables = root.iter("table") if root is not None else ()
    return [Table("", [tuple(_html_row(row)) for row in table.iter("tr")]) for table in tables]


def _html_row(row: object) -> Iterator[str]:
    for cell in row.iter("td", "th"):  # type: ignore[attr-defined]
        yield "".join(cell.itertext()).strip()


def _csv(path: Path, text: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    try:
        for row in reader:
            yield tuple(row)
    except csv.Error:
        where = f"{path.name} 第 {reader.line_num} 行"
        raise ConfigError(f"{where}无法读取，请检查引号或从后台重新下载。") from None


def _separator(text: str) -> str:
    """The separator that the first lines use most; a banner line may use none."""
    counts = Counter(sign for sign in text[:4000] if sign in _SEPARATORS)
    return max(_SEPARATORS, key=lambda sign: counts[sign])


def _decoded(path: Path, content: bytes) -> str:
    """UTF-8 where it is UTF-8; else what the detector says, among the encodings Chinese sheets come in."""
    try:
        return content.decode("utf-8-sig") if b"\0" not in content else content.decode(_utf16(content))
    except UnicodeDecodeError:
        pass
    whole_lines = content[:_SAMPLE].rpartition(b"\n")[0] or content
    guess = charset_normalizer.from_bytes(whole_lines, cp_isolation=_CHINESE_ENCODINGS).best()
    try:
        return content.decode(guess.encoding if guess is not None else "gb18030")
    except UnicodeDecodeError:
        sentence = f"{path.name} 有无法识别的字节，请用表格软件打开并另存为“CSV UTF-8”。"
        raise ConfigError(sentence) from None


def _utf16(content: bytes) -> str:
    """Which UTF-16 a text with zero bytes is in: its mark says it, or where the zeros stand."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    return "utf-16-be" if content[0] == 0 else "utf-16-le"
