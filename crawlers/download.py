"""Scrapy's way to the network: one HTTP client a run, which starts fast and stops reading what is too large.

Scrapy's own client for plain asyncio reads the machine's certificates twice at every start of a crawler
(0.1 s each time, and a replay starts hundreds), and quotes addresses, which may hold tokens, in its errors.
"""

from __future__ import annotations

import ssl
from functools import cache

import aiohttp
import yarl
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from scrapy.http import Headers, Request, Response
from scrapy.responsetypes import responsetypes

from crawlers.public_hosts import Place, PrivateAddressError, PublicResolver, require_public

PRIVATE = "a private network"
"""What an IgnoreRequest says where a host leads there."""

_OURS = ("Accept", "Accept-Encoding", "Content-Type", "User-Agent")
"""Headers the client must not add by itself."""


class HttpHandler:
    """Downloads http and https addresses of public hosts. A Scrapy handler, made at a run's first request."""

    lazy = True

    def __init__(self, crawler: Crawler) -> None:
        self._largest = crawler.settings.getint("DOWNLOAD_MAXSIZE")
        self._allowed: frozenset[Place] = crawler.settings["ALLOWED_PLACES"]
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                limit=crawler.settings.getint("CONCURRENT_REQUESTS"), resolver=PublicResolver(self._allowed)
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            skip_auto_headers=_OURS,
        )

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> HttpHandler:
        return cls(crawler)

    async def download_request(self, request: Request) -> Response:
        """The answer to a request, whatever its status. Raises Scrapy's exceptions, without addresses."""
        try:
            require_public(request.url, self._allowed)
            return await self._download(request)
        except PrivateAddressError:
            raise IgnoreRequest(PRIVATE) from None
        except TimeoutError:
            raise DownloadTimeoutError from None
        except aiohttp.InvalidURL:
            raise UnsupportedURLSchemeError from None
        except aiohttp.ClientConnectorDNSError as error:
            if isinstance(error.os_error, PrivateAddressError):
                raise IgnoreRequest(PRIVATE) from None
            raise CannotResolveHostError from None
        except aiohttp.ClientConnectorError:
            raise DownloadConnectionRefusedError from None
        except aiohttp.ClientPayloadError:
            raise ResponseDataLossError from None
        except aiohttp.ClientError as error:
            raise DownloadFailedError(type(error).__name__) from None

    async def close(self) -> None:
        await self._session.close()

    async def _download(self, request: Request) -> Response:
        url = yarl.URL(request.url, encoded=True)
        async with self._session.request(
            request.method,
            url,
            data=request.body or None,
            headers=request.headers.to_tuple_list(),
            timeout=aiohttp.ClientTimeout(total=request.meta["download_timeout"]),
            ssl=_verifying() if url.scheme == "https" else False,
            allow_redirects=False,
            proxy=request.meta.get("proxy"),
        ) as answer:
            body = await self._body(answer)
        headers = Headers(list(answer.headers.items()))
        kind = responsetypes.from_args(headers=headers, url=request.url, body=body)
        return kind(request.url, status=answer.status, headers=headers, body=body)

    async def _body(self, answer: aiohttp.ClientResponse) -> bytes:
        """The body as it was sent. Raises DownloadCancelledError as soon as it is known to be too large."""
        if (answer.content_length or 0) > self._largest:
            raise DownloadCancelledError
        body = bytearray()
        async for chunk in answer.content.iter_any():
            body += chunk
            if len(body) > self._largest:
                raise DownloadCancelledError
        return bytes(body)


@cache
def _verifying() -> ssl.SSLContext:
    """Checks certificates against the machine's authorities; read once a process."""
    return ssl.create_default_context()
