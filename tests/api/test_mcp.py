"""The MCP server, asked by the official client over HTTP and over standard input and output."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import anyio
import httpx
import httpx2
import pytest
from jsonschema import Draft202012Validator
from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp.client.streamable_http import streamable_http_client

from api.questions import QUESTIONS
from hub.clock import beijing_day
from hub.settings import Settings
from tests.api.conftest import Caller
from tests.api.test_jurisdiction import asking_for_neighbour
from tests.dashboards.small_province import STALLED_DAYS
from tests.warehouse.embedded import environment_of
from tests.warehouse.rows import ago
from tests.warehouse.staff import NEIGHBOURS

Conversation = Callable[[Client], Awaitable[None]]


@asynccontextmanager
async def over_http(caller: Caller) -> AsyncIterator[Client]:
    headers = {"Authorization": f"Bearer {caller.token}"}
    async with (
        httpx2.AsyncClient(headers=headers, trust_env=False, timeout=60) as http,
        Client(streamable_http_client(f"{caller.address}/mcp", http_client=http)) as client,
    ):
        yield client


@asynccontextmanager
async def over_stdio(settings: Settings, token: str) -> AsyncIterator[Client]:
    environment = {**environment_of(settings), "FENGHUO_API_TOKEN": token}
    server = StdioServerParameters(
        command=sys.executable, args=["-m", "cli", "mcp", "serve"], env=environment
    )
    with Path(os.devnull).open("w", encoding="utf-8") as devnull:
        async with Client(stdio_client(server, errlog=devnull)) as client:
            yield client


async def answer(client: Client, tool: str, **arguments: object) -> dict[str, Any]:
    """What a tool says, which must be no error and the same in both its forms."""
    result = await client.call_tool(tool, {name.rstrip("_"): value for name, value in arguments.items()})
    assert not result.is_error, result.content
    assert json.loads(result.content[0].text) == result.structured_content  # type: ignore[union-attr]
    return dict(result.structured_content)


async def converse(client: Client) -> None:
    """Choose the tool for a question, ask it, ask wrongly."""
    tools = {tool.name: tool for tool in (await client.list_tools()).tools}
    assert set(tools) == {question.name for question in QUESTIONS}
    assert "which counties missed" in (tools["release_counties"].description or "")
    assert "ask warning_counties first" in (tools["release_counties"].description or "")
    fitting = tools["warning_counties"]
    assert "which counties missed Tuesday's warning" in (fitting.description or "")
    assert fitting.annotations is not None
    assert fitting.annotations.read_only_hint
    day = beijing_day(ago(days=STALLED_DAYS)).isoformat()
    asked = {"from": day, "to": day, "state": "carried"}
    Draft202012Validator(fitting.input_schema).validate(asked)
    said = await client.call_tool("warning_counties", asked)
    assert not said.is_error
    Draft202012Validator(fitting.output_schema or {}).validate(said.structured_content)
    assert [row["county_name"] for row in said.structured_content["items"]] == ["长安区"]
    for tool, arguments in (("posts", {"limit": 9999}), ("posts", {"colour": "red"}), ("nothing", {})):
        wrong = await client.call_tool(tool, arguments)
        assert wrong.is_error


def test_an_assistant_asks_over_http(province: Caller) -> None:
    async def talk() -> None:
        async with over_http(province) as client:
            await converse(client)

    anyio.run(talk)


def test_an_assistant_asks_over_standard_input_and_output(
    settings: Settings, province: Caller, county: Caller
) -> None:
    async def talk() -> None:
        async with over_stdio(settings, county.token) as client:
            await converse(client)
            found = await answer(client, "accounts", level="county")
            assert [row["account_id"] for row in found["items"]] == ["k-douyin", "k-wechat"]

    anyio.run(talk)


def test_no_tool_shows_a_county_its_neighbours(county: Caller) -> None:
    async def talk() -> None:
        async with over_http(county) as client:
            for question in QUESTIONS:
                filters = next(iter(asking_for_neighbour(question)), {})
                said = await answer(client, question.name, limit=200, **filters)
                text = json.dumps(said, ensure_ascii=False)
                assert [word for word in NEIGHBOURS if word in text] == [], question.name

    anyio.run(talk)


@pytest.mark.parametrize(
    ("headers", "status"),
    [({}, 401), ({"Authorization": "Bearer nonsense"}, 401), ({"Origin": "https://evil.invalid"}, 403)],
)
def test_without_a_token_or_from_a_web_page_nothing_is_said(
    address: str, headers: dict[str, str], status: int
) -> None:
    call = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    answered = httpx.post(f"{address}/mcp", json=call, headers=headers, trust_env=False)
    assert answered.status_code == status
    assert answered.headers["Content-Type"] == "application/problem+json"
