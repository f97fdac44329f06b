"""The views' Chinese names are the ones the rest of the hub uses, and every view explains itself."""

from __future__ import annotations

from pathlib import Path

import warehouse.migrations
from hub.platforms import KIND_NAMES, LEVEL_NAMES, LEVELS, PLATFORM_NAMES, REACH_BASIS
from nlp.vocabulary import AUDIENCE_NAMES, TOPIC_NAMES
from tests.warehouse.rows import account, insert
from warehouse.client import Warehouse

VIEWS = sorted(path.stem for path in Path(warehouse.migrations.MEASURES).glob("v_*.sql"))


def test_platforms_and_their_basis_are_those_of_the_hub(warehouse: Warehouse) -> None:
    rows = {str(row["platform"]): row for row in warehouse.query("SELECT * FROM v_platforms")}
    assert {name: row["platform_name"] for name, row in rows.items()} == PLATFORM_NAMES
    assert {name: row["basis"] or None for name, row in rows.items()} == REACH_BASIS


def test_topics_are_those_of_the_tagger(warehouse: Warehouse) -> None:
    rows = warehouse.query("SELECT topic, topic_name FROM v_topics")
    assert {row["topic"]: row["topic_name"] for row in rows} == TOPIC_NAMES


def test_audiences_are_those_of_the_tagger(warehouse: Warehouse) -> None:
    rows = warehouse.query("SELECT audience, audience_name FROM v_audiences")
    assert {row["audience"]: row["audience_name"] for row in rows} == AUDIENCE_NAMES


def test_levels_and_kinds_are_those_of_the_hub(warehouse: Warehouse) -> None:
    insert(warehouse, "accounts", *(account(level, level=level) for level in LEVELS))
    insert(warehouse, "accounts", *(account(kind, kind=kind) for kind in KIND_NAMES))
    rows = {str(row["account_id"]): row for row in warehouse.query("SELECT * FROM v_accounts")}
    assert {level: rows[level]["level_name"] for level in LEVELS} == LEVEL_NAMES
    assert [rows[level]["level_order"] for level in LEVELS] == [0, 1, 2]
    assert {kind: rows[kind]["kind_name"] for kind in KIND_NAMES} == KIND_NAMES


def test_every_view_and_each_of_its_columns_has_a_chinese_comment(warehouse: Warehouse) -> None:
    comments = warehouse.query(
        "SELECT table AS view, name, comment FROM system.columns WHERE database = currentDatabase()"
        " UNION ALL SELECT tables.name AS view, '' AS name, comment FROM system.tables AS tables"
        " WHERE database = currentDatabase()"
    )
    of_views = [row for row in comments if row["view"] in VIEWS]
    assert {row["view"] for row in of_views} == set(VIEWS)
    assert [row for row in of_views if not _is_chinese(str(row["comment"]))] == []


def _is_chinese(text: str) -> bool:
    return any("一" <= character <= "鿿" for character in text)
