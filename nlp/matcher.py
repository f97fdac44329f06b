"""Which posts carry a post inside its time window: by native repost, by their text, or by their title alone.

Texts are judged by nlp.republication; here is what a hub knows beyond them: when, and as whose repost.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from nlp.candidates import Candidates, signatures
from nlp.fingerprints import Fingerprint
from nlp.republication import THRESHOLD, judge

Method = Literal["native", "exact", "near", "near_short", "title"]
MATCHER_VERSION: Final = "3"


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a hub asks beyond the texts' judgement; lengths in cleaned characters, distances as shares."""

    least_score: float = THRESHOLD
    short: int = 80
    title_only: int = 20
    least_title: int = 12
    title_key: int = 5
    title_distance: float = 0.15
    title_days: float = 3.0
    before: timedelta = timedelta(hours=2)
    after: timedelta = timedelta(days=14)


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


def compare(origin: Fingerprint, other: Fingerprint, bounds: Bounds) -> Likeness | None:
    """Whether `other` carries `origin`'s text, by text alone (titles have a rule of their own)."""
    shorter = min(len(origin.text), len(other.text))
    if shorter < bounds.title_only:
        return None
    if origin.text == other.text:
        return Likeness("exact", 1.0)
    judgement = judge(origin, other)
    if judgement is None or judgement.score < bounds.least_score:
        return None
    return Likeness("near_short" if shorter < bounds.short else "near", judgement.score)


def compare_titles(origin: Fingerprint, other: Fingerprint, bounds: Bounds) -> Likeness | None:
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
    """Who carries whom among a fixed set of posts. Building it costs about 0.2 ms a post."""

    def __init__(self, posts: Sequence[Candidate], bounds: Bounds | None = None) -> None:
        self._posts = posts
        self._bounds = bounds if bounds is not None else Bounds()
        self._by_id = {post.post_id: position for position, post in enumerate(posts)}
        self._signatures = signatures([post.fingerprint for post in posts])
        self._index = Candidates(self._signatures)
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
        found = set(self._index.near(self._signatures[position]))
        for key in _title_keys(post.fingerprint, self._bounds):
            found.update(self._titles[key])
        found.update(self._reposts.get(post.post_id, ()))
        found.discard(position)
        return found


def _title_index(posts: Iterable[Candidate], bounds: Bounds) -> defaultdict[str, list[int]]:
    index: defaultdict[str, list[int]] = defaultdict(list)
    for position, post in enumerate(posts):
        for key in _title_keys(post.fingerprint, bounds):
            index[key].append(position)
    return index


def _title_keys(fingerprint: Fingerprint, bounds: Bounds) -> tuple[str, ...]:
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
