"""Douyin, and Toutiao, whose interface is of the same make: at every wave six hours after the last success.

Seen: public works, and the figures of each listed one at that instant, as far back as eight days or a day
before the last success; 32 days at the first success of a Beijing day, and when an older one comes to an age.
(A page may show older ones, and a pinned one; their figures are true, but not owed.) A known work made
private is still listed, with no plays: it counts as gone from then on, as does one missing in that span.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from demo.visitors.ages import LOOKED_AFTER, comes_of_age
from demo.visitors.ledger import Ledger
from demo.visitors.weibo import is_due

__all__ = ["is_due", "visit"]

_ALWAYS: Final = timedelta(days=8)


def visit(ledger: Ledger, now: datetime) -> None:
    """Note what a successful visit brings."""
    since = _horizon(ledger, now)
    for post in ledger.world.posts(ledger.actor.account_id, now, since):
        if post.public_at(now):
            ledger.counted(ledger.saw(post, now), now)
        elif post.post_id in ledger.known:
            known = ledger.known[post.post_id]
            if known.gone_at is None and not post.deleted_by(now):
                ledger.counted(known, now, ledger.world.figure(post, now) | {"views": 0})
            ledger.found_gone(known, now)


def _horizon(ledger: Ledger, now: datetime) -> datetime:
    last = ledger.last_success_at
    older = [known for known in ledger.remembered(now) if known.published_at < now - _ALWAYS]
    ages = any(comes_of_age(ledger, known, now) for known in older)
    if last is None or ledger.first_success_of_day(now) or ages:
        return now - LOOKED_AFTER
    return max(min(now - _ALWAYS, last - timedelta(days=1)), now - LOOKED_AFTER)
