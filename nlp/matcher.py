"""Which posts carry the same release: near-duplicates that do not contradict each other's facts.

Surface similarity alone cannot tell a county's own notice from a carried one: forms are filled in (0.8 of
the characters equal), carried texts are rewritten (0.65). So numbers and places that conflict rule a pair
out, and numbers that agree let a rewritten text in. Candidates come from an inverted index of rare 6-grams.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from nlp.fingerprints import Fingerprint, containment, jaccard

Method = Literal["native", "exact", "near", "near_short", "title"]
MATCHER_VERSION: Final = "1"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Bounds of the decision; similarities are shares from 0 to 1, lengths are cleaned characters.

    Containment C and resemblance J carry the length of their n-grams. Starting values are those of
    `domain/dropoff.md` §7.3, moved on the development groups.
    """

    short: int = 80
    title_only: int = 20
    least_title: int = 12
    title_key: int = 5
    near_c3: float = 0.50
    near_j3: float = 0.25
    excerpt_c3: float = 0.85
    agreeing_c3: float = 0.28
    agreeing_numbers: int = 2
    short_c2: float = 0.80
    short_j2: float = 0.60
    short_excerpt_c2: float = 0.92
    caption_c2: float = 0.60
    caption_length: float = 2.0
    conflict: float = 0.30
    agreement: float = 0.12
    title_distance: float = 0.15
    title_days: float = 3.0
    before: timedelta = timedelta(hours=2)
    after: timedelta = timedelta(days=14)
    most_postings: int = 600
    sampled_one_in: int = 4
    least_shared_grams: int = 2


@dataclass(frozen=True, slots=True)
class Likeness:
    """How two posts were found to be the same, and how alike they are (0 to 1)."""

    method: Method
    similarity: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """A post as the matcher sees it; aware instants that differ where only the day is known."""

    post_id: str
    earliest: datetime
    latest: datetime
    fingerprint: Fingerprint
    repost_of: str | None = None


def compare(origin: Fingerprint, other: Fingerprint, bounds: Thresholds) -> Likeness | None:
    """Whether `other` carries `origin`'s text, by text alone (titles have a rule of their own)."""
    shorter = min(len(origin.text), len(other.text))
    if shorter < bounds.title_only:
        return None
    if origin.digest == other.digest:
        return Likeness("exact", 1.0)
    return (
        _short_alike(origin, other, bounds) if shorter < bounds.short else _long_alike(origin, other, bounds)
    )


def compare_titles(origin: Fingerprint, other: Fingerprint, bounds: Thresholds) -> Likeness | None:
    """Whether the posts have the same title, where at least one of them has hardly any text of its own."""
    if len(_body(origin)) >= bounds.title_only and len(_body(other)) >= bounds.title_only:
        return None
    one, two = origin.headline, other.headline
    longer = max(len(one), len(two))
    if (
        min(len(one), len(two)) < bounds.least_title
        or abs(len(one) - len(two)) > bounds.title_distance * longer
    ):
        return None
    if _DIGITS.findall(one) != _DIGITS.findall(two):
        return None
    distance = 0.0 if one == two else _edit_distance(one, two) / longer
    return Likeness("title", round(1 - distance, 4)) if distance <= bounds.title_distance else None


_DIGITS: Final = re.compile(r"\d+")


