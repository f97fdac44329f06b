"""The words for a label: the lexicon's, and where it has few, the stretches the learned model leans on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import numpy as np

from nlp.learned import LearnedModel, Readings
from nlp.lexicon import LabelKind
from nlp.voice import Spoken
from nlp.zones import Batch, MatchedWord, Span

_ENOUGH: Final = 2
_MOST_GRAMS: Final = 8


class Explanation:
    """Why the posts of a batch have their labels."""

    def __init__(
        self, batch: Batch, spoken: Sequence[Spoken], readings: Readings | None, model: LearnedModel | None
    ) -> None:
        self._batch = batch
        self._spoken = {one.kind: one for one in spoken}
        self._readings = readings
        self._model = model

    def words(self, post: int, kind: LabelKind, column: int) -> tuple[MatchedWord, ...]:
        """Those for the label of that column, in the order they stand, each once."""
        spans = self._spoken[kind].spans(post, column)
        words = self._batch.words(post, spans)
        if len(words) >= _ENOUGH or self._readings is None or self._model is None:
            return words
        return self._batch.words(post, [*spans, *_leant_on(self._readings, self._model, post, column)])


def _leant_on(readings: Readings, model: LearnedModel, post: int, column: int) -> Iterator[Span]:
    """The stretches made of the grams of two and three characters that weigh most for the label."""
    begin, end = readings.bounds[post : post + 2].tolist()
    weighing = model.weights[readings.rows[begin:end], column]
    heaviest = np.argsort(weighing)[-_MOST_GRAMS:]
    heaviest = heaviest[weighing[heaviest] > 0] + begin
    spans = sorted(zip(readings.begins[heaviest].tolist(), readings.ends[heaviest].tolist(), strict=True))
    return _joined(span for span in spans if span[1] - span[0] > 1)


def _joined(spans: Iterable[Span]) -> Iterator[Span]:
    """Sorted spans, those that overlap or touch as one."""
    open_span: Span | None = None
    for begin, end in spans:
        if open_span is None:
            open_span = begin, end
        elif begin <= open_span[1]:
            open_span = open_span[0], max(end, open_span[1])
        else:
            yield open_span
            open_span = begin, end
    if open_span is not None:
        yield open_span
