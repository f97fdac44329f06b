"""WeChat official accounts: the official interface as of 2026, and the public article pages.

Shapes, units and codes follow the platform's documentation: errors arrive with HTTP 200; tokens live for two
hours; `freepublish/batchget` lists only what was published without telling followers; statistics are
statements for Beijing days, cumulative for 30 days, ready at 08:00 of the next day.
"""

from __future__ import annotations

import html
from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any, Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from demo import credentials
from demo.accounts import Actor
from demo.dice import chance, digits
from demo.native_ids import wechat_biz
from demo.platforms.answers import Scene, absolute, json_answer, origin_of, troubled
from demo.posts import Post
from hub.clock import BEIJING, beijing_day, end_of_beijing_day

STATISTICS_SINCE: Final = date(2025, 11, 1)
DAYS_OF_STATISTICS: Final = 30
READY_HOUR: Final = 8
"""Beijing hour at which the figures of the day before are there."""

_MOST_MESSAGES: Final = 20
_FOLLOWER_DAYS: Final = 7
_SOURCES: Final = (
    ("公众号消息", 0.45),
    ("朋友圈", 0.2),
    ("聊天会话", 0.12),
    ("公众号主页", 0.08),
    ("推荐", 0.1),
)

Body = dict[str, Any]
Answer = Callable[[Actor, Body, str], object]


def told_url(post: Post, origin: str) -> str:
    """The address of an article as the interface tells it; `origin` is where the demo is served."""
    return f"{absolute(post.url, origin)}&chksm={digits(12, 'chksm', post.post_id)}#rd"


def routes(scene: Scene) -> list[Route]:
    """The interface's routes, below /wechat."""
    wechat = _Wechat(scene)
    return [
        Route("/cgi-bin/stable_token", wechat.stable_token, methods=["POST"]),
        Route(
            "/cgi-bin/freepublish/batchget", wechat.interface("batchget", wechat.published), methods=["POST"]
        ),
        Route(
            "/datacube/getarticletotaldetail",
            wechat.interface("totaldetail", wechat.details),
            methods=["POST"],
        ),
        Route(
            "/datacube/getusercumulate", wechat.interface("usercumulate", wechat.followers), methods=["POST"]
        ),
        Route("/s", wechat.article),
    ]


class WechatError(Exception):
    """An errcode and its words."""

    def __init__(self, code: int, words: str) -> None:
        super().__init__(words)
        self.code = code


