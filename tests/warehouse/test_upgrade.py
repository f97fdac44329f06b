"""From every earlier state of the tables, with rows in it, to the newest: the same rows, the same answers."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import pytest

from hub.errors import ConfigError
from tests.dashboards.small_province import fill
from tests.warehouse.embedded import ServerProcess
from tests.warehouse.followed import FollowedWarehouse
from tests.warehouse.rows import ago, assigned, department, insert, insert_columns
from warehouse.client import Warehouse, WarehouseError, connect
from warehouse.migrations import MIGRATIONS, migrate, outstanding, require_newest, require_not_newer
from warehouse.rollups import ROLLUPS
from warehouse.statements import split_statements

STATES = sorted(file.stem for file in MIGRATIONS.glob("*.sql"))
ROLLED_UP = {file.stem for file in ROLLUPS.glob("*.sql")}
LATER: Final = frozenset({"closed_as"})
"""Columns that no hub of the first state could fill."""
Batches = list[tuple[str, dict[str, list[Any]]]]
"""Columns by table, in the order in which they are inserted."""
ANSWERED: Final = (
    "v_accounts",
    "v_alerts",
    "v_county_state",
    "v_post_edits",
    "v_post_reach",
    "v_reach_by_level",
)


class Recorder(FollowedWarehouse):
    """Keeps what is inserted into it, by table, and inserts nothing."""

    def __init__(self) -> None:
        self.batches: Batches = []

    def insert(self, table: str, columns: Mapping[str, Any], *_: Any) -> None:
        if table == "kept_rounds":  # earlier versions kept no answers
            return
        self.batches.append((table, {name: columns[name] for name in columns if name not in LATER}))

    def query(self, *_: Any, **__: Any) -> list[dict[str, object]]:
        return []

    def command(self, *_: Any, **__: Any) -> None:
        """Nothing is there that could be kept."""

    def touch(self, **_: Any) -> None:
        """Nothing is there that could follow."""


@pytest.fixture(scope="module")
def province() -> Batches:
    """A small province's rows, as a hub of any version has stored them."""
    recorder = Recorder()
    insert(recorder, "departments", department("education", "教育"))
    fill(recorder)
    insert(recorder, "assigned_releases", assigned("assigned:1", ["k-wechat"], ago(days=3), title="冬季提示"))
    return recorder.batches


@pytest.fixture
def fresh(warehouse: Warehouse, province: Batches) -> Warehouse:
    """A warehouse that has had the newest tables from its first row on."""
    store(warehouse, province)
    return warehouse


def test_an_earlier_state_comes_to_the_newest_tables_in_one_leap_with_its_rows(
    warehouse_server: ServerProcess, province: Batches, fresh: Warehouse, tmp_path: Path
) -> None:
    for state in (STATES[0], STATES[5], STATES[-2]):
        name = f"from_{state[:4]}"
        with closing(opened(warehouse_server, name)) as older:
            reach(older, state, tmp_path / state)
            stored = store(older, province)
            assert {"posts", "metrics", "crawls", "accounts", "alert_episodes"} <= stored
            reach(older, STATES[-1], tmp_path / state)
            store(older, [batch for batch in province if batch[0] not in stored])
            require_the_same_tables(older, name, fresh, besides=ROLLED_UP)
            older.command(f"DROP DATABASE {name}")


def test_after_all_states_with_rows_stored_in_each_every_answer_is_right(
    warehouse_server: ServerProcess, province: Batches, fresh: Warehouse, tmp_path: Path
) -> None:
    name = "through_all"
    with closing(opened(warehouse_server, name)) as older:
        for state in STATES:
            reach(older, state, tmp_path)
            store(older, province)
        migrate(older)  # the views, and what rolls up
        assert outstanding(older) == ([], [])
        require_the_same_tables(older, name, fresh)
        assert views(older) == views(fresh)
        # The same definitions over the same rows give the same answers; some are asked all the same.
        for view in ANSWERED:
            assert answers(older, view) == answers(fresh, view), view
        older.command(f"DROP DATABASE {name}")


def test_a_warehouse_of_a_newer_hub_is_refused_and_not_touched(
    warehouse_server: ServerProcess, tmp_path: Path
) -> None:
    with closing(opened(warehouse_server, "newer")) as newer:
        reach(newer, STATES[-1], tmp_path)
        [last] = newer.query(f"SELECT * FROM schema_migrations FINAL WHERE name = '{STATES[-1]}'")
        future = last | {"version": 9998, "name": "9998_from_the_future"}
        newer.insert("schema_migrations", {name: [value] for name, value in future.items()})
        newer.command("CREATE VIEW v_from_the_future AS SELECT 1 AS x")
        before = definitions(newer, "newer")
        for refusing in (migrate, require_not_newer):
            with pytest.raises(
                ConfigError, match=r"newer than this hub: migration 9998_from.*docs/upgrade\.md"
            ):
                refusing(newer)
        assert definitions(newer, "newer") == before
        newer.command("DROP DATABASE newer")


