"""The demo province over HTTP: all platforms on one port, with a clock to set and a truth to ask for."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route

from demo.clock import DemoClock
from demo.platforms import bilibili, douyin, feeds, kuaishou, sites, wechat, weibo
from demo.platforms.answers import Scene, json_answer
from demo.truth import truth, usual_waves
from demo.world import World
from hub.clock import require_utc

_ROBOTS = "User-agent: *\nDisallow: /_demo/\n"


def build_app(world: World, clock: DemoClock) -> Starlette:
    """The application: a base address for each platform's interface, `/feeds`, `/sites` and `/_demo`."""
    scene = Scene(world, clock)
    return Starlette(
        routes=[
            Mount("/wechat", routes=wechat.routes(scene)),
            Mount("/weibo", routes=weibo.routes(scene)),
            Mount("/douyin", routes=douyin.routes(scene)),
            Mount("/kuaishou", routes=kuaishou.routes(scene)),
            Mount("/toutiao", routes=douyin.toutiao_routes(scene)),
            Mount("/bilibili", routes=bilibili.routes(scene)),
            Mount("/feeds", routes=feeds.routes(scene)),
            Mount("/sites", routes=sites.routes(scene)),
            Mount("/_demo", routes=_control(scene)),
            Route("/robots.txt", _robots),
        ]
    )


def _control(scene: Scene) -> list[Route]:
    async def set_clock(request: Request) -> Response:
        """`{"now": ISO instant with zone}` freezes the clock there, `{"now": null}` lets it run."""
        try:
            given = msgspec.json.decode(await request.body(), type=dict[str, datetime | None])
            scene.clock.set(given["now"])
        except (msgspec.MsgspecError, KeyError, ValueError):
            return json_answer({"error": 'Send {"now": "2026-01-01T09:30:00+08:00"} or {"now": null}.'}, 400)
        return json_answer(_state(scene))

    async def health(_request: Request) -> Response:
        return json_answer(_state(scene))

    async def tell_truth(request: Request) -> Response:
        """What really happened up to `until` (default: now), seen in the usual two waves a day."""
        written = request.query_params.get("until")
        try:
            until = require_utc(datetime.fromisoformat(written)) if written else scene.now()
        except ValueError:
            return json_answer({"error": "until must be an ISO instant with its zone."}, 400)
        waves = usual_waves(scene.world.started_on, until)
        return json_answer(await run_in_threadpool(truth, scene.world, until, waves))

    return [
        Route("/clock", set_clock, methods=["POST"]),
        Route("/health", health),
        Route("/truth", tell_truth),
    ]


def _state(scene: Scene) -> dict[str, Any]:
    return {
        "ok": True,
        "now": scene.now().isoformat(),
        "frozen": scene.clock.is_frozen,
        "seed": scene.world.seed,
        "started_on": scene.world.started_on,
        "accounts": len(scene.world.actors),
    }


async def _robots(_request: Request) -> Response:
    return PlainTextResponse(_ROBOTS)
