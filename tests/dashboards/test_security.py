"""Superset's defaults are the safe ones: each of what docs/dashboards-access.md promises."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from dashboards.attempts import PER_LOGIN
from dashboards.bootstrap import serve_command
from hub.settings import Settings
from tests.dashboards.conftest import RunningSuperset
from tests.dashboards.doors import Visitor
from tests.warehouse.staff import PASSWORD

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def anybody(superset: RunningSuperset) -> httpx.Client:
    """A client that has not logged in."""
    return httpx.Client(base_url=f"http://127.0.0.1:{superset.settings.superset_port}", timeout=60)


@pytest.fixture(scope="module")
def county(superset: RunningSuperset, staffed: Settings) -> Visitor:
    return Visitor(superset, "changan", PASSWORD)


def test_the_browser_may_run_and_ask_nothing_but_ours(anybody: httpx.Client) -> None:
    policy = anybody.get("/login/").headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "object-src 'none'" in policy
    assert re.search(r"script-src 'self' 'strict-dynamic' 'nonce-[^']+'", policy)
    assert "unsafe-eval" not in policy
    assert "http" not in policy


def test_a_change_without_a_token_against_forgery_is_refused(county: Visitor) -> None:
    cookies = httpx.Client(base_url=county.http.base_url, cookies=county.http.cookies)
    assert cookies.get("/api/v1/me/").status_code == 200  # the session is good
    refused = cookies.post("/api/v1/dashboard/", json={"dashboard_title": "x"})
    assert refused.status_code == 400
    assert "CSRF" in refused.text


def test_without_a_login_there_is_nothing(anybody: httpx.Client) -> None:
    for path in ("chart", "dashboard", "dataset", "database", "query", "me"):
        assert anybody.get(f"/api/v1/{path}/").status_code == 401, path
    assert anybody.get("/superset/dashboard/overview/").status_code in (302, 401)


def test_the_public_role_may_do_nothing(prepared: Settings) -> None:
    with closing(sqlite3.connect(prepared.data / "superset" / "superset.db")) as database:
        rights = database.execute(
            "SELECT count(*) FROM ab_permission_view_role AS r JOIN ab_role ON ab_role.id = r.role_id"
            " WHERE ab_role.name = 'Public'"
        ).fetchone()
    assert rights == (0,)


def test_the_session_cookie_is_for_the_server_alone_and_ends(county: Visitor) -> None:
    given = county.http.get("/superset/welcome/").headers["Set-Cookie"]
    assert "HttpOnly" in given
    assert "SameSite=Lax" in given
    assert "Expires=" in given


@pytest.mark.parametrize(
    ("address", "behind"), [(None, "0"), ("http://kanban.invalid", "0"), ("https://kanban.invalid", "1")]
)
def test_cookies_are_for_tls_only_where_staff_come_by_tls(
    prepared: Settings, address: str | None, behind: str
) -> None:
    _, environment = serve_command(prepared.model_copy(update={"dashboards_url": address}))
    assert environment["SUPERSET_BEHIND_TLS"] == behind


def test_a_configuration_of_ones_own_takes_the_place_of_ours(prepared: Settings, tmp_path: Path) -> None:
    _, ours = serve_command(prepared)
    assert ours["SUPERSET_CONFIG_PATH"].endswith("dashboards/superset_config.py")
    own = tmp_path / "ldap.py"
    _, environment = serve_command(prepared.model_copy(update={"superset_config": own}))
    assert environment["SUPERSET_CONFIG_PATH"] == str(own)


def test_guessing_is_not_heard_after_some_failures_even_when_right(
    superset: RunningSuperset, staffed: Settings, anybody: httpx.Client
) -> None:
    def login(password: str) -> int:
        body = {"username": "fenxi", "password": password, "provider": "db"}
        return anybody.post("/api/v1/security/login", json=body).status_code

    assert [login("wrong") for _ in range(PER_LOGIN)] == [401] * PER_LOGIN
    assert login(PASSWORD) == 401
    assert Visitor(superset, "lingdao", PASSWORD)  # others are


def test_a_weak_password_is_not_taken(superset: RunningSuperset, staffed: Settings) -> None:
    admin = Visitor(superset, "admin", superset.password)
    user = {
        "username": "schwach",
        "first_name": "x",
        "last_name": "x",
        "email": "schwach@example.invalid",
        "active": True,
        "roles": [1],
    }
    refused = admin.post("/api/v1/security/users/", {**user, "password": "short"})
    assert refused.status_code == 400
    assert "12" in refused.text


def test_the_signing_key_is_generated_and_long(prepared: Settings) -> None:
    key = prepared.secret("superset_secret_key")
    assert len(key) >= 32
    assert key != prepared.secret("staff_key")


def test_log_ins_and_exports_are_kept_and_looking_is_not(
    superset: RunningSuperset, county: Visitor, anybody: httpx.Client
) -> None:
    anybody.post("/api/v1/security/login", json={"username": "niemand", "password": "x", "provider": "db"})
    number = county.listed("dataset")["posts"]
    county.data(number, ["account_id"], result_format="csv")
    county.get("/api/v1/dashboard/overview")
    with closing(sqlite3.connect(superset.settings.data / "superset" / "superset.db")) as database:
        kept = database.execute(
            "SELECT logs.action, coalesce(ab_user.username, ''), logs.json FROM logs"
            " LEFT JOIN ab_user ON ab_user.id = logs.user_id"
        ).fetchall()
    actions = {(action, login) for action, login, _ in kept}
    assert ("login", "changan") in actions
    assert any(action == "login.failed" and "niemand" in (text or "") for action, _, text in kept)
    assert any(login == "changan" and '"csv"' in (text or "") for _, login, text in kept)
    assert not any(action.endswith(("DashboardRestApi.get", "get_list")) for action, _, _ in kept)
    assert not any(PASSWORD in (text or "") for _, _, text in kept)
