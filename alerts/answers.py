"""What came back from a channel, in words without an address, and the patience with what may pass."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

ATTEMPTS: Final = 4
"""How often a letter is tried in a row, while what fails may pass."""
FIRST_PAUSE: Final = 0.5
"""Seconds before the second attempt; doubles, with jitter."""


@dataclass(frozen=True)
class Answer:
    """Whether the letter was taken; if not, why, and whether another attempt soon may succeed.

    `unsure` where no answer came: the letter may have arrived all the same.
    """

    taken: bool
    words: str
    passing: bool = False
    unsure: bool = False


def tried(send: Callable[[], Answer]) -> Answer:
    """The answer of the last of a few attempts."""
    answer, pause = send(), FIRST_PAUSE
    for _ in range(ATTEMPTS - 1):
        if answer.taken or not answer.passing:
            break
        time.sleep(pause * random.uniform(0.5, 1.0))
        pause *= 2
        answer = send()
    return answer
