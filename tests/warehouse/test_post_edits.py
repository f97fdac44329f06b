"""An edit makes a new version of a post, and what it said before stays."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from hub.clock import SystemClock
from nlp.tagger import Tagger
from streams.embedded import EmbeddedLog
from tests.warehouse.loading import post, publish
from tests.warehouse.rows import insert
from tests.warehouse.rows import post as post_row
from warehouse.client import Warehouse
from warehouse.loader import Loader
from warehouse.rows import TABLES, post_text_rows

AT = datetime(2026, 11, 20, 1, 30, tzinfo=UTC)
EDITS = "SELECT post_id, version, versions, title, text, first_seen_at, last_seen_at FROM v_post_edits"


def test_the_old_text_of_an_edited_post_is_kept_beside_the_new(warehouse: Warehouse, tmp_path: Path) -> None:
    log = EmbeddedLog(tmp_path / "stream.sqlite")
    log.ensure_topics()
    hours = [AT + timedelta(hours=number) for number in range(4)]
    publish(
        log,
        post(1, text="楼道不停电动车", fetched_at=hours[0]),
        post(3, text="同一批里改前", fetched_at=hours[0]),
        post(3, text="同一批里改后", fetched_at=hours[1]),
        post(1, text="楼道不停电动车", fetched_at=hours[1]),
        post(2, text="从未改过", fetched_at=hours[1]),
    )
    Loader(log, warehouse, Tagger(), SystemClock()).drain()
    publish(log, post(1, text="楼道不停放电动车", fetched_at=hours[2]))
    publish(log, post(1, text="", title="", deleted=True, fetched_at=hours[3]))
    Loader(log, warehouse, Tagger(), SystemClock()).drain()
    rows = warehouse.query(f"{EDITS} ORDER BY post_id, version")
    assert [row["text"] for row in rows[2:]] == ["同一批里改前", "同一批里改后"]
    assert [(row["post_id"], row["version"], row["versions"], row["text"]) for row in rows[:2]] == [
        ("wechat:1", 1, 2, "楼道不停电动车"),
        ("wechat:1", 2, 2, "楼道不停放电动车"),
    ]
    assert (rows[0]["first_seen_at"], rows[1]["first_seen_at"]) == (hours[0], hours[2])
    [kept] = warehouse.query("SELECT text, deleted FROM v_posts WHERE post_id = 'wechat:1'")
    assert kept == {"text": "楼道不停放电动车", "deleted": True}


def test_a_title_known_before_its_text_is_no_version(warehouse: Warehouse) -> None:
    insert(warehouse, "posts", post_row("wechat:1", "a", AT))
    insert(warehouse, "post_texts", wording("标题", ""), wording("标题", "正文"))
    assert warehouse.query(EDITS) == []
    insert(warehouse, "post_texts", wording("改后的标题", "正文"))
    assert [row["title"] for row in warehouse.query(f"{EDITS} ORDER BY title")] == ["改后的标题", "标题"]


def test_the_migration_makes_the_same_digest_of_a_text_as_the_loader(warehouse: Warehouse) -> None:
    digest = "substring(lower(hex(SHA256('正文'))), 1, 16)"
    [row] = warehouse.query(f"SELECT {digest} AS digest")
    assert row["digest"] == wording("", "正文")["text_digest"]


def wording(title: str, text: str) -> dict[str, object]:
    """A row of post_texts as the loader writes it."""
    [row] = post_text_rows([post(1, title=title, text=text, fetched_at=AT)])
    return dict(zip(TABLES["post_texts"], row, strict=True))
