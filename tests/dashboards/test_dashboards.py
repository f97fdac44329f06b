"""All six dashboards in a real browser: everything drawn, in Chinese, nothing on top of anything, on
three screens.
"""

from __future__ import annotations

import pytest

from dashboards.asset_files import slugs
from dashboards.bootstrap import dashboard_url
from tests.dashboards.assets import charts_of
from tests.dashboards.browser import PageNumbers, Pages
from tests.dashboards.conftest import RunningSuperset

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ENGLISH = (
    "Edit dashboard",
    "Published",
    "No filter",
    "No results",
    "Apply",
    "Clear all",
    "Filters",
    "Data error",
    "error",
    "boxplot",
    "outlier",
    "true",
    "false",
)


@pytest.fixture(params=slugs())
def slug(request: pytest.FixtureRequest) -> str:
    """One of the six dashboards."""
    return str(request.param)


@pytest.fixture
def page(slug: str, pages: Pages, superset: RunningSuperset) -> PageNumbers:
    return pages.read(dashboard_url(superset.settings, slug), f"{slug}.png")


def test_every_chart_of_the_assets_is_drawn_beside_the_others(slug: str, page: PageNumbers) -> None:
    assert sorted(page.titles) == sorted(charts_of(slug))
    assert not page.overlaps
    assert page.overflow <= 0


def test_nothing_on_the_page_was_left_in_english(page: PageNumbers) -> None:
    assert [word for word in ENGLISH if word in page.text] == []


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
