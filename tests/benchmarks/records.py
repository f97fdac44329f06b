"""Records for the loader's benchmarks: the demo province's articles at 300 characters, and figures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from random import Random

from demo.texts import TOPICS, write
from hub.records import Metrics, Record
from hub.settings import Settings
from streams.log import BUFFERED_RECORDS
from streams.opening import open_log
from streams.publisher import Publisher
from tests.warehouse.loading import NOON, metrics, post

CHARACTERS = 300
DRAFTS = 3_000


def posts(count: int, first: int = 0) -> Iterator[Record]:
    """Posts from number `first` on, each with a text of its own."""
    made = _drafts()
    for number in range(first, first + count):
        title, text = made[number % len(made)]
        text = f"{number}期。{text}"[:CHARACTERS]
        yield post(number, account_id=f"account-{number % 116}", title=title, text=text)


def snapshots(count: int, first: int = 0) -> Iterator[Record]:
    """Figures as an interface gives them, of 3,000 posts every ten minutes: four of seventeen are known."""
    for number in range(first, first + count):
        known = Metrics(views=number, likes=number % 70, comments=number % 7, shares=number % 30)
        at = NOON + timedelta(minutes=10 * (number // 3000))
        yield metrics(number % 3000, account_id=f"account-{number % 116}", observed_at=at, metrics=known)


def publish_all(settings: Settings, records: Iterator[Record]) -> None:
    """Put records on the stream of a hub; they are acknowledged when this returns."""
    log = open_log(settings)
    publisher = Publisher(log)
    for number, record in enumerate(records, 1):
        publisher.publish(record)
        if number % (BUFFERED_RECORDS // 4) == 0:
            publisher.flush()
    publisher.close()
    log.close()


@cache
def _drafts() -> list[tuple[str, str]]:
    """Titles and texts of 300 characters."""
    random, topics, made = Random(2026), sorted(TOPICS), []
    for serial in range(DRAFTS):
        draft = write("wechat", topics[serial % len(topics)], serial, random, "安县", date(2026, 3, 1))
        made.append((draft.title, (draft.text * (CHARACTERS // len(draft.text) + 1))[:CHARACTERS]))
    return made
