"""Which of very many posts are worth a second look beside one: those that share what few others have.

A post's signature is its rarest words and a fixed share of its runs of six characters, chosen by their hash
(Broder's sketch modulo m, 1997: unlike MinHash with bands it finds an excerpt in a text of any length). An
inverted list leads from each to the posts that have it; what is common in the corpus is not followed, and
weighs little where it is. A caption shares a few rare words with its source, so words are kept, not sampled.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nlp.fingerprints import Fingerprint
from nlp.rarity import built_in
from nlp.segmenter import Segmenter, fastest_segmenter

Signature = NDArray[np.uint32]

_RUN: Final = 6
_MULTIPLIER: Final = np.uint64(0x9E3779B97F4A7C15)
"""2⁶⁴ divided by the golden ratio, as in Knuth's multiplicative hashing."""
_OWNER_BITS: Final = np.uint64(32)
_SMOOTHING: Final = 1_000
"""Posts added to their number, so that in a file of two what both have is not common."""


@dataclass(frozen=True, slots=True)
class Search:
    """How thoroughly candidates are looked for; one index has one of these, as it shapes the signatures."""

    words: int = 40
    """Words a signature keeps at most, the rarest."""
    one_run_in: int = 12
    """Of a longer text one run of characters in so many is kept."""
    short: int = 120
    """Characters up to which a text keeps all its runs."""
    followed: int = 8_000
    """Postings followed for one post, rarest lists first."""
    always_followed: int = 8
    """Lists followed however long they are: a release that a whole nation carries has no rare ones."""
    least_shared: int = 2
    least_share: float = 0.05
    """Weight shared, as a share of what a caption's words would weigh if none else had them."""
    always: int = 10
    """The first candidates are returned whatever they share."""
    most: int = 30
    """Candidates returned, beside those that share at least `surely`."""
    surely: float = 0.6


SEARCH: Final = Search()


class Candidates:
    """An index of posts by their position, built of their signatures. About 400 bytes a post."""

    def __init__(self, signatures: Iterable[Signature], search: Search = SEARCH) -> None:
        self._search = search
        entries, sizes = [np.empty(0, dtype=np.uint64)], []
        for owner, keys in enumerate(signatures):
            entries.append((keys.astype(np.uint64) << _OWNER_BITS) | np.uint64(owner))
            sizes.append(len(keys))
        self._sizes = np.array(sizes, dtype=np.uint32)
        self._entries: NDArray[np.uint64] = np.concatenate(entries)
        del entries
        self._entries.sort()

    @property
    def bytes(self) -> int:
        """Memory the index keeps."""
        return self._entries.nbytes + self._sizes.nbytes

    def near(self, own: Signature) -> list[int]:
        """The positions of the posts to compare with one of this signature, the likeliest first.

        The one asked about need not be in the index; if it is, it is among them.
        """
        begins, counts = self._lists(own)
        if not counts.any():
            return []
        owners = self._owners(begins, counts)
        idf = np.log((len(self._sizes) + _SMOOTHING) / np.maximum(counts, 1))
        found, places = np.unique(owners, return_inverse=True)
        shared = np.bincount(places, weights=np.repeat(idf, counts))
        often = np.bincount(places) >= min(self._search.least_shared, len(own))
        found, shared = found[often], shared[often]
        compared = np.minimum(np.minimum(self._sizes[found], len(own)), self._search.words)
        return self._best(found, shared * len(own) / (compared * idf.sum()))

    def _lists(self, own: Signature) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Begin and length of the lists to follow, rarest first."""
        keys = own.astype(np.uint64)
        begins = np.searchsorted(self._entries, keys << _OWNER_BITS)
        counts = np.searchsorted(self._entries, (keys + np.uint64(1)) << _OWNER_BITS) - begins
        order = np.argsort(counts, kind="stable")
        followed = np.cumsum(counts[order]) <= self._search.followed
        filled = np.cumsum(counts[order] > 0) <= self._search.always_followed
        kept = order[followed | filled]
        return begins[kept], counts[kept]

    def _owners(self, begins: NDArray[np.int64], counts: NDArray[np.int64]) -> NDArray[np.uint32]:
        """The lists one after the other."""
        shifts = np.repeat(begins - np.cumsum(counts) + counts, counts)
        owners: NDArray[np.uint32] = self._entries[shifts + np.arange(len(shifts))].astype(np.uint32)
        return owners

    def _best(self, found: NDArray[np.uint32], share: NDArray[np.float64]) -> list[int]:
        order = np.argsort(-share, kind="stable")
        ranks = np.arange(len(order))
        kept = (ranks < self._search.most) & (share[order] >= self._search.least_share)
        kept |= (ranks < self._search.always) | (share[order] >= self._search.surely)
        best: list[int] = found[order[kept]].tolist()
        return best


def signature(post: Fingerprint, search: Search = SEARCH) -> Signature:
    """Sorted distinct keys of 32 bits: at 50 million postings one list in a hundred has a stranger in it."""
    runs = _hashed_runs(post.text)
    if len(post.text) > search.short:
        runs = runs[runs % np.uint32(search.one_run_in) == 0]
    keys: Signature = np.unique(np.concatenate([runs, _hashed_words(post.bare, search.words)]))
    return keys


def _hashed_runs(text: str) -> Signature:
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
    if len(points) < _RUN:
        return np.empty(0, dtype=np.uint32)
    hashed = np.zeros(len(points) - _RUN + 1, dtype=np.uint64)
    for offset in range(_RUN):
        hashed = hashed * _MULTIPLIER + points[offset : len(points) - _RUN + 1 + offset]
    keys: Signature = ((hashed * _MULTIPLIER) >> _OWNER_BITS).astype(np.uint32)
    return keys


def _hashed_words(bare: str, most: int) -> Signature:
    words = {word for word in _segmenter().cut(bare) if len(word) > 1}
    rarest = sorted(map(_weighed, words), reverse=True)[:most]
    return np.array([key for _, key in rarest], dtype=np.uint32)


@lru_cache(maxsize=300_000)
def _weighed(word: str) -> tuple[float, int]:
    """A word's rarity, that of its characters, and its key; a longer number is a rarer one."""
    weight = 2.0 * len(word) if word.isdigit() else built_in().of(word)
    return weight, zlib.crc32(word.encode("utf-8", "surrogatepass"))


@cache
def _segmenter() -> Segmenter:
    return fastest_segmenter(())
