"""The last sighting of an account: its last success, its newest post, its recent posts."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from hub.clock import SystemClock
from nlp.tagger import Tagger
from streams.embedded import EmbeddedLog
from tests.warehouse.loading import NOON, crawl, post, publish
from warehouse.client import Warehouse
from warehouse.loader import Loader
from warehouse.sightings import read_sightings


def test_sightings_say_what_to_overlap_with(warehouse: Warehouse, tmp_path: Path) -> None:
    log = EmbeddedLog(tmp_path / "stream.sqlite")
    log.ensure_topics()
    old, recent, gone = NOON - timedelta(days=36), NOON - timedelta(days=34), NOON - timedelta(days=1)
    publish(
        log,
        post(1, published_at=old),
        post(2, published_at=recent),
        post(3, published_at=gone, deleted=True),
        post(4, account_id="seen-only", published_at=old),
        crawl(1),
        crawl(2, outcome="partial"),
        crawl(3, outcome="failed", error_kind="network"),
        crawl(1, account_id="never-posted"),
        crawl(1, account_id="never-reached", outcome="failed", error_kind="network"),
    )
    Loader(log, warehouse, Tagger(), SystemClock()).drain()
    rows = {str(row.pop("account_id")): row for row in read_sightings(warehouse, NOON)}
    assert rows == {
        "a1": {
            "last_success_at": None,
            "newest_published_at": gone,
            "recent": [("wechat:2", recent, "https://mp.example/2")],
            "gone": [("wechat:3", gone)],
        },
        "seen-only": {"last_success_at": None, "newest_published_at": old, "recent": [], "gone": []},
    }
    later = {str(row.pop("account_id")): row for row in read_sightings(warehouse, NOON + timedelta(hours=9))}
    assert later["a1"]["last_success_at"] == NOON + timedelta(hours=2, seconds=5)
    assert later["never-posted"] == {
        "last_success_at": NOON + timedelta(hours=1, seconds=5),
        "newest_published_at": None,
        "recent": [],
        "gone": [],
    }
    assert "never-reached" not in later
