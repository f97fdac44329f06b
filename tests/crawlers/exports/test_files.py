"""A file becomes an account's rows, whatever format, encoding and banner it has; what cannot is named."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawlers.exports.columns import FIELDS, best_platforms, exporting, find_header
from crawlers.exports.file import open_export
from crawlers.exports.rows import ExportRow, Reading, read_rows
from crawlers.exports.sheets import Table
from hub.errors import ConfigError
from hub.records import Metrics
from hub.roster import Account, Roster
from tests.crawlers.exports import sheets
from tests.crawlers.exports.sheets import Rows, csv_bytes, xls_bytes, xlsx_bytes
from tests.crawlers.wave import account, beijing

CHANNELS: Rows = [sheets.CHANNELS_HEADER, sheets.CHANNELS_ROW]
CHANNELS_METRICS = Metrics(
    views=4021,
    looks=66,
    likes=120,
    comments=8,
    shares=15,
    followers_new=3,
    forwards=15,
    completion_rate=0.125,
    avg_seconds=9.31,
)


def roster(*accounts: Account) -> Roster:
    return Roster(Path("台账"), accounts, {}, {})


ROSTER = roster(
    account("channels", "county-channels"),
    account("xiaohongshu", "county-notes"),
    account("douyin", "county-douyin"),
    account("wechat", "county-wechat", "wx1"),
    account("kuaishou", "county-kuaishou"),
    account("toutiao", "county-toutiao"),
)


def html(rows: Rows) -> bytes:
    """What some back ends call .xls."""
    lines = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<html><meta charset='utf-8'><table>{lines}</table></html>".encode()


def read(path: Path, **options: object) -> list[Reading]:
    file = open_export(path, ROSTER, **options)  # type: ignore[arg-type]
    return [read_rows(table, header) for table, header in file.tables]


def only_row(path: Path, **options: object) -> ExportRow:
    [reading] = read(path, **options)
    assert reading.refusals == []
    [row] = reading.rows
    return row


@pytest.mark.parametrize(
    "content",
    [
        csv_bytes(CHANNELS),
        csv_bytes(CHANNELS, "utf-8"),
        csv_bytes(CHANNELS, "gbk"),
        csv_bytes(CHANNELS, "utf-16"),
        "\n".join("\t".join(map(str, row)) for row in CHANNELS).encode("gb18030"),
        xlsx_bytes(CHANNELS),
        xls_bytes(CHANNELS),
        html(CHANNELS),
    ],
    ids=["with a mark", "without one", "GBK", "UTF-16", "tabs", "xlsx", "xls", "HTML called xls"],
)
def test_the_same_sheet_is_read_from_every_format(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "数据.csv"
    path.write_bytes(content)
    row = only_row(path)
    assert (row.text, row.native_id) == ("早安某市，新的一天", ("export/UzFfExample0001", False))
    assert (row.published.at, row.published.precision) == (beijing("2026-01-01 00:00"), "day")
    assert row.metrics == CHANNELS_METRICS


def test_a_banner_above_and_a_total_below_are_no_rows(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    banner: Rows = [["笔记数据  2026-01-01 至 2026-01-07"], [], sheets.XIAOHONGSHU_HEADER]
    path.write_bytes(xlsx_bytes([*banner, sheets.XIAOHONGSHU_ROW, [], ["合计", "", "", 12040]]))
    [reading] = read(path)
    assert [row.title for row in reading.rows] == ["某市周末赏花地图🌸"]
    assert (reading.rows[0].line, reading.refusals, reading.notes) == (4, [], 2)


def test_columns_are_found_by_their_names_wherever_they_stand(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(csv_bytes([list(reversed(row)) for row in CHANNELS]))
    assert only_row(path).metrics == CHANNELS_METRICS


def test_a_wechat_sheet_gives_persons_and_times_apart(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes(xls_bytes([sheets.WECHAT_HEADER, sheets.WECHAT_ROW]))
    row = only_row(path)
    assert row.metrics == Metrics(
        readers=1830,
        views=2400,
        sharers=96,
        shares=110,
        followers_new=14,
        delivered=51000,
        completion_rate=0.5714,
    )
    assert row.url == sheets.WECHAT_URL
    assert row.published.at == beijing("2026-01-01 00:00")


def test_a_douyin_sheet_keeps_what_is_rounded_as_rounded(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(csv_bytes([sheets.DOUYIN_HEADER, sheets.DOUYIN_ROW], "gbk"))
    row = only_row(path)
    assert (row.metrics.views, row.precision) == (18_000, {"views": "rounded_display"})
    assert (row.metrics.favourites, row.metrics.followers_new, row.media) == (9, -3, "video")


def test_dates_of_a_workbook_are_dates(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    row = [*sheets.XIAOHONGSHU_ROW]
    row[1] = datetime(2026, 1, 1, 13, 0, 5)  # type: ignore[call-overload]
    for content in (
        xls_bytes([sheets.XIAOHONGSHU_HEADER, row]),
        xlsx_bytes([sheets.XIAOHONGSHU_HEADER, row]),
    ):
        path.write_bytes(content)
        assert only_row(path).published == (beijing("2026-01-01 13:00:05"), "second")


def test_shares_without_a_sign_are_per_cent_where_any_exceeds_one(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    rows = [[*sheets.CHANNELS_ROW] for _ in range(2)]
    rows[0][3], rows[1][3] = "0.5", "40"
    path.write_bytes(csv_bytes([sheets.CHANNELS_HEADER, *rows]))
    [reading] = read(path)
    assert [row.metrics.completion_rate for row in reading.rows] == [0.005, 0.4]


def test_a_row_that_cannot_be_read_is_refused_by_line_and_column(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    bad = [*sheets.CHANNELS_ROW]
    bad[5] = "很多"
    path.write_bytes(csv_bytes([*CHANNELS, bad]))
    [reading] = read(path)
    assert len(reading.rows) == 1
    [refusal] = reading.refusals
    assert (refusal.line, refusal.reason) == (3, "播放量：“很多”不是数字")
    assert refusal.cells == tuple(bad)


def test_unknown_columns_are_listed_and_the_others_read(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(csv_bytes([[*row, extra] for row, extra in zip(CHANNELS, ("新指标", "1"), strict=True)]))
    file = open_export(path, ROSTER)
    [(_, header)] = file.tables
    assert header.unknown == ("新指标",)
    assert only_row(path).metrics == CHANNELS_METRICS
    assert only_row(path, chosen={"danmaku": "新指标"}).metrics.danmaku == 1


def test_two_columns_for_one_field_are_ambiguous_until_a_person_decides(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    doubled = [[*row, extra] for row, extra in zip(CHANNELS, ("播放量（次）", "7"), strict=True)]
    path.write_bytes(csv_bytes(doubled))
    [(_, header)] = open_export(path, ROSTER).tables
    assert header.ambiguous == {"views": ("播放量", "播放量（次）")}


def test_the_account_is_told_by_the_name_of_the_file_or_its_folder(tmp_path: Path) -> None:
    other = account("channels", "county-channels-2", "second")
    both = roster(*ROSTER.accounts, other)
    content = csv_bytes(CHANNELS)
    (tmp_path / "county-channels-2").mkdir()
    for name, expected in (
        ("county-channels 20260105.csv", "county-channels"),
        ("county-channels-2.csv", "county-channels-2"),
        ("county-channels-2/数据.csv", "county-channels-2"),
    ):
        (tmp_path / name).write_bytes(content)
        assert open_export(tmp_path / name, both).account.account_id == expected
    (tmp_path / "数据.csv").write_bytes(content)
    with pytest.raises(ConfigError, match="可能属于 2 个账号"):
        open_export(tmp_path / "数据.csv", both)
    assert open_export(tmp_path / "数据.csv", both, "county-channels-2").account == other


def test_an_account_of_another_platform_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(csv_bytes(CHANNELS))
    with pytest.raises(ConfigError, match="像是视频号的表格"):
        open_export(path, ROSTER, "county-wechat")


def test_an_account_that_left_is_not_guessed(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(csv_bytes(CHANNELS))
    closed = roster(replace(account("channels"), status="closed"))
    with pytest.raises(ConfigError, match="没有这类在用账号"):
        open_export(path, closed)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "没有认得出的表头"),
        (b"a,b\n1,2\n", "没有认得出的表头"),
        (b"PK\x03\x04 broken", "不是完整的 xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 broken", "不是完整的 xls"),
        (csv_bytes(CHANNELS)[:-1] + b'\n"unclosed', "引号"),
        (b"\xff\xff\xfe\x81" * 20, "无法识别的字节"),
    ],
    ids=["empty", "another sheet", "broken xlsx", "broken xls", "unclosed quote", "garbage"],
)
def test_a_file_that_cannot_be_used_is_refused_in_one_sentence(
    tmp_path: Path, content: bytes, sentence: str
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with pytest.raises(ConfigError, match=sentence):
        open_export(path, ROSTER)


def test_a_workbook_that_unpacks_to_too_much_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(xlsx_bytes(CHANNELS))
    monkeypatch.setattr("crawlers.exports.sheets.LARGEST_UNPACKED", 1000)
    with pytest.raises(ConfigError, match="解压后过大"):
        open_export(path, ROSTER, "county-channels")


def test_every_alias_names_a_field_and_no_field_twice() -> None:
    assert set(exporting()) == {"wechat", "douyin", "kuaishou", "channels", "xiaohongshu", "toutiao"}
    for header in (
        sheets.CHANNELS_HEADER,
        sheets.XIAOHONGSHU_HEADER,
        sheets.DOUYIN_HEADER,
        sheets.WECHAT_HEADER,
    ):
        table = Table("", [header])
        [platform] = best_platforms(table)[:1]
        found = find_header(table, platform)
        assert found is not None
        assert (found.unknown, found.ambiguous) == ((), {})
        assert set(found.columns) <= set(FIELDS)


CELLS = st.one_of(
    st.text(max_size=12),
    st.integers().map(str),
    st.sampled_from(["", "-", "10万+", "4.41%", "9秒", "2026/01/01", "7.59E+18", "合计", '="1"', "\n"]),
)


@given(st.lists(st.lists(CELLS, max_size=20), max_size=8))
def test_every_row_of_any_sheet_is_read_refused_or_a_note(rows: list[list[str]]) -> None:
    table = Table("", [sheets.CHANNELS_HEADER, *rows])
    header = find_header(table, "channels")
    assert header is not None
    reading = read_rows(table, header)
    below = len(table.rows) - header.row - 1
    assert len(reading.rows) + len(reading.refusals) + reading.notes == below
    assert all(refusal.reason for refusal in reading.refusals)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.binary(max_size=300), st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]))
def test_any_bytes_are_a_sheet_or_refused_in_one_sentence(tmp_path: Path, tail: bytes, head: bytes) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes(head + tail)
    with pytest.raises(ConfigError) as refused:
        open_export(path, ROSTER)
    assert "a.xls" in refused.value.sentence
