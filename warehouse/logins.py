"""Who is at the embedded server's door: the hub's own login, or one of the staff with a jurisdiction.

A person shows his own password or the key under which the dashboards speak for him
(`warehouse/passwords.py`). His entry, his password's hash and the roster are read anew for every statement,
so that a withdrawal holds at once; only that a password fits its hash is remembered, since finding that out
is meant to be slow.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from pathlib import Path
from threading import Lock
from typing import Any, Final

from hub.clock import SystemClock, beijing_day
from warehouse.confinement import Confinement
from warehouse.engine import Engine, EngineError, Statement
from warehouse.jurisdiction import Jurisdiction, Places, jurisdiction_of
from warehouse.passwords import dashboards_key, matches
from warehouse.row_rules import HIDDEN, THROUGH_VIEWS, row_filters
from warehouse.staff import LOGIN, person_of

_QUERIES: Final = Path(__file__).parent / "queries"
_REMEMBERED: Final = 1_000
"""Passwords known to fit; more are forgotten all at once."""


class WrongLogin(Exception):
    """Nobody we know, or not with this password, or not now."""


class Logins:
    """The logins of one embedded server. Safe to share between threads."""

    def __init__(self, engine: Engine, database: str, service: tuple[str, str], staff_secret: str) -> None:
        self._engine = engine
        self._database = database
        self._service = service
        self._secret = staff_secret
        self._mark = secrets.token_bytes(32)
        self._fitting: set[bytes] = set()
        self._lock = Lock()

    def admit(self, login: str, password: str) -> Confinement | None:
        """What holds for whoever shows this; None for the hub's own login. Raises WrongLogin."""
        user, right = self._service
        if hmac.compare_digest(login.encode(), user.encode()):
            if hmac.compare_digest(password.encode(), right.encode()):
                return None
            raise WrongLogin
        if not LOGIN.fullmatch(login):
            raise WrongLogin
        try:
            return self._admit_person(login, password)
        except EngineError:
            # Before the first migration there are no tables, and so no staff.
            raise WrongLogin from None

    def _admit_person(self, login: str, password: str) -> Confinement:
        found = self._rows("staff_people.sql", login=login)
        if not self._fits(login, password) or not found:
            raise WrongLogin
        person = person_of(found[0])
        if not person.valid_on(beijing_day(SystemClock().now())):
            raise WrongLogin
        places = Places.of(self._rows("staff_accounts.sql"), self._rows("staff_places.sql"))
        return self._confinement(jurisdiction_of(person, places))

    def _fits(self, login: str, password: str) -> bool:
        if hmac.compare_digest(password.encode(), dashboards_key(self._secret, login).encode()):
            return True
        rows = self._rows("staff_hash.sql", login=login)
        kept = str(rows[0]["password_hash"]) if rows else ""
        # Keyed by a secret of this process: nothing that could be tried elsewhere is held in memory.
        trace = hmac.new(self._mark, f"{login}\0{kept}\0{password}".encode(), hashlib.sha256).digest()
        with self._lock:
            if trace in self._fitting:
                return True
        if not matches(password, kept):
            return False
        with self._lock:
            if len(self._fitting) >= _REMEMBERED:
                self._fitting.clear()
            self._fitting.add(trace)
        return True

    def _confinement(self, jurisdiction: Jurisdiction) -> Confinement:
        tables = {row["table"]: row["columns"] for row in self._rows("columns.sql", database=self._database)}
        unnamed = {**HIDDEN, **({} if jurisdiction.whole else THROUGH_VIEWS)}
        return Confinement(
            login=jurisdiction.login,
            database=self._database,
            filters=row_filters(jurisdiction, tables, self._database),
            others={row["name"] for row in self._rows("databases.sql")} - {self._database},
            unnamed=unnamed,
        )

    def _rows(self, query: str, **parameters: str) -> list[Mapping[str, Any]]:
        statement = Statement(
            sql=(_QUERIES / query).read_bytes(),
            default_format="JSONEachRow",
            database=self._database,
            parameters=parameters,
            read_only=True,
        )
        return [json.loads(line) for line in self._engine.execute(statement).body.splitlines()]
