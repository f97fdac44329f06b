"""Kuaishou: at every wave six hours after the last success.

Seen: public works of the last 32 days, and the figures of each at that instant. A known one that is missing
among them is found gone.
"""

from __future__ import annotations

from datetime import datetime

from demo.visitors.ages import LOOKED_AFTER
from demo.visitors.ledger import Ledger
from demo.visitors.weibo import is_due

__all__ = ["is_due", "visit"]


def visit(ledger: Ledger, now: datetime) -> None:
    """Note what a successful visit brings."""
    for post in ledger.world.posts(ledger.actor.account_id, now, now - LOOKED_AFTER):
        if post.public_at(now):
            ledger.counted(ledger.saw(post, now), now)
        elif post.post_id in ledger.known:
            ledger.found_gone(ledger.known[post.post_id], now)
