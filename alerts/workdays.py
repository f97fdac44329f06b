"""Working days in China, with public holidays and the shifted working days that make up for them.

The State Council office announces a year in the November before it; `chinesecalendar` keeps the announced
years. For a year it does not know yet, Monday to Friday are taken as working days, and the operator is told
so once.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Final

import chinese_calendar
import numpy as np
from numpy.typing import NDArray

logger = logging.getLogger(__name__)

HOLIDAY: Final = 7
"""A day of a public holiday's break, whatever weekday it is."""
SHIFTED: Final = 8
"""A Saturday or Sunday worked to make up for a break."""
KINDS: Final = 9
"""How many kinds of days there are: 0 to 6 for an ordinary Monday to Sunday, HOLIDAY, SHIFTED."""

_LONGEST_BREAK: Final = 16
"""Days after which a run of days off is looked at no further."""


@dataclass(frozen=True)
class Break:
    """A run of days off: its first day, and the first working day after it."""

    first: date
    end: date

    @property
    def days(self) -> int:
        return (self.end - self.first).days


@cache
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
def break_around(day: date) -> Break | None:
    """The run of days off that `day` is part of, None for a working day."""
    if is_working_day(day):
        return None
    first, end = day, day + timedelta(days=1)
    while not is_working_day(first - timedelta(days=1)) and (day - first).days < _LONGEST_BREAK:
        first -= timedelta(days=1)
    while not is_working_day(end) and (end - day).days < _LONGEST_BREAK:
        end += timedelta(days=1)
    return Break(first, end)


def kinds_of_days(first: int, end: int) -> NDArray[np.int8]:
    """The kinds of the days from ordinal `first` up to but not including `end` (`date.toordinal`)."""
    years = range(date.fromordinal(first).year, date.fromordinal(max(first, end - 1)).year + 1)
    kinds = np.concatenate([_kinds_of_year(year) for year in years])
    skipped = first - date(years[0], 1, 1).toordinal()
    return kinds[skipped : skipped + end - first]


@cache
def _kinds_of_year(year: int) -> NDArray[np.int8]:
    day, kinds = date(year, 1, 1), []
    while day.year == year:
        kinds.append(_kind(day))
        day += timedelta(days=1)
    return np.array(kinds, dtype=np.int8)


def _kind(day: date) -> int:
    if is_working_day(day):
        return day.weekday() if day.weekday() < 5 else SHIFTED
    return HOLIDAY if _is_public_holiday(day) else day.weekday()


def _is_public_holiday(day: date) -> bool:
    try:
        return chinese_calendar.get_holiday_detail(day)[1] is not None
    except NotImplementedError:
        return False


@cache
def _warn_once(year: int) -> None:
    logger.warning(
        "The holiday calendar does not know %d yet: only weekends count as days off; update chinesecalendar.",
        year,
    )
