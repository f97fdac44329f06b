"""What a post is about and whom it addresses, each label with a score and the words that earned it.

Two voices are added up, label by label: the learned model's margin (`nlp/learned.py`) and the lexicons staff
edit (`nlp/lexicon.py`, `nlp/finder.py`). The best topic is the main one; `other` stands alone; further topics
and audiences are given where the sum passes a bar.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from nlp.explanation import Explanation
from nlp.learned import LABELS, LearnedModel, Readings, learned_digest, load_learned
from nlp.lexicon import LabelKind, Lexicon, lexicon_digest, load_lexicon
from nlp.segmenter import Segmenter, fastest_segmenter
from nlp.vocabulary import OTHER, TOPIC_NAMES
from nlp.voice import LexiconVoice
from nlp.zones import Batch, MatchedWord, ZoneWeights

_RULES_VERSION: Final = "2"
_TOPICS: Final = len(TOPIC_NAMES)
_OTHER: Final = LABELS.index(OTHER)
_TOGETHER: Final = 64
"""Posts tagged together: enough to share the cost of calls into numpy, few enough for the cache."""


@dataclass(frozen=True, slots=True)
class Rules:
    """How sums become labels, found by cross-validation (docs/quality.md). In units of the margin."""

    topic_lexicon: float = 0.25
    audience_lexicon: float = 0.35
    order: float = 0.2
    """What each point of an entry's weight beyond ORDINARY adds, so that staff can overrule the model."""
    further_topic: float = 0.1
    audience: float = 0.0
    head: float = 0.3
    """What the title, or the first characters of an untitled text, count once more beside the whole."""
    head_characters: int = 60
    other: float = 0.15
    """What `other` has in advance: many kinds of posts share it, and few labelled posts show each kind."""
    silence: float = -0.15
    """Every label's margin where the learned model has nothing to say; `other` has 0."""
    most_topics: int = 3
    most_audiences: int = 3
    zones: ZoneWeights = field(default_factory=ZoneWeights)


class Evidence(msgspec.Struct, frozen=True, gc=False):
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
        shares: tuple[tuple[LabelKind, float], ...] = (
            ("topic", self._rules.topic_lexicon),
            ("audience", self._rules.audience_lexicon),
        )
        self._voices = [
            LexiconVoice(self._lexicon, kind, share, self._rules.order, self._rules.zones)
            for kind, share in shares
        ]
        self.version = tagger_version(self._lexicon, self._model)

    def tag(self, title: str, text: str, platform: str = "") -> TagResult:  # noqa: ARG002
        """Tag a post. Never fails; `platform` is part of the contract and changes nothing yet."""
        return self._tag_together([(title, text)])[0]

    def tag_all(self, posts: Sequence[tuple[str, str]]) -> list[TagResult]:
        """Tag posts, each a title and a text; several times as fast as one by one, with the same results."""
        return [
            result
            for begin in range(0, len(posts), _TOGETHER)
            for result in self._tag_together(posts[begin : begin + _TOGETHER])
        ]

    def _tag_together(self, posts: Sequence[tuple[str, str]]) -> list[TagResult]:
        batch = Batch(posts, self._rules.zones)
        readings = self._read(batch)
        spoken = [voice.speak(batch, self._segmenter) for voice in self._voices]
        sums = self._margins(readings, len(posts))
        for one in spoken:
            sums += one.said
        topics, audiences = self._chosen(sums)
        explanation = Explanation(batch, spoken, readings, self._model)
        return [
            self._result(explanation, post, *parts)
            for post, parts in enumerate(zip(topics, audiences, sums.tolist(), strict=True))
        ]

    def _read(self, batch: Batch) -> Readings | None:
        """The posts as the model sees them, their heads once more."""
        if self._model is None:
            return None
        heads = [
            zone.end if zone.where == "title" else zone.begin + self._rules.head_characters
            for zone in (batch.zones[first] for first in batch.first_zones[:-1])
        ]
        return self._model.read(batch.text, batch.spans, heads, self._rules.head)

    def _margins(self, readings: Readings | None, posts: int) -> NDArray[np.float64]:
        """Of every post and label, in the order of LABELS."""
        silence = np.full(len(LABELS), self._rules.silence)
        silence[_OTHER] = 0.0
        if readings is None:
            return np.tile(silence, (posts, 1))
        margins = readings.margins.astype(np.float64)
        margins[:, _OTHER] += self._rules.other
        margins[readings.bounds[1:] == readings.bounds[:-1]] = silence
        return margins

    def _chosen(self, sums: NDArray[np.float64]) -> tuple[list[list[int]], list[list[int]]]:
        """The columns of each post's topics and audiences."""
        rules, posts = self._rules, np.arange(len(sums))[:, np.newaxis]
        topics = np.argsort(-sums[:, :_TOPICS], axis=1, kind="stable")[:, : rules.most_topics]
        further = sums[posts, topics] > rules.further_topic
        further &= (topics != _OTHER) & (topics[:, :1] != _OTHER)
        further[:, 0] = True
        audiences = np.argsort(-sums[:, _TOPICS:], axis=1, kind="stable")[:, : rules.most_audiences] + _TOPICS
        passing = sums[posts, audiences] > rules.audience
        passing &= topics[:, :1] != _OTHER
        return _kept(topics, further), _kept(audiences, passing)

    def _result(
        self,
        explanation: Explanation,
        post: int,
        topics: list[int],
        audiences: list[int],
        sums: list[float],
    ) -> TagResult:
        kinds: tuple[tuple[LabelKind, list[int]], ...] = (("topic", topics), ("audience", audiences))
        evidence = tuple(
            Evidence(LABELS[column], kind, self._score(kind, sums[column]), words)
            for kind, columns in kinds
            for column in columns
            if (words := explanation.words(post, kind, column))
        )
        return TagResult(_labels(topics), _labels(audiences), evidence)

    def _score(self, kind: LabelKind, total: float) -> float:
        bar = self._rules.further_topic if kind == "topic" else self._rules.audience
        return round(1 / (1 + math.exp(-3 * (total - bar))), 3)

    @cached_property
    def _segmenter(self) -> Segmenter:
        return self._given_segmenter or fastest_segmenter(self._lexicon.words())


def _labels(columns: list[int]) -> tuple[str, ...]:
    return tuple(LABELS[column] for column in columns)


def _kept(columns: NDArray[np.int64], kept: NDArray[np.bool_]) -> list[list[int]]:
    return [
        [column for column, keep in zip(row, keeps, strict=True) if keep]
        for row, keeps in zip(columns.tolist(), kept.tolist(), strict=True)
    ]


def tagger_version(lexicon: Lexicon | None = None, model: LearnedModel | None = None) -> str:
    """Version of the rules, the lexicons and the learned weights, as written beside each post's tags."""
    digest = lexicon.digest if lexicon is not None else lexicon_digest()
    return f"{_RULES_VERSION}+{digest}+{model.digest if model is not None else learned_digest()}"


TAGGER_VERSION: Final = tagger_version()
