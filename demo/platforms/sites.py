"""Government websites in the TRS manner: list pages, detail pages with the standard meta tags, a counter.

Most are written in gb18030 and labelled gb2312. Titles are cut in the list, with the full one in `title`.
Every second site prints its views into the page, the others fill them in by a script call.
"""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from demo.accounts import Actor
from demo.platforms.answers import Scene, troubled
from demo.posts import Post
from hub.clock import BEIJING

ROWS: Final = 15
MOST_PAGES: Final = 5

_CUT_AFTER: Final = 14

Answer = Callable[[Actor, Request], Response]


def routes(scene: Scene) -> list[Route]:
    """The sites' routes, below /sites."""
    sites = _Sites(scene)
    return [
        Route("/{account_id}/index.html", sites.page(sites.first_list)),
        Route("/{account_id}/index_{number:int}.html", sites.page(sites.later_list)),
        Route("/{account_id}/hits", sites.page(sites.hits)),
        Route("/{account_id}/{month:int}/{document}.html", sites.page(sites.detail)),
    ]


class _Sites:
    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._places = {actor.account_id: place for place, actor in enumerate(scene.actors_on("website"))}

    def page(self, answer: Answer) -> Callable[[Request], Any]:
        """A handler that finds the site and has its troubles before `answer` is asked."""

        async def handle(request: Request) -> Response:
            account_id = request.path_params["account_id"]
            if account_id not in self._places:
                return Response("no such site", 404)
            actor = self._scene.world.actors[account_id]
            status = 503 if self._scene.is_down(actor) else self._scene.trouble(actor, request.url.path)
            return troubled(status) if status is not None else answer(actor, request)

        return handle

    def first_list(self, actor: Actor, _request: Request) -> Response:
        """The list's first page, index.html."""
        return self._list(actor, 0)

    def later_list(self, actor: Actor, request: Request) -> Response:
        """Page n+1 of the list is index_n.html."""
        return self._list(actor, request.path_params["number"])

    def detail(self, actor: Actor, request: Request) -> Response:
        """A post's own page."""
        post = self._post(actor, request.path_params["document"])
        if post is None:
            return self._html(actor, "<html><body>404 页面不存在</body></html>", 404)
        return self._html(actor, self._detail_page(actor, post))

    def hits(self, actor: Actor, request: Request) -> Response:
        """What the page's script writes: the site's own count of views."""
        post = self._post(actor, request.query_params.get("docid", ""))
        views = self._scene.world.figure(post, self._scene.now())["views"] if post else 0
        return Response(f'document.write("{views}");', media_type="application/javascript")

    def _list(self, actor: Actor, number: int) -> Response:
        posts = self._scene.world.newest(actor.account_id, self._scene.now(), ROWS * MOST_PAGES)
        pages = max(1, -(-len(posts) // ROWS))
        if number >= pages:
            return self._html(actor, "<html><body>404 页面不存在</body></html>", 404)
        rows = "".join(_row(post) for post in posts[number * ROWS : (number + 1) * ROWS])
        unit = html.escape(actor.account.unit)
        return self._html(
            actor,
            f'<!DOCTYPE html><html><head><meta charset="{self._label(actor)}"><title>工作动态_{unit}</title>'
            f'<meta name="SiteName" content="{unit}"><meta name="ColumnName" content="工作动态"></head><body>'
            f'<div class="nav"><a href="/sites/{actor.account_id}/index.html">首页</a></div>'
            f'<ul class="list">{rows}</ul>'
            f'<script>createPageHTML({pages}, {number}, "index", "html");</script></body></html>',
        )

    def _post(self, actor: Actor, document: str) -> Post | None:
        now = self._scene.now()
        posts = self._scene.world.posts(actor.account_id, now)
        return next(
            (post for post in reversed(posts) if post.native_id == document and post.public_at(now)), None
        )

    def _detail_page(self, actor: Actor, post: Post) -> str:
        title, unit = html.escape(post.title), html.escape(actor.account.unit)
        source = "河北省消防救援总队" if post.form else unit
        published = post.published_at.astimezone(BEIJING)
        text = "".join(f"<p>　　{html.escape(line, quote=False)}</p>" for line in post.text.splitlines())
        return (
            f'<!DOCTYPE html><html><head><meta charset="{self._label(actor)}"><title>{title}_{unit}</title>\n'
            f'<meta name="SiteName" content="{unit}"><meta name="SiteDomain" content="www.example.gov.cn">\n'
            f'<meta name="ColumnName" content="工作动态"><meta name="ColumnType" content="工作动态">\n'
            f'<meta name="ArticleTitle" content="{title}">\n'
            f'<meta name="PubDate" content="{published:%Y-%m-%d %H:%M}">\n'
            f'<meta name="ContentSource" content="{source}"><meta name="Author" content="">\n'
            f'<meta name="Keywords" content=""><meta name="Url" content="./{post.native_id}.html"></head>\n'
            f'<body><h1>{title}</h1><div class="info">发布时间：{published:%Y-%m-%d %H:%M}　来源：{source}　'
            f"浏览次数：{self._counter(actor, post)}</div>\n"
            f'<div class="TRS_Editor">{text}</div></body></html>'
        )

    def _counter(self, actor: Actor, post: Post) -> str:
        if self._places[actor.account_id] % 2 == 0:
            return f'<em id="hits">{self._scene.world.figure(post, self._scene.now())["views"]}</em>'
        source = f"/sites/{actor.account_id}/hits?docid={post.native_id}"
        return f'<em id="hits"><script src="{source}"></script></em>'

    def _label(self, actor: Actor) -> str:
        return "gb2312" if self._is_chinese(actor) else "utf-8"

    def _is_chinese(self, actor: Actor) -> bool:
        return self._places[actor.account_id] % 4 != 3

    def _html(self, actor: Actor, page: str, status: int = 200) -> Response:
        encoding = "gb18030" if self._is_chinese(actor) else "utf-8"
        return Response(page.encode(encoding), status, {"Content-Type": "text/html"})


def _row(post: Post) -> str:
    day = post.published_at.astimezone(BEIJING)
    title = html.escape(post.title)
    shown = html.escape(post.title[:_CUT_AFTER]) + "..." if len(post.title) > _CUT_AFTER else title
    address = f"./{day:%Y%m}/{post.native_id}.html"
    return f'<li><a href="{address}" title="{title}">{shown}</a><span>{day:%Y-%m-%d}</span></li>'
