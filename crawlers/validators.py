"""What a server said of its last answer (ETag, Last-Modified), so that an unchanged feed costs one 304.

Kept in memory only, and used only once the hub knows that the visit which received them succeeded: if its
records were lost on the way, the feed is to be read again in full.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from scrapy.http import Response

_SENT_AS = {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}


@dataclass(frozen=True)
class _Kept:
    received_at: datetime
    headers: dict[str, str] = field(default_factory=dict)


class Validators:
    """The validators of each address, with the instant (start of the visit) at which they came."""

    def __init__(self) -> None:
        self._kept: dict[str, _Kept] = {}

    def keep(self, url: str, response: Response, received_at: datetime) -> None:
        """Remember the validators of an answer that was read in full."""
        values = {sent: response.headers.get(name) for name, sent in _SENT_AS.items()}
        headers = {sent: value.decode("latin-1") for sent, value in values.items() if value}
        self._kept[url] = _Kept(received_at, headers)

    def headers(self, url: str, last_success_at: datetime | None) -> dict[str, str]:
        """Headers that make a request conditional; none until their visit is known to have succeeded."""
        kept = self._kept.get(url)
        if kept is None or last_success_at is None or last_success_at < kept.received_at:
            return {}
        return kept.headers
