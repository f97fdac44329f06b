"""Websites: once a Beijing day.

Seen: every post the list shows (75 rows). Its page is read when it is new and when it comes to an age (see
`ages`); each reading brings the site's own views of that instant. A page that is missing is asked for again
on later days; missing twice, the post is gone.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from demo.visitors.ages import comes_of_age
from demo.visitors.ledger import Known, Ledger
from hub.clock import beijing_day

_ROWS: Final = 75


def is_due(ledger: Ledger, now: datetime) -> bool:
    """Once a day."""
    return ledger.first_success_of_day(now)


class Visitor:
    """Remembers which pages were missing, from visit to visit of one account."""

    def __init__(self) -> None:
        self._missing_since: dict[str, date] = {}

    def visit(self, ledger: Ledger, now: datetime) -> None:
        """Note what a successful visit brings."""
        before = ledger.remembered(now)
        for post in ledger.world.newest(ledger.actor.account_id, now, _ROWS):
            if post.post_id not in ledger.known:
                ledger.counted(ledger.saw(post, now), now)
        for known in before:
            if comes_of_age(ledger, known, now) or self._is_suspect(known, now):
                self._look_again(ledger, known, now)

    def _is_suspect(self, known: Known, now: datetime) -> bool:
        since = self._missing_since.get(known.post.post_id)
        return since is not None and since < beijing_day(now)

    def _look_again(self, ledger: Ledger, known: Known, now: datetime) -> None:
        if known.post.public_at(now):
            ledger.counted(known, now)
        elif self._is_suspect(known, now):
            ledger.found_gone(known, now)
        else:
            self._missing_since.setdefault(known.post.post_id, beijing_day(now))
