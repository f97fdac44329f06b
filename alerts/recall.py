"""Recalls: posts that an account took back within 24 hours. A person looks at each, so a machine never ends
them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from alerts import sentences
from alerts.facts import AccountFacts
from alerts.judgement import Judgement, found

RECENT: Final = timedelta(hours=24)
"""How long a recall is news, for an evaluator that was away."""


def recall(facts: AccountFacts, now: datetime) -> Judgement:
    """A post was taken back; the newest one counts."""
    recent = [
        post
        for post in facts.recalls
        if post.taken_back_at is not None and now - RECENT < post.taken_back_at <= now
    ]
    if not recent:
        return Judgement("recall", facts.account_id, held=True)
    post = recent[-1]
    finding = found(
        "recall",
        sentences.taken_back(facts, post),
        post_id=post.post_id,
        title=post.title,
        url=post.url,
        published_at=post.published_at,
        taken_back_at=post.taken_back_at,
    )
    return Judgement("recall", facts.account_id, finding)
