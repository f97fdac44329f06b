"""Working days in China, with public holidays and the shifted working days that make up for them.

The State Council office announces a year in the November before it. For a year the table does not know yet,
Monday to Friday are taken as working days, and the operator is told so once.
"""

from __future__ import annotations

import logging
from datetime import date, timedelta
from functools import cache

import chinese_calendar

logger = logging.getLogger(__name__)


def is_working_day(day: date) -> bool:
    """Whether offices work on a day."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        _warn_once(day.year)
        return day.weekday() < 5


def working_days(first: date, end: date) -> int:
    """How many working days there are from `first` up to but not including `end`."""
    return sum(is_working_day(first + timedelta(days=days)) for days in range((end - first).days))


@cache
def _warn_once(year: int) -> None:
    logger.warning(
        "The holiday calendar does not know %d yet: only weekends count as days off; update chinesecalendar.",
        year,
    )
