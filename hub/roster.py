"""The roster: whose accounts are followed, in which regions, for which departments.

Three CSV files in one directory, which a media centre edits in a spreadsheet: `accounts.csv`, `regions.csv`,
`departments.csv`, with the fields of the classes below as columns. `check_roster` names every mistake in
Chinese, one sentence each; `load_roster` gives a roster without mistakes or none at all.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final, Literal, cast, get_args
from urllib.parse import urlsplit

from hub.errors import ConfigError
from hub.platforms import KINDS, LEVEL_NAMES, LEVELS, PLATFORMS, Kind, Level, Platform
from hub.roster_file import Form, Mistake, Row, read_rows, repeated

__all__ = [
    "Account",
    "Department",
    "Mistake",
    "Region",
    "Roster",
    "Status",
    "check_roster",
    "load_roster",
    "second_accounts",
]

Status = Literal["active", "deregistering", "closed"]

_STATUSES: Final[tuple[Status, ...]] = get_args(Status)
_ADDRESSED: Final = frozenset({"rss", "website"})
_REGION_CODE: Final = Form(re.compile(r"[0-9]{6}"), "六位数字的区划代码", width=6)
_DEPARTMENT_CODE: Final = Form(re.compile(r"[a-z][a-z0-9_]{0,39}"), "小写字母、数字和下划线组成的代码")
_ACCOUNT_ID: Final = Form(re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}"), "字母、数字和 . _ - 组成的编号")
_NATIVE_ID: Final = Form(re.compile(r"(?![0-9.]+[eE]\+?[0-9]+$|[0-9]+\.0+$)[!-~]{1,128}"), "平台给出的编号")
_PARENT_LEVELS: Final[Mapping[str, tuple[str, ...]]] = {
    "province": (),
    "city": ("province",),
    "county": ("city", "province"),
}


@dataclass(frozen=True, slots=True)
class Region:
    """An administrative unit. `code` is GB/T 2260's.

    `parent_code` is who administers it, None for a province; `gb_parent_code` is the parent by the code's
    structure. `population` counts permanent residents (census of 2020); None is unknown.
    """

    code: str
    name: str
    level: Level
    parent_code: str | None
    population: int | None
    gb_parent_code: str | None
    kind: str


@dataclass(frozen=True, slots=True)
class Department:
    """A kind of department outside the brigade, such as education."""

    code: str
    name: str
    body: str


@dataclass(frozen=True, slots=True)
class Account:
    """An account and who answers for it.

    `native_id` is what the platform calls it; `address` is the feed's or the list page's URL (`demo:/…`
    stands for a path of the demo province) and empty for platforms with an interface. `region_code` is None
    for a unit without a region. The account is followed from `roster_from` up to but not including
    `roster_to`, Beijing days.
    """

    account_id: str
    name: str
    platform: Platform
    native_id: str
    address: str
    level: Level
    region_code: str | None
    kind: Kind
    department: str | None
    unit: str
    roster_from: date
    roster_to: date | None
    status: Status


@dataclass(frozen=True)
class Roster:
    """A roster without mistakes. Accounts stand in the order of the file; regions and departments by code."""

    path: Path
    accounts: tuple[Account, ...]
    regions: dict[str, Region]
    departments: dict[str, Department]
    _by_id: dict[str, Account] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_id", {account.account_id: account for account in self.accounts})

    def account(self, account_id: str) -> Account:
        """The account of that id. Raises ConfigError where the roster has none."""
        try:
            return self._by_id[account_id]
        except KeyError:
            raise ConfigError(f"台账（{self.path}）里没有编号为“{account_id}”的账号，请检查编号。") from None


def load_roster(directory: Path) -> Roster:
    """The roster in a directory. Raises ConfigError with its first mistake and the number of the others."""
    roster, mistakes = _read(directory)
    if mistakes:
        more = f"另有 {len(mistakes) - 1} 处，" if len(mistakes) > 1 else ""
        raise ConfigError(f"台账有误：{mistakes[0]}（{more}运行 fenghuo roster check 查看全部。）")
    return roster


def check_roster(directory: Path) -> list[Mistake]:
    """Every mistake in a directory's roster, by file and line; empty where it can be used."""
    return _read(directory)[1]


def second_accounts(roster: Roster) -> list[tuple[Account, Account]]:
    """Pairs of accounts of one unit on one platform: discouraged by 国办发〔2018〕123号, but no mistake."""
    first: dict[tuple[str, str | None, Platform], Account] = {}
    pairs = []
    for account in roster.accounts:
        earlier = first.setdefault((account.unit, account.region_code, account.platform), account)
        if earlier is not account and account.status != "closed":
            pairs.append((earlier, account))
    return pairs


def _read(directory: Path) -> tuple[Roster, list[Mistake]]:
    mistakes: list[Mistake] = []
    region_rows = list(read_rows(directory / "regions.csv", _columns(Region), mistakes))
    department_rows = list(read_rows(directory / "departments.csv", _columns(Department), mistakes))
    account_rows = list(read_rows(directory / "accounts.csv", _columns(Account), mistakes))
    regions = [_region(row) for row in region_rows]
    departments = [_department(row) for row in department_rows]
    accounts = [_account(row) for row in account_rows]
    _check_regions(region_rows)
    _check_repeated(department_rows, "code")
    _check_accounts(account_rows, region_rows, department_rows)
    if not accounts and not mistakes:
        mistakes.append(Mistake("accounts.csv", 0, "", "台账里一个账号也没有，请至少填写一行。"))
    roster = Roster(
        directory,
        tuple(accounts),
        {region.code: region for region in regions},
        {department.code: department for department in departments},
    )
    files = ("regions.csv", "departments.csv", "accounts.csv")
    return roster, sorted(mistakes, key=lambda mistake: (files.index(mistake.file), mistake.line))


