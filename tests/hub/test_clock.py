"""Instants are aware and in UTC; a day is a day in Beijing."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.clock import (
    SettableClock,
    SystemClock,
    beijing_day,
    end_of_beijing_day,
    require_utc,
    start_of_beijing_day,
)

days = st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 1, 1))
instants = st.datetimes(
    min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1), timezones=st.just(UTC)
)


def test_the_system_clock_gives_an_aware_instant_in_utc() -> None:
    assert SystemClock().now().tzinfo is UTC


def test_a_settable_clock_stands_where_it_was_put() -> None:
    beijing = timezone(timedelta(hours=8))
    clock = SettableClock(datetime(2026, 3, 1, 8, tzinfo=beijing))
    assert clock.now() == datetime(2026, 3, 1, tzinfo=UTC)
    clock.set(datetime(2026, 3, 2, tzinfo=UTC))
    assert clock.now() == datetime(2026, 3, 2, tzinfo=UTC)


def test_a_naive_datetime_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone is unknown"):
        require_utc(datetime(2026, 3, 1))
    with pytest.raises(ValueError, match="time zone is unknown"):
        SettableClock(datetime(2026, 3, 1))


def test_a_beijing_day_begins_at_16_00_utc_of_the_day_before() -> None:
    assert start_of_beijing_day(date(2026, 6, 15)) == datetime(2026, 6, 14, 16, tzinfo=UTC)
    assert beijing_day(datetime(2026, 6, 14, 15, 59, tzinfo=UTC)) == date(2026, 6, 14)
    assert beijing_day(datetime(2026, 6, 14, 16, tzinfo=UTC)) == date(2026, 6, 15)


@given(day=days)
def test_a_beijing_day_ends_where_the_next_begins(day: date) -> None:
    assert end_of_beijing_day(day) == start_of_beijing_day(day + timedelta(days=1))
    assert end_of_beijing_day(day) - start_of_beijing_day(day) == timedelta(days=1)


@given(instant=instants)
def test_every_instant_lies_within_its_beijing_day(instant: datetime) -> None:
    day = beijing_day(instant)
    assert start_of_beijing_day(day) <= instant < end_of_beijing_day(day)
