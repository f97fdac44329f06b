"""Whole hubs that have gathered the demo province: one on the embedded log, one on a real Kafka."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.alerts.receiver import receiving
from tests.end_to_end.province import Province
from tests.kafka_broker import kafka_bootstrap
from tests.running_hub import RunningHub

__all__ = ["kafka_bootstrap"]


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Province]:
    """The demo province after 60 replayed days, with dashboards, in a folder whose name has a space."""
    yield from _gathered(tmp_path_factory.mktemp("烽火 province") / "var", days=60)


@pytest.fixture(scope="module")
def province_on_kafka(tmp_path_factory: pytest.TempPathFactory, kafka_bootstrap: str) -> Iterator[Province]:
    """Two thirds of these days, carried by a real Apache Kafka: what carries them does not care how many."""
    folder = tmp_path_factory.mktemp("province-on-kafka") / "var"
    yield from _gathered(
        folder, "--no-dashboards", days=40, FENGHUO_KAFKA=kafka_bootstrap, FENGHUO_TOPIC_PREFIX="province."
    )


def _gathered(data: Path, *options: str, days: int, **settings: str) -> Iterator[Province]:
    with receiving() as webhook:
        hub = RunningHub(
            data,
            "--demo",
            "--no-live",
            "--days",
            str(days),
            *options,
            FENGHUO_WEBHOOK=webhook.address,
            **settings,
        )
        try:
            hub.wait_until_ready()
            yield Province(hub, webhook, days)
        finally:
            hub.stop()
