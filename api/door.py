"""The HTTP interface: each question under its path, its specification, and whether the house is well.

GET /v1/…            the questions of `api/questions.py`, for whoever shows a token
GET /openapi.json    what can be asked (OpenAPI 3.1), for anybody
GET /healthz         whether the warehouse answers, for anybody
    /mcp             the same questions as tools (`api/tools.py`), for whoever shows a token
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Final, TypeVar

import anyio
import msgspec
from anyio import CapacityLimiter
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.access import AT_ONCE, Access
from api.mcp_http import McpOverHttp
from api.problems import Problem
from api.questions import QUESTIONS, Question
from api.reading import read_filters, require_accepting, shown_token
from api.request_log import RequestLog, say_who
from api.specification import specification
from hub.errors import Unavailable

JSON: Final = "application/json"
SMALLEST_PACKED: Final = 1_000
"""Bytes of an answer that is worth packing."""

_T = TypeVar("_T")
_Handler = Callable[[Request], Awaitable[Response]]


def build_app(access: Access) -> Starlette:
    """The application. It closes `access` when it ends."""
    door, tools = _Door(access), McpOverHttp(access)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with tools.running():
            yield
        access.close()

    routes = [
        *(Route(question.path, door.asked(question)) for question in QUESTIONS),
        Route("/openapi.json", door.specification),
        Route("/healthz", door.health),
        Route("/mcp", tools, methods=["POST"]),
    ]
    paths = [route.path for route in routes]
    app = Starlette(
        routes=routes,
        lifespan=lifespan,
        middleware=[
            Middleware(RequestLog, paths=paths),
            Middleware(GZipMiddleware, minimum_size=SMALLEST_PACKED),
        ],
        exception_handlers={Problem: _refuse, HTTPException: _refuse_plain},
    )
    app.router.redirect_slashes = False  # an address has one way of writing it
    return app


class _Door:
    def __init__(self, access: Access) -> None:
        self._access = access
        self._limiter = CapacityLimiter(AT_ONCE)
        self._specification = msgspec.json.encode(specification())

    def asked(self, question: Question) -> _Handler:
        """The handler of a question."""

        async def answer(request: Request) -> Response:
            token = await self._in_thread(lambda: self._access.admit(shown_token(request)))
            say_who(request, token.token_id)
            require_accepting(request, JSON)
            filters = read_filters(request, question)
            page = await self._in_thread(lambda: self._access.page(token, question, filters))
            return _answer(request, msgspec.json.encode(page))

        return answer

    async def specification(self, request: Request) -> Response:
        require_accepting(request, JSON)
        return _answer(request, self._specification)

    async def health(self, _: Request) -> Response:
        try:
            await self._in_thread(self._access.require_answering)
        except Unavailable:
            return Response(b'{"warehouse":"does not answer"}', 503, media_type=JSON)
        return Response(b'{"warehouse":"ok"}', media_type=JSON)

    async def _in_thread(self, call: Callable[[], _T]) -> _T:
        return await anyio.to_thread.run_sync(call, limiter=self._limiter)


def _answer(request: Request, body: bytes) -> Response:
    """The body, or 304 where the client has it. The tag is weak: the same answer may travel packed or not."""
    tag = f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": "Authorization, Accept-Encoding"}
    known = {one.strip().removeprefix("W/") for one in request.headers.get("If-None-Match", "").split(",")}
    if tag.removeprefix("W/") in known or "*" in known:
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(body, headers=headers, media_type=JSON)


async def _refuse(_: Request, error: Exception) -> Response:
    if not isinstance(error, Problem):
        raise error
    return error.response()


async def _refuse_plain(_: Request, error: Exception) -> Response:
    """What the router itself refuses, in our words."""
    if not isinstance(error, HTTPException):
        raise error
    words = {
        404: "There is nothing at this address; /openapi.json lists what there is.",
        405: "Everything here is read with GET, but /mcp, which takes POST.",
    }
    detail = words.get(error.status_code, "The request cannot be read; see /openapi.json.")
    return Problem(HTTPStatus(error.status_code), detail, error.headers).response()
