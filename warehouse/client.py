"""The warehouse as the rest of the hub sees it: queries, inserts and commands over ClickHouse's HTTP.

It works the same against the embedded server and against a real one. What fails for a passing reason is
tried again for a bounded time; statements may be repeated safely, since every table replaces a repeated row.
"""

from __future__ import annotations

import logging
import random
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, Final, TypeVar, cast
from urllib.parse import urlsplit

import clickhouse_connect
from clickhouse_connect import common
from clickhouse_connect.driver.client import Client
from clickhouse_connect.driver.exceptions import ClickHouseError, OperationalError

from hub.clock import require_utc
from hub.errors import ConfigError, DiskFull, FenghuoError, Unavailable
from hub.settings import Settings
from warehouse.arrow import FORMAT, arrow_stream
from warehouse.cluster import CONNECTION_SETTINGS, statements_for
from warehouse.limits import Limits
from warehouse.quoting import quoted_name

_log = logging.getLogger(__name__)
_T = TypeVar("_T")

CONNECT_SECONDS: Final = 5
ANSWER_SECONDS: Final = 150
RETRY_SECONDS: Final = 15.0
"""How long a call keeps trying while the server cannot be reached."""
FIRST_PAUSE: Final = 0.1
LONGEST_PAUSE: Final = 2.0
PIECE_BYTES: Final = 1 << 20
"""How much of a long answer is held at once."""

_NO_SPACE: Final = frozenset({243, 1001})
_WRONG_LOGIN: Final = frozenset({192, 193, 194, 516})
_NOT_NOW: Final = frozenset({33, 159, 160, 202, 203, 209, 210, 241, 242, 246, 252, 394, 425, 999})
"""Time-outs, a server that stops, too many queries or parts, network, memory, a read-only replica, Keeper;
a part without content, which a server sets aside when it starts again (`warehouse/parts.py`)."""
_TOO_MUCH: Final = frozenset({158, 159, 160, 241, 307, 396})
"""A query that went beyond its limits of rows, time, memory or bytes."""
_OUT_OF_SPACE: Final = re.compile(r"errno: 28\b|No space left on device|NOT_ENOUGH_SPACE")
_TRAILER: Final = re.compile(r"\s*\(version [^)]*\)\s*$")


class WarehouseError(FenghuoError):
    """The warehouse refused a statement and will refuse it again; `code` is ClickHouse's error code."""

    def __init__(self, sentence: str, code: int | None) -> None:
        super().__init__(sentence)
        self.code = code


class TooMuch(WarehouseError):
    """A query took more than it may; asked again as it is, it would again."""


