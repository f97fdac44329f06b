"""How tests are shared out where several processes run them side by side (`pytest -n 2 --dist loadgroup`)."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

_TESTS: Final = Path(__file__).parent
_TOGETHER: Final = frozenset({"dashboards", "faults", "reports", "streams"})
"""Rooms whose tests share something that takes long to start, or much of the machine."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests of a file together, and those of such a room."""
    for item in items:
        place = item.path.relative_to(_TESTS)
        group = place.parts[0] if place.parts[0] in _TOGETHER else str(place)
        item.add_marker(pytest.mark.xdist_group(group))
