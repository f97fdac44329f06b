"""Days of the demo world: working days and holidays, and instants on a Beijing day."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final

from chinese_calendar import get_holiday_detail, is_workday

from hub.clock import BEIJING, beijing_day, start_of_beijing_day

EARLIEST_HOUR: Final = 7
LATEST_HOUR: Final = 21
"""Editors publish from 07:00 to 21:00, Beijing time, so that a day's posts lie between two evening waves."""

WEEKEND_WEIGHT: Final = 0.6
HOLIDAY_WEIGHT: Final = 0.4


@lru_cache(maxsize=4096)
def posting_weight(day: date) -> float:
    """How busy editors are on a day: 1 on a working day. Years the calendar lacks have weekends only."""
    try:
        if is_workday(day):
            return 1.0
        return HOLIDAY_WEIGHT if get_holiday_detail(day)[1] else WEEKEND_WEIGHT
    except NotImplementedError:
        return WEEKEND_WEIGHT if day.weekday() > 4 else 1.0


def on_day(day: date, hours: float) -> datetime:
    """The instant (UTC, whole seconds) `hours` after a Beijing day began."""
    return start_of_beijing_day(day) + timedelta(seconds=round(hours * 3600))


def in_office_hours(instant: datetime, minutes: float) -> datetime:
    """The instant itself between 07:00 and 21:00, else `minutes` after the next 07:00, Beijing time."""
    local = instant.astimezone(BEIJING)
    if EARLIEST_HOUR <= local.hour < LATEST_HOUR:
        return instant
    day = beijing_day(instant) + timedelta(days=local.hour >= LATEST_HOUR)
    return on_day(day, EARLIEST_HOUR + minutes / 60)
