"""The embedded ClickHouse engine (chdb): one directory, one process, a connection for each statement.

`USE` and `SET` belong to a connection, so a connection of its own keeps requests apart; it costs 0.2 ms.
The engine is released from Python's lock while it works, so threads run statements side by side.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, Final

from chdb import ChdbError
from chdb.state.sqlitelike import Connection

from hub.errors import AlreadyRunning, ConfigError, Unavailable, is_disk_full
from hub.killpoints import reached
from warehouse.confinement import Confinement, Refused
from warehouse.quoting import quoted_name, quoted_text
from warehouse.statements import (
    DataInsert,
    called_names,
    data_insert,
    has_result,
    named_engines,
    trailing_format,
    words,
)

MAX_SECONDS: Final = 120
"""A statement that takes longer is ended by the engine."""
MAX_RESULT_BYTES: Final = 512_000_000
"""A larger answer is refused, since it is held in memory."""
MAX_READING_BYTES: Final = 4_000_000_000
"""Memory of one statement that only reads; one that takes more is ended."""

ACCESS_DENIED: Final = 497
SYNTAX_ERROR: Final = 62
_LOCKED: Final = 36
_CANNOT_WRITE: Final = 76
_NOT_ENOUGH_SPACE: Final = 243

_SAFE_TABLE_FUNCTIONS: Final = frozenset(
    {
        "dictionary",
        "format",
        "fuzzjson",
        "generate_series",
        "generaterandom",
        "generateseries",
        "input",
        "loop",
        "merge",
        "null",
        "numbers",
        "numbers_mt",
        "primes",
        "sqlstandardvalues",
        "values",
        "view",
        "viewexplain",
        "viewifpermitted",
        "zeros",
        "zeros_mt",
    }
)
_OTHER_DOORS: Final = frozenset({"disk", "file", "http", "source"})
"""Ways out of the data directory that are no table functions: disk(path=…), file('…'), SOURCE(HTTP(…))."""
_INNER_ENGINES: Final = frozenset(
    {
        "alias",
        "atomic",
        "buffer",
        "dictionary",
        "generaterandom",
        "join",
        "log",
        "materializedview",
        "memory",
        "merge",
        "null",
        "ordinary",
        "set",
        "stripelog",
        "tinylog",
        "view",
        "windowview",
    }
)
"""Engines of tables and databases that keep what they hold in the data directory; so do all …MergeTree."""
_SETTING_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
_CODE: Final = re.compile(r"Code: (\d+)\.")


class EngineError(Exception):
    """The engine refused a statement; `code` is ClickHouse's error code, 1002 where it names none."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(text)
        self.code = code
        self.text = text


@dataclass(frozen=True)
class Statement:
    """What is to be executed: SQL (for an INSERT … FORMAT with its rows), and under which circumstances.

    `parameters` are the values of `{name:Type}`, escaped as ClickHouse's HTTP interface demands. With
    `read_only` nothing can be changed but settings (ClickHouse's readonly=2); with a `confinement` nothing at
    all, and only its rows can be read.
    """

    sql: bytes
    default_format: str = "TabSeparated"
    database: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, str] = field(default_factory=dict)
    read_only: bool = False
    confinement: Confinement | None = None


@dataclass(frozen=True)
class Answer:
    """What came of it. `body` is in `format`, which is empty for statements that have no result."""

    body: bytes
    format: str
    rows_read: int
    bytes_read: int
    rows_written: int
    bytes_written: int
    seconds: float


