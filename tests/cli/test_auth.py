"""`fenghuo auth status` tells until when and who, and never a token; the warehouse knows it too."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.authorised import KeptAuthorisations
from cli.context import console
from cli.main import app
from crawlers.credentials import load_credentials
from hub.roster import load_roster
from hub.settings import Settings
from tests.cli.conftest import Run
from tests.warehouse.embedded import environment_of
from tests.warehouse.rows import account, insert, now
from warehouse.client import Warehouse, connect

WEIBO, DOUYIN = "hebei-fire-weibo", "hebei-fire-douyin"
PLANTED = {
    "access_token": "planted-access",
    "refresh_token": "planted-refresh",
    "client_secret": "planted-secret",
}


@pytest.fixture
def credentials(tmp_path: Path) -> Path:
    path = tmp_path / "credentials.json"
    soon, later = now() + timedelta(days=9, hours=1), now() + timedelta(days=40)
    entries = {
        WEIBO: {**PLANTED, "expires_at": soon.isoformat()},
        DOUYIN: {**PLANTED, "client_key": "k", "open_id": "o", "refresh_expires_at": later.isoformat()},
    }
    path.write_text(json.dumps(entries))
    path.chmod(0o600)
    return path


@pytest.fixture
def warehouse(machine: Settings) -> Iterator[Warehouse]:
    connected = connect(machine)
    yield connected
    connected.close()


def test_every_account_is_told_with_who_must_act_and_without_its_tokens(
    machine: Settings, credentials: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(console, "width", 200)
    environment = {**environment_of(machine), "FENGHUO_CREDENTIALS": str(credentials)}
    answer = CliRunner().invoke(app, ["auth", "status"], env=environment)
    assert answer.exit_code == 0, answer.output
    lines = {line.split()[1]: line for line in answer.output.splitlines() if "hebei-fire-" in line}
    assert "即将到期" in lines[WEIBO]
    assert "请账号主人重新授权" in lines[WEIBO]
    assert "有效" in lines[DOUYIN]
    assert "没有凭据" in lines["hebei-fire-wechat"]
    assert "planted" not in answer.output


def test_the_gatherer_keeps_it_in_the_warehouse_once_an_hour(
    machine: Settings, credentials: Path, warehouse: Warehouse
) -> None:
    insert(warehouse, "accounts", account(WEIBO, "weibo"), account(DOUYIN, "douyin"))
    given, roster = load_credentials(credentials), load_roster(machine.roster)
    kept = KeptAuthorisations()
    at = now()
    for later in (timedelta(0), timedelta(minutes=59), timedelta(hours=1)):
        kept.keep_hourly(machine, roster, given, at + later)
    rows = warehouse.query(
        "SELECT account_id, state_name, days_left, checked_at FROM v_authorisations ORDER BY days_left"
    )
    known = {str(row["account_id"]): row for row in rows}
    assert (known[WEIBO]["state_name"], known[WEIBO]["days_left"]) == ("即将到期", 9)
    assert known[DOUYIN]["state_name"] == "有效"
    assert known[WEIBO]["checked_at"] == at + timedelta(hours=1)


def test_a_lost_key_is_told_in_one_sentence(fenghuo_alone: Run, tmp_path: Path) -> None:
    folder = tmp_path / "var"
    folder.mkdir()
    (folder / "tokens.json").write_bytes(b"gAAAAA-sealed-with-another-key")
    answer = fenghuo_alone("auth", "status")
    assert answer.returncode == 2
    assert "FENGHUO_TOKEN_KEY" in answer.stderr
    assert answer.stderr.count("\n") == 1
