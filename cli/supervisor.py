"""Starts the hub's processes on one machine, watches them, and stops all of them again.

Each child runs in a session of its own, so that Ctrl-C reaches only the supervisor, which then stops the
children in the reverse order of their start. On Linux a child is also told when the supervisor dies.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from hub.errors import DiskFull, FenghuoError

STOP_SECONDS = 20.0
"""How long a child may take to finish its work after it was asked to stop."""

RESTART_PAUSE_SECONDS = (1.0, 2.0, 5.0, 10.0, 30.0)
"""Growing pauses between the restarts of a child that keeps dying; reset once it has lived for a minute."""

_PR_SET_PDEATHSIG = 1
_MAX_LOG_BYTES = 20_000_000


@dataclass
class Child:
    """One process: how to start it, and how it fares."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    deaths: int = 0
    restart_at: float | None = field(default=None)

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None


class Supervisor:
    """Owns the children of one `fenghuo up`."""

    def __init__(self, log_directory: Path) -> None:
        self._logs = log_directory
        self._children: list[Child] = []
        log_directory.mkdir(parents=True, exist_ok=True)

    def start(self, name: str, command: Sequence[str], environment: Mapping[str, str]) -> Child:
        """Start a child that should live as long as the hub does."""
        child = Child(name, command, environment, self._logs / f"{name}.log")
        _spawn(child)
        self._children.append(child)
        return child

    def check(self) -> list[str]:
        """Restart what died. Returns one sentence for each death; raises DiskFull when that was the cause."""
        return [sentence for child in self._children if (sentence := self._check(child))]

    def require_alive(self, child: Child) -> None:
        """Raise FenghuoError with the child's own last words when it has ended."""
        if not child.alive:
            raise _death(child)

    def stop(self) -> None:
        """Ask the children to finish, the last one started first; kill what does not."""
        for child in reversed(self._children):
            _stop(child)
        self._children.clear()

    def _check(self, child: Child) -> str | None:
        now = time.monotonic()
        if child.alive:
            if now - child.started_at > 60:
                child.deaths = 0
            return None
        if child.restart_at is None:
            return self._note_death(child, now)
        if now >= child.restart_at:
            child.restart_at = None
            _spawn(child)
        return None

    def _note_death(self, child: Child, now: float) -> str:
        error = _death(child)
        if isinstance(error, DiskFull):
            raise error
        pause = RESTART_PAUSE_SECONDS[min(child.deaths, len(RESTART_PAUSE_SECONDS) - 1)]
        child.deaths += 1
        child.restart_at = now + pause
        return f"{error.sentence} Starting it again in {pause:.0f} s."


def fenghuo(*arguments: str) -> list[str]:
    """The command line of one of our own commands, run by this very interpreter."""
    return [sys.executable, "-m", "cli", *arguments]


def _spawn(child: Child) -> None:
    if child.log.exists() and child.log.stat().st_size > _MAX_LOG_BYTES:
        child.log.replace(child.log.with_suffix(".log.1"))
    with child.log.open("ab") as log:
        child.process = subprocess.Popen(
            child.command,
            env=dict(child.environment),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_end_with_parent if sys.platform == "linux" else None,
        )
    child.started_at = time.monotonic()


def _end_with_parent() -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _stop(child: Child) -> None:
    if child.process is None or not child.alive:
        return
    child.process.terminate()
    try:
        child.process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        with suppress(ProcessLookupError):
            os.killpg(child.process.pid, signal.SIGKILL)
        child.process.wait()


def _death(child: Child) -> FenghuoError:
    code = child.process.returncode if child.process else None
    words = _last_words(child.log)
    if code == DiskFull.exit_code:
        return DiskFull(words or "The disk is full; free some space and start again.")
    return FenghuoError(
        f"The process {child.name} ended with code {code}: {words or 'no message'} (see {child.log})."
    )


def _last_words(log: Path) -> str:
    with log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - 4000))
        lines = file.read().decode("utf-8", errors="replace").strip().splitlines()
    return lines[-1].strip() if lines else ""
