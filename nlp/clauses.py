"""Whether the segmenter cuts a word out of its clause, asked for many words at once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate
from typing import Final

import numpy as np

from nlp.segmenter import Segmenter

_CLAUSE: Final = re.compile(r"\w*")
_LONGEST_CLAUSE: Final = 60
_BETWEEN: Final = "\n"
"""Every segmenter cuts before and behind it."""
_INSIDE_A_WORD: Final = -2

Place = tuple[str, int, int]
"""A text, and where in it a word begins and ends."""


def are_cut_out(places: Sequence[Place], segmenter: Segmenter) -> list[bool]:
    """Of each place, whether it is one word of its clause (60 characters at most on either side)."""
    if not places:
        return []  # without a segmenter, which reads its dictionary when it is first needed
    clauses = [_clause(*place) for place in places]
    cut = segmenter.cut(_BETWEEN.join(clause for clause, _ in clauses))
    ends = np.fromiter(map(len, cut), dtype=np.int64, count=len(cut)).cumsum()
    words_until = np.full(ends[-1] + 1, _INSIDE_A_WORD)
    words_until[0], words_until[ends] = 0, np.arange(1, len(ends) + 1)
    starts = accumulate((len(clause) + len(_BETWEEN) for clause, _ in clauses), initial=0)
    begins = np.array([start + before for start, (_, before) in zip(starts, clauses, strict=False)])
    before, until = words_until[begins], words_until[begins + [end - begin for _, begin, end in places]]
    cut_out: list[bool] = ((before != _INSIDE_A_WORD) & (until == before + 1)).tolist()
    return cut_out


def _clause(text: str, begin: int, end: int) -> tuple[str, int]:
    """The clause around [begin, end), and how much of it stands before."""
    backwards = _CLAUSE.match(text[max(0, begin - _LONGEST_CLAUSE) : begin][::-1])
    onwards = _CLAUSE.match(text, end, end + _LONGEST_CLAUSE)
    before = backwards.end() if backwards else 0
    return text[begin - before : onwards.end() if onwards else end], before
