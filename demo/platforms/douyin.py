"""Douyin, and Toutiao in its manner: the open platform. Errors come with HTTP 200, in `data` and `extra`.

Numbers are quoted at times.

A pinned work stands first, out of order. A work made private stays in its owner's list with status 7 and no
plays. Access tokens live 15 days; refresh tokens 30, and are renewed (each renewal works here, since the
demo keeps no memory; the platform allows five).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, Final
from urllib.parse import parse_qs

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from demo import credentials
from demo.accounts import Actor
from demo.dice import chance
from demo.platforms.answers import Scene, json_answer, troubled
from demo.posts import Post
from hub.clock import BEIJING, beijing_day, end_of_beijing_day, start_of_beijing_day
from hub.platforms import Platform

MOST_ITEMS: Final = 20

_PUBLIC, _PRIVATE = 5, 7
_VIDEO, _PICTURES = 4, 2
_PINNING_SHARE: Final = 0.5
_PINNED_FOR: Final = timedelta(days=30)
_QUOTING_SHARE: Final = 0.3
_STATISTICS: Final = (
    ("play_count", "views"),
    ("digg_count", "likes"),
    ("comment_count", "comments"),
    ("share_count", "shares"),
    ("forward_count", "forwards"),
    ("download_count", "downloads"),
)

Answer = Callable[[Actor, Request, bytes], dict[str, Any]]


def routes(scene: Scene) -> list[Route]:
    """The interface's routes, below /douyin."""
    douyin = _Douyin(scene)
    return [
        Route("/oauth/refresh_token/", douyin.refresh, methods=["POST"]),
        Route("/oauth/renew_refresh_token/", douyin.renew, methods=["POST"]),
        Route("/api/douyin/v1/video/video_list/", douyin.interface("video_list", douyin.works)),
        Route(
            "/api/douyin/v1/video/video_data/", douyin.interface("video_data", douyin.named), methods=["POST"]
        ),
        Route("/data/external/user/fans/", douyin.interface("fans", douyin.fans)),
    ]


def toutiao_routes(scene: Scene) -> list[Route]:
    """The routes of Toutiao's interface, which is of the same make, below /toutiao."""
    toutiao = _Douyin(scene, "toutiao")
    return [
        Route("/oauth/refresh_token/", toutiao.refresh, methods=["POST"]),
        Route("/toutiao/video/list/", toutiao.interface("video_list", toutiao.works)),
        Route("/toutiao/video/data/", toutiao.interface("video_data", toutiao.named), methods=["POST"]),
    ]


class DouyinError(Exception):
    """An error_code and its description."""

    def __init__(self, code: int, words: str) -> None:
        super().__init__(words)
        self.code = code