class Warehouse:
    """One login at one server. Safe to share between the threads of a process."""

    def __init__(
        self,
        settings: Settings,
        readonly: bool = False,
        patience: float = RETRY_SECONDS,
        limits: Limits | None = None,
    ) -> None:
        self._settings = settings
        self._patience = patience
        self._limits = limits
        self._server_settings = {
            **(CONNECTION_SETTINGS if settings.clickhouse_cluster else {}),
            **({"readonly": "2"} if readonly else {}),
            **(limits.settings() if limits else {}),
        }
        self._client: Client | None = None
        self._types: dict[str, dict[str, str]] = {}

    def query(self, sql: str, parameters: Mapping[str, object] | None = None) -> list[dict[str, object]]:
        """The rows of a query as dictionaries; instants are aware and in UTC.

        `{name:Type}` in the SQL is bound by the server; naive datetimes are refused with ValueError.
        Raises WarehouseError for a wrong query, Unavailable where the server cannot be reached.
        """
        bound = _bound(parameters)
        return self._patiently(lambda client: list(client.query(sql, parameters=bound).named_results()))

    def query_file(
        self, path: Path, parameters: Mapping[str, object] | None = None
    ) -> list[dict[str, object]]:
        """`query` with the SQL of a file."""
        return self.query(path.read_text(encoding="utf-8"), parameters)

    def command(
        self, sql: str, parameters: Mapping[str, object] | None = None, *, repeatable: bool = True
    ) -> None:
        """Run a statement that has no result; on a cluster, what it stands for there.

        One that is not `repeatable` is sent once: whether it was done is unknown where Unavailable is raised.
        """
        bound = _bound(parameters)
        for statement in self._statements(sql):
            self._run(statement, bound, self._patience if repeatable else 0.0)

    def insert(self, table: str, columns: Mapping[str, Sequence[object]], token: str | None = None) -> None:
        """Insert columns of equal length. With a `token`, which must tell their content, they go in once.

        Instants are aware. Raises ValueError, TypeError or OverflowError for a value its column cannot hold.
        """
        if not columns or not len(next(iter(columns.values()))):
            return
        body = arrow_stream(columns, self._column_types(table), packed=bool(self._settings.clickhouse))
        inserting = {"insert_deduplication_token": token} if token else {}
        self._patiently(
            lambda client: client.raw_insert(
                table, list(columns), insert_block=body, fmt=FORMAT, settings=inserting
            )
        )

    def insert_native(self, table: str, columns: Sequence[str], block: bytes) -> None:
        """Insert rows that a query gave as `Native`, its columns in this order."""
        self._patiently(
            lambda client: client.raw_insert(table, list(columns), insert_block=block, fmt="Native")
        )

    def raw(self, sql: str, fmt: str, parameters: Mapping[str, object] | None = None) -> bytes:
        """The answer to a query in one of ClickHouse's output formats (JSON, CSVWithNames, …)."""
        bound = _bound(parameters)
        return self._patiently(lambda client: bytes(client.raw_query(sql, parameters=bound, fmt=fmt)))

    def stream(
        self,
        sql: str,
        fmt: str,
        parameters: Mapping[str, object] | None = None,
        settings: Mapping[str, str] | None = None,
    ) -> Iterator[bytes]:
        """`raw` in pieces, for answers that are too large to hold; `settings` are the engine's for this one.

        The server begins when it has the whole answer, so that a query that fails gives no half of one.
        """
        bound = _bound(parameters)
        steering: dict[str, Any] = {"wait_end_of_query": "1", **(settings or {})}
        answer = self._patiently(
            lambda client: cast(
                BinaryIO, client.raw_stream(sql, parameters=bound, settings=steering, fmt=fmt)
            )
        )
        try:
            while piece := answer.read(PIECE_BYTES):
                yield piece
        finally:
            answer.close()

    def ping(self) -> None:
        """Ask whether the server is there and takes the login. Raises Unavailable, ConfigError."""
        self._patiently(lambda client: client.command("SELECT 1", use_database=False))

    def ensure_database(self) -> None:
        """Create the database of the settings where it is missing."""
        sql = f"CREATE DATABASE IF NOT EXISTS {quoted_name(self._settings.clickhouse_database)}"
        [creating] = self._statements(sql)
        self._patiently(lambda client: client.command(creating, use_database=False))

    def close(self) -> None:
        """Close the connections; a later call opens new ones."""
        if self._client is not None:
            self._client.close()
            self._client = None

    def _statements(self, sql: str) -> list[str]:
        cluster = self._settings.clickhouse_cluster
        return statements_for(cluster, sql) if cluster else [sql]

    def _run(self, sql: str, bound: dict[str, object], patience: float) -> None:
        # The client's own `command` puts parameters into the address, however long they are.
        self._patiently(lambda client: client.raw_query(sql, parameters=bound), patience)

    def _column_types(self, table: str) -> dict[str, str]:
        if table not in self._types:
            described = self.query(f"DESCRIBE TABLE {quoted_name(table)}")
            self._types[table] = {str(row["name"]): str(row["type"]) for row in described}
        return self._types[table]

    def _patiently(self, call: Callable[[Client], _T], patience: float | None = None) -> _T:
        """`call`, tried again with growing pauses while the server cannot be reached."""
        patience = self._patience if patience is None else patience
        give_up_at, pause = time.monotonic() + patience, FIRST_PAUSE
        while True:
            try:
                return call(self._connected())
            except ClickHouseError as error:
                failure = self._beyond(error) or _translated(error, self._where())
            if not isinstance(failure, Unavailable) or time.monotonic() + pause > give_up_at:
                raise failure from None
            _log.debug("warehouse not reachable, trying again: %s", failure)
            time.sleep(pause * random.uniform(0.5, 1.0))
            pause = min(pause * 2, LONGEST_PAUSE)

    def _beyond(self, error: ClickHouseError) -> TooMuch | None:
        """What to say of a query that went beyond the limits it was given."""
        code = getattr(error, "code", None)
        if self._limits is None or code not in _TOO_MUCH:
            return None
        return TooMuch(
            f"The query takes more than it may ({self._limits.words()}): {_first_line(error)}; "
            "ask for a shorter period, one region or fewer rows.",
            code,
        )

    def _connected(self) -> Client:
        if self._client is None:
            self._client = self._connect()
        return self._client

    def _connect(self) -> Client:
        address = urlsplit(self._where())
        # A person's session calls every setting read-only, and the server still takes those of ours it knows.
        common.set_setting("invalid_setting_action", "send")
        client = clickhouse_connect.get_client(
            interface=address.scheme,
            host=address.hostname,
            port=address.port or (8443 if address.scheme == "https" else 8123),
            username=self._settings.clickhouse_user,
            password=self._settings.secret("clickhouse_password"),
            compress=bool(self._settings.clickhouse),
            connect_timeout=CONNECT_SECONDS,
            send_receive_timeout=ANSWER_SECONDS,
            query_retries=0,
            autogenerate_session_id=False,
            tz_mode="aware",
            dedicated_pool=True,
            settings={"session_timezone": "UTC", **self._server_settings},
        )
        client.http_retries = 0  # type: ignore[attr-defined]  # retrying is ours
        client.database = self._settings.clickhouse_database
        return client

    def _where(self) -> str:
        return self._settings.clickhouse or f"http://127.0.0.1:{self._settings.clickhouse_port}"


