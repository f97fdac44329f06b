"""A whole hub as a person starts it: `fenghuo up` as a process, on free ports, in its own folder."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from hub.settings import Settings

READY_SECONDS = 900
STOP_SECONDS = 180
"""After which a hub that should end counts as hanging, on a busy machine; it takes a few seconds."""


class RunningHub:
    """One `fenghuo up`. Its output is collected; other commands can be run beside it."""

    def __init__(self, data: Path, *options: str, **settings: str) -> None:
        self.data = data
        self.ports = {name: free_port() for name in ("clickhouse", "superset", "demo", "health")}
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("FENGHUO_")},
            "FENGHUO_DATA": str(data),
            **{f"FENGHUO_{name.upper()}_PORT": str(port) for name, port in self.ports.items()},
            **settings,
        }
        self.output: list[str] = []
        self._ready = threading.Event()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "cli", "up", "--no-browser", *options],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
            # A shell in the background has its children ignore what Ctrl-C sends; a terminal has not.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def wait_until_ready(self) -> None:
        """Return once the report is printed; fail with the output when the process ends before."""
        self._ready.wait(READY_SECONDS)
        if self.process.poll() is not None or not self._ready.is_set():
            self.stop()
            raise AssertionError(f"fenghuo up did not get ready:\n{self.text}\n{self._logs()}")

    @property
    def text(self) -> str:
        return "".join(self.output)

    def settings(self) -> Settings:
        """The settings of its processes, for what a test does in its own."""
        return Settings(
            data=self.data,
            clickhouse_port=self.ports["clickhouse"],
            superset_port=self.ports["superset"],
            _env_file=None,  # type: ignore[call-arg]
        )

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Another command on the same hub."""
        return subprocess.run(
            [sys.executable, "-m", "cli", *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    def sql(self, query: str) -> list[dict[str, Any]]:
        """Rows of `fenghuo sql`."""
        answer = self.run("sql", query, "--format", "json")
        assert answer.returncode == 0, answer.stderr
        rows: list[dict[str, Any]] = json.loads(answer.stdout)["data"]
        return rows

    def wait(self) -> int:
        """The exit code of a hub that ends by itself."""
        code = self.process.wait(READY_SECONDS)
        self._reader.join(5)
        return code

    def stop(self) -> int:
        """Ctrl-C, as a terminal sends it; returns the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self._reader.join(5)
        return self.process.returncode

    def _read(self) -> None:
        for line in self.process.stdout or ():
            self.output.append(line)
            if line.startswith("Stop with Ctrl-C"):
                self._ready.set()
        self._ready.set()

    def _logs(self) -> str:
        logs = sorted((self.data / "logs").glob("*.log"))
        return "\n".join(f"--- {log.name}\n{log.read_text(errors='replace')[-2000:]}" for log in logs)


def free_port() -> int:
    """A port on 127.0.0.1 that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
