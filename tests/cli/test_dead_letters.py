"""`fenghuo dead-letters`: found, shown to the last byte, replayed once, dropped with a reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from hub.clock import SystemClock
from hub.settings import Settings
from nlp.tagger import Tagger
from streams import codec
from streams.log import Log
from streams.opening import open_log
from streams.topics import METRICS, POSTS, TOPICS
from tests.cli.conftest import Run, RunHere
from tests.warehouse.loading import metrics, post
from warehouse.client import connect
from warehouse.loader import GROUP, Loader

Load = Callable[[], None]
Letters = Callable[..., list[dict[str, Any]]]

GARBAGE = b"\xff\x00 no json\x1b[31m"


@pytest.fixture
def log(machine: Settings) -> Iterator[Log]:
    """The machine's stream; no letter is in its warehouse."""
    warehouse = connect(machine)
    for table in ("dead_letters", "dead_letter_fates"):
        warehouse.command(f"TRUNCATE TABLE {table}")
    warehouse.close()
    opened = open_log(machine)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return Tagger()


@pytest.fixture
def load(log: Log, machine: Settings, tagger: Tagger) -> Load:
    """Load what is on the stream, the letters that come of it included."""

    def drain() -> None:
        loader = Loader(log, connect(machine), tagger, SystemClock())
        loader.drain()

    return drain


@pytest.fixture
def letters(machine: Settings) -> Letters:
    """What the warehouse says of its letters, the oldest first."""

    def ask(columns: str = "letter_id, state, attempt") -> list[dict[str, Any]]:
        return connect(machine).query(f"SELECT {columns} FROM v_dead_letters ORDER BY received_at")

    return ask


def send(log: Log, topic: str, value: bytes, **headers: str) -> None:
    """A message as somebody else's program, or another version of ours, might write it."""
    producer = log.producer()
    usual = {"type": codec.TYPE_OF_TOPIC[topic], "version": "1.0", "content-type": "application/json"}
    producer.send(topic, "wechat:1", value, {**usual, **headers})
    producer.close()


def test_letters_are_listed_by_what_is_known_of_them(
    fenghuo_here: RunHere, log: Log, load: Load, letters: Letters
) -> None:
    send(log, POSTS, GARBAGE)
    send(log, METRICS, codec.encode(metrics()).value, version="2.0")
    load()
    everything = fenghuo_here("dead-letters", "list").stdout
    assert "死信：2" in everything
    for condition in (("--reason", "newer than"), ("--account", "a1"), ("--topic", "metrics")):
        listed = fenghuo_here("dead-letters", "list", *condition).stdout
        assert "死信：1" in listed
        assert "metrics/" in listed
    assert "死信：2" in fenghuo_here("dead-letters", "list", "--origin", "loader", "--since", "1h").stdout
    for condition in (("--origin", "crawlers"), ("--reason", "nonsense"), ("--since", "2999-01-01")):
        assert "没有符合条件的死信" in fenghuo_here("dead-letters", "list", *condition).stdout
    assert "（待处理 2）" in fenghuo_here("status").stdout
    assert "只列出前 1 封" in fenghuo_here("dead-letters", "list", "--limit", "1").stdout


def test_a_letter_is_shown_with_its_bytes_and_steers_no_terminal(
    fenghuo_here: RunHere, log: Log, load: Load, letters: Letters
) -> None:
    send(log, POSTS, GARBAGE)
    load()
    [letter] = letters()
    shown = fenghuo_here("dead-letters", "show", letter["letter_id"]).stdout
    assert "原始内容（15 字节）" in shown
    assert r"\xff\x00 no json\x1b[31m" in shown
    assert "\x1b" not in shown
    raw = fenghuo_here("dead-letters", "show", letter["letter_id"], "--raw")
    assert raw.stdout_bytes == GARBAGE


