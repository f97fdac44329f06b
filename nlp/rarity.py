"""How much it says that two texts share a character or a word: the rarer it is, the more.

A text of the trade is expected to say 消防, 严禁 and 请立即拨打; sharing those says nothing. What is rare is
told by the frequencies of jieba's dictionary and by the phrases that every county's notices share
(`phrases/notices.txt`, our own wording). The posts of a hub are left out on purpose, see docs/quality.md.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Final

import jieba

PHRASES: Final = Path(__file__).parent / "phrases" / "notices.txt"
_DICTIONARY: Final = Path(jieba.__file__).parent / "dict.txt"
_DICTIONARY_POSTS: Final = 50
"""For how many posts of the corpus the dictionary's word counts."""
_TYPICAL_LENGTH: Final = 200
"""Characters of a typical post, to make a share of posts of a share of all characters."""
_LEAST: Final = 1e-4
"""The least share of posts expected to have a character, however rare."""
_HAN: Final = range(0x3400, 0xA000)


class Rarity(dict[str, float]):
    """Weights of characters: 0 for those in every post, about 9 for those the language hardly has.

    The weight is the logarithm of the inverse share of posts that have it (idf), smoothed by the dictionary.
    Only Chinese characters weigh anything; the sense of all others is in the numbers.
    """

    def __init__(self, expected: Mapping[str, float], posts: Iterable[str]) -> None:
        seen: Counter[str] = Counter()
        number = 0
        for post in posts:
            number += 1
            seen.update(set(post))
        super().__init__(
            (
                character,
                -math.log((seen[character] + _DICTIONARY_POSTS * share) / (number + _DICTIONARY_POSTS)),
            )
            for character, share in expected.items()
            if ord(character) in _HAN
        )
        self._unknown = max(self.values(), default=0.0)

    def __missing__(self, character: str) -> float:
        return self._unknown if ord(character) in _HAN else 0.0

    def of(self, characters: Iterable[str]) -> float:
        """The weight of several characters together."""
        return sum(map(self.__getitem__, characters))


@cache
def built_in() -> Rarity:
    """The same for every hub and every day: a score that is kept must not drift with the posts around it."""
    return Rarity(_expected(), notices())


def notices() -> list[str]:
    """Our own list of what everybody's notices say, one phrase a line."""
    return PHRASES.read_text(encoding="utf-8").split()


@cache
def _expected() -> dict[str, float]:
    """The share of posts that would have each character if they were written like jieba's dictionary."""
    counts: defaultdict[str, int] = defaultdict(int)
    for line in _DICTIONARY.read_text(encoding="utf-8").splitlines():
        word, frequency, *_ = line.split(" ")
        times = int(frequency)
        for character in word:
            counts[character] += times
    total = sum(counts.values())
    return {
        character: max(_LEAST, 1 - math.exp(-_TYPICAL_LENGTH * count / total))
        for character, count in counts.items()
    }
