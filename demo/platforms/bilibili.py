"""Bilibili: the open platform. Requests must be signed; a refresh token works once; numbers may be quoted.

The list holds no figures; they are asked for work by work. A work made private stays in its owner's list with
a state other than 0. Texts hold HTML entities. Errors come with HTTP 200 as a `code` other than 0.
"""

from __future__ import annotations

import hashlib
import hmac
import html
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from demo import credentials
from demo.accounts import Actor
from demo.dice import chance
from demo.platforms.answers import Scene, json_answer, troubled
from demo.posts import Post
from hub.clock import beijing_day

MOST_WORKS: Final = 50
CLOCKS_APART: Final = 300
"""Seconds by which a signed time may differ from the server's."""

_SIGNED: Final = (
    "x-bili-accesskeyid",
    "x-bili-content-md5",
    "x-bili-signature-method",
    "x-bili-signature-nonce",
    "x-bili-signature-version",
    "x-bili-timestamp",
)
_QUOTING_SHARE: Final = 0.3
_PUBLIC, _PRIVATE = 0, -100
_FIGURES: Final = (
    ("view", "views"),
    ("like", "likes"),
    ("reply", "comments"),
    ("share", "shares"),
    ("favorite", "favourites"),
    ("coin", "coins"),
    ("danmaku", "danmaku"),
)

Answer = Callable[[Actor, Request], dict[str, Any]]


def routes(scene: Scene) -> list[Route]:
    """The interface's routes, below /bilibili."""
    bilibili = _Bilibili(scene)
    return [
        Route("/x/account-oauth2/v1/refresh_token", bilibili.refresh, methods=["POST"]),
        Route("/arcopen/fn/archive/viewlist", bilibili.interface("viewlist", bilibili.works)),
        Route("/arcopen/fn/archive/view", bilibili.interface("view", bilibili.work)),
        Route("/arcopen/fn/data/arc/stat", bilibili.interface("arc_stat", bilibili.figures)),
        Route("/arcopen/fn/data/user/stat", bilibili.interface("user_stat", bilibili.user)),
    ]


class BilibiliError(Exception):
    """A code and its message."""

    def __init__(self, code: int, words: str) -> None:
        super().__init__(words)
        self.code = code


