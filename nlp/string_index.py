"""Where any of very many strings stand in a text: a trie walked from all positions of the text at once.

The trie is a double array (Aoe 1989): a node is a place in two tables, and the child of node n by the
character c stands at base[n] + c if parent[base[n] + c] == n. One step down the trie is thus two look-ups,
which numpy does for all positions together; after few steps hardly a position is left. An automaton of a
library reads as fast, but hands over a Python object for each find, which takes several times as long.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Numbers = NDArray[np.integer[Any]]

_ROOM: Final = 3
"""Places in the tables for each node, so that a base is found by a few trials."""
_FEW_CHILDREN: Final = 6
"""Nodes with up to so many children are placed together, those with more one by one before them."""
_NOBODY: Final = -1


def points_of(text: str) -> NDArray[np.uint32]:
    """The code points of a text; halves of surrogate pairs are taken as they are."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


class Numbering(dict[str, int]):
    """Strings and their numbers, from 0 in the order in which they were first asked for."""

    def __missing__(self, string: str) -> int:
        self[string] = number = len(self)
        return number


class Standing(NamedTuple):
    """Strings that stand in a text at [begins, ends), by their numbers."""

    numbers: Integers
    begins: Integers
    ends: Integers


class StringIndex:
    """Different `strings`, none empty; a string's number is its place among them."""

    def __init__(self, strings: Sequence[str]) -> None:
        lengths = np.fromiter(map(len, strings), dtype=np.int64, count=len(strings))
        points = points_of("".join(strings))
        characters = np.unique(points)
        self._width = len(characters) + 1
        # Characters that no string has are number 0. Those at the start are nodes of the same number.
        self._number_of = np.zeros(sys.maxunicode + 1, dtype=np.int64)
        self._number_of[characters] = np.arange(1, self._width)
        self._longest = int(lengths.max(initial=0))
        trie = _Trie(self._number_of.take(points), lengths, self._width)
        places, self._base, self._parent = _placed(trie, self._width)
        self._string_at = np.full(len(self._base), _NOBODY)
        self._string_at[places[trie.ends]] = np.arange(len(strings))

    def find(self, points: NDArray[np.uint32]) -> Standing:
        """All that stand in a text of these code points, also inside each other.

        Shorter ones come first, those of one length in their order. The work is bounded by the length of the
        text times that of the longest string.
        """
        found = list(self._walk(points))
        numbers = np.concatenate([ending for ending, _ in found])
        begins = np.concatenate([firsts for _, firsts in found])
        counts = [len(firsts) for _, firsts in found]
        lengths: Integers = np.repeat(np.arange(1, len(found) + 1), counts)
        return Standing(numbers, begins, begins + lengths)

    def _walk(self, points: NDArray[np.uint32]) -> Iterator[tuple[Integers, Integers]]:
        """The numbers and begins of the strings of each length."""
        characters = np.zeros(len(points) + self._longest, dtype=np.int64)
        self._number_of.take(points, out=characters[: len(points)], mode="clip")
        nodes, begins, length = characters[: len(points)], np.arange(len(points)), 1
        while True:
            numbers = self._string_at.take(nodes)
            ending = (numbers >= 0).nonzero()[0]
            yield numbers.take(ending), begins.take(ending)
            if length >= self._longest or not len(nodes):
                return
            children = self._base.take(nodes)
            children += characters.take(begins + length)
            known = (self._parent.take(children) == nodes).nonzero()[0]
            nodes, begins, length = children.take(known), begins.take(known), length + 1


class _Trie:
    """Nodes with numbers: characters first, then level by level. Edges are sorted by their parent.

    Edge i leads from parents[i] by the character characters[i] to node children[i]; string s ends at ends[s].
    """

    def __init__(self, numbers: Integers, lengths: Integers, width: int) -> None:
        firsts = np.cumsum(lengths) - lengths
        self.ends = numbers[firsts] if len(firsts) else firsts
        self.nodes = width
        edges = [np.empty(0, dtype=np.int64)]
        for depth in range(1, int(lengths.max(initial=1))):
            rows = np.flatnonzero(lengths > depth)
            keys, which = np.unique(
                self.ends[rows] * width + numbers[firsts[rows] + depth], return_inverse=True
            )
            self.ends[rows] = self.nodes + which
            self.nodes += len(keys)
            edges.append(keys)
        self.parents, self.characters = np.divmod(np.concatenate(edges), width)
        self.children = np.arange(width, self.nodes)
        # Level by level, and sorted by parent within each, they are sorted by parent altogether.

    def families(self) -> tuple[Integers, Integers, Integers]:
        """Nodes that have children, the first edge of each, and how many it has."""
        return np.unique(self.parents, return_index=True, return_counts=True)


def _placed(trie: _Trie, width: int) -> tuple[Integers, Integers, Integers]:
    """The place of each node, and by place the base and the parent's place."""
    size = _ROOM * trie.nodes
    taken = np.zeros(size + width, dtype=np.bool_)
    taken[:width] = True
    base_of = np.zeros(trie.nodes, dtype=np.int64)
    random = np.random.default_rng(0)  # the same strings always give the same tables
    parents, firsts, counts = trie.families()
    many = np.flatnonzero(counts > _FEW_CHILDREN)
    for family in many[np.argsort(-counts[many], kind="stable")].tolist():
        characters = trie.characters[firsts[family] : firsts[family] + counts[family]]
        base = int(random.integers(size))
        while taken[base + characters].any():
            base = int(random.integers(size))
        taken[base + characters] = True
        base_of[parents[family]] = base
    pending = np.flatnonzero(counts <= _FEW_CHILDREN)
    while len(pending):
        bases = random.integers(size, size=len(pending))
        member, edges = _members(firsts[pending], counts[pending])
        wanted = bases[member] + trie.characters[edges]
        settled = _without_rivals(member, wanted, taken)
        taken[wanted[settled[member]]] = True
        base_of[parents[pending[settled]]] = bases[settled]
        pending = pending[~settled]
    return _tables(trie, base_of, len(taken))


def _members(firsts: Integers, counts: Integers) -> tuple[Integers, Integers]:
    """For families that have counts[f] edges from firsts[f] on: of each edge, the family and its number."""
    family = np.repeat(np.arange(len(counts)), counts)
    return family, np.arange(len(family)) + (firsts - np.cumsum(counts) + counts)[family]


def _without_rivals(member: Integers, wanted: Integers, taken: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which families find all their places free; where two want the same, the later one has it."""
    owner = np.full(len(taken), _NOBODY, dtype=np.int64)
    owner[wanted] = member
    refused = taken[wanted] | (owner[wanted] != member)
    settled = np.ones(member[-1] + 1, dtype=np.bool_)
    settled[member[refused]] = False
    return settled


def _tables(trie: _Trie, base_of: Integers, size: int) -> tuple[Integers, Integers, Integers]:
    places = np.arange(trie.nodes)
    places[trie.children] = base_of[trie.parents] + trie.characters
    base = np.zeros(size, dtype=np.int64)  # where no place has a parent, so that the childless find no child
    base[places] = base_of
    parent = np.full(size, _NOBODY)
    parent[places[trie.children]] = places[trie.parents]
    return places, base, parent
