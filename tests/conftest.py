"""How tests are shared out where several processes run them side by side (`pytest -n 3 --dist loadscope`)."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Final

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

_TOGETHER: Final = frozenset({"api", "dashboards", "faults", "reports", "streams"})
"""Rooms whose tests share something that takes long to start, or much of the machine."""


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    """Keep the tests of a file together, and those of such a room.

    Marks of the kind `xdist_group` do nothing: pytest-xdist 3.8 writes them where pytest 9.2 no longer reads.
    """
    return _ByRoom(config, log)


class _ByRoom(LoadScopeScheduling):
    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.split("::", 1)[0]
        room = PurePosixPath(file).parts[1]
        return room if room in _TOGETHER else file
