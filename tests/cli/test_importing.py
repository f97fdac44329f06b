"""`fenghuo import`: what is recognised travels the stream, once; the rest is named."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from hub.clock import SystemClock
from hub.settings import Settings
from nlp.tagger import Tagger
from streams.opening import open_log
from tests.cli.conftest import Run, RunHere
from tests.crawlers.exports import sheets
from tests.crawlers.exports.sheets import csv_bytes, xlsx_bytes
from warehouse.client import Warehouse, connect
from warehouse.loader import Loader

ACCOUNT = "baoding-fire-channels"
STATE = """
    SELECT arraySort(groupArray({what})) AS rows FROM {table} FINAL WHERE account_id = '{account}'
"""
TABLES = {
    "posts": "(post_id, text, fetched_at)",
    "metrics": "(post_id, observed_at, views)",
    "crawls": "(started_at, outcome)",
}


@pytest.fixture
def warehouse(machine: Settings) -> Iterator[Warehouse]:
    connected = connect(machine)
    yield connected
    connected.close()


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return Tagger()


@pytest.fixture
def load(machine: Settings, tagger: Tagger) -> Callable[[], None]:
    def drain() -> None:
        log = open_log(machine)
        log.ensure_topics()
        Loader(log, connect(machine), tagger, SystemClock()).drain()
        log.close()

    return drain


def state(warehouse: Warehouse) -> list[Any]:
    """Posts, figures and visits of the account."""
    return [
        warehouse.query(STATE.format(what=what, table=table, account=ACCOUNT))[0]["rows"]
        for table, what in TABLES.items()
    ]


def sheet(tmp_path: Path, name: str = f"{ACCOUNT}.csv", *rows: list[str]) -> Path:
    path = tmp_path / name
    path.write_bytes(csv_bytes([sheets.CHANNELS_HEADER, *(rows or [sheets.CHANNELS_ROW])]))
    return path


def test_a_sheet_is_imported_and_a_second_import_changes_nothing(
    tmp_path: Path, fenghuo_here: RunHere, load: Callable[[], None], warehouse: Warehouse
) -> None:
    path = sheet(tmp_path)
    tried = fenghuo_here("import", str(path), "--dry-run")
    assert (tried.exit_code, "试运行" in tried.output) == (0, True)
    load()
    assert state(warehouse) == [[], [], []]

    assert fenghuo_here("import", str(path)).exit_code == 0
    load()
    [posts, figures, visits] = first = state(warehouse)
    assert [post[:2] for post in posts] == [("channels:export/UzFfExample0001", "早安某市，新的一天")]
    assert [(figure[0], figure[2]) for figure in figures] == [("channels:export/UzFfExample0001", 4021)]
    assert [visit[1] for visit in visits] == ["ok"]

    copy = tmp_path / "复制" / f"{ACCOUNT} 副本.csv"
    copy.parent.mkdir()
    copy.write_bytes(path.read_bytes())
    again = fenghuo_here("import", str(copy))
    assert again.exit_code == 0
    load()
    assert state(warehouse) == first


def test_a_later_sheet_is_a_further_snapshot(
    tmp_path: Path, fenghuo_here: RunHere, load: Callable[[], None], warehouse: Warehouse
) -> None:
    grown = [*sheets.CHANNELS_ROW]
    grown[5] = "5000"
    for views, at in ((sheets.CHANNELS_ROW, "2026-01-05T10:00:00"), (grown, "2026-01-07T10:00:00")):
        path = sheet(tmp_path, f"{at[:10]} {ACCOUNT}.csv", views)
        assert fenghuo_here("import", str(path), "--exported-at", at).exit_code == 0
    load()
    rows = warehouse.query(
        "SELECT toString(observed_at) AS at, views FROM metrics FINAL"
        " WHERE account_id = {account:String} AND observed_at < '2026-02-01' ORDER BY at",
        {"account": ACCOUNT},
    )
    assert [tuple(row.values()) for row in rows] == [
        ("2026-01-05 02:00:00.000", 4021),
        ("2026-01-07 02:00:00.000", 5000),
    ]


def test_a_refused_row_is_named_and_kept_as_a_dead_letter(
    tmp_path: Path, fenghuo_here: RunHere, load: Callable[[], None], warehouse: Warehouse
) -> None:
    bad = [*sheets.CHANNELS_ROW]
    bad[2] = "昨天"
    answer = fenghuo_here("import", str(sheet(tmp_path, f"{ACCOUNT}.csv", sheets.CHANNELS_ROW, bad)))
    assert answer.exit_code == 0
    assert "第 3 行：发布时间：“昨天”不是日期时间" in answer.output
    load()
    [letter] = warehouse.query(
        "SELECT account_id, reason FROM v_dead_letters WHERE reason LIKE '%was refused%'"
    )
    assert letter["account_id"] == ACCOUNT


def test_unknown_columns_are_listed_before_anything_is_written(tmp_path: Path, fenghuo_here: RunHere) -> None:
    path = tmp_path / f"{ACCOUNT}.xlsx"
    path.write_bytes(xlsx_bytes([[*sheets.CHANNELS_HEADER, "新指标"], [*sheets.CHANNELS_ROW, "1"]]))
    answer = fenghuo_here("import", str(path), "--dry-run")
    assert answer.exit_code == 0
    assert answer.output.index("不认得的列，未读取：新指标") < answer.output.index("导出时间")


def test_ambiguous_columns_and_broken_files_stop_the_whole_import_and_are_all_named(
    tmp_path: Path, fenghuo: Run, load: Callable[[], None], warehouse: Warehouse
) -> None:
    before = state(warehouse)
    good = sheet(tmp_path, f"{ACCOUNT} 20260106 0900.csv")
    doubled = tmp_path / f"{ACCOUNT} 2.csv"
    doubled.write_bytes(csv_bytes([[*sheets.CHANNELS_HEADER, "播放量(次)"], [*sheets.CHANNELS_ROW, "1"]]))
    broken = tmp_path / "坏.xlsx"
    broken.write_bytes(b"PK\x03\x04")
    answer = fenghuo("import", str(good), str(doubled), str(broken))
    assert (answer.returncode, answer.stderr) == (2, "fenghuo: 共 2 处问题，没有写入任何内容。\n")
    assert "播放量、播放量(次) 都可能是 views，请用 --column views=列名 指明一列" in answer.stdout
    assert "坏.xlsx 不是完整的 xlsx 文件" in answer.stdout
    load()
    assert state(warehouse) == before


def test_a_column_can_be_named_by_hand(tmp_path: Path, fenghuo_here: RunHere) -> None:
    doubled = tmp_path / f"{ACCOUNT} 3.csv"
    doubled.write_bytes(csv_bytes([[*sheets.CHANNELS_HEADER, "播放量(次)"], [*sheets.CHANNELS_ROW, "1"]]))
    answer = fenghuo_here("import", str(doubled), "--dry-run", "--column", "views=播放量(次)")
    assert (answer.exit_code, "都可能是" in answer.output) == (0, False)


def test_a_column_named_by_hand_must_be_a_field(tmp_path: Path, fenghuo: Run) -> None:
    answer = fenghuo("import", str(sheet(tmp_path)), "--column", "nonsense=播放量")
    assert answer.returncode == 2
    assert "--column 应写成 字段=列名" in answer.stderr


def test_status_tells_who_is_late_with_a_sheet(fenghuo: Run) -> None:
    answer = fenghuo("status")
    assert "1 个账号靠导出表" in answer.stdout
    assert "d-kuaishou（从未交过）" in answer.stdout
