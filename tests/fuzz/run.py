"""Feeds a target bad inputs, and notices what must not happen: a crash, a hang, memory that grows."""

from __future__ import annotations

import logging
import random
import resource
import signal
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from hub.errors import FenghuoError
from tests.fuzz.targets import TARGETS, Target

HANG_SECONDS: Final = 20
"""An input that takes longer is a hang."""
WARM: Final = 0.2
"""The part of the inputs after which caches are full and memory is first measured."""


class Hang(BaseException):
    """Raised into a parser that takes too long; no `except Exception` may swallow it."""


@dataclass
class Result:
    """What became of a target's inputs. `crashes` keeps the first input of each kind of error."""

    name: str
    inputs: int = 0
    refused: int = 0
    seconds: float = 0.0
    slowest: float = 0.0
    grown_bytes: int = 0
    crashes: dict[str, bytes] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)


def fuzz(target: Target, inputs: int, seed: int) -> Result:
    """Read that many changed inputs; the same seed gives the same ones."""
    chance = random.Random(f"{target.name} {seed}")
    result, warm = Result(target.name), 0
    began = time.perf_counter()
    for number in range(inputs):
        data = target.change(chance.choice(target.seeds), chance)
        _feed(target, data, result)
        if number == int(inputs * WARM):
            warm = resident_bytes()
    result.seconds = time.perf_counter() - began
    result.grown_bytes = resident_bytes() - warm
    return result


def _feed(target: Target, data: bytes, result: Result) -> None:
    began = time.perf_counter()
    try:
        with _alarm():
            target.read(data)
    except FenghuoError:
        result.refused += 1
    except (Exception, Hang) as error:  # noqa: BLE001 - whatever it is, it is what we look for
        kind = f"{type(error).__name__}: {str(error)[:100]}"
        result.counts[kind] += 1
        result.crashes.setdefault(kind, data)
    result.inputs += 1
    result.slowest = max(result.slowest, time.perf_counter() - began)


@contextmanager
def _alarm() -> Iterator[None]:
    signal.setitimer(signal.ITIMER_REAL, HANG_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def begin() -> None:
    """Make this process one that fuzzes: silent, and able to interrupt a parser that takes too long."""

    def hang(*_: object) -> None:
        raise Hang(f"still at it after {HANG_SECONDS} s")

    logging.disable(logging.CRITICAL)
    signal.signal(signal.SIGALRM, hang)


def run(work: tuple[str, int, int]) -> Result:
    """`fuzz` by the target's name, with the number of inputs and the seed."""
    name, inputs, seed = work
    return fuzz(next(target for target in TARGETS if target.name == name), inputs, seed)


def resident_bytes() -> int:
    """This process' memory now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize()