class Engine:
    """An open data directory. Raises AlreadyRunning where another process holds it."""

    def __init__(self, directory: Path, min_free_bytes: int = 0) -> None:
        self._path = str(directory.resolve())
        self._min_free_bytes = min_free_bytes
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._keeper = self._open(directory)
        self._close_file_system(directory / "metadata")
        self.version, self.timezone = self._ask("SELECT version(), timezone()").split()
        self._doors = self._list_doors()
        self._outward_engines = self._list_outward_engines()

    def execute(self, statement: Statement) -> Answer:
        """Run one statement. Raises EngineError with ClickHouse's code and text."""
        connection = Connection(self._path)
        try:
            return self._execute(connection, statement)
        except (ChdbError, RuntimeError) as error:
            raise _engine_error(error) from None
        finally:
            connection.close()

    def interrupt(self) -> None:
        """End the statements under way, soon; they fail with ClickHouse's code 394."""
        self._keeper.query("KILL QUERY WHERE query_id != queryID() ASYNC")

    def close(self) -> None:
        """Let the directory go. Statements under way end first."""
        self._keeper.close()

    def _open(self, directory: Path) -> Connection:
        try:
            return Connection(self._path)
        except (ChdbError, RuntimeError) as error:
            if _engine_error(error).code == _LOCKED:
                raise AlreadyRunning(
                    f"Another process holds {directory}; stop it or choose another FENGHUO_DATA."
                ) from None
            raise Unavailable(f"The warehouse in {directory} does not open: {_first_line(error)}") from None

    def _close_file_system(self, metadata: Path) -> None:
        """Put an empty database in the place of chdb's own `default`, in which every file of the machine is a
        table."""
        if any((metadata / "default").glob("*.sql")):
            self._keeper.close()
            raise ConfigError(
                f"{metadata.parent} keeps tables in the database default, through which any file of this "
                "machine could be read; back it up with the version that wrote it, and restore it with "
                "another FENGHUO_CLICKHOUSE_DATABASE."
            )
        # No further connection opens until there is one again; what the last start left would be in its way.
        self._keeper.query("DETACH DATABASE default")
        for left in ("default.sql", "default.sql.tmp"):
            (metadata / left).unlink(missing_ok=True)
        self._keeper.query("CREATE DATABASE default ENGINE = Memory")

    def _list_outward_engines(self) -> frozenset[str]:
        names = self._ask(
            "SELECT lower(name) FROM system.table_engines"
            " UNION ALL SELECT lower(name) FROM system.database_engines"
        ).split()
        return frozenset(name for name in names if not name.endswith("mergetree")) - _INNER_ENGINES

    def _list_doors(self) -> frozenset[str]:
        names = self._ask("SELECT lower(name) FROM system.table_functions").split()
        harmless = {
            name for name in names if name.startswith(("mergetree", "timeseries"))
        } | _SAFE_TABLE_FUNCTIONS
        return (frozenset(names) - harmless) | _OTHER_DOORS

    def _ask(self, sql: str) -> str:
        return bytes(self._keeper.query(sql, "TabSeparated").bytes()).decode("utf-8").strip()

    def _execute(self, connection: Connection, statement: Statement) -> Answer:
        insert = data_insert(statement.sql)
        sql = insert.target + insert.settings if insert else statement.sql.decode("utf-8", errors="replace")
        self._check(connection, sql)
        if statement.confinement:
            if insert:
                raise _denied(f"{statement.confinement.login}: INSERT is not for this login")
            return self._execute_confined(connection, sql, statement, statement.confinement)
        if statement.database:
            connection.query(f"USE {quoted_name(statement.database)}")
        connection.query(_set_clause({**statement.settings, **self._guards(statement)}))
        if insert:
            return _answer(self._insert(connection, insert), "")
        result = connection.query(sql, statement.default_format, params=dict(statement.parameters))
        return _answer(result, _format(sql, statement))

    def _execute_confined(
        self, connection: Connection, sql: str, statement: Statement, confinement: Confinement
    ) -> Answer:
        """As `execute`, within a person's confinement: how that holds is told in its module."""
        parameters = dict(statement.parameters)
        try:
            settings = confinement.settings(statement.settings, statement.database)
            connection.query(f"USE {quoted_name(confinement.database)}")
            connection.query(_set_clause({**self._guards(statement), **settings}))
            tree = connection.query(f"EXPLAIN AST\n{sql}", "TabSeparatedRaw", params=parameters)
            confinement.check(sql, bytes(tree.bytes() or b"").decode("utf-8", errors="replace"))
        except Refused as refusal:
            raise _denied(f"{confinement.login}: Not enough privileges: {refusal}") from None
        result = connection.query(sql, statement.default_format, params=parameters)
        return _answer(result, _format(sql, statement))

    def _guards(self, statement: Statement) -> dict[str, str]:
        given = statement.settings
        guards = {
            "max_execution_time": _at_most(MAX_SECONDS, given.get("max_execution_time", "")),
            "max_result_bytes": _at_most(MAX_RESULT_BYTES, given.get("max_result_bytes", "")),
            "min_free_disk_bytes_to_perform_insert": str(self._min_free_bytes),
        }
        if statement.read_only or given.get("readonly", "0") != "0":
            guards["max_memory_usage"] = _at_most(MAX_READING_BYTES, given.get("max_memory_usage", ""))
        if statement.read_only:
            guards["readonly"] = "1" if given.get("readonly") == "1" else "2"
        return guards

    def _insert(self, connection: Connection, insert: DataInsert) -> Any:
        # Not through chdb's streaming insert: that reports rows as written which the table then refuses.
        try:
            # Its buffer is flushed once more when the file is closed, so that may fail as well.
            with TemporaryFile(dir=self._path) as file:
                file.write(insert.data)
                file.flush()
                reached("warehouse.received")
                result = connection.query(insert.from_file(f"/dev/fd/{file.fileno()}"), "TabSeparated")
                reached("warehouse.inserted")
                return result
        except OSError as error:
            code = _NOT_ENOUGH_SPACE if is_disk_full(error) else _CANNOT_WRITE
            sentence = f"The rows cannot be kept: {error}"
            raise EngineError(code, _exception(code, sentence, "CANNOT_WRITE")) from None

    def _check(self, connection: Connection, sql: str) -> None:
        if connection._conn.classify_query(sql)["statement_count"] > 1:
            raise EngineError(
                SYNTAX_ERROR, _exception(SYNTAX_ERROR, "Multi-statements are not allowed", "SYNTAX_ERROR")
            )
        doors = (
            called_names(sql) & self._doors
            | words(sql) & {"INFILE", "OUTFILE"}
            | named_engines(sql) & self._outward_engines
        )
        if doors:
            raise _denied(
                f"The embedded warehouse reads and writes its own tables only: {min(doors)} is refused"
            )


