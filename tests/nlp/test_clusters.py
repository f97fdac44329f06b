"""Pairs among many posts: closed, complete, and the same in any order."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.clusters import SAME_RELEASE, Pair, pairs_among
from nlp.fingerprints import Fingerprint
from tests.evaluation.groups import HELD_OUT, read_posts
from tests.nlp.test_republication import CAPTION, OURS, SOURCE, THEIRS

EXCERPT = SOURCE.split("\n")[2]
POSTS = read_posts(HELD_OUT)
chosen = st.lists(st.sampled_from(POSTS), min_size=2, max_size=14, unique_by=lambda post: post.id)


def pairs(*texts: str) -> list[Pair]:
    return pairs_among([Fingerprint.of("", text) for text in texts])


def test_two_posts_that_carry_a_third_are_a_pair() -> None:
    found = {(pair.one, pair.other): pair for pair in pairs(CAPTION, EXCERPT, SOURCE)}
    assert set(found) == {(0, 1), (0, 2), (1, 2)}
    assert found[0, 1].relation == SAME_RELEASE
    assert found[0, 1].score == min(found[0, 2].score, found[1, 2].score)


def test_other_counties_forms_are_no_pairs() -> None:
    assert pairs(OURS, THEIRS) == []


def test_nothing_is_carried_among_no_posts_and_by_empty_ones() -> None:
    assert pairs() == pairs(SOURCE) == pairs("", "", "!") == []


def test_equal_texts_are_pairs_however_many_there_are() -> None:
    assert len(pairs(*[SOURCE] * 30, CAPTION)) == 31 * 30 / 2


@settings(max_examples=30, deadline=None)
@given(chosen)
def test_pairs_are_closed_and_each_comes_once(posts: list) -> None:
    found = [(pair.one, pair.other) for pair in pairs_among([post.fingerprint for post in posts])]
    assert len(set(found)) == len(found)
    assert all(one < other for one, other in found)
    joined = {frozenset(pair) for pair in found}
    assert all(one ^ other in joined for one in joined for other in joined if len(one & other) == 1), (
        "two posts that carry a third are a pair"
    )


@settings(max_examples=30, deadline=None)
@given(chosen, st.randoms(use_true_random=False))
def test_the_order_of_posts_makes_no_difference(posts: list, random: object) -> None:
    shuffled = list(posts)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert _by_id(posts) == _by_id(shuffled)


def _by_id(posts: list) -> dict[frozenset[str], tuple[float, str]]:
    return {
        frozenset((posts[pair.one].id, posts[pair.other].id)): (pair.score, pair.relation)
        for pair in pairs_among([post.fingerprint for post in posts])
    }
