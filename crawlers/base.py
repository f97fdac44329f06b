"""The base class of every spider and puller: one run visits many accounts, and each visit ends by itself.

A subclass names its platform and writes `visit`, which reads top to bottom and awaits `fetch`. What may
happen on the way (a busy server, an answer too large, a mistake of ours) is dealt with here, once.
"""

from __future__ import annotations

import asyncio
import logging
import random
import traceback
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any, ClassVar, Final

import scrapy
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    NotSupported,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from scrapy.http import Request, Response

from crawlers.ages import Ageing, Looks
from crawlers.credentials import Credentials
from crawlers.deferrals import Deferrals
from crawlers.download import PRIVATE
from crawlers.failures import CallError
from crawlers.masking import mask
from crawlers.paces import Paces
from crawlers.pages.site_rules import SiteRules
from crawlers.quotas import Quota, Quotas
from crawlers.suspects import Suspects
from crawlers.tokens import Tokens
from crawlers.validators import Validators
from crawlers.visit import Visit
from hub.clock import Clock
from hub.errors import FenghuoError
from hub.platforms import Platform
from hub.records import CrawlFinished
from hub.settings import Settings

logger = logging.getLogger(__name__)

VISITS_AT_A_TIME: Final = 64
"""Visits of one run that are under way together."""

VISIT_LIMIT: Final = 1800.0
"""Seconds after which a visit is ended, whatever it is doing."""

LONGEST_PAUSE: Final = 60
"""The longest pause before a further attempt, in units of `settings.retry_pause`."""

_PASSING_STATUS: Final = frozenset({408, 429, 500, 502, 503, 504, 522, 524})
_PASSING_ERRORS: Final = (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
)


@dataclass(frozen=True)
class Means:
    """What all visits work with. All but the settings is kept from wave to wave.

    `sites` holds the rules of websites by account id.
    """

    settings: Settings
    clock: Clock
    credentials: Credentials = field(default_factory=Credentials)
    tokens: Tokens = field(default_factory=Tokens)
    deferrals: Deferrals = field(default_factory=Deferrals)
    validators: Validators = field(default_factory=Validators)
    suspects: Suspects = field(default_factory=Suspects)
    quotas: Quotas = field(default_factory=Quotas)
    call_quotas: Mapping[Platform, Quota] = field(default_factory=dict)
    paces: Paces = field(default_factory=Paces)
    sites: Mapping[str, SiteRules] = field(default_factory=dict)
    looks: Looks = field(default_factory=Looks)
    owed: set[str] = field(default_factory=set)
    """Posts published without their whole text, which the next visit is to ask for again."""


