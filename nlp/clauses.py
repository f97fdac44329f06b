"""Whether the segmenter cuts a word out of its clause, asked for many words at once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import Final

from nlp.segmenter import Segmenter

_CLAUSE: Final = re.compile(r"\w*")
_LONGEST_CLAUSE: Final = 60
_BETWEEN: Final = "\n"
"""Every segmenter cuts before and behind it."""

Place = tuple[str, int, int]
"""A text, and where in it a word begins and ends."""


def are_cut_out(places: Sequence[Place], segmenter: Segmenter) -> list[bool]:
    """Of each place, whether it is one word of its clause (60 characters at most on either side)."""
    if not places:
        return []  # without a segmenter, which reads its dictionary when it is first needed
    clauses = [_clause(*place) for place in places]
    cut = segmenter.cut(_BETWEEN.join(clause for clause, _ in clauses))
    words = set(pairwise(accumulate(map(len, cut), initial=0)))
    starts = accumulate((len(clause) + len(_BETWEEN) for clause, _ in clauses), initial=0)
    return [
        (start + before, start + before + end - begin) in words
        for start, (_, before), (_, begin, end) in zip(starts, clauses, places, strict=False)
    ]


def _clause(text: str, begin: int, end: int) -> tuple[str, int]:
    """The clause around [begin, end), and how much of it stands before."""
    before = _clause_length(text[max(0, begin - _LONGEST_CLAUSE) : begin][::-1])
    after = _clause_length(text[end : end + _LONGEST_CLAUSE])
    return text[begin - before : end + after], before


def _clause_length(text: str) -> int:
    """How many characters stand before the first that is none of a word."""
    clause = _CLAUSE.match(text)
    return clause.end() if clause else 0
