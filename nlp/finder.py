"""Where the entries of a lexicon stand in a batch of posts, and how much each counts there.

Longer entries hide shorter ones inside them (一氧化碳中毒 hides 中毒). The work grows with the length of the
posts, whatever stands in them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Final

import ahocorasick_rs
import numpy as np
from numpy.typing import NDArray

from nlp.lexicon import Entry
from nlp.segmenter import Segmenter
from nlp.zones import Batch, Integers, Zone, ZoneWeights


@dataclass(frozen=True, slots=True)
class Found:
    """Entries in posts, sorted by post and entry, each once a post; all arrays have the same length.

    `entries` are numbers of the finder's entries, `best` what an entry counts where it counts most, `times`
    how often it stands in the post, [begins, ends) where it stands first in the batch's text.
    """

    posts: Integers
    entries: Integers
    best: NDArray[np.float64]
    times: Integers
    begins: Integers
    ends: Integers

    def scores(self, weights: ZoneWeights) -> NDArray[np.float64]:
        """Each fully once, where it weighs most; its repetitions count a little."""
        repeats = np.minimum(self.times - 1, weights.most_repeats)
        return self.best * (1 + weights.repeat * repeats)

    def without(self, numbers: list[int]) -> Found:
        """All but those of these numbers."""
        kept = np.ones(len(self.posts), dtype=np.bool_)
        kept[numbers] = False
        return Found(*(getattr(self, name)[kept] for name in self.__slots__))


_Hits = tuple[Integers, Integers, Integers]
"""Numbers of entries, begins, ends."""
_Spans = tuple[Integers, Integers]


class EntryFinder:
    """Finds entries; their numbers are their places among those given."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries: Sequence[Entry] = tuple(entries)
        self._weights = np.array([entry.weight for entry in self.entries], dtype=np.float64)
        self._careful = np.array([_needs_a_look(entry) for entry in self.entries], dtype=np.bool_)
        self._silenceable = np.array([bool(entry.silenced_by) for entry in self.entries], dtype=np.bool_)
        by_string: dict[str, list[int]] = defaultdict(list)
        self._patterns = _Patterns()
        for number, entry in enumerate(self.entries):
            if entry.kind == "pattern":
                self._patterns.add(number, entry)
            else:
                by_string[entry.entry].append(number)
        self._of_string = np.fromiter(chain.from_iterable(by_string.values()), dtype=np.int64)
        self._counts = np.array([len(numbers) for numbers in by_string.values()], dtype=np.int64)
        self._firsts = np.cumsum(self._counts) - self._counts
        self._automaton = _automaton(by_string, ahocorasick_rs.MatchKind.LeftmostLongest)

    def find(self, batch: Batch, segmenter: Segmenter) -> Found:
        """Each entry that is in a post, once."""
        numbers, begins, ends = (
            np.concatenate(parts)
            for parts in zip(self._strings(batch, segmenter), self._patterns.find(batch), strict=True)
        )
        if len(batch.denied):
            said = ~np.isin(begins, batch.denied)
            numbers, begins, ends = numbers[said], begins[said], ends[said]
        zones = batch.zone_numbers(begins)
        factors = batch.factors_at(begins, zones)
        found = self._once_a_post(batch.posts_of_zones[zones], numbers, factors, (begins, ends))
        silenced = self._silenced(found, batch)
        return found.without(silenced) if silenced else found

    def _strings(self, batch: Batch, segmenter: Segmenter) -> _Hits:
        """Words and phrases that count where they stand."""
        strings, begins, ends = _matches(self._automaton, batch.text)
        counts = self._counts[strings]
        at = np.repeat(np.arange(len(strings)), counts)
        among = np.arange(len(at)) - (np.cumsum(counts) - counts)[at]
        numbers, begins, ends = self._of_string[self._firsts[strings][at] + among], begins[at], ends[at]
        kept = np.ones(len(at), dtype=np.bool_)
        for hit in np.flatnonzero(self._careful[numbers]).tolist():
            entry, zone = self.entries[numbers[hit]], batch.zone_at(begins[hit])
            kept[hit] = _counts_here(entry, zone, begins[hit], ends[hit], segmenter)
        return numbers[kept], begins[kept], ends[kept]

    def _once_a_post(
        self, posts: Integers, numbers: Integers, factors: NDArray[np.float64], spans: _Spans
    ) -> Found:
        keys = posts * len(self.entries) + numbers
        order = np.argsort(keys, kind="stable")
        keys = keys[order]
        starts = np.flatnonzero(_begins_a_run(keys))
        first = order[starts]
        best = np.maximum.reduceat(factors[order], starts) if len(starts) else factors
        times = np.append(starts[1:], len(keys)) - starts if len(starts) else starts
        weights = self._weights[numbers[first]]
        return Found(posts[first], numbers[first], weights * best, times, spans[0][first], spans[1][first])

    def _silenced(self, found: Found, batch: Batch) -> list[int]:
        doubtful = np.flatnonzero(self._silenceable[found.entries]).tolist()
        return [
            number
            for number in doubtful
            if any(
                batch.text.find(word, *batch.spans[found.posts[number]]) >= 0
                for word in self.entries[found.entries[number]].silenced_by
            )
        ]


