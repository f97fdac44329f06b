"""What a cell of an exported sheet says: figures, shares, durations, times, ids.

Back ends write the same thing in many ways, and Excel rewrites it once more: `10万+`, `4.41%`, `14.73秒`,
`20220329`, `7.59E+18`. Each reader returns None for an empty cell (unknown, never 0) and raises CellError,
one sentence for staff, for what it cannot read.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from typing import Final, NamedTuple

from hub.clock import BEIJING, require_utc
from hub.records import Precision, PublishedPrecision

Cell = str | int | float | date | time | timedelta | None
"""A cell as its file gives it. A bool is an int; a datetime is a date."""

LARGEST: Final = 10**13
"""No figure of a post is larger: what is, was an id or a mistake."""

EXCEL_DIGITS: Final = 15
"""Digits of a number that Excel keeps; it writes zeros for the others."""

_UNKNOWN: Final = frozenset(
    {"", "-", "--", "---", "—", "——", "–", "/", "n/a", "na", "null", "none", "nan", "无", "暂无", "赞", "*"}
)
_FIGURE: Final = re.compile(r"([+-]?[0-9][0-9,]*(?:\.[0-9]+)?)(万|亿|千|w|k)?(\+)?(?:次|人|人次|个|条|篇)?")
_SCALES: Final = {None: 1, "千": 1000, "k": 1000, "万": 10_000, "w": 10_000, "亿": 100_000_000}
_SHARE: Final = re.compile(r"([0-9]+(?:\.[0-9]+)?)(%|‰)?")
_SECONDS: Final = re.compile(
    r"(?:([0-9]+)(?:小时|时|h))?(?:([0-9]+)(?:分钟|分|min|m))?(?:([0-9]+(?:\.[0-9]+)?)(?:秒钟|秒|sec|s)?)?"
)
_CLOCK: Final = re.compile(r"(?:([0-9]{1,3}):)?([0-9]{1,2}):([0-9]{1,2}(?:\.[0-9]+)?)")
_DAY: Final = re.compile(
    r"(?P<year>[0-9]{4})(?:[-/.年](?P<month>[0-9]{1,2})[-/.月](?P<day>[0-9]{1,2})日?|(?P<digits>[0-9]{4}))"
    r"(?:[t\s]*(?P<hour>[0-9]{1,2})[:时点](?P<minute>[0-9]{1,2})(?:[:分](?:(?P<second>[0-9]{1,2})(?:\.[0-9]+)?秒?)?)?)?"
    r"(?P<zone>z|[+-][0-9]{2}:?[0-9]{2})?"
)
_EPOCH_OF_EXCEL: Final = datetime(1899, 12, 30)
_SERIAL_DAYS: Final = (36_526, 73_050)
"""Serial numbers of the years 2000 to 2099."""
_SCIENTIFIC: Final = re.compile(r"[0-9](?:\.[0-9]+)?[eE]\+?[0-9]{2}")
_PROTECTED: Final = re.compile(r'="(.*)"', re.DOTALL)


class CellError(ValueError):
    """A cell that cannot be read; the text is one sentence for staff."""


class Figure(NamedTuple):
    """A whole number, and how it is not exact."""

    value: int
    precision: Precision | None = None


class Published(NamedTuple):
    """When something was published (UTC), and how exactly that is known."""

    at: datetime
    precision: PublishedPrecision


class NativeId(NamedTuple):
    """An id, and whether a spreadsheet has destroyed its last digits: then it names nothing."""

    value: str
    is_ruined: bool


def text_of(cell: Cell) -> str:
    """A cell as text, without what protects it from Excel (`="…"`, `'`, a tab) and without blanks around."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 10**EXCEL_DIGITS:
        return str(int(cell))
    text = str(cell).strip("\ufeff\u200b \t\r\n\u00a0\u3000")
    protected = _PROTECTED.fullmatch(text)
    text = protected.group(1) if protected else text
    return text.removeprefix("'").removeprefix("`").strip()


def figure_of(cell: Cell, *, may_be_negative: bool = False) -> Figure | None:
    """A count such as `1,234`, `1.2万`, `10万+`. Only an increment may be negative."""
    text = _plain(cell)
    if text in _UNKNOWN:
        return None
    match = _FIGURE.fullmatch(text)
    if match is None:
        raise CellError(f"“{_shown(cell)}”不是数字")
    number, unit, more = match.groups()
    value = float(number.replace(",", "")) * _SCALES[unit]
    if unit is None and not value.is_integer():
        raise CellError(f"“{_shown(cell)}”不是整数")
    if abs(value) > LARGEST:
        raise CellError(f"“{_shown(cell)}”大得不像一个作品的数字，可能是被改坏的编号")
    if value < 0 and not may_be_negative:
        raise CellError(f"“{_shown(cell)}”是负数，累计数字不会小于零")
    return Figure(round(value), "lower_bound" if more else "rounded_display" if unit else None)


