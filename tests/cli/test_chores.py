"""What the loader's process does beside loading: it keeps the lag, trims the stream, and disturbs nothing."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cli.chores import Chore, do_once, doing, stream_chores
from hub.clock import SettableClock, SystemClock
from hub.errors import Unavailable
from hub.settings import Settings
from streams.embedded import EmbeddedLog
from streams.topics import METRICS, TOPICS
from tests.warehouse.embedded import embedded_settings
from tests.warehouse.loading import metrics, publish
from warehouse.client import connect
from warehouse.loader import GROUP


@pytest.fixture
def log(tmp_path: Path) -> EmbeddedLog:
    """A stream with ten records, loaded."""
    opened = EmbeddedLog(tmp_path / "stream.sqlite")
    opened.ensure_topics()
    publish(opened, *(metrics(number) for number in range(10)))
    opened.set_committed(GROUP, opened.end_offsets([METRICS]))
    return opened


def kept(log: EmbeddedLog) -> int:
    beginning = datetime(2000, 1, 1, tzinfo=UTC)
    return sum(log.end_offsets(TOPICS).values()) - sum(log.offsets_at(beginning, TOPICS).values())


def test_the_lag_is_kept_in_the_warehouse(log: EmbeddedLog, machine: Settings) -> None:
    do_once(stream_chores(machine, log, SystemClock()))
    answer = connect(machine).query(
        "SELECT sum(committed_offset) AS loaded, sum(lag) AS lag FROM v_stream_lag"
    )
    assert answer == [{"loaded": 10, "lag": 0}]


@pytest.mark.parametrize(("days", "age", "left"), [(90, 89, 10), (90, 91, 0), (0, 9999, 10)])
def test_what_is_loaded_is_dropped_after_the_days_of_the_settings(
    log: EmbeddedLog, machine: Settings, days: int, age: int, left: int
) -> None:
    settings = machine.model_copy(update={"topic_retention_days": days})
    do_once(stream_chores(settings, log, SettableClock(datetime.now(UTC) + timedelta(days=age))))
    assert kept(log) == left


def test_trouble_is_said_once_and_other_chores_are_done(
    log: EmbeddedLog, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    nowhere = embedded_settings(tmp_path)
    chores = stream_chores(nowhere, log, SettableClock(datetime.now(UTC) + timedelta(days=91)))
    do_once(chores)
    do_once(chores)
    assert kept(log) == 0
    assert caplog.text.count("The lag is not kept for now: The warehouse") == 1


def test_chores_are_done_beside_the_work_and_end_with_it() -> None:
    done = threading.Event()

    def fail() -> None:
        done.set()
        raise Unavailable("Not now.")

    with doing([Chore("Nothing is done", 60.0, fail)]):
        assert done.wait(10)
    assert not [thread for thread in threading.enumerate() if thread.name == "chores"]
