"""Working days know public holidays and the shifted working days that make up for them."""

from __future__ import annotations

import logging
from datetime import date

import pytest

from alerts.workdays import is_working_day, working_days


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2026, 2, 14), True),
        (date(2026, 2, 16), False),
        (date(2026, 2, 28), True),
        (date(2026, 3, 7), False),
        (date(2026, 10, 8), True),
    ],
)
def test_holidays_and_shifted_working_days_are_known(day: date, working: bool) -> None:
    assert is_working_day(day) is working


def test_working_days_are_counted_up_to_but_not_including_the_end() -> None:
    assert working_days(date(2026, 2, 14), date(2026, 2, 23)) == 1
    assert working_days(date(2026, 2, 14), date(2026, 2, 25)) == 2
    assert working_days(date(2026, 2, 25), date(2026, 2, 14)) == 0


def test_a_year_nobody_announced_yet_has_weekends_only_and_one_warning(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.WARNING):
        assert [is_working_day(date(2093, 1, day)) for day in range(1, 8)].count(True) == 5
    assert caplog.text.count("2093") == 1
