"""`fenghuo sql`, `overview`, `status` and `alerts list`: answers in the terminal and for other programs."""

from __future__ import annotations

import csv
import io
import json

import pytest

from tests.cli.conftest import Run

LEVELS = "SELECT level, posts FROM v_output_by_level ORDER BY level_order"


def test_an_answer_is_a_table_in_the_terminal(fenghuo: Run) -> None:
    answer = fenghuo("sql", LEVELS)
    assert (answer.returncode, answer.stderr) == (0, "")
    for word in ("level", "posts", "province", "city", "county"):
        assert word in answer.stdout


def test_an_answer_in_csv_has_a_header_and_the_same_rows_as_in_json(fenghuo: Run) -> None:
    rows = list(csv.DictReader(io.StringIO(fenghuo("sql", LEVELS, "--format", "csv").stdout)))
    data = json.loads(fenghuo("sql", LEVELS, "--format", "json").stdout)["data"]
    assert rows == [{name: str(value) for name, value in row.items()} for row in data]
    assert [row["level"] for row in rows] == ["province", "city", "county"]


def test_an_answer_without_rows_says_so(fenghuo: Run) -> None:
    assert "没有符合条件的行" in fenghuo("sql", "SELECT * FROM v_posts WHERE post_id = 'none'").stdout


@pytest.mark.parametrize(
    "statement",
    ["DROP TABLE posts", "INSERT INTO posts (post_id) VALUES ('x')", "SELECT * FROM nowhere", "SELEC 1"],
)
def test_what_would_change_something_or_is_wrong_is_refused_in_one_sentence(
    fenghuo: Run, statement: str
) -> None:
    refused = fenghuo("sql", statement)
    assert refused.returncode == 1
    assert refused.stdout == ""
    assert refused.stderr.startswith("fenghuo: ")
    assert refused.stderr.count("\n") == 1
    assert json.loads(fenghuo("sql", "SELECT count() AS n FROM v_posts", "--format", "json").stdout)["data"]


def test_the_overview_shows_levels_reach_and_alerts(fenghuo: Run) -> None:
    overview = fenghuo("overview").stdout
    for words in ("省 → 市 → 县", "转载率", "停更县", "空白县", "7 天触达", "未关闭的预警：1", "否决"):
        assert words in overview


def test_the_open_alerts_are_listed(fenghuo: Run) -> None:
    assert "未关闭的预警：1" in fenghuo("alerts", "list").stdout


@pytest.mark.parametrize("command", [("sql", "SELECT 1"), ("overview",), ("alerts", "list")])
def test_where_nothing_runs_one_sentence_says_what_to_do(
    fenghuo_alone: Run, command: tuple[str, ...]
) -> None:
    refused = fenghuo_alone(*command)
    assert refused.returncode == 75
    assert refused.stderr.count("\n") == 1
    assert "start the hub with `make up`" in refused.stderr


def test_the_status_has_a_line_for_each_room_even_where_nothing_runs(fenghuo_alone: Run) -> None:
    status = fenghuo_alone("status")
    assert status.returncode == 0
    for room in ("台账", "采集", "数据流", "仓库", "转载匹配", "预警", "看板"):
        assert room in status.stdout


def test_an_address_that_is_none_is_refused(fenghuo_alone: Run) -> None:
    refused = fenghuo_alone("gather", "--url", "ftp://example.invalid/x")
    assert refused.returncode == 2
    assert refused.stderr.count("\n") == 1
