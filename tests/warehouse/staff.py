"""People of the small province (`tests/dashboards/small_province.py`), and their doors to its warehouse."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import httpx

from hub.settings import Settings
from tests.dashboards.small_province import ACTIVE, CITY, PROVINCE
from tests.warehouse.rows import department, insert, now
from warehouse.client import Warehouse
from warehouse.staff import Person, Role, keep_staff

PASSWORD = "correct horse 电池"
LINE = "education"
PEOPLE = {
    "quanwei": ("province", [PROVINCE], []),
    "lingdao": ("leader", [PROVINCE], []),
    "fenxi": ("analyst", [PROVINCE], []),
    "shijiazhuang": ("city", [CITY], []),
    "changan": ("county", [ACTIVE], []),
    "changanfenxi": ("analyst", [ACTIVE], []),
    "jiaoyu": ("department", [], [LINE]),
    "lizhi": ("county", [ACTIVE], []),
}
"""Login: role, regions, departments."""
LEAVER = "lizhi"
"""Somebody whom a test may withdraw."""

NEIGHBOURS = (
    *("s-wechat", "u-wechat", "d-weibo", "d-kuaishou", "c-website"),
    *("130104", "130203", "130200", "130682"),
    *("桥西区", "路北区", "唐山", "定州"),
)
"""What only stands in rows of others than `changan`: accounts, codes and names, of the same city and
beyond."""


def person(login: str) -> Person:
    role, regions, departments = PEOPLE[login]
    return Person(login, f"某{login}", _role(role), tuple(regions), tuple(departments), date(2020, 1, 1))


def enter_people(warehouse: Warehouse) -> None:
    """Enter everybody, all with the same password."""
    insert(warehouse, "departments", department(LINE, "教育"))
    people = [person(login) for login in PEOPLE]
    keep_staff(warehouse, people[:1], {people[0].login: PASSWORD}, "test", now())
    # One hash for all: hashing is slow on purpose.
    keep_staff(warehouse, people[1:], {}, "test", now())
    [hashes] = warehouse.query(
        "SELECT * FROM staff_logins FINAL WHERE login = {l:String}", {"l": people[0].login}
    )
    insert(warehouse, "staff_logins", *({**hashes, "login": one.login} for one in people[1:]))


@dataclass(frozen=True)
class Door:
    """The embedded server's HTTP interface as one person's client."""

    settings: Settings
    login: str
    password: str = PASSWORD

    def ask(self, sql: str, **parameters: str) -> httpx.Response:
        return httpx.post(
            f"http://127.0.0.1:{self.settings.clickhouse_port}/",
            content=sql.encode(),
            params=parameters,
            auth=(self.login, self.password),
            timeout=60,
        )

    def text(self, sql: str, **parameters: str) -> str:
        """The answer, which must be one. Without a format of its own, tab-separated."""
        answer = self.ask(sql, **parameters)
        assert answer.status_code == 200, answer.text
        return answer.text


def _role(role: str) -> Role:
    return role  # type: ignore[return-value]
