"""WeChat: once a Beijing day, at the first wave from 08:00.

Seen: articles published without notification at once, removed ones included, with their time; all others
with the statement of their publish day, from the next morning on, by title and day. A statement is read for
publish days of age 1 and 2, for every day since the last success, and at ages 3, 4, 7, 8, 15 and 31; at
first contact for 30 days. It holds a row (post, as_of) for each day from the publish day to yesterday, at
most 30. Removal shows only on articles published without notification, within a week of the last success.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from demo.visitors.ledger import Figure, Known, Ledger
from hub.clock import BEIJING, beijing_day, end_of_beijing_day

READY_HOUR: Final = 8
_AGES: Final = (1, 2, 3, 4, 7, 8, 15, 31)
_FIRST_CONTACT_DAYS: Final = 30
_ROWS: Final = 30
_OVERLAP: Final = timedelta(days=7)


def is_due(ledger: Ledger, now: datetime) -> bool:
    """Once a day, not before the figures of yesterday are there."""
    return now.astimezone(BEIJING).hour >= READY_HOUR and ledger.first_success_of_day(now)


def visit(ledger: Ledger, now: datetime) -> None:
    """Note what a successful visit brings."""
    _published(ledger, now)
    for age in _ages(ledger.last_success_day, beijing_day(now)):
        _publish_day(ledger, beijing_day(now) - timedelta(days=age), now)


def _published(ledger: Ledger, now: datetime) -> None:
    last = ledger.last_success_at
    since = (last - _OVERLAP) if last else now - timedelta(days=_FIRST_CONTACT_DAYS)
    for post in ledger.world.posts(ledger.actor.account_id, now, since):
        if not post.notified:
            known = ledger.saw(post, now)
            if post.deleted_by(now):
                ledger.found_gone(known, now)


def _ages(last: date | None, today: date) -> list[int]:
    unread = (today - last).days + 1 if last else _FIRST_CONTACT_DAYS
    young = min(max(unread, 2), _FIRST_CONTACT_DAYS)
    return [*range(1, young + 1), *(age for age in _AGES if age > young)]


def _publish_day(ledger: Ledger, day: date, now: datetime) -> None:
    for post in ledger.world.on_day(ledger.actor.account_id, day):
        known = ledger.saw(post, now)
        for number in range(min(_ROWS, (beijing_day(now) - day).days)):
            _row(ledger, known, day + timedelta(days=number))


def _row(ledger: Ledger, known: Known, as_of: date) -> None:
    if as_of not in known.figures:
        at = end_of_beijing_day(as_of)
        known.figures[as_of] = Figure(at, ledger.world.figure(known.post, at), as_of=as_of)
