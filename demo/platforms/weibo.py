"""Weibo: the free official interface. It shows the five newest posts of the authorising account and no reads.

Errors are HTTP 4xx with `error_code`, a number at some accounts and a string at others. Texts carry HTML
entities; long ones are cut in the list, and `statuses/show` gives the whole with `isGetLongText=1` (our
choice: the documentation names that parameter for the commercial interface).
"""

from __future__ import annotations

import html
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
from demo.texts import WEIBO_LIMIT
from hub.clock import BEIJING

NEWEST: Final = 5
MOST_IDS: Final = 100

_WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_STRATEGY: Final = {"apply_scenario_flag": 3, "display_text_min_number": 1000000, "display_text": "100万+"}

Answer = Callable[[Actor, Request], object]


def routes(scene: Scene) -> list[Route]:
    """The interface's routes, below /weibo."""
    weibo = _Weibo(scene)
    return [
        Route("/2/statuses/user_timeline.json", weibo.interface("user_timeline", weibo.timeline)),
        Route("/2/statuses/count.json", weibo.interface("count", weibo.counts)),
        Route("/2/statuses/show.json", weibo.interface("show", weibo.show)),
        Route("/2/users/counts.json", weibo.interface("users/counts", weibo.account)),
    ]


class WeiboError(Exception):
    """An error_code and its words, with the HTTP status it comes with."""

    def __init__(self, code: int, words: str, status: int = 400) -> None:
        super().__init__(words)
        self.code = code
        self.status = status


class _Weibo:
    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._world = scene.world
        self._by_token = {
            credentials.weibo_token(scene.world, actor): actor for actor in scene.actors_on("weibo")
        }

    def interface(self, name: str, answer: Answer) -> Callable[[Request], Any]:
        """A handler that checks token, quota and troubles before `answer` is asked."""

        async def handle(request: Request) -> Response:
            actor = self._by_token.get(request.query_params.get("access_token", ""))
            try:
                if actor is None:
                    raise WeiboError(21332, "invalid_access_token", 403)
                if self._scene.is_down(actor):
                    return troubled(503)
                status = self._scene.trouble(actor, name)
                if status is not None:
                    return (
                        troubled(status)
                        if status != 502
                        else _refusal(request, WeiboError(10009, "too busy"), 0)
                    )
                self._check(actor, name)
                return json_answer(answer(actor, request))
            except WeiboError as error:
                return _refusal(request, error, actor.index if actor else 0)

        return handle

    def timeline(self, actor: Actor, _request: Request) -> object:
        """The five newest posts, whatever count asks for."""
        now = self._scene.now()
        posts = self._world.newest(actor.account_id, now, NEWEST)
        return {
            "statuses": [self._status(actor, post, now) for post in posts],
            "states": [{"id": post.native_id, "state": 0} for post in posts],
            "hasvisible": False,
            "previous_cursor": 0,
            "next_cursor": 0,
            "total_number": self._posts_total(actor, now),
        }

    def counts(self, actor: Actor, request: Request) -> object:
        """Counts of at most 100 statuses; removed ones are left out."""
        ids = request.query_params.get("ids", "").split(",")
        if not ids[0] or len(ids) > MOST_IDS:
            raise WeiboError(10008, "param error, see doc for more info")
        now = self._scene.now()
        public = self._public(actor, now)
        return [self._count(public[native], now) for native in ids if native in public]

    def show(self, actor: Actor, request: Request) -> object:
        """One status; 20101 where there is none any more."""
        now = self._scene.now()
        post = self._public(actor, now).get(request.query_params.get("id", ""))
        if post is None:
            raise WeiboError(20101, "target weibo does not exist!")
        status = self._status(actor, post, now)
        if request.query_params.get("isGetLongText") == "1" and status["isLongText"]:
            status["longText"] = {"longTextContent": html.escape(post.text, quote=False)}
        return status

    def account(self, actor: Actor, _request: Request) -> object:
        """Followers and number of posts, as an array of one."""
        now = self._scene.now()
        return [
            {
                "id": actor.account.native_id,
                "followers_count": self._world.followers(actor.account_id, now),
                "friends_count": 210,
                "statuses_count": self._posts_total(actor, now),
                "private_friends_count": 0,
                "pagefriends_count": 3,
            }
        ]

    def _check(self, actor: Actor, name: str) -> None:
        if self._scene.is_refused(actor):
            raise WeiboError(21327, "expired_token", 403)
        if not self._scene.has_quota(actor, name):
            raise WeiboError(10024, "User requests for this interface are out of rate limit", 403)

    def _public(self, actor: Actor, now: datetime) -> dict[str, Post]:
        posts = self._world.posts(actor.account_id, now)
        return {post.native_id: post for post in posts if post.public_at(now)}

    def _posts_total(self, actor: Actor, now: datetime) -> int:
        return 1000 + len(self._world.posts(actor.account_id, now))

    def _status(self, actor: Actor, post: Post, now: datetime) -> dict[str, Any]:
        figures, is_long = self._world.figure(post, now), len(post.text) > WEIBO_LIMIT
        pictures = (
            [{"thumbnail_pic": "https://wx1.sinaimg.cn/thumbnail/demo.jpg"}] if post.media == "images" else []
        )
        return {
            "created_at": created_at(post.published_at),
            "id": int(post.native_id),
            "idstr": post.native_id,
            "mid": post.native_id,
            "text": html.escape(
                post.text[: WEIBO_LIMIT - 3] + "...全文" if is_long else post.text, quote=False
            ),
            "textLength": len(post.text),
            "source": '<a href="https://weibo.com" rel="nofollow">微博网页版</a>',
            "favorited": False,
            "truncated": False,
            "pic_urls": pictures,
            "pic_num": len(pictures),
            "geo": None,
            "user": self._user(actor, now),
            "reposts_count": figures["shares"],
            "comments_count": figures["comments"],
            "attitudes_count": figures["likes"],
            "isLongText": is_long,
            "visible": {"type": 0, "list_id": 0},
            "number_display_strategy": _STRATEGY,
        }

    def _user(self, actor: Actor, now: datetime) -> object:
        uid = actor.account.native_id
        return {
            "id": int(uid) if uid.isdigit() else uid,
            "idstr": uid,
            "screen_name": actor.account.name,
            "followers_count": self._world.followers(actor.account_id, now),
            "friends_count": 210,
            "verified": True,
            "verified_type": 1,
        }

    def _count(self, post: Post, now: datetime) -> object:
        figures = self._world.figure(post, now)
        return {
            "id": post.native_id,
            "comments": figures["comments"],
            "reposts": figures["shares"],
            "attitudes": figures["likes"],
            "number_display_strategy": _STRATEGY,
        }


def created_at(instant: datetime) -> str:
    """`Wed Apr 18 14:00:30 +0800 2012`, with English names whatever the locale."""
    local = instant.astimezone(BEIJING)
    weekday, month = _WEEKDAYS[local.weekday()], _MONTHS[local.month - 1]
    return f"{weekday} {month} {local.day:02} {local:%H:%M:%S} +0800 {local.year}"


def _refusal(request: Request, error: WeiboError, index: int) -> Response:
    code: int | str = error.code if chance("error code", index) < 0.5 else str(error.code)
    path = request.url.path.removeprefix("/weibo")
    return json_answer({"request": path, "error_code": code, "error": str(error)}, error.status)
