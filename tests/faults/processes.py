"""The processes a trial starts and kills: `python -m tests.faults.processes CONTROL
(produce PART | load | serve)`.

They are the hub's own producer, loader and warehouse server. CONTROL is the directory with the trial's own
files: what to send, how far, and what time it is; it is on another disk than FENGHUO_DATA, which may be full.
SIGUSR1 makes any of them write the stacks of its threads to its output.
"""

from __future__ import annotations

import ctypes
import faulthandler
import os
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Final

from hub.errors import FenghuoError, Unavailable
from hub.logs import configure_logging
from hub.settings import Settings, load_settings
from streams.embedded import EmbeddedLog
from streams.log import Log, Producer
from streams.opening import open_log
from tests.faults.clocks import JumpingClock
from tests.faults.content import Content, sending, sendings

CONTENT: Final = "content.json"
GATE: Final = "gate"
CLOCK: Final = "clock"
LEASE_SECONDS: Final = 12.0
"""Shorter than the embedded log's own, so that a loader that hangs is given up before long. Not much shorter:
on a busy machine a batch takes seconds, and a loader that is given up in every batch gets nowhere."""
_FLUSHES: Final = 3
_PR_SET_PDEATHSIG: Final = 1


def live(arguments: list[str], environment: dict[str, str], output: str) -> None:
    """The whole life of a process that has been forked: as if it had been started with these three."""
    # With the trial ends the fork server, and with that everything it forked.
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    os.environ.clear()
    os.environ.update(environment)
    descriptor = os.open(output, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    for standard in (1, 2):
        os.dup2(descriptor, standard)
    main(arguments)


def main(arguments: list[str]) -> None:
    """One of the works above, in the directory CONTROL."""
    faulthandler.register(signal.SIGUSR1, all_threads=True)
    control, *work = arguments
    clock = JumpingClock(Path(control) / CLOCK)
    clock.install()
    try:
        run(work, Path(control), clock)
    except FenghuoError as error:
        sys.stderr.write(f"{error.sentence}\n")
        sys.exit(error.exit_code)


def run(work: list[str], control: Path, clock: JumpingClock) -> None:
    settings = load_settings()
    match work:
        case ["produce", part]:
            produce(settings, control, int(part))
        case ["load"]:
            load(settings, clock)
        case ["serve"]:
            serve(settings)


def open_trial_log(settings: Settings) -> Log:
    """The log of a trial, with its topics."""
    if settings.kafka:
        return open_log(settings)
    log = EmbeddedLog(
        settings.data / "stream.sqlite",
        partitions=settings.topic_partitions,
        min_free_bytes=settings.min_free_bytes,
        lease=LEASE_SECONDS,
    )
    log.ensure_topics()
    return log


def load(settings: Settings, clock: JumpingClock) -> None:
    """Load until SIGTERM."""
    from tests.faults.nursery import TAGGER
    from warehouse.client import connect
    from warehouse.loader import Loader

    configure_logging()
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    Loader(open_trial_log(settings), connect(settings), TAGGER, clock).run(stop)


def serve(settings: Settings) -> None:
    """Serve the warehouse until SIGTERM."""
    from warehouse.server import serve as serve_warehouse

    configure_logging()
    serve_warehouse(settings)


def produce(settings: Settings, control: Path, part: int) -> None:
    """Send every chunk of this part from the first that is not known to be acknowledged."""
    content = Content.read(control / CONTENT)
    producer = open_trial_log(settings).producer()
    acknowledged = Acknowledged(control, part)
    for chunk in range(part, sendings(content), content.producers):
        if chunk <= acknowledged.last():
            continue
        wait_for_gate(control / GATE, chunk)
        messages = [message for unit in sending(content, chunk).units for message in unit.messages()]
        for number, message in enumerate(messages, start=1):
            producer.send(*message)
            if number % (len(messages) // _FLUSHES + 1) == 0:
                flush(producer)
        flush(producer)
        acknowledged.keep(chunk)
    producer.close()


def flush(producer: Producer) -> None:
    """Flush as a gatherer does that lives on: what was not acknowledged stays in the producer."""
    while True:
        try:
            return producer.flush()
        except Unavailable as error:
            sys.stderr.write(f"waits: {error.sentence}\n")
            time.sleep(0.5)


def wait_for_gate(gate: Path, chunk: int) -> None:
    """The trial lets chunks through little by little, so that there is work to be hindered until its end."""
    while chunk >= int(gate.read_text() or 0):
        time.sleep(0.05)


class Acknowledged:
    """How far a producer has come, in a file. Where it lags behind, some is sent twice."""

    def __init__(self, directory: Path, part: int) -> None:
        self._file = directory / f"acknowledged-{part}"

    def last(self) -> int:
        """The last chunk acknowledged, -1 before the first."""
        return int(self._file.read_text()) if self._file.exists() else -1

    def keep(self, chunk: int) -> None:
        partial = self._file.with_suffix(".partial")
        partial.write_text(str(chunk))
        partial.replace(self._file)


if __name__ == "__main__":
    main(sys.argv[1:])
