"""Waiting for what a running hub does by itself."""

from __future__ import annotations

import time
from collections.abc import Callable

SECONDS = 90


def wait_for(happened: Callable[[], bool]) -> None:
    """Return once it has happened; fail after `SECONDS`."""
    deadline = time.monotonic() + SECONDS
    while not happened():
        assert time.monotonic() < deadline, f"it did not happen within {SECONDS} s"
        time.sleep(0.2)
