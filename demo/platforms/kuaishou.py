"""Kuaishou: the open platform. No `has_more`; times in milliseconds, for some accounts in seconds.

Errors come with HTTP 200 as a `result` other than 1. An access token is good for 48 hours from the hour in
which it was given out, which it names; a refresh token replaces itself.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from demo import credentials
from demo.accounts import Actor
from demo.dice import chance
from demo.platforms.answers import Scene, json_answer, troubled
from demo.posts import Post

MOST_WORKS: Final = 200

_OLD_GATEWAY_SHARE: Final = 0.2

Answer = Callable[[Actor, Request], dict[str, Any]]


def routes(scene: Scene) -> list[Route]:
    """The interface's routes, below /kuaishou."""
    kuaishou = _Kuaishou(scene)
    return [
        Route("/oauth2/refresh_token", kuaishou.refresh),
        Route("/openapi/photo/list", kuaishou.interface("photo_list", kuaishou.works)),
        Route("/openapi/photo/info", kuaishou.interface("photo_info", kuaishou.work)),
        Route("/openapi/user_info", kuaishou.interface("user_info", kuaishou.user)),
    ]


class KuaishouError(Exception):
    """A result and its words."""

    def __init__(self, result: int, words: str) -> None:
        super().__init__(words)
        self.result = result


class _Kuaishou:
    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._world = scene.world
        self._by_index = {str(actor.index): actor for actor in scene.actors_on("kuaishou")}

    def interface(self, name: str, answer: Answer) -> Callable[[Request], Any]:
        """A handler that checks token, quota and troubles before `answer` is asked."""

        async def handle(request: Request) -> Response:
            try:
                actor = self._bearer(request.query_params.get("access_token", ""))
                if self._scene.is_down(actor):
                    return troubled(503)
                status = self._scene.trouble(actor, name)
                if status == 502:
                    raise KuaishouError(100200500, "internal error")
                if status is not None:
                    return troubled(status)
                self._check(actor, name, request)
                return json_answer({"result": 1, **answer(actor, request)})
            except KuaishouError as error:
                return _refusal(error)

        return handle

    async def refresh(self, request: Request) -> Response:
        """An access token for a refresh token, and the refresh token's successor."""
        asked = request.query_params
        actor = self._by_index.get(_part(asked.get("refresh_token", ""), 1))
        renewals = _part(asked.get("refresh_token", ""), 2)
        if asked.get("app_id") != credentials.CLIENT_KEY:
            return _refusal(KuaishouError(100200101, "invalid app"))
        if actor is None or not renewals.isdigit() or self._scene.is_refused(actor):
            return _refusal(KuaishouError(100200113, "refresh_token expired"))
        if asked["refresh_token"] != credentials.refresh_token(self._world, actor, int(renewals)):
            return _refusal(KuaishouError(100200113, "refresh_token expired"))
        now = self._scene.now()
        return json_answer(
            {
                "result": 1,
                "access_token": credentials.hourly_token(self._world, actor, now),
                "expires_in": credentials.seconds_left(now, credentials.KUAISHOU_TOKEN),
                "refresh_token": credentials.refresh_token(self._world, actor, int(renewals) + 1),
                "refresh_token_expires_in": int(credentials.KUAISHOU_REFRESH_TOKEN.total_seconds()),
                "open_id": f"f1{actor.index}",
                "scopes": ["user_info", "user_video_info"],
            }
        )

    def works(self, actor: Actor, request: Request) -> dict[str, Any]:
        """A page of works, newest first, from the one behind the cursor on."""
        count = int(request.query_params.get("count", "20"))
        if not 1 <= count <= MOST_WORKS:
            raise KuaishouError(100400, "invalid count")
        now, cursor = self._scene.now(), request.query_params.get("cursor")
        there = self._there(actor, now)[::-1]
        behind = [place for place, post in enumerate(there, 1) if post.native_id == cursor]
        start = behind[0] if behind else 0
        page = there[start : start + count]
        return {"video_list": [self._work(actor, post, now) for post in page]}

    def work(self, actor: Actor, request: Request) -> dict[str, Any]:
        """One work by its id."""
        now, wanted = self._scene.now(), request.query_params.get("photo_id")
        for post in self._there(actor, now):
            if post.native_id == wanted:
                return {"video_info": self._work(actor, post, now)}
        raise KuaishouError(120001, "work does not exist")

    def user(self, actor: Actor, _request: Request) -> dict[str, Any]:
        """The account, with its followers at this instant."""
        followers = self._world.followers(actor.account_id, self._scene.now())
        person = {"name": actor.account.name, "sex": "F", "fan": followers, "follow": 12, "city": actor.place}
        return {"user_info": person}

    def _bearer(self, token: str) -> Actor:
        actor = self._by_index.get(_part(token, 1))
        if actor is None:
            raise KuaishouError(100200102, "access token invalid")
        return actor

    def _check(self, actor: Actor, name: str, request: Request) -> None:
        now, token = self._scene.now(), request.query_params["access_token"]
        lasting = credentials.is_hourly_token(self._world, actor, token, now, credentials.KUAISHOU_TOKEN)
        if not lasting or self._scene.is_refused(actor):
            raise KuaishouError(100200108, "access token expired")
        if not self._scene.has_quota(actor, name):
            raise KuaishouError(100100402, "call limit reached")

    def _there(self, actor: Actor, now: datetime) -> list[Post]:
        return [post for post in self._world.posts(actor.account_id, now) if not post.deleted_by(now)]

    def _work(self, actor: Actor, post: Post, now: datetime) -> dict[str, Any]:
        figures = self._world.figure(post, now)
        seconds = int(post.published_at.timestamp())
        old = chance(self._world.seed, actor.account_id, "old gateway") < _OLD_GATEWAY_SHARE
        return {
            "photo_id": post.native_id,
            "caption": post.text,
            "cover": "https://p2.a.yximgs.com/upic/demo.jpg",
            "play_url": "https://v2.kwaicdn.com/demo.mp4?tag=1",
            "create_time": seconds if old else seconds * 1000,
            "view_count": figures["views"],
            "like_count": figures["likes"],
            "comment_count": figures["comments"],
            "pending": False,
        }


def _part(token: str, number: int) -> str:
    return [*token.split("."), "", "", ""][number]


def _refusal(error: KuaishouError) -> Response:
    return json_answer({"result": error.result, "error": "refused", "error_msg": str(error)})