class Matcher:
    """Near-duplicates among a fixed set of posts. Building it costs about 0.2 ms a post of 300 characters."""

    def __init__(self, posts: Sequence[Candidate], bounds: Thresholds | None = None) -> None:
        self._posts = posts
        self._bounds = bounds if bounds is not None else Thresholds()
        self._by_id = {post.post_id: position for position, post in enumerate(posts)}
        self._index = _GramIndex([post.fingerprint.text for post in posts], self._bounds)
        self._titles = _title_index(posts, self._bounds)
        self._reposts = _repost_index(posts)
        self._headings: dict[str, bool] = {}

    def matches(self, post_id: str) -> dict[str, Likeness]:
        """The posts that carry `post_id`'s text inside its time window, by post id.

        Where only its title is known, the text of the first post that carries the title stands for it.
        Raises KeyError for a post the matcher was not given.
        """
        position = self._by_id[post_id]
        found = self._direct(position)
        stand_in = self._stand_in(position, found)
        if stand_in is not None:
            found = self._direct(stand_in) | found
            found.pop(post_id, None)
        return found

    def _stand_in(self, position: int, found: Iterable[str]) -> int | None:
        if _body(self._posts[position].fingerprint):
            return None
        carriers = sorted((self._by_id[key] for key in found), key=lambda other: self._posts[other].earliest)
        return next((other for other in carriers if _body(self._posts[other].fingerprint)), None)

    def _direct(self, position: int) -> dict[str, Likeness]:
        found = {}
        for other in sorted(self._candidates(position)):
            likeness = self.likeness(position, other)
            if likeness is not None:
                found[self._posts[other].post_id] = likeness
        return found

    def likeness(self, origin: int, other: int) -> Likeness | None:
        """How the post at position `other` carries the one at `origin`, or None."""
        one, two = self._posts[origin], self._posts[other]
        too_early = two.latest - one.earliest < -self._bounds.before
        too_late = two.earliest - one.latest > self._bounds.after
        if origin == other or too_early or too_late:
            return None
        if two.repost_of == one.post_id:
            return Likeness("native", 1.0)
        alike = compare(one.fingerprint, two.fingerprint, self._bounds)
        soon = two.earliest - one.latest <= timedelta(days=self._bounds.title_days)
        if alike is None and soon and not (self._is_heading(one) or self._is_heading(two)):
            alike = compare_titles(one.fingerprint, two.fingerprint, self._bounds)
        return alike

    def _is_heading(self, post: Candidate) -> bool:
        """Whether posts of different texts stand under this title: then it names a column, not a release."""
        headline = post.fingerprint.headline
        if headline not in self._headings:
            same = (self._posts[other].fingerprint for other in self._titles[f"={headline}"])
            texts = [other for other in same if len(_body(other)) >= self._bounds.title_only]
            self._headings[headline] = any(
                compare(texts[0], other, self._bounds) is None for other in texts[1:]
            )
        return self._headings[headline]

    def _candidates(self, position: int) -> set[int]:
        post = self._posts[position]
        found = self._index.sharing(position)
        for key in _title_keys(post.fingerprint, self._bounds):
            found.update(self._titles[key])
        found.update(self._reposts.get(post.post_id, ()))
        found.discard(position)
        return found


def _long_alike(origin: Fingerprint, other: Fingerprint, bounds: Thresholds) -> Likeness | None:
    c3 = containment(origin.grams3, other.grams3)
    if c3 < bounds.agreeing_c3:
        return None
    conflict = origin.facts.conflict(other.facts)
    if conflict >= bounds.conflict:
        return None
    j3 = jaccard(origin.grams3, other.grams3)
    agreeing = (
        conflict <= bounds.agreement and origin.facts.shared_numbers(other.facts) >= bounds.agreeing_numbers
    )
    if c3 >= bounds.excerpt_c3 or (c3 >= bounds.near_c3 and j3 >= bounds.near_j3) or agreeing:
        return Likeness("near", round(c3, 4))
    return None


def _short_alike(origin: Fingerprint, other: Fingerprint, bounds: Thresholds) -> Likeness | None:
    c2 = containment(origin.grams2, other.grams2)
    if c2 < bounds.caption_c2 or origin.facts.conflict(other.facts) >= bounds.conflict:
        return None
    shorter, longer = sorted((len(origin.text), len(other.text)))
    whole = c2 >= bounds.short_excerpt_c2
    rewritten = c2 >= bounds.short_c2 and jaccard(origin.grams2, other.grams2) >= bounds.short_j2
    caption = (
        longer >= bounds.caption_length * shorter
        and origin.facts.conflict(other.facts) <= bounds.agreement
        and origin.facts.shared_numbers(other.facts) >= bounds.agreeing_numbers
    )
    return Likeness("near_short", round(c2, 4)) if whole or rewritten or caption else None


