"""`fenghuo staff`: who works with the hub, what each person sees, and their passwords."""

from __future__ import annotations

import logging
import sys
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Final

import typer

from cli.context import PERSON_PATIENCE, begin, console, warehouse_to_read
from cli.person import person as at_the_terminal
from cli.tables import rows_table
from dashboards.bootstrap import bring_staff_in
from hub.clock import SystemClock, beijing_day
from hub.errors import ConfigError
from hub.settings import Settings
from warehouse.client import Warehouse, connect
from warehouse.grants import departed, grants, read_staff
from warehouse.passwords import fresh_password
from warehouse.staff import (
    ROLE_NAMES,
    ROLES,
    Person,
    Role,
    check_person,
    find_person,
    keep_staff,
    list_staff,
    set_passwords,
    withdraw,
)
from warehouse.staff_file import read_staff_file

app = typer.Typer(no_args_is_help=True, help="Who works with the hub, and what each person sees.")

_LONGEST_PASSWORD_FILE: Final = 1_000


@app.command()
def add(
    login: Annotated[str, typer.Argument(help="Small letters, digits, . _ -")],
    role: Annotated[str, typer.Option(help=f"{', '.join(ROLES)}.")],
    name: Annotated[str, typer.Option(help="Name or post, as others will read it.")],
    region: Annotated[
        list[str] | None, typer.Option(help="Region code; all below it is included. Repeatable.")
    ] = None,
    department: Annotated[
        list[str] | None, typer.Option(help="Department code: only its accounts. Repeatable.")
    ] = None,
    valid_from: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="First day; today if not given.")
    ] = None,
    valid_until: Annotated[
        datetime | None, typer.Option("--until", formats=["%Y-%m-%d"], help="First day on which it ends.")
    ] = None,
    password_file: Annotated[
        Path | None, typer.Option(help="File with the password; - is standard input. Else one is made.")
    ] = None,
) -> None:
    """Enter a person, or change what he is in charge of; a known person keeps his password."""
    settings = begin(logging.WARNING)
    warehouse = connect(settings, patience=PERSON_PATIENCE)
    now = SystemClock().now()
    entry = Person(
        login=login,
        name=name.strip(),
        role=_role(role),
        region_ids=tuple(region or ()),
        department_ids=tuple(department or ()),
        valid_from=valid_from.date() if valid_from else beijing_day(now),
        valid_until=valid_until.date() if valid_until else None,
    )
    check_person(warehouse, entry)
    known = any(one.login == login for one in list_staff(warehouse))
    passwords = {} if known and password_file is None else {login: _password(password_file)}
    keep_staff(warehouse, [entry], passwords, at_the_terminal(), now)
    _say_passwords({} if password_file else passwords)
    _bring_in(settings, f"已登记 {login}（{ROLE_NAMES[entry.role]}）。")


@app.command("list")
def list_command() -> None:
    """Show everybody who is entered."""
    today = beijing_day(SystemClock().now())
    people = list_staff(warehouse_to_read(begin(logging.WARNING)))
    rows = [_shown(person, today) for person in people]
    console.print(
        rows_table(rows, whole=("登录名",)) if rows else "还没有登记人员；用 fenghuo staff add 登记。"
    )


@app.command()
def remove(login: Annotated[str, typer.Argument(help="As the list names it.")]) -> None:
    """Let somebody in no more, from this moment on."""
    settings = begin(logging.WARNING)
    warehouse = connect(settings, patience=PERSON_PATIENCE)
    withdraw(warehouse, login, at_the_terminal(), SystemClock().now())
    _bring_in(settings, f"已撤销 {login}。")


@app.command()
def password(
    login: Annotated[str, typer.Argument(help="As the list names it.")],
    password_file: Annotated[
        Path | None, typer.Option(help="File with the password; - is standard input. Else one is made.")
    ] = None,
) -> None:
    """Give somebody a new password."""
    settings = begin(logging.WARNING)
    warehouse = connect(settings, patience=PERSON_PATIENCE)
    find_person(warehouse, login)
    passwords = {login: _password(password_file)}
    set_passwords(warehouse, passwords, SystemClock().now())
    _say_passwords({} if password_file else passwords)
    _bring_in(settings, f"已为 {login} 设定新密码。")


