"""Keeps our requests out of private networks: an address is judged after its name was resolved.

A page or a redirect may name any host; one that leads to this machine or its network (a database, a router, a
cloud's metadata) is not asked. Places that the settings name are: interfaces, the demo province, proxies, and
what `private_hosts` lists. A roster's own address in digits is meant as it stands, too.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterable
from typing import Final
from urllib.parse import urlsplit
from urllib.request import getproxies

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from hub.settings import Settings

Place = tuple[str, int]
"""A host, in small letters, and a port."""

_PORTS: Final = {"http": 80, "https": 443}


class PrivateAddressError(OSError):
    """A host leads into a private network."""


class PublicResolver(AbstractResolver):
    """Resolves names to public addresses only, but for the places that are allowed."""

    def __init__(self, allowed: frozenset[Place]) -> None:
        self._allowed = allowed
        self._inner = ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self._inner.resolve(host, port, family)
        if (host.lower(), port) in self._allowed:
            return found
        public = [result for result in found if is_public(result["host"])]
        if not public:
            raise PrivateAddressError(host)
        return public

    async def close(self) -> None:
        await self._inner.close()


def require_public(url: str, allowed: frozenset[Place]) -> None:
    """Raise PrivateAddressError where a URL names a private address in digits, which is never resolved."""
    host, port = place_of(url)
    if (host, port) not in allowed and _is_address(host) and not is_public(host):
        raise PrivateAddressError(host)


def allowed_places(settings: Settings) -> frozenset[Place]:
    """The places that settings and proxies name, wherever they are."""
    fields = [name for name in type(settings).model_fields if _names_a_place(name)]
    named = [str(getattr(settings, name) or "") for name in fields]
    listed = [f"http://{host.strip()}" for host in settings.private_hosts.split(",") if host.strip()]
    return frozenset(place_of(url) for url in (*named, *listed, *getproxies().values()) if "//" in url)


def places_in_digits(addresses: Iterable[str]) -> frozenset[Place]:
    """The places of a roster's addresses that are written in digits, or as this machine: those are meant so.

    A name is not among them: where it leads is for whoever owns the name to say.
    """
    places = {place_of(address) for address in addresses}
    return frozenset(place for place in places if place[0] == "localhost" or _is_address(place[0]))


def with_place(settings: Settings, url: str) -> Settings:
    """The settings with the place of an address that a person gave by hand, who may mean a private one."""
    host, port = place_of(url)
    written = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    return settings.model_copy(update={"private_hosts": f"{settings.private_hosts},{written}"})


def place_of(url: str) -> Place:
    """The host and port a URL names; ("", 0) where it names none."""
    try:
        parts = urlsplit(url)
        return (parts.hostname or "").lower(), parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        return "", 0


def is_public(address: str) -> bool:
    """Whether an IP address is reachable from everywhere: not private, loopback, link-local, reserved."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    mapped = parsed.ipv4_mapped if isinstance(parsed, ipaddress.IPv6Address) else None
    return (mapped or parsed).is_global and not (mapped or parsed).is_multicast


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True


def _names_a_place(setting: str) -> bool:
    return setting.endswith(("_api", "_oauth")) or setting == "demo_url"
