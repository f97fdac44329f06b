"""Trains the learned model on labelled posts and on the lexicons' strong entries, each a tiny post itself.

A linear support vector machine per label over binary TF-IDF of one to three characters. A gram is kept where
at least two posts or entries have it, or where it has a meaning (`nlp/meanings.py`), and where it says
something (a weight of 0.3 or more for some label).

Words of one meaning share what is learned: beside its grams, a post has for each meaning the sum of
the values of the grams that have it. The machine's weight of a meaning is then added to its grams, so
that reading costs no more than without.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from hub.errors import ConfigError
from nlp.labelled import LabelledPost
from nlp.learned import BIAS, HEADER, LABELS, LONGEST_GRAM, UNIT, LearnedModel
from nlp.lexicon import Lexicon
from nlp.meanings import load_meanings
from nlp.normalise import normalise

_ENTRY_SHARE: Final = 0.3
"""What an entry of the lexicon counts beside a whole post."""
_STRONG: Final = 3.0
_SHARED: Final = 0.4
"""How far words of one meaning learn together; found by cross-validation (docs/quality.md)."""
_LEAST_COUNT: Final = 2
_LEAST_WEIGHT: Final = 0.3
_GRAM: Final = re.compile(r"\w+\Z")


def train(
    posts: Sequence[LabelledPost], lexicon: Lexicon, meanings: Sequence[frozenset[str]] | None = None
) -> LearnedModel:
    """Learn from posts and entries; without `meanings`, with those shipped.

    Needs scikit-learn; the same input gives the same weights.
    """
    meanings = load_meanings() if meanings is None else meanings
    entries = [entry for entry in lexicon.entries if entry.kind != "pattern" and entry.weight >= _STRONG]
    texts = [model_text(post.title, post.text) for post in posts] + [entry.entry for entry in entries]
    kinds = ("topic", "audience")
    gold = [frozenset(post.topics + post.audiences) for post in posts]
    gold += [frozenset((entry.label,)) for entry in entries]
    shares = np.concatenate([np.ones(len(posts)), np.full(len(entries), _ENTRY_SHARE)])
    # An entry for a topic says nothing about audiences, so it is no counter-example there.
    asked = {kind: np.array([True] * len(posts) + [e.label_kind == kind for e in entries]) for kind in kinds}
    topics = frozenset(HEADER[2:24])
    grams, presence = _presence(texts, frozenset().union(*meanings))
    idf = _idf(presence)
    weights, bias = np.zeros((len(grams), len(LABELS))), np.zeros(len(LABELS))
    sharing = _sharing(grams, meanings)
    vectors = (_unit_length(presence, idf) @ sharing).tocsr()
    for column, label in enumerate(LABELS):
        rows = np.flatnonzero(asked["topic" if label in topics else "audience"])
        wanted = np.array([label in gold[row] for row in rows])
        learned, bias[column] = _separate(vectors[rows], wanted, shares[rows])
        weights[:, column] = sharing @ learned
    return _pruned(grams, weights * idf[:, None], idf, bias)


def model_text(title: str, text: str) -> str:
    """A post as the model reads it: normalised title and text."""
    return f"{normalise(title).text}\n{normalise(text).text}" if title else normalise(text).text


def write_learned(model: LearnedModel, path: Path) -> None:
    """Write the weights, whole or not at all. Raises ConfigError where they cannot be written."""
    idf = np.sqrt(model.squared_idf)
    lines = [",".join(HEADER), _line(BIAS, 0.0, model.bias)]
    lines += [_line(*row) for row in zip(model.grams, idf, model.weights, strict=True)]
    written = path.with_suffix(".part")
    try:
        written.write_text("\n".join(lines) + "\n", encoding="utf-8")
        written.replace(path)
    except OSError as error:
        raise ConfigError(
            f"The weights {path} cannot be written: {error.strerror}; give a folder of your own (--to)."
        ) from None


def _line(gram: str, idf: float, weights: Iterable[float]) -> str:
    return ",".join((gram, str(round(idf * UNIT)), *(str(round(weight * UNIT)) for weight in weights)))


def _presence(texts: Sequence[str], meant: frozenset[str]) -> tuple[list[str], Any]:
    """The grams worth knowing, all with a meaning among them, and a sparse matrix of which text has which."""
    from scipy.sparse import csr_matrix

    sets = [sorted(_grams(text)) for text in texts]
    counts = Counter(gram for grams in sets for gram in grams)
    known = sorted({gram for gram, count in counts.items() if count >= _LEAST_COUNT} | meant)
    column = {gram: number for number, gram in enumerate(known)}
    columns = [[column[gram] for gram in grams if gram in column] for grams in sets]
    indptr = np.cumsum([0, *map(len, columns)])
    flat = np.fromiter(
        (number for numbers in columns for number in numbers), dtype=np.int64, count=indptr[-1]
    )
    return known, csr_matrix((np.ones(len(flat)), flat, indptr), shape=(len(texts), len(known)))


def _sharing(grams: Sequence[str], meanings: Sequence[frozenset[str]]) -> Any:
    """From grams to what the machine sees: each gram itself, and each meaning."""
    from scipy.sparse import csr_matrix, hstack, identity

    row = {gram: number for number, gram in enumerate(grams)}
    pairs = [(row[word], number) for number, words in enumerate(meanings) for word in sorted(words)]
    rows, columns = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    meant = csr_matrix((np.full(len(pairs), _SHARED), (rows, columns)), shape=(len(grams), len(meanings)))
    return hstack([identity(len(grams)), meant]).tocsr()


def _grams(text: str) -> set[str]:
    every = (
        text[begin : begin + length]
        for length in range(1, LONGEST_GRAM + 1)
        for begin in range(len(text) - length + 1)
    )
    return {gram for gram in every if _GRAM.match(gram)}


def _idf(presence: Any) -> NDArray[np.float64]:
    frequencies = np.asarray(presence.sum(axis=0)).ravel()
    idf: NDArray[np.float64] = np.log((1 + presence.shape[0]) / (1 + frequencies)) + 1
    rounded: NDArray[np.float64] = np.round(idf * UNIT) / UNIT
    return rounded


def _unit_length(presence: Any, idf: NDArray[np.float64]) -> Any:
    from sklearn.preprocessing import normalize

    return normalize(presence.multiply(idf[None, :]).tocsr())


def _separate(vectors: Any, wanted: NDArray[np.bool_], shares: NDArray[np.float64]) -> tuple[Any, float]:
    """Weights and bias that tell the wanted from the others; a label nobody has is never given."""
    from sklearn.svm import LinearSVC

    if not wanted.any():
        return np.zeros(vectors.shape[1]), -1.0
    machine = LinearSVC(C=1.0, class_weight="balanced", random_state=0)
    machine.fit(vectors, wanted, sample_weight=shares)
    return machine.coef_[0], float(machine.intercept_[0])


def _pruned(
    grams: Sequence[str], weights: NDArray[np.float64], idf: NDArray[np.float64], bias: NDArray[np.float64]
) -> LearnedModel:
    rounded = np.where(np.abs(weights) < _LEAST_WEIGHT, 0.0, np.round(weights * 10) / 10)
    telling = np.flatnonzero(rounded.any(axis=1))
    return LearnedModel(
        [grams[row] for row in telling],
        np.ascontiguousarray(rounded[telling], dtype=np.float32),
        (idf[telling] ** 2).astype(np.float32),
        bias.astype(np.float32),
    )
