"""What a lexicon says for each label of a batch of posts, added to the margins of the learned model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nlp.finder import EntryFinder, Found
from nlp.learned import LABELS
from nlp.lexicon import LabelKind, Lexicon
from nlp.segmenter import Segmenter
from nlp.string_index import Integers
from nlp.vocabulary import AUDIENCE_NAMES, TOPIC_NAMES
from nlp.zones import Batch, ZoneWeights

ORDINARY: Final = 5.0
"""Entries up to this weight are evidence among other evidence; beyond it, they decide."""

_COLUMN: Final = {label: column for column, label in enumerate(LABELS)}
_KINDS: Final[dict[LabelKind, NDArray[np.bool_]]] = {
    "topic": np.isin(LABELS, list(TOPIC_NAMES)),
    "audience": np.isin(LABELS, list(AUDIENCE_NAMES)),
}
"""Which columns are of which kind."""
_LEAST_LENGTH: Final = 1.5
"""So that one light word alone does not count as much as many."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """`said[post, label]`, in units of the margin, and where the entries that speak for a label stand."""

    said: NDArray[np.float64]
    found: Found
    columns: Integers

    def spans(self, posts: Integers, columns: Integers) -> tuple[Integers, Integers, Integers]:
        """Where entries that speak for the label of a column first stand in the post beside it.

        Given as the number of the pair of post and column, begins and ends.
        """
        number_of = np.full(self.said.shape, -1, dtype=np.int64)
        number_of[posts, columns] = np.arange(len(posts))
        numbers = number_of[self.found.posts, self.columns]
        speaking = ((numbers >= 0) & (self.found.best > 0)).nonzero()[0]
        return numbers[speaking], self.found.begins[speaking], self.found.ends[speaking]


class LexiconVoice:
    """The entries of a lexicon, with the share that those of each kind of label have in the sums."""

    def __init__(
        self, lexicon: Lexicon, shares: Mapping[LabelKind, float], order: float, weights: ZoneWeights
    ) -> None:
        self._shares = shares
        self._zone_weights = weights
        entries = sorted(lexicon.entries, key=lambda entry: _COLUMN[entry.label])
        self._finder = EntryFinder(entries)
        self._columns = np.array([_COLUMN[entry.label] for entry in entries], dtype=np.int64)
        heavy = np.array([entry.weight for entry in entries], dtype=np.float64)
        self._orders = order * np.sign(heavy) * np.maximum(np.abs(heavy) - ORDINARY, 0.0)

    def speak(self, batch: Batch, segmenter: Segmenter) -> Spoken:
        """Logarithms of the scores, those of a kind scaled together to -1 to 1, and heavy entries' orders."""
        found = self._finder.find(batch, segmenter)
        columns = self._columns[found.entries]
        shape = (len(batch.spans), len(LABELS))
        keys = found.posts * len(LABELS) + columns
        scores = np.bincount(keys, found.scores(self._zone_weights), shape[0] * shape[1]).reshape(shape)
        orders = np.bincount(keys, self._orders[found.entries], shape[0] * shape[1]).reshape(shape)
        said = orders.astype(np.float64)
        logs = np.copysign(np.log1p(np.abs(scores)), scores)
        for kind, share in self._shares.items():
            of_kind = logs * _KINDS[kind]
            lengths = np.maximum(np.sqrt(np.square(of_kind).sum(axis=1, keepdims=True)), _LEAST_LENGTH)
            said += share * (of_kind / lengths)
        return Spoken(said, found, columns)
