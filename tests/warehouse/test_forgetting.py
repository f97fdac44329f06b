"""Forgetting an account: nothing of it is left, nothing comes back, and others keep all of theirs."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from hub.clock import SystemClock
from hub.settings import Settings
from nlp.tagger import Tagger
from streams.erasing import erase_account
from streams.opening import open_log
from streams.topics import TOPICS
from tests.dashboards.small_province import fill
from tests.warehouse.loading import account, crawl, metrics, post, publish
from tests.warehouse.rows import ago, assigned, insert
from warehouse.client import Warehouse
from warehouse.forgetting import forget, forgotten, remember, what_is_kept
from warehouse.kept import keep_answers
from warehouse.loader import GROUP, Loader
from warehouse.replay import Replay

NOW = datetime(2026, 1, 1, tzinfo=UTC)
OTHER = "b2"


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return Tagger()


@pytest.fixture
def stream(tmp_path: Path) -> Settings:
    """A stream with records of two accounts, a dead letter of the first among them."""
    settings = Settings(data=tmp_path, min_free_bytes=0, _env_file=None)  # type: ignore[call-arg]
    log = open_log(settings)
    publish(log, post(1), metrics(1), crawl(1), account(1))
    publish(log, post(2, account_id=OTHER), metrics(2, account_id=OTHER), crawl(2, account_id=OTHER))
    producer = log.producer()
    broken = b'{"post_id": "wechat:3", "account_id": "a1", "title": 7}'
    producer.send("posts", "wechat:3", broken, {"type": "PostSeen", "version": "1.0"})
    producer.flush()
    return settings


def drain(settings: Settings, warehouse: Warehouse, tagger: Tagger) -> None:
    Loader(open_log(settings), warehouse, tagger, SystemClock()).drain()


def at_once(_seconds: float) -> None:
    """No loader runs beside these tests."""


def everything(warehouse: Warehouse) -> str:
    """All rows of all tables, but the list of the forgotten itself and the roster."""
    tables = warehouse.query(
        "SELECT name FROM system.tables WHERE database = currentDatabase() AND endsWith(engine, 'MergeTree')"
    )
    kept = [str(row["name"]) for row in tables if row["name"] not in ("forgotten_accounts", "accounts")]
    return "\n".join(warehouse.raw(f"SELECT * FROM {name}", "JSONEachRow").decode() for name in kept)


def test_nothing_of_it_is_left_and_a_replay_brings_nothing_back(
    warehouse: Warehouse, stream: Settings, tagger: Tagger
) -> None:
    drain(stream, warehouse, tagger)
    assert '"a1"' in everything(warehouse)
    removed = forget(warehouse, "a1", "test", NOW, at_once)
    assert {"posts", "post_versions", "metrics", "crawls", "account_metrics", "dead_letters"} <= set(removed)
    assert '"a1"' not in everything(warehouse)
    log = open_log(stream)
    Replay(log, datetime(2000, 1, 1, tzinfo=UTC)).run(warehouse, tagger, SystemClock(), lambda *_: None)
    log.set_committed(GROUP, dict.fromkeys(log.end_offsets(TOPICS), 0))
    drain(stream, warehouse, tagger)
    assert '"a1"' not in everything(warehouse)
    assert warehouse.query("SELECT DISTINCT account_id FROM posts") == [{"account_id": OTHER}]


def test_the_streams_own_copies_are_erased_and_the_rest_is_read_as_before(
    warehouse: Warehouse, stream: Settings, tagger: Tagger
) -> None:
    drain(stream, warehouse, tagger)
    assert erase_account(stream, "a1") == 6
    assert erase_account(stream, "a1") == 0
    for file in stream.data.glob("stream.sqlite*"):
        assert file.is_dir() or b'"a1"' not in file.read_bytes()
    log = open_log(stream)
    log.set_committed(GROUP, dict.fromkeys(log.end_offsets(TOPICS), 0))
    for table in ("posts", "metrics", "dead_letters"):
        warehouse.command(f"TRUNCATE TABLE {table}")
    drain(stream, warehouse, tagger)
    assert warehouse.query("SELECT account_id FROM posts") == [{"account_id": OTHER}]
    assert warehouse.query("SELECT count() AS n FROM dead_letters") == [{"n": 0}]


def test_all_that_tells_of_it_goes_in_a_filled_province_and_nothing_else(warehouse: Warehouse) -> None:
    fill(warehouse)
    targets = ["k-wechat", "s-wechat"]
    insert(warehouse, "assigned_releases", assigned("assigned:1", targets, ago(days=3), title="提示"))
    keep_answers(warehouse, ago())
    others = warehouse.query("SELECT count() AS n FROM posts WHERE account_id != 's-wechat'")
    kept = what_is_kept(warehouse, "s-wechat")
    assert forget(warehouse, "s-wechat", "test", NOW, at_once) == kept
    assert "s-wechat" not in everything(warehouse)
    assert warehouse.query("SELECT targets FROM assigned_releases") == [{"targets": ["k-wechat"]}]
    assert warehouse.query("SELECT count() AS n FROM posts") == others
    assert what_is_kept(warehouse, "s-wechat") == {}


def test_a_forgotten_release_takes_its_adoptions_with_it(warehouse: Warehouse) -> None:
    fill(warehouse)
    forget(warehouse, "p-wechat", "test", NOW, at_once)
    assert "p-wechat" not in everything(warehouse)


def test_who_is_remembered_is_loaded_again(warehouse: Warehouse, stream: Settings, tagger: Tagger) -> None:
    forget(warehouse, "a1", "test", NOW, at_once)
    assert forgotten(warehouse) == {"a1"}
    remember(warehouse, "a1", "test", datetime(2026, 1, 2, tzinfo=UTC))
    assert forgotten(warehouse) == set()
    drain(stream, warehouse, tagger)
    assert '"a1"' in everything(warehouse)
