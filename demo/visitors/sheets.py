"""视频号 and Xiaohongshu: nobody visits; the account's operator delivers a sheet (see `demo.deliveries`).

Seen: the posts of the 30 days before the export, with their figures of that instant. A sheet never tells that
a post has gone.
"""

from __future__ import annotations

from datetime import datetime

from demo.deliveries import COVERS
from demo.visitors.ledger import Ledger


def is_due(_ledger: Ledger, _now: datetime) -> bool:
    """Every sheet that is delivered counts."""
    return True


def visit(ledger: Ledger, now: datetime) -> None:
    """Note what a sheet brings that was exported at this instant."""
    for post in ledger.world.posts(ledger.actor.account_id, now, now - COVERS):
        ledger.counted(ledger.saw(post, now), now)
