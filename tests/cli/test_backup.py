"""A backup brings back every answer; a damaged one, and one in the wrong place, bring back nothing."""

from __future__ import annotations

import json
import sqlite3
import stat
import tarfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app
from hub.settings import Settings
from streams.opening import open_log
from streams.topics import TOPICS
from tests.cli.conftest import RunHere
from tests.warehouse.embedded import ServerProcess, embedded_settings, environment_of
from tests.warehouse.loading import post, publish
from warehouse.client import Warehouse, connect

GIVEN = {"account": "k-wechat", "since": "2020-01-01", "until": "2100-01-01"}
"""What parameterised views are called with."""


@pytest.fixture(scope="module")
def backed_up(machine: Settings, fenghuo_here: RunHere, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of the running machine, with records in its stream and a person on its staff."""
    log = open_log(machine)
    publish(log, post(1), post(2))
    log.set_committed("loader", {tp: 1 for tp, end in log.end_offsets(TOPICS).items() if end})
    arguments = ("--role", "county", "--name", "张三", "--region", "130102", "--password-file", "-")
    added = fenghuo_here("staff", "add", "zhangsan", *arguments, input="korrekt pferd batterie\n")
    assert added.exit_code == 0, added.output
    target = tmp_path_factory.mktemp("备份") / "今天"
    made = fenghuo_here("backup", str(target))
    assert made.exit_code == 0, made.output
    return target


@pytest.fixture(scope="module")
def restored(backed_up: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """That backup in an empty directory of another machine, whose warehouse then runs."""
    settings = embedded_settings(tmp_path_factory.mktemp("另一台") / "var")
    done = CliRunner().invoke(app, ["restore", str(backed_up)], env=environment_of(settings))
    assert done.exit_code == 0, (done.output, done.exception)
    server = ServerProcess(settings)
    server.start()
    yield settings
    server.stop()


def names(warehouse: Warehouse, views: bool) -> list[str]:
    which = "" if views else "NOT "
    sql = "SELECT name FROM system.tables WHERE database = currentDatabase() AND "
    return [
        str(row["name"]) for row in warehouse.query(f"{sql}{which}endsWith(engine, 'View') ORDER BY name")
    ]


def called(warehouse: Warehouse, view: str) -> str:
    sql = (
        "SELECT create_table_query AS text FROM system.tables WHERE database = currentDatabase() AND name = "
    )
    [row] = warehouse.query(f"{sql}'{view}'")
    wanted = [f"{name} = '{value}'" for name, value in GIVEN.items() if f"{{{name}:" in str(row["text"])]
    return f"{view}({', '.join(wanted)})" if wanted else view


def exact(row: dict[str, object]) -> str:
    return repr({name: value for name, value in row.items() if not isinstance(value, float)})


def test_every_view_answers_as_before(machine: Settings, restored: Settings) -> None:
    before, after = connect(machine), connect(restored, patience=30)
    views = names(before, views=True)
    assert views == names(after, views=True)
    assert len(views) > 50
    for view in views:
        sql = f"SELECT * FROM {called(before, view)}"
        old, new = (sorted(one.query(sql), key=exact) for one in (before, after))
        assert [exact(row) for row in old] == [exact(row) for row in new], view
        for was, now in zip(old, new, strict=True):
            # Hours that have passed go on passing.
            assert now == {
                name: pytest.approx(value, abs=0.1, nan_ok=True) if isinstance(value, float) else value
                for name, value in was.items()
            }, view


def test_every_table_holds_the_same_rows(machine: Settings, restored: Settings) -> None:
    before, after = connect(machine), connect(restored, patience=30)
    for table in names(before, views=False):
        if table != "schema_migrations":
            sql = f"SELECT * FROM {table} FINAL ORDER BY ALL"
            assert before.query(sql) == after.query(sql), table


def test_the_stream_goes_on_where_it_stood(machine: Settings, restored: Settings) -> None:
    old, new = open_log(machine), open_log(restored)
    assert new.end_offsets(TOPICS) == old.end_offsets(TOPICS)
    assert new.committed_offsets("loader", TOPICS) == old.committed_offsets("loader", TOPICS)


def test_logins_and_secrets_are_those_of_before(machine: Settings, restored: Settings) -> None:
    assert restored.secret("clickhouse_password") == machine.secret("clickhouse_password")
    people = connect(restored, patience=30).query("SELECT login FROM staff_regions FINAL WHERE NOT withdrawn")
    assert {"login": "zhangsan"} in people


def test_a_backup_is_for_its_owner_only(backed_up: Path) -> None:
    assert stat.S_IMODE(backed_up.stat().st_mode) == 0o700
    for file in backed_up.rglob("*"):
        assert file.is_dir() or stat.S_IMODE(file.stat().st_mode) == 0o600, file
    with closing(sqlite3.connect(backed_up / "stream.sqlite")) as copy:
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_one_file_holds_the_same(fenghuo_here: RunHere, backed_up: Path, tmp_path: Path) -> None:
    packed = tmp_path / "今天.tar"
    assert fenghuo_here("backup", str(packed)).exit_code == 0
    assert [path.name for path in tmp_path.iterdir()] == [packed.name]
    with tarfile.open(packed) as archive:
        assert set(archive.getnames()) == {
            path.relative_to(backed_up).as_posix() for path in backed_up.rglob("*") if path.is_file()
        }


def refusal(source: Path, data: Path) -> str:
    done = CliRunner().invoke(app, ["restore", str(source)], env=environment_of(embedded_settings(data)))
    assert done.exit_code != 0
    assert not (data / "clickhouse").exists()
    return str(getattr(done.exception, "sentence", done.exception))


def test_nothing_is_put_over_what_is_there(fenghuo_here: RunHere, backed_up: Path, tmp_path: Path) -> None:
    assert "exists already" in str(fenghuo_here("backup", str(backed_up)).exception)
    (tmp_path / "stream.sqlite").write_bytes(b"another hub's")
    assert "exists already" in refusal(backed_up, tmp_path)
    assert (tmp_path / "stream.sqlite").read_bytes() == b"another hub's"


def test_a_damaged_backup_is_named_and_restores_nothing(backed_up: Path, tmp_path: Path) -> None:
    manifest = json.loads((backed_up / "backup.json").read_text(encoding="utf-8"))
    name = next(name for name in manifest["files"] if "/posts." in name)
    whole = (backed_up / name).read_bytes()
    try:
        (backed_up / name).write_bytes(whole[:-1])
        assert "posts" in refusal(backed_up, tmp_path / "var")
    finally:
        (backed_up / name).write_bytes(whole)
    assert "no complete backup" in refusal(tmp_path, tmp_path / "var")
    assert "no backup that can be read" in refusal(tmp_path / "nichts.tar", tmp_path / "var")
