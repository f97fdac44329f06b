"""The topics of the stream, by their names without the prefix a shared broker may need."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

POSTS: Final = "posts"
METRICS: Final = "metrics"
ACCOUNTS: Final = "accounts"
CRAWLS: Final = "crawls"
DEAD_LETTERS: Final = "dead-letters"

RECORD_TOPICS: Final = (POSTS, METRICS, ACCOUNTS, CRAWLS)
"""The topics that carry the records of `hub.records`."""

TOPICS: Final = (*RECORD_TOPICS, DEAD_LETTERS)


def require_topics(topics: Sequence[str]) -> None:
    """Raises ValueError for a topic nobody has declared: a broker would wait for it, or invent it."""
    for topic in topics:
        if topic not in TOPICS:
            raise ValueError(f"topic {topic!r} is not declared in streams/topics.py")
