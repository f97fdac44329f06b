"""Every way in which Chinese pages and feeds write dates gives the right instant and precision."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.pages.dates import AHEAD, EARLIEST, agrees, find_dates, parse_date
from hub.clock import BEIJING, beijing_day

NOW = datetime(2026, 3, 1, 4, 0, tzinfo=UTC)
DAY = datetime(2026, 1, 1, tzinfo=BEIJING)
MINUTE = datetime(2026, 1, 1, 9, 30, tzinfo=BEIJING)
INSTANTS = st.datetimes(datetime(1994, 1, 2), datetime(2026, 3, 1)).map(
    lambda at: at.replace(tzinfo=BEIJING, fold=0)
)


@pytest.mark.parametrize(
    ("text", "instant", "precision"),
    [
        ("2026-01-01", DAY, "day"),
        ("2026/1/1", DAY, "day"),
        ("2026.01.01", DAY, "day"),
        ("20260101", DAY, "day"),
        ("２０２６－０１－０１", DAY, "day"),
        ("2026年1月1日", DAY, "day"),
        ("2026年1月1日 09:30", MINUTE, "minute"),
        ("2026年01月01日09时30分", MINUTE, "minute"),
        ("2026-01-01 星期四 09:30", MINUTE, "minute"),
        ("2026-01-01\u00a009:30", MINUTE, "minute"),
        ("2026\n01/01\n09:30", MINUTE, "minute"),
        ("2026-01-01 09:30:00", MINUTE, "second"),
        ("2026-01-01-09:30:00", MINUTE, "second"),
        ("2026-01-01 09:30:00.0", MINUTE, "second"),
        ("20260101093000", MINUTE, "second"),
        ("2026-01-01T09:30:00+08:00", MINUTE, "second"),
        ("2026-01-01T01:30:00.000Z", MINUTE, "second"),
        ("1767231000", MINUTE, "second"),
        ("1767231000123", MINUTE, "second"),
        ("Thu, 01 Jan 2026 01:30:00 GMT", MINUTE, "second"),
        ("Thu, 01 Jan 2026 09:30:00 +0800", MINUTE, "second"),
        ("Thu, 01 Jan 2026 09:30:00", MINUTE, "second"),
        ("Thu Jan 01 09:30:00 CST 2026", MINUTE, "second"),
        ("01 Jan 26 09:30 +0800", MINUTE, "minute"),
        ("发布时间：2026-01-01 09:30  来源：某报  浏览次数：12", MINUTE, "minute"),
        ("01-01", DAY, "day"),
        ("1月1日 09:30", MINUTE, "minute"),
        ("今天 09:30", datetime(2026, 3, 1, 9, 30, tzinfo=BEIJING), "minute"),
        ("昨天", datetime(2026, 2, 28, tzinfo=BEIJING), "day"),
        ("3小时前", NOW - timedelta(hours=3), "minute"),
        ("2 天前", datetime(2026, 2, 27, tzinfo=BEIJING), "day"),
        ("刚刚", NOW, "minute"),
    ],
)
def test_a_date_is_read(text: str, instant: datetime, precision: str) -> None:
    found = parse_date(text, NOW)
    assert found is not None
    assert (found.instant, found.precision) == (instant, precision)
    assert found.instant.tzinfo is UTC


@pytest.mark.parametrize(
    "text",
    [
        "",
        None,
        "1993-12-31",
        "2026-03-04",
        "2026-02-30",
        "1.1:50.3:48.6",
        "2019-2020年",
        "版本 2026.1.1.5",
        "第 12 期",
        "99999999999999999",
    ],
)
def test_what_cannot_be_a_time_of_publication_is_refused(text: str | None) -> None:
    assert parse_date(text, NOW) is None


@settings(deadline=None)
@given(INSTANTS)
def test_all_forms_of_one_instant_say_the_same(at: datetime) -> None:
    at = at.replace(microsecond=0)
    forms = [
        at.strftime("%Y-%m-%d %H:%M:%S"),
        at.isoformat(),
        at.astimezone(UTC).isoformat(),
        at.strftime("%Y年%m月%d日 %H:%M:%S"),
        at.strftime("%Y%m%d%H%M%S"),
        format_datetime(at),
    ]
    assert {parse_date(form, NOW).instant for form in forms} == {at.astimezone(UTC)}  # type: ignore[union-attr]


@settings(deadline=None)
@given(st.text(max_size=80) | st.from_regex(r"[0-9年月日:./ -]{0,30}"))
def test_no_text_raises_and_no_date_is_out_of_bounds(text: str) -> None:
    for found in [parse_date(text, NOW), *(one.dated for one in find_dates(text, NOW))]:
        assert found is None or EARLIEST <= found.instant <= NOW + AHEAD


@settings(deadline=None)
@given(st.datetimes(datetime(2000, 1, 1), datetime(2030, 1, 1)), st.dates())
def test_a_date_without_its_year_is_the_newest_one_not_in_the_future(now: datetime, day: object) -> None:
    now = now.replace(tzinfo=UTC)
    found = parse_date(f"{day:%m-%d}", now)
    assert found is not None
    assert found.instant <= now
    assert f"{beijing_day(found.instant):%m-%d}" == f"{day:%m-%d}"
    assert (now - found.instant).days <= 8 * 366


def test_dates_are_found_at_their_places() -> None:
    text = "更新：2026-01-02，发布：2026年1月1日 09:30，阅读 12"
    found = find_dates(text, NOW)
    assert [text[one.start : one.end].strip() for one in found] == ["2026-01-02", "2026年1月1日 09:30"]


def test_a_coarse_date_agrees_with_a_finer_one_of_the_same_day() -> None:
    coarse, fine = parse_date("2026-01-01", NOW), parse_date("2026-01-01 09:30:12", NOW)
    assert coarse is not None
    assert fine is not None
    assert agrees(coarse, fine)
    yearless, of_last_year = parse_date("01-01 09:30", NOW), parse_date("2025-01-01 09:30:12", NOW)
    assert yearless is not None
    assert of_last_year is not None
    assert agrees(yearless, of_last_year)
    assert not agrees(fine, of_last_year)
