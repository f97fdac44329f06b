"""Feeds: RSS 2.0 with the fifteen newest items; the first account's is in GBK, the second's is Atom.

They answer conditional requests with 304. The pages their links lead to exist.
"""

from __future__ import annotations

import hashlib
import html
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from demo.accounts import Actor
from demo.platforms.answers import Scene, absolute, origin_of, troubled
from demo.posts import Post
from hub.clock import BEIJING

ITEMS: Final = 15


def routes(scene: Scene) -> list[Route]:
    """The feeds' routes, below /feeds."""
    feeds = _Feeds(scene)
    return [
        Route("/{account_id}.xml", feeds.feed),
        Route("/{account_id}/{month:int}/{number:int}.html", feeds.page),
    ]


class _Feeds:
    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._places = {actor.account_id: place for place, actor in enumerate(scene.actors_on("rss"))}

    async def feed(self, request: Request) -> Response:
        """An account's feed, or 304 when the asker has it."""
        account_id = request.path_params["account_id"]
        if account_id not in self._places:
            return Response("no such feed", 404)
        actor = self._scene.world.actors[account_id]
        status = 503 if self._scene.is_down(actor) else self._scene.trouble(actor, "feed")
        if status is not None:
            return troubled(status)
        posts = self._scene.world.newest(account_id, self._scene.now(), ITEMS)
        headers = _validators(posts)
        if _is_known(request, headers):
            return Response(status_code=304, headers=headers)
        body = self._written(actor, posts, origin_of(request))
        return Response(body, headers=headers, media_type="application/xml")

    async def page(self, request: Request) -> Response:
        """The page of one entry."""
        account_id, number = request.path_params["account_id"], request.path_params["number"]
        now = self._scene.now()
        posts = self._scene.world.posts(account_id, now) if account_id in self._places else []
        post = next((post for post in posts if post.native_id == f"{account_id}-{number}"), None)
        if post is None or not post.public_at(now):
            return Response("页面不存在", 404, media_type="text/html")
        return Response(_page(post), media_type="text/html")

    def _written(self, actor: Actor, posts: list[Post], origin: str) -> bytes:
        place = self._places[actor.account_id]
        if place == 1:
            return _atom(actor, posts, origin).encode()
        encoding = "gbk" if place == 0 else "utf-8"
        return _rss(actor, posts, origin, encoding).encode(encoding, "xmlcharrefreplace")


def _validators(posts: list[Post]) -> dict[str, str]:
    names = "".join(post.post_id for post in posts)
    tag = hashlib.md5(names.encode(), usedforsecurity=False).hexdigest()
    changed_at = max((post.published_at for post in posts), default=datetime(2020, 1, 1, tzinfo=UTC))
    return {"ETag": f'"{tag}"', "Last-Modified": format_datetime(changed_at, usegmt=True)}


def _is_known(request: Request, headers: dict[str, str]) -> bool:
    if "if-none-match" in request.headers:
        return request.headers["if-none-match"] == headers["ETag"]
    since = request.headers.get("if-modified-since")
    try:
        return since is not None and parsedate_to_datetime(since) >= parsedate_to_datetime(
            headers["Last-Modified"]
        )
    except ValueError:
        return False


def _rss(actor: Actor, posts: list[Post], origin: str, encoding: str) -> str:
    items = "".join(
        f"<item><title>{html.escape(post.title)}</title><link>{absolute(post.url, origin)}</link>"
        f'<guid isPermaLink="false">{post.native_id}</guid>'
        f"<pubDate>{format_datetime(post.published_at, usegmt=True)}</pubDate>"
        f"<description>{html.escape(_paragraphs(post.text))}</description></item>"
        for post in posts
    )
    name = html.escape(actor.account.name)
    return (
        f'<?xml version="1.0" encoding="{encoding}"?><rss version="2.0"><channel><title>{name}</title>'
        f"<link>{origin}/feeds/{actor.account_id}.xml</link><description>{name}</description>"
        f"<language>zh-cn</language>{items}</channel></rss>"
    )


def _atom(actor: Actor, posts: list[Post], origin: str) -> str:
    entries = "".join(
        f"<entry><id>{post.native_id}</id><title>{html.escape(post.title)}</title>"
        f'<link rel="alternate" href="{absolute(post.url, origin)}"/>'
        f"<published>{post.published_at.astimezone(BEIJING).isoformat()}</published>"
        f"<updated>{post.published_at.astimezone(BEIJING).isoformat()}</updated>"
        f'<content type="html">{html.escape(_paragraphs(post.text))}</content></entry>'
        for post in posts
    )
    name = html.escape(actor.account.name)
    return (
        '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom">'
        f"<id>tag:{actor.account_id}</id><title>{name}</title>{entries}</feed>"
    )


def _page(post: Post) -> str:
    title = html.escape(post.title)
    published = post.published_at.astimezone(BEIJING)
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta property="article:published_time" content="{published.isoformat()}"></head>'
        f"<body><h1>{title}</h1><article>{_paragraphs(post.text)}</article></body></html>"
    )


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{html.escape(line, quote=False)}</p>" for line in text.splitlines())
