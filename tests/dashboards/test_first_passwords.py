"""A password that was made for somebody opens nothing but the form in which he chooses his own."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.dashboards.conftest import MADE_PASSWORD, NEWCOMER, RunningSuperset
from warehouse.passwords import fresh_password, is_made

FORM = "/first-password"
OWN_PASSWORD = "mein eigenes 密码"


@pytest.fixture
def newcomer(superset: RunningSuperset, staffed: object) -> Iterator[httpx.Client]:
    """A browser in which the newcomer has just logged in with the password he was given."""
    base = f"http://127.0.0.1:{superset.settings.superset_port}"
    with httpx.Client(base_url=base, timeout=60) as browser:
        login = {"username": NEWCOMER, "password": MADE_PASSWORD, "csrf_token": token(browser, "/login/")}
        assert browser.post("/login/", data=login).status_code == 302
        yield browser


def token(browser: httpx.Client, page: str) -> str:
    found = re.search(r'csrf_token[^>]*?(?:value="|&#34;: &#34;|": ")([\w.-]+)', browser.get(page).text)
    assert found, page
    return found[1]


def api_login(browser: httpx.Client, password: str) -> int:
    body = {"username": NEWCOMER, "password": password, "provider": "db"}
    return httpx.post(f"{browser.base_url}/api/v1/security/login", json=body, timeout=60).status_code


@pytest.mark.slow
def test_the_first_password_is_changed_before_anything_is_seen(newcomer: httpx.Client) -> None:
    asked = newcomer.get("/superset/dashboard/overview/")
    assert (asked.status_code, asked.headers["location"]) == (302, FORM)
    assert newcomer.get("/api/v1/dashboard/").status_code == 403
    assert api_login(newcomer, MADE_PASSWORD) == 401
    for password, again, words in (
        ("kurz", "kurz", "至少要有 12 个字符"),
        (OWN_PASSWORD, OWN_PASSWORD + "x", "两次输入的不一样"),
        (MADE_PASSWORD, MADE_PASSWORD, "换一个自己的"),
    ):
        refused = newcomer.post(
            FORM, data={"password": password, "again": again, "csrf_token": token(newcomer, FORM)}
        )
        assert words in refused.text
    own = {"password": OWN_PASSWORD, "again": OWN_PASSWORD}
    forged = newcomer.post(FORM, data=own)
    assert forged.headers["location"].startswith("/login/"), "without a token against forgery"
    assert newcomer.get("/api/v1/dashboard/").status_code == 403
    done = newcomer.post(FORM, data={**own, "csrf_token": token(newcomer, FORM)})
    assert (done.status_code, done.headers["location"]) == (302, "/go/overview")
    assert newcomer.get("/api/v1/dashboard/").status_code == 200
    assert newcomer.get(FORM).status_code == 302
    assert api_login(newcomer, OWN_PASSWORD) == 200


def test_a_fresh_password_is_known_by_how_it_is_written() -> None:
    assert is_made(fresh_password())


@given(st.text(max_size=30))
def test_what_people_choose_is_not_taken_for_a_made_one(password: str) -> None:
    assert not is_made(password)
