"""`fenghuo sql --out FILE`: an answer in a file, all of it or nothing, and within limits."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import openpyxl
import pyarrow.parquet as parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli import querying, spreadsheet
from hub.errors import ConfigError
from hub.settings import Settings
from tests.cli.conftest import RunHere
from warehouse.client import TooMuch, WarehouseError, connect
from warehouse.engine import MAX_READING_BYTES
from warehouse.limits import QUERY_LIMITS, TABLE_ROWS

DOCS = Path(__file__).parents[2] / "docs"
ONE_OF_EACH = """
    SELECT
        '1234567890123456789' AS id,
        '=1+1' AS formula,
        toDateTime64('2026-02-28 16:30:00.000', 3, 'UTC') AS at,
        toDate('2026-03-01') AS day,
        9007199254740993 AS big,
        0.25 AS share,
        CAST(NULL, 'Nullable(Int64)') AS unknown,
        ['a', 'b'] AS topics,
        true AS yes
"""


def test_a_sheet_keeps_ids_as_text_and_says_its_zone(fenghuo_here: RunHere, tmp_path: Path) -> None:
    out = tmp_path / "回答.xlsx"
    assert "1 行" in fenghuo_here("sql", ONE_OF_EACH, "--out", str(out)).stdout
    header, row = openpyxl.load_workbook(out).active.iter_rows()
    assert {name.value: cell.value for name, cell in zip(header, row, strict=True)} == {
        "id": "1234567890123456789",
        "formula": "=1+1",
        "at（北京时间）": datetime(2026, 3, 1, 0, 30),
        "day": datetime(2026, 3, 1),
        "big": "9007199254740993",
        "share": 0.25,
        "unknown": None,
        "topics": "a、b",
        "yes": True,
    }
    assert [cell.data_type for cell in row[:2]] == ["s", "s"]
    assert row[0].number_format == "@"


def test_parquet_keeps_every_type(fenghuo_here: RunHere, tmp_path: Path) -> None:
    out = tmp_path / "answer.parquet"
    fenghuo_here("sql", ONE_OF_EACH, "--out", str(out))
    [row] = parquet.read_table(out).to_pylist()
    assert row["id"] in ("1234567890123456789", b"1234567890123456789")
    assert isinstance(row["id"], str)
    assert (row["at"], row["day"]) == (datetime(2026, 2, 28, 16, 30, tzinfo=UTC), date(2026, 3, 1))
    assert (row["big"], row["unknown"], row["topics"]) == (9007199254740993, None, ["a", "b"])


def test_csv_and_json_say_that_times_are_utc(fenghuo_here: RunHere, tmp_path: Path) -> None:
    out = tmp_path / "answer.csv"
    fenghuo_here("sql", ONE_OF_EACH, "--out", str(out))
    [row] = csv.DictReader(out.read_text(encoding="utf-8").splitlines())
    fenghuo_here("sql", ONE_OF_EACH, "--format", "json", "--out", str(out))
    [told] = json.loads(out.read_text(encoding="utf-8"))["data"]
    assert row["at"] == told["at"] == "2026-02-28T16:30:00.000Z"
    assert row["id"] == told["id"] == "1234567890123456789"


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--out", "answer.docx"), "tells no format"),
        (("--format", "xlsx"), "name a file with --out"),
        (("--format", "parquet"), "name a file with --out"),
        (("--format", "table", "--out", "answer.csv"), "A table is for the terminal"),
    ],
)
def test_what_does_not_fit_is_one_sentence(
    fenghuo_here: RunHere, options: tuple[str, ...], sentence: str
) -> None:
    refused = fenghuo_here("sql", "SELECT 1", *options)
    assert isinstance(refused.exception, ConfigError)
    assert sentence in refused.exception.sentence


@pytest.mark.parametrize("name", ["answer.csv", "answer.parquet", "answer.xlsx"])
def test_a_query_that_fails_leaves_the_file_as_it_was(
    fenghuo_here: RunHere, tmp_path: Path, name: str
) -> None:
    out = tmp_path / name
    out.write_bytes(b"before")
    refused = fenghuo_here(
        "sql", "SELECT throwIf(number = 900000, 'no') FROM numbers(1000000)", "--out", str(out)
    )
    assert isinstance(refused.exception, WarehouseError)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {name: b"before"}


def test_a_sheet_of_too_many_rows_is_refused_whole(
    fenghuo_here: RunHere, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spreadsheet, "MOST_ROWS", 10)
    refused = fenghuo_here("sql", "SELECT number FROM numbers(11)", "--out", str(tmp_path / "answer.xlsx"))
    assert isinstance(refused.exception, ConfigError)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("limits", "query", "word"),
    [
        (
            replace(QUERY_LIMITS, seconds=1),
            "SELECT sum(sleepEachRow(0.5)) FROM numbers(20) SETTINGS max_block_size = 2",
            "TIMEOUT",
        ),
        (
            replace(QUERY_LIMITS, memory_bytes=50_000_000),
            "SELECT count() FROM (SELECT number FROM numbers(30000000) GROUP BY number)",
            "MEMORY",
        ),
        (replace(QUERY_LIMITS, rows=5), "SELECT number FROM numbers(1000)", "TOO_MANY_ROWS"),
    ],
)
def test_a_query_that_runs_away_is_ended_with_one_sentence(
    fenghuo_here: RunHere, monkeypatch: pytest.MonkeyPatch, limits: object, query: str, word: str
) -> None:
    monkeypatch.setattr(querying, "QUERY_LIMITS", limits)
    refused = fenghuo_here("sql", query, "--format", "csv")
    assert isinstance(refused.exception, TooMuch)
    sentence = refused.exception.sentence
    assert sentence.startswith("The query takes more than it may")
    assert word in sentence
    assert "\n" not in sentence


def test_a_table_for_the_terminal_has_few_rows(fenghuo_here: RunHere) -> None:
    refused = fenghuo_here("sql", f"SELECT number FROM numbers({TABLE_ROWS + 1})")
    assert isinstance(refused.exception, TooMuch)


def test_who_reads_at_the_embedded_server_cannot_lift_its_bound_of_memory(machine: Settings) -> None:
    warehouse = connect(machine, readonly=True)
    asked = "SELECT toUInt64(getSetting('max_memory_usage')) AS bytes"
    assert warehouse.query(asked) == [{"bytes": MAX_READING_BYTES}]
    assert warehouse.query(f"{asked} SETTINGS max_memory_usage = 1000000") == [{"bytes": 1_000_000}]
    wider = b"".join(warehouse.stream(asked, "CSV", settings={"max_memory_usage": "9000000000"}))
    assert wider.strip() == str(MAX_READING_BYTES).encode()


def test_the_handbook_states_these_limits() -> None:
    page = (DOCS / "sql.md").read_text(encoding="utf-8")
    gigabytes = QUERY_LIMITS.memory_bytes // 10**9
    assert f"{QUERY_LIMITS.seconds} seconds, {gigabytes} GB of memory, {QUERY_LIMITS.rows:,} rows" in page
    assert f"{TABLE_ROWS:,} in" in page
    assert f"{spreadsheet.MOST_ROWS:,} in a sheet" in page
    for number in (QUERY_LIMITS.seconds, QUERY_LIMITS.memory_bytes, QUERY_LIMITS.rows):
        assert f"MIN 1 MAX {number}" in page


cells = st.one_of(
    st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=30),
    st.sampled_from(["=1+1", "+1", "@x", "0012", "1e5", "a\x00b", "x" * 40_000, "行\n行"]),
)


@given(texts=st.lists(cells, min_size=1, max_size=6), cut=st.integers(1, 50))
def test_any_text_comes_back_as_text_however_the_answer_is_cut(texts: list[str], cut: int) -> None:
    lines = [["id"], ["String"], *([text] for text in texts)]
    answer = b"".join(json.dumps(line).encode() + b"\n" for line in lines)
    file = BytesIO()
    pieces = (answer[start : start + cut * 997] for start in range(0, len(answer), cut * 997))
    assert spreadsheet.write_sheet(pieces, file) == len(texts)
    rows = list(openpyxl.load_workbook(file).active.iter_rows(min_row=2))
    for [cell], text in zip(rows, texts, strict=True):
        kept = text.replace("\x00", "")
        shown = kept if len(kept) <= spreadsheet.LONGEST_TEXT else kept[: spreadsheet.LONGEST_TEXT - 1] + "…"
        assert (cell.value or "") == shown
        assert cell.data_type != "f"
