"""The embedded log's SQLite file: opening it, writing it in transactions, and saying what went wrong.

The file is in WAL mode: readers never wait, writers take turns. SQLite's own errors end here; beyond it there
are only `hub.errors`.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from hub.errors import ConfigError, DiskFull, FenghuoError, Unavailable

BUSY_SECONDS: Final = 30.0
"""How long a writer waits for its turn."""

FILE_VERSION: Final = 1
_SCHEMA: Final = Path(__file__).with_name("embedded.sql")


class Store:
    """One log file. Opening it creates it, also when several processes do so at once."""

    def __init__(self, path: Path, min_free_bytes: int) -> None:
        self.path = path
        self._min_free_bytes = min_free_bytes
        path.parent.mkdir(parents=True, exist_ok=True)
        with self.connection(durable=True) as connection:
            self._create_if_new(connection)

    def connect(self, *, durable: bool) -> sqlite3.Connection:
        """A connection for any one thread at a time, outside any transaction.

        Durable means that a commit is on the disk (fsync) when it returns. Otherwise it survives the death
        of the process at once, and of the machine after some seconds.
        """
        with self.plain_errors():
            connection = sqlite3.connect(
                self.path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )
            connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
        return connection

    @contextmanager
    def connection(self, *, durable: bool) -> Iterator[sqlite3.Connection]:
        """A connection that is closed afterwards; errors inside are translated."""
        connection = self.connect(durable=durable)
        try:
            with self.plain_errors():
                yield connection
        finally:
            connection.close()

    @contextmanager
    def transaction(self, connection: sqlite3.Connection) -> Iterator[None]:
        """Everything inside is written, or nothing is. Waits for its turn, at most BUSY_SECONDS."""
        with self.plain_errors():
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                connection.execute("COMMIT")
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")

    @contextmanager
    def plain_errors(self) -> Iterator[None]:
        """Turn SQLite's errors into one of hub.errors; a mistake of ours stays what it is."""
        try:
            yield
        except sqlite3.Error as error:
            plain = self._plain(error)
            if plain is None:
                raise
            raise plain from error

    def require_space(self) -> None:
        """Raises DiskFull while the disk has less free than is to be left free."""
        free = shutil.disk_usage(self.path.parent).free
        if free < self._min_free_bytes:
            raise DiskFull(
                f"The disk of {self.path} has {free // 1_000_000} MB free, less than the "
                f"{self._min_free_bytes // 1_000_000} MB to be left free; make room, or lower "
                "FENGHUO_MIN_FREE_BYTES."
            )

    def _create_if_new(self, connection: sqlite3.Connection) -> None:
        if self._version(connection) == 0:
            connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
            connection.execute("PRAGMA journal_mode = WAL")
            with self.transaction(connection):
                if self._version(connection) == 0:
                    _create_tables(connection)
        if self._version(connection) != FILE_VERSION:
            raise ConfigError(f"{self.path} is of another version of Fenghuo; upgrade, or move it away.")

    def _version(self, connection: sqlite3.Connection) -> int:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])

    def _plain(self, error: sqlite3.Error) -> FenghuoError | None:
        code = getattr(error, "sqlite_errorcode", 0)
        if code in _CANNOT_WRITE or code & 0xFF == sqlite3.SQLITE_FULL:
            return DiskFull(
                f"{self.path} cannot be written any more: the disk or the quota is full, or the disk fails; "
                "make room and start again."
            )
        sentence = _SENTENCES.get(code & 0xFF)
        return sentence[0](sentence[1].format(path=self.path)) if sentence else None


def _create_tables(connection: sqlite3.Connection) -> None:
    # Not executescript(): that would commit the transaction we are in.
    for statement in _SCHEMA.read_text(encoding="utf-8").split(";\n"):
        connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {FILE_VERSION}")


# SQLite says FULL for ENOSPC only; quotas and file size limits come as these.
_CANNOT_WRITE: Final = frozenset(
    {
        sqlite3.SQLITE_IOERR_WRITE,
        sqlite3.SQLITE_IOERR_FSYNC,
        sqlite3.SQLITE_IOERR_SHMSIZE,
        sqlite3.SQLITE_IOERR_TRUNCATE,
    }
)
_SENTENCES: Final[dict[int, tuple[type[FenghuoError], str]]] = {
    sqlite3.SQLITE_BUSY: (
        Unavailable,
        "{path} was held by another process for " + f"{BUSY_SECONDS:.0f} s; try again.",
    ),
    sqlite3.SQLITE_IOERR: (Unavailable, "{path} cannot be read: the disk reports an error; check it."),
    sqlite3.SQLITE_CANTOPEN: (
        ConfigError,
        "{path} cannot be opened; check the directory's permissions.",
    ),
    sqlite3.SQLITE_READONLY: (ConfigError, "{path} may not be written; check its owner and permissions."),
    sqlite3.SQLITE_NOTADB: (ConfigError, "{path} is no stream of Fenghuo; move it away and start again."),
    sqlite3.SQLITE_CORRUPT: (ConfigError, "{path} is damaged; move it away and start again."),
}
