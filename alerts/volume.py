"""The slump: an account that is alive, but far below itself.

The posts of the last seven full Beijing days against the median of the eight weeks before them. Days on
which we did not see count for nothing either way: while the account is unknown nothing new is asserted, and
after it the posts of those days are there. What is silent past the veto is no slump any more; the veto says
so.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial
from statistics import median
from typing import Final

import numpy as np

from alerts import sentences
from alerts.facts import AccountFacts
from alerts.judgement import Judgement, found
from alerts.rules import Rules
from alerts.workdays import is_working_day

WEEKS: Final = 8
_WEEK: Final = 7
_EDGES: Final = np.arange(-_WEEK * (WEEKS + 1), 1, _WEEK, dtype=np.int32)
"""Where the weeks begin, and the last one ends, in days from today."""


def volume(facts: AccountFacts, rules: Rules, now: datetime) -> Judgement:
    """Fewer than a share of its usual weekly posts; over when half of them are back."""
    ending = partial(sentences.volume_back, facts)
    weeks = _weeks(facts, now)
    if weeks is None:
        return Judgement("volume", facts.account_id, ending=ending)
    posts, usual = weeks
    if usual < rules.volume_posts or posts >= rules.volume_back_share * usual:
        return Judgement("volume", facts.account_id, ending=ending)
    stalled = facts.silent_days(now) >= rules.veto_days
    if posts >= rules.volume_share * usual or stalled or _mostly_off(facts, now):
        return Judgement("volume", facts.account_id, held=True)
    return Judgement(
        "volume",
        facts.account_id,
        found("volume_drop", sentences.volume_drop(facts, posts, usual), posts_7d=posts, usual_week=usual),
        held=not facts.known(now, rules.stale_after),
    )


def _weeks(facts: AccountFacts, now: datetime) -> tuple[int, float] | None:
    """Posts of the last seven full days, and of the median of the eight weeks before; None while it is too
    young."""
    posting, today = facts.posting, facts.seen_day(now).toordinal()
    edges = today + _EDGES
    if not len(posting.days) or posting.days[0] > edges[0]:
        return None
    edges[-1] = max(edges[-2], min(today, facts.silent_since.toordinal() + 1))
    *before, last = posting.posts_between(edges).tolist()
    return last, float(median(before))


def _mostly_off(facts: AccountFacts, now: datetime) -> bool:
    """Whether less than three of the seven days were worked: a long break is no slump."""
    last = facts.seen_day(now)
    days = [last.fromordinal(last.toordinal() - back) for back in range(1, _WEEK + 1)]
    return sum(map(is_working_day, days)) < 3
