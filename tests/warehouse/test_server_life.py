"""The embedded server starts once, stops cleanly, and keeps what it acknowledged whatever ends it."""

from __future__ import annotations

import resource
import threading
import time
from pathlib import Path

import pytest
from pydantic import SecretStr

from hub.errors import ConfigError, DiskFull, Unavailable
from tests.warehouse.embedded import ServerProcess, embedded_settings
from warehouse.client import Warehouse, connect
from warehouse.migrations import migrate
from warehouse.server import serve


def test_a_second_server_on_the_same_data_says_so(
    warehouse: Warehouse, warehouse_server: ServerProcess
) -> None:
    second = ServerProcess(warehouse_server.settings)
    second.log = second.settings.data / "second.log"
    second.start()
    assert second.process is not None
    assert second.process.wait(timeout=30) == 1
    assert "Another process holds" in second.words()
    assert "Traceback" not in second.words()


def test_a_taken_port_is_named(warehouse_server: ServerProcess, warehouse: Warehouse, tmp_path: Path) -> None:
    other = ServerProcess(warehouse_server.settings.model_copy(update={"data": tmp_path}))
    other.start()
    assert other.process is not None
    assert other.process.wait(timeout=30) == 1
    assert "FENGHUO_CLICKHOUSE_PORT" in other.words()


@pytest.mark.parametrize("weak", ["fenghuo", "changeme", "fenghuo-2026-11"])
def test_a_password_that_is_easily_guessed_is_refused_before_anything_is_served(
    tmp_path: Path, weak: str
) -> None:
    settings = embedded_settings(tmp_path).model_copy(update={"clickhouse_password": SecretStr(weak)})
    with pytest.raises(ConfigError, match="FENGHUO_CLICKHOUSE_PASSWORD") as refused:
        serve(settings)
    assert weak not in refused.value.sentence.replace("FENGHUO", "")
    assert not (tmp_path / "clickhouse").exists()


def test_the_database_whose_tables_are_files_is_no_place_for_ours(tmp_path: Path) -> None:
    settings = embedded_settings(tmp_path).model_copy(update={"clickhouse_database": "default"})
    with pytest.raises(ConfigError, match="choose another name with FENGHUO_CLICKHOUSE_DATABASE"):
        serve(settings)


def test_a_warehouse_in_the_database_whose_tables_are_files_is_not_opened(own_server: ServerProcess) -> None:
    metadata = own_server.settings.data / "clickhouse" / "metadata" / "default"
    metadata.mkdir(parents=True)
    (metadata / "posts.sql").write_text("ATTACH TABLE posts …", encoding="utf-8")
    own_server.start()
    assert own_server.process is not None
    assert own_server.process.wait(timeout=60) == 1
    assert "keeps tables in the database default" in own_server.words()


def test_sigterm_ends_it_cleanly_and_the_data_is_there_again(own_server: ServerProcess) -> None:
    own_server.start()
    migrate(connect(own_server.settings, patience=30))
    assert own_server.stop() == 0
    own_server.start()
    assert migrate(connect(own_server.settings, patience=30)).applied == ()


def test_sigterm_ends_statements_that_would_go_on(own_server: ServerProcess) -> None:
    own_server.start()
    warehouse = connect(own_server.settings, patience=30)
    warehouse.ensure_database()
    failures: list[Unavailable] = []
    asking = threading.Thread(target=_ask_for_a_minute, args=(own_server, failures))
    asking.start()
    while not warehouse.query(
        "SELECT 1 FROM system.processes WHERE query LIKE '%sleepEachRow(1)%' LIMIT 2 OFFSET 1"
    ):
        time.sleep(0.1)
    assert own_server.stop() == 0
    asking.join(timeout=10)
    assert "does not answer" in failures[0].sentence


def test_what_was_acknowledged_survives_kill_9(own_server: ServerProcess) -> None:
    own_server.start()
    warehouse = connect(own_server.settings, patience=30)
    warehouse.ensure_database()
    warehouse.command("CREATE TABLE kept (n UInt64) ENGINE = ReplacingMergeTree ORDER BY n")
    for killed in range(2):
        acknowledged = _insert_until_killed(own_server, first=killed * 1_000_000)
        own_server.start()
        kept = {row["n"] for row in connect(own_server.settings, patience=30).query("SELECT n FROM kept")}
        assert acknowledged
        assert set(acknowledged) <= kept


def test_rows_of_a_merge_that_a_full_disk_left_without_content_are_taken_back(
    own_server: ServerProcess,
) -> None:
    own_server.start()
    warehouse = connect(own_server.settings, patience=30)
    warehouse.ensure_database()
    warehouse.command("CREATE TABLE kept (n UInt64) ENGINE = ReplacingMergeTree ORDER BY n")
    for first in (0, 10):
        warehouse.insert("kept", {"n": list(range(first, first + 10))})
    warehouse.command("OPTIMIZE TABLE kept FINAL")
    [part] = warehouse.query("SELECT path FROM system.parts WHERE active AND table = 'kept'")
    for file in Path(str(part["path"])).iterdir():
        file.write_bytes(b"")
    with pytest.raises(Unavailable, match="Empty"):
        connect(own_server.settings, patience=0.5).query("SELECT n FROM kept")
    assert own_server.process is not None
    assert own_server.process.wait(timeout=60) == 1
    assert "The disk became full while parts were merged, and 1 of them" in own_server.words()
    own_server.start()
    again = connect(own_server.settings, patience=30)
    assert again.query("SELECT count() AS rows, sum(n) AS total FROM kept") == [{"rows": 20, "total": 190}]


def test_a_full_disk_is_said_in_a_sentence(own_server: ServerProcess) -> None:
    own_server.settings = own_server.settings.model_copy(update={"min_free_bytes": 10**16})
    own_server.start()
    warehouse = connect(own_server.settings, patience=30)
    warehouse.ensure_database()
    warehouse.command("CREATE TABLE kept (n UInt64) ENGINE = MergeTree ORDER BY n")
    with pytest.raises(DiskFull, match="no space left"):
        warehouse.insert("kept", {"n": [1]})


def _ask_for_a_minute(server: ServerProcess, failures: list[Unavailable]) -> None:
    try:
        connect(server.settings, patience=0).query(
            "SELECT sum(sleepEachRow(1)) FROM numbers(60) SETTINGS max_block_size = 1"
        )
    except Unavailable as error:
        failures.append(error)


def _insert_until_killed(server: ServerProcess, first: int) -> list[int]:
    """Numbers whose insert was acknowledged before the server was killed in the midst of them."""
    warehouse = connect(server.settings, patience=30)
    impatient = connect(server.settings, patience=0)
    acknowledged: list[int] = []
    killer = threading.Timer(0.3, server.kill)
    killer.start()
    try:
        for number in range(first, first + 100_000, 100):
            rows = list(range(number, number + 100))
            impatient.insert("kept", {"n": rows}, token=str(number))
            acknowledged += rows
    except Unavailable:
        pass
    killer.join()
    warehouse.close()
    return acknowledged


def test_rows_that_do_not_fit_on_the_disk_are_a_full_disk(own_server: ServerProcess) -> None:
    own_server.start()
    warehouse = connect(own_server.settings, patience=30)
    migrate(warehouse)
    assert own_server.process is not None
    resource.prlimit(own_server.process.pid, resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))
    with pytest.raises(DiskFull, match="no space left"):
        warehouse.insert("post_versions", {"post_id": ["x" * 1000] * 3000})
