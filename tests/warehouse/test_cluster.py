"""Migrations and measures on a cluster: what is rendered is SQL that ClickHouse parses, sharded by its keys.

No cluster runs here; that the rendered statements do what they say on one has not been tried.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from warehouse.client import Warehouse
from warehouse.cluster import SHARDED, statements_for
from warehouse.migrations import LEDGER, MEASURES, MIGRATIONS
from warehouse.statements import split_statements

FILES = [LEDGER, *sorted(MIGRATIONS.glob("*.sql")), *sorted(MEASURES.glob("*.sql"))]


def rendered(file: Path) -> list[str]:
    statements = split_statements(file.read_text(encoding="utf-8"))
    return [made for one in statements for made in statements_for("hub", one)]


def test_every_statement_for_a_cluster_is_understood_by_the_engine(warehouse: Warehouse) -> None:
    for file in FILES:
        for statement in rendered(file):
            warehouse.query("SELECT formatQuery({statement:String})", {"statement": statement})


def test_every_table_is_replicated_and_made_on_the_whole_cluster() -> None:
    made = [one for file in FILES for one in rendered(file) if "CREATE TABLE" in one]
    assert all(" ON CLUSTER 'hub'" in one for one in made)
    assert all("ENGINE = ReplicatedReplacingMergeTree(" in one or "Distributed('hub'" in one for one in made)


@pytest.mark.parametrize("table", sorted(SHARDED))
def test_a_sharded_table_has_one_door_and_its_rows_beside(table: str) -> None:
    made = [one for file in FILES for one in rendered(file) if f" {table}" in one and "CREATE TABLE" in one]
    doors = [one for one in made if f"{table}_local, cityHash64({SHARDED[table]})" in one]
    rows = [
        one for one in made if f"{table}_local ON CLUSTER 'hub'" in one and "{shard}', '{replica}'" in one
    ]
    assert (len(doors), len(rows)) == (1, 1)


def test_a_small_table_is_whole_on_every_node() -> None:
    [made] = statements_for(
        "hub", "CREATE TABLE regions (a String) ENGINE = ReplacingMergeTree(b) ORDER BY a"
    )
    assert made == (
        "CREATE TABLE regions ON CLUSTER 'hub' (a String) ENGINE = ReplicatedReplacingMergeTree("
        "'/clickhouse/tables/{uuid}', '{shard}-{replica}', b) ORDER BY a"
    )


def test_a_retag_attaches_its_stage_on_every_shard() -> None:
    assert statements_for("hub", "ALTER TABLE posts ATTACH PARTITION tuple() FROM posts_retag_0a") == [
        "ALTER TABLE posts_local ON CLUSTER 'hub' ATTACH PARTITION tuple() FROM posts_retag_0a_local"
    ]


def test_a_column_is_added_to_the_rows_and_to_their_door() -> None:
    assert statements_for("hub", "ALTER TABLE metrics ADD COLUMN x Int8") == [
        "ALTER TABLE metrics_local ON CLUSTER 'hub' ADD COLUMN x Int8",
        "ALTER TABLE metrics ON CLUSTER 'hub' ADD COLUMN x Int8",
    ]


@pytest.mark.parametrize("sql", ["SELECT 1", "INSERT INTO posts SELECT * FROM posts_versioned"])
def test_what_changes_no_schema_stays_as_it_is(sql: str) -> None:
    assert statements_for("hub", sql) == [sql]
