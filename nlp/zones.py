"""Titles and texts of a batch of posts as they are read: normalised and laid end to end.

The title and hashtags say more than the body, the advice at the end of a story says less, and what is denied
says nothing. Words are found in normalised text and shown in the original.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Final, Literal

import msgspec
import numpy as np
from numpy.typing import NDArray

from nlp.normalise import Normalised, normalise_all
from nlp.string_index import Integers, points_of

Where = Literal["title", "text", "hashtag"]
Span = tuple[int, int]
"""Half-open."""

MOST_CHARACTERS: Final = 20_000
"""A post has said what it is about by then; the rest is not read."""
BETWEEN_POSTS: Final = "\U0010ffff"
"""No character, so that nothing is found across it."""
BETWEEN_ZONES: Final = "\n"


@dataclass(frozen=True, slots=True)
class ZoneWeights:
    """What a word counts by where it stands; 1 is the body."""

    title: float = 2.0
    hashtag: float = 1.6
    lead: float = 1.4
    coda: float = 0.4
    repeat: float = 0.25
    most_repeats: int = 4


class MatchedWord(msgspec.Struct, frozen=True, gc=False):
    """A word as the post writes it: half-open span [begin, end) in the original title or text."""

    word: str
    where: Where
    begin: int
    end: int


class Zone(msgspec.Struct, frozen=True, gc=False):
    """The title or text of a post, whose normalised text stands at [begin, end) of the batch's."""

    post: int
    where: Where
    original: str
    matched: Normalised
    begin: int
    end: int


_Stretch = tuple[int, int, float, Where]


class Batch:
    """Posts read together. All positions are in `text`, the normalised zones of all posts end to end."""

    def __init__(self, posts: Sequence[tuple[str, str]], weights: ZoneWeights) -> None:
        self.zones = _zones(posts)
        self.text = "".join(_laid_out(self.zones))
        self._weights = weights
        self._starts = [zone.begin for zone in self.zones]

    @cached_property
    def points(self) -> NDArray[np.uint32]:
        """The code points of `text`."""
        return points_of(self.text)

    @cached_property
    def zone_begins(self) -> Integers:
        return np.array(self._starts, dtype=np.int64)

    @cached_property
    def zone_ends(self) -> Integers:
        return np.array([zone.end for zone in self.zones], dtype=np.int64)

    @cached_property
    def first_zones(self) -> list[int]:
        """The number of each post's first zone, and of none behind the last."""
        firsts = [n for n, zone in enumerate(self.zones) if not n or self.zones[n - 1].post != zone.post]
        return [*firsts, len(self.zones)]

    @cached_property
    def posts_of_zones(self) -> Integers:
        return np.array([zone.post for zone in self.zones], dtype=np.int64)

    @cached_property
    def spans(self) -> list[Span]:
        """Where each post stands."""
        firsts = self.first_zones
        return [(self.zones[first].begin, self.zones[after - 1].end) for first, after in pairwise(firsts)]

    @cached_property
    def is_said(self) -> NDArray[np.bool_]:
        """Of each position, whether no denial stands right before it."""
        said = np.ones(len(self.text) + 1, dtype=np.bool_)
        ends = _ends_of(_NEGATIONS, self.text, self.points)
        said[[end + self.text.startswith(_OPENING_QUOTES, end) for end in ends]] = False
        return said

    def zone_numbers(self, begins: Integers) -> Integers:
        """Which zones the positions are in."""
        return np.searchsorted(self.zone_begins, begins, side="right") - 1

    def factors_at(self, begins: Integers, zones: Integers) -> NDArray[np.float64]:
        """What words that begin there, in the zones of these numbers, count."""
        stretch = np.searchsorted(self._stretch_begins, begins, side="right") - 1
        inside = begins < self._stretch_ends[stretch]
        return np.where(inside, self._factors[stretch], self._bases[zones])

    def wheres_at(self, begins: Integers, zones: Integers) -> list[Where]:
        """In what words that begin there, in the zones of these numbers, stand."""
        stretch = np.searchsorted(self._stretch_begins, begins, side="right") - 1
        inside = begins < self._stretch_ends[stretch]
        wheres: list[Where] = np.where(
            inside, self._stretch_wheres[stretch], self._zone_wheres[zones]
        ).tolist()
        return wheres

    def original_spans(
        self, begins: Integers, ends: Integers, zones: Integers
    ) -> tuple[list[int], list[int]]:
        """Where in the originals of the zones of these numbers what stands at [begins, ends) came from."""
        offsets = self.zone_begins[zones]
        firsts, untils = (begins - offsets).tolist(), (ends - offsets).tolist()
        for at in self.shifted[zones].nonzero()[0].tolist():
            matched = self.zones[zones[at]].matched
            firsts[at], untils[at] = matched.original_span(firsts[at], untils[at])
        return firsts, untils

    @cached_property
    def shifted(self) -> NDArray[np.bool_]:
        """Of each zone, whether its characters stand elsewhere in the original."""
        return np.array([zone.matched.origins is not None for zone in self.zones], dtype=np.bool_)

    @cached_property
    def _stretches(self) -> list[_Stretch]:
        """Stretches that count otherwise than their zone, in order; before them one of no length."""
        found: list[_Stretch] = [(-1, -1, 1.0, "text")]
        advised = {
            bisect_right(self._starts, end - 1) - 1 for end in _ends_of(_CODA_ENDS, self.text, self.points)
        }
        for number, zone in enumerate(self.zones):
            if zone.where != "title":
                untitled = self.zones[self.first_zones[zone.post]] is zone
                coda = _coda(zone.matched.text) if number in advised else None
                found += _stretches(zone, untitled, coda, self._weights)
        return found

    @cached_property
    def _stretch_begins(self) -> Integers:
        return np.array([begin for begin, *_ in self._stretches], dtype=np.int64)

    @cached_property
    def _stretch_ends(self) -> Integers:
        return np.array([end for _, end, *_ in self._stretches], dtype=np.int64)

    @cached_property
    def _stretch_wheres(self) -> NDArray[np.object_]:
        return np.array([where for *_, where in self._stretches], dtype=np.object_)

    @cached_property
    def _zone_wheres(self) -> NDArray[np.object_]:
        return np.array([zone.where for zone in self.zones], dtype=np.object_)

    @cached_property
    def _factors(self) -> NDArray[np.float64]:
        return np.array([factor for _, _, factor, _ in self._stretches])

    @cached_property
    def _bases(self) -> NDArray[np.float64]:
        return np.array([self._weights.title if zone.where == "title" else 1.0 for zone in self.zones])


