"""The two logs, so that every contract test runs against both, and processes that use them."""

from __future__ import annotations

import os
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hub.settings import Settings
from streams.log import Log
from streams.opening import open_log
from tests.kafka_broker import REPOSITORY, kafka_bootstrap

__all__ = ["kafka_bootstrap"]

Process = subprocess.Popen[str]
StartProcess = Callable[..., Process]


@pytest.fixture(params=["embedded", pytest.param("kafka", marks=pytest.mark.kafka)])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Settings that name an empty log, embedded or on a real broker."""
    if request.param == "embedded":
        return Settings(data=tmp_path, min_free_bytes=0)
    bootstrap = request.getfixturevalue("kafka_bootstrap")
    return Settings(data=tmp_path, kafka=bootstrap, topic_prefix=f"test-{uuid.uuid4().hex}.")


@pytest.fixture
def log(settings: Settings) -> Iterator[Log]:
    opened = open_log(settings)
    yield opened
    opened.close()


@pytest.fixture
def start_process(settings: Settings) -> Iterator[StartProcess]:
    """Start `python -m tests.streams.processes ARGUMENTS` on the same log; ended after the test."""
    started: list[Process] = []

    def start(*arguments: object) -> Process:
        command = [sys.executable, "-m", "tests.streams.processes", *map(str, arguments)]
        process = subprocess.Popen(
            command, env=_environment(settings), cwd=REPOSITORY, text=True, stdout=subprocess.PIPE
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def _environment(settings: Settings) -> dict[str, str]:
    ours = {
        "FENGHUO_DATA": str(settings.data),
        "FENGHUO_MIN_FREE_BYTES": str(settings.min_free_bytes),
        "FENGHUO_TOPIC_PREFIX": settings.topic_prefix,
    }
    if settings.kafka:
        ours["FENGHUO_KAFKA"] = settings.kafka
    return {name: value for name, value in os.environ.items() if not name.startswith("FENGHUO_")} | ours
