"""Warehouses for reports: one embedded server, with a world that a file's tests share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.reports import county_world
from tests.warehouse.conftest import _empty, warehouse, warehouse_server
from tests.warehouse.embedded import ServerProcess
from warehouse.client import Warehouse, connect
from warehouse.migrations import migrate

__all__ = ["warehouse", "warehouse_server"]


@pytest.fixture(scope="module")
def november(warehouse_server: ServerProcess) -> Iterator[Warehouse]:
    """The November of `county_world`; tests only read it."""
    opened = connect(warehouse_server.settings, patience=30)
    migrate(opened)
    _empty(opened)
    county_world.fill(opened)
    yield opened
    opened.close()
