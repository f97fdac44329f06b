"""When a sheet was exported: the instant its cumulative figures speak of.

Sheets do not say it themselves. Told by, in this order: the clock in the file's name, the time its workbook
was made, the day in its name, the file's own time. What was taken is remembered by the file's digest, so that
a copy of the file, imported again, speaks of the same instant and changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Final

import msgspec

from hub.clock import BEIJING, beijing_day
from hub.errors import ConfigError
from hub.files import replace_file

_STAMP: Final = re.compile(
    r"(?<!\d)(20\d\d)[-_.年]?(0[1-9]|1[0-2])[-_.月]?(0[1-9]|[12]\d|3[01])日?"
    r"(?:[-_ T]?([01]\d|2[0-3])[-_.:时]?([0-5]\d)(?:[-_.:分]?([0-5]\d))?秒?(?!\d))?(?!\d)"
)
_CLOCKS_APART: Final = timedelta(minutes=10)
_NOON: Final = time(12)


@dataclass(frozen=True)
class Evidence:
    """What is known of a file: its name, when it was written, what its workbook says, its newest post."""

    name: str
    written_at: datetime
    made_at: datetime | None
    newest_published_at: datetime


def exported_at(evidence: Evidence, now: datetime) -> datetime:
    """The instant (UTC) of the export, never after `now` and never before the newest post of the sheet."""
    day, clock = _stamp(evidence.name)
    if day is not None and clock is not None and _is_likely(_at(day, clock), evidence, now):
        return _at(day, clock)
    if evidence.made_at is not None and _is_likely(evidence.made_at, evidence, now):
        return evidence.made_at
    at = evidence.written_at
    if day is not None and not day <= beijing_day(at) <= day + timedelta(days=1):
        at = _at(day, _NOON)
    return min(max(at, evidence.newest_published_at), now)


class KeptMoments:
    """The instants of the exports imported before, in one file. Raises ConfigError where it is damaged."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._kept = _read(path)

    def of(self, digest: str, account_id: str) -> datetime | None:
        """The instant that a file with this digest was taken to be of, None for a new one."""
        return self._kept.get(f"{digest}:{account_id}")

    def keep(self, digest: str, account_id: str, at: datetime) -> None:
        """Remember an instant durably. Raises DiskFull or Unavailable."""
        self._kept = {**_read(self._path), f"{digest}:{account_id}": at}
        replace_file(self._path, msgspec.json.encode(self._kept))


def _is_likely(at: datetime, evidence: Evidence, now: datetime) -> bool:
    return evidence.newest_published_at <= at <= now + _CLOCKS_APART


def _stamp(name: str) -> tuple[date | None, time | None]:
    """The last day in a file's name, and the clock behind it."""
    for match in reversed(list(_STAMP.finditer(name))):
        year, month, day, hour, minute, second = (int(part) if part else None for part in match.groups())
        try:
            told = date(year or 0, month or 0, day or 0)
        except ValueError:
            continue
        return told, time(hour, minute or 0, second or 0) if hour is not None else None
    return None, None


def _at(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, tzinfo=BEIJING).astimezone(UTC)


def _read(path: Path) -> Mapping[str, datetime]:
    try:
        return msgspec.json.decode(path.read_bytes(), type=dict[str, datetime])
    except FileNotFoundError:
        return {}
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        raise ConfigError(f"导入记录 {path} 已损坏或无法读取，请把它移走后重新导入。") from None
