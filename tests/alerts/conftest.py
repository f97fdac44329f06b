"""A real warehouse with a small province in it."""

from __future__ import annotations

import pytest

from tests.alerts.happenings import Happenings
from tests.warehouse.conftest import warehouse, warehouse_server
from warehouse.client import Warehouse

__all__ = ["province", "warehouse", "warehouse_server"]


@pytest.fixture
def province(warehouse: Warehouse) -> Happenings:
    """Hebei with one city and three counties, one of them run by the province; no accounts yet."""
    return Happenings(warehouse)
