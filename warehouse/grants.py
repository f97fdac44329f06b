"""The staff of `staff_regions` as users, row policies, quotas and grants of a ClickHouse server, in SQL.

The embedded server holds people to their jurisdiction by itself (`warehouse/confinement.py`); a real server
has users of its own, and gets the same conditions as row policies. The statements can be run again at any
time and end the same: whoever left is dropped, and what a policy names follows the roster. What a cell of a
table tells of other jurisdictions is closed to all but the whole (`row_rules.THROUGH_VIEWS`), since a view
there runs as its reader.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final, cast

from warehouse.client import Warehouse
from warehouse.confinement import MAX_MEMORY_BYTES, MAX_ROWS, MAX_SECONDS
from warehouse.jurisdiction import Jurisdiction, Places, jurisdiction_of, read_places
from warehouse.passwords import dashboards_key, server_hashed
from warehouse.quoting import quoted_name, quoted_text
from warehouse.row_rules import HIDDEN, NOTHING, THROUGH_VIEWS, row_filters
from warehouse.staff import Person, list_staff, password_hash

PREFIX: Final = "fenghuo_"
"""How the names of our role, profile, quota and policies begin."""
QUESTIONS_AN_HOUR: Final = 5_000

_QUERIES: Final = Path(__file__).parent / "queries"
_SYSTEM: Final = ("columns", "databases", "functions", "one", "settings", "tables")


@dataclass(frozen=True)
class Staff:
    """What the statements are made of: people valid today, the hash of each one's own password, the roster,
    tables."""

    people: Sequence[Person]
    hashes: Mapping[str, str]
    places: Places
    tables: Mapping[str, Sequence[str]]


def read_staff(warehouse: Warehouse, database: str, day: date) -> Staff:
    """What `grants` needs, from the warehouse; people who are valid on the Beijing day `day`."""
    people = [person for person in list_staff(warehouse) if person.valid_on(day)]
    hashes = {person.login: password_hash(warehouse, person.login, "server_hash") for person in people}
    tables = warehouse.query_file(_QUERIES / "columns.sql", {"database": database})
    return Staff(
        people,
        hashes,
        read_places(warehouse),
        {str(row["table"]): cast("list[str]", row["columns"]) for row in tables},
    )


def grants(staff: Staff, database: str, service: str, staff_secret: str) -> Iterator[str]:
    """The statements, in order: nobody gets to read before his policies stand.

    `service` is the hub's own login, whom every policy must let through.
    """
    yield from _common(database)
    for person in staff.people:
        yield from _user(person, staff.hashes.get(person.login), staff_secret)
    yield from _policies(staff, database, service)
    for person in staff.people:
        yield f"GRANT {PREFIX}staff TO {quoted_name(person.login)}"
        yield f"SET DEFAULT ROLE {PREFIX}staff TO {quoted_name(person.login)}"


def departed(warehouse: Warehouse, staff: Staff) -> list[str]:
    """The statements that drop users of ours who are not on the list any more."""
    known = {person.login for person in staff.people}
    rows = warehouse.query(
        "SELECT user_name AS name FROM system.role_grants WHERE granted_role_name = {role:String}",
        {"role": f"{PREFIX}staff"},
    )
    gone = [str(row["name"]) for row in rows if row["name"] not in known]
    return [f"DROP USER IF EXISTS {quoted_name(login)}" for login in gone]


def _common(database: str) -> Iterator[str]:
    yield (
        f"CREATE SETTINGS PROFILE OR REPLACE {PREFIX}staff SETTINGS readonly = 1,"
        f" max_execution_time = {MAX_SECONDS}, max_memory_usage = {MAX_MEMORY_BYTES},"
        f" max_result_rows = {MAX_ROWS}, allow_ddl = 0, use_query_cache = 0"
    )
    yield f"CREATE ROLE IF NOT EXISTS {PREFIX}staff SETTINGS PROFILE {PREFIX}staff"
    yield (
        f"CREATE QUOTA OR REPLACE {PREFIX}staff KEYED BY user_name"
        f" FOR INTERVAL 1 hour MAX queries = {QUESTIONS_AN_HOUR} TO {PREFIX}staff"
    )
    yield f"GRANT SELECT, SHOW TABLES, SHOW COLUMNS ON {quoted_name(database)}.* TO {PREFIX}staff"
    for table in HIDDEN:
        yield f"REVOKE ALL ON {quoted_name(database)}.{quoted_name(table)} FROM {PREFIX}staff"
    for table in _SYSTEM:
        yield f"GRANT SELECT ON system.{table} TO {PREFIX}staff"


def _user(person: Person, own_hash: str | None, staff_secret: str) -> Iterator[str]:
    """The user, whom his own password and the dashboards' key let in."""
    ways = [f"bcrypt_hash BY {quoted_text(own_hash)}"] if own_hash else []
    ways.append(f"bcrypt_hash BY {quoted_text(server_hashed(dashboards_key(staff_secret, person.login)))}")
    until = (
        f" VALID UNTIL {quoted_text(f'{person.valid_until} 00:00:00 Asia/Shanghai')}"
        if person.valid_until
        else ""
    )
    name = quoted_name(person.login)
    identified = f"IDENTIFIED WITH {', '.join(ways)}{until}"
    yield f"CREATE USER IF NOT EXISTS {name} {identified}"
    yield f"ALTER USER {name} {identified} SETTINGS PROFILE {PREFIX}staff"


def _policies(staff: Staff, database: str, service: str) -> Iterator[str]:
    """A policy a person and table; and, once there is any, one that lets the hub through (others see
    nothing)."""
    for table in staff.tables:
        yield (
            f"CREATE ROW POLICY OR REPLACE {PREFIX}hub ON {quoted_name(database)}.{quoted_name(table)}"
            f" USING 1 TO {quoted_name(service)}"
        )
    for person in staff.people:
        jurisdiction = jurisdiction_of(person, staff.places)
        filters = _filters(jurisdiction, staff.tables, database)
        for table in staff.tables:
            yield (
                f"CREATE ROW POLICY OR REPLACE {quoted_name(PREFIX + person.login)}"
                f" ON {quoted_name(database)}.{quoted_name(table)}"
                f" USING {filters.get(table, '1')} TO {quoted_name(person.login)}"
            )


def _filters(
    jurisdiction: Jurisdiction, tables: Mapping[str, Sequence[str]], database: str
) -> dict[str, str]:
    closed = {} if jurisdiction.whole else {table: NOTHING for table in tables if table in THROUGH_VIEWS}
    return row_filters(jurisdiction, tables, database) | closed
