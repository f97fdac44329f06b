"""Requests at the embedded warehouse's door, as its HTTP server hands them on, and a login's statements."""

from __future__ import annotations

import asyncio
import gzip
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final, cast

import lz4.frame
import zstandard
from starlette.types import Message, Scope

from hub.errors import FenghuoError
from warehouse.confinement import Confinement
from warehouse.engine import Answer, Engine, EngineError, Statement
from warehouse.http import build_app
from warehouse.logins import Logins

SECRET: Final = "what only another may read"
_PARTS: Final = b"\x1e"
"""Parts a request's line, headers and body in a seed."""

REQUESTS: Final = (
    _PARTS.join(
        (b"POST /?database=fenghuo&param_a=1", b"Authorization: Basic YTpi", b"SELECT 1 FORMAT JSON")
    ),
    _PARTS.join((b"GET /?query=SELECT%201&user=a&password=b&readonly=1", b"Accept: */*", b"")),
    _PARTS.join(
        (
            b"POST /?query_id=x&max_threads=2",
            b"X-ClickHouse-User: a\nX-ClickHouse-Key: b\nContent-Type: multipart/form-data; boundary=Z",
            b'--Z\r\nContent-Disposition: form-data; name="query"\r\n\r\nSELECT {a:Int8}\r\n--Z--\r\n',
        )
    ),
    _PARTS.join(
        (b"POST /", b"Content-Encoding: gzip\nAuthorization: Basic YTpi", gzip.compress(b"SELECT 1", mtime=0))
    ),
    _PARTS.join(
        (b"POST /", b"Content-Encoding: zstd\nAuthorization: Basic YTpi", zstandard.compress(b"SELECT 1"))
    ),
    _PARTS.join(
        (b"POST /", b"Content-Encoding: lz4\nX-ClickHouse-Database: b", lz4.frame.compress(b"SELECT 1"))
    ),
)
STATEMENTS: Final = (
    b"SELECT account_id, name FROM accounts WHERE name LIKE 'a%' ORDER BY name LIMIT 5",
    b"WITH t AS (SELECT * FROM accounts) SELECT count() FROM t JOIN accounts AS a USING (account_id)",
    b"SELECT account_id IN (SELECT account_id FROM accounts) FROM accounts UNION ALL SELECT 1",
    b"SELECT * EXCEPT (name) FROM accounts FINAL GROUP BY ALL",
    b"DESCRIBE TABLE accounts",
    b"SHOW TABLES LIKE 'a%'",
    b"SELECT n.number, upper(a.name) FROM numbers(3) AS n, accounts AS a WHERE a.name != ''",
)


class Refused(FenghuoError):
    """The door said no, with a status and a sentence."""


class _NoEngine:
    """Stands for the engine, so that what is tried is the door before it."""

    version, timezone = "26.9", "UTC"

    def execute(self, statement: Statement) -> Answer:
        if b"fail" in statement.sql:
            raise EngineError(47, "Code: 47. DB::Exception: no")
        return Answer(statement.sql[:100], "TSV", 1, 1, 0, 0, 0.1)


class _Everybody:
    """Stands for the logins: whoever shows a password is the hub itself."""

    def admit(self, login: str, password: str) -> None:
        login.encode(), password.encode()


@cache
def _door() -> tuple[Any, asyncio.Runner]:
    return build_app(cast("Engine", _NoEngine()), cast("Logins", _Everybody())), asyncio.Runner()


def request(data: bytes) -> None:
    """Read a request; raises Refused where the answer is an error that is named."""
    line, _, rest = data.partition(_PARTS)
    headers, _, body = rest.partition(_PARTS)
    app, loop = _door()
    status, answer = loop.run(_answer(app, _scope(line, headers), body))
    if status not in (200, 400, 403, 404, 405, 413, 500):
        raise AssertionError(f"status {status}")
    if status != 200:
        raise Refused(answer.decode("utf-8", "replace"))


def _scope(line: bytes, headers: bytes) -> Scope:
    method, _, target = line.partition(b" ")
    path, _, query = target.partition(b"?")
    pairs = [header.partition(b":")[::2] for header in headers.split(b"\n")]
    return {
        "type": "http",
        "http_version": "1.1",
        "method": method.decode("latin-1"),
        "scheme": "http",
        "path": path.decode("utf-8", "replace"),
        "raw_path": path,
        "root_path": "",
        "query_string": query,
        "headers": [(name.strip().lower(), value.strip()) for name, value in pairs if name.strip()],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 2),
    }


async def _answer(app: Any, scope: Scope, body: bytes) -> tuple[int, bytes]:
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    await app(scope, receive, send)
    return int(sent[0]["status"]), b"".join(message.get("body", b"") for message in sent[1:])


def statement(data: bytes) -> None:
    """Run a statement as a person who may read one account of two; raises Refused for a refusal."""
    engine, confinement = _warehouse()
    settings = {"max_execution_time": "5"}
    try:
        answer = engine.execute(Statement(data, "TabSeparated", "", settings, {}, True, confinement))
    except EngineError as error:
        told = error.text.encode()
        if SECRET.encode() in told.replace(data, b""):
            raise AssertionError("an error tells another's row") from None
        raise Refused(error.text) from None
    if SECRET.encode() in answer.body or b"root:x:" in answer.body:
        raise AssertionError("an answer tells what it must not")


@cache
def _warehouse() -> tuple[Engine, Confinement]:
    engine = Engine(Path(tempfile.mkdtemp(prefix="fenghuo-fuzz-")))
    for sql in (
        "CREATE DATABASE fenghuo",
        "CREATE TABLE fenghuo.accounts (account_id String, name String) ENGINE = ReplacingMergeTree"
        " ORDER BY account_id",
        f"INSERT INTO fenghuo.accounts VALUES ('mine', 'a'), ('theirs', '{SECRET}')",
    ):
        engine.execute(Statement(sql.encode()))
    filters: Mapping[str, str] = {"accounts": "account_id = 'mine'"}
    return engine, Confinement("someone", "fenghuo", filters, {"default", "system"})
