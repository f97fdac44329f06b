"""Superset as `fenghuo up` starts it, for tests and for benchmarks."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from dashboards.bootstrap import serve_command
from hub.settings import Settings
from tests.answering import answers

READY_SECONDS: Final = 120.0


@contextmanager
def served(settings: Settings, log: Path) -> Iterator[None]:
    """Superset of these settings, prepared before, answers until the block ends; its words go to `log`."""
    command, environment = serve_command(settings)
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, env={**os.environ, **environment}, stdout=output, stderr=output, cwd=settings.data
        )
    try:
        if not answers(process, f"http://127.0.0.1:{settings.superset_port}/health", READY_SECONDS):
            words = log.read_text(errors="replace")[-3000:]
            raise AssertionError(f"Superset did not answer:\n{words}")
        yield
    finally:
        process.terminate()
        process.wait(timeout=60)
