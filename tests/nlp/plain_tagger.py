"""The tagger's rules read out slowly: one post at a time, word by word, without batches, tries and tables.

`nlp/tagger.py` and what it stands on must give the same labels, scores and words.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from nlp.learned import LABELS, LONGEST_GRAM, LearnedModel
from nlp.lexicon import Entry, LabelKind, Lexicon
from nlp.normalise import Normalised, normalise
from nlp.patterns import head_strings
from nlp.segmenter import Segmenter
from nlp.tagger import Evidence, Rules, TagResult
from nlp.vocabulary import OTHER, TOPIC_NAMES
from nlp.voice import ORDINARY
from nlp.zones import MOST_CHARACTERS, MatchedWord, Where

LEAD = re.compile(r"\s{0,8}【[^】]{1,40}】")
FIRST_CLAUSE = re.compile(r"[^,。!?;:\n]{2,40}")
HASHTAG = re.compile(r"#[^#\s]{1,40}#|#[^#\s,。!?;、]{1,30}")
CODA = re.compile(r"(?:消防|安全|温馨|记者|小编|民警)(?:部门|员|救援)?(?:提醒|提示|叮嘱)")
DENIAL = re.compile(r"(?:不是|并非|并不是|而非|不谈|不讲)[“\"「]?")


@dataclass(frozen=True)
class PlainZone:
    """A title or text; each stretch is its begin, end, factor and where its words are said to stand."""

    where: Where
    original: str
    matched: Normalised
    factor: float
    stretches: list[tuple[int, int, float, Where]]

    def stretch_at(self, begin: int) -> tuple[float, Where]:
        factor, where = self.factor, self.where
        last = [stretch for stretch in self.stretches if stretch[0] <= begin][-1:]
        for _, end, its_factor, its_where in last:
            if begin < end:
                factor, where = its_factor, its_where
        return factor, where


@dataclass
class Standing:
    """An entry in a post: where it stands first, what it counts at best, how often it stands there."""

    entry: Entry
    zone: int
    span: tuple[int, int]
    best: float = -math.inf
    times: int = 0


@dataclass
class PlainTagger:
    """As `nlp.tagger.Tagger`."""

    lexicon: Lexicon
    model: LearnedModel | None
    segmenter: Segmenter
    rules: Rules = field(default_factory=Rules)

    def __post_init__(self) -> None:
        self.rows = {gram: row for row, gram in enumerate(self.model.grams)} if self.model else {}
        self.strings: dict[LabelKind, dict[str, list[Entry]]] = {"topic": {}, "audience": {}}
        for entry in self.lexicon.entries:
            if entry.kind != "pattern":
                self.strings[entry.label_kind].setdefault(entry.entry, []).append(entry)
        self.longest = max((len(entry.entry) for entry in self.lexicon.entries), default=0)

    def tag(self, title: str, text: str) -> TagResult:
        zones = self.zones(title, text)
        standing = self.standing(zones)
        grams = self.grams(zones)
        sums = self.margins(zones, grams) + self.said("topic", standing) + self.said("audience", standing)
        order = sorted(range(len(LABELS)), key=lambda column: (-sums[column], column))
        ranked = [column for column in order if LABELS[column] in TOPIC_NAMES][: self.rules.most_topics]
        asked = [column for column in order if LABELS[column] not in TOPIC_NAMES][: self.rules.most_audiences]
        alone = LABELS[ranked[0]] == OTHER
        further = [c for c in ranked[1:] if sums[c] > self.rules.further_topic and LABELS[c] != OTHER]
        topics = ranked[:1] if alone else [ranked[0], *further]
        audiences = [] if alone else [column for column in asked if sums[column] > self.rules.audience]
        evidence = []
        for column in topics + audiences:
            kind: LabelKind = "topic" if column in topics else "audience"
            bar = self.rules.further_topic if kind == "topic" else self.rules.audience
            score = round(1 / (1 + math.exp(-3 * (sums[column] - bar))), 3)
            if words := self.words(column, zones, standing, grams):
                evidence.append(Evidence(LABELS[column], kind, score, words))
        return TagResult(labels(topics), labels(audiences), tuple(evidence))

    def zones(self, title: str, text: str) -> list[PlainZone]:
        weights, found = self.rules.zones, []
        if title.strip():
            original = title[:MOST_CHARACTERS]
            found.append(PlainZone("title", original, normalise(original), weights.title, []))
        original = text[:MOST_CHARACTERS]
        matched = normalise(original)
        stretches = list(self.stretches(matched.text, untitled=not found))
        return [*found, PlainZone("text", original, matched, 1.0, stretches)]

    def stretches(self, text: str, untitled: bool) -> Iterator[tuple[int, int, float, Where]]:
        weights = self.rules.zones
        lead = (LEAD.match(text) or FIRST_CLAUSE.search(text)) if untitled else None
        coda = CODA.search(text, len(text) // 2)
        if lead is not None:
            tagged = text.startswith("#", lead.start())
            factor = max(weights.lead, weights.hashtag) if tagged else weights.lead
            yield lead.start(), lead.end(), factor, "hashtag" if tagged else "text"
        for found in HASHTAG.finditer(text, lead.end() if lead else 0, coda.start() if coda else len(text)):
            yield found.start(), found.end(), weights.hashtag, "hashtag"
        if coda is not None:
            yield coda.start(), len(text), weights.coda, "text"

    def standing(self, zones: list[PlainZone]) -> list[Standing]:
        """Each entry once, where it counts."""
        found: dict[int, Standing] = {}
        whole = "\n".join(zone.matched.text for zone in zones)
        for number, zone in enumerate(zones):
            denied = {denial.end() for denial in DENIAL.finditer(zone.matched.text)}
            for entry, begin, end in [*self.strings_in(zone), *self.patterns_in(zone)]:
                excluded = entry.is_excluded(zone.matched.text, begin, end)
                if begin in denied or excluded or any(word in whole for word in entry.silenced_by):
                    continue
                each = found.setdefault(id(entry), Standing(entry, number, (begin, end)))
                each.best = max(each.best, zone.stretch_at(begin)[0])
                each.times += 1
        return [found[id(entry)] for entry in self.lexicon.entries if id(entry) in found]

    def strings_in(self, zone: PlainZone) -> Iterator[tuple[Entry, int, int]]:
        """Of each kind, from the left, always the longest."""
        text = zone.matched.text
        for strings in self.strings.values():
            begin = 0
            while begin < len(text):
                ends = range(min(len(text), begin + self.longest), begin, -1)
                end = next((end for end in ends if text[begin:end] in strings), None)
                for entry in strings[text[begin:end]] if end is not None else ():
                    if entry.kind != "word" or self.is_cut_out(text, begin, begin + len(entry.entry)):
                        yield entry, begin, begin + len(entry.entry)
                begin = end or begin + 1

    def is_cut_out(self, text: str, begin: int, end: int) -> bool:
        before = re.search(r"\w{0,60}\Z", text[:begin])
        after = re.compile(r"\w{0,60}").match(text, end)
        assert before is not None
        assert after is not None
        position = before.start()
        for word in self.segmenter.cut(text[position : after.end()]):
            if position == begin:
                return position + len(word) == end
            position += len(word)
        return False

    def patterns_in(self, zone: PlainZone) -> Iterator[tuple[Entry, int, int]]:
        """Wherever one of its heads stands and it matches; without heads, as a search finds it."""
        text = zone.matched.text
        for entry in self.lexicon.entries:
            if entry.kind != "pattern":
                continue
            pattern, heads = re.compile(entry.entry), head_strings(entry.entry)
            places = [(begin + len(head), begin) for head in heads for begin in all_places(text, head)]
            matches = [pattern.match(text, begin) for _, begin in sorted(places)]
            for match in matches if heads else pattern.finditer(text):
                if match is not None:
                    yield entry, *match.span()

    def grams(self, zones: list[PlainZone]) -> list[tuple[int, int, int, int]]:
        """Row, zone, begin and end of all known grams, single characters first."""
        return [
            (self.rows[gram], number, begin, begin + length)
            for length in range(1, LONGEST_GRAM + 1)
            for number, zone in enumerate(zones)
            for begin in range(len(zone.matched.text) - length + 1)
            if (gram := zone.matched.text[begin : begin + length]) in self.rows
        ]

    def margins(self, zones: list[PlainZone], grams: list[tuple[int, int, int, int]]) -> Any:
        if self.model is None or not grams:
            return np.array([0.0 if label == OTHER else self.rules.silence for label in LABELS])
        limit = len(zones[0].matched.text) if len(zones) > 1 else self.rules.head_characters
        head = {row for row, number, _, end in grams if number == 0 and end <= limit}
        whole = self.direction({row for row, *_ in grams}) + self.rules.head * self.direction(head)
        in_advance = np.array([self.rules.other if label == OTHER else 0.0 for label in LABELS])
        return whole / (1 + self.rules.head) + self.model.bias + in_advance

    def direction(self, rows: set[int]) -> Any:
        if self.model is None or not rows:
            return np.zeros(len(LABELS))
        chosen = sorted(rows)
        length = math.sqrt(self.model.squared_idf[chosen].astype(np.float64).sum())
        return self.model.weights[chosen].astype(np.float64).sum(axis=0) / length

    def said(self, kind: LabelKind, standing: list[Standing]) -> Any:
        weights, scores, orders = self.rules.zones, np.zeros(len(LABELS)), np.zeros(len(LABELS))
        for each in standing:
            if each.entry.label_kind != kind:
                continue
            column, weight = LABELS.index(each.entry.label), each.entry.weight
            repeats = min(each.times - 1, weights.most_repeats)
            scores[column] += weight * each.best * (1 + weights.repeat * repeats)
            orders[column] += self.rules.order * math.copysign(max(abs(weight) - ORDINARY, 0.0), weight)
        logs = np.copysign(np.log1p(np.abs(scores)), scores)
        share = self.rules.topic_lexicon if kind == "topic" else self.rules.audience_lexicon
        return share * logs / max(math.sqrt((logs**2).sum()), 1.5) + orders

    def words(
        self,
        column: int,
        zones: list[PlainZone],
        standing: list[Standing],
        grams: list[tuple[int, int, int, int]],
    ) -> tuple[MatchedWord, ...]:
        mine = [each for each in standing if each.entry.label == LABELS[column] and each.entry.weight > 0]
        spans = {(each.zone, *each.span) for each in mine}
        words = written(zones, spans)
        if self.model is None or len(words) > 1:
            return words
        weighing = self.model.weights[[row for row, *_ in grams], column] if grams else np.zeros(0)
        heaviest = [grams[number] for number in np.argsort(weighing)[-8:].tolist() if weighing[number] > 0]
        longer = sorted((zone, begin, end) for _, zone, begin, end in heaviest if end - begin > 1)
        return written(zones, spans | set(joined(longer)))


def all_places(text: str, part: str) -> list[int]:
    return [begin for begin in range(len(text)) if text.startswith(part, begin)]


def joined(spans: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """Those of a zone that overlap or touch as one."""
    found: list[tuple[int, int, int]] = []
    for zone, begin, end in spans:
        if found and found[-1][0] == zone and begin <= found[-1][2]:
            found[-1] = zone, found[-1][1], max(end, found[-1][2])
        else:
            found.append((zone, begin, end))
    return found


def written(zones: list[PlainZone], spans: set[tuple[int, int, int]]) -> tuple[MatchedWord, ...]:
    words = set()
    for number, begin, end in spans:
        zone = zones[number]
        first, after = zone.matched.original_span(begin, end)
        words.add(MatchedWord(zone.original[first:after], zone.stretch_at(begin)[1], first, after))
    return tuple(sorted(words, key=lambda word: (word.where != "title", word.begin, word.end)))


def labels(columns: list[int]) -> tuple[str, ...]:
    return tuple(LABELS[column] for column in columns)
