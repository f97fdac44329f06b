"""Posts as the matching of releases sees them: when they can have come out, whose, and if they stayed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, cast

from hub.clock import beijing_day, end_of_beijing_day, start_of_beijing_day
from nlp.fingerprints import Fingerprint
from nlp.matcher import Candidate

MUST_LIVE: Final = timedelta(hours=24)
"""A post deleted sooner than this after publication is no adoption."""


@dataclass(frozen=True)
class MatchedPost:
    """A post of `queries/releases_posts.sql`. Where only its day is known, `earliest` and `latest` differ."""

    post_id: str
    account_id: str
    unit: str
    level: int
    published_at: datetime
    earliest: datetime
    latest: datetime
    lived_long_enough: bool


def matched_post(row: Mapping[str, object]) -> MatchedPost:
    """The post of a row."""
    published_at = cast("datetime", row["published_at"])
    deleted_at = cast("datetime | None", row["deleted_at"])
    by_day = row["published_precision"] == "day"
    day = beijing_day(published_at)
    return MatchedPost(
        post_id=str(row["post_id"]),
        account_id=str(row["account_id"]),
        unit=str(row["unit"]),
        level=int(cast("int", row["level_order"])),
        published_at=published_at,
        earliest=start_of_beijing_day(day) if by_day else published_at,
        latest=end_of_beijing_day(day) if by_day else published_at,
        lived_long_enough=deleted_at is None or deleted_at - published_at >= MUST_LIVE,
    )


def candidate(post: MatchedPost, row: Mapping[str, object]) -> Candidate:
    """What the matcher needs of the post and its row."""
    repost_of = row["repost_of"]
    return Candidate(
        post_id=post.post_id,
        earliest=post.earliest,
        latest=post.latest,
        fingerprint=Fingerprint.of(str(row["title"]), str(row["text"])),
        repost_of=str(repost_of) if repost_of else None,
    )