def test_a_replayed_record_arrives_and_is_not_offered_again(
    fenghuo_here: RunHere, log: Log, load: Load, letters: Letters
) -> None:
    # As after a mended bug: the record in the letter is one this hub can read now.
    record = post(501, title="重放的作品")
    send(log, POSTS, codec.encode(record).value, type="PostSeenOfTomorrow")
    load()
    [letter] = letters()
    replayed = fenghuo_here("dead-letters", "replay", letter["letter_id"], "--why", "升级了")
    assert f"{letter['letter_id']}：已重放，第 2 次尝试" in replayed.stdout
    assert "重放 1 封，不能重放 0 封" in replayed.stdout
    load()
    assert (
        "重放的作品" in fenghuo_here("sql", "SELECT title FROM v_posts WHERE post_id = 'wechat:501'").stdout
    )
    assert letters("state, why, decided_by != '' AS known") == [
        {"state": "replayed", "why": "升级了", "known": 1}
    ]
    assert "没有符合条件的死信" in fenghuo_here("dead-letters", "list").stdout
    assert "已重放" in fenghuo_here("dead-letters", "list", "--all").stdout
    again = fenghuo_here("dead-letters", "replay", letter["letter_id"])
    assert "不再处理" in again.stdout
    assert "重放 0 封" in again.stdout


def test_what_fails_again_is_a_letter_of_the_next_attempt(
    fenghuo_here: RunHere, log: Log, load: Load, letters: Letters
) -> None:
    send(log, METRICS, codec.encode(metrics(platform="wechat")).value.replace(b"2025-03-01", b"2500-03-01"))
    load()
    assert "重放 1 封" in fenghuo_here("dead-letters", "replay", "--reason", "cannot be stored").stdout
    load()
    assert [(row["state"], row["attempt"]) for row in letters()] == [("replayed", 1), ("open", 2)]


def test_what_cannot_be_replayed_says_why_and_stays(
    fenghuo_here: RunHere, log: Log, load: Load, letters: Letters
) -> None:
    send(log, POSTS, codec.encode(post()).value, version="2.0")
    send(log, POSTS, GARBAGE)
    load()
    answer = fenghuo_here("dead-letters", "replay", "--all").stdout
    assert "不能重放。Dead letter posts/" in answer
    assert "newer than" in answer
    assert "重放 0 封，不能重放 2 封" in answer
    assert "死信：2" in fenghuo_here("dead-letters", "list").stdout


def test_a_decision_outlives_reading_the_stream_again(
    fenghuo_here: RunHere, log: Log, load: Load, letters: Letters
) -> None:
    send(log, POSTS, GARBAGE)
    load()
    fenghuo_here("dead-letters", "drop", "--all", "--yes", "--why", "测试数据")
    consumer = log.consumer(GROUP, TOPICS)
    while not consumer.assignment():
        consumer.poll(1, 0.1)
    consumer.commit(dict.fromkeys(consumer.assignment(), 0))
    consumer.close()
    load()
    assert ("dropped", "测试数据") in [(row["state"], row["why"]) for row in letters("state, why")]


def test_dropping_asks_first_and_needs_a_reason(
    fenghuo_here: RunHere, log: Log, load: Load, letters: Letters, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(log, POSTS, GARBAGE)
    load()
    monkeypatch.setenv("LOGNAME", "zhang")
    refused = fenghuo_here("dead-letters", "drop", "--all", "--why", "垃圾", input="n\n")
    assert refused.exit_code == 1
    assert fenghuo_here("dead-letters", "drop", "--all", "--yes").exit_code == 2
    assert [row["state"] for row in letters()] == ["open"]
    agreed = fenghuo_here("dead-letters", "drop", "--all", "--why", "垃圾", input="y\n")
    assert "丢弃这 1 封死信" in agreed.stdout
    assert letters("state, decided_by, why") == [{"state": "dropped", "decided_by": "zhang", "why": "垃圾"}]


@pytest.mark.parametrize("command", [("replay",), ("drop", "--why", "x", "--yes")])
def test_without_a_word_on_which_letters_nothing_happens(fenghuo: Run, command: tuple[str, ...]) -> None:
    refused = fenghuo("dead-letters", *command)
    assert refused.returncode == 2
    assert "Say which letters" in refused.stderr
    unknown = fenghuo("dead-letters", *command, "posts/9/9")
    assert unknown.returncode == 2
    assert "There is no dead letter posts/9/9" in unknown.stderr


def test_a_time_that_is_none_is_refused(fenghuo: Run) -> None:
    refused = fenghuo("dead-letters", "list", "--since", "yesterdayish")
    assert refused.returncode == 2
    assert "is no time; write" in " ".join(refused.stderr.split())