def connect(
    settings: Settings,
    readonly: bool = False,
    patience: float = RETRY_SECONDS,
    limits: Limits | None = None,
) -> Warehouse:
    """A warehouse that has answered; with `readonly` it refuses every statement that changes something.

    `patience` is how long, in seconds, this and each later call keeps trying to reach the server. With
    `limits` a query that goes beyond them raises TooMuch. Raises Unavailable after `patience`, ConfigError
    for a wrong login.
    """
    warehouse = Warehouse(settings, readonly, patience, limits)
    warehouse.ping()
    return warehouse


def _bound(parameters: Mapping[str, object] | None) -> dict[str, object]:
    return {name: _bindable(value) for name, value in (parameters or {}).items()}


def _bindable(value: object) -> Any:
    # The client drops fractions of a second, so instants travel as text; session_timezone makes it UTC.
    if isinstance(value, datetime):
        instant = require_utc(value).replace(tzinfo=None)
        return instant.isoformat(" ", "milliseconds" if instant.microsecond else "seconds")
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_bindable(item) for item in value]
    return value


def _translated(error: ClickHouseError, where: str) -> FenghuoError:
    code = getattr(error, "code", None)
    line = _first_line(error)
    if code in _NO_SPACE or _OUT_OF_SPACE.search(str(error)):
        return DiskFull(f"The warehouse at {where} has no space left: {line}; free some and start again.")
    if code in _WRONG_LOGIN:
        return ConfigError(
            f"The warehouse at {where} refuses the login; check FENGHUO_CLICKHOUSE_USER and its password."
        )
    if code in _NOT_NOW or (code is None and isinstance(error, OperationalError)):
        return Unavailable(f"The warehouse at {where} does not answer: {_why(line)}")
    return WarehouseError(line, code)


def _why(line: str) -> str:
    """A failure of the network in a person's words; other lines are the server's own."""
    if "Connection refused" in line:
        return "nothing listens there; start the hub with `make up`, or check FENGHUO_CLICKHOUSE."
    if "timed out" in line:
        return "it took too long; look at its log, or ask for less."
    if "resolve" in line or "Name or service not known" in line:
        return "its host name is unknown; check FENGHUO_CLICKHOUSE."
    return line


def _first_line(error: ClickHouseError) -> str:
    text = str(error)
    _, found, message = text.partition("DB::Exception: ")
    line = (message if found else text).strip().split("\n", 1)[0]
    return _TRAILER.sub("", line.split(" (for url ", 1)[0])