class AccountSpider(scrapy.Spider):
    """Visits accounts of one platform. Subclasses set `name` and `platform` and write `visit`."""

    platform: ClassVar[Platform]
    pages: ClassVar[bool] = False
    """Whether it reads public pages: robots obeyed, redirects followed, `crawl_delay` between requests."""

    def __init__(self, visits: Sequence[Visit], means: Means, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.visits = visits
        self.means = means
        self.hub_settings = means.settings
        self.outage: FenghuoError | None = None
        self._room = asyncio.Semaphore(VISITS_AT_A_TIME)

    async def visit(self, visit: Visit) -> None:
        """Gather one account: publish through `visit.saw`, set `visit.listed` once its posts were listed.

        Raises CallError where the visit cannot go on; failures it survives go to `visit.problem`.
        """
        raise NotImplementedError

    async def start(self) -> AsyncIterator[CrawlFinished]:
        """Visit all accounts; yields how each visit ended, once all have. Called by Scrapy."""
        try:
            async with asyncio.TaskGroup() as group:
                for visit in self.visits:
                    group.create_task(self._visit_to_its_end(visit))
        except* FenghuoError:
            pass  # kept as `outage`, for whoever awaits the run: Scrapy would only log it
        for visit in self.visits:
            if visit.ended:
                yield visit.finish()

    def ageing(self, visit: Visit) -> Ageing:
        """Which posts come to an age at this visit, so that their figures are to be taken."""
        last = visit.sighting.last_success_at if visit.sighting else None
        return self.means.looks.ageing(visit.account.account_id, last, visit.started_at)

    async def fetch(self, visit: Visit, request: Request) -> Response:
        """The answer to a request, after bounded further attempts where a failure may pass.

        Answers with status 4xx are returned like any other, 408 and 429 excepted. Raises CallError of kind
        `network`, `platform` (5xx), `quota` (429), `refused` (robots.txt) or `content` (too large).
        """
        for pause in self._pauses():
            await self.before_request(visit, request)
            visit.requests += 1
            try:
                response: Response = await self.crawler.engine.download_async(request)
            except _PASSING_ERRORS as error:
                failure = CallError("network", _sentence_of(request, error))
                asked = None
            except (DownloadCancelledError, IgnoreRequest, NotSupported, UnsupportedURLSchemeError) as error:
                raise _refusal(request, error, self.hub_settings.max_page_bytes) from None
            else:
                if response.status not in _PASSING_STATUS:
                    return response
                failure = _failure_of_status(request, response.status)
                asked = _retry_after(response, self.means.clock.now())
            if pause is None:
                raise failure
            logger.info("Trying again: %s", failure.sentence, extra=visit.names)
            await self._wait(pause, asked)
        raise AssertionError("the last attempt has no pause")

    async def before_request(self, visit: Visit, request: Request) -> None:
        """What every attempt waits for or counts; raises CallError where it must not be made."""

    async def _visit_to_its_end(self, visit: Visit) -> None:
        """A visit ends with a CrawlFinished whatever happens in it; only a failing sink ends the wave."""
        try:
            try:
                async with self._room:
                    await self._visit_or_explain(visit)
            except asyncio.CancelledError:
                visit.problem(CallError("ours", f"The visit to {visit.account.account_id} was interrupted."))
                raise
            finally:
                if self.outage is None:
                    visit.finish()
        except FenghuoError as error:
            self.outage = self.outage or error
            raise

    async def _visit_or_explain(self, visit: Visit) -> None:
        try:
            async with asyncio.timeout(VISIT_LIMIT):
                await self.visit(visit)
        except CallError as failure:
            visit.problem(failure)
        except TimeoutError:
            visit.problem(
                CallError("network", f"The visit to {visit.account.account_id} took too long; it was ended.")
            )
        except FenghuoError:
            raise
        except Exception as error:  # noqa: BLE001 - the edge of a visit: a mistake in one must not end the others
            logger.error("%s", mask(traceback.format_exc()), extra=visit.names)
            visit.problem(CallError("ours", _mistake(visit, error)))

    def _pauses(self) -> Iterator[float | None]:
        """Seconds to wait after each attempt: doubling, with jitter; None after the last."""
        pause = self.hub_settings.retry_pause
        for _ in range(self.hub_settings.crawl_retries):
            yield pause * random.uniform(0.5, 1.5)
            pause *= 2
        yield None

    async def _wait(self, pause: float, asked: float | None) -> None:
        longest = LONGEST_PAUSE * self.hub_settings.retry_pause
        await asyncio.sleep(min(max(pause, asked or 0.0), longest))


def without_query(url: str) -> str:
    """An address as it may be shown: interfaces carry tokens in the query."""
    return mask(url.partition("?")[0])


def _sentence_of(request: Request, error: Exception) -> str:
    what = {
        DownloadTimeoutError: "did not answer in time",
        CannotResolveHostError: "has an unknown host name",
        DownloadConnectionRefusedError: "refused the connection",
        ResponseDataLossError: "broke off its answer",
    }.get(type(error), "could not be read")
    return f"{without_query(request.url)} {what}; it is tried again at the next visit."


def _failure_of_status(request: Request, status: int) -> CallError:
    where = without_query(request.url)
    if status == 429:
        return CallError(
            "quota", f"{where} answered 429 (too many requests); it is tried again at the next visit."
        )
    return CallError("platform", f"{where} answered {status}; it is tried again at the next visit.")


def _refusal(request: Request, error: Exception, limit: int) -> CallError:
    where = without_query(request.url)
    if "robots.txt" in str(error):
        return CallError("refused", f"{where} may not be read: the site's robots.txt forbids it.")
    if PRIVATE in str(error):
        return CallError(
            "refused",
            f"{where} leads into a private network and is not asked; "
            "if that is meant, add its host:port to FENGHUO_PRIVATE_HOSTS.",
        )
    if isinstance(error, (DownloadCancelledError, IgnoreRequest)):
        return CallError(
            "content", f"{where} is larger than {limit} bytes; raise FENGHUO_MAX_PAGE_BYTES to read it."
        )
    return CallError("content", f"{where} is not an http or https address.")


def _retry_after(response: Response, now: datetime) -> float | None:
    """Seconds the server asks us to wait, as a number or as a date (RFC 9110, 10.2.3)."""
    value = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if value.isdigit():
        return float(value)
    try:
        return (parsedate_to_datetime(value) - now).total_seconds()
    except (ValueError, TypeError):
        return None


def _mistake(visit: Visit, error: Exception) -> str:
    account_id = visit.account.account_id
    return f"Our own mistake while visiting {account_id} ({type(error).__name__}); see the log and report it."
