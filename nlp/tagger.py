"""What a post is about and whom it addresses, each label with the words that earned it.

A label's score is the sum of its lexicon entries found in the post, weighted by where they stand: the title
and hashtags say more than the body, the advice at the end of a story says less. Longer entries hide shorter
ones inside them (一氧化碳中毒 hides 中毒). Words are found in normalised text, shown in the original.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal, NamedTuple

import ahocorasick_rs

from nlp.lexicon import Entry, LabelKind, Lexicon, load_lexicon
from nlp.normalise import Normalised, normalise
from nlp.segmenter import Segmenter, fastest_segmenter
from nlp.vocabulary import LEXICONS, OTHER

Where = Literal["title", "text", "hashtag"]
_RULES_VERSION: Final = "1"


@dataclass(frozen=True, slots=True)
class Weights:
    """How scores become labels. Found on the development posts; shares are of the best label's score."""

    title: float = 2.0
    hashtag: float = 1.6
    lead: float = 1.4
    coda: float = 0.4
    repeat: float = 0.25
    most_repeats: int = 4
    topic_least: float = 2.0
    second_topic_share: float = 0.62
    second_topic_least: float = 8.0
    third_topic_share: float = 0.85
    audience_least: float = 3.5
    audience_share: float = 0.5
    most_topics: int = 3
    most_audiences: int = 3


@dataclass(frozen=True, slots=True)
class MatchedWord:
    """A word as the post writes it: half-open span [begin, end) in the original title or text."""

    word: str
    where: Where
    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a label was given. `score` is unbounded; words in the order they stand, each once."""

    label: str
    kind: LabelKind
    score: float
    words: tuple[MatchedWord, ...]


@dataclass(frozen=True, slots=True)
class TagResult:
    """Topics, the main one first, never empty (`other` stands alone); audiences, none for everybody."""

    topics: tuple[str, ...]
    audiences: tuple[str, ...]
    evidence: tuple[Evidence, ...]


class Tagger:
    """Tags posts with a lexicon. Holds no state between posts; use one per process."""

    def __init__(
        self,
        lexicon: Lexicon | None = None,
        segmenter: Segmenter | None = None,
        weights: Weights | None = None,
    ) -> None:
        self._lexicon = lexicon if lexicon is not None else load_lexicon()
        self._given_segmenter = segmenter
        self._weights = weights if weights is not None else Weights()
        kinds: tuple[LabelKind, ...] = ("topic", "audience")
        self._finders = {
            kind: _Finder(e for e in self._lexicon.entries if e.label_kind == kind) for kind in kinds
        }
        self.version = f"{_RULES_VERSION}+{self._lexicon.digest}"

    def tag(self, title: str, text: str, platform: str = "") -> TagResult:  # noqa: ARG002
        """Tag a post. Never fails; `platform` is part of the contract and changes nothing yet."""
        zones = _zones(title, text, self._weights)
        topics, audiences = self._hits("topic", zones), self._hits("audience", zones)
        chosen = self._choose_topics(self._ranked(topics))
        addressed = () if chosen == (OTHER,) else self._choose_audiences(self._ranked(audiences))
        evidence = [self._evidence("topic", label, topics[label]) for label in chosen if label in topics]
        evidence += [self._evidence("audience", label, audiences[label]) for label in addressed]
        return TagResult(chosen, addressed, tuple(evidence))

    def _hits(self, kind: LabelKind, zones: list[_Zone]) -> dict[str, _Hits]:
        """Where each label's entries were found, by label and entry."""
        post = "\n".join(zone.matched.text for zone in zones)
        hits: dict[str, _Hits] = {}
        for zone in zones:
            for entry, begin, end in self._finders[kind].find(zone.matched.text, self._segmenter):
                if begin in zone.negated or (entry.silenced_by and _any_in(entry.silenced_by, post)):
                    continue
                hit = _Hit(entry.weight * zone.factor_at(begin), zone, begin, end)
                hits.setdefault(entry.label, {}).setdefault(entry.entry, []).append(hit)
        return hits

    def _ranked(self, hits: Mapping[str, _Hits]) -> list[tuple[str, float]]:
        """Labels with their scores, the best first."""
        scores = [(label, self._score(of_label)) for label, of_label in hits.items()]
        return sorted(scores, key=lambda scored: (-scored[1], scored[0]))

    def _score(self, hits: _Hits) -> float:
        """Each entry counts fully once, where it weighs most; its repetitions count a little."""
        total = 0.0
        for found in hits.values():
            best = max((hit.weight for hit in found), key=abs)
            total += best * (1 + self._weights.repeat * min(len(found) - 1, self._weights.most_repeats))
        return round(total, 3)

    def _evidence(self, kind: LabelKind, label: str, hits: _Hits) -> Evidence:
        first = [found[0] for found in hits.values() if found[0].weight > 0]
        words = sorted((hit.zone.original(hit.begin, hit.end) for hit in first), key=_reading_order)
        return Evidence(label, kind, self._score(hits), tuple(words))

    def _choose_topics(self, ranked: list[tuple[str, float]]) -> tuple[str, ...]:
        weights = self._weights
        if not ranked or ranked[0][0] == OTHER or ranked[0][1] < weights.topic_least:
            return (OTHER,)
        best = ranked[0][1]
        chosen = [ranked[0][0]]
        for label, score in ranked[1:]:
            share = weights.second_topic_share if len(chosen) == 1 else weights.third_topic_share
            enough = score >= max(share * best, weights.second_topic_least)
            if label != OTHER and enough and len(chosen) < weights.most_topics:
                chosen.append(label)
        return tuple(chosen)

    def _choose_audiences(self, ranked: list[tuple[str, float]]) -> tuple[str, ...]:
        weights = self._weights
        best = ranked[0][1] if ranked else 0.0
        least = max(weights.audience_least, weights.audience_share * best)
        return tuple(label for label, score in ranked[: weights.most_audiences] if score >= least)

    @cached_property
    def _segmenter(self) -> Segmenter:
        return self._given_segmenter or fastest_segmenter(self._lexicon.words())