def _denied(sentence: str) -> EngineError:
    return EngineError(ACCESS_DENIED, _exception(ACCESS_DENIED, sentence, "ACCESS_DENIED"))


def _format(sql: str, statement: Statement) -> str:
    return (trailing_format(sql) or statement.default_format) if has_result(sql) else ""


def _answer(result: Any, output_format: str) -> Answer:
    return Answer(
        body=bytes(result.bytes() or b""),
        format=output_format,
        rows_read=result.rows_read(),
        bytes_read=result.bytes_read(),
        rows_written=result.rows_written(),
        bytes_written=result.bytes_written(),
        seconds=result.elapsed(),
    )


def _at_most(limit: int, given: str) -> str:
    return given if given.isdigit() and 0 < int(given) <= limit else str(limit)


def _set_clause(settings: Mapping[str, str]) -> str:
    # readonly comes last: behind it nothing else can be set.
    names = sorted(settings, key=lambda name: name == "readonly")
    return "SET " + ", ".join(f"{_setting_name(name)} = {quoted_text(settings[name])}" for name in names)


def _setting_name(name: str) -> str:
    if not _SETTING_NAME.match(name):
        raise EngineError(
            115,
            _exception(
                115, f"Setting {name!r} is neither a builtin setting nor one of ours", "UNKNOWN_SETTING"
            ),
        )
    return name


def _exception(code: int, sentence: str, name: str) -> str:
    return f"Code: {code}. DB::Exception: {sentence}. ({name})"


def _engine_error(error: Exception) -> EngineError:
    text = str(error)
    found = _CODE.search(text)
    return EngineError(int(found.group(1)) if found else 1002, text[found.start() :] if found else text)


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n", 1)[0]
