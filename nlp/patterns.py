"""The lexicon's regular expressions, each tried only where it can match.

Most begin with one of a few words (their heads) and need another soon after it (their tails); where those
stand is known already. So of thirty places a post where a head stands, three or four are tried.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nlp.lexicon import Entry
from nlp.string_index import Integers, Numbering, Standing
from nlp.zones import Batch

NEAR: Final = 32
"""Characters from the beginning of a head on within which a tail must begin; a power of two."""
_FREE: Final = 31
"""The bit of patterns whose tails are not known; those below it tell the others apart, or groups of them."""

_Match = Callable[[str, int], re.Match[str] | None]
_Signs = NDArray[np.uint32]


Hit = tuple[int, int, int]
"""The number of an entry, and the half-open span in the batch's text where its expression matches."""


class Patterns:
    """The expressions among entries. Their heads and tails join the numbering of what is looked for."""

    def __init__(self, entries: Sequence[Entry], numbering: Numbering) -> None:
        self._tries: dict[int, list[tuple[_Match, int, int]]] = defaultdict(list)
        self._headless: list[tuple[re.Pattern[str], int]] = []
        wanted: dict[int, int] = defaultdict(int)
        offered: dict[int, int] = defaultdict(int)
        for number, entry in enumerate(entries):
            if entry.kind != "pattern":
                continue
            compiled, heads, tails = re.compile(entry.entry), head_strings(entry.entry), tails_of(entry.entry)
            sign = 1 << (number % _FREE if tails else _FREE)
            for head in map(numbering.__getitem__, heads):
                self._tries[head].append((compiled.match, number, sign))
                wanted[head] |= sign
            for tail in map(numbering.__getitem__, tails):
                offered[tail] |= sign
            if not heads:
                self._headless.append((compiled, number))
        self._wanted, self._offered = _by_number(wanted, numbering), _by_number(offered, numbering)

    def find(self, batch: Batch, standing: Standing) -> Iterator[Hit]:
        """Where they match within one zone; a pattern's matches in their order."""
        yield from self._where_heads_stand(batch, standing)
        for compiled, number in self._headless:
            for zone in batch.zones:
                for found in compiled.finditer(zone.matched.text):
                    yield number, zone.begin + found.start(), zone.begin + found.end()

    def _where_heads_stand(self, batch: Batch, standing: Standing) -> Iterator[Hit]:
        if not self._tries:
            return
        near = self._near(len(batch.text), standing)
        heads, begins = self._hopeful(standing, near)
        zones = batch.zone_numbers(begins)
        texts = [zone.matched.text for zone in batch.zones]
        places = (heads, begins, near[begins], zones, batch.zone_begins[zones])
        for head, begin, signs, zone, offset in zip(*(each.tolist() for each in places), strict=True):
            for match, number, sign in self._tries[head]:
                if sign & signs and (found := match(texts[zone], begin - offset)):
                    yield number, begin, offset + found.end()

    def _near(self, length: int, standing: Standing) -> _Signs:
        """By position, the signs of the patterns with a tail from there on within NEAR characters."""
        near = np.zeros(length + NEAR - 1, dtype=np.uint32)
        offered = self._offered.take(standing.numbers)
        tails = offered.nonzero()[0]
        np.bitwise_or.at(near, standing.begins.take(tails), offered.take(tails))
        step = 1
        while step < NEAR:
            near = near[:-step] | near[step:]
            step *= 2
        return near | np.uint32(1 << _FREE)

    def _hopeful(self, standing: Standing, near: _Signs) -> tuple[Integers, Integers]:
        """Heads that have a tail near, and their begins; by where they end, the longest first."""
        heads = (self._wanted.take(standing.numbers) & near.take(standing.begins)).nonzero()[0]
        begins = standing.begins.take(heads)
        order = np.lexsort((begins, standing.ends.take(heads)))
        return standing.numbers.take(heads)[order], begins[order]


def _by_number(signs: dict[int, int], numbering: Numbering) -> _Signs:
    table = np.zeros(len(numbering), dtype=np.uint32)
    table[list(signs)] = np.array(list(signs.values()), dtype=np.uint32)
    return table


_HEAD: Final = re.compile(r"(?:\(\?<[=!][^()]*\))?(?:\(\?:([^()\[\]]+)\)(?![?*{])|([\w、]+))")
_PLAIN: Final = re.compile(r"[\w、:]+")
_REPEATED: Final = r"(?:\{(?:\d*,)?(?P<most>\d+)\}|\??)"
_HEAD_REPEATED: Final = re.compile(_REPEATED)
_PLAIN_CHOICES: Final = re.compile(r"[\w、:]+\??(?:\|[\w、:]+\??)*")
_BETWEEN: Final = re.compile(
    rf"(?:\.|\\[dws]|\[(?:\\.|[^\]\\])+\]){_REPEATED}|\(\?:(?P<several>[\w、:|]+)\)\?"
)
"""A part between head and tail of which only the greatest length matters."""


def head_strings(pattern: str) -> tuple[str, ...]:
    """What a pattern's matches can begin with, where it tells by plain characters; none where it does not.

    A pattern with such a head is tried only where the head stands, which makes it cheap.
    """
    head = _HEAD.match(pattern)
    if head is None or _chooses_at_top(pattern):
        return ()
    if head.group(2) is not None:
        start = _without_optional(head)
        return (start,) if start else ()
    plain = [_PLAIN.match(choice) for choice in head.group(1).split("|")]
    starts = [_without_optional(found) for found in plain if found is not None]
    return tuple(dict.fromkeys(starts)) if len(starts) == len(plain) and all(starts) else ()


def tails_of(pattern: str) -> tuple[str, ...]:
    """Of what one must begin within NEAR characters of a head for the pattern to match; none if not known."""
    head = _HEAD.match(pattern)
    if head is None or not head_strings(pattern):
        return ()
    plain = head.group(1) or head.group(2)
    if not _PLAIN_CHOICES.fullmatch(plain):
        return ()
    reach, at = max(map(len, plain.split("|"))), head.end()
    part = _HEAD_REPEATED.match(pattern, at)
    while part is not None:
        reach, at = reach + _greatest_length(part), part.end()
        part = _BETWEEN.match(pattern, at)
    return head_strings(pattern[at:]) if reach < NEAR else ()


def _greatest_length(part: re.Match[str]) -> int:
    several = part.groupdict().get("several")
    return max(map(len, several.split("|"))) if several else int(part["most"] or 1)


def _chooses_at_top(pattern: str) -> bool:
    """Whether it has a `|` outside all parentheses, so that it can begin in several ways."""
    rest = re.sub(r"\\.|\[[^\]]*\]", "", pattern)
    while (fewer := re.sub(r"\([^()]*\)", "", rest)) != rest:
        rest = fewer
    return "|" in rest


def _without_optional(found: re.Match[str]) -> str:
    following = found.string[found.end() : found.end() + 1]
    plain = found.group(found.lastindex or 0)
    return plain[:-1] if following in ("?", "*", "{") else found.group()
