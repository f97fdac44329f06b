"""A process kills itself at the step it is armed for, at that only, and not at all when unarmed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from hub.killpoints import ARMED

_PASS = "from hub.killpoints import reached\nfor step in 'abab':\n    reached(step)\n    print(step)"


@pytest.mark.parametrize(
    ("armed", "passed"),
    [("a:1", ""), ("b", "a"), ("a:2", "ab"), ("b:2", "aba"), ("b:3", "abab"), ("", "abab")],
)
def test_a_process_dies_where_it_is_armed_and_nowhere_else(armed: str, passed: str) -> None:
    done = subprocess.run(
        [sys.executable, "-u", "-c", _PASS],
        env={**os.environ, ARMED: armed},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.stdout.split() == list(passed)
    assert done.returncode == (0 if passed == "abab" else -signal.SIGKILL)
