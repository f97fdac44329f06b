"""Connections to the warehouse that outlive one question.

Superset makes an engine for every chart it draws, and clickhouse-connect asks a server three things before
the first question of a connection: its version, its thousand settings, its protocol. Here a connection that
is closed waits for the next question of the same login at the same address; nobody gets another's.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any, Final

from clickhouse_connect.dbapi.connection import Connection
from clickhouse_connect.driver.client import Client
from sqlalchemy.engine.url import URL  # type: ignore[import-untyped]

KEPT_SECONDS: Final = 300.0
"""How long after it was opened a connection is lent again: what it was told of the server may change."""
KEPT_OF_LOGIN: Final = 8
"""Connections of one login that wait at most: as many as Superset has threads."""

Key = tuple[str, str]


class Lending:
    """The connections of one process that wait to be used again. Safe to share between threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._waiting: dict[Key, list[_Opened]] = defaultdict(list)
        self._lock = Lock()

    def borrow(self, uri: URL, arguments: Mapping[str, Any]) -> Connection:
        """A connection to `uri` for one borrower, who closes it.

        It is a waiting one, or a new one with DBAPI `arguments` beside what `uri` says.
        """
        key = uri.render_as_string(hide_password=False), repr(sorted(arguments.items()))
        opened = self._waiting_one(key)
        if opened is None:
            connection = Connection(**{**uri.translate_connect_args(), **uri.query, **arguments})
            opened = _Opened(connection.client, self._clock())
        return _Loan(self, key, opened)

    def take_back(self, key: Key, opened: _Opened) -> None:
        """Let the connection wait for the next borrower; close it where it is old or enough are waiting."""
        with self._lock:
            waiting = self._waiting[key]
            if self._is_fresh(opened) and len(waiting) < KEPT_OF_LOGIN:
                waiting.append(opened)
                return
        opened.client.close()

    def _waiting_one(self, key: Key) -> _Opened | None:
        with self._lock:
            for other, waiting in list(self._waiting.items()):
                self._waiting[other] = [opened for opened in waiting if self._is_fresh(opened)]
                if not self._waiting[other]:
                    del self._waiting[other]
            waiting = self._waiting.get(key, [])
            return waiting.pop() if waiting else None

    def _is_fresh(self, opened: _Opened) -> bool:
        return self._clock() - opened.at <= KEPT_SECONDS


@dataclass(frozen=True)
class _Opened:
    client: Client
    at: float


class _Loan(Connection):
    """One borrower's hold on a connection: closing it twice does not give it back twice."""

    def __init__(self, lending: Lending, key: Key, opened: _Opened) -> None:
        self.client = opened.client
        self.timezone = opened.client.server_tz
        self._give_back: Callable[[], None] | None = lambda: lending.take_back(key, opened)

    def close(self) -> None:
        """Give the connection back."""
        give_back, self._give_back = self._give_back, None
        if give_back is not None:
            give_back()
