"""`fenghuo gather`: visit what is due, for ever, once, or one address given by hand."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Annotated

import typer

from cli.authorised import KeptAuthorisations
from cli.context import begin, console
from cli.sightings import RECENT, KeptSightings, ObservedPublisher
from crawlers.credentials import Credentials, load_credentials
from crawlers.gatherer import Gatherer, run_gathering
from crawlers.schedule import CADENCE, due
from crawlers.url import gather_url
from hub.clock import Clock, SystemClock
from hub.errors import FenghuoError, Unavailable
from hub.records import CrawlFinished
from hub.roster import Roster, load_roster
from hub.settings import Settings
from streams.opening import open_log
from streams.publisher import Publisher
from warehouse.client import connect

logger = logging.getLogger(__name__)

LOOK_EVERY_SECONDS = 20.0
"""How often the running gatherer looks for accounts that are due."""


def gather(
    once: Annotated[bool, typer.Option("--once", help="Visit what is due now, then stop.")] = False,
    url: Annotated[
        str | None, typer.Option(help="Gather this page, list or feed instead of the roster.")
    ] = None,
) -> None:
    """Visit the accounts of the roster that are due and publish what they show."""
    if url is not None:
        run_gathering(_gather_address(begin(logging.WARNING), url))
    else:
        run_gathering(_gather_roster(begin(), once=once))


@contextmanager
def gatherer(
    settings: Settings, roster: Roster, sightings: KeptSightings, credentials: Credentials, clock: Clock
) -> Iterator[Gatherer]:
    """A gatherer on the configured stream, which is flushed and closed at the end."""
    log = open_log(settings)
    log.ensure_topics()
    publisher = ObservedPublisher(Publisher(log), sightings)
    try:
        yield Gatherer(settings, roster, publisher, sightings, credentials, clock)
    finally:
        publisher.close()
        log.close()


async def _gather_roster(settings: Settings, *, once: bool) -> None:
    clock, roster, sightings = SystemClock(), load_roster(settings.roster), KeptSightings()
    stop, authorised = _stop_on_signal(), KeptAuthorisations()
    credentials = load_credentials(settings.credentials)
    with gatherer(settings, roster, sightings, credentials, clock) as visits:
        while not stop.is_set():
            refresh_sightings(settings, sightings, clock)
            authorised.keep_hourly(settings, roster, credentials, clock.now())
            finished = await visits.visit(
                due(roster, sightings, credentials, clock.now(), CADENCE, visits.attempted)
            )
            _tell(finished)
            if once:
                return
            try:
                await asyncio.wait_for(stop.wait(), LOOK_EVERY_SECONDS)
            except TimeoutError:
                continue


async def _gather_address(settings: Settings, url: str) -> None:
    log = open_log(settings)
    log.ensure_topics()
    publisher = Publisher(log)
    try:
        finished = await gather_url(settings, url, publisher, SystemClock())
        publisher.flush()
    finally:
        publisher.close()
        log.close()
    if finished.outcome == "failed":
        raise FenghuoError(finished.error or f"{url} could not be gathered.")
    console.print(
        f"{finished.posts_seen} posts from {url} are on their way; see them with: fenghuo sql", markup=False
    )


def refresh_sightings(settings: Settings, sightings: KeptSightings, clock: Clock) -> None:
    now = clock.now()
    try:
        with closing(connect(settings)) as warehouse:
            sightings.refresh(warehouse, now)
    except Unavailable as error:
        logger.warning("Going on with what this process remembers: %s", error.sentence)
    sightings.forget_before(now - RECENT)


def _tell(finished: list[CrawlFinished]) -> None:
    if not finished:
        return
    failed = [visit for visit in finished if visit.outcome == "failed"]
    logger.info("visited", extra={"accounts": len(finished), "failed": len(failed)})
    for visit in failed:
        logger.warning("visit failed: %s", visit.error, extra={"account": visit.account_id})


def _stop_on_signal() -> asyncio.Event:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    return stop
