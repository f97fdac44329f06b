"""What a lexicon says for each label of a batch of posts, added to the margins of the learned model."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nlp.finder import EntryFinder, Found
from nlp.learned import LABELS
from nlp.lexicon import LabelKind, Lexicon
from nlp.segmenter import Segmenter
from nlp.zones import Batch, Span, ZoneWeights

ORDINARY: Final = 5.0
"""Entries up to this weight are evidence among other evidence; beyond it, they decide."""

_COLUMN: Final = {label: column for column, label in enumerate(LABELS)}
_LEAST_LENGTH: Final = 1.5
"""So that one light word alone does not count as much as many."""


@dataclass(frozen=True)
class Spoken:
    """`said[post, label]`, in units of the margin, and where the entries that speak for a label stand."""

    kind: LabelKind
    said: NDArray[np.float64]
    found: Found
    columns: NDArray[np.int64]

    def spans(self, post: int, column: int) -> list[Span]:
        """Where entries that speak for the label first stand in the post."""
        keys, spans = self._speaking
        key = post * len(LABELS) + column
        return spans[bisect_left(keys, key) : bisect_right(keys, key)]

    @cached_property
    def _speaking(self) -> tuple[list[int], list[Span]]:
        """Sorted by post and column, as what was found is."""
        found = self.found
        speaking = np.flatnonzero(found.best > 0)
        keys = (found.posts * len(LABELS) + self.columns)[speaking]
        spans = zip(found.begins[speaking].tolist(), found.ends[speaking].tolist(), strict=True)
        return keys.tolist(), list(spans)


class LexiconVoice:
    """The entries of one kind of label, with the share they have in the sums."""

    def __init__(
        self, lexicon: Lexicon, kind: LabelKind, share: float, order: float, weights: ZoneWeights
    ) -> None:
        self._kind = kind
        self._share = share
        self._zone_weights = weights
        entries = sorted(
            (entry for entry in lexicon.entries if entry.label_kind == kind),
            key=lambda entry: _COLUMN[entry.label],
        )
        self._finder = EntryFinder(entries)
        self._columns = np.array([_COLUMN[entry.label] for entry in entries], dtype=np.int64)
        heavy = np.array([entry.weight for entry in entries], dtype=np.float64)
        self._orders = order * np.sign(heavy) * np.maximum(np.abs(heavy) - ORDINARY, 0.0)

    def speak(self, batch: Batch, segmenter: Segmenter) -> Spoken:
        """Logarithms of the labels' scores, scaled together to -1 to 1, and what heavy entries order."""
        found = self._finder.find(batch, segmenter)
        columns = self._columns[found.entries]
        shape = (len(batch.spans), len(LABELS))
        keys = found.posts * len(LABELS) + columns
        scores = np.bincount(keys, found.scores(self._zone_weights), shape[0] * shape[1]).reshape(shape)
        orders = np.bincount(keys, self._orders[found.entries], shape[0] * shape[1]).reshape(shape)
        logs = np.copysign(np.log1p(np.abs(scores)), scores)
        lengths = np.maximum(np.sqrt(np.square(logs).sum(axis=1, keepdims=True)), _LEAST_LENGTH)
        return Spoken(self._kind, self._share * (logs / lengths) + orders, found, columns)
