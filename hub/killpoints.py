"""Named steps at which a test may have this process killed, as a power cut would end it.

That nothing is lost or counted twice is proved by killing the hub's processes between any two effects that
must not come apart (`tests/faults`). The steps between them pass in microseconds, so that a kill from outside
hardly ever hits them; the code names them with `reached`, and a test arms one through the environment. The
variable is no setting of the hub, and outside tests it is never set: then `reached` does nothing.
"""

from __future__ import annotations

import functools
import os
import signal
from typing import Final

ARMED: Final = "TEST_KILL_AT"
"""The variable `step:count`: the process kills itself when it reaches the step for the count-th time."""


def reached(step: str) -> None:
    """Say that the process is at a step."""
    armed = _armed()
    if armed is not None:
        armed.pass_by(step)


class _Armed:
    def __init__(self, step: str, count: int) -> None:
        self._step = step
        self._left = count

    def pass_by(self, step: str) -> None:
        if step != self._step:
            return
        self._left -= 1
        if self._left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)


@functools.cache
def _armed() -> _Armed | None:
    step, _, count = os.environ.get(ARMED, "").partition(":")
    return _Armed(step, int(count or 1)) if step else None
