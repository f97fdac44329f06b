"""The HTTP interface, really served, over a real warehouse with the small province and its people in it."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import uvicorn

from api.access import Access
from api.door import build_app
from api.tokens import add_token
from hub.clock import beijing_day
from hub.settings import Settings
from tests.dashboards import small_province
from tests.warehouse import staff
from tests.warehouse.conftest import warehouse_server
from tests.warehouse.embedded import ServerProcess, free_port
from tests.warehouse.followed import FollowedWarehouse
from tests.warehouse.rows import ago, now
from warehouse.campaigns import Campaign, campaign_id, keep_campaign
from warehouse.client import Warehouse
from warehouse.migrations import migrate

__all__ = ["warehouse_server"]

CAMPAIGN = Campaign(
    campaign_id=campaign_id("冬季用电", beijing_day(ago(days=30))),
    name="冬季用电",
    first_day=beijing_day(ago(days=30)),
    last_day=beijing_day(ago(days=-1)),
    topics=("electrical",),
    audiences=(),
    regions=(),
    levels=(),
    departments=(),
    releases=(),
    within_days=None,
    season="",
    entered_by="test",
    entered_at=now(),
)
"""One that everybody is expected in, and that is on."""
TLS = ssl.create_default_context()
"""Made once: no request here needs one, and making it takes longer than most requests."""
OFTEN = 100_000
"""Requests a minute that no test comes to by chance."""


@dataclass(frozen=True)
class Caller:
    """A client of the interface with one person's token."""

    address: str
    token: str

    def ask(self, path: str, headers: dict[str, str] | None = None, **parameters: object) -> httpx.Response:
        given = {name.rstrip("_"): str(value) for name, value in parameters.items()}
        return httpx.get(
            f"{self.address}{path}",
            params=given or None,
            headers={"Authorization": f"Bearer {self.token}", **(headers or {})},
            timeout=60,
            trust_env=False,
            verify=TLS,
        )

    def items(self, path: str, **parameters: object) -> list[dict[str, Any]]:
        """The rows of an answer, which must be whole in one page."""
        answer = self.ask(path, **parameters)
        assert answer.status_code == 200, answer.text
        page = answer.json()
        assert page["next"] is None
        return list(page["items"])


@pytest.fixture(scope="session")
def settings(warehouse_server: ServerProcess) -> Settings:
    """Settings of the served interface."""
    return warehouse_server.settings.model_copy(
        update={"api_port": free_port(), "api_requests_a_minute": OFTEN}
    )


@pytest.fixture(scope="session")
def world(settings: Settings) -> Iterator[Warehouse]:
    """The small province and its people, as the hub sees them; tests only read it."""
    opened = FollowedWarehouse(settings, patience=60)
    migrate(opened)
    small_province.fill(opened)
    small_province.fill_channels(opened)
    small_province.fill_warnings(opened)
    small_province.fill_follow_ups(opened)
    staff.enter_people(opened)
    keep_campaign(opened, CAMPAIGN)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def address(world: Warehouse, settings: Settings) -> Iterator[str]:
    """Where the interface answers."""
    with served(settings) as where:
        yield where


@pytest.fixture(scope="session")
def tokens(world: Warehouse) -> dict[str, str]:
    """A token for each person, by login."""
    return {login: add_token(world, login, 1, "test", now())[0] for login in staff.PEOPLE}


@pytest.fixture(scope="session")
def province(address: str, tokens: dict[str, str]) -> Caller:
    """Whoever sees everything."""
    return Caller(address, tokens["quanwei"])


@pytest.fixture(scope="session")
def county(address: str, tokens: dict[str, str]) -> Caller:
    """Whoever is in charge of one county."""
    return Caller(address, tokens["changan"])


class served:  # noqa: N801  # reads as `with served(settings) as address`
    """The interface in a thread of this process, on a real port, as long as the block."""

    def __init__(self, settings: Settings) -> None:
        listener = socket.create_server(("127.0.0.1", 0))
        self._address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        config = uvicorn.Config(build_app(Access(settings)), log_config=None, access_log=False)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [listener]}, daemon=True)

    def __enter__(self) -> str:
        self._thread.start()
        deadline = time.monotonic() + 30
        while not self._server.started:
            assert time.monotonic() < deadline, "the interface does not start"
            time.sleep(0.02)
        return self._address

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(30)
