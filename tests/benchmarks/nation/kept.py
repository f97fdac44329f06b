"""A nation's warehouse that is filled once and kept, for one benchmark after another."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from hub.settings import Settings
from tests.warehouse.embedded import ServerProcess, embedded_settings
from warehouse.client import connect
from warehouse.migrations import migrate


@contextmanager
def kept_nation(keep: Path) -> Iterator[Settings]:
    """The server of what is kept in that folder, with today's tables and views; stopped afterwards."""
    server = ServerProcess(embedded_settings(keep.resolve()))
    server.start()
    try:
        with closing(connect(server.settings, patience=60)) as warehouse:
            migrate(warehouse)
        yield server.settings
    finally:
        server.stop()
