"""How many records a second the stream carries: `python -m tests.benchmarks.bench_streams [--kafka]`.

A record is a post of 300 characters. Each log is measured whole, on one core, as gatherers and loader use it:
publish (encode, check, send, flush every 1,000) and consume (poll 1,000, decode, commit). The last column
compares with merely encoding and decoding the same records. Kafka is measured with --kafka, on a broker of
this machine that needs Java and Maven.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from hub.records import PostSeen
from hub.settings import Settings
from streams import codec
from streams.log import Log, Message, TopicPartition
from streams.opening import open_log
from streams.publisher import Publisher
from streams.topics import POSTS

RECORDS = 50_000
BATCH = 1_000
CHARACTERS = 300


def main(arguments: Sequence[str]) -> None:
    """Print one line for each log."""
    records = list(_posts())
    codec_alone = _codec_alone(records)
    sys.stdout.write(f"{RECORDS:,} posts of {CHARACTERS} characters, records/s\n")
    sys.stdout.write(f"{'log':10}{'publish':>10}{'consume':>10}{'both / codec alone':>21}\n")
    sys.stdout.write(f"{'codec':10}{'':20}{codec_alone:>17,.0f} = 1\n")
    for name, settings in _logs(arguments):
        log = open_log(settings)
        published = _rate(partial(_publish, log, records))
        consumed = _rate(partial(_consume, log))
        log.close()
        both = 1 / (1 / published + 1 / consumed)
        sys.stdout.write(f"{name:10}{published:>10,.0f}{consumed:>10,.0f}{both / codec_alone:>21.2f}\n")


def _logs(arguments: Sequence[str]) -> Iterator[tuple[str, Settings]]:
    with tempfile.TemporaryDirectory() as directory:
        yield "embedded", Settings(data=Path(directory), min_free_bytes=0)
        if "--kafka" in arguments:
            from tests.kafka_broker import shared_broker

            yield "kafka", Settings(data=Path(directory), kafka=shared_broker().bootstrap)


def _posts() -> Iterator[PostSeen]:
    at = datetime(2026, 3, 1, tzinfo=UTC)
    text = "冬季取暖谨防一氧化碳中毒，燃煤炉必须安装烟囱并保持通风。" * 20
    for number in range(RECORDS):
        yield PostSeen(
            post_id=f"wechat:{number}",
            account_id=f"account-{number % 116}",
            platform="wechat",
            url=f"https://example.invalid/{number}",
            title="冬季取暖安全提示",
            text=f"第{number}期 {text}"[:CHARACTERS],
            media="article",
            published_at=at,
            fetched_at=at,
        )


def _rate(work: Callable[[], None]) -> float:
    began = time.perf_counter()
    work()
    return RECORDS / (time.perf_counter() - began)


def _codec_alone(records: Sequence[PostSeen]) -> float:
    def work() -> None:
        for record in records:
            topic, key, value, headers = codec.encode(record)
            codec.decode(Message(topic, 0, 0, key, value, headers, record.fetched_at))

    return _rate(work)


def _publish(log: Log, records: Sequence[PostSeen]) -> None:
    publisher = Publisher(log)
    for number, record in enumerate(records, 1):
        publisher.publish(record)
        if number % BATCH == 0:
            publisher.flush()
    publisher.close()


def _consume(log: Log) -> None:
    consumer = log.consumer("bench", [POSTS])
    count = 0
    while count < RECORDS:
        messages = consumer.poll(BATCH, 1.0)
        for message in messages:
            codec.decode(message)
        consumer.commit({TopicPartition(m.topic, m.partition): m.offset + 1 for m in messages})
        count += len(messages)
    consumer.close()


if __name__ == "__main__":
    main(sys.argv[1:])
