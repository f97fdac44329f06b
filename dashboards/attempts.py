"""Slowing down whoever guesses passwords: after some failures, a while without a hearing.

Failures are counted by login *and* address, so that nobody can lock another person out from elsewhere, and by
address alone, so that trying one password on many logins ends too. They are kept in memory: Superset is one
process here.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable
from threading import Lock
from typing import Final

WINDOW_SECONDS: Final = 300.0
PER_LOGIN: Final = 5
"""Failures of a login from one address within the window, after which it is not heard."""
PER_ADDRESS: Final = 30
_REMEMBERED: Final = 10_000
"""Keys kept; with more, those whose failures are over are forgotten."""


class Attempts:
    """Failed log-ins of the last minutes. Safe to share between threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failures: dict[tuple[str, str], list[float]] = defaultdict(list)
        self._lock = Lock()

    def heard(self, login: str, address: str) -> bool:
        """Whether this login may try from this address now."""
        with self._lock:
            return (
                len(self._recent((login, address))) < PER_LOGIN
                and len(self._recent(("", address))) < PER_ADDRESS
            )

    def failed(self, login: str, address: str) -> None:
        now = self._clock()
        with self._lock:
            if len(self._failures) > _REMEMBERED:
                self._forget()
            self._failures[login, address].append(now)
            self._failures["", address].append(now)

    def succeeded(self, login: str, address: str) -> None:
        with self._lock:
            self._failures.pop((login, address), None)

    def _recent(self, key: tuple[str, str]) -> list[float]:
        since = self._clock() - WINDOW_SECONDS
        return [at for at in self._failures.get(key, ()) if at > since]

    def _forget(self) -> None:
        self._failures = defaultdict(
            list, {key: recent for key in list(self._failures) if (recent := self._recent(key))}
        )
