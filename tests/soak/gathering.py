"""`python -m tests.soak.gathering SINCE HOURS MINUTES PACE`: gather a demo province as its clock is moved on.

Does what `fenghuo gather` does, a step of so many simulated minutes at a time, an hour in no less than so
many seconds; writes a line to standard output after each step.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sys
import time
from datetime import datetime, timedelta

import httpx

from cli.gathering import gatherer, refresh_sightings
from cli.sightings import KeptSightings
from crawlers.credentials import load_credentials
from crawlers.gatherer import run_gathering
from crawlers.schedule import CADENCE, due
from hub.clock import SettableClock
from hub.logs import configure_logging
from hub.roster import load_roster
from hub.settings import Settings, load_settings


async def main(settings: Settings, since: datetime, hours: float, minutes: float, pace: float) -> None:
    """Gather from an instant on. Hubs and platforms may go away meanwhile."""
    roster, sightings, clock = load_roster(settings.roster), KeptSightings(), SettableClock(since)
    credentials = load_credentials(settings.credentials)
    async with httpx.AsyncClient(base_url=settings.demo_url or "", timeout=10, trust_env=False) as demo:
        with gatherer(settings, roster, sightings, credentials, clock) as visits:
            for step in range(int(hours * 60 / minutes)):
                next_at = time.monotonic() + pace * minutes / 60
                now = since + step * timedelta(minutes=minutes)
                await _move_on(demo, now)
                clock.set(now)
                refresh_sightings(settings, sightings, clock)
                finished = await visits.visit(
                    due(roster, sightings, credentials, now, CADENCE, visits.attempted)
                )
                failed = sum(visit.outcome == "failed" for visit in finished)
                sys.stdout.write(f"{step + 1} {len(finished)} {failed}\n")
                sys.stdout.flush()
                await asyncio.sleep(next_at - time.monotonic())


async def _move_on(demo: httpx.AsyncClient, now: datetime) -> None:
    """Set the province's clock, as soon as it answers again."""
    while True:
        with contextlib.suppress(httpx.HTTPError):
            (await demo.post("/_demo/clock", json={"now": now.isoformat()})).raise_for_status()
            return
        await asyncio.sleep(0.2)


if __name__ == "__main__":
    configure_logging("pretty", logging.ERROR)
    run_gathering(main(load_settings(), datetime.fromisoformat(sys.argv[1]), *map(float, sys.argv[2:])))
