"""The instants at which a replay visits the province: two waves a Beijing day."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from hub.clock import BEIJING, beijing_day

WAVE_TIMES = (time(9, 30), time(21, 30))
"""Beijing times of the waves: after WeChat's figures of the day before are out, and in the evening."""


def waves(first_day: date, until: datetime) -> list[datetime]:
    """All waves from the first Beijing day up to the instant, in order, in UTC."""
    days = [first_day + timedelta(days=number) for number in range((beijing_day(until) - first_day).days + 1)]
    instants = [
        datetime.combine(day, at, tzinfo=BEIJING).astimezone(UTC) for day in days for at in WAVE_TIMES
    ]
    return [instant for instant in instants if instant <= until]
