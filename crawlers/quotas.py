"""Counts calls against the platforms' quotas before they are made, so that none is ever exceeded.

The counts are kept in an SQLite file that all processes of a data directory share. Each takes calls out of it
a few at a time and spends them from memory: what a process had taken when it died counts as spent.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, Literal

from hub.clock import beijing_day
from hub.errors import ConfigError, Unavailable
from hub.platforms import PLATFORMS, Platform
from hub.settings import Settings

Scope = Literal["account", "interface", "machine"]
"""Whose calls are counted together: an account's, an account's to one interface, or this machine's."""

Window = Literal["day", "hour"]
"""A Beijing day, or an hour of the clock."""

BUSY_SECONDS: Final = 30.0
"""How long to wait while another process counts."""

KEPT: Final = timedelta(days=7)

_TABLE: Final = (
    "CREATE TABLE IF NOT EXISTS taken (name TEXT, began TEXT, calls INTEGER, PRIMARY KEY (name, began))"
)
_TAKEN: Final = "SELECT calls FROM taken WHERE name = ? AND began = ?"
_TAKE: Final = "INSERT INTO taken VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET calls = calls + excluded.calls"


@dataclass(frozen=True)
class Quota:
    """So many calls in a window, counted together by scope."""

    calls: int
    scope: Scope
    window: Window = "day"

    @property
    def at_once(self) -> int:
        """Calls that a process takes out of the file at a time."""
        return max(1, self.calls // 50)

    def began(self, now: datetime) -> str:
        """Names the window that an instant lies in."""
        return beijing_day(now).isoformat() if self.window == "day" else f"{now.astimezone(UTC):%Y-%m-%dT%H}"

    def __str__(self) -> str:
        return f"{self.calls} calls {'a day' if self.window == 'day' else 'an hour'} for one {self.scope}"


class Quotas:
    """The counts of one data directory; without a file, of this process alone."""

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._purse: Counter[tuple[str, str]] = Counter()
        with self._plain_errors():
            if file is not None:
                file.parent.mkdir(parents=True, exist_ok=True)
            self._store = sqlite3.connect(
                file or ":memory:", timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )
            self._store.execute("PRAGMA journal_mode = WAL")
            self._store.execute("PRAGMA synchronous = NORMAL")
            self._store.execute(_TABLE)

    def take(self, name: str, quota: Quota, now: datetime) -> bool:
        """Count one call of `name`; False, and nothing is counted, where its quota is used up.

        Raises Unavailable where it cannot be written down.
        """
        key = (name, quota.began(now))
        if not self._purse[key]:
            self._forget_other_windows(name)
            self._purse[key] = self._taken_out(*key, quota, now)
        if not self._purse[key]:
            return False
        self._purse[key] -= 1
        return True

    def _taken_out(self, name: str, began: str, quota: Quota, now: datetime) -> int:
        """Calls newly counted in the file: a handful, or what is left."""
        with self._plain_errors():
            self._store.execute("BEGIN IMMEDIATE")
            try:
                row = self._store.execute(_TAKEN, (name, began)).fetchone()
                calls = min(quota.at_once, max(0, quota.calls - (row[0] if row else 0)))
                if calls:
                    self._store.execute(_TAKE, (name, began, calls))
                    if row is None:
                        old = beijing_day(now - KEPT).isoformat()
                        self._store.execute("DELETE FROM taken WHERE name = ? AND began < ?", (name, old))
                self._store.execute("COMMIT")
            finally:
                if self._store.in_transaction:
                    self._store.execute("ROLLBACK")
        return calls

    def _forget_other_windows(self, name: str) -> None:
        for key in [key for key in self._purse if key[0] == name]:
            del self._purse[key]

    @contextmanager
    def _plain_errors(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            sentence = (
                f"The calls counted in {self._file} cannot be kept ({error}); see to that file and its disk."
            )
            raise Unavailable(sentence) from None


def read_call_quotas(settings: Settings) -> dict[Platform, Quota]:
    """The daily quotas of one account that the setting `call_quotas` states. Raises ConfigError."""
    quotas: dict[Platform, Quota] = {}
    for part in filter(None, (part.strip() for part in settings.call_quotas.split(","))):
        name, _, calls = (word.strip() for word in part.partition("="))
        platform = next((platform for platform in PLATFORMS if platform == name), None)
        if platform is None or not (calls.isascii() and calls.isdigit() and int(calls)):
            raise ConfigError(
                f"FENGHUO_CALL_QUOTAS cannot be used: {part!r} is not platform=calls, such as kuaishou=2000."
            )
        quotas[platform] = Quota(int(calls), "account")
    return quotas
