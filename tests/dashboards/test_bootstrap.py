"""Bringing Superset up: once, quickly the second time, and nothing secret where others can read it."""

from __future__ import annotations

import json
import sqlite3
import stat
from contextlib import closing
from pathlib import Path
from uuid import NAMESPACE_URL, uuid4, uuid5

import httpx
import pytest
import yaml

from dashboards.asset_files import read_assets
from dashboards.bootstrap import (
    dashboard_url,
    database_uri,
    export_assets,
    import_assets,
    prepare,
    serve_command,
)
from hub.errors import FenghuoError
from hub.settings import Settings
from tests.dashboards.conftest import RunningSuperset

pytestmark = pytest.mark.slow


def rows(settings: Settings, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(settings.data / "superset" / "superset.db")) as database:
        return database.execute(sql).fetchall()


def counts(settings: Settings) -> dict[str, object]:
    tables = ("dbs", "tables", "slices", "dashboards")
    return {table: rows(settings, f"SELECT count(*) FROM {table}")[0][0] for table in tables}


def test_everything_is_there_once_after_the_first_time(prepared: Settings) -> None:
    paths = read_assets()
    kinds = ("datasets", "charts", "dashboards")
    of_kind = {kind: sum(path.startswith(f"{kind}/") for path in paths) for kind in kinds}
    assert counts(prepared) == {
        "dbs": 1,
        "tables": of_kind["datasets"],
        "slices": of_kind["charts"],
        "dashboards": 2 * of_kind["dashboards"],  # each with a version for phones
    }


def test_the_second_time_there_is_nothing_to_do(prepared: Settings) -> None:
    assert (prepare(prepared), import_assets(prepared)) == (False, False)


def test_importing_again_after_a_change_makes_no_duplicates(prepared: Settings) -> None:
    before = counts(prepared)
    (prepared.data / "superset" / "imported").unlink()
    assert import_assets(prepared) is True
    assert counts(prepared) == before


def test_every_chart_is_on_the_dashboard_of_superset(prepared: Settings) -> None:
    shown = rows(prepared, "SELECT count(DISTINCT slice_id) FROM dashboard_slices")[0][0]
    assert shown == counts(prepared)["slices"]


def test_applied_and_exported_twice_nothing_differs(prepared: Settings) -> None:
    assets = read_assets()
    assert export_assets(prepared) == assets
    (prepared.data / "superset" / "imported").unlink()
    import_assets(prepared)
    assert export_assets(prepared) == assets


def test_what_was_changed_in_superset_is_exported_and_what_left_the_assets_is_removed(
    prepared: Settings,
) -> None:
    assets = read_assets()
    path = "charts/silent_accounts.yaml"
    name = yaml.safe_load(assets[path])["slice_name"]
    write(prepared, "UPDATE slices SET slice_name = '改过的名字' WHERE slice_name = ?", name)
    write(prepared, *stray_chart("charts/gone", 5))
    write(prepared, *stray_chart("a person's own", 4))
    exported = export_assets(prepared)
    assert exported[path] == assets[path].replace(f"slice_name: {name}", "slice_name: 改过的名字")
    (prepared.data / "superset" / "imported").unlink()
    import_assets(prepared)
    names = {row[0] for row in rows(prepared, "SELECT slice_name FROM slices")}
    assert name in names
    assert "charts/gone" not in names
    assert "a person's own" in names
    write(prepared, "DELETE FROM slices WHERE slice_name = ?", "a person's own")


def write(settings: Settings, sql: str, *values: object) -> None:
    with closing(sqlite3.connect(settings.data / "superset" / "superset.db")) as database:
        database.execute(sql, values)
        database.commit()


def stray_chart(name: str, version: int) -> tuple[object, ...]:
    """What puts a chart of no file into Superset: with a uuid from its name, or a random one."""
    uuid = uuid5(NAMESPACE_URL, f"fenghuo:{name}") if version == 5 else uuid4()
    sql = (
        "INSERT INTO slices (slice_name, viz_type, params, uuid, datasource_type, created_on, changed_on)"
        " VALUES (?, 'table', '{}', ?, 'table', CURRENT_TIMESTAMP, CURRENT_TIMESTAMP)"
    )
    return sql, name, uuid.bytes


def test_an_attempt_that_was_cut_short_is_begun_afresh(prepared: Settings) -> None:
    """The fixture left remains of one; Superset's own tables and its admin are there all the same."""
    assert rows(prepared, "SELECT username FROM ab_user WHERE id = 1") == [("admin",)]


def test_a_refusal_names_the_log(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, _env_file=None)  # type: ignore[call-arg]
    with pytest.raises(FenghuoError, match=r"setup\.log"):
        import_assets(settings)  # without `prepare` there is no database to import into


def test_passwords_are_on_no_command_line_and_in_no_file_in_clear(prepared: Settings) -> None:
    command, _ = serve_command(prepared)
    names = ("superset_admin_password", "clickhouse_password", "superset_secret_key", "staff_key")
    secrets = [prepared.secret(name) for name in names]
    assert not any(secret in part for secret in secrets for part in command)
    for file in (prepared.data / "superset").rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            assert not any(secret.encode() in content for secret in secrets), file
    assert stat.S_IMODE((prepared.data / "superset").stat().st_mode) == 0o700


def test_without_a_login_nothing_is_shown(superset: RunningSuperset) -> None:
    base = f"http://127.0.0.1:{superset.settings.superset_port}"
    assert httpx.get(f"{base}/api/v1/dashboard/").status_code == 401
    answer = httpx.get(dashboard_url(superset.settings), follow_redirects=False)
    assert answer.status_code in (302, 401)
    listed = httpx.get(f"{base}/api/v1/chart/", params={"q": json.dumps({})})
    assert listed.status_code == 401


@pytest.mark.parametrize(
    ("address", "uri"),
    [
        (None, "clickhousedb://fenghuo:XXXXXXXXXX@127.0.0.1:18123/fenghuo"),
        ("http://db.invalid", "clickhousedb://fenghuo:XXXXXXXXXX@db.invalid:8123/fenghuo"),
        ("https://db.invalid", "clickhousedb://fenghuo:XXXXXXXXXX@db.invalid:8443/fenghuo?secure=true"),
    ],
)
def test_the_warehouse_is_addressed_as_the_settings_say(address: str | None, uri: str) -> None:
    settings = Settings(clickhouse=address, _env_file=None)  # type: ignore[call-arg]
    assert database_uri(settings) == uri
