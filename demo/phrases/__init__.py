"""What invented posts are made of: sentence patterns, points, titles and words for each topic.

Everything here was written for this project; places, people, firms and events are invented.
"""

from __future__ import annotations

from demo.phrases.premises import PREMISES
from demo.phrases.public import PUBLIC
from demo.phrases.service import SERVICE
from demo.phrases.topic import Topic
from demo.phrases.utilities import UTILITIES

TOPICS: dict[str, Topic] = {topic.code: topic for topic in (*UTILITIES, *PREMISES, *PUBLIC, *SERVICE)}
"""The 22 topics by code."""

__all__ = ["TOPICS", "Topic"]
