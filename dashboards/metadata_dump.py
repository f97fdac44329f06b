"""Superset's PostgreSQL database as one file, and back into an empty one; by PostgreSQL's own pg_dump.

An SQLite file is copied like the hub's others (`cli/backup.py`).
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from psycopg2.extensions import parse_dsn

from dashboards.metadata import ask, metadata_uri
from hub.errors import ConfigError, FenghuoError
from hub.settings import Settings

_SECONDS: Final = 3600
_TABLES: Final = "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()"
_VARIABLES: Final = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
}


def dump_metadata(settings: Settings, file: Path) -> None:
    """Write the database into a new file, as it is at one moment; Superset may go on.

    Raises ConfigError without pg_dump, FenghuoError with its words where it refuses.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    _run(settings, ["pg_dump", "--format=custom", "--no-owner", "--no-acl", f"--file={file}"])
    file.chmod(0o600)


def is_empty(settings: Settings) -> bool:
    """Whether the database holds no table yet. Raises Unavailable."""
    return ask(settings, _TABLES) == 0


def restore_metadata(settings: Settings, file: Path) -> None:
    """Bring the file back into an empty database, all or nothing. Raises as `dump_metadata` does."""
    database = parse_dsn(metadata_uri(settings)).get("dbname", "")
    options = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-acl", f"--dbname={database}"]
    _run(settings, ["pg_restore", *options, str(file)])


def _run(settings: Settings, command: Sequence[str]) -> None:
    """The address goes by the environment: every process of the machine can read a command line."""
    given = parse_dsn(metadata_uri(settings))
    environment = {name: given[key] for key, name in _VARIABLES.items() if key in given}
    try:
        done = subprocess.run(
            command,
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
    except FileNotFoundError:
        raise ConfigError(
            f"{command[0]} is missing, which FENGHUO_SUPERSET_DATABASE needs for backups;"
            " install it with: apt-get install postgresql-client"
        ) from None
    if done.returncode != 0:
        raise FenghuoError(f"Superset's PostgreSQL refuses: {done.stderr.strip()[:300]}")
