"""The roll-ups are what the raw rows make of them, whatever came, in which order and how often."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.clock import SystemClock
from hub.records import Metrics, Record
from nlp.tagger import Tagger
from streams.embedded import EmbeddedLog
from streams.topics import TOPICS
from tests.warehouse.loading import NOON, crawl, metrics, post, publish
from tests.warehouse.worlds import few_worlds
from warehouse.client import Warehouse
from warehouse.loader import GROUP, Loader
from warehouse.migrations import migrate
from warehouse.rollups import rebuild

ROLLUPS = ("post_metrics", "visit_days", "account_visits")
RAW = ("posts", "post_versions", "metrics", "crawls", "post_months")


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return Tagger()


@pytest.fixture
def stream(tmp_path: Path) -> Iterator[EmbeddedLog]:
    opened = EmbeddedLog(tmp_path / "stream.sqlite")
    opened.ensure_topics()
    yield opened
    opened.close()


numbers = st.integers(1, 2)
hours = st.sampled_from([0.5, 13, 23, 71, 130, 167, 169])
sightings = st.builds(
    lambda number, day, hour, text, deleted: post(
        number,
        published_at=NOON - timedelta(days=day),
        fetched_at=NOON + timedelta(hours=hour),
        text=text,
        deleted=deleted,
    ),
    numbers,
    st.sampled_from([0, 0, 1, 40]),
    st.integers(1, 4),
    st.sampled_from(["电动自行车不要进楼入户充电。", "及时关火关气。", ""]),
    st.sampled_from([False, False, True]),
)
figures = st.builds(
    lambda number, hour, readers: metrics(number, hour, metrics=Metrics(readers=readers, likes=readers)),
    numbers,
    hours,
    st.one_of(st.none(), st.integers(0, 1000)),
)
visits = st.builds(
    lambda hour, outcome: crawl(hour, outcome=outcome),
    st.integers(0, 80),
    st.sampled_from(["ok", "ok", "failed"]),
)
portions = st.lists(
    st.lists(st.one_of(sightings, figures, visits), min_size=1, max_size=10), min_size=2, max_size=3
)


@few_worlds
@given(portions=portions)
def test_they_are_the_same_as_made_of_all_raw_rows_at_once(
    warehouse: Warehouse, stream: EmbeddedLog, tagger: Tagger, portions: list[list[Record]]
) -> None:
    for table in (*RAW, *ROLLUPS):
        warehouse.command(f"TRUNCATE TABLE {table}")
    begun = stream.end_offsets(TOPICS)
    for portion in portions:
        load(stream, warehouse, tagger, *portion)
    kept = told(warehouse)
    assert kept == made_anew(warehouse)
    stream.set_committed(GROUP, begun)
    load(stream, warehouse, tagger)
    assert told(warehouse) == kept


def test_a_figure_that_came_before_its_post_counts_once_the_post_is_there(
    warehouse: Warehouse, stream: EmbeddedLog, tagger: Tagger
) -> None:
    load(stream, warehouse, tagger, metrics(1, 130))
    assert told(warehouse)["post_metrics"] == []
    load(stream, warehouse, tagger, post(1))
    assert reach(warehouse) == [13_000]


def test_a_corrected_figure_takes_the_place_of_the_one_before(
    warehouse: Warehouse, stream: EmbeddedLog, tagger: Tagger
) -> None:
    load(stream, warehouse, tagger, post(1), metrics(1, 130))
    load(stream, warehouse, tagger, metrics(1, 130, metrics=Metrics(readers=7)))
    assert reach(warehouse) == [7]
    load(stream, warehouse, tagger, metrics(1, 130, metrics=Metrics()))
    assert reach(warehouse) == [None]


def test_a_post_whose_month_was_corrected_stands_in_one_month_only(
    warehouse: Warehouse, stream: EmbeddedLog, tagger: Tagger
) -> None:
    load(stream, warehouse, tagger, post(1, published_at=NOON - timedelta(days=40)))
    load(stream, warehouse, tagger, post(1, fetched_at=NOON + timedelta(hours=2)))
    found = warehouse.query("SELECT published_at FROM v_post_metrics")
    assert found == [{"published_at": NOON}]


def test_a_refresh_that_saw_less_and_is_stored_later_changes_nothing(
    warehouse: Warehouse, stream: EmbeddedLog, tagger: Tagger
) -> None:
    load(stream, warehouse, tagger, post(1), metrics(1, 130))
    [early] = warehouse.query("SELECT * FROM post_metrics FINAL")
    load(stream, warehouse, tagger, metrics(1, 150))
    warehouse.insert("post_metrics", {name: [value] for name, value in early.items()})
    assert reach(warehouse) == [15_000]


def test_a_roll_up_whose_sql_changed_is_made_anew(
    warehouse: Warehouse, stream: EmbeddedLog, tagger: Tagger, tmp_path: Path
) -> None:
    load(stream, warehouse, tagger, post(1), metrics(1, 130))
    warehouse.command("TRUNCATE TABLE post_metrics")
    warehouse.command("DELETE FROM schema_migrations WHERE name = 'post_metrics'")
    assert migrate(warehouse).rebuilt == ("post_metrics",)
    assert reach(warehouse) == [13_000]


def load(stream: EmbeddedLog, warehouse: Warehouse, tagger: Tagger, *records: Record) -> None:
    if records:
        publish(stream, *records)
    Loader(stream, warehouse, tagger, SystemClock()).drain()


def reach(warehouse: Warehouse) -> list[object]:
    return [row["reach_7d"] for row in warehouse.query("SELECT reach_7d FROM v_post_metrics")]


def made_anew(warehouse: Warehouse) -> dict[str, list[dict[str, object]]]:
    for table in ROLLUPS:
        warehouse.command(f"TRUNCATE TABLE {table}")
    for name in ("post_metrics", "visit_days"):
        rebuild(warehouse, name)
    return told(warehouse)


def told(warehouse: Warehouse) -> dict[str, list[dict[str, object]]]:
    """What the roll-ups say; of posts that moved to another month only where they are now."""
    return {
        "post_metrics": warehouse.query(
            "SELECT * FROM post_metrics FINAL WHERE NOT moved ORDER BY post_id"
            " SETTINGS do_not_merge_across_partitions_select_final = 1"
        ),
        "visit_days": warehouse.query("SELECT * FROM visit_days FINAL ORDER BY account_id, day"),
        "account_visits": warehouse.query("SELECT * FROM account_visits FINAL ORDER BY account_id"),
    }
