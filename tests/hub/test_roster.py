"""The roster is read as spreadsheets write it, and every mistake in it is named at its place."""

from __future__ import annotations

import tempfile
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.errors import ConfigError
from hub.platforms import LEVELS, PLATFORMS
from hub.roster import Roster, check_roster, load_roster, second_accounts
from hub.settings import EXAMPLE_ROSTER
from tests.hub.conftest import RosterFiles

ACCOUNTS, REGIONS, DEPARTMENTS = "accounts.csv", "regions.csv", "departments.csv"


@pytest.fixture(scope="module")
def example() -> Roster:
    return load_roster(EXAMPLE_ROSTER)


def test_the_example_roster_has_116_accounts_on_all_platforms_and_levels(example: Roster) -> None:
    platforms = Counter(account.platform for account in example.accounts)
    assert len(example.accounts) == 116
    assert [platforms[name] for name in PLATFORMS] == [28, 22, 28, 6, 5, 3, 4, 2, 6, 12]
    assert set(LEVELS) == {account.level for account in example.accounts}
    assert all(account.name.startswith("示例·") for account in example.accounts)


def test_the_example_roster_has_hebei_with_its_cities_counties_and_departments(example: Roster) -> None:
    levels = Counter(region.level for region in example.regions.values())
    assert levels == {"province": 1, "city": 12, "county": 167}
    assert len(example.departments) == 36
    cities = {account.region_code for account in example.accounts if account.level == "city"}
    assert len(cities) == 12
    assert second_accounts(example) == []


def test_dingzhou_and_xinji_hang_under_the_province(example: Roster) -> None:
    assert {example.regions[code].parent_code for code in ("130682", "130181")} == {"130000"}


def test_an_account_is_found_by_its_id_and_an_unknown_one_is_an_error(example: Roster) -> None:
    account = example.account("zhengding-fire-wechat")
    assert (account.platform, account.region_code, account.level) == ("wechat", "130123", "county")
    with pytest.raises(ConfigError, match="nobody"):
        example.account("nobody")


letters = st.characters(codec="gb18030", exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp"))


@settings(max_examples=30, deadline=None)
@given(
    names=st.lists(st.text(letters, max_size=20), min_size=3, max_size=3),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]),
    separator=st.sampled_from([",", ";", "\t"]),
    order=st.permutations(range(13)),
)
def test_every_way_a_spreadsheet_saves_a_roster_gives_the_same_roster(
    names: list[str], encoding: str, separator: str, order: list[int]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        files = RosterFiles(Path(folder))
        for file in (REGIONS, DEPARTMENTS):
            files.write(file, RosterFiles(EXAMPLE_ROSTER).rows(file), encoding, separator)
        rows = RosterFiles(EXAMPLE_ROSTER).rows(ACCOUNTS)[:4]
        expected = [f"示例·{name}".strip(" \ufeff") for name in names]
        for row, name in zip(rows[1:], expected, strict=True):
            row[1] = name
        files.write(ACCOUNTS, [[row[position] for position in order] for row in rows], encoding, separator)
        roster = load_roster(Path(folder))
    plain = load_roster(EXAMPLE_ROSTER)
    renamed = [replace(a, name=name) for a, name in zip(plain.accounts[:3], expected, strict=True)]
    assert list(roster.accounts) == renamed
    assert (roster.regions, roster.departments) == (plain.regions, plain.departments)


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("account_id", "", "不能为空"),
        ("account_id", "hebei fire", "写法不对"),
        ("account_id", "1.30E+05", "科学计数法"),
        ("account_id", "hebei-ｆire", "全角"),
        ("account_id", "hebei-fire-weibo", "第 3 行重复"),
        ("native_id", "1.23457E+15", "科学计数法"),
        ("platform", "weixin", "wechat"),
        ("level", "province,city", "province、city、county"),
        ("kind", "fire", "brigade"),
        ("status", "gone", "deregistering"),
        ("region_code", "139999", "不在 regions.csv"),
        ("region_code", "130000.0", "改回“130000”"),
        ("region_code", "１３００００", "全角"),
        ("region_code", "13000", "开头的 0"),
        ("department", "education", "department"),
        ("unit", "  ", "不能为空"),
        ("roster_from", "", "不能为空"),
        ("roster_from", "45658", "2025-01-31"),
        ("roster_from", "2025-02-30", "2025-01-31"),
        ("roster_to", "2024-12-31", "早于"),
        ("address", "ftp://example.org/", "http"),
        ("address", "https://user:secret@example.org/", "密码"),
    ],
)
def test_a_mistake_in_an_account_is_named_at_its_cell(
    roster_files: RosterFiles, column: str, value: str, said: str
) -> None:
    roster_files.set(ACCOUNTS, 2, column, value)
    line = 3 if "重复" in said else 2
    if line == 3:
        said = "第 2 行重复"
    assert roster_files.mistakes() == [(ACCOUNTS, line, column)]
    assert said in roster_files.sentences()
    assert "user:secret" not in roster_files.sentences()