class _Wechat:
    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._world = scene.world
        self._actors = scene.actors_on("wechat")
        self._by_appid = {actor.account.native_id: actor for actor in self._actors}
        self._by_biz = {wechat_biz(actor.index): actor for actor in self._actors}
        self._by_index = {str(actor.index): actor for actor in self._actors}

    def interface(self, name: str, answer: Answer) -> Callable[[Request], Any]:
        """A handler that checks token, quota and troubles before `answer` is asked."""

        async def handle(request: Request) -> Response:
            try:
                actor = self._authorised(request.query_params.get("access_token"))
                status = self._scene.trouble(actor, name)
                if status is not None:
                    return troubled(status) if status != 502 else _refusal(WechatError(-1, "system error"))
                self._check(actor, name)
                return json_answer(answer(actor, _body(await request.body()), origin_of(request)))
            except WechatError as error:
                return _refusal(error)

        return handle

    async def stable_token(self, request: Request) -> Response:
        """The current token; in its last five minutes already the next."""
        try:
            body = _body(await request.body())
            actor = self._by_appid.get(str(body.get("appid")))
            if actor is None:
                raise WechatError(40013, "invalid appid")
            if body.get("secret") != credentials.wechat_secret(self._world, actor):
                raise WechatError(40125, "invalid appsecret")
            if self._refused_by_address(actor):
                raise WechatError(40164, "invalid ip 127.0.0.1, not in whitelist")
        except WechatError as error:
            return _refusal(error)
        period, left = credentials.wechat_period(actor, self._scene.now())
        if left < credentials.WECHAT_RENEWAL_SECONDS:
            period, left = period + 1, left + credentials.WECHAT_TOKEN_SECONDS
        token = credentials.wechat_token(self._world, actor, period)
        return json_answer({"access_token": token, "expires_in": left})

    def published(self, actor: Actor, body: Body, origin: str) -> object:
        """Messages published without notification, newest first; deleted articles stay listed."""
        offset, count = int(body.get("offset", 0)), int(body.get("count", _MOST_MESSAGES))
        if not 1 <= count <= _MOST_MESSAGES or offset < 0:
            raise WechatError(47001, "data format error")
        posts = [post for post in self._world.posts(actor.account_id, self._scene.now()) if not post.notified]
        messages = [list(group) for _, group in groupby(posts, key=lambda post: post.mid)][::-1]
        page = messages[offset : offset + count]
        without_content = bool(body.get("no_content", 0))
        return {
            "total_count": len(messages),
            "item_count": len(page),
            "item": [self._message(actor, posts, origin, without_content) for posts in page],
        }

    def details(self, actor: Actor, body: Body, origin: str) -> object:
        """The articles of one publish day with a cumulative row for each day since."""
        day, last = _day(body.get("begin_date")), _day(body.get("end_date"))
        now = self._scene.now()
        if day != last:
            raise WechatError(61501, "date range error")
        if last >= beijing_day(now) or day < STATISTICS_SINCE:
            raise WechatError(61500, "date format error")
        ready = _last_ready_day(now)
        is_late = last_day(day) > ready and ready < beijing_day(now) - timedelta(days=1)
        listed = [
            self._detail(post, day, ready, origin) for post in self._world.on_day(actor.account_id, day)
        ]
        delayed = is_late and chance(self._world.seed, actor.account_id, "delay", beijing_day(now)) < 0.5
        return {"list": listed if day <= ready else [], "is_delay": delayed or day > ready}

    def followers(self, actor: Actor, body: Body, _origin: str) -> object:
        """Followers at the end of each day of at most seven; yesterday's row comes at 08:00."""
        first, last = _day(body.get("begin_date")), _day(body.get("end_date"))
        now = self._scene.now()
        if last >= beijing_day(now) or not 0 <= (last - first).days < _FOLLOWER_DAYS:
            raise WechatError(61501, "date range error")
        days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
        return {
            "list": [
                {
                    "ref_date": day.isoformat(),
                    "user_source": 0,
                    "cumulate_user": self._world.followers(actor.account_id, end_of_beijing_day(day)),
                }
                for day in days
                if day <= _last_ready_day(now)
            ]
        }

    async def article(self, request: Request) -> Response:
        """A public article page."""
        actor = self._by_biz.get(request.query_params.get("__biz", ""))
        native_id = f"{request.query_params.get('mid')}_{request.query_params.get('idx')}"
        now = self._scene.now()
        posts = self._world.posts(actor.account_id, now) if actor else []
        post = next((post for post in posts if post.native_id == native_id and post.public_at(now)), None)
        if actor is None or post is None:
            return Response("<html><body>该内容已被发布者删除</body></html>", media_type="text/html")
        return Response(_article_page(actor, post), media_type="text/html")

    def _authorised(self, token: str | None) -> Actor:
        if not token:
            raise WechatError(41001, "access_token missing")
        index, _, rest = token.partition("_")
        period, _, _ = rest.partition("_")
        actor = self._by_index.get(index)
        if actor is None or not period.isdigit():
            raise WechatError(40001, "invalid credential, access_token is invalid or not latest")
        if token != credentials.wechat_token(self._world, actor, int(period)):
            raise WechatError(40001, "invalid credential, access_token is invalid or not latest")
        current, left = credentials.wechat_period(actor, self._scene.now())
        newest = current + (left < credentials.WECHAT_RENEWAL_SECONDS)
        if not current <= int(period) <= newest:
            raise WechatError(42001, "access_token expired")
        return actor

    def _check(self, actor: Actor, name: str) -> None:
        if self._scene.is_refused(actor):
            code, words = ((48001, "api unauthorized"), (50002, "user limited"))[actor.index % 2]
            raise WechatError(code, words)
        if not self._scene.has_quota(actor, name):
            raise WechatError(45009, "reach max api daily quota limit")

    def _refused_by_address(self, actor: Actor) -> bool:
        return actor.index % 3 == 0 and self._scene.is_refused(actor)

    def _message(self, actor: Actor, posts: list[Post], origin: str, without_content: bool) -> object:
        articles = [
            self._news_item(actor, post, origin, without_content, alone=len(posts) == 1) for post in posts
        ]
        return {
            "article_id": digits(32, self._world.seed, "message", posts[0].mid),
            "content": {"news_item": articles},
            "update_time": int(posts[0].published_at.timestamp()),
        }

    def _news_item(
        self, actor: Actor, post: Post, origin: str, without_content: bool, *, alone: bool
    ) -> dict[str, object]:
        item: dict[str, object] = {
            "title": post.title,
            "author": actor.account.unit,
            "digest": post.text[:54] if alone else "",
            "content": _body_html(post.text),
            "content_source_url": "",
            "thumb_media_id": digits(20, "thumb", post.post_id),
            "show_cover_pic": 0,
            "need_open_comment": 1,
            "only_fans_can_comment": 0,
            "url": told_url(post, origin),
            "is_deleted": post.deleted_by(self._scene.now()),
        }
        if without_content:
            del item["content"]
        return item

    def _detail(self, post: Post, day: date, ready: date, origin: str) -> object:
        last = min(ready, last_day(day))
        days = [day + timedelta(days=number) for number in range((last - day).days + 1)]
        return {
            "ref_date": day.isoformat(),
            "msgid": post.native_id,
            "publish_type": 0 if post.notified else 1,
            "title": post.title,
            "content_url": f"{absolute(post.url, origin)}#rd",
            "detail_list": [self._row(post, stat) for stat in days],
        }

    def _row(self, post: Post, day: date) -> object:
        figures = self._world.figure(post, end_of_beijing_day(day))
        readers = figures["readers"]
        finished = round(0.25 + 0.5 * chance("finished", post.post_id), 4)
        return {
            "stat_date": day.isoformat(),
            "read_user": readers,
            "read_user_source": _sources(readers),
            "share_user": figures["sharers"],
            "zaikan_user": figures["looks"],
            "like_user": figures["likes"],
            "comment_count": figures["comments"],
            "collection_user": figures["favourites"],
            "praise_money": 0,
            "read_subscribe_user": figures["followers_new"],
            "read_delivery_rate": 0.0312,
            "read_finish_rate": finished,
            "read_avg_activetime": 0.84,
            "read_jump_position": [{"position": 1, "rate": 0.31}, {"position": 5, "rate": 0.42}],
        }


