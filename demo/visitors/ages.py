"""The ages at which a post's figures are owed again: 1, 6, 24 and 72 hours, 7 and 30 days.

A visit looks ahead as far as it is from the visit before (ten minutes at least, the age's lead at most), and
takes what comes to an age between its own look and the one before.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from demo.visitors.ledger import Known, Ledger

_HOUR: Final = timedelta(hours=1)
_LEADS: Final = (
    (_HOUR, _HOUR / 6),
    (6 * _HOUR, _HOUR),
    (24 * _HOUR, 12 * _HOUR),
    (72 * _HOUR, 24 * _HOUR),
    (168 * _HOUR, 48 * _HOUR),
    (720 * _HOUR, 120 * _HOUR),
)

LOOKED_AFTER: Final = timedelta(days=32)
"""Age up to which posts are listed and counted."""


def comes_of_age(ledger: Ledger, known: Known, now: datetime) -> bool:
    """Whether a visit at `now` owes a post's figures because of its age."""
    if not ledger.successes:
        return False
    last = ledger.successes[-1]
    gap_before = last - ledger.successes[-2] if len(ledger.successes) > 1 else timedelta(0)
    return any(
        last + _ahead(gap_before, lead) < known.published_at + age <= now + _ahead(now - last, lead)
        for age, lead in _LEADS
    )


def _ahead(gap: timedelta, lead: timedelta) -> timedelta:
    return min(max(gap, _HOUR / 6), lead)
