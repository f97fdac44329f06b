"""How often a token may ask: a bucket that holds a minute's requests and fills evenly.

It is this process's own; where several serve, each has its own.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from threading import Lock
from typing import Final

_REMEMBERED: Final = 10_000
"""Buckets; when there are more, the full ones are forgotten, which changes nothing for anybody."""


class TooOften(Exception):
    """Not now; `seconds` from now on."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class Pace:
    """The buckets of all tokens. Safe to share between threads."""

    def __init__(self, requests_a_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = float(requests_a_minute)
        self._clock = clock
        self._left: dict[str, tuple[float, float]] = {}
        self._lock = Lock()

    def spend(self, token_id: str) -> None:
        """Count one request. Raises TooOften."""
        with self._lock:
            now = self._clock()
            left = self._now_left(token_id, now)
            if left < 1.0:
                raise TooOften(math.ceil((1.0 - left) * 60 / self._most))
            self._left[token_id] = (left - 1.0, now)
            if len(self._left) > _REMEMBERED:
                self._forget_full(now)

    def _now_left(self, token_id: str, now: float) -> float:
        left, at = self._left.get(token_id, (self._most, now))
        return min(self._most, left + (now - at) * self._most / 60)

    def _forget_full(self, now: float) -> None:
        self._left = {one: kept for one, kept in self._left.items() if self._now_left(one, now) < self._most}
