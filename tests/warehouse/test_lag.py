"""How far behind the warehouse is: measured at the stream, kept minute by minute, shown as it was last."""

from __future__ import annotations

from datetime import timedelta

from hub.clock import SystemClock
from nlp.tagger import Tagger
from streams.log import Log
from streams.topics import TOPICS
from tests.warehouse.loading import metrics, publish
from tests.warehouse.rows import now
from warehouse.client import Warehouse
from warehouse.lag import keep_progress, measure_progress
from warehouse.loader import Loader


def lag(log: Log) -> int:
    return sum(of.lag for of in measure_progress(log).values())


def test_the_lag_is_what_is_not_loaded(log: Log, warehouse: Warehouse) -> None:
    assert (len(measure_progress(log)), lag(log)) == (3 * len(TOPICS), 0)
    publish(log, *(metrics(number) for number in range(20)))
    assert lag(log) == 20
    Loader(log, warehouse, Tagger(), SystemClock()).drain()
    assert lag(log) == 0
    assert sum(of.committed_offset for of in measure_progress(log).values()) == 20


def test_the_view_shows_the_latest_measurement_of_each_partition(log: Log, warehouse: Warehouse) -> None:
    keep_progress(warehouse, measure_progress(log), now() - timedelta(minutes=5))
    publish(log, *(metrics(number) for number in range(20)))
    latest = now()
    keep_progress(warehouse, measure_progress(log), latest)
    [row] = warehouse.query(
        "SELECT sum(lag) AS lag, count() AS partitions, max(age_seconds) AS age FROM v_stream_lag"
    )
    assert (row["lag"], row["partitions"]) == (20, 3 * len(TOPICS))
    assert 0 <= int(str(row["age"])) < 120


def test_of_several_measurements_in_a_minute_one_is_kept(log: Log, warehouse: Warehouse) -> None:
    for _ in range(3):
        keep_progress(warehouse, measure_progress(log), now().replace(second=7))
    assert warehouse.query("SELECT count() AS n FROM stream_lag FINAL") == [{"n": 3 * len(TOPICS)}]
