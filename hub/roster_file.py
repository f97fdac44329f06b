"""One CSV file of the roster as a spreadsheet wrote it: bytes to rows, and rows to checked values.

Reads UTF-8 with or without a byte-order mark, Excel's GBK (GB 18030) and its "Unicode text" (UTF-16); cells
parted by commas, semicolons or tabs; columns in any order. What cannot be read is noted as a `Mistake`,
never raised, so that one run finds everything there is to correct. Knows nothing about accounts or regions.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

SEPARATORS: Final = (",", ";", "\t")
BLANKS: Final = " \t\r\n\u00a0\u3000\ufeff"
"""What spreadsheets and input methods leave around a value: spaces of three kinds and stray marks."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong in one place of the roster. `line` 0: the whole file; `column` "": the whole line."""

    file: str
    line: int
    column: str
    sentence: str

    def __str__(self) -> str:
        line = f" 第 {self.line} 行" if self.line else ""
        column = f" {self.column} 列" if self.column else ""
        return f"{self.file}{line}{column}：{self.sentence}"


@dataclass(frozen=True, slots=True)
class Form:
    """How an id is written; `description` says it in Chinese. `width` is the number of digits of a code."""

    pattern: re.Pattern[str]
    description: str
    width: int | None = None


class Row:
    """One row of a file, with readers of its cells.

    Where a cell is wrong, its reader notes the mistake and returns an empty value, so that reading goes on.
    """

    def __init__(self, file: str, line: int, cells: dict[str, str], mistakes: list[Mistake]) -> None:
        self.file = file
        self.line = line
        self._cells = cells
        self._mistakes = mistakes

    def raw(self, column: str) -> str:
        """The cell without blanks around it; "" for an empty one."""
        return self._cells.get(column, "")

    def note(self, column: str, sentence: str) -> None:
        self._mistakes.append(Mistake(self.file, self.line, column, sentence))

    def text(self, column: str) -> str:
        """A value that must be there."""
        value = self.raw(column)
        if not value:
            self.note(column, "这一格不能为空，请填写。")
        return value

    def choice(self, column: str, allowed: Sequence[str]) -> str:
        """One of a few words."""
        value = self.text(column)
        if value and value not in allowed:
            self.note(column, f"“{value}”不是可用的值，请改为 {'、'.join(allowed)} 之一。")
            return ""
        return value

    def identifier(self, column: str, form: Form) -> str:
        """An id or a code that must be there. Names what a spreadsheet did to it."""
        value = self.text(column)
        mistake = _mangled(value, form) if value and not form.pattern.fullmatch(value) else None
        if mistake:
            self.note(column, mistake)
            return ""
        return value

    def count(self, column: str) -> int | None:
        """A whole number; None where the cell is empty (unknown) or wrong."""
        value = self.raw(column)
        if not value:
            return None
        if re.fullmatch(r"[0-9]{1,9}", value):
            return int(value)
        self.note(column, f"“{value}”不是整数；请只写半角数字，不知道就留空。")
        return None

    def day(self, column: str, required: bool = False) -> date | None:
        """A date, as 2025-01-31 or as Excel rewrites it, 2025/1/31; None where empty or wrong."""
        value = self.text(column) if required else self.raw(column)
        try:
            return datetime.strptime(value.replace("/", "-"), "%Y-%m-%d").date() if value else None
        except ValueError:
            self.note(column, f"“{value}”不是有效日期，请写成 2025-01-31 的样子。")
            return None


def read_rows(
    path: Path, columns: Sequence[str], mistakes: list[Mistake], optional: Sequence[str] = ()
) -> Iterator[Row]:
    """The rows of a file that have the right shape; what is wrong with the others goes to `mistakes`.

    Columns that are `optional` may be missing. A row that is wholly empty is passed over. The line of a row
    is the one on which it begins.
    """
    text = _text(path, mistakes)
    if text is not None:
        records = _records(path.name, text, columns, mistakes)
        yield from shaped_rows(path.name, records, columns, mistakes, optional)


def shaped_rows(
    file: str,
    records: Iterator[tuple[int, list[str]]],
    columns: Sequence[str],
    mistakes: list[Mistake],
    optional: Sequence[str] = (),
) -> Iterator[Row]:
    """As `read_rows`, of records that were read already: the line on which each begins, and its cells."""
    header = next(records, None)
    if header is None:
        mistakes.append(Mistake(file, 1, "", f"文件是空的，第一行应为列名：{','.join(columns)}。"))
        return
    names = _trimmed(header[1])
    if not _header_fits(file, names, columns, optional, mistakes):
        return
    for line, cells in records:
        row = _row(file, line, cells, names, mistakes)
        if row is not None:
            yield row


