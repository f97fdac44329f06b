"""A short trial, on the embedded log. `make faults` runs the long ones, on Kafka too."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.faults.__main__ import run_trial
from tests.faults.content import Content

KILLS = 6
DISK_BYTES = 1_000_000_000

pytestmark = pytest.mark.slow


def test_nothing_is_lost_or_counted_twice_whatever_is_killed(tmp_path: Path) -> None:
    content = Content(seed=7, posts=500, figures=2_500, base=datetime.now(UTC).replace(microsecond=0))
    table, findings = run_trial("embedded", content, KILLS, tmp_path / "trial", DISK_BYTES)
    sys.stdout.write(table)
    assert findings.faults == []
    assert findings.rows > 3_500
    assert findings.letters == findings.garbage_messages >= len(findings.model.garbage)
