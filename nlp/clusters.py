"""All pairs of posts of one set that carry the same message, closed under carrying.

If B and C both carry A, (B, C) is a pair, however little an excerpt and a caption have in common.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final, Literal

from nlp.candidates import Candidates, signatures
from nlp.fingerprints import Fingerprint
from nlp.republication import THRESHOLD, Judgement, Relation, judge

SAME_RELEASE: Final = "same_release"
"""The relation of two posts that are a pair only because both carry a third."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two posts by their positions, `one` < `other`; score from 0 to 1.

    A pair by closure scores as the weakest link of the strongest chain between its posts.
    """

    one: int
    other: int
    score: float
    relation: Relation | Literal["same_release"]


def pairs_among(posts: Sequence[Fingerprint], threshold: float = THRESHOLD) -> list[Pair]:
    """Every unordered pair with at least `threshold`, once, in the order of the posts.

    Independent of the posts' order. About 3 ms a post; n posts of one text are n(n-1)/2 pairs.
    """
    first = {post.text: position for position, post in reversed(list(enumerate(posts))) if post.text}
    judged = _judged(posts, list(first.values()), threshold)
    copies = [(1.0, first[post.text], position) for position, post in enumerate(posts) if post.text]
    links = sorted([*copies, *((found.score, *pair) for pair, found in judged.items())], reverse=True)
    found = []
    for chained, one, other in _closed(len(posts), links):
        direct = _direct(posts, first, judged, one, other)
        known = Pair(one, other, direct.score, direct.relation) if direct else None
        found.append(known or Pair(one, other, chained, SAME_RELEASE))
    return sorted(found, key=lambda pair: (pair.one, pair.other))


def _judged(
    posts: Sequence[Fingerprint], distinct: list[int], threshold: float
) -> dict[tuple[int, int], Judgement]:
    """What was found of posts with different texts that the index brings together."""
    keys = signatures([posts[position] for position in distinct])
    index = Candidates(keys)
    judged: dict[tuple[int, int], Judgement] = {}
    for position, own in zip(distinct, keys, strict=True):
        for near in index.near(own):
            one, other = sorted((position, distinct[near]))
            found = judge(posts[one], posts[other]) if one != other and (one, other) not in judged else None
            if found is not None and found.score >= threshold:
                judged[one, other] = found
    return judged


def _closed(size: int, links: Iterable[tuple[float, int, int]]) -> Iterator[tuple[float, int, int]]:
    """Join clusters by ever weaker links (Kruskal 1956): a pair is met at the weakest of its best chain."""
    cluster = {position: [position] for position in range(size)}
    for score, one, other in links:
        mine, others = cluster[one], cluster[other]
        if mine is not others:
            yield from ((score, min(pair), max(pair)) for pair in product(mine, others))
            mine.extend(others)
            cluster.update((member, mine) for member in others)


def _direct(
    posts: Sequence[Fingerprint],
    first: Mapping[str, int],
    judged: Mapping[tuple[int, int], Judgement],
    one: int,
    other: int,
) -> Judgement | None:
    """What is known of two posts without a third: of copies, what is known of the first of each text."""
    left, right = sorted((first[posts[one].text], first[posts[other].text]))
    return judge(posts[one], posts[other]) if left == right else judged.get((left, right))
