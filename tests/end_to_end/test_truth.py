"""After 60 replayed days, SQL and the dashboard say what really happened in the demo province."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from dashboards.bootstrap import dashboard_url
from tests.dashboards.browser import logged_in
from tests.dashboards.conftest import chromium
from tests.end_to_end import claims
from tests.end_to_end.province import Province

__all__ = ["chromium"]


@pytest.mark.slow
@pytest.mark.parametrize("claim", claims.CLAIMS, ids=lambda claim: claim.__name__)
def test_on_the_embedded_log(province: Province, claim: Callable[[Province], None]) -> None:
    claim(province)


@pytest.mark.slow
def test_the_webhook_hears_of_every_veto_once(province: Province) -> None:
    rows = province.warehouse.query("SELECT subject FROM v_alerts WHERE open AND rule = 'veto'")
    owed = sorted(row["subject"] for row in rows)
    deadline = time.monotonic() + 120
    while len(heard := sorted(name for name, rule in province.webhook.told if rule == "veto")) < len(owed):
        assert time.monotonic() < deadline, (owed, heard)
        time.sleep(1)
    assert heard == owed != []
    keys = [arrival.key for arrival in province.webhook.arrivals]
    assert len(keys) == len(set(keys))


@pytest.mark.slow
@pytest.mark.browser
def test_the_dashboard_shows_what_the_hub_says(province: Province, chromium: None) -> None:
    settings = province.hub.settings()
    with logged_in(settings.secret("superset_admin_password")) as pages:
        overview = pages.read(dashboard_url(settings), "province.png")
        drop_off = pages.read(dashboard_url(settings, "drop_off"), "province-drop_off.png")
    [silent] = province.warehouse.query(
        "SELECT sum(counties_stalled) AS stalled, sum(silent_accounts) AS silent,"
        " sum(unknown_accounts) AS unknown FROM v_silent_by_level"
    )
    shown = {name: overview.big_numbers[name] for name in ("静默账号", "停更县", "采集不到")}
    assert shown == {
        "静默账号": str(silent["silent"]),
        "停更县": str(silent["stalled"]),
        "采集不到": str(silent["unknown"]),
    }
    output = province.warehouse.query("SELECT posts FROM v_output_by_level ORDER BY level_order")
    posts = [row["作品总数"] for row in drop_off.tables["发布明细：分子与分母"]]
    assert posts == [f"{row['posts']:,}" for row in output]
