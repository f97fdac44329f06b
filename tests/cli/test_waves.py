"""When a replay visits: two waves a Beijing day, none in the future."""

from __future__ import annotations

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from cli.waves import waves
from hub.clock import beijing_day


@given(st.dates(date(2025, 1, 1), date(2027, 1, 1)), st.datetimes(datetime(2025, 1, 1), datetime(2026, 1, 1)))
def test_waves_are_in_order_and_never_later_than_the_end(first_day: date, end: datetime) -> None:
    instants = waves(first_day, end.replace(tzinfo=UTC))
    assert instants == sorted(instants)
    assert all(
        beijing_day(instant) >= first_day and instant <= end.replace(tzinfo=UTC) for instant in instants
    )


def test_a_whole_day_has_a_wave_after_wechats_figures_and_one_in_the_evening() -> None:
    instants = waves(date(2026, 3, 1), datetime(2026, 3, 1, 15, 59, tzinfo=UTC))
    assert [instant.isoformat() for instant in instants] == [
        "2026-03-01T01:30:00+00:00",
        "2026-03-01T13:30:00+00:00",
    ]
