"""What one would write first: `python -m tests.benchmarks.plain_load POSTS` loads so many posts from Kafka.

kafka-python, `json.loads`, `jieba.lcut` with a scan for key words, inserts of 1,000 rows; no validation, no
evidence, no dead letters, nothing when it dies. Prints messages and seconds as JSON, like
`tests.benchmarks.load`; joining the group is left out there and here.
"""

from __future__ import annotations

import json
import logging
import sys
import time
from collections.abc import Sequence
from datetime import datetime

import clickhouse_connect
import jieba
from kafka import KafkaConsumer

from hub.settings import load_settings
from nlp.lexicon import load_lexicon

ROWS = 1_000
COLUMNS = (
    "post_id",
    "account_id",
    "platform",
    "url",
    "title",
    "text",
    "published_at",
    "fetched_at",
    "topics",
)

WARM_UP = dict.fromkeys(COLUMNS[:6], "warm-up") | dict.fromkeys(COLUMNS[6:8], "2025-03-01T00:00:00+00:00")


def main(arguments: Sequence[str]) -> None:
    """Load, then tell."""
    settings = load_settings()
    client = clickhouse_connect.get_client(
        host="127.0.0.1",
        port=settings.clickhouse_port,
        username=settings.clickhouse_user,
        password=settings.secret("clickhouse_password"),
        compress=False,
        autogenerate_session_id=False,
    )
    client.database = settings.clickhouse_database
    jieba.setLogLevel(logging.WARNING)
    jieba.lcut("预热")
    labels = {entry.entry: entry.label for entry in load_lexicon().entries if entry.label_kind == "topic"}
    consumer = KafkaConsumer(
        f"{settings.topic_prefix}posts",
        bootstrap_servers=settings.kafka,
        group_id=f"{settings.topic_prefix}plain",
        auto_offset_reset="earliest",
        enable_auto_commit=False,
    )
    # The client reads what it needs for its first insert; that is left out like all that comes once.
    client.insert("posts", [_row(WARM_UP, labels)], column_names=COLUMNS)
    rows: list[tuple[object, ...]] = []
    wanted, clock, core = int(arguments[0]), 0.0, 0.0
    for loaded, message in enumerate(consumer, 1):
        if loaded == 1:
            clock, core = time.perf_counter(), time.process_time()
        rows.append(_row(json.loads(message.value), labels))
        if len(rows) == ROWS or loaded == wanted:
            client.insert("posts", rows, column_names=COLUMNS)
            consumer.commit()
            rows = []
        if loaded == wanted:
            break
    figures = {
        "messages": wanted,
        "clock": time.perf_counter() - clock,
        "core": time.process_time() - core,
    }
    sys.stdout.write(json.dumps(figures) + "\n")


def _row(post: dict[str, str], labels: dict[str, str]) -> tuple[object, ...]:
    words = jieba.lcut(post["title"] + "\n" + post["text"])
    topics = sorted({labels[word] for word in words if word in labels})
    instants = [datetime.fromisoformat(post[name]) for name in ("published_at", "fetched_at")]
    return (*(post[name] for name in COLUMNS[:6]), *instants, topics)


if __name__ == "__main__":
    main(sys.argv[1:])
