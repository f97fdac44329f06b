"""Where Superset keeps what is its own (users, charts, the audit log): a file, or a PostgreSQL database."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import psycopg2

from hub.errors import Unavailable
from hub.settings import Settings

_CONNECT_SECONDS: Final = 5
_IDENTITY: Final = (
    "SELECT system_identifier || '/' || oid FROM pg_control_system(), pg_database"
    " WHERE datname = current_database()"
)


def superset_home(settings: Settings) -> Path:
    """Superset's own folder, made where it is missing."""
    home = settings.data.absolute() / "superset"
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    return home


def metadata_uri(settings: Settings) -> str:
    """SQLAlchemy's address of the database. It may hold a password."""
    if settings.superset_database is not None:
        return settings.superset_database.get_secret_value()
    return f"sqlite:///{superset_home(settings) / 'superset.db'}"


def identity(settings: Settings) -> str:
    """Words that differ between two PostgreSQL databases, also of one name; "" for a file.

    What was done to a database is remembered beside our data, and must not be believed of another.
    Raises Unavailable where it does not answer.
    """
    if settings.superset_database is None:
        return ""
    return str(ask(settings, _IDENTITY))


def ask(settings: Settings, sql: str) -> object:
    """The one value that a statement of ours gives in the PostgreSQL database. Raises Unavailable."""
    try:
        connection = psycopg2.connect(metadata_uri(settings), connect_timeout=_CONNECT_SECONDS)
    except psycopg2.OperationalError as error:
        raise Unavailable(
            f"Superset's PostgreSQL does not answer ({_first_line(error)}); check FENGHUO_SUPERSET_DATABASE."
        ) from None
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchone()[0]
    finally:
        connection.close()


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n", 1)[0]
