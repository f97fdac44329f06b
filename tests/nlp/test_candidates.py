"""Which posts are worth a second look."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.candidates import Candidates, Search, signature, signatures
from nlp.fingerprints import Fingerprint
from nlp.republication import THRESHOLD, judge
from tests.evaluation.groups import HELD_OUT, carried, read_posts


def test_every_pair_the_second_look_would_find_is_among_the_candidates() -> None:
    posts = read_posts(HELD_OUT)
    index = Candidates(signature(post.fingerprint) for post in posts)
    for post in posts:
        near = set(index.near(signature(post.fingerprint)))
        for position, other in enumerate(posts):
            if carried(post, other) and position not in near:
                judgement = judge(post.fingerprint, other.fingerprint)
                assert judgement is None or judgement.score < THRESHOLD, (post.id, other.id)


def test_a_post_that_is_not_in_the_index_can_be_asked_about() -> None:
    posts = [post.fingerprint for post in read_posts(HELD_OUT)]
    index = Candidates(signature(post) for post in posts[1:])
    assert index.near(signature(posts[0]))[0] < 7


def test_what_more_posts_carry_than_are_followed_is_still_found() -> None:
    own, other = (signature(post.fingerprint) for post in read_posts(HELD_OUT)[:7:6])
    copies = 5_000
    index = Candidates([own] * copies + [other] * copies, Search(followed=100))
    assert index.near(own)[:copies] == list(range(copies))


@given(st.lists(st.text(max_size=60), max_size=6), st.text(max_size=60))
def test_any_texts_can_be_indexed_and_asked_about(texts: list[str], text: str) -> None:
    index = Candidates(signature(Fingerprint.of("", one)) for one in texts)
    assert set(index.near(signature(Fingerprint.of("", text)))) <= set(range(len(texts)))


@settings(deadline=None)  # the first signature of a process reads jieba's dictionary
@given(st.lists(st.text(max_size=200), max_size=6))
def test_signatures_made_together_are_those_made_one_by_one(texts: list[str]) -> None:
    posts = [Fingerprint.of("", text) for text in texts]
    together = [keys.tolist() for keys in signatures(posts)]
    assert together == [signature(post).tolist() for post in posts]
    assert all(keys == sorted(set(keys)) for keys in together)
