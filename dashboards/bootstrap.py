"""Bringing Superset up: its metadata database, its admin, our assets, and the command that serves it.

Superset never runs inside our processes; it has its own, with the environment given here. Everything it keeps
is in `<data>/superset`. Both steps leave a mark when they have succeeded and return at once when nothing has
changed since.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlsplit

import yaml

from dashboards.asset_files import as_text, read_assets
from dashboards.exporting import as_files
from dashboards.phone import phone_version
from dashboards.staff import wanted_staff
from hub.clock import SystemClock, beijing_day
from hub.errors import FenghuoError
from hub.settings import Settings
from warehouse.client import connect

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

    Takes about half a minute the first time. Raises FenghuoError when Superset refuses; its log is named.
    """
    home = _home(settings)
    mark = home / "prepared"
    state = _prepared_state(settings)
    if _read(mark) == state:
        return False
    new = not mark.exists()
    if new:
        # Without the mark a database is the remains of a first attempt that was cut short.
        (home / "superset.db").unlink(missing_ok=True)
    _run_inside(settings, {"prepare": True, "admin_password": settings.secret("superset_admin_password")})
    _write(mark, state)
    return new


def import_assets(settings: Settings) -> bool:
    """Create or update what `dashboards/assets` describes; True when there was something to do.

    What it no longer describes is removed. What staff made themselves in Superset stays: our assets are known
    by the kind of their uuid.

    Needs `prepare` before it, and the warehouse running, whose tables Superset looks at.
    Raises FenghuoError when Superset refuses; its log is named.
    """
    assets = _adapted(_with_phones(read_assets()), settings)
    passwords = {_DATABASE_FILE: settings.secret("clickhouse_password")}
    mark = _home(settings) / "imported"
    wanted = json.dumps([assets, passwords, version("apache-superset")], sort_keys=True)
    state = _keyed_digest(settings, wanted)
    if _read(mark) == state:
        return False
    _run_inside(settings, {"assets": assets, "passwords": passwords})
    _write(mark, state)
    return True


def bring_staff_in(settings: Settings) -> bool:
    """Make Superset's users, roles and row-level rules those of `staff_regions`; False where it is not set up
    yet.

    Needs the warehouse running. Raises FenghuoError when Superset refuses; its log is named.
    """
    home = _home(settings)
    if not (home / "imported").exists():
        return False
    mark = home / "staff"
    known = json.loads(_read(mark) or "{}")
    warehouse = connect(settings, readonly=True)
    try:
        today = beijing_day(SystemClock().now())
        wanted = wanted_staff(warehouse, _dataset_columns(), today, known.get("passwords", {}))
    finally:
        warehouse.close()
    if not wanted["people"] and not known:
        return True  # nobody is entered and nobody ever was: Superset need not be started for that
    marks = wanted.pop("marks")
    state = _keyed_digest(settings, json.dumps([wanted, marks], sort_keys=True))
    if known.get("state") != state:
        _run_inside(settings, {"staff": wanted})
        _write(mark, json.dumps({"state": _settled(settings, wanted, marks), "passwords": marks}))
    return True


def export_assets(settings: Settings) -> dict[str, str]:
    """The assets as they are in Superset now, as the text of our files by path.

    Raises FenghuoError when Superset refuses; its log is named.
    """
    file = _home(settings) / "exported.json"
    _run_inside(settings, {"export_to": str(file)})
    exported = json.loads(file.read_text(encoding="utf-8"))
    file.unlink()
    return as_files(exported, read_assets())


def serve_command(settings: Settings) -> tuple[list[str], dict[str, str]]:
    """The command that serves Superset on 127.0.0.1, and what its environment needs beside our own."""
    command = [sys.executable, "-m", "gunicorn", "superset.app:create_app()"]
    command += ["--bind", f"127.0.0.1:{settings.superset_port}", "--no-control-socket"]
    command += ["--worker-class", "gthread", "--workers", "1", "--threads", str(_THREADS)]
    command += ["--timeout", "120", "--graceful-timeout", "5", "--log-level", "warning"]
    return command, _environment(settings) | {"SUPERSET_WARM_SECONDS": str(settings.superset_warm_seconds)}


def dashboard_url(settings: Settings, slug: str = OVERVIEW) -> str:
    """Where a dashboard is found in a browser on this machine."""
    return f"http://127.0.0.1:{settings.superset_port}/superset/dashboard/{slug}/"


def database_uri(settings: Settings) -> str:
    """SQLAlchemy's address of the warehouse, the password masked."""
    given = urlsplit(settings.clickhouse or f"http://127.0.0.1:{settings.clickhouse_port}")
    secure = given.scheme == "https"
    port = given.port or (8443 if secure else 8123)
    user, database = quote(settings.clickhouse_user, safe=""), quote(settings.clickhouse_database, safe="")
    address = f"clickhousedb://{user}:{_MASK}@{given.hostname}:{port}/{database}"
    return f"{address}?secure=true" if secure else address


def _dataset_columns() -> dict[str, list[str]]:
    """The columns of each dataset by its name."""
    datasets = [yaml.safe_load(text) for path, text in read_assets().items() if path.startswith("datasets/")]
    return {
        str(asset["table_name"]): [str(column["column_name"]) for column in asset["columns"]]
        for asset in datasets
    }


def _settled(settings: Settings, wanted: dict[str, Any], marks: dict[str, str]) -> str:
    """The state as the next look will find it, when no password is news any more."""
    people = [{**person, "password_hash": None} for person in wanted["people"]]
    return _keyed_digest(settings, json.dumps([{**wanted, "people": people}, marks], sort_keys=True))


def _home(settings: Settings) -> Path:
    home = settings.data.absolute() / "superset"
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    return home


def _prepared_state(settings: Settings) -> str:
    password = settings.secret("superset_admin_password")
    return _keyed_digest(settings, f"{version('apache-superset')} {password}")


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
            version_for_phones = phone_version(yaml.safe_load(text))
            phones[f"dashboards/{version_for_phones['slug']}.yaml"] = as_text(version_for_phones, "")
    return assets | phones


def _with_place(path: str, text: str, settings: Settings) -> str:
    asset: dict[str, Any] = yaml.safe_load(text)
    if path == _DATABASE_FILE:
        asset["sqlalchemy_uri"] = database_uri(settings)
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
    log = _home(settings) / "setup.log"
    with log.open("ab") as output:
        try:
            done = subprocess.run(
                [sys.executable, "-m", "dashboards.inside"],
                input=json.dumps(order).encode(),
                stdout=output,
                stderr=output,
                env={**os.environ, **_environment(settings)},
                timeout=_STEP_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise FenghuoError(f"Superset was not set up within {_STEP_SECONDS} s; see {log}.") from None
    if done.returncode != 0:
        raise FenghuoError(f"Superset could not be set up; the last lines of {log} say why.")


def _environment(settings: Settings) -> dict[str, str]:
    here = Path(__file__).parent
    known = os.environ.get("PYTHONPATH")
    return {
        "SUPERSET_HOME": str(_home(settings)),
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


def _behind_tls(settings: Settings) -> bool:
    return (settings.dashboards_url or "").startswith("https://")


def _read(mark: Path) -> str | None:
    return mark.read_text(encoding="utf-8") if mark.exists() else None


def _write(mark: Path, state: str) -> None:
    unfinished = mark.with_suffix(".new")
    unfinished.write_text(state, encoding="utf-8")
    shutil.move(unfinished, mark)
