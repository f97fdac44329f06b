"""Records for loader tests, and the loader in a process of its own that may be killed."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hub.records import AccountSeen, CrawlFinished, Metrics, MetricsSeen, PostSeen, Record
from hub.settings import Settings
from streams.log import Log
from streams.publisher import Publisher
from tests.warehouse.embedded import environment_of

NOON = datetime(2025, 3, 1, 4, 0, tzinfo=UTC)
_LOAD = """
import threading
from hub.clock import SystemClock
from hub.settings import load_settings
from nlp.tagger import Tagger
from streams.opening import open_log
from warehouse.client import connect
from warehouse.loader import Loader
settings = load_settings()
Loader(open_log(settings), connect(settings), Tagger(), SystemClock()).run(threading.Event())
"""


def post(number: int = 1, **changes: object) -> PostSeen:
    """A WeChat post, published at noon and seen an hour later unless `changes` say otherwise."""
    fields: dict[str, object] = {
        "post_id": f"wechat:{number}",
        "account_id": "a1",
        "platform": "wechat",
        "url": f"https://mp.example/{number}",
        "title": "冬季用电防火提示",
        "text": "请及时关闭电源，不要私拉乱接电线，电动自行车不要进楼入户充电。",
        "media": "article",
        "published_at": NOON,
        "fetched_at": NOON + timedelta(hours=1),
    }
    return PostSeen(**{**fields, **changes})  # type: ignore[arg-type]


def metrics(number: int = 1, hour: int = 1, **changes: object) -> MetricsSeen:
    """A snapshot of a WeChat post's figures, `hour` hours after noon."""
    fields: dict[str, object] = {
        "post_id": f"wechat:{number}",
        "account_id": "a1",
        "platform": "wechat",
        "observed_at": NOON + timedelta(hours=hour),
        "source": "official",
        "metrics": Metrics(readers=100 * hour),
    }
    return MetricsSeen(**{**fields, **changes})  # type: ignore[arg-type]


def crawl(number: int = 1, **changes: object) -> CrawlFinished:
    """A successful visit that started `number` hours after noon."""
    started_at = NOON + timedelta(hours=number)
    fields: dict[str, object] = {
        "account_id": "a1",
        "platform": "wechat",
        "started_at": started_at,
        "finished_at": started_at + timedelta(seconds=5),
        "outcome": "ok",
        "posts_seen": 1,
    }
    return CrawlFinished(**{**fields, **changes})  # type: ignore[arg-type]


def account(number: int = 1) -> AccountSeen:
    """An account's followers, `number` hours after noon."""
    return AccountSeen(
        account_id="a1", platform="wechat", observed_at=NOON + timedelta(hours=number), followers_total=number
    )


def publish(log: Log, *records: Record) -> None:
    """Put records on the stream; they are acknowledged when this returns."""
    publisher = Publisher(log)
    for record in records:
        assert publisher.publish(record)
    publisher.close()


def start_loader(settings: Settings, log_file: Path) -> subprocess.Popen[bytes]:
    """A loader process on the stream and the warehouse of `settings`."""
    with log_file.open("ab") as output:
        return subprocess.Popen(
            [sys.executable, "-c", _LOAD],
            env=environment_of(settings),
            cwd=settings.data,
            stdout=output,
            stderr=output,
        )
