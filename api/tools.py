"""The same questions as tools of an MCP server, described so that an assistant picks the right one.

The protocol: https://modelcontextprotocol.io/specification. How a message travels is none of this file's
business (`api/mcp_http.py`, `api/mcp_stdio.py`); who asks is told by `token_of`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, Final

import anyio
import mcp_types
import msgspec
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server

from api.access import AT_ONCE, Access
from api.problems import Problem
from api.questions import QUESTIONS, Question, named
from api.reading import filters_of
from api.rows import Page
from api.specification import VERSION
from api.tokens import Token

_log = logging.getLogger(__name__)

_ABOUT: Final = """\
What a province's fire brigade and its partners publish about fire safety, and how far it gets from province
to city to county. You see what the person your token speaks for may see: missing rows are not proof of
absence elsewhere. Days are days in Asia/Shanghai, instants UTC; null is unknown, never 0; persons and times
of different platforms are never added. “missing” means we watched and found nothing; “unknown” means we could
not watch; “blank” means there is no account: keep the three apart when you answer. Names are Chinese; find
codes of cities and counties with the tool counties, ids of accounts with accounts."""

TokenOf = Callable[[ServerRequestContext[Any, Any]], Token]


def build_server(access: Access, token_of: TokenOf) -> Server[Any]:
    """The MCP server. `token_of` gives the admitted token of a call, or raises Problem."""
    limiter = anyio.CapacityLimiter(AT_ONCE)

    async def list_tools(
        _: ServerRequestContext[Any, Any], __: mcp_types.PaginatedRequestParams | None
    ) -> mcp_types.ListToolsResult:
        return mcp_types.ListToolsResult(tools=[_tool(question) for question in QUESTIONS])

    async def call_tool(
        context: ServerRequestContext[Any, Any], call: mcp_types.CallToolRequestParams
    ) -> mcp_types.CallToolResult:
        try:
            return await anyio.to_thread.run_sync(
                _called, access, lambda: token_of(context), call, limiter=limiter
            )
        except Problem as problem:
            return _text(problem.detail, is_error=True)

    return Server(
        "fenghuo",
        version=VERSION,
        title="Fenghuo 烽火",
        instructions=_ABOUT,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )


def _called(
    access: Access, token_of: Callable[[], Token], call: mcp_types.CallToolRequestParams
) -> mcp_types.CallToolResult:
    question = named(call.name)
    if question is None:
        return _text(f"There is no such tool; there are {', '.join(one.name for one in QUESTIONS)}.", True)
    token = token_of()
    filters = filters_of(question, call.arguments or {}, strict=False)
    page = access.page(token, question, filters)
    _log.info("tool %s", question.name, extra={"token": token.token_id, "rows": len(page.items)})
    result = _text(msgspec.json.encode(page).decode())
    result.structured_content = msgspec.to_builtins(page)
    return result


def _text(words: str, is_error: bool = False) -> mcp_types.CallToolResult:
    return mcp_types.CallToolResult(content=[mcp_types.TextContent(text=words)], is_error=is_error)


def _tool(question: Question) -> mcp_types.Tool:
    return mcp_types.Tool(
        name=question.name,
        title=question.summary,
        description=f"{question.summary}. {question.description}",
        input_schema=_schema(question.filters),
        output_schema=_schema(Page[question.row]),  # type: ignore[name-defined]  # known when it runs
        annotations=mcp_types.ToolAnnotations(read_only_hint=True, open_world_hint=False),
    )


def _schema(of: Any) -> dict[str, Any]:
    """The JSON schema of a struct, with an object at its root as the protocol wants it."""
    schema = msgspec.json.schema(of)
    shapes: dict[str, Any] = schema["$defs"]
    root: dict[str, Any] = shapes.pop(schema["$ref"].rsplit("/", 1)[1])
    return {**root, "$defs": shapes} if shapes else root
