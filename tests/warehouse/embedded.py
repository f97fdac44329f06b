"""The embedded warehouse server in a process of its own, for tests that start, stop and kill it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

from hub.settings import Settings

ROOT = Path(__file__).parents[2]
_SERVE = """
from hub.errors import FenghuoError
from hub.logs import configure_logging
from hub.settings import load_settings
from warehouse.server import serve
configure_logging()
try:
    serve(load_settings())
except FenghuoError as error:
    raise SystemExit(error.sentence)
"""


class ServerProcess:
    """The embedded server in a process that can be stopped, killed and started again."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.log = settings.data / "warehouse.log"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.settings.data.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-c", _SERVE],
                env=environment_of(self.settings),
                cwd=self.settings.data,
                stdout=log,
                stderr=log,
            )

    def stop(self) -> int:
        """Ask it to end; its exit code."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=30)

    def kill(self) -> None:
        """End it as a power cut would."""
        assert self.process is not None
        self.process.kill()
        self.process.wait(timeout=30)

    def words(self) -> str:
        """What it said on its way, for a failing test."""
        return self.log.read_text(encoding="utf-8", errors="replace")


def environment_of(settings: Settings) -> dict[str, str]:
    """The environment in which a process of ours reads these settings."""
    ours = {
        "FENGHUO_DATA": str(settings.data),
        "FENGHUO_CLICKHOUSE_PORT": str(settings.clickhouse_port),
        "FENGHUO_MIN_FREE_BYTES": str(settings.min_free_bytes),
        "PYTHONPATH": str(ROOT),
    }
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("FENGHUO_")}
    return inherited | ours


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def embedded_settings(data: Path) -> Settings:
    """Settings of one machine with its data in `data`, whatever the environment says."""
    return Settings(data=data, clickhouse_port=free_port(), _env_file=None)  # type: ignore[call-arg]
