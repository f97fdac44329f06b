"""docs/api.md: its examples run, answer in the shape it shows, and its tables are whole."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import shlex
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner

from api.questions import QUESTIONS
from cli.main import app
from hub.clock import beijing_day
from hub.settings import load_settings
from tests.api.conftest import TLS, Caller
from tests.dashboards.small_province import STALLED_DAYS
from tests.warehouse.rows import ago

PAGE = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
CURLS = [
    (line, json.loads(answer) if language == "json" else None)
    for (of, block), (language, answer) in zip(BLOCKS, [*BLOCKS[1:], ("", "")], strict=True)
    if of == "sh"
    for line in block.replace("\\\n", " ").splitlines()
    if line.startswith("curl ")
]
"""Each command with the answer shown beneath it, if any."""
SHOWN_DAY = "2026-11-24"


def run(command: str, caller: Caller) -> httpx.Response:
    """What curl does with the few options the page uses."""
    day = beijing_day(ago(days=STALLED_DAYS)).isoformat()
    command = command.replace("$FENGHUO", caller.address).replace("$TOKEN", caller.token)
    words = iter(shlex.split(command.replace(SHOWN_DAY, day))[1:])
    address, headers, data = "", {}, []
    for word in words:
        if word == "-H":
            name, _, value = next(words).partition(": ")
            headers[name] = value
        elif word in ("-d", "--data-urlencode"):
            name, _, value = next(words).partition("=")
            data.append((name, value))
        elif word != "--get":
            address = word
    return httpx.get(address, params=data, headers=headers, trust_env=False, timeout=60, verify=TLS)


@pytest.mark.parametrize(
    ("command", "shown"), CURLS, ids=[command.split("$FENGHUO")[1][:60] for command, _ in CURLS]
)
def test_an_example_is_answered_as_the_page_shows(
    province: Caller, command: str, shown: dict[str, Any] | None
) -> None:
    answer = run(command, province)
    if shown is None:
        assert answer.status_code == 200, answer.text
        return
    assert answer.status_code == shown.get("status", 200), answer.text
    found = answer.json()
    assert list(found) == list(shown)
    if "items" in shown:
        assert list(found["items"][0]) == list(shown["items"][0])


def test_every_question_has_its_row_with_all_its_filters() -> None:
    rows = dict(re.findall(r"^\| `(/v1/[^`]+)` \| [^|]+ \| ([^|]+) \|", PAGE, re.MULTILINE))
    assert {path: set(re.findall(r"`(\w+)`", filters)) for path, filters in rows.items()} == {
        question.path: {
            name.removesuffix("_day")
            for name in question.filters.__struct_fields__
            if name not in ("limit", "cursor")
        }
        for question in QUESTIONS
    }
    asked = {command.split("$FENGHUO")[1].split('"')[0] for command, _ in CURLS}
    assert set(rows) <= asked


def test_the_receivers_check_takes_what_is_signed_and_nothing_else() -> None:
    [code] = [block for language, block in BLOCKS if language == "python"]
    told: dict[str, Any] = {}
    exec(code, told)
    key, body, timestamp = b"a key", b'{"events": []}', str(int(time.time()))
    signature = hmac.new(key, timestamp.encode() + body, hashlib.sha256).hexdigest()
    headers = {"X-Fenghuo-Timestamp": timestamp, "X-Fenghuo-Signature": f"sha256={signature}"}
    assert told["is_from_fenghuo"](headers, body, key)
    assert not told["is_from_fenghuo"](headers, body + b" ", key)
    assert not told["is_from_fenghuo"]({**headers, "X-Fenghuo-Timestamp": "1"}, body, key)


def test_an_assistants_set_up_names_a_command_and_settings_there_are() -> None:
    configured = [
        json.loads(block)["mcpServers"]["fenghuo"]
        for of, block in BLOCKS
        if of == "json" and "mcpServers" in block
    ]
    [program] = [one for one in configured if "command" in one]
    assert CliRunner().invoke(app, [*program["args"], "--help"]).exit_code == 0
    load_settings({name: value for name, value in program["env"].items() if not name.endswith("_FILE")})
    [http] = [one for one in configured if "url" in one]
    assert http["url"].endswith("/mcp")
