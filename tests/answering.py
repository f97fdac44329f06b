"""Whether a process that was started answers over HTTP."""

from __future__ import annotations

import subprocess
import time

import httpx


def answers(process: subprocess.Popen[bytes], address: str, seconds: float) -> bool:
    """Whether `address` is well before so many seconds are over, and before the process ends."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        try:
            httpx.get(address, timeout=5, trust_env=False).raise_for_status()
        except httpx.HTTPError:
            time.sleep(0.2)
        else:
            return True
    return False
