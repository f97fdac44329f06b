"""A small province on the example roster, and its server as a client sees it at a frozen instant."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from demo.accounts import Actor
from demo.clock import DemoClock
from demo.credentials import demo_credentials
from demo.days import on_day
from demo.posts import Post
from demo.server import build_app
from demo.world import World
from hub.platforms import Platform
from hub.roster import Roster, load_roster
from hub.settings import EXAMPLE_ROSTER

SEED = 119
STARTED_ON = date(2026, 3, 2)

BUSY = (
    b'"errcode":-1,',
    b'"error_code":10009',
    b'"error_code":"10009"',
    b'"error_code":2100004',
    b'"result":100200500',
    b'"code":-500',
)
"""How the platforms say that the call may be repeated."""


@pytest.fixture(scope="session")
def roster() -> Roster:
    return load_roster(EXAMPLE_ROSTER)


@pytest.fixture(scope="session")
def world(roster: Roster) -> World:
    """The whole example province; tests share what it has computed."""
    return World(roster, SEED, STARTED_ON)


def small(roster: Roster, *units: str) -> Roster:
    """The roster with the accounts of some units only (by the beginning of their ids)."""
    return replace(roster, accounts=tuple(a for a in roster.accounts if a.account_id.startswith(units)))


def day(offset: int) -> date:
    """The day so many days after the world began."""
    return STARTED_ON + timedelta(days=offset)


def at(offset: int, hours: float) -> datetime:
    """An instant on such a day, in hours of Beijing time."""
    return on_day(day(offset), hours)


@dataclass
class Province:
    """The demo's server and what stands behind it."""

    world: World
    clock: DemoClock
    client: TestClient

    def actor(self, platform: Platform, index: int = 0) -> Actor:
        """The platform's account of that place which is well on all days the tests look at."""
        found = [actor for actor in self.world.actors.values() if actor.account.platform == platform]
        return [actor for actor in found if actor.account.status == "active" and not actor.outages.spans][
            index
        ]

    def credentials(self, actor: Actor) -> dict[str, str]:
        return demo_credentials(self.world)[actor.account_id]

    def posts(self, actor: Actor, until: datetime) -> list[Post]:
        return self.world.posts(actor.account_id, until)

    def json(self, method: str, path: str, **options: Any) -> Any:
        """The JSON answer to a call; a passing trouble is asked again, as any client must."""
        for _ in range(3):
            answer = self.client.request(method, path, **options)
            if answer.status_code not in (429, 500) and not any(busy in answer.content for busy in BUSY):
                break
        return answer.json()


@pytest.fixture
def province(world: World) -> Iterator[Province]:
    """The server, frozen at 10:00 of the world's day 60."""
    clock = DemoClock(at(60, 10))
    with TestClient(build_app(world, clock)) as client:
        yield Province(world, clock, client)
