"""What all demo platforms share: the world, its clock, JSON answers, and the troubles every server has."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from demo.accounts import Actor
from demo.clock import DemoClock
from demo.dice import chance
from demo.world import World
from hub.clock import beijing_day
from hub.platforms import Platform

CALLS_A_DAY: Final = 1000
"""Calls of one interface an account has on a Beijing day."""

_TROUBLE_SHARE: Final = 0.005
_TROUBLE_MINUTES: Final = 10

_encode = msgspec.json.Encoder().encode


@dataclass
class Scene:
    """A world at the time its clock shows, and what the servers remember of who called."""

    world: World
    clock: DemoClock
    _calls: Counter[tuple[str, str, date]] = field(default_factory=Counter)
    _troubled: set[tuple[str, str, int]] = field(default_factory=set)

    def now(self) -> datetime:
        return self.clock.now()

    def actors_on(self, platform: Platform) -> list[Actor]:
        """The platform's accounts, in the roster's order."""
        return [actor for actor in self.world.actors.values() if actor.account.platform == platform]

    def has_quota(self, actor: Actor, interface: str) -> bool:
        """Count a call; whether the account may still make it today."""
        key = (actor.account_id, interface, beijing_day(self.now()))
        self._calls[key] += 1
        return self._calls[key] <= CALLS_A_DAY

    def trouble(self, actor: Actor, interface: str) -> int | None:
        """For a small share of calls, once an account, interface and ten minutes: the status that says so."""
        minutes = int(self.now().timestamp()) // 60 // _TROUBLE_MINUTES
        key = (actor.account_id, interface, minutes)
        draw = chance(self.world.seed, "trouble", *key)
        if draw >= _TROUBLE_SHARE or key in self._troubled:
            return None
        self._troubled.add(key)
        return (429, 500, 502)[int(draw / _TROUBLE_SHARE * 3)]

    def is_down(self, actor: Actor) -> bool:
        """Whether nothing answers for the account now."""
        return actor.outages.at(self.now()) == "down"

    def is_refused(self, actor: Actor) -> bool:
        """Whether the account's authorisation is refused now, until a person acts."""
        return actor.outages.at(self.now()) == "authorisation"


def json_answer(content: object, status: int = 200) -> Response:
    """JSON as bytes, whatever the content is made of."""
    return Response(_encode(content), status, media_type="application/json; charset=utf-8")


def troubled(status: int) -> Response:
    """A web server's own page for a passing failure."""
    headers = {"Retry-After": "1"} if status in (429, 503) else None
    return Response(f"<html><h1>{status}</h1></html>", status, headers, media_type="text/html")


def origin_of(request: Request) -> str:
    """Scheme and host the request was sent to."""
    return f"http://{request.headers.get('host', '127.0.0.1')}"


def absolute(url: str, origin: str) -> str:
    """A `demo:` address as the server's own."""
    return url.replace("demo:", origin, 1) if url.startswith("demo:") else url
