"""Who works with the hub and what each person is in charge of: the tables `staff_regions` and `staff_logins`.

A person has one login, one role, and a jurisdiction: regions (with all below them) and, for departments'
people, department lines. The whole province is said by its code: an empty cell opens nothing wide. Passwords
come in and hashes are kept; none ever goes out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final, Literal, get_args

from hub.clock import beijing_day
from hub.errors import ConfigError
from warehouse.client import Warehouse
from warehouse.passwords import hashed, require_good, server_hashed

Role = Literal["province", "city", "county", "department", "leader", "analyst", "operator"]

ROLES: Final[tuple[Role, ...]] = get_args(Role)
ROLE_NAMES: Final[dict[Role, str]] = {
    "province": "省级",
    "city": "市级",
    "county": "县级",
    "department": "行业部门",
    "leader": "领导",
    "analyst": "分析",
    "operator": "运维",
}
LOGIN: Final = re.compile(r"[a-z][a-z0-9._-]{1,31}")
"""How a login is written. It goes into SQL, addresses and file names, so it is kept plain."""
TAKEN: Final = frozenset(
    {"admin", "alpha", "default", "gamma", "guest", "public", "root", "service", "system"}
)
"""Names that Superset, ClickHouse or an attacker would read as something else."""

_QUERIES: Final = Path(__file__).parent / "queries"


@dataclass(frozen=True)
class Person:
    """Somebody's entry. Days are Beijing days; `valid_until` is the first day on which it no longer holds."""

    login: str
    name: str
    role: Role
    region_ids: tuple[str, ...]
    department_ids: tuple[str, ...]
    valid_from: date
    valid_until: date | None = None

    def valid_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_until is None or day < self.valid_until)


def list_staff(warehouse: Warehouse) -> list[Person]:
    """Everybody who is entered and not withdrawn, by login; whether valid today or not."""
    return [person_of(row) for row in warehouse.query_file(_QUERIES / "staff_people.sql", {"login": ""})]


def find_person(warehouse: Warehouse, login: str) -> Person:
    """The entry of a login. Raises ConfigError where there is none."""
    rows = warehouse.query_file(_QUERIES / "staff_people.sql", {"login": login})
    if not login or not rows:
        raise ConfigError(f"没有登录名为“{login}”的人员；用 fenghuo staff list 查看。")
    return person_of(rows[0])


def person_of(row: Mapping[str, Any]) -> Person:
    """An entry from its row in `staff_regions`."""
    return Person(
        login=row["login"],
        name=row["name"],
        role=row["role"],
        region_ids=tuple(row["region_ids"]),
        department_ids=tuple(row["department_ids"]),
        valid_from=_day(row["valid_from"]),
        valid_until=_day(row["valid_until"]) if row["valid_until"] else None,
    )


def password_hash(warehouse: Warehouse, login: str, column: str = "password_hash") -> str:
    """The hash of somebody's password, ours or with `server_hash` a ClickHouse server's; "" where none is
    set."""
    rows = warehouse.query_file(_QUERIES / "staff_hash.sql", {"login": login})
    return str(rows[0][column]) if rows else ""


def check_person(warehouse: Warehouse, person: Person) -> None:
    """Raise ConfigError where an entry names something that does not exist or contradicts itself."""
    _check_login(person.login)
    _check_role(person)
    _check_known(warehouse, "SELECT region_code FROM regions", person.region_ids, "区划")
    _check_known(warehouse, "SELECT department FROM departments", person.department_ids, "行业部门")
    _check_level(warehouse, person)
    if person.valid_until is not None and person.valid_until <= person.valid_from:
        raise ConfigError(f"“{person.login}”的截止日期 {person.valid_until} 不晚于起始日期，请改正。")


