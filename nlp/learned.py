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
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from hub.errors import ConfigError
from nlp.gram_index import GramIndex, Integers
from nlp.vocabulary import AUDIENCE_NAMES, LEXICONS, TOPIC_NAMES

LABELS: Final = (*TOPIC_NAMES, *AUDIENCE_NAMES)
LEARNED: Final = LEXICONS / "learned.csv"
LONGEST_GRAM: Final = 3
BIAS: Final = "(bias)"
HEADER: Final = ("gram", "idf", *LABELS)
UNIT: Final = 100
"""Weights and frequencies are kept in hundredths."""


@dataclass(frozen=True, slots=True)
class Readings:
    """What the model makes of texts: margins[text, label], and which known grams stand where.

    Gram i of all stands at [begins[i], ends[i]) and is the model's gram rows[i]; those of text t are numbers
    bounds[t] to bounds[t + 1], single characters first.
    """

    margins: NDArray[np.float32]
    rows: Integers
    begins: Integers
    ends: Integers
    bounds: Integers


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
        texts, rows, begins, ends = self._known(joined, spans)
        shares = self._shares_of(texts, rows, len(spans))
        if heads is not None and head_share:
            first = np.flatnonzero(ends <= np.array(heads, dtype=np.int64)[texts])
            shares[first] += head_share * self._shares_of(texts[first], rows[first], len(spans))
        else:
            head_share = 0.0
        bounds = np.searchsorted(texts, np.arange(len(spans) + 1))
        margins = self._sums(shares, rows, bounds) / np.float32(1 + head_share) + self.bias
        return Readings(margins, rows, begins, ends, bounds)

    def _known(
        self, joined: str, spans: Sequence[tuple[int, int]]
    ) -> tuple[Integers, Integers, Integers, Integers]:
        """Of all known grams, text by text: text, row, begin, end."""
        known = self._index.known(joined)
        rows = np.concatenate([grams.rows for grams in known])
        begins = np.concatenate([grams.begins for grams in known])
        ends = np.concatenate([grams.begins + grams.length for grams in known])
        starts, limits = np.array(spans, dtype=np.int64).reshape(-1, 2).T
        texts = np.searchsorted(starts, begins, side="right") - 1
        order = np.argsort(texts.astype(np.min_scalar_type(len(spans))), kind="stable")  # few bits sort fast
        order = order[ends[order] <= limits[texts[order]]]
        return texts[order], rows[order], begins[order], ends[order]

    def _shares_of(self, texts: Integers, rows: Integers, count: int) -> NDArray[np.float32]:
        """What each gram counts: a text's as a vector of length 1, one that stands twice only once."""
        keys = texts * len(self.grams) + rows
        last_seen = self._scratch(count * len(self.grams))
        order = np.arange(len(rows), dtype=np.int32)
        last_seen[keys] = order
        once = last_seen[keys] == order
        lengths = np.sqrt(np.bincount(texts, once * self.squared_idf[rows], minlength=count))
        lengths[lengths == 0] = 1.0
        shares: NDArray[np.float32] = (once / lengths[texts]).astype(np.float32)
        return shares

    def _scratch(self, size: int) -> NDArray[np.int32]:
        """Where in a text each row was seen last, written before it is read; kept, as new memory is slow."""
        if len(self._kept_scratch[0]) < size:
            self._kept_scratch[0] = np.empty(size, dtype=np.int32)
        return self._kept_scratch[0]

    @cached_property
    def _kept_scratch(self) -> list[NDArray[np.int32]]:
        return [np.empty(0, dtype=np.int32)]

    def _sums(self, shares: NDArray[np.float32], rows: Integers, bounds: Integers) -> NDArray[np.float32]:
        """The weighted sum of each text's rows of weights."""
        by_text = csr_array((shares, rows, bounds), shape=(len(bounds) - 1, len(self.grams)))
        sums: NDArray[np.float32] = by_text @ self.weights
        return sums

    @cached_property
    def _index(self) -> GramIndex:
        return GramIndex(self.grams)


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
