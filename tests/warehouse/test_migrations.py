"""Migrations run once, measures follow their files, and a mistake is one sentence."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from hub.errors import ConfigError
from hub.records import PostSeen
from tests.warehouse.embedded import ServerProcess
from tests.warehouse.loading import NOON, post
from warehouse.client import Warehouse, connect
from warehouse.migrations import MIGRATIONS, migrate
from warehouse.rows import Place, Tags, columns, post_row
from warehouse.statements import split_statements


@pytest.fixture
def measures(tmp_path: Path) -> Path:
    folder = tmp_path / "measures"
    folder.mkdir()
    return folder


def view(folder: Path, name: str, select: str) -> None:
    (folder / f"{name}.sql").write_text(f"CREATE OR REPLACE VIEW {name} AS {select};\n", encoding="utf-8")


def test_a_second_run_changes_nothing(warehouse: Warehouse) -> None:
    report = migrate(warehouse)
    assert (report.applied, report.views, report.dropped) == ((), (), ())


def test_every_table_and_column_explains_itself(warehouse: Warehouse) -> None:
    silent = warehouse.query(
        "SELECT table, name FROM system.columns WHERE database = currentDatabase() AND comment = ''"
    )
    assert silent == []
    tables = warehouse.query(
        "SELECT name FROM system.tables WHERE database = currentDatabase() AND comment = ''"
    )
    assert tables == []


def test_views_are_written_in_the_order_of_their_references(warehouse: Warehouse, measures: Path) -> None:
    view(measures, "v_a_test", "SELECT x + 1 AS y FROM v_b_test -- v_c_test")
    view(measures, "v_b_test", "SELECT 1 AS x")
    report = migrate(warehouse, MIGRATIONS, measures)
    assert report.views == ("v_b_test", "v_a_test")
    assert warehouse.query("SELECT y FROM v_a_test") == [{"y": 2}]
    migrate(warehouse)


def test_a_view_follows_its_file_and_those_who_read_it_follow_too(
    warehouse: Warehouse, measures: Path
) -> None:
    view(measures, "v_a_test", "SELECT * FROM v_b_test")
    view(measures, "v_b_test", "SELECT 1 AS x")
    migrate(warehouse, MIGRATIONS, measures)
    view(measures, "v_b_test", "SELECT 'one' AS word")
    assert migrate(warehouse, MIGRATIONS, measures).views == ("v_b_test", "v_a_test")
    assert warehouse.query("SELECT * FROM v_a_test") == [{"word": "one"}]
    migrate(warehouse)


def test_a_view_whose_file_is_gone_is_dropped_and_may_come_back(warehouse: Warehouse, measures: Path) -> None:
    view(measures, "v_a_test", "SELECT 1 AS x")
    migrate(warehouse, MIGRATIONS, measures)
    (measures / "v_a_test.sql").unlink()
    assert migrate(warehouse, MIGRATIONS, measures).dropped == ("v_a_test",)
    assert warehouse.query("SELECT name FROM system.tables WHERE name = 'v_a_test'") == []
    view(measures, "v_a_test", "SELECT 1 AS x")
    assert migrate(warehouse, MIGRATIONS, measures).views == ("v_a_test",)
    migrate(warehouse)


def test_a_circle_of_views_is_one_sentence(warehouse: Warehouse, measures: Path) -> None:
    view(measures, "v_a_test", "SELECT * FROM v_b_test")
    view(measures, "v_b_test", "SELECT * FROM v_a_test")
    with pytest.raises(ConfigError, match="in a circle: v_"):
        migrate(warehouse, MIGRATIONS, measures)
    migrate(warehouse)


def test_a_changed_migration_is_refused(warehouse: Warehouse, tmp_path: Path) -> None:
    for file in MIGRATIONS.glob("*.sql"):
        (tmp_path / file.name).write_text(file.read_text(encoding="utf-8") + "-- changed", encoding="utf-8")
    with pytest.raises(ConfigError, match="was changed after it had been applied"):
        migrate(warehouse, tmp_path)


def test_a_mistake_in_a_measure_names_its_file(warehouse: Warehouse, measures: Path) -> None:
    view(measures, "v_a_test", "SELECT nonsense FROM nowhere")
    with pytest.raises(ConfigError, match=r"Statement 1 of v_a_test\.sql is refused"):
        migrate(warehouse, MIGRATIONS, measures)
    migrate(warehouse)


@pytest.mark.parametrize("survived", range(7))
def test_posts_get_their_version_wherever_the_migration_was_killed_before(
    warehouse_server: ServerProcess, tmp_path: Path, survived: int
) -> None:
    settings = warehouse_server.settings.model_copy(update={"clickhouse_database": f"older_{survived}"})
    with closing(connect(settings, patience=30)) as older:
        _migrate_to(older, "0002", tmp_path)
        seen = NOON + timedelta(hours=1)
        _insert(older, post(1, fetched_at=NOON), post(1, title="改了", fetched_at=seen), post(2, text=""))
        for statement in _statements("0003")[:survived]:
            older.command(statement)
        _migrate_to(older, "0003", tmp_path)
        _insert(older, post(1, text="", fetched_at=seen), post(2))
        rows = older.query("SELECT post_id, title, text != '' AS whole FROM posts FINAL ORDER BY post_id")
        assert [tuple(row.values()) for row in rows] == [
            ("wechat:1", "改了", 1),
            ("wechat:2", post(2).title, 1),
        ]
        assert older.query("SELECT name FROM system.tables WHERE name = 'posts_versioned'") == []


def test_views_follow_a_migration_also_where_the_next_one_failed(
    warehouse_server: ServerProcess, measures: Path, tmp_path: Path
) -> None:
    migrations = tmp_path / "migrations"
    migrations.mkdir()
    (migrations / "0001_first.sql").write_text("CREATE TABLE t (x UInt8) ORDER BY x", encoding="utf-8")
    view(measures, "v_a_test", "SELECT * FROM t")
    settings = warehouse_server.settings.model_copy(update={"clickhouse_database": "half_migrated"})
    with closing(connect(settings, patience=30)) as warehouse:
        migrate(warehouse, migrations, measures, measures / "no_rollups")
        (migrations / "0002_second.sql").write_text("ALTER TABLE t ADD COLUMN y UInt8", encoding="utf-8")
        failing = migrations / "0003_third.sql"
        failing.write_text("ALTER TABLE nowhere ADD COLUMN y UInt8", encoding="utf-8")
        with pytest.raises(ConfigError, match=r"0003_third\.sql is refused"):
            migrate(warehouse, migrations, measures, measures / "no_rollups")
        failing.unlink()
        report = migrate(warehouse, migrations, measures, measures / "no_rollups")
        assert (report.applied, report.views) == ((), ("v_a_test",))
        warehouse.insert("t", {"x": [1], "y": [2]})
        assert warehouse.query("SELECT * FROM v_a_test") == [{"x": 1, "y": 2}]


def _migrate_to(warehouse: Warehouse, last: str, folder: Path) -> None:
    for file in MIGRATIONS.glob("*.sql"):
        if file.name[:4] <= last:
            (folder / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "none").mkdir(exist_ok=True)
    migrate(warehouse, folder, folder / "none")


def _statements(number: str) -> list[str]:
    [file] = MIGRATIONS.glob(f"{number}_*.sql")
    return list(split_statements(file.read_text(encoding="utf-8")))


def _insert(warehouse: Warehouse, *posts: PostSeen) -> None:
    tags = Tags(("other",), (), "[]", "test")
    for offset, seen in enumerate(posts):
        row = post_row(seen, tags, Place("posts", 0, offset))
        warehouse.insert("posts", columns("posts", [row]))