def _begins_a_run(sorted_keys: Integers) -> NDArray[np.bool_]:
    begins = np.ones(len(sorted_keys), dtype=np.bool_)
    np.not_equal(sorted_keys[1:], sorted_keys[:-1], out=begins[1:])
    return begins


def _automaton(
    strings: Iterable[str], kind: ahocorasick_rs.MatchKind = ahocorasick_rs.MatchKind.Standard
) -> ahocorasick_rs.AhoCorasick:
    """The contiguous automaton, which reads three times as fast as what the library chooses for so many."""
    implementation = ahocorasick_rs.Implementation.ContiguousNFA
    return ahocorasick_rs.AhoCorasick(list(strings), matchkind=kind, implementation=implementation)


def _matches(automaton: ahocorasick_rs.AhoCorasick, text: str, overlapping: bool = False) -> _Hits:
    found = automaton.find_matches_as_indexes(text, overlapping=overlapping)
    return _columns(found)


def _columns(hits: Sequence[tuple[int, int, int]]) -> _Hits:
    table = np.fromiter(chain.from_iterable(hits), dtype=np.int64, count=3 * len(hits)).reshape(-1, 3)
    return table[:, 0], table[:, 1], table[:, 2]


def _needs_a_look(entry: Entry) -> bool:
    return entry.kind == "word" or bool(entry.excludes)


def _counts_here(entry: Entry, zone: Zone, begin: int, end: int, segmenter: Segmenter) -> bool:
    text, begin, end = zone.matched.text, begin - zone.begin, end - zone.begin
    if entry.excludes and _inside_exclude(text, begin, end, entry.excludes):
        return False
    return entry.kind != "word" or _is_cut_out(text, begin, end, segmenter)


def _inside_exclude(text: str, begin: int, end: int, excludes: tuple[str, ...]) -> bool:
    for exclude in excludes:
        at = text.find(exclude, max(0, end - len(exclude)), begin + len(exclude))
        if 0 <= at <= begin and at + len(exclude) >= end:
            return True
    return False


_CLAUSE: Final = re.compile(r"\w*")
_LONGEST_CLAUSE: Final = 60


def _is_cut_out(text: str, begin: int, end: int, segmenter: Segmenter) -> bool:
    """Whether the segmenter cuts [begin, end) out of its clause as one word."""
    position = begin - _clause_length(text[max(0, begin - _LONGEST_CLAUSE) : begin][::-1])
    after = end + _clause_length(text[end : end + _LONGEST_CLAUSE])
    for word in segmenter.cut(text[position:after]):
        if position == begin:
            return position + len(word) == end
        position += len(word)
    return False


