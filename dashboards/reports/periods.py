"""The time a report is about: a Beijing day, week (Monday to Sunday) or month, and its neighbours."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Literal, get_args

from hub.clock import beijing_day, start_of_beijing_day
from hub.errors import ConfigError

Kind = Literal["daily", "weekly", "monthly"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
KIND_NAMES: Final[dict[Kind, str]] = {"daily": "日报", "weekly": "周报", "monthly": "月报"}

ISSUED_AT: Final = timedelta(hours=8, minutes=30)
"""The time of the Beijing day at which reports are issued."""
MONTH_RIPENS: Final = timedelta(days=7)
"""A month's report waits so long: then the figures of its last post are seven days old."""

_WEEK: Final = re.compile(r"(\d{4})-?W(\d{1,2})")
_MONTH: Final = re.compile(r"(\d{4})-(\d{1,2})")


@dataclass(frozen=True)
class Period:
    """From the Beijing day `begin` up to, not including, `until`."""

    kind: Kind
    begin: date
    until: date

    @property
    def name(self) -> str:
        """As a title says it."""
        if self.kind == "daily":
            return _day_words(self.begin)
        if self.kind == "weekly":
            year, week, _ = self.begin.isocalendar()
            last = self.until - timedelta(days=1)
            return f"{year}年第{week}周（{_short(self.begin)}—{_short(last)}）"
        return f"{self.begin.year}年{self.begin.month}月"

    @property
    def code(self) -> str:
        """As a file's name says it: 2026-11-20, 2026-W47 or 2026-11."""
        if self.kind == "weekly":
            year, week, _ = self.begin.isocalendar()
            return f"{year}-W{week:02d}"
        return self.begin.isoformat() if self.kind == "daily" else f"{self.begin:%Y-%m}"

    @property
    def word(self) -> str:
        """What people call such a period."""
        return {"daily": "当日", "weekly": "本周", "monthly": "本月"}[self.kind]

    @property
    def previous_word(self) -> str:
        """What people call the period before it."""
        return {"daily": "前一日", "weekly": "上周", "monthly": "上月"}[self.kind]

    @property
    def next_word(self) -> str:
        """What people call the period after it."""
        return {"daily": "今日", "weekly": "下周", "monthly": "下月"}[self.kind]

    @property
    def previous(self) -> Period:
        """The period before it."""
        return _period(self.kind, self.begin - timedelta(days=1))

    @property
    def next(self) -> Period:
        """The period after it."""
        return _period(self.kind, self.until)

    @property
    def last_year(self) -> Period:
        """The same date or month a year ago; of a week, the one 52 weeks ago."""
        if self.kind == "weekly":
            return _period(self.kind, self.begin - timedelta(days=364))
        leap_day = (self.begin.month, self.begin.day) == (2, 29)
        return _period(
            self.kind, self.begin.replace(year=self.begin.year - 1, day=28 if leap_day else self.begin.day)
        )

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.until - self.begin).days

    @property
    def begins_at(self) -> datetime:
        """Its first instant, UTC."""
        return start_of_beijing_day(self.begin)

    @property
    def ends_at(self) -> datetime:
        """The first instant after it, UTC."""
        return start_of_beijing_day(self.until)

    @property
    def issued_at(self) -> datetime:
        """When its report is due, UTC: 08:30 of the next day; of a month, on the 8th."""
        ripening = MONTH_RIPENS if self.kind == "monthly" else timedelta()
        return self.ends_at + ripening + ISSUED_AT


def chosen_period(kind: Kind, text: str, now: datetime) -> Period:
    """The period a person means by a text, the last one that is over without one.

    A day is written 2026-11-20; a week 2026-W47 or as any of its days; a month 2026-11 or as any of its days.
    Raises ConfigError for what is no such period, and for one that is not over.
    """
    period = _period(kind, _a_day_of(kind, text)) if text else latest_period(kind, now)
    if period.ends_at > now:
        raise ConfigError(
            f"The {_WORDS[kind]} {period.code} is not over; a report can be made from"
            f" {period.until} on (Beijing time). Give an earlier one."
        )
    return period


def latest_period(kind: Kind, now: datetime) -> Period:
    """The last period that is over."""
    today = beijing_day(now)
    return _period(kind, today).previous


_WORDS: Final[dict[Kind, str]] = {"daily": "day", "weekly": "week", "monthly": "month"}
_EXAMPLES: Final[dict[Kind, str]] = {
    "daily": "2026-11-20",
    "weekly": "2026-W47, or a day of it such as 2026-11-20",
    "monthly": "2026-11, or a day of it such as 2026-11-20",
}


def _a_day_of(kind: Kind, text: str) -> date:
    try:
        day = _read_day(kind, text)
    except ValueError:
        raise ConfigError(f"“{text}” is no {_WORDS[kind]}; write {_EXAMPLES[kind]}.") from None
    if not 2000 <= day.year <= 2999:
        raise ConfigError(f"“{text}” is no {_WORDS[kind]} of our time; write {_EXAMPLES[kind]}.")
    return day


def _read_day(kind: Kind, text: str) -> date:
    """A day of the period a text names. Raises ValueError."""
    week, month = _WEEK.fullmatch(text.upper()), _MONTH.fullmatch(text)
    if kind == "weekly" and week:
        return date.fromisocalendar(int(week[1]), int(week[2]), 1)
    if kind == "monthly" and month:
        return date(int(month[1]), int(month[2]), 1)
    return date.fromisoformat(text)


def _period(kind: Kind, day: date) -> Period:
    """The period of that kind a day lies in."""
    if kind == "daily":
        return Period(kind, day, day + timedelta(days=1))
    if kind == "weekly":
        monday = day - timedelta(days=day.weekday())
        return Period(kind, monday, monday + timedelta(days=7))
    first = day.replace(day=1)
    return Period(kind, first, (first + timedelta(days=31)).replace(day=1))


def _day_words(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _short(day: date) -> str:
    return f"{day.month}月{day.day}日"