def share_of(cell: Cell, *, in_per_cent: bool) -> float | None:
    """A share of 0 to 1. `in_per_cent` says what a number without a sign means in this column."""
    text = _plain(cell)
    if text in _UNKNOWN:
        return None
    match = _SHARE.fullmatch(text)
    if match is None:
        raise CellError(f"“{_shown(cell)}”不是百分比")
    number, sign = float(match.group(1)), match.group(2)
    share = number / {"%": 100, "‰": 1000, None: 100 if in_per_cent else 1}[sign]
    if share > 1:
        raise CellError(f"“{_shown(cell)}”超过 100%")
    return round(share, 9)


def is_bare_per_cent(cell: Cell) -> bool:
    """Whether a share without a sign can only be meant in per cent, being larger than 1."""
    match = _SHARE.fullmatch(_plain(cell))
    return match is not None and match.group(2) is None and float(match.group(1)) > 1


def seconds_of(cell: Cell) -> float | None:
    """A duration such as `14.73秒`, `1分23秒`, `00:01:23` or a bare number of seconds."""
    if isinstance(cell, timedelta):
        return cell.total_seconds()
    if isinstance(cell, time):
        return timedelta(hours=cell.hour, minutes=cell.minute, seconds=cell.second).total_seconds()
    text = _plain(cell)
    if text in _UNKNOWN:
        return None
    match = _CLOCK.fullmatch(text) or _SECONDS.fullmatch(text)
    if match is None:
        raise CellError(f"“{_shown(cell)}”不是时长")
    hours, minutes, seconds = (float(part or 0) for part in match.groups())
    total = hours * 3600 + minutes * 60 + seconds
    if total > LARGEST:
        raise CellError(f"“{_shown(cell)}”不是时长")
    return total


def published_of(cell: Cell) -> Published | None:
    """A time of publication, Beijing time where it names no zone, or `20220329` or Excel's serial number."""
    if isinstance(cell, datetime):
        return _in_beijing(cell, "second")
    if isinstance(cell, date):
        return _in_beijing(datetime.combine(cell, time()), "day")
    text = _with_clock_apart(cell)
    if text in _UNKNOWN:
        return None
    try:
        if isinstance(cell, (int, float)) and _SERIAL_DAYS[0] <= cell < _SERIAL_DAYS[1]:
            return _of_serial(float(cell))
        return _of_written(text, cell)
    except (ValueError, OverflowError):
        raise CellError(f"“{_shown(cell)}”不是日期时间") from None


def native_id_of(cell: Cell) -> NativeId | None:
    """A platform's id as text; `is_ruined` where Excel kept only its first 15 digits."""
    if isinstance(cell, float) and abs(cell) >= 10**EXCEL_DIGITS:
        return NativeId(f"{cell:.15g}", True)
    text = text_of(cell)
    if text.lower() in _UNKNOWN:
        return None
    return NativeId(text, _is_ruined(text, from_number=isinstance(cell, int)))


def _is_ruined(text: str, *, from_number: bool) -> bool:
    if _SCIENTIFIC.fullmatch(text):
        return True
    lost = text[EXCEL_DIGITS:]
    if not text.isdecimal() or not lost or lost.strip("0"):
        return False
    # One or two zeros at the end of an id that was text all along are chance.
    return from_number or len(lost) > 2


def _of_serial(days: float) -> Published:
    at = _EPOCH_OF_EXCEL + timedelta(seconds=round(days * 86_400))
    return _in_beijing(at, "day" if days.is_integer() else "second")


def _of_written(text: str, cell: Cell) -> Published:
    match = _DAY.fullmatch(text)
    if match is None:
        raise CellError(f"“{_shown(cell)}”不是日期时间")
    part = match.groupdict()
    month, day = (part["digits"][:2], part["digits"][2:]) if part["digits"] else (part["month"], part["day"])
    hour, minute, second = (int(part[name] or 0) for name in ("hour", "minute", "second"))
    at = datetime(int(part["year"]), int(month), int(day), hour, minute, second)
    precision: PublishedPrecision = "second" if part["second"] else "minute" if part["hour"] else "day"
    if part["zone"]:
        zone = part["zone"].replace("z", "+00:00")
        return Published(require_utc(datetime.fromisoformat(f"{at.isoformat()}{zone}")), precision)
    return _in_beijing(at, precision)


def _in_beijing(at: datetime, precision: PublishedPrecision) -> Published:
    """An instant from local time; midnight sharp is how spreadsheets write a day without a clock."""
    if at.time() == time():
        precision = "day"
    if not 2000 <= at.year <= 2099:
        raise CellError(f"“{at:%Y-%m-%d}”不是可信的日期")
    return Published(require_utc(at if at.tzinfo else at.replace(tzinfo=BEIJING)), precision)


def _plain(cell: Cell) -> str:
    """A cell in half-width, lower-case letters and without blanks."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text_of(cell)).lower())


def _with_clock_apart(cell: Cell) -> str:
    """As `_plain`, but with the blank that parts a day from its clock."""
    text = unicodedata.normalize("NFKC", text_of(cell)).lower()
    return re.sub(r"\s+(?![0-9])|(?<![0-9日])\s+", "", text)


def _shown(cell: Cell) -> str:
    text = text_of(cell)
    return text if len(text) <= 40 else f"{text[:40]}…"
