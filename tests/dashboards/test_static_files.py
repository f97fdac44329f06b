"""Superset's scripts are a browser's to keep, and nobody's in particular."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
import superset as package

from tests.dashboards.conftest import RunningSuperset

pytestmark = pytest.mark.slow

ASSETS = Path(package.__file__).parent / "static" / "assets"


@pytest.fixture(scope="module")
def visitor(superset: RunningSuperset) -> httpx.Client:
    return httpx.Client(base_url=f"http://127.0.0.1:{superset.settings.superset_port}", trust_env=False)


def test_a_script_is_kept_for_good_and_belongs_to_no_session(visitor: httpx.Client) -> None:
    [script] = ASSETS.glob("spa.*.entry.js")
    answer = visitor.get(f"/static/assets/{script.name}")
    assert answer.content == script.read_bytes()
    assert "immutable" in answer.headers["cache-control"]
    assert "cookie" not in answer.headers.get("vary", "").lower()
    assert "set-cookie" not in answer.headers
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_what_may_change_under_its_name_is_kept_for_an_hour(visitor: httpx.Client) -> None:
    answer = visitor.get("/static/assets/manifest.json")
    assert answer.headers["cache-control"] == "max-age=3600, public"


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/static/appbuilder/css/flags/flags16.css", 200),
        ("/static/assets/none.js", 404),
        ("/static/%2e%2e/config.py", 404),
        ("/static/assets/", 404),
    ],
)
def test_all_else_is_supersets_own_affair(visitor: httpx.Client, address: str, status: int) -> None:
    assert visitor.get(address).status_code == status
