"""Which of very many posts are worth a second look beside one: those that share what few others have.

A post's signature is its rarest pairs of neighbouring characters and a fixed share of its runs of six, chosen
by their hash (as in Broder's sketch modulo m, 1997: unlike MinHash with bands it finds an excerpt in a text
of any length). An inverted list leads from each to the posts that have it; what is common in the corpus is
not followed, and weighs little where it is. A caption shares a few rare names and words with its source, so
pairs are kept by their rarity, not sampled. No segmenter is asked: it would take longer than all the rest.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nlp.fingerprints import MEANING, RUN, Fingerprint
from nlp.rarity import built_in
from nlp.string_index import Integers, points_of

Signature = NDArray[np.uint32]

_TOGETHER: Final = 128
"""Posts whose signatures are made together."""
_BETWEEN: Final = "\U0010ffff"
_NOBODY: Final = -1
_MULTIPLIER: Final = np.uint64(0x9E3779B97F4A7C15)
"""2⁶⁴ divided by the golden ratio, as in Knuth's multiplicative hashing."""
_OWNER_BITS: Final = np.uint64(32)
_KEY: Final = np.uint64(0xFFFFFFFF)
_RANKS: Final = 1_000
"""Ranks to a unit of weight; the weight of a pair is below 60."""
_DIGIT: Final = 2.0
"""The weight of a digit: a longer number is a rarer one."""
_SMOOTHING: Final = 1_000
"""Posts added to their number, so that in a file of two what both have is not common."""


@dataclass(frozen=True, slots=True)
class Search:
    """How thoroughly candidates are looked for; one index has one of these, as it shapes the signatures."""

    pairs: int = 40
    """Pairs of characters a signature keeps at most, the rarest."""
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
    """Weight shared, as a share of what a caption's pairs would weigh if none else had them."""
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
        compared = np.minimum(np.minimum(self._sizes[found], len(own)), self._search.pairs)
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
    return _together([post], search)[0]


def signatures(posts: Sequence[Fingerprint], search: Search = SEARCH) -> list[Signature]:
    """Those of many posts; several times as fast as one by one, with the same results."""
    return [
        keys
        for begin in range(0, len(posts), _TOGETHER)
        for keys in _together(posts[begin : begin + _TOGETHER], search)
    ]


def _together(posts: Sequence[Fingerprint], search: Search) -> list[Signature]:
    pairs = _rarest_pairs(*_laid_out([post.bare for post in posts]), search.pairs)
    runs = _runs(*_laid_out([post.text for post in posts]), search)
    owned = np.unique(np.concatenate((pairs, runs)))
    bounds = np.searchsorted(owned, np.arange(len(posts) + 1, dtype=np.uint64) << _OWNER_BITS).tolist()
    keys: Signature = (owned & _KEY).astype(np.uint32)
    return [keys[begin:end] for begin, end in pairwise(bounds)]


def _laid_out(texts: Sequence[str]) -> tuple[NDArray[np.uint32], Integers]:
    """The code points of texts end to end with something between, and of each whose it is."""
    owners = np.repeat(np.arange(len(texts)), [len(text) + 1 for text in texts])
    points = points_of(_BETWEEN.join([*texts, ""]))
    owners[points == ord(_BETWEEN)] = _NOBODY
    return points, owners


def _rarest_pairs(points: NDArray[np.uint32], owners: Integers, most: int) -> NDArray[np.uint64]:
    """Of each text, its rarest pairs without a mark or space between, as owner and key in one number."""
    meaning = MEANING.take(points)
    begins = (meaning[:-1] & meaning[1:]).nonzero()[0]
    first, second = points.take(begins), points.take(begins + 1)
    rarity = _ranks().take(first) + _ranks().take(second)
    ordered = (owners.take(begins) << 16 | (0xFFFF - rarity)).astype(np.uint64) << _OWNER_BITS
    ordered = np.unique(ordered | _hashed(first.astype(np.uint64), second.astype(np.uint64)))
    owned = (ordered >> np.uint64(48)).astype(np.int64)
    counts = np.bincount(owned, minlength=1)
    kept = np.arange(len(owned)) - (counts.cumsum() - counts)[owned] < most
    rarest: NDArray[np.uint64] = owned[kept].astype(np.uint64) << _OWNER_BITS | ordered[kept] & _KEY
    return rarest


def _runs(points: NDArray[np.uint32], owners: Integers, search: Search) -> NDArray[np.uint64]:
    """Runs of RUN characters, all of a short text and a share of a longer one's, as owner and key."""
    count = max(0, len(points) - RUN + 1)
    inside = (owners[:count] >= 0) & (owners[:count] == owners[len(points) - count :])
    wide = points.astype(np.uint64)
    keys = _hashed(*(wide[offset : offset + count] for offset in range(RUN)))
    long_ones = np.bincount(owners[owners >= 0], minlength=1) > search.short
    chosen = keys < np.uint64(2**32 // search.one_run_in)
    begins = (inside & (chosen | ~long_ones[owners[:count]])).nonzero()[0]
    runs: NDArray[np.uint64] = owners[begins].astype(np.uint64) << _OWNER_BITS | keys[begins]
    return runs


def _hashed(*characters: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Of each row of characters, 32 bits."""
    hashed = np.zeros_like(characters[0])
    for column in characters:
        hashed *= _MULTIPLIER
        hashed += column
    hashed *= _MULTIPLIER
    hashed >>= _OWNER_BITS
    return hashed


@cache
def _ranks() -> Integers:
    """By code point, how rare a character is."""
    weights = np.zeros(sys.maxunicode + 1)
    rarity = built_in()
    weights[0x3400:0xA000] = [rarity[chr(point)] for point in range(0x3400, 0xA000)]
    weights[ord("0") : ord("9") + 1] = _DIGIT
    return (weights * _RANKS).astype(np.int64)
