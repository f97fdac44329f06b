"""What is known of a post depends on what was seen, not on how often or in which portions it was read."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from hub.records import PostSeen
from tests.warehouse.loading import NOON, post
from warehouse.posts import Sighted, present
from warehouse.rows import Place, milliseconds

SIGHTINGS = st.lists(
    st.tuples(
        st.timedeltas(timedelta(), timedelta(days=1)),
        st.sampled_from(["", "甲", "乙"]),
        st.sampled_from(["", "一", "二"]),
        st.booleans(),
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda seen: milliseconds(NOON + seen[0]),
).map(lambda seen: [post(fetched_at=NOON + at, title=t, text=x, deleted=d) for at, t, x, d in sorted(seen)])


def placed(posts: list[PostSeen]) -> list[Sighted]:
    return [Sighted(seen, Place("posts", 0, offset)) for offset, seen in enumerate(posts)]


def told(known: PostSeen | None, posts: list[PostSeen]) -> PostSeen | None:
    """What a loader that knows `known` writes after a batch of sightings."""
    sighted = present(known, placed(posts))
    return sighted and sighted.post


def kept(*rows: PostSeen | None) -> PostSeen | None:
    """Of rows in the order of their inserts, the one a table with the version of `posts` keeps."""
    table = None
    for row in rows:
        if row is not None and (table is None or version(row) >= version(table)):
            table = row
    return table


def version(row: PostSeen) -> tuple[datetime, bool]:
    return (milliseconds(row.fetched_at), bool(row.text))


def test_the_newest_whole_sighting_wins() -> None:
    seen = post(text="new", title="", fetched_at=NOON + timedelta(1))
    assert told(post(text="old", title="old"), [seen]) == seen


def test_a_sighting_without_text_keeps_what_was_known() -> None:
    known = post(text="text", hashtags=("防火",), source_label="应急管理部")
    seen = post(text="", title="new title", fetched_at=NOON + timedelta(1))
    assert told(known, [seen]) == replace(known, title="new title", fetched_at=seen.fetched_at)


def test_a_coarser_publication_time_does_not_replace_a_finer_one() -> None:
    midnight = NOON - timedelta(hours=12)
    seen = post(text="", published_at=midnight, published_precision="day", fetched_at=NOON + timedelta(1))
    after = told(post(), [seen])
    assert after is not None
    assert (after.published_at, after.published_precision) == (NOON, "second")


def test_a_deletion_keeps_all_but_the_deletion_and_its_time() -> None:
    stub = post(
        title="该内容已被发布者删除",
        text="",
        deleted=True,
        fetched_at=NOON + timedelta(1),
        published_at=NOON + timedelta(1),
    )
    assert told(post(), [stub]) == post(deleted=True, fetched_at=stub.fetched_at)


def test_a_post_that_comes_back_is_no_longer_deleted() -> None:
    gone, back = (
        post(deleted=deleted, fetched_at=NOON + timedelta(day)) for day, deleted in ((1, True), (2, False))
    )
    assert told(post(), [gone, back]) == back


@pytest.mark.parametrize("older", [post(text=""), post(deleted=True), post(text="old")])
def test_a_sighting_older_than_a_whole_post_adds_nothing(older: PostSeen) -> None:
    assert told(post(fetched_at=NOON + timedelta(1)), [older]) is None


@given(SIGHTINGS, st.data())
def test_portions_do_not_matter(seen: list[PostSeen], data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(seen)))
    first = told(None, seen[:cut])
    assert kept(first, told(first, seen[cut:])) == told(None, seen)


@given(SIGHTINGS, st.data())
def test_reading_again_from_anywhere_changes_nothing(seen: list[PostSeen], data: st.DataObject) -> None:
    known = told(None, seen)
    again = data.draw(st.integers(0, len(seen)))
    assert kept(known, told(known, seen[again:])) == known


@given(SIGHTINGS, st.data())
def test_a_batch_of_a_partition_that_was_lost_undoes_nothing_when_it_is_stored_at_last(
    seen: list[PostSeen], data: st.DataObject
) -> None:
    first = data.draw(st.integers(0, len(seen)))
    last = data.draw(st.integers(first, len(seen)))
    late = told(told(None, seen[:first]), seen[first:last])
    assert kept(told(None, seen), late) == told(None, seen)


@given(SIGHTINGS, st.data())
def test_a_whole_sighting_completes_the_partial_ones_whenever_it_comes(
    seen: list[PostSeen], data: st.DataObject
) -> None:
    whole, *others = [replace(sighted, text="", deleted=False) for sighted in seen]
    whole = replace(whole, text="全文")
    cut = data.draw(st.integers(0, len(others)))
    incomplete = told(None, others[:cut])
    completed = told(incomplete, [*others[cut:], whole])
    assert completed == told(None, [whole, *others])
    assert kept(completed, incomplete) == completed


def test_of_two_late_whole_sightings_the_newer_completes() -> None:
    partial = post(text="", title="新标题", fetched_at=NOON + timedelta(2))
    whole = [post(text=text, fetched_at=NOON + timedelta(day)) for day, text in ((0, "旧"), (1, "新"))]
    after = told(partial, whole)
    assert after is not None
    assert (after.title, after.text, after.fetched_at) == ("新标题", "新", partial.fetched_at)
