"""How figures, days and shares are said to staff: 万, %, 小时, Beijing time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

from dashboards.reports.statistics import change, wilson
from hub.clock import BEIJING

FEW: Final = 5
"""Below so many, a share says nothing: the counts are told alone."""
_NUMERALS: Final = "一二三四五六七八九十"
_LISTED: Final = 12
"""How many names stand in a sentence before it only counts the others."""


def counted(number: float | None) -> str:
    """A count as people say it: 1,234, 12.3万, 1.2亿; a dash where it is unknown."""
    if number is None:
        return "–"
    for size, word in ((100_000_000, "亿"), (10_000, "万")):
        if number >= size:
            return f"{number / size:.1f}{word}"
    return f"{number:,.0f}"


def percent(share: float | None) -> str:
    """A share between 0 and 1."""
    return "–" if share is None else f"{share * 100:.1f}%"


def rate(successes: int, trials: int) -> str:
    """A share with its limits, for a cell; only a dash where there are too few to tell."""
    limits = wilson(successes, trials)
    if limits is None or trials < FEW:
        return "–"
    return f"{successes / trials * 100:.1f}%（{limits[0] * 100:.0f}–{limits[1] * 100:.0f}）"


def share_words(successes: int, trials: int) -> str:
    """A share with its counts, in a sentence."""
    if trials < FEW:
        return f"{successes}/{trials}"
    return f"{successes / trials * 100:.1f}%（{successes}/{trials}）"


def against(now: int, before: int | None, word: str) -> str:
    """How a count compares with an earlier one, in a sentence."""
    if before is None:
        return f"与{word}暂不可比"
    relative = change(now, before)
    if now == before:
        return f"与{word}持平"
    direction = "增加" if now > before else "减少"
    if relative is None or before < 10:
        return f"比{word}{direction} {abs(now - before)} 条"
    return f"比{word}{direction} {abs(relative) * 100:.1f}%"


def signed(now: int, before: int | None) -> str:
    """How a count compares with an earlier one, in a cell."""
    if before is None:
        return "不可比"
    return "持平" if now == before else f"{now - before:+,}"


def moment(at: datetime | None) -> str:
    """An instant in Beijing time, to the minute."""
    return "–" if at is None else f"{at.astimezone(BEIJING):%Y-%m-%d %H:%M}"


def short_moment(at: datetime | None) -> str:
    """An instant in Beijing time without its year."""
    return "–" if at is None else f"{at.astimezone(BEIJING):%m-%d %H:%M}"


def day_words(day: date) -> str:
    """A day as a sentence says it."""
    return f"{day.month}月{day.day}日"


def days_words(begin: date, until: date) -> str:
    """Some days, the last one included in the words."""
    last = until - timedelta(days=1)
    return day_words(begin) if begin == last else f"{day_words(begin)}—{day_words(last)}"


def hours(length: float | None) -> str:
    """A length of time; a dash where it is unknown."""
    if length is None:
        return "–"
    return f"{length:.1f} 小时" if length < 48 else f"{length / 24:.1f} 天"


def numeral(number: int) -> str:
    """A Chinese numeral from 一 to 九十九, for a section's number."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_NUMERALS[tens - 1]}十"
    return head + (_NUMERALS[ones - 1] if ones else "")


def listed(names: Sequence[str], unit: str = "个") -> str:
    """Names in a sentence; of many only the first, and how many there are."""
    if len(names) <= _LISTED:
        return "、".join(names)
    return f"{'、'.join(names[:_LISTED])}等 {len(names)} {unit}"


def cut(text: str, most: int = 40) -> str:
    """A text that fits into a cell, on one line."""
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= most else f"{one_line[: most - 1]}…"
