"""Which log the settings open, and what is said when it cannot be opened."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from hub.errors import Unavailable
from hub.settings import Settings
from streams import kafka
from streams.embedded import EmbeddedLog
from streams.opening import open_log
from streams.topics import TOPICS
from tests.kafka_broker import REPOSITORY


def test_without_a_broker_the_log_is_a_file_in_the_data_directory(tmp_path: Path) -> None:
    log = open_log(Settings(data=tmp_path, topic_partitions=2))
    assert isinstance(log, EmbeddedLog)
    assert (tmp_path / "stream.sqlite").exists()
    assert len(log.end_offsets(TOPICS)) == 2 * len(TOPICS)


def test_a_broker_that_does_not_answer_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kafka, "REQUEST_MS", 500)
    with pytest.raises(Unavailable, match=r"Kafka at 127\.0\.0\.1:9 does not answer .* FENGHUO_KAFKA"):
        open_log(Settings(data=tmp_path, kafka="127.0.0.1:9"))


def test_one_machine_without_a_broker_needs_no_kafka_client() -> None:
    code = "import sys, streams.opening, streams.publisher; sys.exit('kafka' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, check=False).returncode == 0
