"""Weibo: at every wave six hours after the last success.

Seen: the five newest public posts, with their counts of that instant. At the first success of a Beijing day
also the counts of the other known posts up to 32 days old, else of those that come to an age. A known post is
found gone when it is missing among the newest (it is younger than the oldest shown) or among the counted.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from demo.visitors.ages import LOOKED_AFTER, comes_of_age
from demo.visitors.ledger import Ledger

BETWEEN: Final = timedelta(hours=6)
_NEWEST: Final = 5


def is_due(ledger: Ledger, now: datetime) -> bool:
    """Six hours after the last success."""
    return ledger.last_success_at is None or now - ledger.last_success_at >= BETWEEN


def visit(ledger: Ledger, now: datetime) -> None:
    """Note what a successful visit brings."""
    newest = ledger.world.newest(ledger.actor.account_id, now, _NEWEST)
    before = ledger.remembered(now)
    for post in newest:
        ledger.counted(ledger.saw(post, now), now)
    shown = {post.post_id for post in newest}
    daily = ledger.first_success_of_day(now)
    for known in before:
        if known.post.post_id in shown:
            continue
        among_newest = bool(newest) and known.published_at >= newest[-1].published_at
        looked_after = now - known.published_at <= LOOKED_AFTER
        counted = looked_after if daily else comes_of_age(ledger, known, now)
        if known.post.public_at(now):
            if counted:
                ledger.counted(known, now)
        elif among_newest or counted:
            ledger.found_gone(known, now)
