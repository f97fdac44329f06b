"""Dates in a form that a person described for one site, such as `%d/%m/%Y` or `[%y-%m-%d]`.

The forms Chinese sites usually write need no description: `crawlers/pages/dates.py` knows them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from crawlers.pages.dates import Dated, is_possible
from hub.clock import BEIJING
from hub.records import PublishedPrecision

_PARTS: Final[Mapping[str, str]] = {
    "Y": r"(?P<year>\d{4})",
    "y": r"(?P<short>\d{2})",
    "m": r"(?P<month>\d{1,2})",
    "d": r"(?P<day>\d{1,2})",
    "H": r"(?P<hour>\d{1,2})",
    "M": r"(?P<minute>\d{2})",
    "S": r"(?P<second>\d{2})",
}
"""What may follow `%`, as in strptime, and what it stands for."""

_SMALLER_PARTS: Final = ("month", "day", "hour", "minute", "second")

_TOKEN: Final = re.compile(r"%(?P<part>.?)|(?P<blank>\s+)|(?P<plain>[^%\s]+)", re.DOTALL)


@dataclass(frozen=True)
class DateFormat:
    """A form as it was written, and compiled. Made by `date_format`."""

    written: str
    _pattern: re.Pattern[str] = field(repr=False, compare=False)

    def find(self, text: str, now: datetime) -> Dated | None:
        """The first date of this form in a text, in Beijing time; None where none can be one."""
        dates = (_dated(match.groupdict()) for match in self._pattern.finditer(text))
        return next((dated for dated in dates if dated and is_possible(dated.instant, now)), None)


def date_format(written: str) -> DateFormat:
    """The form a person wrote. Raises ValueError with the part that is unknown, repeated or missing."""
    parts = [match["part"] for match in _TOKEN.finditer(written) if match["part"] is not None]
    for part in parts:
        if part not in _PARTS or parts.count(part) > 1:
            raise ValueError(f"%{part}")
    missing = [f"%{need}" for need, has in _needs(set(parts)).items() if not has]
    if missing:
        raise ValueError(missing[0])
    pattern = "".join(map(_pattern_of, _TOKEN.finditer(written)))
    return DateFormat(written, re.compile(rf"(?<!\d){pattern}(?!\d)"))


def _needs(parts: set[str]) -> dict[str, bool]:
    return {
        "Y": len(parts & {"Y", "y"}) == 1,
        "m": "m" in parts,
        "d": "d" in parts,
        "H": "H" in parts or "M" not in parts,
        "M": "M" in parts or not parts & {"H", "S"},
    }


def _pattern_of(token: re.Match[str]) -> str:
    if token["part"] is not None:
        return _PARTS[token["part"]]
    return r"\s*" if token["blank"] else re.escape(token["plain"])


def _dated(parts: Mapping[str, str | None]) -> Dated | None:
    year = int(parts.get("year") or f"20{parts['short']}")
    month, day, hour, minute, second = (int(parts.get(name) or 0) for name in _SMALLER_PARTS)
    try:
        local = datetime(year, month, day, hour, minute, second, tzinfo=BEIJING)
    except ValueError:
        return None
    return Dated(local.astimezone(UTC), _precision(parts))


def _precision(parts: Mapping[str, str | None]) -> PublishedPrecision:
    if parts.get("second"):
        return "second"
    return "minute" if parts.get("minute") else "day"