class _Douyin:
    def __init__(self, scene: Scene, platform: Platform = "douyin") -> None:
        self._scene = scene
        self._world = scene.world
        self._platform = platform
        self._by_open_id = {actor.account.native_id: actor for actor in scene.actors_on(platform)}
        self._by_index = {str(actor.index): actor for actor in scene.actors_on(platform)}

    def interface(self, name: str, answer: Answer) -> Callable[[Request], Any]:
        """A handler that checks token, quota and troubles before `answer` is asked."""

        async def handle(request: Request) -> Response:
            try:
                actor = self._by_open_id.get(request.query_params.get("open_id", ""))
                if actor is None:
                    raise DouyinError(10002, "参数错误")
                if self._scene.is_down(actor):
                    return troubled(503)
                status = self._scene.trouble(actor, name)
                if status is not None:
                    return (
                        troubled(status) if status != 502 else self._refusal(DouyinError(2100004, "系统繁忙"))
                    )
                self._check(actor, name, request.headers.get("access-token", ""))
                return self._success(answer(actor, request, await request.body()))
            except DouyinError as error:
                return self._refusal(error)

        return handle

    async def refresh(self, request: Request) -> Response:
        """An access token for a refresh token; before the old one ends, the old one prolonged."""
        try:
            actor, renewals = self._bearer(await request.body())
        except DouyinError as error:
            return self._refusal(error)
        period, left = credentials.douyin_period(self._world, self._scene.now())
        return self._success(
            {
                "access_token": credentials.douyin_token(self._world, actor, period),
                "expires_in": str(left),
                "refresh_token": credentials.refresh_token(self._world, actor, renewals),
                "refresh_expires_in": self._refresh_expires_in(renewals),
                "open_id": actor.account.native_id,
                "scope": "video.list.bind,data.external.user",
            }
        )

    async def renew(self, request: Request) -> Response:
        """The next refresh token, good for another 30 days."""
        try:
            actor, renewals = self._bearer(await request.body())
        except DouyinError as error:
            return self._refusal(error)
        token = credentials.refresh_token(self._world, actor, renewals + 1)
        expires_in = int(credentials.DOUYIN_REFRESH_TOKEN.total_seconds())
        return self._success({"refresh_token": token, "expires_in": expires_in})

    def works(self, actor: Actor, request: Request, _body: bytes) -> dict[str, Any]:
        """A page of works, newest first; the pinned one stands at the top of the first page."""
        cursor, count = _number(request, "cursor", 0), _number(request, "count", 10)
        if not 1 <= count <= MOST_ITEMS or cursor < 0:
            raise DouyinError(10002, "参数错误")
        now = self._scene.now()
        before = datetime.fromtimestamp(cursor / 1000, tz=now.tzinfo) if cursor else None
        pinned = self._pinned(actor, now)
        posts = [post for post in self._there(actor, now) if post is not pinned]
        if before is not None:
            posts = [post for post in posts if post.published_at < before]
        page = ([pinned] if pinned and not cursor else []) + posts[-count:][::-1]
        last = posts[-count].published_at if len(posts) > count else None
        return {
            "cursor": int(last.timestamp() * 1000) if last else cursor,
            "has_more": last is not None,
            "list": [self._work(actor, post, now, is_top=post is pinned) for post in page],
        }

    def named(self, actor: Actor, _request: Request, body: bytes) -> dict[str, Any]:
        """Works by id; removed ones are left out."""
        try:
            wanted = msgspec.json.decode(body, type=dict[str, list[str]]).get("item_ids", [])
        except msgspec.MsgspecError:
            raise DouyinError(10002, "参数错误") from None
        now = self._scene.now()
        there = {post.native_id: post for post in self._there(actor, now)}
        works = [self._work(actor, there[native], now, is_top=False) for native in wanted if native in there]
        return {"list": works}

    def fans(self, actor: Actor, request: Request, _body: bytes) -> dict[str, Any]:
        """Followers of the last 7, 15 or 30 days up to yesterday; all figures are quoted."""
        days, today = _number(request, "date_type", 7), beijing_day(self._scene.now())
        if days not in (7, 15, 30):
            raise DouyinError(10002, "参数错误")
        rows = []
        for back in range(days, 0, -1):
            day = today - timedelta(days=back)
            total, before = (self._world.followers(actor.account_id, at) for at in _ends(day))
            rows.append({"date": day.isoformat(), "new_fans": str(total - before), "total_fans": str(total)})
        return {"result_list": rows}

    def _check(self, actor: Actor, name: str, token: str) -> None:
        period, _ = credentials.douyin_period(self._world, self._scene.now())
        if token != credentials.douyin_token(self._world, actor, period) or self._scene.is_refused(actor):
            raise DouyinError(2190008, "access_token过期,请刷新或重新授权")
        if not self._scene.has_quota(actor, name):
            raise DouyinError(2190001, "quota已用完")

    def _bearer(self, body: bytes) -> tuple[Actor, int]:
        form = {name: values[0] for name, values in parse_qs(body.decode("utf-8", "replace")).items()}
        _, index, renewals, *_ = [*form.get("refresh_token", "").split("."), "", "", ""]
        actor = self._by_index.get(index)
        if form.get("client_key") != credentials.CLIENT_KEY:
            raise DouyinError(10003, "client_key错误")
        if actor is None or not renewals.isdigit() or self._scene.is_refused(actor):
            raise DouyinError(10010, "refresh_token过期")
        if form["refresh_token"] != credentials.refresh_token(self._world, actor, int(renewals)):
            raise DouyinError(10010, "refresh_token过期")
        return actor, int(renewals)

    def _refresh_expires_in(self, renewals: int) -> int:
        """Seconds until the refresh token ends: renewals keep it alive in steps of 25 days.

        Toutiao's, which nobody documents, lasts: no person is there in a demo to authorise again.
        """
        if self._platform == "toutiao":
            return int(credentials.TOUTIAO_REFRESH_TOKEN.total_seconds())
        began = start_of_beijing_day(self._world.started_on) + renewals * timedelta(days=25)
        left = began + credentials.DOUYIN_REFRESH_TOKEN - self._scene.now()
        return max(1, int(left.total_seconds()))

    def _there(self, actor: Actor, now: datetime) -> list[Post]:
        return [post for post in self._world.posts(actor.account_id, now) if not post.deleted_by(now)]

    def _pinned(self, actor: Actor, now: datetime) -> Post | None:
        if chance(self._world.seed, actor.account_id, "pins") >= _PINNING_SHARE:
            return None
        started_at = start_of_beijing_day(self._world.started_on)
        turn = started_at + ((now - started_at) // _PINNED_FOR) * _PINNED_FOR
        before = self._world.newest(actor.account_id, turn, 1)
        return before[0] if before and before[0].public_at(now) else None

    def _work(self, actor: Actor, post: Post, now: datetime, *, is_top: bool) -> dict[str, Any]:
        is_public = post.public_at(now)
        quoted = chance(self._world.seed, actor.account_id, "quotes", beijing_day(now)) < _QUOTING_SHARE
        figures = self._world.figure(post, now) | ({} if is_public else {"views": 0})
        statistics = {name: figures[metric] for name, metric in _STATISTICS if metric in figures}
        return {
            "item_id": post.native_id,
            "video_id": post.video_id,
            "title": post.text,
            "create_time": int(post.published_at.timestamp()),
            "share_url": f"https://www.iesdouyin.com/share/video/{post.video_id}/?region=CN",
            "cover": f"https://p3-sign.douyinpic.com/obj/demo.jpeg?x-expires={int(now.timestamp()) + 7200}",
            "media_type": _VIDEO if post.media == "video" else _PICTURES,
            **({} if self._platform == "toutiao" else {"video_status": _PUBLIC if is_public else _PRIVATE}),
            "is_top": is_top,
            "is_reviewed": True,
            "statistics": {name: str(value) for name, value in statistics.items()} if quoted else statistics,
        }

    def _success(self, data: dict[str, Any]) -> Response:
        return json_answer(
            {"data": {**data, "error_code": 0, "description": ""}, "extra": self._extra(0, "")}
        )

    def _refusal(self, error: DouyinError) -> Response:
        data = {"error_code": error.code, "description": str(error)}
        return json_answer({"data": data, "extra": self._extra(error.code, str(error))})

    def _extra(self, code: int, words: str) -> dict[str, Any]:
        now = self._scene.now()
        return {
            "error_code": code,
            "description": words,
            "sub_error_code": 0,
            "sub_description": "",
            "logid": f"{now.astimezone(BEIJING):%Y%m%d%H%M%S}DEMO",
            "now": int(now.timestamp() * 1000),
        }


def _number(request: Request, name: str, default: int) -> int:
    try:
        return int(request.query_params.get(name, default))
    except ValueError:
        raise DouyinError(10002, "参数错误") from None


def _ends(day: date) -> tuple[datetime, datetime]:
    return end_of_beijing_day(day), start_of_beijing_day(day)
