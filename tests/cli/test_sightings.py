"""What a gathering process remembers of an account is what the warehouse will say of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

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


def test_a_post_that_is_gone_is_remembered_as_such_until_it_comes_back() -> None:
    sightings = KeptSightings()
    gone = msgspec.structs.replace(POST, deleted=True)

    def remembered() -> tuple[list[str], list[str]]:
        last = sightings.last("a")
        assert last is not None
        return sorted(last.recent), sorted(last.gone)

    sightings.observe(POST)
    assert remembered() == (["douyin:1"], [])
    sightings.observe(gone)
    assert remembered() == ([], ["douyin:1"])
    sightings.observe(POST)
    assert remembered() == (["douyin:1"], [])
    sightings.observe(gone)
    sightings.forget_before(NOON + timedelta(seconds=1))
    assert remembered() == ([], [])
