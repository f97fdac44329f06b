"""Superset's connections to the warehouse are used again, each by its own login and by one at a time."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy.engine.url import URL, make_url  # type: ignore[import-untyped]

from dashboards.lending import KEPT_OF_LOGIN, KEPT_SECONDS, Lending
from hub.settings import Settings
from tests.warehouse.embedded import ServerProcess, embedded_settings
from tests.warehouse.staff import PASSWORD
from warehouse.client import connect


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[URL]:
    """An embedded warehouse, as its own login finds it."""
    settings: Settings = embedded_settings(tmp_path_factory.mktemp("lending"))
    server = ServerProcess(settings)
    server.start()
    connect(settings, patience=60).close()
    password = settings.secret("clickhouse_password")
    yield make_url(f"clickhousedb://fenghuo:{password}@127.0.0.1:{settings.clickhouse_port}/default")
    server.stop()


class Clock:
    """A clock that the test sets."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_connection_that_was_closed_is_the_next_ones(address: URL) -> None:
    lending = Lending()
    first = lending.borrow(address, {})
    assert first.client.command("SELECT 1") == 1
    first.close()
    second = lending.borrow(address, {})
    assert second.client is first.client
    assert second.client.command("SELECT 2") == 2


def test_nobody_has_a_connection_that_another_holds(address: URL) -> None:
    lending = Lending()
    first = lending.borrow(address, {})
    assert lending.borrow(address, {}).client is not first.client
    first.close()
    holder = lending.borrow(address, {})
    first.close()
    assert lending.borrow(address, {}).client is not holder.client


def test_another_login_or_other_arguments_are_another_connection(address: URL) -> None:
    lending = Lending()
    first = lending.borrow(address, {})
    first.close()
    assert lending.borrow(address, {"query_limit": 5}).client is not first.client
    with pytest.raises(Exception, match=r"Authentication|516|403"):
        lending.borrow(address.set(username="changan", password=PASSWORD), {})


def test_a_connection_is_not_lent_for_ever_and_few_wait(address: URL) -> None:
    clock = Clock()
    lending = Lending(clock)
    old = lending.borrow(address, {})
    old.close()
    clock.now = KEPT_SECONDS + 1
    fresh = [lending.borrow(address, {}) for _ in range(KEPT_OF_LOGIN + 1)]
    assert old.client not in [connection.client for connection in fresh]
    for connection in fresh:
        connection.close()
    again = [lending.borrow(address, {}).client for _ in fresh]
    assert sum(client in [connection.client for connection in fresh] for client in again) == KEPT_OF_LOGIN
