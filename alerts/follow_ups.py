"""Follow-ups whose term is over: what was assigned and cannot be seen in any post.

Pure: the follow-ups as the warehouse has them in, judgements out. The warehouse calls one overdue only when
every account meant was seen after the term, so nothing is said of what nobody looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import partial
from typing import Final

from alerts import sentences
from alerts.figures import FollowUp
from alerts.judgement import Judgement, found
from alerts.rules import FOLLOW_UP
from hub.clock import beijing_day

SUBJECT_KIND: Final = "follow_up"


def follow_ups(known: Iterable[FollowUp], now: datetime) -> Iterator[Judgement]:
    """Of each follow-up, whether it is overdue; graver once twice its time has passed."""
    for one in known:
        # The place stands first: by it the warehouse tells who may read the episode.
        subject = f"{one.account_id or one.region_code}/{one.follow_up_id}"
        if one.state != "overdue":
            ending = partial(sentences.follow_up_over, one.wanted, one.state)
            quietly = one.state == "withdrawn"
            yield Judgement(FOLLOW_UP, subject, subject_kind=SUBJECT_KIND, ending=ending, quietly=quietly)
            continue
        twice = now >= one.due_at + (one.due_at - one.assigned_at)
        sentence = sentences.follow_up_late(
            one.wanted, beijing_day(one.assigned_at), one.what, one.department
        )
        finding = found(
            "follow_up_overdue" if twice else "follow_up_late",
            sentence,
            follow_up_id=one.follow_up_id,
            account_id=one.account_id,
            region_code=one.region_code,
            due_at=one.due_at,
        )
        yield Judgement(FOLLOW_UP, subject, finding, subject_kind=SUBJECT_KIND)