class _GramIndex:
    """Which posts share rare 6-grams. Only a fixed share of all 6-grams is kept, chosen by their hash."""

    def __init__(self, texts: Sequence[str], bounds: Thresholds) -> None:
        self._bounds = bounds
        self._sampled = [_sampled_grams(text, bounds.sampled_one_in) for text in texts]
        grams = np.concatenate([np.empty(0, dtype=np.uint64), *self._sampled])
        owners = np.repeat(np.arange(len(texts)), [len(found) for found in self._sampled])
        order = np.argsort(grams, kind="stable")
        self._grams: NDArray[np.uint64] = grams[order]
        self._owners: NDArray[np.int64] = owners[order]

    def sharing(self, position: int) -> set[int]:
        """Positions of the posts that share enough rare grams with the one at `position`."""
        own = self._sampled[position]
        begins = np.searchsorted(self._grams, own, side="left")
        ends = np.searchsorted(self._grams, own, side="right")
        rare = (ends - begins) <= self._bounds.most_postings
        postings = [
            self._owners[begin:end]
            for begin, end in zip(begins[rare], ends[rare], strict=True)
            if end - begin > 1
        ]
        if not postings:
            return set()
        owners, counts = np.unique(np.concatenate(postings), return_counts=True)
        return set(owners[counts >= min(self._bounds.least_shared_grams, len(own))].tolist())


def _sampled_grams(text: str, one_in: int) -> NDArray[np.uint64]:
    points = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    if len(points) < _GRAM:
        return np.empty(0, dtype=np.uint64)
    hashed = np.zeros(len(points) - _GRAM + 1, dtype=np.uint64)
    for offset in range(_GRAM):
        hashed = hashed * _MULTIPLIER + points[offset : len(points) - _GRAM + 1 + offset]
    hashed = hashed * _MULTIPLIER
    kept = np.unique(hashed)
    few = len(text) < _GRAM * one_in * 5
    return kept if few else kept[(kept >> np.uint64(40)) % np.uint64(one_in) == 0]


_GRAM: Final = 6
_MULTIPLIER: Final = np.uint64(0x9E3779B97F4A7C15)
"""2⁶⁴ divided by the golden ratio, as in Knuth's multiplicative hashing."""


def _title_index(posts: Iterable[Candidate], bounds: Thresholds) -> defaultdict[str, list[int]]:
    index: defaultdict[str, list[int]] = defaultdict(list)
    for position, post in enumerate(posts):
        for key in _title_keys(post.fingerprint, bounds):
            index[key].append(position)
    return index


def _title_keys(fingerprint: Fingerprint, bounds: Thresholds) -> tuple[str, ...]:
    """Two titles within the allowed distance begin or end alike."""
    headline = fingerprint.headline
    if len(headline) < bounds.least_title:
        return ()
    return f"={headline}", f"<{headline[: bounds.title_key]}", f"{headline[-bounds.title_key :]}>"


def _repost_index(posts: Iterable[Candidate]) -> dict[str, list[int]]:
    index: dict[str, list[int]] = defaultdict(list)
    for position, post in enumerate(posts):
        if post.repost_of is not None:
            index[post.repost_of].append(position)
    return index


def _body(fingerprint: Fingerprint) -> str:
    """The text unless it only says what the title says; a caption is its post's title."""
    if not fingerprint.title and len(fingerprint.text) <= 60:
        return ""
    return "" if fingerprint.text == fingerprint.title else fingerprint.text


def _edit_distance(one: str, two: str) -> int:
    """Levenshtein distance."""
    previous = list(range(len(two) + 1))
    for row, left in enumerate(one, start=1):
        current = [row]
        for column, right in enumerate(two, start=1):
            substituted = previous[column - 1] + (left != right)
            current.append(min(previous[column] + 1, current[-1] + 1, substituted))
        previous = current
    return previous[-1]
