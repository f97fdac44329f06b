"""Bringing Superset up: its metadata database, its admin, our assets, and the command that serves it.

Superset never runs inside our processes; it has its own, with the environment given here. Everything it keeps
is in `<data>/superset`, but what `FENGHUO_SUPERSET_DATABASE` and `FENGHUO_REDIS` place elsewhere. Both steps
leave a mark when they have succeeded and return at once when nothing has changed since.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final, NamedTuple
from urllib.parse import quote, urlsplit

import yaml

from dashboards.asset_files import as_text, parsed, read_assets
from dashboards.exporting import as_files
from dashboards.metadata import identity, metadata_uri, superset_home
from dashboards.phone import phone_version
from dashboards.staff import wanted_staff
from hub.clock import SystemClock, beijing_day
from hub.errors import FenghuoError
from hub.files import replace_file
from hub.settings import Settings
from warehouse.client import connect
from warehouse.passwords import require_good_setting

OVERVIEW: Final = "overview"
"""Slug of the first dashboard."""
ALERTS: Final = "alerts"
"""Slug of the dashboard of stalls and of what is done about them."""

_DATABASE_FILE: Final = "databases/fenghuo.yaml"
_MASK: Final = "XXXXXXXXXX"
"""How Superset writes a password in an address; the real one is handed to the import beside it."""
_STEP_SECONDS: Final = 600
_THREADS: Final = 8


def prepare(settings: Settings) -> bool:
    """Make or upgrade Superset's metadata database and its user `admin`; True when the database is new.

    Takes about half a minute the first time. Raises ConfigError for a password that is easily guessed, and
    FenghuoError when Superset refuses; its log is named.
    """
    require_good_setting(settings, "superset_admin_password", "admin")
    home = superset_home(settings)
    mark = home / "prepared"
    state = _prepared_state(settings)
    if _read(mark) == state:
        return False
    new = not mark.exists()
    if new and not settings.superset_database:
        # Without the mark the file is the remains of a first attempt that was cut short. On PostgreSQL a step
        # of the upgrade is done or not, and the next attempt goes on behind it.
        (home / "superset.db").unlink(missing_ok=True)
    _run_inside(settings, {"prepare": True, "admin_password": settings.secret("superset_admin_password")})
    replace_file(mark, state.encode())
    return new


def apply(settings: Settings) -> None:
    """`import_assets` and `bring_staff_in`; Superset starts once for both, or not at all."""
    _do(settings, _assets_due(settings), _staff_due(settings))


def import_assets(settings: Settings) -> bool:
    """Create or update what `dashboards/assets` describes; True when there was something to do.

    What it no longer describes is removed. What staff made themselves in Superset stays: our assets are known
    by the kind of their uuid.

    Needs `prepare` before it, and the warehouse running, whose tables Superset looks at.
    Raises FenghuoError when Superset refuses; its log is named.
    """
    return _do(settings, _assets_due(settings))


def bring_staff_in(settings: Settings) -> bool:
    """Make Superset's users, roles and row-level rules those of `staff_regions`; False where it is not set up
    yet.

    Needs the warehouse running. Raises FenghuoError when Superset refuses; its log is named.
    """
    if not (superset_home(settings) / "imported").exists():
        return False
    _do(settings, _staff_due(settings))
    return True


def export_assets(settings: Settings) -> dict[str, str]:
    """The assets as they are in Superset now, as the text of our files by path.

    Raises FenghuoError when Superset refuses; its log is named.
    """
    file = superset_home(settings) / "exported.json"
    _run_inside(settings, {"export_to": str(file)})
    exported = json.loads(file.read_text(encoding="utf-8"))
    file.unlink()
    return as_files(exported, read_assets())


def serve_command(settings: Settings) -> tuple[list[str], dict[str, str]]:
    """The command that serves Superset, and what its environment needs beside our own."""
    command = [sys.executable, "-m", "gunicorn", "superset.app:create_app()"]
    command += ["--bind", f"{settings.listen}:{settings.superset_port}", "--no-control-socket"]
    command += ["--worker-class", "gthread", "--workers", "1", "--threads", str(_THREADS)]
    command += ["--timeout", "120", "--graceful-timeout", "5", "--log-level", "warning"]
    warming = {"SUPERSET_WARM_SECONDS": str(settings.superset_warm_seconds)}
    return command, superset_environment(settings) | warming


def superset_environment(settings: Settings) -> dict[str, str]:
    """What the environment of a process of Superset's needs beside our own. It holds secrets."""
    here = Path(__file__).parent
    known = os.environ.get("PYTHONPATH")
    return {
        "SUPERSET_HOME": str(superset_home(settings)),
        "SUPERSET_METADATA": metadata_uri(settings),
        "SUPERSET_REDIS": settings.redis.get_secret_value() if settings.redis else "",
        "SUPERSET_SECRET_KEY": settings.secret("superset_secret_key"),
        "SUPERSET_STAFF_KEY": settings.secret("staff_key"),
        "SUPERSET_SERVICE_LOGIN": settings.clickhouse_user,
        "SUPERSET_BEHIND_TLS": "1" if _behind_tls(settings) else "0",
        "SUPERSET_CONFIG_PATH": str((settings.superset_config or here / "superset_config.py").absolute()),
        "PYTHONPATH": os.pathsep.join([str(here.parent), *([known] if known else [])]),
        # "Today" and "last week" in a filter mean Beijing days.
        "TZ": "Asia/Shanghai",
        "SCARF_ANALYTICS": "false",
    }


