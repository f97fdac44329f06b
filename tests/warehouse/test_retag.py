"""Tags after a lexicon change: as if everything had been loaded anew, at once, whatever dies or arrives."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from hub.clock import SystemClock
from hub.errors import AlreadyRunning
from hub.settings import Settings
from nlp.lexicon import Lexicon, load_lexicon
from nlp.tagger import Tagger
from streams.embedded import EmbeddedLog
from streams.log import Log
from streams.topics import TOPICS
from tests.warehouse.embedded import ServerProcess, environment_of
from tests.warehouse.loading import NOON, post, publish
from warehouse.client import Warehouse, connect
from warehouse.loader import GROUP, Loader
from warehouse.retag import Retag, RetagReport

POSTS = 60
TEXTS = ("电动自行车不要进楼入户充电。", "清明祭扫严防森林火灾。", "今天食堂吃饺子。")
_RETAG_SLOWLY = """
import time
from hub.settings import load_settings
from nlp.tagger import Tagger
from warehouse.client import connect
from warehouse.retag import Retag
def advance(done, total):
    print(done, flush=True)
    time.sleep(0.2)
Retag(connect(load_settings()), Tagger(), batch_posts=5).run(advance)
"""


@pytest.fixture(scope="module")
def new() -> Tagger:
    return Tagger()


@pytest.fixture(scope="module")
def old() -> Tagger:
    """A tagger whose lexicon knew only half of the words."""
    lexicon = load_lexicon()
    return Tagger(Lexicon(lexicon.entries[::2], "0123456789ab"))


@pytest.fixture
def log(tmp_path: Path) -> EmbeddedLog:
    opened = EmbeddedLog(tmp_path / "stream.sqlite")
    opened.ensure_topics()
    return opened


@pytest.fixture
def loaded(log: Log, warehouse: Warehouse, old: Tagger) -> Iterator[Warehouse]:
    """A warehouse whose posts were loaded with the old lexicon."""
    texts = [TEXTS[number % len(TEXTS)] for number in range(POSTS)]
    publish(log, *(post(number, title="", text=text) for number, text in enumerate(texts)))
    load(log, warehouse, old)
    yield warehouse
    assert stages(warehouse) == []


def load(log: Log, warehouse: Warehouse, tagger: Tagger) -> None:
    Loader(log, warehouse, tagger, SystemClock()).drain()


def retag(warehouse: Warehouse, tagger: Tagger) -> RetagReport:
    return Retag(warehouse, tagger).run(lambda done, total: None)


def rows(warehouse: Warehouse) -> list[dict[str, object]]:
    return warehouse.query("SELECT * FROM posts FINAL ORDER BY post_id")


def taggers(warehouse: Warehouse) -> list[dict[str, object]]:
    return warehouse.query("SELECT tagger, count() AS posts FROM posts FINAL GROUP BY tagger ORDER BY tagger")


def stages(warehouse: Warehouse) -> list[dict[str, object]]:
    return warehouse.query(
        "SELECT name FROM system.tables WHERE database = currentDatabase() AND name LIKE 'posts_retag%'"
    )


def test_the_result_is_that_of_loading_everything_anew(
    log: Log, loaded: Warehouse, old: Tagger, new: Tagger
) -> None:
    before = rows(loaded)
    assert retag(loaded, new) == RetagReport(POSTS, 0)
    after = rows(loaded)
    assert [row["topics"] for row in after] != [row["topics"] for row in before]
    loaded.command("TRUNCATE TABLE posts")
    log.set_committed(GROUP, dict.fromkeys(log.end_offsets(TOPICS), 0))
    load(log, loaded, new)
    assert rows(loaded) == after


def test_a_second_retag_has_nothing_to_do(loaded: Warehouse, new: Tagger) -> None:
    retag(loaded, new)
    assert retag(loaded, new) == RetagReport(0, 0)


def test_merging_the_table_keeps_the_new_tags(loaded: Warehouse, new: Tagger) -> None:
    retag(loaded, new)
    loaded.command("OPTIMIZE TABLE posts FINAL")
    assert taggers(loaded) == [{"tagger": new.version, "posts": POSTS}]


def test_a_reader_sees_all_old_tags_or_all_new(loaded: Warehouse, new: Tagger) -> None:
    seen: list[tuple[str, ...]] = []
    done = threading.Event()

    def look() -> None:
        while not done.is_set():
            versions = loaded.query("SELECT tagger FROM posts FINAL GROUP BY tagger ORDER BY tagger")
            seen.append(tuple(str(row["tagger"]) for row in versions))

    reader = threading.Thread(target=look)
    reader.start()
    Retag(loaded, new, batch_posts=7).run(lambda done, total: time.sleep(0.05))
    time.sleep(0.3)
    done.set()
    reader.join(timeout=60)
    assert {len(versions) for versions in seen} == {1}
    assert seen[0] != seen[-1] == (new.version,)


def test_posts_loaded_meanwhile_are_neither_lost_nor_reverted(
    log: Log, loaded: Warehouse, new: Tagger
) -> None:
    def load_more(done: int, total: int) -> None:
        if done == 20:
            seen_again = NOON + timedelta(hours=5)
            publish(log, post(1, text="改过的正文", fetched_at=seen_again), post(777, text=TEXTS[0]))
            load(log, loaded, new)

    report = Retag(loaded, new, batch_posts=10).run(load_more)
    assert report.late == 0
    assert taggers(loaded) == [{"tagger": new.version, "posts": POSTS + 1}]
    again = loaded.query("SELECT text, fetched_at FROM posts FINAL WHERE post_id = 'wechat:1'")
    assert again == [{"text": "改过的正文", "fetched_at": NOON + timedelta(hours=5)}]


def test_two_retags_at_once_are_told_and_nothing_is_lost(loaded: Warehouse, new: Tagger) -> None:
    def overtake(done: int, total: int) -> None:
        if done == 20:
            assert retag(loaded, new).retagged == POSTS

    with pytest.raises(AlreadyRunning, match="run it again"):
        Retag(loaded, new, batch_posts=10).run(overtake)
    assert retag(loaded, new).retagged == 0
    assert taggers(loaded) == [{"tagger": new.version, "posts": POSTS}]


def test_a_post_completed_meanwhile_without_being_newer_stays_complete(
    loaded: Warehouse, new: Tagger
) -> None:
    def complete(done: int, total: int) -> None:
        if done == POSTS:
            [row] = loaded.query("SELECT * FROM posts FINAL WHERE post_id = 'wechat:1'")
            row |= {"text": TEXTS[0], "url": "https://completed.example"}
            loaded.insert("posts", {name: [value] for name, value in row.items()})

    Retag(loaded, new, batch_posts=10).run(complete)
    after = loaded.query("SELECT text, url, topics, tagger FROM posts FINAL WHERE post_id = 'wechat:1'")
    topics = list(new.tag("", TEXTS[0], "wechat").topics)
    assert after == [
        {"text": TEXTS[0], "url": "https://completed.example", "topics": topics, "tagger": new.version}
    ]


def test_what_a_loader_with_the_old_lexicon_writes_meanwhile_is_counted(
    log: Log, loaded: Warehouse, old: Tagger, new: Tagger
) -> None:
    def load_more(done: int, total: int) -> None:
        if done == POSTS:
            publish(log, post(1, text=TEXTS[1], fetched_at=NOON + timedelta(hours=5)))
            load(log, loaded, old)

    assert Retag(loaded, new, batch_posts=POSTS).run(load_more).late == 1
    assert retag(loaded, new) == RetagReport(1, 0)


def test_only_posts_published_since_are_tagged_anew(
    log: Log, loaded: Warehouse, old: Tagger, new: Tagger
) -> None:
    publish(log, post(900, published_at=NOON + timedelta(days=3), fetched_at=NOON + timedelta(days=3)))
    load(log, loaded, old)
    assert Retag(loaded, new, NOON + timedelta(days=1)).run(lambda done, total: None) == RetagReport(1, 0)
    assert {row["tagger"]: row["posts"] for row in taggers(loaded)} == {old.version: POSTS, new.version: 1}


def test_a_killed_retag_goes_on_and_shows_nothing_before_its_end(
    loaded: Warehouse, warehouse_server: ServerProcess, old: Tagger, new: Tagger
) -> None:
    killed_after(25, warehouse_server.settings)
    assert taggers(loaded) == [{"tagger": old.version, "posts": POSTS}]
    told: list[tuple[int, int]] = []
    Retag(loaded, new).run(lambda done, total: told.append((done, total)))
    assert told[0][0] >= 25
    assert told[-1] == (POSTS, POSTS)
    assert taggers(loaded) == [{"tagger": new.version, "posts": POSTS}]


def killed_after(staged: int, settings: Settings) -> None:
    """Retag in a process of its own and kill it once it has staged so many posts."""
    process = subprocess.Popen(
        [sys.executable, "-c", _RETAG_SLOWLY], env=environment_of(settings), stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    while int(process.stdout.readline()) < staged:
        pass
    process.kill()
    process.wait(timeout=60)


def test_what_another_lexicon_has_staged_is_thrown_away(
    loaded: Warehouse, warehouse_server: ServerProcess, new: Tagger
) -> None:
    killed_after(10, warehouse_server.settings)
    newest = Tagger(Lexicon(load_lexicon().entries[::3], "ba9876543210"))
    assert retag(connect(warehouse_server.settings), newest) == RetagReport(POSTS, 0)
    assert taggers(loaded) == [{"tagger": newest.version, "posts": POSTS}]
