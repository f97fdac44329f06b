"""Feeds: at every wave six hours after the last success. Seen: the fifteen newest items, without figures."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from demo.visitors.ledger import Ledger
from demo.visitors.weibo import is_due

__all__ = ["is_due", "visit"]

_ITEMS: Final = 15


def visit(ledger: Ledger, now: datetime) -> None:
    """Note what a successful visit brings."""
    for post in ledger.world.newest(ledger.actor.account_id, now, _ITEMS):
        ledger.saw(post, now)
