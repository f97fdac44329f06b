"""Time: where "now" comes from, and what a day is.

Instants are aware datetimes in UTC. A day is a calendar day in Asia/Shanghai, called a Beijing day; the
zone has had no summer time since 1991.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

BEIJING = ZoneInfo("Asia/Shanghai")


class Clock(Protocol):
    """Where a component reads the time, so that a test or a replay can set it."""

    def now(self) -> datetime:
        """The current instant, aware, in UTC."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class SettableClock:
    """A clock that stands where it was put; used by the demo's replay and by tests."""

    def __init__(self, instant: datetime) -> None:
        self._now = require_utc(instant)

    def now(self) -> datetime:
        return self._now

    def set(self, instant: datetime) -> None:
        self._now = require_utc(instant)


def require_utc(instant: datetime) -> datetime:
    """The same instant in UTC. Raises ValueError for a naive datetime, whose zone nobody knows."""
    if instant.tzinfo is None:
        raise ValueError(f"naive datetime {instant.isoformat()}: its time zone is unknown")
    return instant.astimezone(UTC)


def beijing_day(instant: datetime) -> date:
    """The Beijing day an instant falls on."""
    return require_utc(instant).astimezone(BEIJING).date()


def start_of_beijing_day(day: date) -> datetime:
    """The instant (UTC) at which a Beijing day begins."""
    return datetime.combine(day, time(), tzinfo=BEIJING).astimezone(UTC)


def end_of_beijing_day(day: date) -> datetime:
    """The instant (UTC) at which a Beijing day ends and the next begins."""
    return start_of_beijing_day(day + timedelta(days=1))