def test_an_accounts_level_must_be_its_regions_level(roster_files: RosterFiles) -> None:
    roster_files.set(ACCOUNTS, 3, "region_code", "130123")
    assert roster_files.mistakes() == [(ACCOUNTS, 3, "level")]
    assert "省级" in roster_files.sentences()
    assert "县级" in roster_files.sentences()


def test_a_unit_without_a_region_is_no_mistake(roster_files: RosterFiles) -> None:
    roster_files.set(ACCOUNTS, 2, "region_code", "")
    assert load_roster(roster_files.directory).accounts[0].region_code is None


def test_a_department_account_needs_a_known_department(roster_files: RosterFiles) -> None:
    roster_files.set(ACCOUNTS, 2, "kind", "department")
    assert roster_files.mistakes() == [(ACCOUNTS, 2, "department")]
    roster_files.set(ACCOUNTS, 2, "department", "schools")
    assert "不在 departments.csv" in roster_files.sentences()
    roster_files.set(ACCOUNTS, 2, "department", "education")
    assert roster_files.mistakes() == []


@pytest.mark.parametrize("platform", ["website", "rss"])
def test_websites_and_feeds_need_an_address(roster_files: RosterFiles, platform: str) -> None:
    roster_files.set(ACCOUNTS, 2, "platform", platform)
    assert roster_files.mistakes() == [(ACCOUNTS, 2, "address")]
    for address in ("demo:/sites/a/index.html", "https://example.org:8443/list?p=1", "http://例子.中国/"):
        roster_files.set(ACCOUNTS, 2, "address", address)
        assert roster_files.mistakes() == []


def test_one_native_id_may_stand_on_two_platforms_but_once_on_each(
    roster_files: RosterFiles,
) -> None:
    roster_files.set(ACCOUNTS, 3, "native_id", roster_files.rows(ACCOUNTS)[1][3])
    assert roster_files.mistakes() == []
    roster_files.set(ACCOUNTS, 3, "platform", "wechat")
    assert roster_files.mistakes() == [(ACCOUNTS, 3, "native_id")]


@pytest.mark.parametrize(
    ("line", "column", "value", "said"),
    [
        (4, "parent_code", "139900", "不在 regions.csv"),
        (4, "parent_code", "130102", "级别不对"),
        (4, "parent_code", "", "缺少上级"),
        (15, "parent_code", "", "市级或省级"),
        (2, "parent_code", "100000", "省级没有上级"),
        (4, "gb_parent_code", "139900", "不在 regions.csv"),
        (4, "population", "七百万", "不是整数"),
        (4, "population", "7.7E+06", "不是整数"),
        (4, "level", "town", "province"),
        (4, "code", "130100", "第 3 行重复"),
        (4, "name", "", "不能为空"),
    ],
)
def test_a_mistake_in_a_region_is_named_at_its_cell(
    roster_files: RosterFiles, line: int, column: str, value: str, said: str
) -> None:
    roster_files.set(REGIONS, line, column, value)
    assert (REGIONS, line, column) in roster_files.mistakes()
    assert said in roster_files.sentences()


def test_a_department_without_a_name_or_twice_is_a_mistake(roster_files: RosterFiles) -> None:
    roster_files.set(DEPARTMENTS, 3, "code", "publicity")
    roster_files.set(DEPARTMENTS, 4, "name", "")
    assert roster_files.mistakes() == [(DEPARTMENTS, 3, "code"), (DEPARTMENTS, 4, "name")]


def test_missing_extra_and_doubled_columns_are_named(roster_files: RosterFiles) -> None:
    rows = roster_files.rows(ACCOUNTS)
    rows[0][rows[0].index("unit")] = "主办单位"
    rows[0][rows[0].index("status")] = "kind"
    roster_files.write(ACCOUNTS, rows)
    assert roster_files.mistakes() == [
        (ACCOUNTS, 1, "unit"),
        (ACCOUNTS, 1, "status"),
        (ACCOUNTS, 1, "kind"),
        (ACCOUNTS, 1, "主办单位"),
    ]


