"""What the machine must have for every test to run; names what is missing and the command that installs it.

Run as `python -m tests.system` before the tests. Nothing is refused: a test that cannot run is reported as
skipped, with the same sentence, except in CI, which fails instead.
"""

from __future__ import annotations

import os
import shutil
import sys

import pytest

NEEDED = {
    "chromium": ("the browser tests", "sudo apt-get install chromium fonts-noto-cjk"),
    "chromedriver": ("the browser tests", "sudo apt-get install chromium-driver"),
    "java": ("the tests on a real Kafka", "sudo apt-get install openjdk-17-jre-headless"),
    "redis-server": ("the tests of the containers", "sudo apt-get install redis-server"),
    "pg_ctlcluster": ("the tests of the containers", "sudo apt-get install postgresql"),
    "mvn": ("the tests on a real Kafka", "sudo apt-get install maven"),
}


def missing(*programs: str) -> str | None:
    """One sentence about the first of the programs that is not installed, or None."""
    for program in programs:
        if shutil.which(program) is None:
            purpose, command = NEEDED[program]
            return f"{program} is missing, which {purpose} need; install it with: {command}"
    return None


def require(*programs: str) -> None:
    """Skip the test, or in CI fail it, where one of the programs is not installed."""
    reason = missing(*programs)
    if reason and os.environ.get("CI") == "true":
        pytest.fail(reason)
    if reason:
        pytest.skip(reason)


if __name__ == "__main__":
    for name in NEEDED:
        sentence = missing(name)
        if sentence:
            sys.stderr.write(f"Note: {sentence}\n")