def _reading_order(word: MatchedWord) -> tuple[bool, int, int]:
    return word.where != "title", word.begin, word.end


def _any_in(words: Iterable[str], text: str) -> bool:
    return any(word in text for word in words)


_HASHTAG: Final = re.compile(r"#[^#\s]{1,40}#|#[^#\s,。!?;、]{1,30}")
_BRACKETED_LEAD: Final = re.compile(r"\s*【[^】]{1,40}】")
_FIRST_CLAUSE: Final = re.compile(r"[^,。!?;:\n]{2,40}")
_CODA: Final = re.compile(r"(?:消防|安全|温馨|记者|小编|民警)(?:部门|员|救援)?(?:提醒|提示|叮嘱)")
_NEGATION: Final = re.compile(r"(?:不是|并非|并不是|而非|不谈|不讲)[“\"「]?")
_STORY_SHARE: Final = 0.5
"""Advice counts as a story's coda only in the second half of a text."""


@dataclass(frozen=True, slots=True)
class _Zone:
    """A title or text with the factor each stretch of it counts with."""

    where: Where
    original_text: str
    matched: Normalised
    base: float
    stretches: tuple[tuple[int, int, float, Where], ...]
    negated: frozenset[int]
    """Where in the normalised text a negation ends, so that what begins there is denied."""

    def factor_at(self, begin: int) -> float:
        return next((factor for start, end, factor, _ in self.stretches if start <= begin < end), self.base)

    def original(self, begin: int, end: int) -> MatchedWord:
        where = next((kind for start, stop, _, kind in self.stretches if start <= begin < stop), self.where)
        first, last = self.matched.original_span(begin, end)
        return MatchedWord(self.original_text[first:last], where, first, last)


class _Hit(NamedTuple):
    """An entry found: its weight at that place, and the half-open span in the zone's normalised text."""

    weight: float
    zone: _Zone
    begin: int
    end: int


_Hits = dict[str, list[_Hit]]


def _zones(title: str, text: str, weights: Weights) -> list[_Zone]:
    matched = normalise(text)
    stretches = tuple(_stretches(matched.text, not title.strip(), weights))
    zones = [_Zone("text", text, matched, 1.0, stretches, _negated(matched.text))]
    if title.strip():
        matched = normalise(title)
        zones.insert(0, _Zone("title", title, matched, weights.title, (), _negated(matched.text)))
    return zones


def _negated(text: str) -> frozenset[int]:
    return frozenset(found.end() for found in _NEGATION.finditer(text))


def _stretches(text: str, untitled: bool, weights: Weights) -> Iterator[tuple[int, int, float, Where]]:
    for found in _HASHTAG.finditer(text):
        yield found.start(), found.end(), weights.hashtag, "hashtag"
    lead = (_BRACKETED_LEAD.match(text) or _FIRST_CLAUSE.search(text)) if untitled else None
    if lead is not None:
        yield lead.start(), lead.end(), weights.lead, "text"
    coda = _CODA.search(text, int(len(text) * _STORY_SHARE))
    if coda is not None:
        yield coda.start(), len(text), weights.coda, "text"


class _Finder:
    """Finds the entries of one kind of label in normalised text."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._by_string: dict[str, list[Entry]] = defaultdict(list)
        self._patterns: list[tuple[re.Pattern[str], Entry]] = []
        for entry in entries:
            if entry.kind == "pattern":
                self._patterns.append((re.compile(entry.entry), entry))
            else:
                self._by_string[entry.entry].append(entry)
        self._strings = list(self._by_string)
        self._automaton = ahocorasick_rs.AhoCorasick(self._strings)

    def find(self, text: str, segmenter: Segmenter) -> Iterator[tuple[Entry, int, int]]:
        """Entries with their half-open spans, longest only where one lies inside another."""
        found = self._automaton.find_matches_as_indexes(text, overlapping=True)
        for string, begin, end in _outermost(found):
            for entry in self._by_string[self._strings[string]]:
                if entry.kind == "word" and not _is_cut_out(text, begin, end, segmenter):
                    continue
                if not _inside_exclude(text, begin, end, entry.excludes):
                    yield entry, begin, end
        for pattern, entry in self._patterns:
            for hit in pattern.finditer(text):
                if not _inside_exclude(text, hit.start(), hit.end(), entry.excludes):
                    yield entry, hit.start(), hit.end()


def _outermost(found: list[tuple[int, int, int]]) -> Iterator[tuple[int, int, int]]:
    reach = -1
    for string, begin, end in sorted(found, key=lambda match: (match[1], -match[2])):
        if end > reach:
            reach = end
            yield string, begin, end


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


def _inside_exclude(text: str, begin: int, end: int, excludes: tuple[str, ...]) -> bool:
    for exclude in excludes:
        at = text.find(exclude, max(0, end - len(exclude)), begin + len(exclude))
        if 0 <= at <= begin and at + len(exclude) >= end:
            return True
    return False


def tagger_version() -> str:
    """Version of the rules and the shipped lexicons, as written beside each post's tags."""
    return f"{_RULES_VERSION}+{load_lexicon(LEXICONS).digest}"


TAGGER_VERSION: Final = tagger_version()