def test_a_row_with_too_many_or_too_few_cells_is_named_and_reading_goes_on(
    roster_files: RosterFiles,
) -> None:
    rows = roster_files.rows(ACCOUNTS)
    rows[1].append("多")
    rows[2].pop()
    rows[3][2] = "weixin"
    roster_files.write(ACCOUNTS, rows)
    assert roster_files.mistakes() == [(ACCOUNTS, 2, ""), (ACCOUNTS, 3, ""), (ACCOUNTS, 4, "platform")]


def test_empty_rows_and_columns_that_a_spreadsheet_adds_are_passed_over(roster_files: RosterFiles) -> None:
    rows = [[*row, "", ""] for row in roster_files.rows(ACCOUNTS)]
    roster_files.write(ACCOUNTS, [*rows, [""] * 15, []])
    assert len(load_roster(roster_files.directory).accounts) == 3


def test_dates_as_excel_rewrites_them_are_read(roster_files: RosterFiles) -> None:
    roster_files.set(ACCOUNTS, 2, "roster_from", "2025/1/5")
    assert load_roster(roster_files.directory).accounts[0].roster_from == date(2025, 1, 5)


def test_the_line_of_a_mistake_counts_line_breaks_inside_cells(roster_files: RosterFiles) -> None:
    roster_files.set(ACCOUNTS, 2, "unit", "总队\n新闻处")
    roster_files.set(ACCOUNTS, 3, "level", "nation")
    assert roster_files.mistakes() == [(ACCOUNTS, 4, "level")]


@pytest.mark.parametrize("junk", [b"\xff", b"\xe7\x9c", b"\x80"])
def test_undecodable_bytes_are_a_mistake_in_their_line(roster_files: RosterFiles, junk: bytes) -> None:
    path = roster_files.directory / ACCOUNTS
    lines = path.read_bytes().split(b"\n")
    lines[2] = lines[2].replace("消防".encode(), junk, 1)
    path.write_bytes(b"\n".join(lines))
    assert roster_files.mistakes() == [(ACCOUNTS, 3, "")]
    assert "CSV UTF-8" in roster_files.sentences()


def test_an_open_quotation_mark_is_a_mistake_not_a_lost_file(roster_files: RosterFiles) -> None:
    path = roster_files.directory / ACCOUNTS
    path.write_bytes(path.read_bytes().replace("示例·".encode(), '"示例·'.encode(), 1))
    assert roster_files.mistakes()[0][:2] == (ACCOUNTS, 2)
    assert "引号" in roster_files.sentences()


def test_an_absent_and_an_empty_file_are_mistakes(roster_files: RosterFiles) -> None:
    (roster_files.directory / DEPARTMENTS).unlink()
    (roster_files.directory / ACCOUNTS).write_bytes(b"")
    assert roster_files.mistakes() == [(DEPARTMENTS, 0, ""), (ACCOUNTS, 1, "")]


def test_a_roster_without_accounts_is_a_mistake(roster_files: RosterFiles) -> None:
    roster_files.write(ACCOUNTS, roster_files.rows(ACCOUNTS)[:1])
    assert roster_files.mistakes() == [(ACCOUNTS, 0, "")]


def test_loading_names_the_first_mistake_and_how_many_more(roster_files: RosterFiles) -> None:
    roster_files.set(ACCOUNTS, 2, "platform", "weixin")
    with pytest.raises(ConfigError) as one:
        load_roster(roster_files.directory)
    assert "accounts.csv 第 2 行 platform 列" in one.value.sentence
    assert "另有" not in one.value.sentence
    roster_files.set(ACCOUNTS, 3, "level", "nation")
    with pytest.raises(ConfigError, match="另有 1 处"):
        load_roster(roster_files.directory)


@settings(max_examples=60, deadline=None)
@given(
    content=st.binary(max_size=400) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "ignore"))
)
def test_whatever_stands_in_a_file_the_check_ends_with_mistakes_and_no_exception(content: bytes) -> None:
    header = (EXAMPLE_ROSTER / ACCOUNTS).read_bytes().split(b"\n", 1)[0]
    with tempfile.TemporaryDirectory() as folder:
        for file in (REGIONS, DEPARTMENTS):
            (Path(folder) / file).write_bytes((EXAMPLE_ROSTER / file).read_bytes())
        for start in (b"", header + b"\n"):
            (Path(folder) / ACCOUNTS).write_bytes(start + content)
            assert check_roster(Path(folder))


def test_a_second_account_of_a_unit_on_a_platform_is_only_a_note(roster_files: RosterFiles) -> None:
    roster_files.set(ACCOUNTS, 3, "platform", "wechat")
    roster = load_roster(roster_files.directory)
    assert [(a.account_id, b.account_id) for a, b in second_accounts(roster)] == [
        ("hebei-fire-wechat", "hebei-fire-weibo")
    ]
