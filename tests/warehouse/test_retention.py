"""How long rows are kept follows the setting; what would delete waits for a person."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hub.errors import ConfigError
from tests.warehouse.rows import ago, insert, visit
from warehouse.client import Warehouse
from warehouse.retention import LIMITED, Change, apply, changes, wanted_days


@pytest.fixture
def kept_for_ever(warehouse: Warehouse) -> Iterator[Warehouse]:
    """A warehouse whose tables keep all, and do so again for the tests after this one."""
    _keep_all(warehouse)
    yield warehouse
    _keep_all(warehouse)


def _keep_all(warehouse: Warehouse) -> None:
    for change in changes(warehouse, ""):
        apply(warehouse, change)


def crawls(warehouse: Warehouse) -> int:
    warehouse.command("OPTIMIZE TABLE crawls FINAL")
    return int(warehouse.query("SELECT count() AS n FROM crawls")[0]["n"])  # type: ignore[call-overload]


def test_without_a_setting_tables_keep_all_but_the_streams_lag(kept_for_ever: Warehouse) -> None:
    assert changes(kept_for_ever, "") == []
    assert wanted_days("") == {"stream_lag": 30}


def test_a_shorter_time_is_told_with_the_rows_it_would_delete_and_deletes_only_when_applied(
    kept_for_ever: Warehouse,
) -> None:
    insert(kept_for_ever, "crawls", visit("a", ago(days=100)), visit("a", ago(days=10)))
    [change] = changes(kept_for_ever, "crawls=60")
    assert change == Change("crawls", None, 60, 1)
    assert change.shortens
    assert crawls(kept_for_ever) == 2
    apply(kept_for_ever, change)
    assert crawls(kept_for_ever) == 1
    assert changes(kept_for_ever, "crawls=60") == []


def test_a_longer_time_deletes_nothing(kept_for_ever: Warehouse) -> None:
    [shorter] = changes(kept_for_ever, "crawls=60")
    apply(kept_for_ever, shorter)
    for setting, days in (("crawls=90", 90), ("", None)):
        [change] = changes(kept_for_ever, setting)
        assert (change.after, change.shortens) == (days, False)
        apply(kept_for_ever, change)
    assert changes(kept_for_ever, "") == []


@pytest.mark.parametrize("setting", ["posts=365", "crawls", "crawls=7", "crawls=-60", "crawls=soon", "=60"])
def test_a_setting_that_cannot_be_meant_is_refused(setting: str) -> None:
    with pytest.raises(ConfigError, match="FENGHUO_RETENTION"):
        wanted_days(setting)


def test_every_table_that_may_be_limited_is_there(warehouse: Warehouse) -> None:
    for table, column in LIMITED.items():
        assert warehouse.query(f"SELECT max({column}) AS m FROM {table}")