def dashboard_url(settings: Settings, slug: str = OVERVIEW) -> str:
    """Where a dashboard is found in a browser on this machine."""
    return f"{settings.here(settings.superset_port)}/superset/dashboard/{slug}/"


def database_uri(settings: Settings) -> str:
    """SQLAlchemy's address of the warehouse, the password masked."""
    given = urlsplit(settings.clickhouse or f"http://127.0.0.1:{settings.clickhouse_port}")
    secure = given.scheme == "https"
    port = given.port or (8443 if secure else 8123)
    user, database = quote(settings.clickhouse_user, safe=""), quote(settings.clickhouse_database, safe="")
    address = f"clickhousedb://{user}:{_MASK}@{given.hostname}:{port}/{database}"
    return f"{address}?secure=true" if secure else address


class _Due(NamedTuple):
    """Something to be done inside Superset, and the mark that says it has been."""

    order: dict[str, Any]
    mark: Path
    state: str


def _do(settings: Settings, *wanted: _Due | None) -> bool:
    """Do what is due in one process; True when there was something."""
    due = [one for one in wanted if one is not None]
    if due:
        _run_inside(settings, {key: value for one in due for key, value in one.order.items()})
    for one in due:
        replace_file(one.mark, one.state.encode())
    return bool(due)


def _assets_due(settings: Settings) -> _Due | None:
    assets = _adapted(_with_phones(read_assets()), settings)
    passwords = {_DATABASE_FILE: settings.secret("clickhouse_password")}
    mark = superset_home(settings) / "imported"
    wanted = json.dumps([assets, passwords, version("apache-superset"), identity(settings)], sort_keys=True)
    state = _keyed_digest(settings, wanted)
    return None if _read(mark) == state else _Due({"assets": assets, "passwords": passwords}, mark, state)


def _staff_due(settings: Settings) -> _Due | None:
    mark, database = superset_home(settings) / "staff", identity(settings)
    known = _known_staff(mark, database)
    warehouse = connect(settings, readonly=True)
    try:
        today = beijing_day(SystemClock().now())
        wanted = wanted_staff(warehouse, _dataset_columns(), today, known.get("passwords", {}))
    finally:
        warehouse.close()
    if not wanted["people"] and not known:
        return None  # nobody is entered and nobody ever was: Superset need not be started for that
    marks = wanted.pop("marks")
    if known.get("state") == _keyed_digest(settings, json.dumps([wanted, marks], sort_keys=True)):
        return None
    settled = {"state": _settled(settings, wanted, marks), "passwords": marks, "database": database}
    return _Due({"staff": wanted}, mark, json.dumps(settled))