def repeated(rows: Collection[Row], key: Callable[[Row], tuple[str, ...]]) -> Iterator[tuple[Row, Row]]:
    """Each row whose key stood in an earlier row, with that row; keys with an empty part don't count."""
    first: dict[tuple[str, ...], Row] = {}
    for row in rows:
        value = key(row)
        if all(value) and first.setdefault(value, row) is not row:
            yield row, first[value]


def _text(path: Path, mistakes: list[Mistake]) -> str | None:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        mistakes.append(Mistake(path.name, 0, "", f"找不到文件，请把它放进 {path.parent}。"))
        return None
    except OSError as error:
        mistakes.append(Mistake(path.name, 0, "", f"文件打不开（{error.strerror}），请检查权限。"))
        return None
    try:
        return _decode(content)
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        sentence = "有无法识别的字节，请用表格软件打开并另存为“CSV UTF-8”。"
        mistakes.append(Mistake(path.name, line, "", sentence))
        return None


def _decode(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # GB 18030 gives a meaning to almost any bytes: a UTF-8 file with one broken place would turn into
        # nonsense without a word. In GBK text hardly anything happens to be UTF-8, so the majority tells.
        guess = content.decode("utf-8", errors="replace")
        broken = guess.count("\ufffd")
        if sum(character > "\u07ff" for character in guess) - broken > broken:
            raise
        return content.decode("gb18030")


def _records(
    file: str, text: str, columns: Sequence[str], mistakes: list[Mistake]
) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text, columns), strict=True)
    line = 1
    try:
        for cells in reader:
            yield line, [cell.strip(BLANKS) for cell in cells]
            line = reader.line_num + 1
    except csv.Error:
        mistakes.append(Mistake(file, line, "", "引号不成对，从这一行起无法读取；请检查单元格里的引号。"))


def _separator(text: str, columns: Sequence[str]) -> str:
    first = text.split("\n", 1)[0]
    return max(
        SEPARATORS, key=lambda mark: sum(name.strip(BLANKS + '"') in columns for name in first.split(mark))
    )


def _trimmed(cells: list[str]) -> list[str]:
    """Without the empty cells at the end, which spreadsheets add."""
    while cells and not cells[-1]:
        cells = cells[:-1]
    return cells


def _header_fits(
    file: str,
    names: list[str],
    columns: Sequence[str],
    optional: Sequence[str],
    mistakes: list[Mistake],
) -> bool:
    allowed = (*columns, *optional)
    found = [
        *((name, "缺少这一列，请在第一行补上列名。") for name in columns if name not in names),
        *((name, "这一列出现了不止一次，请只留一列。") for name in allowed if names.count(name) > 1),
        *(
            (name or f"第 {position}", f"多出来的列，请删去或改名；可用的列名：{','.join(allowed)}。")
            for position, name in enumerate(names, 1)
            if name not in allowed
        ),
    ]
    mistakes.extend(Mistake(file, 1, name, sentence) for name, sentence in found)
    return not found


def _row(file: str, line: int, cells: list[str], names: list[str], mistakes: list[Mistake]) -> Row | None:
    if not any(cells):
        return None
    if len(cells) < len(names) or any(cells[len(names) :]):
        sentence = f"这一行有 {len(cells)} 格，应为 {len(names)} 格；请检查多余或缺少的分隔符。"
        mistakes.append(Mistake(file, line, "", sentence))
        return None
    return Row(file, line, dict(zip(names, cells, strict=False)), mistakes)


def _mangled(value: str, form: Form) -> str:
    """What is wrong with an id, and what a spreadsheet or an input method has to do with it."""
    if re.fullmatch(r"[0-9](\.[0-9]+)?[eE]\+?[0-9]+", value):
        return f"“{value}”被 Excel 改成了科学计数法，原来的数字已丢失；请把该列设为“文本”后重新填写。"
    if re.fullmatch(r"[0-9]+\.0+", value):
        return f"“{value}”被 Excel 加上了小数，请改回“{value.split('.')[0]}”。"
    if any("\uff01" <= character <= "\uff5e" for character in value):
        return f"“{value}”含有全角字符，请改用半角，应为{form.description}。"
    if form.width and re.fullmatch(r"[0-9]+", value) and len(value) < form.width:
        return f"“{value}”只有 {len(value)} 位，开头的 0 可能被 Excel 去掉了，应为{form.description}。"
    return f"“{value}”写法不对，应为{form.description}。"
