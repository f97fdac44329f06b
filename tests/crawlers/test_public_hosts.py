"""Requests stay out of private networks, whatever a page, a redirect or a name says."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.public_hosts import (
    PrivateAddressError,
    PublicResolver,
    allowed_places,
    is_public,
    place_of,
    places_in_digits,
    require_public,
    with_place,
)
from crawlers.website import WebsiteSpider
from hub.settings import Settings
from tests.crawlers.serving import Site, Visitor, serving

NONE: frozenset[tuple[str, int]] = frozenset()


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "::1",
        "::",
        "fe80::1%eth0",
        "fd00::1",
        "::ffff:127.0.0.1",
        "no address",
    ],
)
def test_private_addresses_are_known_in_every_form(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "114.114.114.114", "2400:3200::1", "::ffff:8.8.8.8"])
def test_public_addresses_are_known(address: str) -> None:
    assert is_public(address)


@given(st.text(max_size=40))
def test_any_text_names_a_place_or_none(text: str) -> None:
    host, port = place_of(f"http://{text}")
    assert isinstance(host, str)
    assert 0 <= port <= 65535


def test_a_name_that_resolves_to_a_private_address_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    async def resolve(host: str, allowed: frozenset[tuple[str, int]]) -> list[str]:
        resolver = PublicResolver(allowed)
        return [found["host"] for found in await resolver.resolve(host, 80, socket.AF_INET)]

    with pytest.raises(PrivateAddressError):
        asyncio.run(resolve("localhost", NONE))
    assert asyncio.run(resolve("localhost", frozenset({("localhost", 80)}))) == ["127.0.0.1"]


def test_an_address_in_digits_is_refused_unless_a_setting_names_that_port() -> None:
    settings = Settings(data=Path("unused"), demo_url="http://127.0.0.1:9700")
    allowed = allowed_places(settings)
    require_public("http://127.0.0.1:9700/feeds/x", allowed)
    for url in ("http://127.0.0.1:18123/", "http://127.0.0.1/", "http://[::1]:9700/", "http://10.0.0.1/"):
        with pytest.raises(PrivateAddressError):
            require_public(url, allowed)
    by_hand = allowed_places(with_place(settings, "http://[::1]:8080/a"))
    require_public("http://[::1]:8080/b", by_hand)


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as running:
        yield running


@pytest.fixture
def inner() -> Iterator[Site]:
    with serving() as running:
        yield running


def test_a_name_on_the_roster_that_leads_into_the_private_network_is_not_asked(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def resolved(*_: object, **__: object) -> list[object]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", int(site.url.rpartition(":")[2])))]

    monkeypatch.setattr(socket, "getaddrinfo", resolved)
    port = site.url.rpartition(":")[2]
    address = f"http://inner.example:{port}/list.html"
    finished = Visitor(WebsiteSpider, "website", address, "http://127.0.0.1:1").visit()
    assert (finished.outcome, finished.error_kind) == ("failed", "refused")
    assert "FENGHUO_PRIVATE_HOSTS" in (finished.error or "")
    assert site.asked == []


def test_an_address_in_digits_on_the_roster_is_meant_as_it_stands() -> None:
    addresses = ("http://127.0.0.1:8080/a", "http://localhost/b", "http://inner.example/c", "")
    assert places_in_digits(addresses) == {("127.0.0.1", 8080), ("localhost", 80)}


def test_a_redirect_into_the_private_network_is_not_followed(site: Site, inner: Site) -> None:
    site.page("/list.html", "", status=302, Location=f"{inner.url}/secret.html")
    finished = Visitor(WebsiteSpider, "website", f"{site.url}/list.html", site.url).visit()
    assert (finished.outcome, finished.error_kind) == ("failed", "refused")
    assert site.paths() == ["/list.html"]
    assert inner.asked == []
