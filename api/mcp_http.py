"""The MCP server over streamable HTTP, mounted into the HTTP interface under /mcp, opened by the same tokens.

Every request stands alone (no sessions): whoever shows a token is answered, wherever the request lands.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Any, Final

import anyio
from mcp.server.context import ServerRequestContext
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from api.access import Access, unauthorized
from api.problems import Problem
from api.reading import shown_token
from api.request_log import say_who
from api.tokens import Token
from api.tools import build_server

_ADMITTED: Final = "fenghuo.admitted"
"""Where in a request's scope the token stands that was let in."""


class McpOverHttp:
    """An ASGI application for POST; `running` has to be entered before the first request."""

    def __init__(self, access: Access) -> None:
        self._access = access
        self._manager = StreamableHTTPSessionManager(
            build_server(access, _token_of), json_response=True, stateless=True
        )

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """As long as requests may come."""
        async with self._manager.run():
            yield

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope)
        if "Origin" in request.headers:
            # The protocol has servers look at it, so that no web page speaks through somebody's browser.
            raise Problem(HTTPStatus.FORBIDDEN, "Web pages are not served here; ask from a program.")
        token = await anyio.to_thread.run_sync(lambda: self._access.admit(shown_token(request)))
        say_who(request, token.token_id)
        scope[_ADMITTED] = token
        await self._manager.handle_request(scope, receive, send)


def _token_of(context: ServerRequestContext[Any, Any]) -> Token:
    token = context.request.scope.get(_ADMITTED) if context.request is not None else None
    if not isinstance(token, Token):
        raise unauthorized()
    return token
