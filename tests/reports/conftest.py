"""Warehouses for reports: one embedded server; a world that all tests read, and empty tables to fill."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from dashboards.reports.fonts import chart_font
from dashboards.reports.making import MadeReport, make_report
from dashboards.reports.scope import chosen_scope
from hub.errors import Unavailable
from hub.settings import Settings
from tests.reports import county_world
from tests.warehouse.conftest import warehouse, warehouse_server
from tests.warehouse.embedded import ServerProcess
from warehouse.client import Warehouse, connect
from warehouse.migrations import migrate

__all__ = ["warehouse", "warehouse_server"]


@pytest.fixture(scope="session", autouse=True)
def chinese_font() -> None:
    """A font for the charts is on the machine; else the tests are skipped, and fail in CI."""
    try:
        chart_font()
    except Unavailable as error:
        if os.environ.get("CI") == "true":
            pytest.fail(error.sentence)
        pytest.skip(error.sentence)


@pytest.fixture(scope="session")
def november_settings(warehouse_server: ServerProcess) -> Settings:
    """Settings of the database of `county_world`, beside the one whose tables are emptied for each test."""
    return warehouse_server.settings.model_copy(update={"clickhouse_database": "november"})


@pytest.fixture(scope="session")
def november(november_settings: Settings) -> Iterator[Warehouse]:
    """The November of `county_world`; tests only read it."""
    opened = connect(november_settings, patience=60)
    opened.ensure_database()
    migrate(opened)
    county_world.fill(opened)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def weekly(november: Warehouse) -> MadeReport:
    """The report of the week that `county_world` tells."""
    return make_report(november, county_world.period_of("weekly", "2025-W47"), chosen_scope(november))
