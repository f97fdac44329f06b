"""Where the entries of a lexicon stand in a post, and how much each counts there.

The title and hashtags say more than the body, the advice at the end of a story says less, and what is denied
says nothing. Longer entries hide shorter ones inside them (一氧化碳中毒 hides 中毒). Words are found in
normalised text and shown in the original. The work grows with the length of the post, whatever stands in it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

import ahocorasick_rs

from nlp.lexicon import Entry
from nlp.normalise import Normalised, normalise
from nlp.segmenter import Segmenter

Where = Literal["title", "text", "hashtag"]

MOST_CHARACTERS: Final = 20_000
"""A post has said what it is about by then; the rest is not read."""


@dataclass(frozen=True, slots=True)
class ZoneWeights:
    """What a word counts by where it stands; 1 is the body."""

    title: float = 2.0
    hashtag: float = 1.6
    lead: float = 1.4
    coda: float = 0.4
    repeat: float = 0.25
    most_repeats: int = 4


@dataclass(frozen=True, slots=True)
class MatchedWord:
    """A word as the post writes it: half-open span [begin, end) in the original title or text."""

    word: str
    where: Where
    begin: int
    end: int


_HASHTAG: Final = re.compile(r"#[^#\s]{1,40}#|#[^#\s,。!?;、]{1,30}")
_BRACKETED_LEAD: Final = re.compile(r"\s{0,8}【[^】]{1,40}】")
_FIRST_CLAUSE: Final = re.compile(r"[^,。!?;:\n]{2,40}")
_CODA: Final = re.compile(r"(?:消防|安全|温馨|记者|小编|民警)(?:部门|员|救援)?(?:提醒|提示|叮嘱)")
_NEGATION: Final = re.compile(r"(?:不是|并非|并不是|而非|不谈|不讲)[“\"「]?")
_STORY_SHARE: Final = 0.5
"""Advice counts as a story's coda only in the second half of a text."""


class Zone:
    """A title or text, normalised, with the factor each stretch of it counts with."""

    def __init__(self, where: Where, original: str, weights: ZoneWeights, untitled: bool = False) -> None:
        self.original = original[:MOST_CHARACTERS]
        self.matched: Normalised = normalise(self.original)
        self._where: Where = where
        self._base = weights.title if where == "title" else 1.0
        stretches = () if where == "title" else _stretches(self.matched.text, untitled, weights)
        self._stretches = sorted(stretches, key=lambda stretch: stretch[0])
        self._starts = [stretch[0] for stretch in self._stretches]
        self.denied = frozenset(found.end() for found in _NEGATION.finditer(self.matched.text))

    def factor_at(self, begin: int) -> float:
        """What a word that begins at `begin` of the normalised text counts."""
        if not self._starts:
            return self._base
        stretch = self._stretch_at(begin)
        return self._base if stretch is None else stretch[2]

    def word(self, begin: int, end: int) -> MatchedWord:
        """The span [begin, end) of the normalised text as the original has it."""
        stretch = self._stretch_at(begin)
        first, last = self.matched.original_span(begin, end)
        return MatchedWord(
            self.original[first:last], self._where if stretch is None else stretch[3], first, last
        )

    def _stretch_at(self, begin: int) -> _Stretch | None:
        at = bisect_right(self._starts, begin) - 1
        if at < 0 or self._stretches[at][1] <= begin:
            return None
        return self._stretches[at]


_Stretch = tuple[int, int, float, Where]


def zones_of(title: str, text: str, weights: ZoneWeights) -> list[Zone]:
    """The title, if there is one, and the text."""
    if not title.strip():
        return [Zone("text", text, weights, untitled=True)]
    return [Zone("title", title, weights), Zone("text", text, weights)]


def _stretches(text: str, untitled: bool, weights: ZoneWeights) -> Iterator[_Stretch]:
    """Stretches that do not overlap: a hashtag in the lead or the coda stays what that is."""
    lead = (_BRACKETED_LEAD.match(text) or _FIRST_CLAUSE.search(text)) if untitled else None
    coda = _CODA.search(text, int(len(text) * _STORY_SHARE))
    begin, end = (lead.end() if lead else 0), (coda.start() if coda else len(text))
    if lead is not None:
        kind: Where = "hashtag" if text.startswith("#", lead.start()) else "text"
        yield lead.start(), lead.end(), max(weights.lead, weights.hashtag * (kind == "hashtag")), kind
    for found in _HASHTAG.finditer(text, begin, end):
        yield found.start(), found.end(), weights.hashtag, "hashtag"
    if coda is not None:
        yield coda.start(), len(text), weights.coda, "text"


@dataclass(slots=True)
class Found:
    """An entry in a post: what it counts where it counts most, how often it stands there, and where first."""

    entry: Entry
    best: float
    times: int
    zone: Zone
    begin: int
    end: int

    def score(self, weights: ZoneWeights) -> float:
        """Fully once, where it weighs most; its repetitions count a little."""
        return self.best * (1 + weights.repeat * min(self.times - 1, weights.most_repeats))