def _columns(entry: type[Region] | type[Department] | type[Account]) -> list[str]:
    return [field.name for field in dataclasses.fields(entry)]


def _region(row: Row) -> Region:
    return Region(
        code=row.identifier("code", _REGION_CODE),
        name=row.text("name"),
        level=cast(Level, row.choice("level", LEVELS)),
        parent_code=row.raw("parent_code") or None,
        population=row.count("population"),
        gb_parent_code=row.raw("gb_parent_code") or None,
        kind=row.text("kind"),
    )


def _department(row: Row) -> Department:
    return Department(
        code=row.identifier("code", _DEPARTMENT_CODE), name=row.text("name"), body=row.text("body")
    )


def _account(row: Row) -> Account:
    roster_from, roster_to = row.day("roster_from", required=True), row.day("roster_to")
    if roster_from and roster_to and roster_to < roster_from:
        row.note("roster_to", f"移出日期 {roster_to} 早于列入日期 {roster_from}，请改正其中一个。")
    return Account(
        account_id=row.identifier("account_id", _ACCOUNT_ID),
        name=row.text("name"),
        platform=cast(Platform, row.choice("platform", PLATFORMS)),
        native_id=row.identifier("native_id", _NATIVE_ID),
        address=row.raw("address"),
        level=cast(Level, row.choice("level", LEVELS)),
        region_code=row.raw("region_code") or None,
        kind=cast(Kind, row.choice("kind", KINDS)),
        department=row.raw("department") or None,
        unit=row.text("unit"),
        roster_from=roster_from or date.min,
        roster_to=roster_to,
        status=cast(Status, row.choice("status", _STATUSES)),
    )


def _check_regions(rows: Sequence[Row]) -> None:
    _check_repeated(rows, "code")
    levels = {row.raw("code"): row.raw("level") for row in rows}
    for row in rows:
        _check_parent(row, levels)
        gb_parent = row.raw("gb_parent_code")
        if gb_parent and gb_parent not in levels:
            row.note("gb_parent_code", f"上级代码“{gb_parent}”不在 regions.csv 中，请补上那一行或改正代码。")


def _check_parent(row: Row, levels: Mapping[str, str]) -> None:
    parent = row.raw("parent_code")
    allowed = _PARENT_LEVELS.get(row.raw("level"))
    if allowed is None:
        return
    names = "或".join(LEVEL_NAMES[cast(Level, level)] for level in allowed)
    if not allowed:
        if parent:
            row.note("parent_code", f"省级没有上级，请清空“{parent}”。")
    elif not parent:
        row.note("parent_code", f"缺少上级，请填写它所属的{names}区划代码。")
    elif parent not in levels:
        row.note("parent_code", f"上级代码“{parent}”不在 regions.csv 中，请补上那一行或改正代码。")
    elif levels[parent] not in allowed:
        row.note("parent_code", f"上级“{parent}”的级别不对，应为{names}。")


def _check_accounts(rows: Sequence[Row], region_rows: Sequence[Row], department_rows: Sequence[Row]) -> None:
    _check_repeated(rows, "account_id")
    _check_repeated(rows, "native_id", within="platform")
    levels = {row.raw("code"): row.raw("level") for row in region_rows}
    departments = {row.raw("code") for row in department_rows}
    for row in rows:
        _check_region_of(row, levels)
        _check_department_of(row, departments)
        _check_address(row)


def _check_repeated(rows: Sequence[Row], column: str, within: str | None = None) -> None:
    """Note each value of a column that was there before (among rows equal in the column `within`)."""

    def key(row: Row) -> tuple[str, ...]:
        return (row.raw(column), row.raw(within)) if within else (row.raw(column),)

    for row, earlier in repeated(rows, key):
        row.note(column, f"“{row.raw(column)}”与第 {earlier.line} 行重复，请改正其中一行。")


def _check_region_of(row: Row, levels: Mapping[str, str]) -> None:
    code = row.raw("region_code")
    if not code or not levels:
        return
    if code not in levels:
        if row.identifier("region_code", _REGION_CODE):
            row.note("region_code", f"区划代码“{code}”不在 regions.csv 中，请改正或补上该区划。")
    elif row.raw("level") in LEVELS and levels[code] in LEVELS and row.raw("level") != levels[code]:
        own, region = (LEVEL_NAMES[cast(Level, level)] for level in (row.raw("level"), levels[code]))
        row.note("level", f"账号是{own}，而区划“{code}”是{region}，两者应一致。")


def _check_department_of(row: Row, departments: Collection[str]) -> None:
    department = row.raw("department")
    if row.raw("kind") == "department":
        if not department:
            row.note("department", "主体类别为 department 时必须填写部门代码。")
        elif departments and department not in departments:
            row.note("department", f"部门代码“{department}”不在 departments.csv 中，请改正或补上该部门。")
    elif department:
        row.note("department", f"只有主体类别为 department 的账号才填部门，请清空“{department}”或改正类别。")


def _check_address(row: Row) -> None:
    address = row.raw("address")
    if row.raw("platform") in _ADDRESSED and not address:
        row.note("address", "网站和 RSS 账号必须填写列表页或订阅源的地址。")
    elif address and not _usable(address):
        # The address itself is not repeated: it may hold a password.
        row.note("address", "地址不可用，应以 http:// 或 https:// 开头，且不含空格、用户名和密码。")


def _usable(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    if any(character.isspace() for character in address) or "@" in parts.netloc:
        return False
    if parts.scheme == "demo":
        return parts.path.startswith("/") and not parts.netloc
    return parts.scheme in ("http", "https") and bool(parts.hostname)
