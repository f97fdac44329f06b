"""What each process of a hub holds, second by second: memory, handles, threads; and what lies on the disk."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psutil

MEASURES: Final = ("memory MB", "handles", "threads")
_EVERY_SECONDS: Final = 1.0
_COMMANDS: Final = {
    "warehouse serve": "warehouse",
    "load": "loader",
    "health serve": "health",
    "demo serve": "demo province",
}


@dataclass(frozen=True)
class Sample:
    """One look: seconds since the first, the part, its process, its MEASURES with its children's."""

    at: float
    part: str
    pid: int
    age: float
    values: tuple[float, ...]


class Sampler:
    """Looks at the processes given by id, and at those that `up` among them keeps, until told to stop."""

    def __init__(self, given: Mapping[int, str], data: Path) -> None:
        self.samples: list[Sample] = []
        self.disk: list[tuple[float, float]] = []
        self._given = {psutil.Process(pid): part for pid, part in given.items()}
        self._data = data
        self._stop = threading.Event()
        self._began = time.monotonic()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    @property
    def now(self) -> float:
        """Seconds since the first look."""
        return time.monotonic() - self._began

    def stop(self) -> None:
        """Look no more."""
        self._stop.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._stop.wait(_EVERY_SECONDS):
            for part, process in self._parts():
                with suppress(psutil.Error):
                    self.samples.append(self._sample(part, process))
            self.disk.append((self.now, _size(self._data)))

    def _parts(self) -> Iterator[tuple[str, psutil.Process]]:
        for process, part in self._given.items():
            yield part, process
            if part == "up":
                yield from _kept(process)

    def _sample(self, part: str, process: psutil.Process) -> Sample:
        family = [process] if part == "up" else [process, *process.children(recursive=True)]
        held = [_held(one) for one in family]
        age = time.time() - process.create_time()
        return Sample(self.now, part, process.pid, age, tuple(map(sum, zip(*held, strict=True))))


def _kept(up: psutil.Process) -> Iterator[tuple[str, psutil.Process]]:
    with suppress(psutil.Error):
        for child in up.children():
            with suppress(psutil.Error):
                command = " ".join(child.cmdline()[3:5])
                if command in _COMMANDS:
                    yield _COMMANDS[command], child


def _held(process: psutil.Process) -> tuple[float, float, float]:
    with process.oneshot():
        return process.memory_info().rss / 1e6, process.num_fds(), process.num_threads()


def _size(folder: Path) -> float:
    """MB of all files below a folder; those that vanish meanwhile count nothing."""
    size = 0
    for place, _, names in os.walk(folder):
        for name in names:
            with suppress(OSError):
                size += (Path(place) / name).stat().st_size
    return size / 1e6
