"""Inside Superset's process: make its users, roles and row-level rules what `dashboards/staff.py` asks for.

Ours are the users who have a role that begins with `辖区：`, and the roles and rules so named; others are not
touched. Who left is locked and keeps his charts; a locked user's session ends with his next click.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from superset import db, security_manager
from superset.connectors.sqla.models import RowLevelSecurityFilter, SqlaTable
from superset.models.core import Database

from dashboards.staff import PREFIX

NO_PASSWORD: Final = "!"  # noqa: S105
"""In the place of a hash: no password fits it."""
READERS: Final = "烽火：读数据"
"""The role that opens the warehouse's datasets."""


def bring_in(people: Sequence[Mapping[str, Any]], rules: Sequence[Mapping[str, Any]]) -> None:
    """All or nothing: one commit at the end."""
    _make_readers()
    for person in people:
        _keep_user(person)
    _lock_others({person["own_role"] for person in people})
    _replace_rules(rules)
    db.session.commit()


def _make_readers() -> None:
    readers = security_manager.add_role(READERS)
    for database in db.session.query(Database).all():
        permission = security_manager.add_permission_view_menu("database_access", database.perm)
        security_manager.add_permission_role(readers, permission)


def _keep_user(person: Mapping[str, Any]) -> None:
    login = person["login"]
    roles = [security_manager.find_role(name) for name in (*person["roles"], READERS)] + [
        security_manager.add_role(person["own_role"])
    ]
    user = security_manager.find_user(login)
    if user is None:
        user = security_manager.add_user(
            login, person["name"], "烽火", f"{login}@fenghuo.invalid", roles, hashed_password=NO_PASSWORD
        )
    user.first_name, user.roles, user.active = person["name"], roles, True
    if person["password_hash"] is not None:
        user.password = person["password_hash"] or NO_PASSWORD
    db.session.flush()


def _lock_others(wanted: set[str]) -> None:
    for role in _own_roles():
        if role.name not in wanted:
            for user in role.user:
                user.active = False
            db.session.flush()


def _replace_rules(rules: Sequence[Mapping[str, Any]]) -> None:
    for old in db.session.query(RowLevelSecurityFilter).all():
        if old.name.startswith(PREFIX):
            db.session.delete(old)
    db.session.flush()
    tables = {table.table_name: table for table in db.session.query(SqlaTable).all()}
    for rule in rules:
        made = RowLevelSecurityFilter(
            name=rule["name"],
            description="由 fenghuo staff 生成，请勿手改。",
            filter_type="Regular",
            clause=rule["clause"],
        )
        made.roles = [security_manager.find_role(rule["role"])]
        made.tables = [tables[name] for name in rule["datasets"] if name in tables]
        db.session.add(made)


def _own_roles() -> list[Any]:
    return [role for role in security_manager.get_all_roles() if role.name.startswith(PREFIX)]