def _dataset_columns() -> dict[str, list[str]]:
    """The columns of each dataset by its name."""
    datasets = [parsed(text) for path, text in read_assets().items() if path.startswith("datasets/")]
    return {
        str(asset["table_name"]): [str(column["column_name"]) for column in asset["columns"]]
        for asset in datasets
    }


def _known_staff(mark: Path, database: str) -> dict[str, Any]:
    """What the mark says of the people in this database; nothing where it speaks of another."""
    known: dict[str, Any] = json.loads(_read(mark) or "{}")
    return known if known.get("database", "") == database else {}


def _settled(settings: Settings, wanted: dict[str, Any], marks: dict[str, str]) -> str:
    """The state as the next look will find it, when no password is news any more."""
    people = [{**person, "password_hash": None} for person in wanted["people"]]
    return _keyed_digest(settings, json.dumps([{**wanted, "people": people}, marks], sort_keys=True))


def _prepared_state(settings: Settings) -> str:
    password = settings.secret("superset_admin_password")
    return _keyed_digest(settings, f"{version('apache-superset')} {password} {identity(settings)}")


def _keyed_digest(settings: Settings, text: str) -> str:
    # Keyed, so that a mark on disk says nothing about the passwords that went into it.
    key = settings.secret("superset_secret_key").encode()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def _adapted(assets: dict[str, str], settings: Settings) -> dict[str, str]:
    """The assets with the address of this installation's warehouse and the name of its database."""
    return {path: _with_place(path, text, settings) for path, text in assets.items()}


def _with_phones(assets: dict[str, str]) -> dict[str, str]:
    """The assets with a version for phones beside each dashboard."""
    phones = {}
    for path, text in assets.items():
        if path.startswith("dashboards/"):
            version_for_phones = phone_version(parsed(text))
            phones[f"dashboards/{version_for_phones['slug']}.yaml"] = as_text(version_for_phones, "")
    return assets | phones


def _with_place(path: str, text: str, settings: Settings) -> str:
    asset: dict[str, Any] = parsed(text)
    if path == _DATABASE_FILE:
        asset["sqlalchemy_uri"] = database_uri(settings)
        # With a queue there is a worker, and a long statement in SQL Lab keeps no page waiting.
        asset["allow_run_async"] = settings.redis is not None
    elif path.startswith("datasets/"):
        asset["schema"] = settings.clickhouse_database
    else:
        return text
    return yaml.safe_dump(asset, allow_unicode=True, sort_keys=False)


def _run_inside(settings: Settings, order: dict[str, Any]) -> None:
    order = {
        "prepare": False,
        "admin_password": "",
        "assets": None,
        "passwords": {},
        "staff": None,
        "export_to": None,
        **order,
    }
    log = superset_home(settings) / "setup.log"
    with log.open("ab") as output:
        try:
            done = subprocess.run(
                [sys.executable, "-m", "dashboards.inside"],
                input=json.dumps(order).encode(),
                stdout=output,
                stderr=output,
                env={**os.environ, **superset_environment(settings)},
                timeout=_STEP_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise FenghuoError(f"Superset was not set up within {_STEP_SECONDS} s; see {log}.") from None
    if done.returncode != 0:
        raise FenghuoError(f"Superset could not be set up; the last lines of {log} say why.")


def _behind_tls(settings: Settings) -> bool:
    return (settings.dashboards_url or "").startswith("https://")


def _read(mark: Path) -> str | None:
    return mark.read_text(encoding="utf-8") if mark.exists() else None
