"""What a query costs at an embedded server: time of the clock and of a core, rows read, peak of memory."""

from __future__ import annotations

import time
from base64 import b64encode
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import psutil

from hub.settings import Settings


@dataclass(frozen=True)
class Cost:
    """Seconds of the clock and of a core, rows read, bytes beyond what the server held before; the answer."""

    clock: float
    core: float
    rows: int
    memory: int
    answer: bytes
    error: str = ""


class Asker:
    """Asks one server, whose process `pid` is."""

    def __init__(self, settings: Settings, pid: int) -> None:
        login = f"{settings.clickhouse_user}:{settings.secret('clickhouse_password')}".encode()
        self._headers = {"Authorization": f"Basic {b64encode(login).decode()}"}
        self._address = (
            f"http://127.0.0.1:{settings.clickhouse_port}/?database={settings.clickhouse_database}"
            "&default_format=TabSeparated&session_timezone=UTC"
        )
        self._process = psutil.Process(pid)

    def ask(self, sql: str) -> Cost:
        """Run a query to its end."""
        self._forget_peak()
        selected, held, cpu = self._selected(), self._process.memory_info().rss, self._core()
        answer, error, began = b"", "", time.perf_counter()
        try:
            answer = self._post(sql)
        except HTTPError as failure:
            error = failure.read().decode("utf-8", errors="replace")[:200]
        clock, core, memory = time.perf_counter() - began, self._core() - cpu, self._peak() - held
        return Cost(clock, core, self._selected() - selected, max(0, memory), answer, error)

    def _post(self, sql: str) -> bytes:
        with urlopen(Request(self._address, sql.encode(), self._headers), timeout=200) as reply:
            body: bytes = reply.read()
            return body

    def _selected(self) -> int:
        """Rows that all queries so far have read from tables."""
        return int(self._post("SELECT sum(value) FROM system.events WHERE event = 'SelectedRows'"))

    def _core(self) -> float:
        times = self._process.cpu_times()
        return float(times.user + times.system)

    def _forget_peak(self) -> None:
        with suppress(OSError):
            Path(f"/proc/{self._process.pid}/clear_refs").write_text("5", encoding="ascii")

    def _peak(self) -> int:
        status = Path(f"/proc/{self._process.pid}/status").read_text(encoding="ascii")
        line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) * 1024
