"""Dates as Chinese pages and feeds write them, as instants with their precision.

Without a zone a time is Beijing's. Dates before 1994 (the country was not on the Internet) and more than a
day ahead of `now` are refused: they are page ornaments or mistakes, not times of publication.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from email.utils import parsedate_tz
from typing import Final, Literal

from hub.clock import BEIJING, require_utc
from hub.records import PublishedPrecision

Form = Literal["full", "yearless", "relative"]

EARLIEST: Final = datetime(1994, 1, 1, tzinfo=BEIJING).astimezone(UTC)
AHEAD: Final = timedelta(days=1)

_SECOND = r"(?:\s*[:：分]\s*(?P<second>[0-5]\d)(?:[.,]\d+)?)?"
_CLOCK = rf"(?P<hour>[01]?\d|2[0-3])\s*[:：时点]\s*(?P<minute>[0-5]\d){_SECOND}"
_ZONE = r"(?P<zone>Z|[+-]\d{2}:?\d{2})?"
_GAP = r"(?:\s*[T日号,，·|]?\s*|-|\s*[(（]?(?:星期|周)[一二三四五六日天][)）]?\s*)"
_YEAR = r"(?P<year>(?:19|20)\d{2})"
_MONTH = r"(?P<month>1[0-2]|0?[1-9])"
_DAY = r"(?P<day>3[01]|[12]\d|0?[1-9])"
_TIME = rf"(?:日|号)?(?:{_GAP}{_CLOCK}\s*{_ZONE})?"

_FULL = re.compile(
    rf"(?<![\d./-]){_YEAR}(?:\s*[-–—/.年]\s*|\s+){_MONTH}\s*[-–—/.月]\s*{_DAY}(?!\d*[%万亿元]|\.\d){_TIME}(?!\d)"
)
_COMPACT = re.compile(
    r"^(?P<year>(?:19|20)\d{2})(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])"
    r"(?:T?(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)(?P<second>[0-5]\d)?(?P<zone>Z|[+-]\d{2}:?\d{2})?)?$"
)
_YEARLESS = re.compile(
    rf"(?<![\d./:年-]){_MONTH}\s*(?:[-月]|/(?=\d{{1,2}}\s+\d{{1,2}}[:：]))\s*{_DAY}(?![\d.%:：/-]\d|\d){_TIME}(?!\d)"
)
_SPOKEN_DAY = re.compile(rf"(?P<spoken>今天|今日|昨天|昨日|前天)\s*(?:{_CLOCK})?")
_AGO = re.compile(r"(?P<count>\d{1,3})\s*(?P<unit>秒钟?|分钟?|个?小时|天|日|周|星期)\s*(?:以前|之前|前)|刚刚")
_UNIX = re.compile(r"^\d{10}(?:\d{3})?$")
_JAVA = re.compile(r"^([A-Z][a-z]{2}) ([A-Z][a-z]{2}) (\d{1,2}) (\d{2}:\d{2}:\d{2}) (\S+) (\d{4})$")

_WORDY = re.compile(r"^(?:[A-Za-z]{3,9},?\s|\d{1,2}\s[A-Za-z]{3})")
_ZONED = re.compile(r"(?:[+-]\d{4}|\b(?:GMT|UTC?|Z|[ECMP][SD]T))$")

_SPOKEN: Final = {"今天": 0, "今日": 0, "昨天": 1, "昨日": 1, "前天": 2}
_UNITS: Final = {"秒": timedelta(seconds=1), "分": timedelta(minutes=1), "个": timedelta(hours=1)}
_LONG_UNITS: Final = {"小": timedelta(hours=1), "天": timedelta(days=1), "日": timedelta(days=1)}
_WEEK: Final = timedelta(days=7)


@dataclass(frozen=True)
class Dated:
    """An instant (UTC) and how precisely it was written. A day stands for its beginning in Beijing."""

    instant: datetime
    precision: PublishedPrecision
    form: Form = "full"
    zoned: bool = False


@dataclass(frozen=True)
class Occurrence:
    """A date found inside a longer text, with its place there."""

    dated: Dated
    start: int
    end: int


def parse_date(text: str | None, now: datetime) -> Dated | None:
    """The date a field holds: a form of `find_dates`, Unix (milli)seconds, RFC 822 or `20260101093000`.

    None where there is no date, or none that can be a time of publication.
    """
    text = _plain(text or "").strip()
    whole = _unix(text) or _compact(text) or _rfc822(text)
    if whole:
        return whole if is_possible(whole.instant, now) else None
    return next((found.dated for found in _occurrences(text, now)), None)


def find_dates(text: str, now: datetime) -> list[Occurrence]:
    """All dates in a text, in reading order: written out, without a year, or relative to `now`.

    `start` and `end` count characters of `text`.
    """
    return sorted(_occurrences(_plain(text), now), key=lambda found: found.start)


def agrees(coarse: Dated, fine: Dated) -> bool:
    """Whether `fine` says the same at the precision of `coarse`, whose year counts unless guessed."""
    length = {"day": 3, "minute": 5, "second": 6}[coarse.precision]
    first = 0 if coarse.form == "full" else 1
    ours, theirs = (dated.instant.astimezone(BEIJING).timetuple()[first:length] for dated in (coarse, fine))
    return ours == theirs


def is_possible(instant: datetime, now: datetime) -> bool:
    """Whether something can have been published then, as seen from `now`."""
    return EARLIEST <= instant <= require_utc(now) + AHEAD


def _plain(text: str) -> str:
    """Full-width digits and spaces as ASCII, character by character, so that places stay the same."""
    return "".join(_narrow(char) for char in text)


def _narrow(char: str) -> str:
    if char < "\x7f":
        return char
    narrow = unicodedata.normalize("NFKC", char)
    return narrow if len(narrow) == 1 and narrow.isascii() else char


def _occurrences(text: str, now: datetime) -> Iterator[Occurrence]:
    """Full dates first; the other forms only in what is left between them."""
    for pattern, read in ((_FULL, _full), (_YEARLESS, _yearless), (_SPOKEN_DAY, _spoken), (_AGO, _ago)):
        for match in pattern.finditer(text):
            dated = read(match, now)
            if dated and is_possible(dated.instant, now):
                yield Occurrence(dated, match.start(), match.end())
        text = pattern.sub(_blanked, text)


def _blanked(match: re.Match[str]) -> str:
    return "\0" * len(match.group())


def _full(match: re.Match[str], _now: datetime) -> Dated | None:
    return _at(int(match["year"]), match)


def _yearless(match: re.Match[str], now: datetime) -> Dated | None:
    """The newest year that makes a valid date not in the future. Eight years bridge 29 February."""
    this_year = require_utc(now).astimezone(BEIJING).year
    for year in range(this_year, this_year - 9, -1):
        dated = _at(year, match)
        if dated and dated.instant <= require_utc(now):
            return Dated(dated.instant, dated.precision, "yearless")
    return None


def _at(year: int, match: re.Match[str]) -> Dated | None:
    try:
        day = date(year, int(match["month"]), int(match["day"]))
    except ValueError:
        return None
    return _with_time(day, match, "full")


def _with_time(day: date, match: re.Match[str], form: Form) -> Dated:
    parts = match.groupdict()
    if not parts.get("hour"):
        return Dated(datetime.combine(day, time(), BEIJING).astimezone(UTC), "day", form)
    clock = time(int(parts["hour"]), int(parts["minute"]), int(parts["second"] or 0))
    zone = _zone(parts.get("zone"))
    instant = datetime.combine(day, clock, zone or BEIJING).astimezone(UTC)
    return Dated(instant, "second" if parts["second"] else "minute", form, zoned=zone is not None)


def _zone(text: str | None) -> timezone | None:
    if not text:
        return None
    if text == "Z":
        return UTC
    minutes = int(text[1:3]) * 60 + int(text[-2:])
    return timezone(timedelta(minutes=-minutes if text[0] == "-" else minutes)) if minutes < 24 * 60 else None


def _spoken(match: re.Match[str], now: datetime) -> Dated | None:
    today = require_utc(now).astimezone(BEIJING).date()
    return _with_time(today - timedelta(days=_SPOKEN[match["spoken"]]), match, "relative")


def _ago(match: re.Match[str], now: datetime) -> Dated | None:
    if match["unit"] is None:
        return Dated(require_utc(now), "minute", "relative")
    unit = _UNITS.get(match["unit"][0]) or _LONG_UNITS.get(match["unit"][0], _WEEK)
    instant = require_utc(now) - int(match["count"]) * unit
    if unit < timedelta(days=1):
        return Dated(instant, "minute", "relative")
    return Dated(_start_of_day(instant), "day", "relative")


def _start_of_day(instant: datetime) -> datetime:
    return datetime.combine(instant.astimezone(BEIJING).date(), time(), BEIJING).astimezone(UTC)


def _unix(text: str) -> Dated | None:
    if not _UNIX.match(text):
        return None
    return Dated(datetime.fromtimestamp(int(text[:10]), UTC), "second", zoned=True)


def _compact(text: str) -> Dated | None:
    match = _COMPACT.match(text)
    return _at(int(match["year"]), match) if match else None


def _rfc822(text: str) -> Dated | None:
    """RFC 822 dates, and Java's order of the same words. CST is China's here, not Chicago's."""
    if not _WORDY.match(text):
        return None
    java = _JAVA.match(text)
    words = "{0}, {2} {1} {5} {3} {4}".format(*java.groups()) if java else text
    words = re.sub(r"([+-]\d{2}):(\d{2})$", r"\1\2", re.sub(r"\b(?:CST|BJT)\b", "+0800", words))
    parts = parsedate_tz(words)
    return _from_parts(parts[:6], parts[9] if _ZONED.search(words) else None, words) if parts else None


def _from_parts(clock: Sequence[int], offset: int | None, words: str) -> Dated | None:
    try:
        zone = BEIJING if offset is None else timezone(timedelta(seconds=offset))
        year, month, day, hour, minute, second = clock
        instant = datetime(year, month, day, hour, minute, second, tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    colons = words.count(":")
    precision: PublishedPrecision = "day" if colons == 0 else "minute" if colons == 1 else "second"
    return Dated(instant, precision, zoned=offset is not None)
