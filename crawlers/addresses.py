"""Web addresses: what a roster's address stands for, and one form for all the ways to write the same page."""

from __future__ import annotations

import hashlib
import re
from typing import Final
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from hub.errors import ConfigError
from hub.settings import Settings

DEMO_SCHEME: Final = "demo:"

_TRACKING: Final = re.compile(
    r"^(?:utm_.*|spm|from|share.*|isappinstalled|scene|fbclid|gclid|bd_vid|_t|timestamp)$", re.IGNORECASE
)
_DEFAULT_PORTS: Final = {"http": ":80", "https": ":443"}
_ENDING: Final = re.compile(r"\.(?:s?html?|jhtml|aspx?|jsp|php)$", re.IGNORECASE)
_LONGEST_PATH: Final = 160


def resolve_address(settings: Settings, address: str) -> str:
    """The URL a roster's address stands for: `demo:/x` is `/x` below settings.demo_url.

    Raises ConfigError for a demo address while no demo province is set, and for other schemes than http(s).
    """
    if address.startswith(DEMO_SCHEME):
        if not settings.demo_url:
            raise ConfigError(f"{address} is in the demo province, but FENGHUO_DEMO_URL is not set; set it.")
        return settings.demo_url.rstrip("/") + address.removeprefix(DEMO_SCHEME)
    if not address.startswith(("http://", "https://")):
        raise ConfigError(f"{address!r} is not an http or https address; correct it.")
    return address


def canonical(url: str) -> str:
    """The same page's address without fragment, tracking parameters, default port, capitals in the host."""
    parts = urlsplit(url.strip())
    host = parts.netloc.lower().removesuffix(_DEFAULT_PORTS.get(parts.scheme.lower(), ""))
    kept = [(name, value) for name, value in parse_qsl(parts.query, True) if not _TRACKING.match(name)]
    return urlunsplit(
        (parts.scheme.lower(), host, quote(parts.path or "/", "/%:@!$&'()*+,;=~"), urlencode(kept), "")
    )


def short_hash(text: str) -> str:
    """The first 16 hexadecimal digits of a text's SHA-1, for ids."""
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()[:16]


def path_id(url: str) -> str:
    """An id of a page inside its site: its path without ending (`/a/t1.shtml` and `/a/t1.html` are one page).

    A query that tells pages apart, or a path too long for an id, is told by a hash.
    """
    parts = urlsplit(canonical(url))
    path = _ENDING.sub("", parts.path.strip("/")) or "index"
    name = f"{path}-{short_hash(parts.query)}" if parts.query else path
    return name if len(name) <= _LONGEST_PATH else short_hash(name)


def same_site(first: str, second: str) -> bool:
    """Whether two addresses are on one host; `www.` makes no difference."""
    hosts = [(urlsplit(url).netloc.lower()).removeprefix("www.") for url in (first, second)]
    return hosts[0] == hosts[1]
