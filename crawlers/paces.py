"""Keeps the calls to a platform apart, whichever account and visit they are for."""

from __future__ import annotations

import asyncio
import time

from hub.platforms import Platform


class Paces:
    """When each platform may be called next, on this process's clock."""

    def __init__(self) -> None:
        self._next: dict[Platform, float] = {}

    async def wait(self, platform: Platform, seconds: float) -> None:
        """Wait until `seconds` have passed since the call before; calls take turns in the order they came."""
        now = time.monotonic()
        at = max(now, self._next.get(platform, now))
        self._next[platform] = at + seconds
        if at > now:
            await asyncio.sleep(at - now)
