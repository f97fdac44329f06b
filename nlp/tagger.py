"""What a post is about and whom it addresses, each label with a score and the words that earned it.

Two voices are added up, label by label: the learned model's margin (`nlp/learned.py`) and the lexicons staff
edit (`nlp/lexicon.py`, `nlp/finder.py`). The best topic is the main one; `other` stands alone; further topics
and audiences are given where the sum passes a bar.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nlp.finder import EntryFinder, Found, MatchedWord, Zone, ZoneWeights, zones_of
from nlp.learned import LABELS, LEARNED, LearnedModel, Reading, load_learned
from nlp.lexicon import LabelKind, Lexicon, load_lexicon
from nlp.segmenter import Segmenter, fastest_segmenter
from nlp.vocabulary import LEXICONS, OTHER, TOPIC_NAMES

_RULES_VERSION: Final = "2"
_TOPICS: Final = len(TOPIC_NAMES)
_COLUMN: Final = {label: column for column, label in enumerate(LABELS)}
_OTHER: Final = _COLUMN[OTHER]


ORDINARY: Final = 5.0
"""Entries up to this weight are evidence among other evidence; beyond it, they decide."""


@dataclass(frozen=True, slots=True)
class Rules:
    """How sums become labels, found by cross-validation (docs/quality.md). In units of the margin."""

    topic_lexicon: float = 0.3
    audience_lexicon: float = 0.5
    order: float = 0.2
    """What each point of an entry's weight beyond ORDINARY adds, so that staff can overrule the model."""
    further_topic: float = 0.1
    audience: float = 0.0
    head: float = 0.3
    """What the title, or the first characters of an untitled text, count once more beside the whole."""
    head_characters: int = 60
    silence: float = -0.2
    """Every label's margin where the learned model has nothing to say; `other` has 0."""
    most_topics: int = 3
    most_audiences: int = 3
    zones: ZoneWeights = field(default_factory=ZoneWeights)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a label was given.

    `score` is from 0 to 1; at 0.5 a label just passes the bar for standing beside another. `words` are in
    the order they stand, each once.
    """

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
    """Tags posts with the lexicons and the learned model. Holds no state between posts.

    A lexicon given here is used alone, unless a model is given with it.
    """

    def __init__(
        self,
        lexicon: Lexicon | None = None,
        segmenter: Segmenter | None = None,
        rules: Rules | None = None,
        model: LearnedModel | None = None,
    ) -> None:
        self._lexicon = lexicon if lexicon is not None else load_lexicon()
        self._model = model if model is not None or lexicon is not None else load_learned()
        self._given_segmenter = segmenter
        self._rules = rules if rules is not None else Rules()
        kinds: tuple[LabelKind, ...] = ("topic", "audience")
        self._finders = {
            kind: EntryFinder((e for e in self._lexicon.entries if e.label_kind == kind), self._rules.zones)
            for kind in kinds
        }
        self._shares: tuple[tuple[LabelKind, float], ...] = (
            ("topic", self._rules.topic_lexicon),
            ("audience", self._rules.audience_lexicon),
        )
        self.version = tagger_version(self._lexicon)

    def tag(self, title: str, text: str, platform: str = "") -> TagResult:  # noqa: ARG002
        """Tag a post. Never fails; `platform` is part of the contract and changes nothing yet."""
        zones = zones_of(title, text, self._rules.zones)
        found = {
            kind: _by_label(finder.find(zones, self._segmenter)) for kind, finder in self._finders.items()
        }
        reading = self._read(zones)
        sums = self._sums(found, reading)
        topics = self._choose_topics(sums)
        audiences = () if topics == (OTHER,) else self._choose_audiences(sums)
        explained = _Explanation(zones, reading, self._model)
        given: tuple[tuple[LabelKind, tuple[str, ...]], ...] = (("topic", topics), ("audience", audiences))
        evidence = [
            Evidence(label, kind, self._score(kind, sums[_COLUMN[label]]), words)
            for kind, labels in given
            for label in labels
            if (words := explained.words(label, found[kind].get(label, [])))
        ]
        return TagResult(topics, audiences, tuple(evidence))

    def _read(self, zones: list[Zone]) -> Reading | None:
        """The whole post as the model sees it, its head once more."""
        if self._model is None:
            return None
        head = len(zones[0].matched.text) if len(zones) > 1 else self._rules.head_characters
        text = "\n".join(zone.matched.text for zone in zones)
        return self._model.read(text, head, self._rules.head)

    def _sums(self, found: Mapping[LabelKind, _FoundByLabel], reading: Reading | None) -> list[float]:
        """Margin plus lexicon of every label, in the order of LABELS."""
        if reading is None or not len(reading.rows):
            margins = np.full(len(LABELS), self._rules.silence)
            margins[_OTHER] = 0.0
        else:
            margins = reading.margins
        sums: list[float] = margins.tolist()
        for kind, share in self._shares:
            for label, said in _said(found[kind], self._rules.zones).items():
                sums[_COLUMN[label]] += share * said
            for label, ordered in _ordered(found[kind]):
                sums[_COLUMN[label]] += self._rules.order * ordered
        return sums

    def _choose_topics(self, sums: list[float]) -> tuple[str, ...]:
        ranked = sorted(range(_TOPICS), key=lambda column: -sums[column])
        if ranked[0] == _OTHER:
            return (OTHER,)
        further = [
            column
            for column in ranked[1 : self._rules.most_topics]
            if column != _OTHER and sums[column] > self._rules.further_topic
        ]
        return tuple(LABELS[column] for column in (ranked[0], *further))

    def _choose_audiences(self, sums: list[float]) -> tuple[str, ...]:
        ranked = sorted(range(_TOPICS, len(LABELS)), key=lambda column: -sums[column])
        given = [c for c in ranked[: self._rules.most_audiences] if sums[c] > self._rules.audience]
        return tuple(LABELS[column] for column in given)

    def _score(self, kind: LabelKind, total: float) -> float:
        bar = self._rules.further_topic if kind == "topic" else self._rules.audience
        return round(1 / (1 + math.exp(-3 * (total - bar))), 3)

    @cached_property
    def _segmenter(self) -> Segmenter:
        return self._given_segmenter or fastest_segmenter(self._lexicon.words())


_FoundByLabel = dict[str, list[Found]]


def _by_label(found: list[Found]) -> _FoundByLabel:
    by_label: _FoundByLabel = {}
    for one in found:
        by_label.setdefault(one.entry.label, []).append(one)
    return by_label


def _said(found: _FoundByLabel, weights: ZoneWeights) -> dict[str, float]:
    """What the lexicon says for each label, from -1 to 1: logarithms of its scores, scaled together."""
    scores = {label: sum(one.score(weights) for one in ones) for label, ones in found.items()}
    logs = {label: math.copysign(math.log1p(abs(score)), score) for label, score in scores.items()}
    length = max(math.hypot(*logs.values()), 1.5) if logs else 1.0
    return {label: log / length for label, log in logs.items()}


def _ordered(found: _FoundByLabel) -> Iterator[tuple[str, float]]:
    """How far each entry's weight is beyond the ordinary, with its sign."""
    for label, ones in found.items():
        for one in ones:
            beyond = abs(one.entry.weight) - ORDINARY
            if beyond > 0:
                yield label, math.copysign(beyond, one.entry.weight)


