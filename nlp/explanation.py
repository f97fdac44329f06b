"""The words for a label: the lexicon's, and where it has few, the stretches the learned model leans on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Final

import numpy as np

from nlp.learned import LearnedModel, Readings
from nlp.string_index import Integers
from nlp.voice import Spoken
from nlp.zones import MOST_CHARACTERS, Batch, MatchedWord, Span

_ENOUGH: Final = 2
_MOST_GRAMS: Final = 8

Words = tuple[MatchedWord, ...]
_Spans = tuple[Integers, Integers, Integers]
"""What each is for, begins, ends."""


class Explanation:
    """Why the posts of a batch have their labels."""

    def __init__(
        self, batch: Batch, spoken: Spoken, readings: Readings | None, model: LearnedModel | None
    ) -> None:
        self._batch = batch
        self._spoken = spoken
        self._readings = readings
        self._model = model

    def words(self, posts: Integers, columns: Integers) -> list[Words]:
        """Those for the label of each column in the post beside it, in the order they stand, each once."""
        spans = self._spoken.spans(posts, columns)
        words = _words(self._batch, spans, len(posts))
        if self._readings is None:
            return words
        few = [number for number, found in enumerate(words) if len(found) < _ENOUGH]
        if not few:
            return words
        for number, found in zip(few, self._with_grams(few, posts, columns, spans), strict=True):
            words[number] = found
        return words

    def _with_grams(self, few: list[int], posts: Integers, columns: Integers, spans: _Spans) -> list[Words]:
        """The words at some of the spans, and those the model leans on."""
        place_of = np.full(len(posts), -1)
        place_of[few] = np.arange(len(few))
        places = place_of[spans[0]]
        kept = places >= 0
        leant_on = [
            (place, *span)
            for place, number in enumerate(few)
            for span in self._leant_on(int(posts[number]), int(columns[number]))
        ]
        more = np.array(leant_on, dtype=np.int64).reshape(-1, 3).T
        own = (places[kept], spans[1][kept], spans[2][kept])
        purposes, begins, ends = (np.concatenate(parts) for parts in zip(own, more, strict=True))
        return _words(self._batch, (purposes, begins, ends), len(few))

    def _leant_on(self, post: int, column: int) -> Iterator[Span]:
        """The stretches made of the grams of two and three characters that weigh most for the label."""
        readings, model = self._readings, self._model
        if readings is None or model is None:
            return iter(())
        grams = readings.numbers_of(post)
        weighing = model.weights[readings.rows[grams], column]
        heaviest = np.argsort(weighing)[-_MOST_GRAMS:]
        heaviest = grams[heaviest[weighing[heaviest] > 0]]
        spans = sorted(zip(readings.begins[heaviest].tolist(), readings.ends[heaviest].tolist(), strict=True))
        return _joined(span for span in spans if span[1] - span[0] > 1)


def _words(batch: Batch, spans: _Spans, count: int) -> list[Words]:
    """What stands at the spans as the originals have it, for each of `count` purposes; none across zones."""
    purposes, begins, ends = _sorted_once(spans, len(batch.text))
    zones = batch.zone_numbers(begins)
    inside = (ends <= batch.zone_ends[zones]).nonzero()[0]
    purposes, begins, ends, zones = (each[inside] for each in (purposes, begins, ends, zones))
    wheres = batch.wheres_at(begins, zones)
    firsts, untils = batch.original_spans(begins, ends, zones)
    originals = [zone.original for zone in batch.zones]
    places = zip(zones.tolist(), firsts, untils, strict=True)
    written = [originals[zone][first:until] for zone, first, until in places]
    words = list(map(MatchedWord, written, wheres, firsts, untils))
    bounds = np.searchsorted(purposes, np.arange(count + 1)).tolist()
    found = [tuple(words[first:after]) for first, after in pairwise(bounds)]
    for purpose in set(purposes[batch.shifted[zones]].tolist()):
        found[purpose] = _each_once(found[purpose])
    return found


def _sorted_once(spans: _Spans, length: int) -> _Spans:
    """By purpose, begin and end, each once; sorted as single numbers, which is fast."""
    purposes, begins, ends = spans
    keys = np.unique((purposes * length + begins) * (MOST_CHARACTERS + 1) + (ends - begins))
    places, lengths = np.divmod(keys, MOST_CHARACTERS + 1)
    purposes, begins = np.divmod(places, max(length, 1))
    return purposes, begins, begins + lengths


def _each_once(words: Iterable[MatchedWord]) -> Words:
    """Of words from zones in which several characters may come from one."""
    return tuple(sorted(set(words), key=lambda word: (word.where != "title", word.begin, word.end)))


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
