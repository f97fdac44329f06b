"""Dashboards on other screens than a desk's, which test_staff.py looks at: a wide one and a phone."""

from __future__ import annotations

import pytest

from dashboards.bootstrap import dashboard_url
from tests.dashboards.assets import charts_of
from tests.dashboards.browser import Pages
from tests.dashboards.conftest import RunningSuperset

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.parametrize(
    ("path", "width"),
    [("drop_off/", 1920), ("overview-phone/?standalone=2", 390)],
    ids=["a wide screen", "a phone"],
)
def test_other_screens_show_the_same_charts_beside_each_other(
    pages: Pages, superset: RunningSuperset, path: str, width: int
) -> None:
    dashboard = path.split("/")[0]
    address = dashboard_url(superset.settings, dashboard) + path.removeprefix(f"{dashboard}/")
    seen = pages.read(address, f"{dashboard}-{width}.png", width)
    assert sorted(seen.titles) == sorted(charts_of(dashboard.removesuffix("-phone")))
    assert not seen.overlaps
    assert seen.overflow <= 0
