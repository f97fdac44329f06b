"""While the warehouse is away the loader reads no more than one batch, however much waits in the stream."""

from __future__ import annotations

import logging
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from hub.clock import SystemClock
from hub.settings import Settings
from nlp.tagger import Tagger
from streams.log import Log, Message
from streams.opening import open_log
from tests.warehouse.embedded import ServerProcess
from tests.warehouse.loading import metrics, publish
from warehouse import batch
from warehouse.client import Warehouse, connect
from warehouse.loader import POLL_MESSAGES, Loader
from warehouse.migrations import migrate

MAX_MESSAGES = 2_000
BACKLOG = 20_000


class Counting:
    """A log, or a consumer of one, that counts the messages handed out."""

    def __init__(self, inner: Any, handed: list[int]) -> None:
        self._inner = inner
        self._handed = handed

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def consumer(self, *arguments: Any) -> Counting:
        return Counting(self._inner.consumer(*arguments), self._handed)

    def poll(self, max_records: int, timeout: float) -> list[Message]:
        messages: list[Message] = self._inner.poll(max_records, timeout)
        self._handed.append(len(messages))
        return messages


def backlog(directory: Path) -> Log:
    log = open_log(Settings(data=directory, min_free_bytes=0, _env_file=None))  # type: ignore[call-arg]
    publish(log, *(metrics(number) for number in range(BACKLOG)))
    return log


@pytest.mark.slow
def test_a_backlog_waits_in_the_stream_and_not_in_memory(
    own_server: ServerProcess,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.WARNING)
    monkeypatch.setattr(batch, "MAX_MESSAGES", MAX_MESSAGES)
    own_server.start()
    migrate(connect(own_server.settings, patience=60))
    own_server.kill()
    handed: list[int] = []
    log: Any = Counting(backlog(tmp_path), handed)
    stop = threading.Event()
    away = Warehouse(own_server.settings, patience=0.2)
    thread = threading.Thread(target=Loader(log, away, Tagger(), SystemClock()).run, args=(stop,))
    thread.start()
    try:
        while "Loading waits" not in caplog.text:
            time.sleep(0.1)
        polls = len(handed)
        while len(handed) < polls + 20:
            time.sleep(0.1)
        assert sum(handed) <= MAX_MESSAGES + POLL_MESSAGES
        own_server.start()
        warehouse = connect(own_server.settings, patience=60)
        while warehouse.query("SELECT count() AS rows FROM metrics FINAL") != [{"rows": BACKLOG}]:
            time.sleep(0.2)
    finally:
        stop.set()
        thread.join(60)
    assert not thread.is_alive()
