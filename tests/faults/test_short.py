"""The short trials: a few kills on each log. `make faults` runs the long ones."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.faults.__main__ import run_trial
from tests.faults.content import Content
from tests.kafka_broker import require_kafka

KILLS = {"embedded": 12, "kafka": 6}
DISK_BYTES = 1_000_000_000

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("log", ["embedded", pytest.param("kafka", marks=pytest.mark.kafka)])
def test_nothing_is_lost_or_counted_twice_whatever_is_killed(log: str, tmp_path: Path) -> None:
    if log == "kafka":
        require_kafka()
    content = Content(seed=7, posts=500, figures=2_500, base=datetime.now(UTC).replace(microsecond=0))
    table, findings = run_trial(log, content, KILLS[log], tmp_path / "trial", DISK_BYTES)
    sys.stdout.write(table)
    assert findings.faults == []
    assert findings.rows > 3_500
    assert findings.letters == findings.garbage_messages >= len(findings.model.garbage)
