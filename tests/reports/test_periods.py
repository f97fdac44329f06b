"""Which stretch of time a report is about, and what a person may write for it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards.reports.periods import KINDS, Kind, chosen_period, latest_period
from hub.errors import ConfigError

NOW = datetime(2026, 11, 25, 16, 30, tzinfo=UTC)
"""Half past midnight of Thursday the 26th in Beijing."""


def test_the_latest_periods_are_those_that_are_over_in_beijing() -> None:
    assert latest_period("daily", NOW).code == "2026-11-25"
    assert latest_period("weekly", NOW).code == "2026-W47"
    assert latest_period("monthly", NOW).code == "2026-10"


@pytest.mark.parametrize(
    ("kind", "text", "begin", "until"),
    [
        ("daily", "2026-11-20", date(2026, 11, 20), date(2026, 11, 21)),
        ("weekly", "2026-W47", date(2026, 11, 16), date(2026, 11, 23)),
        ("weekly", "2026w47", date(2026, 11, 16), date(2026, 11, 23)),
        ("weekly", "2026-11-20", date(2026, 11, 16), date(2026, 11, 23)),
        ("monthly", "2026-02", date(2026, 2, 1), date(2026, 3, 1)),
        ("monthly", "2025-12-31", date(2025, 12, 1), date(2026, 1, 1)),
    ],
)
def test_a_period_is_written_by_its_code_or_by_one_of_its_days(
    kind: Kind, text: str, begin: date, until: date
) -> None:
    period = chosen_period(kind, text, NOW)
    assert (period.begin, period.until) == (begin, until)


@pytest.mark.parametrize(
    ("kind", "text", "words"),
    [
        ("daily", "2026-11-26", "is not over"),
        ("daily", "2030-01-01", "is not over"),
        ("weekly", "2026-W48", "is not over"),
        ("monthly", "2026-11", "is not over"),
        ("daily", "昨天", "is no day"),
        ("daily", "2026-02-30", "is no day"),
        ("weekly", "2026-W60", "is no week"),
        ("monthly", "2026-13", "is no month"),
        ("monthly", "0001-01", "of our time"),
    ],
)
def test_a_wrong_period_is_told_in_one_sentence(kind: Kind, text: str, words: str) -> None:
    with pytest.raises(ConfigError, match=words) as caught:
        chosen_period(kind, text, NOW)
    assert "\n" not in caught.value.sentence


@given(kind=st.sampled_from(KINDS), now=st.datetimes(datetime(2004, 3, 1), datetime(2100, 1, 1)))
def test_periods_join_without_gap_and_a_year_ago_is_like_them(kind: Kind, now: datetime) -> None:
    period = latest_period(kind, now.replace(tzinfo=UTC))
    assert period.previous.until == period.begin
    assert period.ends_at <= now.replace(tzinfo=UTC)
    assert 360 <= (period.begin - period.last_year.begin).days <= 367
    assert chosen_period(kind, period.code, now.replace(tzinfo=UTC)) == period
    if kind == "monthly":
        assert period.last_year.begin.month == period.begin.month