def _zones(posts: Sequence[tuple[str, str]]) -> list[Zone]:
    """Of each post the title, if there is one, and the text."""
    parts: list[tuple[int, Where, str]] = []
    for post, (title, text) in enumerate(posts):
        if title.strip():
            parts.append((post, "title", title[:MOST_CHARACTERS]))
        parts.append((post, "text", text[:MOST_CHARACTERS]))
    zones: list[Zone] = []
    begin = 0
    for part, matched in zip(parts, normalise_all([original for *_, original in parts]), strict=True):
        end = begin + len(matched.text)
        zones.append(Zone(*part, matched, begin, end))
        begin = end + 1
    return zones


def _laid_out(zones: Sequence[Zone]) -> Iterator[str]:
    for zone in zones:
        yield zone.matched.text
        yield BETWEEN_ZONES if zone.where == "title" else BETWEEN_POSTS


_HASHTAG: Final = re.compile(r"#[^#\s]{1,40}#|#[^#\s,。!?;、]{1,30}")
_BRACKETED_LEAD: Final = re.compile(r"\s{0,8}【[^】]{1,40}】")
_FIRST_CLAUSE: Final = re.compile(r"[^,。!?;:\n]{2,40}")
_CODA: Final = re.compile(r"(?:消防|安全|温馨|记者|小编|民警)(?:部门|员|救援)?(?:提醒|提示|叮嘱)")
_CODA_ENDS: Final = frozenset(("提醒", "提示", "叮嘱"))
_NEGATIONS: Final = frozenset(("不是", "并非", "而非", "不谈", "不讲"))
_OPENING_QUOTES: Final = ("“", '"', "「")
_STORY_SHARE: Final = 0.5
"""Advice counts as a story's coda only in the second half of a text."""


def _ends_of(pairs: frozenset[str], text: str, points: NDArray[np.uint32]) -> list[int]:
    """Where the text of these code points has just said one of these pairs of characters."""
    firsts = np.zeros(len(points), dtype=np.bool_)
    for character in {pair[0] for pair in pairs}:
        firsts |= points == ord(character)
    return [begin + 2 for begin in firsts.nonzero()[0].tolist() if text[begin : begin + 2] in pairs]


def _coda(text: str) -> re.Match[str] | None:
    return _CODA.search(text, int(len(text) * _STORY_SHARE))


def _stretches(
    zone: Zone, untitled: bool, coda: re.Match[str] | None, weights: ZoneWeights
) -> Iterator[_Stretch]:
    """Stretches in order; a hashtag in the lead or the coda stays what that is."""
    text, offset = zone.matched.text, zone.begin
    lead = (_BRACKETED_LEAD.match(text) or _FIRST_CLAUSE.search(text)) if untitled else None
    begin, end = (lead.end() if lead else 0), (coda.start() if coda else len(text))
    if lead is not None:
        kind: Where = "hashtag" if text.startswith("#", lead.start()) else "text"
        factor = max(weights.lead, weights.hashtag * (kind == "hashtag"))
        yield offset + lead.start(), offset + lead.end(), factor, kind
    if "#" in text:
        for found in _HASHTAG.finditer(text, begin, end):
            yield offset + found.start(), offset + found.end(), weights.hashtag, "hashtag"
    if coda is not None:
        yield offset + coda.start(), offset + len(text), weights.coda, "text"