class _Bilibili:
    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._world = scene.world
        self._by_index = {str(actor.index): actor for actor in scene.actors_on("bilibili")}
        self._spent: set[str] = set()
        self._nonces: set[str] = set()

    def interface(self, name: str, answer: Answer) -> Callable[[Request], Any]:
        """A handler that checks signature, token, quota and troubles before `answer` is asked."""

        async def handle(request: Request) -> Response:
            try:
                actor = self._by_index.get(_part(request.headers.get("access-token", ""), 1))
                if actor is None:
                    raise BilibiliError(127001, "access_token 错误")
                if self._scene.is_down(actor):
                    return troubled(503)
                status = self._scene.trouble(actor, name)
                if status == 502:
                    raise BilibiliError(-500, "服务器错误")
                if status is not None:
                    return troubled(status)
                self._check_signature(request)
                self._check(actor, name, request)
                return _answer(0, "0", answer(actor, request))
            except BilibiliError as error:
                return _answer(error.code, str(error))

        return handle

    async def refresh(self, request: Request) -> Response:
        """A new pair for a refresh token, which works once."""
        form = {name: values[0] for name, values in parse_qs((await request.body()).decode()).items()}
        token = form.get("refresh_token", "")
        actor, renewals = self._by_index.get(_part(token, 1)), _part(token, 2)
        if form.get("client_secret") != credentials.client_secret(self._world):
            return _answer(122001, "client_secret 错误")
        known = actor is not None and renewals.isdigit() and not self._scene.is_refused(actor)
        if actor is None or not known or token in self._spent:
            return _answer(122007, "refresh_token 无效")
        if token != credentials.refresh_token(self._world, actor, int(renewals)):
            return _answer(122007, "refresh_token 无效")
        self._spent.add(token)
        now = self._scene.now()
        pair = {
            "access_token": credentials.hourly_token(self._world, actor, now),
            "refresh_token": credentials.refresh_token(self._world, actor, int(renewals) + 1),
            "expires_in": credentials.seconds_left(now, credentials.BILIBILI_TOKEN),
            "scopes": ["ARC_BASE", "USER_DATA", "ARC_DATA"],
        }
        return _answer(0, "0", pair)

    def works(self, actor: Actor, request: Request) -> dict[str, Any]:
        """A page of works, newest first, those made private included."""
        number, size = int(request.query_params.get("pn", "1")), int(request.query_params.get("ps", "20"))
        if number < 1 or not 1 <= size <= MOST_WORKS:
            raise BilibiliError(127100, "参数错误")
        now = self._scene.now()
        there = self._there(actor, now)[::-1]
        page = there[(number - 1) * size : number * size]
        return {
            "page": {"pn": number, "ps": size, "total": len(there)},
            "list": [_work(post, now) for post in page],
        }

    def work(self, actor: Actor, request: Request) -> dict[str, Any]:
        """One work by its id."""
        now = self._scene.now()
        return _work(self._named(actor, request, now), now)

    def figures(self, actor: Actor, request: Request) -> dict[str, Any]:
        """A work's figures at this instant; some accounts get one of them quoted."""
        now = self._scene.now()
        post = self._named(actor, request, now)
        counts = self._world.figure(post, now)
        figures: dict[str, Any] = {name: counts[metric] for name, metric in _FIGURES}
        if chance(self._world.seed, actor.account_id, "quotes", beijing_day(now)) < _QUOTING_SHARE:
            figures["like"] = str(figures["like"])
        return {"title": _escaped(post.title), "ptime": int(post.published_at.timestamp()), **figures}

    def user(self, actor: Actor, _request: Request) -> dict[str, Any]:
        """Followers and the number of public works, at this instant."""
        now = self._scene.now()
        passed = sum(post.public_at(now) for post in self._there(actor, now))
        followers = self._world.followers(actor.account_id, now)
        return {"following": 9, "follower": followers, "arc_passed_total": passed}

    def _check_signature(self, request: Request) -> None:
        signed = {name: request.headers.get(name, "") for name in _SIGNED}
        lines = "\n".join(f"{name}:{value}" for name, value in sorted(signed.items())).encode()
        expected = hmac.new(
            credentials.client_secret(self._world).encode(), lines, hashlib.sha256
        ).hexdigest()
        nonce, told = signed["x-bili-signature-nonce"], signed["x-bili-timestamp"]
        if signed["x-bili-accesskeyid"] != credentials.CLIENT_KEY:
            raise BilibiliError(127004, "client_id 错误")
        if (
            not hmac.compare_digest(request.headers.get("authorization", ""), expected)
            or nonce in self._nonces
        ):
            raise BilibiliError(127012, "签名错误")
        if not told.isdigit() or abs(int(told) - self._scene.now().timestamp()) > CLOCKS_APART:
            raise BilibiliError(4003, "时间戳错误")
        self._nonces.add(nonce)

    def _check(self, actor: Actor, name: str, request: Request) -> None:
        now, token = self._scene.now(), request.headers["access-token"]
        lasting = credentials.is_hourly_token(self._world, actor, token, now, credentials.BILIBILI_TOKEN)
        if not lasting or self._scene.is_refused(actor):
            raise BilibiliError(127001, "access_token 错误")
        if not self._scene.has_quota(actor, name):
            raise BilibiliError(127009, "api请求次数达到上限")

    def _there(self, actor: Actor, now: datetime) -> list[Post]:
        return [post for post in self._world.posts(actor.account_id, now) if not post.deleted_by(now)]

    def _named(self, actor: Actor, request: Request, now: datetime) -> Post:
        wanted = request.query_params.get("resource_id")
        for post in self._there(actor, now):
            if post.native_id == wanted:
                return post
        raise BilibiliError(127107, "稿件已删除")


def _work(post: Post, now: datetime) -> dict[str, Any]:
    published = int(post.published_at.timestamp())
    public = post.public_at(now)
    return {
        "resource_id": post.native_id,
        "title": _escaped(post.title),
        "cover": "http://i0.hdslb.com/bfs/archive/demo.jpg",
        "tid": 21,
        "no_reprint": 1,
        "desc": _escaped(post.text),
        "tag": "消防,安全",
        "copyright": 1,
        "video_info": {"cid": 36100000001, "filename": "demo", "duration": 94, "share_url": post.url},
        "addit_info": {
            "state": _PUBLIC if public else _PRIVATE,
            "state_desc": "开放浏览" if public else "仅自己可见",
            "reject_reason": "",
        },
        "ctime": published - 600,
        "ptime": published,
    }


def _part(token: str, number: int) -> str:
    return [*token.split("."), "", "", ""][number]


def _escaped(text: str) -> str:
    return html.escape(text, quote=False)


def _answer(code: int, words: str, data: dict[str, Any] | None = None) -> Response:
    content: dict[str, Any] = {"code": code, "message": words, "ttl": 1, "request_id": "demo"}
    return json_answer(content if data is None else {**content, "data": data})
