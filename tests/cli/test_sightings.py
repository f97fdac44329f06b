"""What a gathering process remembers of an account is what the warehouse will say of it."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec

from cli.sightings import KeptSightings
from hub.records import PostSeen

NOON = datetime(2026, 3, 1, 4, tzinfo=UTC)
POST = PostSeen(
    post_id="douyin:1",
    account_id="a",
    platform="douyin",
    url="https://example.org/1",
    title="",
    text="用电防火提示",
    media="video",
    published_at=NOON,
    fetched_at=NOON,
)


def test_a_post_that_is_gone_is_looked_after_no_more_until_it_comes_back() -> None:
    sightings = KeptSightings()

    def remembered() -> list[str]:
        last = sightings.last("a")
        return sorted(last.recent) if last else []

    sightings.observe(POST)
    assert remembered() == ["douyin:1"]
    sightings.observe(msgspec.structs.replace(POST, deleted=True))
    assert remembered() == []
    sightings.observe(POST)
    assert remembered() == ["douyin:1"]


def test_a_deletion_of_an_account_never_seen_is_no_sighting() -> None:
    sightings = KeptSightings()
    sightings.observe(msgspec.structs.replace(POST, deleted=True))
    assert sightings.last("a") is None
