"""What labelled posts taught: a linear model over the characters of a post, its weights kept as text.

A post is the set of its grams, one to three characters each. A label's margin is the sum of the weights of
the grams the post has, divided by the length of the post's vector of inverse document frequencies, plus the
label's bias (a linear support vector machine over binary TF-IDF). Margins below 0 speak against a label.
`lexicons/learned.csv` holds the weights, written by `nlp/training.py`: a line per gram, in hundredths.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array

from hub.errors import ConfigError
from nlp.string_index import Integers, StringIndex, points_of
from nlp.vocabulary import AUDIENCE_NAMES, LEXICONS, TOPIC_NAMES

LABELS: Final = (*TOPIC_NAMES, *AUDIENCE_NAMES)
LEARNED: Final = LEXICONS / "learned.csv"
LONGEST_GRAM: Final = 3
BIAS: Final = "(bias)"
HEADER: Final = ("gram", "idf", *LABELS)
UNIT: Final = 100
"""Weights and frequencies are kept in hundredths."""


@dataclass(frozen=True)
class Readings:
    """What the model makes of texts: margins[text, label], and which known grams stand where.

    Gram i of all, the model's gram rows[i], stands in text texts[i] at [begins[i], ends[i]). Single
    characters come first, then pairs, each in the order they stand.
    """

    margins: NDArray[np.float32]
    texts: Integers
    rows: Integers
    begins: Integers
    ends: Integers

    def numbers_of(self, text: int) -> Integers:
        """The numbers of a text's grams."""
        firsts, afters = self._by_length[:, text], self._by_length[:, text + 1]
        return np.concatenate(list(map(np.arange, firsts, afters)))

    @cached_property
    def _by_length(self) -> Integers:
        """By length and text, the number of its first gram; behind the last text, that after its last."""
        lengths, texts = self.ends - self.begins, np.arange(len(self.margins) + 1)
        bounds = np.searchsorted(lengths, np.arange(1, LONGEST_GRAM + 2)).tolist()
        return np.stack(
            [first + np.searchsorted(self.texts[first:after], texts) for first, after in pairwise(bounds)]
        )

    def is_blank(self) -> NDArray[np.bool_]:
        """Of each text, whether it has no known gram."""
        blank: NDArray[np.bool_] = (self._by_length[:, 1:] == self._by_length[:, :-1]).all(axis=0)
        return blank


@dataclass(frozen=True)
class LearnedModel:
    """`weights[row, label]` of `grams[row]`, with squared document frequencies and a bias per label.

    `digest` tells one state of the file from another; a model that was never written has none.
    """

    grams: Sequence[str]
    weights: NDArray[np.float32]
    squared_idf: NDArray[np.float32]
    bias: NDArray[np.float32]
    digest: str = ""

    def read(
        self,
        joined: str,
        spans: Sequence[tuple[int, int]],
        heads: Sequence[int] | None = None,
        head_share: float = 0.0,
    ) -> Readings:
        """Margins of the normalised texts that stand at `spans` of `joined`, in order, none touching another.

        What stands before `heads[text]` is read once more, at that share. A text without a known gram has
        the biases alone.
        """
        text_at, head_at = _marked(len(joined), spans, heads if head_share else None)
        # What stands between texts is blanked, so that no gram reaches from one into it.
        rows, begins, ends = self._index.find(np.where(text_at < 0, 0, points_of(joined)))
        texts = text_at.take(begins)
        shares = self._shares_of(texts, rows, len(spans))
        first = head_at.take(ends - 1).nonzero()[0]
        if len(first):
            shares[first] += head_share * self._shares_of(texts[first], rows[first], len(spans))
        margins = self._sums(shares, texts, rows, len(spans)) / np.float32(1 + head_share) + self.bias
        return Readings(margins, texts, rows, begins, ends)

    def _shares_of(self, texts: Integers, rows: Integers, count: int) -> NDArray[np.float32]:
        """What each gram counts: a text's as a vector of length 1, one that stands twice only once."""
        once = self._last_ones(texts, rows, count)
        lengths = np.sqrt(np.bincount(texts, once * self.squared_idf.take(rows), minlength=count))
        lengths[lengths == 0] = 1.0
        shares: NDArray[np.float32] = once * (1 / lengths).astype(np.float32).take(texts)
        return shares

    def _last_ones(self, texts: Integers, rows: Integers, count: int) -> NDArray[np.bool_]:
        """Which grams do not stand again further on in their text."""
        keys = texts * len(self.grams)
        keys += rows
        order = np.arange(len(keys), dtype=np.min_scalar_type(len(keys)))
        last_seen = np.empty(count * len(self.grams), dtype=order.dtype)
        last_seen[keys] = order
        last: NDArray[np.bool_] = last_seen.take(keys) == order
        return last

    def _sums(
        self, shares: NDArray[np.float32], texts: Integers, rows: Integers, count: int
    ) -> NDArray[np.float32]:
        """The weighted sum of each text's rows of weights."""
        by_text = coo_array((shares, (texts, rows)), shape=(count, len(self.grams)))
        sums: NDArray[np.float32] = by_text @ self.weights
        return sums

    @cached_property
    def _index(self) -> StringIndex:
        return StringIndex(self.grams)


def _marked(
    length: int, spans: Sequence[tuple[int, int]], heads: Sequence[int] | None
) -> tuple[Integers, NDArray[np.bool_]]:
    """By character, the number of its text (-1 between texts), and whether it is in its text's head."""
    text_at, head_at = np.full(length, -1), np.zeros(length, dtype=np.bool_)
    for text, (begin, end) in enumerate(spans):
        text_at[begin:end] = text
    if heads is not None:
        for (begin, end), head in zip(spans, heads, strict=True):
            head_at[begin : min(head, end)] = True
    return text_at, head_at


def load_learned(path: Path = LEARNED) -> LearnedModel:
    """Read the weights. Raises ConfigError where the file cannot be used."""
    content = _content(path)
    header, *lines = content.decode("utf-8", "replace").splitlines() or [""]
    if tuple(header.split(",")) != HEADER:
        raise ConfigError(f"The weights {path} are of other labels; run `fenghuo lexicon train`.")
    parts = [line.partition(",") for line in lines]
    numbers = np.fromstring(",".join(rest for _, _, rest in parts), dtype=np.float32, sep=",") / UNIT
    if numbers.size != len(lines) * (len(HEADER) - 1) or not lines or parts[0][0] != BIAS:
        raise ConfigError(f"The weights {path} are damaged; run `fenghuo lexicon train`.")
    table = numbers.reshape(len(lines), -1)
    grams = [gram for gram, _, _ in parts[1:]]
    weights = np.ascontiguousarray(table[1:, 1:])
    return LearnedModel(grams, weights, table[1:, 0] ** 2, table[0, 1:], _digest(content))


def learned_digest(path: Path = LEARNED) -> str:
    """What tells one state of the weights from another. Raises ConfigError where they cannot be read."""
    return _digest(_content(path))


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:6]


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ConfigError(f"The weights {path} cannot be read: {error.strerror}.") from None
