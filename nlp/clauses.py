"""Whether the segmenter cuts words out of their clauses, asked for all words of a batch at once."""

from __future__ import annotations

import sys
from functools import cache
from itertools import accumulate
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nlp.segmenter import Segmenter
from nlp.string_index import Integers, points_of

_LONGEST_CLAUSE: Final = 60
_BETWEEN: Final = "\n"
"""Every segmenter cuts before and behind it."""
_INSIDE_A_WORD: Final = -2
_LAST_LETTER: Final = 0x323AF
"""No code point beyond is one (Unicode 15); to ask all of them would take five times as long."""


def are_cut_out(text: str, begins: Integers, ends: Integers, segmenter: Segmenter) -> NDArray[np.bool_]:
    """Of each span of the text, whether it is one word of its clause (60 characters at most beside it)."""
    if not len(begins):
        return np.zeros(
            0, dtype=np.bool_
        )  # without a segmenter, which reads its dictionary when first needed
    firsts, afters = _clauses(text, begins, ends)
    clauses = [text[first:after] for first, after in zip(firsts.tolist(), afters.tolist(), strict=True)]
    words_until = _words_until(segmenter.cut(_BETWEEN.join(clauses)))
    starts = np.fromiter(
        accumulate(map(len, clauses), lambda at, length: at + length + 1, initial=0), np.int64
    )
    shifts = starts[:-1] - firsts
    before, until = words_until[begins + shifts], words_until[ends + shifts]
    cut_out: NDArray[np.bool_] = (before != _INSIDE_A_WORD) & (until == before + 1)
    return cut_out


def _clauses(text: str, begins: Integers, ends: Integers) -> tuple[Integers, Integers]:
    """Where the clauses around spans begin and end: between two characters that are none of a word."""
    marks = (~_of_words().take(points_of(text))).nonzero()[0]
    edges = np.concatenate(([-1], marks, [len(text)]))
    firsts = edges[np.searchsorted(edges, begins) - 1] + 1
    afters = edges[np.searchsorted(edges, ends)]
    return np.maximum(firsts, begins - _LONGEST_CLAUSE), np.minimum(afters, ends + _LONGEST_CLAUSE)


def _words_until(words: list[str]) -> Integers:
    """By position, how many words end up to there, where one does."""
    ends = np.fromiter(map(len, words), dtype=np.int64, count=len(words)).cumsum()
    words_until = np.full(ends[-1] + 1, _INSIDE_A_WORD)
    words_until[0], words_until[ends] = 0, np.arange(1, len(ends) + 1)
    return words_until


@cache
def _of_words() -> NDArray[np.bool_]:
    """By code point, whether it is part of a word, as \\w of a regular expression."""
    table = np.zeros(sys.maxunicode + 1, dtype=np.bool_)
    table[: _LAST_LETTER + 1] = [chr(point).isalnum() for point in range(_LAST_LETTER + 1)]
    table[ord("_")] = True
    return table
