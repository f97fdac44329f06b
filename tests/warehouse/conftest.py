"""A real embedded warehouse for tests: a server process of its own, in its own directory, on a free port."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from hub.settings import Settings
from streams.log import Log
from streams.opening import open_log
from tests.kafka_broker import kafka_bootstrap
from tests.warehouse.embedded import ServerProcess, embedded_settings
from tests.warehouse.followed import FollowedWarehouse
from warehouse.client import Warehouse
from warehouse.migrations import migrate

__all__ = ["kafka_bootstrap"]


@pytest.fixture(scope="session")
def warehouse_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """One embedded server for all tests of a session that only need its tables."""
    server = ServerProcess(embedded_settings(tmp_path_factory.mktemp("warehouse")))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def warehouse(warehouse_server: ServerProcess) -> Iterator[Warehouse]:
    """A migrated warehouse whose tables are empty."""
    opened = FollowedWarehouse(warehouse_server.settings, patience=30)
    migrate(opened)
    empty(opened)
    yield opened
    opened.close()


@pytest.fixture(params=["embedded", pytest.param("kafka", marks=pytest.mark.kafka)])
def stream_settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Settings that name an empty stream, embedded or on a real broker."""
    settings = Settings(data=tmp_path, min_free_bytes=0, _env_file=None)  # type: ignore[call-arg]
    if request.param == "embedded":
        return settings
    bootstrap = request.getfixturevalue("kafka_bootstrap")
    return settings.model_copy(update={"kafka": bootstrap, "topic_prefix": f"test-{uuid.uuid4().hex}."})


@pytest.fixture
def log(stream_settings: Settings) -> Iterator[Log]:
    """That stream, open."""
    opened = open_log(stream_settings)
    yield opened
    opened.close()


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[ServerProcess]:
    """An embedded server that a test may kill; not started yet."""
    server = ServerProcess(embedded_settings(tmp_path / "own"))
    yield server
    if server.process is not None and server.process.poll() is None:
        server.kill()


def empty(warehouse: Warehouse) -> None:
    """Empty all tables but the ledger of migrations."""
    tables = warehouse.query(
        "SELECT name FROM system.tables WHERE database = currentDatabase()"
        " AND engine LIKE '%MergeTree' AND total_rows > 0 AND name != 'schema_migrations'"
    )
    for row in tables:
        warehouse.command(f"TRUNCATE TABLE {row['name']}")
