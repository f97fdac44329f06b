"""What a process does beside its work, again and again: the loader's looks at the stream.

A chore never disturbs the work: trouble is logged once and the chore is tried again at its next time.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from hub.clock import Clock
from hub.errors import FenghuoError
from hub.settings import Settings
from streams.log import Log
from warehouse.client import Warehouse
from warehouse.lag import keep_progress, measure_progress
from warehouse.loader import GROUP

PATIENCE: Final = 1.0
"""Seconds for which a chore tries to reach the warehouse."""

logger = logging.getLogger(__name__)


@dataclass
class Chore:
    """Something to be done about every so many seconds."""

    name: str
    every: float
    do: Callable[[], None]
    due_at: float = 0.0
    failing: bool = False


def stream_chores(settings: Settings, log: Log, clock: Clock) -> list[Chore]:
    """The loader's: keep the lag in the warehouse each minute, trim what is old and loaded each hour."""
    # Less patient than the loader's: a chore must not hold up the end of its process.
    warehouse = Warehouse(settings, patience=PATIENCE)

    def keep_lag() -> None:
        keep_progress(warehouse, measure_progress(log), clock.now())

    def trim() -> None:
        trimmed = log.trim(clock.now() - timedelta(days=settings.topic_retention_days), GROUP)
        if trimmed:
            logger.info("%d old messages dropped from the stream", trimmed)

    chores = [Chore("The lag is not kept", 60.0, keep_lag)]
    if settings.topic_retention_days:
        chores.append(Chore("The stream is not trimmed", 3600.0, trim))
    return chores


@contextmanager
def doing(chores: Sequence[Chore]) -> Iterator[None]:
    """Do the chores in a thread while the block runs."""
    stop = threading.Event()
    thread = threading.Thread(target=_keep_doing, args=(chores, stop), name="chores", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def do_once(chores: Sequence[Chore]) -> None:
    """Do each of them now."""
    for chore in chores:
        _do(chore)


def _keep_doing(chores: Sequence[Chore], stop: threading.Event) -> None:
    while not stop.is_set():
        for chore in chores:
            if time.monotonic() >= chore.due_at:
                chore.due_at = time.monotonic() + chore.every
                _do(chore)
        stop.wait(1.0)


def _do(chore: Chore) -> None:
    try:
        chore.do()
    except FenghuoError as error:
        if not chore.failing:
            logger.warning("%s for now: %s", chore.name, error.sentence)
        chore.failing = True
    else:
        chore.failing = False
