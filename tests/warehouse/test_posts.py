"""What is known of a post depends on what was seen, not on how often or in which portions it was read."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from hub.records import PostSeen
from tests.warehouse.loading import NOON, post
from warehouse.posts import Sighted, retold
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


def present(known: PostSeen | None, told: list[Sighted]) -> PostSeen | None:
    """What a table that keeps the newest row says."""
    states = [*([known] if known else []), *(sighted.post for sighted in told)]
    return max(states, key=lambda state: milliseconds(state.fetched_at), default=None)


def test_the_newest_whole_sighting_wins() -> None:
    told = retold(
        post(text="old", title="old"), placed([post(text="new", title="", fetched_at=NOON + timedelta(1))])
    )
    assert (told[-1].post.title, told[-1].post.text) == ("", "new")


def test_a_sighting_without_text_keeps_what_was_known() -> None:
    known = post(text="text", hashtags=("防火",), source_label="应急管理部")
    seen = post(text="", title="new title", fetched_at=NOON + timedelta(1))
    [told] = retold(known, placed([seen]))
    assert (told.post.title, told.post.text, told.post.hashtags) == ("new title", "text", ("防火",))
    assert (told.post.source_label, told.post.fetched_at) == ("应急管理部", seen.fetched_at)


def test_a_coarser_publication_time_does_not_replace_a_finer_one() -> None:
    midnight = NOON - timedelta(hours=12)
    seen = post(text="", published_at=midnight, published_precision="day", fetched_at=NOON + timedelta(1))
    [told] = retold(post(), placed([seen]))
    assert (told.post.published_at, told.post.published_precision) == (NOON, "second")


def test_a_deletion_keeps_all_but_the_deletion_and_its_time() -> None:
    stub = post(
        title="该内容已被发布者删除",
        text="",
        deleted=True,
        fetched_at=NOON + timedelta(1),
        published_at=NOON + timedelta(1),
    )
    [told] = retold(post(), placed([stub]))
    assert told.post == post(deleted=True, fetched_at=stub.fetched_at)


def test_a_post_that_comes_back_is_no_longer_deleted() -> None:
    gone, back = (
        post(deleted=deleted, fetched_at=NOON + timedelta(day)) for day, deleted in ((1, True), (2, False))
    )
    assert [sighted.post.deleted for sighted in retold(post(), placed([gone, back]))] == [True, False]


@pytest.mark.parametrize("partial", [post(text=""), post(deleted=True)])
def test_a_partial_sighting_older_than_what_is_known_adds_nothing(partial: PostSeen) -> None:
    assert retold(post(fetched_at=NOON + timedelta(1)), placed([partial])) == []


@given(SIGHTINGS, st.data())
def test_portions_do_not_matter(seen: list[PostSeen], data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(seen)))
    at_once = present(None, retold(None, placed(seen)))
    first = present(None, retold(None, placed(seen[:cut])))
    assert present(first, retold(first, placed(seen[cut:]))) == at_once


@given(SIGHTINGS, st.data())
def test_reading_again_from_anywhere_changes_nothing(seen: list[PostSeen], data: st.DataObject) -> None:
    known = present(None, retold(None, placed(seen)))
    again = data.draw(st.integers(0, len(seen)))
    assert present(known, retold(known, placed(seen[again:]))) == known


@given(SIGHTINGS, st.data())
def test_history_told_again_is_the_same_history(seen: list[PostSeen], data: st.DataObject) -> None:
    history = {told.post.fetched_at: told.post for told in retold(None, placed(seen))}
    known = present(None, list(retold(None, placed(seen))))
    again = retold(known, placed(seen[data.draw(st.integers(0, len(seen))) :]))
    assert {told.post.fetched_at: told.post for told in again}.items() <= history.items()


@given(SIGHTINGS)
def test_a_whole_sighting_that_comes_last_completes_the_partial_ones(seen: list[PostSeen]) -> None:
    whole, *others = [replace(sighted, text="", deleted=False) for sighted in seen]
    whole = replace(whole, text="全文")
    in_order = retold(None, placed([whole, *others]))[-1].post
    known = present(None, retold(None, placed(others)))
    late = retold(known, placed([whole]))[-1].post
    assert replace(late, fetched_at=in_order.fetched_at) == in_order


def test_a_completed_post_outlives_a_late_repetition_of_its_incomplete_state() -> None:
    incomplete = post(text="", fetched_at=NOON + timedelta(1))
    [completed] = retold(incomplete, placed([post(fetched_at=NOON)]))
    assert completed.post.fetched_at - incomplete.fetched_at == timedelta(milliseconds=1)
    assert retold(completed.post, placed([incomplete])) == []