def keep_staff(
    warehouse: Warehouse, people: Sequence[Person], passwords: Mapping[str, str], by: str, now: datetime
) -> None:
    """Enter or replace people, all at once, with a password for each login in `passwords`.

    Hashes are written first: a person without an entry is let in nowhere. Raises ConfigError for a weak
    password.
    """
    for login, password in passwords.items():
        require_good(password, login)
    set_passwords(warehouse, passwords, now)
    _insert(warehouse, people, by, now, withdrawn=False)


def withdraw(warehouse: Warehouse, login: str, by: str, now: datetime) -> Person:
    """Take somebody off the list and forget his password; he is let in nowhere any more."""
    person = find_person(warehouse, login)
    _insert(warehouse, [person], by, now, withdrawn=True)
    _keep_hashes(warehouse, {login: ("", "")}, now)
    return replace(person, valid_until=beijing_day(now))


def set_passwords(warehouse: Warehouse, passwords: Mapping[str, str], now: datetime) -> None:
    """Set passwords, by login. Raises ConfigError for a weak one, before any is set."""
    for login, password in passwords.items():
        require_good(password, login)
    hashes = {login: (hashed(password), server_hashed(password)) for login, password in passwords.items()}
    _keep_hashes(warehouse, hashes, now)


def _keep_hashes(warehouse: Warehouse, hashes: Mapping[str, tuple[str, str]], now: datetime) -> None:
    warehouse.insert(
        "staff_logins",
        {
            "login": list(hashes),
            "password_hash": [ours for ours, _ in hashes.values()],
            "server_hash": [servers for _, servers in hashes.values()],
            "set_at": [now] * len(hashes),
        },
    )


def _insert(warehouse: Warehouse, people: Sequence[Person], by: str, now: datetime, withdrawn: bool) -> None:
    count = len(people)
    warehouse.insert(
        "staff_regions",
        {
            "login": [person.login for person in people],
            "name": [person.name for person in people],
            "role": [person.role for person in people],
            "region_ids": [list(person.region_ids) for person in people],
            "department_ids": [list(person.department_ids) for person in people],
            "valid_from": [person.valid_from for person in people],
            "valid_until": [person.valid_until for person in people],
            "entered_by": [by] * count,
            "entered_at": [now] * count,
            "withdrawn": [withdrawn] * count,
        },
    )


def _check_login(login: str) -> None:
    if not LOGIN.fullmatch(login):
        raise ConfigError(f"登录名“{login}”写法不对：小写字母开头，2–32 个小写字母、数字或 . _ -。")
    if login in TAKEN:
        raise ConfigError(f"登录名“{login}”另有用途，请换一个。")


def _check_role(person: Person) -> None:
    if person.role != "department" and not person.region_ids:
        raise ConfigError(f"请写明“{person.login}”管辖的区划；管全省的写省的代码。")
    if person.role == "department" and not person.department_ids:
        raise ConfigError(f"“{person.login}”是行业部门人员，请写明部门。")
    if person.role in ("province", "city", "county") and person.department_ids:
        raise ConfigError(
            f"“{person.login}”是{ROLE_NAMES[person.role]}人员，不能再限于部门；请改用 department。"
        )


def _check_known(warehouse: Warehouse, query: str, named: tuple[str, ...], what: str) -> None:
    known = {str(code) for row in warehouse.query(query) for code in row.values()}
    unknown = [name for name in named if name not in known]
    if unknown:
        raise ConfigError(f"{what}代码“{unknown[0]}”不在台账里；请核对，或先同步台账。")


def _check_level(warehouse: Warehouse, person: Person) -> None:
    """A county's person with a city's code would see the whole city: a slip worth a word."""
    if person.role not in ("province", "city", "county"):
        return
    rows = warehouse.query("SELECT region_code, name, toString(level) AS level FROM regions FINAL")
    for row in rows:
        if row["region_code"] in person.region_ids and row["level"] != person.role:
            raise ConfigError(
                f"“{person.login}”是{ROLE_NAMES[person.role]}人员，而“{row['name']}”（{row['region_code']}）"
                "不是这一级；请改区划或角色。"
            )


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)
