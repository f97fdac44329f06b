"""What platforms' interfaces answer: one answer of a visit is bad, and the visit still ends with a reason.

The spiders are the real ones; only their `fetch` takes the answer from here instead of from a network.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any, Final, cast
from urllib.parse import urlsplit

from scrapy.http import Request, Response, TextResponse

from crawlers.base import AccountSpider, Means
from crawlers.credentials import Credentials
from crawlers.sources import SPIDERS
from crawlers.visit import Visit
from hub.clock import SettableClock
from hub.errors import FenghuoError
from hub.platforms import Platform
from hub.settings import Settings
from tests.crawlers.interfaces import ENTRY, answers
from tests.crawlers.wave import KeepingSink, account, beijing

_CLOCK: Final = SettableClock(beijing("2026-01-03 09:30"))
_SETTINGS: Final = Settings(retry_pause=0, crawl_retries=1, call_pace=0, _env_file=None)  # type: ignore[call-arg]
_LOOP: Final = asyncio.Runner()


class Refused(FenghuoError):
    """The visit ended with a reason."""


def seeds(platform: Platform) -> list[bytes]:
    """Each path a platform answers at, with its good answer behind it."""
    return [path.encode() + b"\n" + json.dumps(good).encode() for path, good in answers(platform).items()]


def visiting(platform: Platform) -> Callable[[bytes], None]:
    """Reads what `seeds` gives, changed: visits an account whose platform answers so at that path."""
    good = {path: json.dumps(answer).encode() for path, answer in answers(platform).items()}
    county = account(platform)
    spider_type = _answering(cast("type[AccountSpider]", SPIDERS[platform]))

    def read(data: bytes) -> None:
        path, _, answer = data.partition(b"\n")
        sink = KeepingSink()
        visit = Visit(county, None, sink, _CLOCK)
        means = Means(_SETTINGS, _CLOCK, Credentials({county.account_id: ENTRY}))
        spider = spider_type([visit], means)
        spider.answers = {**good, path.decode("latin-1"): answer}
        _LOOP.run(spider._visit_to_its_end(visit))
        _require_told(visit)

    return read


def _answering(spider: type[AccountSpider]) -> type[Any]:
    class Answering(spider):  # type: ignore[misc, valid-type]
        """That spider, answered from memory."""

        answers: dict[str, bytes]

        async def fetch(self, visit: Visit, request: Request) -> Response:
            visit.requests += 1
            if visit.requests > 1_000:
                raise AssertionError("it asks and asks")
            body = self.answers.get(urlsplit(request.url).path)
            status = 404 if body is None else 200
            return TextResponse(request.url, status, body=body or b"", encoding="utf-8", request=request)

    return Answering


def _require_told(visit: Visit) -> None:
    finished = visit.finish()
    if "Our own mistake" in (finished.error or ""):
        raise AssertionError(finished.error)
    if finished.outcome != "ok" and not (finished.error and finished.error_kind):
        raise AssertionError(f"{finished.outcome} without a reason")
    if finished.outcome == "failed":
        raise Refused(finished.error or "")
