"""What labelled posts taught: a linear model over the characters of a post, its weights kept as text.

A post is the set of its grams, one to three characters each. A label's margin is the sum of the weights of
the grams the post has, divided by the length of the post's vector of inverse document frequencies, plus the
label's bias (a linear support vector machine over binary TF-IDF). Margins below 0 speak against a label.
`lexicons/learned.csv` holds the weights, written by `nlp/training.py`: a line per gram, in hundredths.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
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
_CODE_POINT: Final = np.uint64(_CODE_POINT_BITS)
_TABLE_BITS: Final = 18
_SHIFT: Final = np.uint64(64 - _TABLE_BITS)
_NO_KEY: Final = np.uint64(2**64 - 1)
_MULTIPLIERS: Final = tuple(map(np.uint64, (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9)))


@dataclass(frozen=True)
class Reading:
    """What the model makes of a text: a margin per label, and which known grams stand where.

    `rows[i]` is the model's gram at position `at[i]` among all grams of the text, single characters first.
    """

    margins: NDArray[np.float32]
    rows: NDArray[np.int32]
    at: NDArray[np.intp]
    characters: int

    def span(self, number: int) -> tuple[int, int]:
        """The half-open span of the text where the known gram of that number stands."""
        at, length = int(self.at[number]), 1
        while at >= self.characters - length + 1:
            at, length = at - (self.characters - length + 1), length + 1
        return at, at + length

    def within(self, end: int) -> NDArray[np.intp]:
        """The numbers of the known grams that stand before `end`."""
        twos, threes = self.characters, 2 * self.characters - 1
        inside = self.at < end
        inside |= (self.at >= twos) & (self.at < twos + end - 1)
        inside |= (self.at >= threes) & (self.at < threes + end - 2)
        return np.flatnonzero(inside)


@dataclass(frozen=True)
class LearnedModel:
    """`weights[row, label]` of `grams[row]`, with squared document frequencies and a bias per label."""

    grams: Sequence[str]
    weights: NDArray[np.float32]
    squared_idf: NDArray[np.float32]
    bias: NDArray[np.float32]

    def read(self, text: str, head: int = 0, head_share: float = 0.0) -> Reading:
        """Margins of a normalised text; its first `head` characters are read once more, at that share.

        One without a known gram has the biases alone.
        """
        keys, characters = gram_keys(text)
        rows, at = self._index.known(keys)
        reading = Reading(self.bias, rows, at, characters)
        if not len(rows):
            return reading
        shares = self._shares_of(rows)
        if head_share:
            first = reading.within(min(head, characters))
            shares[first] += head_share * self._shares_of(rows[first])
        margins = (shares @ self.weights[rows]) / (1 + head_share) + self.bias
        return replace(reading, margins=margins)

    def _shares_of(self, rows: NDArray[np.int32]) -> NDArray[np.float32]:
        """What each gram counts: all together as a vector of length 1, one that stands twice only once."""
        order = np.arange(len(rows), dtype=np.int32)
        self._last_seen[rows] = order
        once = self._last_seen[rows] == order
        length = math.sqrt(self.squared_idf[rows[once]].sum()) or 1.0
        shares: NDArray[np.float32] = (once / length).astype(np.float32)
        return shares

    @cached_property
    def _last_seen(self) -> NDArray[np.int32]:
        """Scratch: where among a text's grams each row was seen last; written before it is read."""
        return np.zeros(len(self.grams), dtype=np.int32)

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


def gram_keys(text: str) -> tuple[NDArray[np.uint64], int]:
    """All grams of one, then two, then three characters, packed into integers; and how many have one."""
    points = np.frombuffer(text.encode("utf-32-le", "replace"), dtype=np.uint32).astype(np.uint64)
    twos = (points[:-1] << _CODE_POINT) | points[1:]
    threes = (twos[:-1] << _CODE_POINT) | points[2:]
    return np.concatenate((points, twos, threes)), len(points)


def _key_of(gram: str) -> int:
    key = 0
    for character in gram:
        key = (key << _CODE_POINT_BITS) | ord(character)
    return key


class _GramIndex:
    """From packed grams to rows: a hash table, and a second one for the few whose place was taken."""

    def __init__(self, keys: NDArray[np.uint64]) -> None:
        self._keys = np.append(keys, _NO_KEY)
        nobody = np.int32(len(keys))
        self._tables: list[tuple[np.uint64, NDArray[np.int32]]] = []
        lost = np.arange(len(keys), dtype=np.int32)
        while len(lost):
            multiplier = _MULTIPLIERS[len(self._tables)]
            table = np.full(1 << _TABLE_BITS, nobody, dtype=np.int32)
            slots = _slots(keys[lost], multiplier)
            table[slots[::-1]] = lost[::-1]
            lost = lost[table[slots] != lost]
            self._tables.append((multiplier, table))

    def known(self, keys: NDArray[np.uint64]) -> tuple[NDArray[np.int32], NDArray[np.intp]]:
        """The rows of the keys that the model knows, and which of the keys they are, in their order."""
        at = np.arange(len(keys))
        found: list[tuple[NDArray[np.int32], NDArray[np.intp]]] = []
        for multiplier, table in self._tables:
            rows = table[_slots(keys, multiplier)]
            held = self._keys[rows]
            right = held == keys
            found.append((rows[right], at[right]))
            open_ones = ~right & (held != _NO_KEY)
            keys, at = keys[open_ones], at[open_ones]
        if not found:
            return np.empty(0, dtype=np.int32), at[:0]
        every = np.concatenate([at for _, at in found])
        order = np.argsort(every, kind="stable") if len(found) > 1 else slice(None)
        return np.concatenate([rows for rows, _ in found])[order], every[order]


def _slots(keys: NDArray[np.uint64], multiplier: np.uint64) -> NDArray[np.int64]:
    return ((keys * multiplier) >> _SHIFT).view(np.int64)
