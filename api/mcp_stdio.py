"""The MCP server over standard input and output, for an assistant on the hub's own machine."""

from __future__ import annotations

import anyio
from mcp.server.stdio import stdio_server

from api.access import Access
from api.problems import Problem
from api.tools import build_server
from hub.errors import ConfigError
from hub.settings import Settings


def serve(settings: Settings) -> None:
    """Speak with FENGHUO_API_TOKEN until standard input ends.

    The token is looked at anew for each call, so that a revocation holds at once. Raises ConfigError for one
    that opens nothing.
    """
    if settings.api_token is None:
        raise ConfigError(
            "An assistant asks in somebody's name; set FENGHUO_API_TOKEN (or FENGHUO_API_TOKEN_FILE) to a "
            "token that `fenghuo api token add` made."
        )
    shown = settings.api_token.get_secret_value()
    access = Access(settings)
    try:
        access.admit(shown)
        anyio.run(_speak, access, shown)
    except Problem as problem:
        raise ConfigError(f"FENGHUO_API_TOKEN cannot be used: {problem.detail}") from None
    finally:
        access.close()


async def _speak(access: Access, shown: str) -> None:
    server = build_server(access, lambda _: access.admit(shown))
    async with stdio_server() as (read, write):
        await server.run(read, write, server.create_initialization_options())