class _Explanation:
    """Finds the words for a label: the lexicon's, and where it has few, the stretches the model leans on."""

    _ENOUGH = 2
    _MOST_GRAMS = 8

    def __init__(self, zones: list[Zone], reading: Reading | None, model: LearnedModel | None) -> None:
        self._zones = zones
        self._reading = reading
        self._model = model

    def words(self, label: str, found: list[Found]) -> tuple[MatchedWord, ...]:
        speaking = [one for one in found if one.best > 0]
        words = {one.zone.word(one.begin, one.end) for one in speaking}
        if len(words) < self._ENOUGH and self._reading is not None and self._model is not None:
            words.update(self._leant_on(self._reading, self._model.weights[:, _COLUMN[label]]))
        return tuple(sorted(words, key=_reading_order))

    def _leant_on(self, reading: Reading, weights: NDArray[np.float32]) -> Iterator[MatchedWord]:
        """The stretches made of the grams of two and three characters that weigh most for the label."""
        weighing = weights[reading.rows]
        heaviest = np.argsort(weighing)[-self._MOST_GRAMS :].tolist()
        spans = sorted(reading.span(number) for number in heaviest if weighing[number] > 0)
        for begin, end in _joined(span for span in spans if span[1] - span[0] > 1):
            word = self._word(begin, end)
            if word is not None:
                yield word

    def _word(self, begin: int, end: int) -> MatchedWord | None:
        offset = 0
        for zone in self._zones:
            length = len(zone.matched.text)
            if offset <= begin and end <= offset + length:
                return zone.word(begin - offset, end - offset)
            offset += length + 1
        return None


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Sorted spans, those that overlap or touch as one."""
    joined: list[tuple[int, int]] = []
    for begin, end in spans:
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((begin, end))
    return joined


def _reading_order(word: MatchedWord) -> tuple[bool, int, int]:
    return word.where != "title", word.begin, word.end


def tagger_version(lexicon: Lexicon | None = None) -> str:
    """Version of the rules, the lexicons and the learned weights, as written beside each post's tags."""
    digest = (lexicon or load_lexicon(LEXICONS)).digest
    return f"{_RULES_VERSION}+{digest}+{hashlib.sha256(LEARNED.read_bytes()).hexdigest()[:6]}"


TAGGER_VERSION: Final = tagger_version()
