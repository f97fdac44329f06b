"""What labelled posts taught: a linear model over the characters of a post, its weights kept as text.

A post is the set of its grams, one to three characters each. A label's margin is the sum of the weights of
the grams the post has, divided by the length of the post's vector of inverse document frequencies, plus the
label's bias (a linear support vector machine over binary TF-IDF). Margins below 0 speak against a label.
`lexicons/learned.csv` holds the weights, written by `nlp/training.py`: a line per gram, in hundredths.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hub.errors import ConfigError
from nlp.vocabulary import AUDIENCE_NAMES, LEXICONS, TOPIC_NAMES

LABELS: Final = (*TOPIC_NAMES, *AUDIENCE_NAMES)
LEARNED: Final = LEXICONS / "learned.csv"
LONGEST_GRAM: Final = 3
BIAS: Final = "(bias)"
HEADER: Final = ("gram", "idf", *LABELS)
UNIT: Final = 100
"""Weights and frequencies are kept in hundredths."""

_CODE_POINT_BITS: Final = 21
_TABLE_BITS: Final = 18
_MULTIPLIERS: Final = tuple(map(np.uint64, (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9)))


@dataclass(frozen=True, slots=True)
class Reading:
    """What the model makes of a text: a margin per label, and where the known grams stand.

    `rows[i]` is the model's gram that begins at `begins[i]` and has `lengths[i]` characters.
    """

    margins: NDArray[np.float32]
    rows: NDArray[np.int32]
    begins: NDArray[np.int64]
    lengths: NDArray[np.int64]


@dataclass(frozen=True)
class LearnedModel:
    """`weights[row, label]` of `grams[row]`, with squared document frequencies and a bias per label."""

    grams: Sequence[str]
    weights: NDArray[np.float32]
    squared_idf: NDArray[np.float32]
    bias: NDArray[np.float32]

    def read(self, text: str) -> Reading:
        """Margins of a normalised text. One without a known gram has the biases alone."""
        rows, begins, lengths = self._known(text)
        distinct = np.unique(rows)
        norm = float(np.sqrt(self.squared_idf[distinct].sum())) or 1.0
        margins = self.weights[distinct].sum(axis=0) / norm + self.bias
        return Reading(margins, rows, begins, lengths)

    def _known(self, text: str) -> tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.int64]]:
        packed = gram_keys(text)
        keys = np.concatenate(packed)
        rows = self._index.rows_of(keys)
        at = np.flatnonzero(rows >= 0)
        starts = np.cumsum([0, *(len(part) for part in packed)])
        lengths = np.searchsorted(starts, at, side="right")
        return rows[at], at - starts[lengths - 1], lengths

    @cached_property
    def _index(self) -> _GramIndex:
        return _GramIndex(np.fromiter(map(_key_of, self.grams), dtype=np.uint64, count=len(self.grams)))


def load_learned(path: Path = LEARNED) -> LearnedModel:
    """Read the weights. Raises ConfigError where the file cannot be used."""
    try:
        header, *lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError) as error:
        raise ConfigError(f"The weights {path} cannot be read: {error}.") from None
    if tuple(header.split(",")) != HEADER:
        raise ConfigError(f"The weights {path} are of other labels; run `fenghuo lexicon train`.")
    parts = [line.partition(",") for line in lines]
    numbers = np.fromstring(",".join(rest for _, _, rest in parts), dtype=np.float32, sep=",") / UNIT
    if numbers.size != len(lines) * (len(HEADER) - 1) or not lines or parts[0][0] != BIAS:
        raise ConfigError(f"The weights {path} are damaged; run `fenghuo lexicon train`.")
    table = numbers.reshape(len(lines), -1)
    grams = [gram for gram, _, _ in parts[1:]]
    return LearnedModel(grams, np.ascontiguousarray(table[1:, 1:]), table[1:, 0] ** 2, table[0, 1:])


def gram_keys(text: str) -> list[NDArray[np.uint64]]:
    """The grams of one, two, and three characters in their order, each packed into one integer."""
    points = np.frombuffer(text.encode("utf-32-le", "replace"), dtype=np.uint32).astype(np.uint64)
    keys = [points]
    for length in range(2, LONGEST_GRAM + 1):
        shorter = keys[-1]
        if len(points) < length:
            keys.append(points[:0])
        else:
            keys.append(
                (shorter[: len(points) - length + 1] << np.uint64(_CODE_POINT_BITS)) | points[length - 1 :]
            )
    return keys


def _key_of(gram: str) -> int:
    key = 0
    for character in gram:
        key = (key << _CODE_POINT_BITS) | ord(character)
    return key


class _GramIndex:
    """From packed grams to rows: one hash table after the other, each with what the ones before lost."""

    def __init__(self, keys: NDArray[np.uint64]) -> None:
        self._keys = keys
        self._tables: list[tuple[np.uint64, NDArray[np.int32]]] = []
        lost = np.arange(len(keys), dtype=np.int32)
        while len(lost):
            multiplier = _MULTIPLIERS[len(self._tables)]
            table = np.full(1 << _TABLE_BITS, -1, dtype=np.int32)
            slots = _slots(keys[lost], multiplier)
            table[slots[::-1]] = lost[::-1]
            lost = lost[table[slots] != lost]
            self._tables.append((multiplier, table))

    def rows_of(self, keys: NDArray[np.uint64]) -> NDArray[np.int32]:
        """The row of each key, -1 where the model does not know it."""
        rows = np.full(len(keys), -1, dtype=np.int32)
        for multiplier, table in self._tables:
            found = table[_slots(keys, multiplier)]
            hits = self._keys[found] == keys
            np.copyto(rows, found, where=hits & (found >= 0))
        return rows


def _slots(keys: NDArray[np.uint64], multiplier: np.uint64) -> NDArray[np.intp]:
    return ((keys * multiplier) >> np.uint64(64 - _TABLE_BITS)).astype(np.intp)
