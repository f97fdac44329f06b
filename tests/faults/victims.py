"""The processes of a trial: started, killed, hindered, and started again when they have ended."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, Protocol

import pytest

from hub.errors import DiskFull, Unavailable
from hub.killpoints import ARMED
from tests.faults.decisions import Kind
from tests.faults.processes import live
from tests.kafka_broker import Broker, start_broker
from tests.warehouse.embedded import ROOT

RESTART_PAUSE: Final = 0.3
_PASSING: Final = (Unavailable.exit_code, DiskFull.exit_code, -signal.SIGTERM)
"""Ends that are no fault: what it needs is away, the disk is full, it was asked to end while it started."""


_FORKING: Final = multiprocessing.get_context("forkserver")
_FORKING.set_forkserver_preload(["tests.faults.nursery"])


class Process(Protocol):
    """What we need of a running process; `subprocess.Popen` has it."""

    def poll(self) -> int | None: ...

    def wait(self) -> int: ...

    def send_signal(self, number: int, /) -> None: ...


class Forked:
    """A process of the fork server's; it is warm at once."""

    def __init__(self, arguments: list[str], environment: Mapping[str, str], output: Path) -> None:
        self._process = _FORKING.Process(target=live, args=(arguments, dict(environment), str(output)))
        self._process.start()

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self) -> int:
        self._process.join()
        return self._process.exitcode or 0

    def send_signal(self, number: int, /) -> None:
        if self._process.pid is not None:
            os.kill(self._process.pid, number)


class Victim(ABC):
    """One process of the hub, whichever life it is in. `deaths` holds how each life ended, in order."""

    def __init__(self, name: str, kind: Kind) -> None:
        self.name = name
        self.kind = kind
        self.deaths: list[str] = []
        self.complaint: str | None = None
        """A sentence about a life that ended as no life may."""

    @property
    @abstractmethod
    def process(self) -> Process | None:
        """The present life, None while there is none."""

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    @abstractmethod
    def attend(self) -> None:
        """Start it again where it has ended; to be called all the time."""

    def kill(self) -> bool:
        """End it as a power cut would; whether it was alive."""
        if not self.alive or self.process is None:
            return False
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        return True

    def dump_stacks(self) -> None:
        """Have it say where its threads are."""
        if self.alive and self.process is not None:
            self.process.send_signal(signal.SIGUSR1)


class Worker(Victim):
    """A Python process of ours. `arm` says where each of its lives is to end."""

    def __init__(
        self,
        name: str,
        kind: Kind,
        work: list[str],
        control: Path,
        environment: Mapping[str, str],
        arm: Callable[[Kind], str],
    ) -> None:
        super().__init__(name, kind)
        self.output = control / f"{name}.log"
        self.finished = False
        """Whether a producer has sent everything; the others have no end of their own."""
        self.wanted = True
        self._arguments = [str(control), *work]
        self._environment = dict(environment)
        self._arm = arm
        self._armed = ""
        self._process: Process | None = None
        self._start_at = 0.0

    @property
    def process(self) -> Process | None:
        return self._process

    def attend(self) -> None:
        code = self._process.poll() if self._process is not None else None
        if code is not None:
            self._bury(code)
            self._process = None
            self._start_at = time.monotonic() + RESTART_PAUSE
        if self._process is None and self.wanted and not self.finished and time.monotonic() >= self._start_at:
            self._start()

    def kill(self) -> bool:
        killed = super().kill()
        if killed:
            self._armed = ""
        return killed

    def leave(self) -> None:
        """Ask it to end, and do not start it again until it is `wanted`."""
        self.wanted = False
        if self.alive and self._process is not None:
            self._process.send_signal(signal.SIGCONT)
            self._process.send_signal(signal.SIGTERM)

    def hang(self) -> bool:
        """Stop it in its tracks, until `go_on`."""
        if not self.alive or self._process is None:
            return False
        self._process.send_signal(signal.SIGSTOP)
        return True

    def go_on(self) -> None:
        if self.alive and self._process is not None:
            self._process.send_signal(signal.SIGCONT)

    def _start(self) -> None:
        self._armed = self._arm(self.kind)
        with self.output.open("ab") as output:
            output.write(f"--- life {len(self.deaths) + 1}, armed: {self._armed or 'no'}\n".encode())
        self._process = self._launch({**self._environment, ARMED: self._armed})

    def _launch(self, environment: Mapping[str, str]) -> Process:
        if self.kind != "warehouse":
            return Forked(self._arguments, environment, self.output)
        # The engine is a large library with threads of its own, which no fork carries over.
        command = [sys.executable, "-m", "tests.faults.processes", *self._arguments]
        with self.output.open("ab") as output:
            return subprocess.Popen(command, env=environment, cwd=ROOT, stdout=output, stderr=output)

    def _bury(self, code: int) -> None:
        if code == -signal.SIGKILL:
            self.deaths.append(self._armed.partition(":")[0] or "from outside")
        elif code == 0:
            self.finished = self.kind == "producer"
        elif code not in _PASSING:
            self.complaint = f"{self.name} ended with code {code}; see {self.output}"


class BrokerVictim(Victim):
    """The Kafka broker; it comes again on the same port with the same data."""

    def __init__(self, directory: Path, jars: Path) -> None:
        super().__init__("broker", "broker")
        self._directory = directory
        self._jars = jars
        self._broker: Broker | None = start_broker(directory, jars)
        self.bootstrap = self._broker.bootstrap
        self._starting: threading.Thread | None = None

    @property
    def process(self) -> Process | None:
        return self._broker.process if self._broker else None

    def attend(self) -> None:
        if self._starting is not None and self._starting.is_alive():
            return
        if not self.alive:
            self._starting = threading.Thread(target=self._start, daemon=True)
            self._starting.start()

    def kill(self) -> bool:
        killed = super().kill()
        if killed:
            self.deaths.append("from outside")
        return killed

    def dump_stacks(self) -> None:
        # The Java machine writes its threads to its output for SIGQUIT.
        if self.alive and self.process is not None:
            self.process.send_signal(signal.SIGQUIT)

    def stop(self) -> None:
        if self._starting is not None:
            self._starting.join()
        if self._broker is not None:
            self._broker.stop()

    def _start(self) -> None:
        port = int(self.bootstrap.rpartition(":")[2])
        try:
            self._broker = start_broker(self._directory, self._jars, port)
        except (pytest.fail.Exception, OSError):
            # On a full disk it cannot start; it is started again.
            self._broker = None
