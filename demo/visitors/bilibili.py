"""Bilibili: at every wave six hours after the last success.

Seen: public works of the last 32 days; the figures of those up to 8 days old at that instant, and of older
ones that come to an age; at the first success of a Beijing day of all. A known one that is missing among
them, or private, is found gone.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from demo.visitors.ages import LOOKED_AFTER, comes_of_age
from demo.visitors.ledger import Ledger
from demo.visitors.weibo import is_due

__all__ = ["is_due", "visit"]

_ALWAYS_COUNTED: Final = timedelta(days=8)


def visit(ledger: Ledger, now: datetime) -> None:
    """Note what a successful visit brings."""
    counted_for = LOOKED_AFTER if ledger.first_success_of_day(now) else _ALWAYS_COUNTED
    for post in ledger.world.posts(ledger.actor.account_id, now, now - LOOKED_AFTER):
        if post.public_at(now):
            known = ledger.saw(post, now)
            if post.published_at >= now - counted_for or comes_of_age(ledger, known, now):
                ledger.counted(known, now)
        elif post.post_id in ledger.known:
            ledger.found_gone(ledger.known[post.post_id], now)