@app.command("import")
def import_command(
    file: Annotated[Path, typer.Argument(help="CSV with the columns that docs/dashboards-access.md names.")],
) -> None:
    """Enter everybody of a sheet, or nobody where there is a mistake. People who are not on it stay."""
    settings = begin(logging.WARNING)
    warehouse = connect(settings, patience=PERSON_PATIENCE)
    now = SystemClock().now()
    people, mistakes = read_staff_file(file, beijing_day(now))
    for mistake in mistakes:
        console.print(str(mistake), markup=False)
    if mistakes:
        console.print(f"共 {len(mistakes)} 处需要改正，没有登记任何人。")
        raise typer.Exit(2)
    for person in people:
        check_person(warehouse, person)
    known = {person.login for person in list_staff(warehouse)}
    passwords = {person.login: fresh_password() for person in people if person.login not in known}
    keep_staff(warehouse, people, passwords, at_the_terminal(), now)
    _say_passwords(passwords)
    _bring_in(settings, f"已登记 {len(people)} 人，其中新增 {len(passwords)} 人。")


@app.command("grants")
def grants_command(
    apply: Annotated[
        bool, typer.Option("--apply", help="Run them on the server of FENGHUO_CLICKHOUSE.")
    ] = False,
) -> None:
    """Print the users, row policies and quotas for a ClickHouse server as SQL, or apply them."""
    settings = begin(logging.WARNING)
    if apply and not settings.clickhouse:
        raise ConfigError(
            "内嵌仓库自己管住每个人的辖区，不需要这些语句；--apply 只用于 FENGHUO_CLICKHOUSE 指定的服务器。"
        )
    warehouse = connect(settings, patience=PERSON_PATIENCE)
    statements = _statements(settings, warehouse, apply)
    for statement in statements:
        if apply:
            warehouse.command(statement)
        else:
            print(f"{statement};")  # noqa: T201
    if apply:
        console.print(f"已执行 {len(statements)} 条语句。")


def _statements(settings: Settings, warehouse: Warehouse, apply: bool) -> list[str]:
    database = settings.clickhouse_database
    staff = read_staff(warehouse, database, beijing_day(SystemClock().now()))
    gone = departed(warehouse, staff) if apply else []
    return [*gone, *grants(staff, database, settings.clickhouse_user, settings.secret("staff_key"))]


def _role(role: str) -> Role:
    for known in ROLES:
        if role == known:
            return known
    raise ConfigError(
        f"没有角色“{role}”；可用的有 {'、'.join(f'{key}（{ROLE_NAMES[key]}）' for key in ROLES)}。"
    )


def _password(file: Path | None) -> str:
    """The password of a file or of standard input, without the line's end; a fresh one without either."""
    if file is None:
        return fresh_password()
    if str(file) == "-":
        return sys.stdin.readline().rstrip("\r\n")
    try:
        return file.read_text(encoding="utf-8")[:_LONGEST_PASSWORD_FILE].rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"密码文件 {file} 读不出来：{error}。") from None


def _say_passwords(passwords: Mapping[str, str]) -> None:
    if passwords:
        console.print("初始密码只显示这一次，请当面或经加密渠道交给本人，并请他登录后自行更改：")
        for login, secret in passwords.items():
            console.print(f"  {login}  {secret}", markup=False)


def _bring_in(settings: Settings, done: str) -> None:
    """Carry the change to the dashboards at once, where they are set up."""
    console.print(done)
    if bring_staff_in(settings):
        console.print("看板的用户与行级权限已同步。")
    if settings.clickhouse:
        console.print("请运行 fenghuo staff grants --apply，使 ClickHouse 服务器也按此执行。")


def _shown(person: Person, today: date) -> dict[str, object]:
    return {
        "登录名": person.login,
        "姓名": person.name,
        "角色": ROLE_NAMES[person.role],
        "区划": _listed(person.region_ids, "不限"),
        "部门": _listed(person.department_ids, "不限"),
        "起": person.valid_from,
        "止": person.valid_until or "长期",
        "现在有效": "是" if person.valid_on(today) else "否",
    }


def _listed(codes: Sequence[str], otherwise: str) -> str:
    return "、".join(codes) or otherwise