class EntryFinder:
    """Finds the entries of one kind of label."""

    def __init__(self, entries: Iterable[Entry], weights: ZoneWeights) -> None:
        self._weights = weights
        by_string: dict[str, list[Entry]] = defaultdict(list)
        self._patterns = _Patterns()
        for entry in entries:
            if entry.kind == "pattern":
                self._patterns.add(entry)
            else:
                by_string[entry.entry].append(entry)
        self._entries = [
            [(entry, entry.kind == "phrase" and not entry.excludes) for entry in entries]
            for entries in by_string.values()
        ]
        self._automaton = ahocorasick_rs.AhoCorasick(
            list(by_string), matchkind=ahocorasick_rs.MatchKind.LeftmostLongest
        )

    def find(self, zones: Iterable[Zone], segmenter: Segmenter) -> list[Found]:
        """Each entry that is there, once."""
        zones = list(zones)
        found: dict[int, Found] = {}
        for zone in zones:
            for entry, begin, end in self._in_zone(zone, segmenter):
                weight = entry.weight * zone.factor_at(begin)
                known = found.get(id(entry))
                if known is None:
                    found[id(entry)] = Found(entry, weight, 1, zone, begin, end)
                    continue
                known.times += 1
                if abs(weight) > abs(known.best):
                    known.best = weight
        return [one for one in found.values() if not (one.entry.silenced_by and _silenced(one.entry, zones))]

    def _in_zone(self, zone: Zone, segmenter: Segmenter) -> Iterator[tuple[Entry, int, int]]:
        text, denied = zone.matched.text, zone.denied
        for string, begin, end in self._automaton.find_matches_as_indexes(text):
            if begin not in denied:
                for entry, anywhere in self._entries[string]:
                    if anywhere or _counts_here(entry, text, begin, end, segmenter):
                        yield entry, begin, end
        for entry, begin, end in self._patterns.find(text):
            if begin not in denied and not _inside_exclude(text, begin, end, entry.excludes):
                yield entry, begin, end


def _silenced(entry: Entry, zones: Iterable[Zone]) -> bool:
    return any(word in zone.matched.text for zone in zones for word in entry.silenced_by)


def _counts_here(entry: Entry, text: str, begin: int, end: int, segmenter: Segmenter) -> bool:
    if entry.excludes and _inside_exclude(text, begin, end, entry.excludes):
        return False
    return entry.kind == "phrase" or _is_cut_out(text, begin, end, segmenter)


def _inside_exclude(text: str, begin: int, end: int, excludes: tuple[str, ...]) -> bool:
    for exclude in excludes:
        at = text.find(exclude, max(0, end - len(exclude)), begin + len(exclude))
        if 0 <= at <= begin and at + len(exclude) >= end:
            return True
    return False


_CLAUSE_END: Final = re.compile(r"[^\w]")


def _is_cut_out(text: str, begin: int, end: int, segmenter: Segmenter) -> bool:
    """Whether the segmenter cuts [begin, end) out of its clause as one word."""
    clause_begin = max(
        (hit.end() for hit in _CLAUSE_END.finditer(text, max(0, begin - 60), begin)), default=None
    )
    clause_begin = max(0, begin - 60) if clause_begin is None else clause_begin
    after = _CLAUSE_END.search(text, end, end + 60)
    position = clause_begin
    for word in segmenter.cut(text[clause_begin : after.start() if after else end + 60]):
        if position == begin:
            return position + len(word) == end
        position += len(word)
    return False


_HEAD: Final = re.compile(r"(?:\(\?<[=!][^()]*\))?(?:\(\?:([^()\[\]]+)\)(?![?*{])|([\w、]))")
_PLAIN: Final = re.compile(r"[\w、:]+")


def head_strings(pattern: str) -> tuple[str, ...]:
    """What a pattern's matches can begin with, where it tells by plain characters; none where it does not.

    A pattern with such a head is tried only where the head stands, which makes it cheap.
    """
    head = _HEAD.match(pattern)
    if head is None:
        return ()
    if head.group(2) is not None:
        return () if pattern[head.end() : head.end() + 1] in ("?", "*", "{", "|") else (head.group(2),)
    plain = [_PLAIN.match(choice) for choice in head.group(1).split("|")]
    starts = [_without_optional(found) for found in plain if found is not None]
    return tuple(dict.fromkeys(starts)) if len(starts) == len(plain) and all(starts) else ()


def _without_optional(found: re.Match[str]) -> str:
    following = found.string[found.end() : found.end() + 1]
    return found.group()[:-1] if following in ("?", "*", "{") else found.group()


class _Patterns:
    """Regular expressions, each tried only where one of its heads stands (or everywhere, if it has none)."""

    def __init__(self) -> None:
        self._by_head: dict[str, list[tuple[re.Pattern[str], Entry]]] = defaultdict(list)
        self._headless: list[tuple[re.Pattern[str], Entry]] = []

    def add(self, entry: Entry) -> None:
        compiled = re.compile(entry.entry)
        heads = head_strings(entry.entry)
        for head in heads:
            self._by_head[head].append((compiled, entry))
        if not heads:
            self._headless.append((compiled, entry))

    def find(self, text: str) -> Iterator[tuple[Entry, int, int]]:
        for head, begin, _ in self._automaton.find_matches_as_indexes(text, overlapping=True):
            for compiled, entry in self._tried[head]:
                hit = compiled.match(text, begin)
                if hit is not None:
                    yield entry, hit.start(), hit.end()
        for compiled, entry in self._headless:
            for hit in compiled.finditer(text):
                yield entry, hit.start(), hit.end()

    @cached_property
    def _tried(self) -> list[list[tuple[re.Pattern[str], Entry]]]:
        return list(self._by_head.values())

    @cached_property
    def _automaton(self) -> ahocorasick_rs.AhoCorasick:
        return ahocorasick_rs.AhoCorasick(list(self._by_head))
