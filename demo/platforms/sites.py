"""Government websites: list pages, detail pages, a counter; `site_layouts.py` says how they look.

Most are written in gb18030 and labelled gb2312. Every second site prints its views into the page, the others
fill them in by a script call.
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
from demo.platforms.site_layouts import layout_of
from demo.posts import Post

ROWS: Final = 15
MOST_PAGES: Final = 5

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
        return self._html(
            actor,
            layout_of(actor.account_id).list_page(
                posts[number * ROWS : (number + 1) * ROWS],
                number,
                pages,
                html.escape(actor.account.unit),
                self._label(actor),
            ),
        )

    def _post(self, actor: Actor, document: str) -> Post | None:
        now = self._scene.now()
        posts = self._scene.world.posts(actor.account_id, now)
        return next(
            (post for post in reversed(posts) if post.native_id == document and post.public_at(now)), None
        )

    def _detail_page(self, actor: Actor, post: Post) -> str:
        unit = html.escape(actor.account.unit)
        source = "河北省消防救援总队" if post.form else unit
        layout = layout_of(actor.account_id)
        return layout.detail_page(post, source, self._counter(actor, post), unit, self._label(actor))

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