def _clause_length(text: str) -> int:
    """How many characters stand before the first that is none of a word."""
    clause = _CLAUSE.match(text)
    return clause.end() if clause else 0


_HEAD: Final = re.compile(r"(?:\(\?<[=!][^()]*\))?(?:\(\?:([^()\[\]]+)\)(?![?*{])|([\w、]+))")
_PLAIN: Final = re.compile(r"[\w、:]+")


def head_strings(pattern: str) -> tuple[str, ...]:
    """What a pattern's matches can begin with, where it tells by plain characters; none where it does not.

    A pattern with such a head is tried only where the head stands, which makes it cheap.
    """
    head = _HEAD.match(pattern)
    if head is None or _chooses_at_top(pattern):
        return ()
    if head.group(2) is not None:
        start = _without_optional(head)
        return (start,) if start else ()
    plain = [_PLAIN.match(choice) for choice in head.group(1).split("|")]
    starts = [_without_optional(found) for found in plain if found is not None]
    return tuple(dict.fromkeys(starts)) if len(starts) == len(plain) and all(starts) else ()


def _chooses_at_top(pattern: str) -> bool:
    """Whether it has a `|` outside all parentheses, so that it can begin in several ways."""
    rest = re.sub(r"\\.|\[[^\]]*\]", "", pattern)
    while (fewer := re.sub(r"\([^()]*\)", "", rest)) != rest:
        rest = fewer
    return "|" in rest


def _without_optional(found: re.Match[str]) -> str:
    following = found.string[found.end() : found.end() + 1]
    plain = found.group(found.lastindex or 0)
    return plain[:-1] if following in ("?", "*", "{") else found.group()


_Match = Callable[[str, int], re.Match[str] | None]
_PatternHit = tuple[int, re.Match[str], Zone]


class _Patterns:
    """Regular expressions, each tried only where one of its heads stands (or everywhere, if it has none)."""

    def __init__(self) -> None:
        self._by_head: dict[str, list[tuple[re.Pattern[str], int]]] = defaultdict(list)
        self._headless: list[tuple[re.Pattern[str], int]] = []
        self._excludes: dict[int, tuple[str, ...]] = {}

    def add(self, number: int, entry: Entry) -> None:
        compiled = re.compile(entry.entry)
        heads = head_strings(entry.entry)
        self._excludes[number] = entry.excludes
        for head in heads:
            self._by_head[head].append((compiled, number))
        if not heads:
            self._headless.append((compiled, number))

    def find(self, batch: Batch) -> _Hits:
        """Where they match outside their excludes, within one zone."""
        found = [
            (number, zone.begin + hit.start(), zone.begin + hit.end())
            for number, hit, zone in chain(self._where_heads_stand(batch), self._everywhere(batch))
            if not _inside_exclude(hit.string, *hit.span(), self._excludes[number])
        ]
        return _columns(found)

    def _where_heads_stand(self, batch: Batch) -> Iterator[_PatternHit]:
        if not self._by_head:
            return
        heads, begins, _ = _matches(self._automaton, batch.text, overlapping=True)
        zones = batch.zone_numbers(begins)
        insides = (begins - batch.zone_begins[zones]).tolist()
        texts = [zone.matched.text for zone in batch.zones]
        for head, zone, inside in zip(heads.tolist(), zones.tolist(), insides, strict=True):
            text = texts[zone]
            for match, number in self._tried[head]:
                hit = match(text, inside)
                if hit is not None:
                    yield number, hit, batch.zones[zone]

    def _everywhere(self, batch: Batch) -> Iterator[_PatternHit]:
        for compiled, number in self._headless:
            for zone in batch.zones:
                for hit in compiled.finditer(zone.matched.text):
                    yield number, hit, zone

    @cached_property
    def _tried(self) -> list[list[tuple[_Match, int]]]:
        return [[(compiled.match, number) for compiled, number in tried] for tried in self._by_head.values()]

    @cached_property
    def _automaton(self) -> ahocorasick_rs.AhoCorasick:
        return _automaton(self._by_head)
