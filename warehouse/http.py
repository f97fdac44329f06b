"""ClickHouse's HTTP interface before the embedded engine, so that its usual clients see no difference.

What is spoken: https://clickhouse.com/docs/interfaces/http — GET and POST, `query` as parameter or body or
form, `database`, `default_format`, `param_…`, settings as parameters, data behind `INSERT … FORMAT`, bodies
compressed as Content-Encoding says. Answers are never compressed: they do not leave the machine. Sessions,
roles, quotas and ClickHouse's own block compression are not offered.
"""

from __future__ import annotations

import json
import uuid
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import replace
from email.parser import BytesParser
from email.policy import HTTP
from typing import Final

import anyio
from anyio import CapacityLimiter
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Lifespan

from warehouse.compression import UnknownEncoding, decompress
from warehouse.confinement import Confinement
from warehouse.engine import Answer, Engine, EngineError, Statement
from warehouse.logins import Logins, WrongLogin

MAX_BODY_BYTES: Final = 256_000_000
"""A longer request, before or after decompression, is refused."""
MAX_STATEMENTS: Final = 16
"""Statements the engine works on at once; further ones wait."""

_AUTHENTICATION_FAILED: Final = 516
_NOT_IMPLEMENTED: Final = 48
_TRANSPORT: Final = frozenset(
    {
        "buffer_size",
        "cancel_http_readonly_queries_on_client_close",
        "client_protocol_version",
        "compress",
        "database",
        "decompress",
        "default_format",
        "enable_http_compression",
        "http_headers_progress_interval_ms",
        "password",
        "query",
        "query_id",
        "quota_key",
        "role",
        "send_progress_in_http_headers",
        "session_check",
        "session_id",
        "session_timeout",
        "user",
        "wait_end_of_query",
    }
)
"""Parameters that steer the transport and are no settings of the engine."""


def build_app(engine: Engine, logins: Logins, lifespan: Lifespan[Starlette] | None = None) -> Starlette:
    """The application: `/ping` for anybody, everything else for those whom `logins` admits."""
    door = _Door(engine, logins)
    routes = [Route("/ping", _ping), Route("/", door.answer, methods=["GET", "POST"])]
    app = Starlette(routes=routes, lifespan=lifespan)
    app.router.redirect_slashes = False  # it stumbles over a query that is no UTF-8
    return app


async def _ping(_: Request) -> Response:
    return PlainTextResponse("Ok.\n")


