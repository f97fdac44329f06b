"""Where one Chinese word ends and the next begins: jieba, or rjieba, its fast twin with identical cuts.

Both know the lexicon's words beside the common dictionary. Each segmenter owns its dictionary and its cache
file, so that two lexicons in one process do not disturb each other.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

if TYPE_CHECKING:
    import jieba

rjieba: Any
try:
    import rjieba
except ImportError:  # the fast twin is a convenience, jieba alone does the same
    rjieba = None

USER_WORD_FREQUENCY: Final = 100_000
"""High enough for a lexicon's word to win over its parts; the same in both twins, so that they agree."""


class Segmenter(Protocol):
    """Cuts a text into words whose concatenation is the text."""

    def cut(self, text: str) -> list[str]:
        """The words in their order."""
        ...


class JiebaSegmenter:
    """jieba with a tokenizer of its own. The dictionary is read at the first cut (about a second)."""

    def __init__(self, words: Iterable[str], cache_directory: Path | None = None) -> None:
        self._words = tuple(words)
        self._cache_directory = cache_directory or _default_cache_directory()

    def cut(self, text: str) -> list[str]:
        return list(self._tokenizer.cut(text, HMM=False))

    @cached_property
    def _tokenizer(self) -> jieba.Tokenizer:
        import jieba  # its tables take most of a second, which its fast twin spares

        logging.getLogger("jieba").setLevel(logging.WARNING)
        tokenizer = jieba.Tokenizer()
        tokenizer.tmp_dir = str(self._cache_directory)
        tokenizer.cache_file = "jieba.cache"
        tokenizer.initialize()
        for word in self._words:
            tokenizer.add_word(word, USER_WORD_FREQUENCY)
        return tokenizer


class RjiebaSegmenter:
    """rjieba, some thirty times as fast. Raises ImportError where it is not installed."""

    def __init__(self, words: Iterable[str]) -> None:
        if rjieba is None:
            raise ImportError("rjieba is not installed; JiebaSegmenter gives the same cuts")
        self._words = tuple(words)

    def cut(self, text: str) -> list[str]:
        return list(self._tokenizer.cut(text, False))

    @cached_property
    def _tokenizer(self) -> Any:
        tokenizer = rjieba.Jieba()
        for word in self._words:
            tokenizer.add_word(word, USER_WORD_FREQUENCY, None)
        return tokenizer


def fastest_segmenter(words: Iterable[str]) -> Segmenter:
    """rjieba where it is installed, else jieba."""
    return JiebaSegmenter(words) if rjieba is None else RjiebaSegmenter(words)


def _default_cache_directory() -> Path:
    base = os.environ.get("XDG_CACHE_HOME")
    directory = (Path(base) if base else Path.home() / ".cache") / "fenghuo"
    directory.mkdir(parents=True, exist_ok=True)
    return directory
