"""People from a CSV sheet: `login,name,role,region_ids,department_ids,valid_from,valid_until`.

Several codes in a cell are parted by `;`, `；`, `、` or a blank. Passwords do not stand in sheets. What is
wrong is named by line and column, all of it in one run; what only the warehouse knows (which regions exist)
is checked after.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Final

from hub.roster_file import Form, Mistake, Row, read_rows, repeated
from warehouse.staff import LOGIN, ROLES, Person

COLUMNS: Final = (
    "login",
    "name",
    "role",
    "region_ids",
    "department_ids",
    "valid_from",
    "valid_until",
)
_LOGIN: Final = Form(LOGIN, "小写字母开头的 2–32 个小写字母、数字或 . _ -")
_REGION: Final = re.compile(r"[0-9]{6}")
_DEPARTMENT: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")


def read_staff_file(path: Path, today: date) -> tuple[list[Person], list[Mistake]]:
    """The people of a sheet and its mistakes; an empty `valid_from` is `today`. Use people only without
    mistakes."""
    mistakes: list[Mistake] = []
    rows = list(read_rows(path, COLUMNS, mistakes))
    people = [_person(row, today) for row in rows]
    for row, first in repeated(rows, lambda row: (row.raw("login"),)):
        row.note("login", f"登录名与第 {first.line} 行重复，请只留一行。")
    return people, mistakes


def _person(row: Row, today: date) -> Person:
    role = row.choice("role", ROLES)
    return Person(
        login=row.identifier("login", _LOGIN),
        name=row.text("name"),
        role=next((known for known in ROLES if known == role), "county"),
        region_ids=_codes(row, "region_ids", _REGION, "六位数字的区划代码"),
        department_ids=_codes(row, "department_ids", _DEPARTMENT, "部门代码"),
        valid_from=row.day("valid_from") or today,
        valid_until=row.day("valid_until"),
    )


def _codes(row: Row, column: str, form: re.Pattern[str], what: str) -> tuple[str, ...]:
    codes = tuple(code for code in re.split(r"[;；、\s]+", row.raw(column)) if code)
    for code in codes:
        if not form.fullmatch(code):
            row.note(column, f"“{code}”写法不对，应为{what}，多个之间用分号隔开。")
    return codes