class _Refused(Exception):
    def __init__(self, status: int, code: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.code = code
        self.text = f"Code: {code}. DB::Exception: {sentence}"


class _Door:
    def __init__(self, engine: Engine, logins: Logins) -> None:
        self._engine = engine
        self._logins = logins
        self._limiter = CapacityLimiter(MAX_STATEMENTS)

    async def answer(self, request: Request) -> Response:
        query_id = request.query_params.get("query_id") or str(uuid.uuid4())
        try:
            confinement = await self._authenticate(request)
            parameters, body = await _read(request)
            statement = replace(_statement(request, parameters, body), confinement=confinement)
            answer = await anyio.to_thread.run_sync(self._engine.execute, statement, limiter=self._limiter)
        except (_Refused, EngineError) as error:
            return self._refusal(error, query_id)
        return self._response(answer, query_id, confined=confinement is not None)

    async def _authenticate(self, request: Request) -> Confinement | None:
        user, password = _credentials(request)
        try:
            return await anyio.to_thread.run_sync(self._logins.admit, user, password, limiter=self._limiter)
        except WrongLogin:
            raise _Refused(
                403, _AUTHENTICATION_FAILED, f"{user or 'default'}: Authentication failed: wrong login."
            ) from None

    def _refusal(self, error: _Refused | EngineError, query_id: str) -> Response:
        status = error.status if isinstance(error, _Refused) else 500
        text = f"{error.text} (version {self._engine.version})\n"
        return PlainTextResponse(
            text, status, {"X-ClickHouse-Exception-Code": str(error.code), "X-ClickHouse-Query-Id": query_id}
        )

    def _response(self, answer: Answer, query_id: str, *, confined: bool) -> Response:
        headers = {
            "X-ClickHouse-Query-Id": query_id,
            "X-ClickHouse-Server-Display-Name": "fenghuo-embedded",
            "X-ClickHouse-Timezone": self._engine.timezone,
        }
        if not confined:  # how many rows were read tells of more than the answer does
            headers["X-ClickHouse-Summary"] = _summary(answer)
        if answer.format:
            headers["X-ClickHouse-Format"] = answer.format
        return Response(answer.body, headers=headers, media_type="application/octet-stream")


def _credentials(request: Request) -> tuple[str, str]:
    headers, query = request.headers, request.query_params
    if "X-ClickHouse-User" in headers or "X-ClickHouse-Key" in headers:
        return headers.get("X-ClickHouse-User", "default"), headers.get("X-ClickHouse-Key", "")
    scheme, _, value = headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "basic":
        return _basic(value)
    return query.get("user", "default"), query.get("password", "")


def _basic(value: str) -> tuple[str, str]:
    try:
        user, _, password = b64decode(value, validate=True).decode("utf-8").partition(":")
    except ValueError:  # no base64, or no UTF-8 under it
        raise _Refused(403, _AUTHENTICATION_FAILED, "The Authorization header cannot be read.") from None
    return user, password


async def _read(request: Request) -> tuple[dict[str, str], bytes]:
    """All parameters (of the address and of a form) and the body, decompressed."""
    parameters = dict(request.query_params)
    body = _decompressed(await _body(request), request.headers.get("Content-Encoding", ""))
    content_type = request.headers.get("Content-Type", "")
    if content_type.startswith("multipart/form-data"):
        return parameters | _form(body, content_type), b""
    return parameters, body


async def _body(request: Request) -> bytes:
    pieces, size = [], 0
    async for piece in request.stream():
        size += len(piece)
        if size > MAX_BODY_BYTES:
            raise _Refused(
                413, _NOT_IMPLEMENTED, f"The request is longer than {MAX_BODY_BYTES} bytes; send it in parts."
            )
        pieces.append(piece)
    return b"".join(pieces)


def _decompressed(body: bytes, encoding: str) -> bytes:
    try:
        return decompress(body, encoding, MAX_BODY_BYTES)
    except UnknownEncoding as error:
        raise _Refused(400, _NOT_IMPLEMENTED, str(error)) from None


def _form(body: bytes, content_type: str) -> dict[str, str]:
    message = BytesParser(policy=HTTP).parsebytes(
        b"Content-Type: " + content_type.encode("latin-1") + b"\r\n\r\n" + body
    )
    fields = {}
    for part in message.iter_parts():
        name = part.get_param("name", header="content-disposition")
        if part.get_filename() is not None:
            raise _Refused(400, _NOT_IMPLEMENTED, "External data is not supported by the embedded warehouse.")
        payload = part.get_payload(decode=True)
        fields[str(name)] = payload.decode("utf-8", errors="replace") if isinstance(payload, bytes) else ""
    return fields


def _statement(request: Request, parameters: Mapping[str, str], body: bytes) -> Statement:
    if parameters.get("compress", "0") == "1" or parameters.get("decompress", "0") == "1":
        raise _Refused(
            400, _NOT_IMPLEMENTED, "ClickHouse's block compression is not supported; leave compress out."
        )
    query = parameters.get("query", "").encode()
    headers = request.headers
    return Statement(
        sql=query + b"\n" + body if query and body else query or body,
        default_format=parameters.get("default_format")
        or headers.get("X-ClickHouse-Format")
        or "TabSeparated",
        database=parameters.get("database") or headers.get("X-ClickHouse-Database") or "",
        settings={k: v for k, v in parameters.items() if k not in _TRANSPORT and not k.startswith("param_")},
        parameters={k.removeprefix("param_"): v for k, v in parameters.items() if k.startswith("param_")},
        read_only=request.method == "GET",
    )


def _summary(answer: Answer) -> str:
    return json.dumps(
        {
            "read_rows": str(answer.rows_read),
            "read_bytes": str(answer.bytes_read),
            "written_rows": str(answer.rows_written),
            "written_bytes": str(answer.bytes_written),
            "result_rows": str(answer.rows_read),
            "elapsed_ns": str(int(answer.seconds * 1e9)),
        }
    )