def test_a_warehouse_that_was_never_migrated_is_not_newer(warehouse_server: ServerProcess) -> None:
    with closing(opened(warehouse_server, "empty_one")) as warehouse:
        warehouse.ensure_database()
        require_not_newer(warehouse)
        with pytest.raises(WarehouseError):
            outstanding(warehouse)
        warehouse.command("DROP DATABASE empty_one")


def test_going_back_is_refused_with_why_and_what_to_do() -> None:
    require_newest(STATES[-1])
    with pytest.raises(ConfigError, match=rf"to {STATES[0]}: .* need {STATES[-1]}.* restore the backup"):
        require_newest(STATES[0])
    with pytest.raises(ConfigError, match=rf"no migration {STATES[2]}s; did you mean {STATES[2]}"):
        require_newest(f"{STATES[2]}s")


def require_the_same_tables(
    older: Warehouse, name: str, fresh: Warehouse, besides: Collection[str] = ()
) -> None:
    """The same definitions of what is there, and the same rows of all tables but some."""
    wanted = definitions(fresh, "fenghuo")
    assert definitions(older, name) == {each: wanted[each] for each in definitions(older, name)}
    assert tables(older) == tables(fresh)
    for table in tables(fresh):
        if table not in besides:
            assert rows(older, table) == rows(fresh, table), table


def opened(server: ServerProcess, database: str) -> Warehouse:
    return connect(server.settings.model_copy(update={"clickhouse_database": database}), patience=30)


def reach(warehouse: Warehouse, state: str, folder: Path) -> None:
    """Bring a warehouse to an earlier state of its tables. Views and what rolls up come with the newest."""
    (folder / "none").mkdir(parents=True, exist_ok=True)
    for name in STATES[: STATES.index(state) + 1]:
        (folder / f"{name}.sql").write_bytes((MIGRATIONS / f"{name}.sql").read_bytes())
    migrate(warehouse, folder, folder / "none", folder / "none")


def store(warehouse: Warehouse, batches: Batches) -> set[str]:
    """Insert what the tables have columns for; which tables there were. Roll-ups follow where they are."""
    there = columns(warehouse)
    for table, batch in batches:
        if table in there:
            fitting = {name: values for name, values in batch.items() if name in there[table]}
            if "v_platforms" in there:  # what rolls up reads it
                insert_columns(warehouse, table, fitting)
            else:
                warehouse.insert(table, fitting)
    if "post_texts" in there:  # the loader keeps each wording from there on, as this migration did
        for statement in statements_of("0010")[1:]:
            warehouse.command(statement)
    return {table for table, _ in batches if table in there}


def columns(warehouse: Warehouse) -> dict[str, set[str]]:
    found = warehouse.query(
        "SELECT table, groupArray(name) AS names FROM system.columns"
        " WHERE database = currentDatabase() GROUP BY table"
    )
    return {str(row["table"]): set(row["names"]) for row in found}  # type: ignore[call-overload]


def definitions(warehouse: Warehouse, database: str) -> dict[str, str]:
    found = warehouse.query(
        "SELECT name, create_table_query AS text FROM system.tables WHERE database = currentDatabase()"
    )
    return {str(row["name"]): str(row["text"]).replace(f"{database}.", "") for row in found}


def tables(warehouse: Warehouse) -> list[str]:
    return [name for name in names(warehouse, "NOT endsWith(engine, 'View')") if name != "schema_migrations"]


def views(warehouse: Warehouse) -> list[str]:
    return names(warehouse, "endsWith(engine, 'View')")


def names(warehouse: Warehouse, condition: str) -> list[str]:
    sql = f"SELECT name FROM system.tables WHERE database = currentDatabase() AND {condition} ORDER BY name"
    return [str(row["name"]) for row in warehouse.query(sql)]


def rows(warehouse: Warehouse, table: str) -> list[dict[str, object]]:
    return warehouse.query(f"SELECT * FROM {table} FINAL ORDER BY ALL")


def answers(warehouse: Warehouse, view: str) -> list[str]:
    """A view's rows, but for fractions: hours that have passed go on passing."""
    found = warehouse.query(f"SELECT * FROM {view}")
    return sorted(repr({k: v for k, v in row.items() if not isinstance(v, float)}) for row in found)


def statements_of(number: str) -> list[str]:
    [file] = MIGRATIONS.glob(f"{number}_*.sql")
    return split_statements(file.read_text(encoding="utf-8"))