def last_day(day: date) -> date:
    """The last day for which the articles of a publish day get a row."""
    return day + timedelta(days=DAYS_OF_STATISTICS - 1)


def _last_ready_day(instant: datetime) -> date:
    local = instant.astimezone(BEIJING)
    return local.date() - timedelta(days=1 if local.hour >= READY_HOUR else 2)


def _sources(readers: int) -> list[dict[str, object]]:
    parts = [{"user_count": int(readers * share), "scene_desc": name} for name, share in _SOURCES]
    return [{"user_count": readers, "scene_desc": "全部"}, *parts]


def _refusal(error: WechatError) -> Response:
    return json_answer({"errcode": error.code, "errmsg": f"{error} rid: 00000000-00000000-00000000"})


def _body(raw: bytes) -> Body:
    try:
        return msgspec.json.decode(raw, type=Body)
    except msgspec.MsgspecError:
        raise WechatError(47001, "data format error") from None


def _day(written: object) -> date:
    try:
        return date.fromisoformat(str(written))
    except ValueError:
        raise WechatError(61500, "date format error") from None


def _body_html(text: str) -> str:
    return "".join(f"<p>{html.escape(line, quote=False)}</p>" for line in text.splitlines())


def _article_page(actor: Actor, post: Post) -> str:
    title = html.escape(post.title)
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title></head><body>'
        f'<h1 id="activity-name">{title}</h1><strong id="js_name">{html.escape(actor.account.name)}</strong>'
        f'<div id="js_content">{_body_html(post.text)}</div>'
        f'<script>var ct = "{int(post.published_at.timestamp())}"; var mid = "{post.mid}";'
        f" var idx = \"{post.position}\"; var msg_title = '{title}';</script></body></html>"
    )
