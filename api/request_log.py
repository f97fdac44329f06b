"""What holds for every request: a trace, a line in the log, headers that keep browsers out of trouble, and an
answer even where we made a mistake.

The line names the token by its id and the address by its route: what stands in a query or in an unknown
address may be a secret put in the wrong place.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Collection
from http import HTTPStatus
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import Problem
from hub.tracing import new_trace, trace_of, traced

_log = logging.getLogger(__name__)

HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_TOKEN: Final = "fenghuo.token"  # noqa: S105  # the place of a token's id in a request's scope


def say_who(request: Request, token_id: str) -> None:
    """Remember, for the log, whose request this is."""
    request.scope[_TOKEN] = token_id


class RequestLog:
    """Middleware around everything else."""

    def __init__(self, app: ASGIApp, paths: Collection[str] = ()) -> None:
        self._app = app
        self._paths = frozenset(paths)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        trace = trace_of(Request(scope).headers) or new_trace()
        with traced(trace):
            await self._handle(scope, receive, send, trace)

    async def _handle(self, scope: Scope, receive: Receive, send: Send, trace: str) -> None:
        began, status = time.perf_counter(), 0

        async def send_on(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message).update({**HEADERS, "X-Trace-Id": trace})
            await send(message)

        try:
            await self._app(scope, receive, send_on)
        except Exception:
            _log.exception("A request failed", extra={"trace": trace})
            if status:
                raise  # half of an answer is out; only breaking off says so
            await _failure().response()(scope, receive, send_on)
        finally:
            self._write(scope, status, trace, time.perf_counter() - began)

    def _write(self, scope: Scope, status: int, trace: str, seconds: float) -> None:
        method = scope["method"] if scope["method"] in _METHODS else "-"
        path = scope["path"] if scope["path"] in self._paths else "-"
        told = {"token": scope.get(_TOKEN, ""), "trace": trace, "ms": round(seconds * 1000)}
        _log.info("%s %s %d", method, path, status, extra=told)


def _failure() -> Problem:
    return Problem(
        HTTPStatus.INTERNAL_SERVER_ERROR, "This is a mistake of ours; tell whoever runs the hub the trace."
    )
