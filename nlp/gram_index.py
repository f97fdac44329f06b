"""Which grams of one to three characters a text has: tables from characters to pairs to triples, for numpy.

Characters that no gram has are number 0. Two numbers side by side lead to the number of a pair, and a pair
whose next character can make it a known triple is looked up among those.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Numbers = NDArray[np.integer[Any]]


@dataclass(frozen=True, slots=True)
class KnownGrams:
    """Known grams of one length in a text: the rows of the index, and where each begins, in that order."""

    length: int
    rows: Integers
    begins: Integers


class GramIndex:
    """`grams` of one to three characters; a gram's row is its place among them."""

    def __init__(self, grams: Sequence[str]) -> None:
        lengths = np.fromiter(map(len, grams), dtype=np.int64, count=len(grams))
        points = np.array(grams, dtype="U3").view(np.uint32).reshape(-1, 3)
        ones, twos, threes = (np.flatnonzero(lengths == length) for length in (1, 2, 3))
        characters = np.unique(np.concatenate((points[:, 0], points[twos, 1], points[threes, 1:].ravel())))
        self._width = len(characters) + 1
        self._character_of = np.zeros(sys.maxunicode + 1, dtype=np.uint16)
        self._character_of[characters] = np.arange(1, self._width)
        numbers = self._character_of[points].astype(np.int64)
        self._row_of_one = _table(self._width, numbers[ones, 0], ones)
        self._set_pairs(numbers, twos, threes)
        self._set_triples(numbers, threes)

    def known(self, text: str) -> tuple[KnownGrams, KnownGrams, KnownGrams]:
        """The known grams of one, two and three characters, each in the order they stand."""
        points = np.frombuffer(text.encode("utf-32-le", "replace"), dtype=np.uint32)
        characters = self._character_of[points].astype(np.int64)
        pairs = self._pair_of[characters[:-1] * self._width + characters[1:]]
        ones = _known(1, self._row_of_one[characters], np.arange(len(characters)))
        at = np.flatnonzero(pairs)
        twos = _known(2, self._row_of_pair[pairs[at]], at)
        return ones, twos, self._known_triples(characters, pairs)

    def _known_triples(self, characters: Integers, pairs: Numbers) -> KnownGrams:
        at = np.flatnonzero(self._goes_on[pairs[:-1]] & self._goes_before[pairs[1:]])
        keys = pairs[at].astype(np.int64) * self._width + characters[at + 2]
        places = np.searchsorted(self._triples, keys)
        right = self._triples[places] == keys
        return KnownGrams(3, self._rows_of_triples[places[right]], at[right])

    def _set_pairs(self, numbers: Integers, twos: Integers, threes: Integers) -> None:
        """Number the pairs that are grams or either end of a triple."""
        keys, heads, tails = (
            numbers[rows, first] * self._width + numbers[rows, first + 1]
            for rows, first in ((twos, 0), (threes, 0), (threes, 1))
        )
        pairs = np.unique(np.concatenate((keys, heads, tails)))
        self._pair_of = np.zeros(self._width**2, dtype=np.min_scalar_type(len(pairs)))
        self._pair_of[pairs] = np.arange(1, len(pairs) + 1)
        self._row_of_pair = _table(len(pairs) + 1, self._pair_of[keys], twos)
        self._goes_on = _marks(len(pairs) + 1, self._pair_of[heads])
        self._goes_before = _marks(len(pairs) + 1, self._pair_of[tails])

    def _set_triples(self, numbers: Integers, threes: Integers) -> None:
        heads = self._pair_of[numbers[threes, 0] * self._width + numbers[threes, 1]].astype(np.int64)
        keys = heads * self._width + numbers[threes, 2]
        order = np.argsort(keys)
        self._triples = np.append(keys[order], np.iinfo(np.int64).max)
        self._rows_of_triples = threes[order]


def _known(length: int, rows: Integers, begins: Integers) -> KnownGrams:
    known = rows >= 0
    return KnownGrams(length, rows[known], begins[known])


def _table(size: int, places: Numbers, rows: Integers) -> Integers:
    """A table from numbers to rows, -1 where there is none."""
    table = np.full(size, -1, dtype=np.int64)
    table[places] = rows
    return table


def _marks(size: int, places: Numbers) -> NDArray[np.bool_]:
    marks = np.zeros(size, dtype=np.bool_)
    marks[places] = True
    return marks
