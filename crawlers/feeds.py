"""RSS, Atom and JSON Feed: an account whose address is a feed; its items are its posts.

Feeds show the newest 10 to 50 items and no figures worth trusting. All items are published at each visit: an
item edited in place is a new version of its post, and the warehouse keeps one row a post.
"""

from __future__ import annotations

from collections.abc import Callable

from scrapy.http import Request, Response

from crawlers.addresses import resolve_address, short_hash
from crawlers.base import AccountSpider, without_query
from crawlers.failures import CallError
from crawlers.pages.dates import Dated
from crawlers.pages.encodings import mojibake
from crawlers.pages.feed import Item, announced_items, read_feed
from crawlers.visit import Visit
from crawlers.webpages import charset_of, require_answer
from hub.errors import ConfigError, InvalidRecord
from hub.records import PostSeen, post_id


class FeedSpider(AccountSpider):
    """Reads one feed a visit; a feed that has not changed since is not read again."""

    name = "rss"
    platform = "rss"
    pages = True

    async def visit(self, visit: Visit) -> None:
        response = await self._answer(visit)
        if response.status == 304:
            visit.listed = True
            return
        require_answer(response, "the feed")
        publish_items(visit, response, lambda item: feed_post_id(visit.account.account_id, item.identity))
        visit.listed = True
        self.means.validators.keep(visit.account.address, response, visit.started_at)

    async def _answer(self, visit: Visit) -> Response:
        try:
            url = resolve_address(self.hub_settings, visit.account.address)
        except ConfigError as error:
            raise CallError("content", error.sentence) from None
        known_success = visit.sighting.last_success_at if visit.sighting else None
        headers = self.means.validators.headers(visit.account.address, known_success)
        return await self.fetch(visit, Request(url, headers=headers))


def feed_post_id(account_id: str, identity: str) -> str:
    """`rss:<account_id>:<16 hex digits of the SHA-1 of its identity>`: guid, link, or title and date."""
    return post_id("rss", f"{account_id}:{short_hash(identity)}")


def publish_items(visit: Visit, response: Response, id_of: Callable[[Item], str]) -> None:
    """Publish a feed's items; what cannot be a post becomes a dead letter. Raises CallError for no feed."""
    items = _items(visit, response)
    unread = announced_items(response.body, charset_of(response)) - len(items)
    if unread > 0:
        visit.problem(CallError("content", _unread(visit, unread)))
    for item in items:
        reason = _why_no_post(item, without_query(item.url) or visit.account.account_id)
        if reason or item.dated is None:
            visit.reject(reason, item.raw)
        else:
            visit.saw(_post(visit, item, id_of(item), item.dated))


def _items(visit: Visit, response: Response) -> list[Item]:
    try:
        return read_feed(response.body, charset_of(response), response.url, visit.started_at)
    except InvalidRecord as error:
        visit.reject(error.sentence, response.body)
        raise CallError("content", error.sentence) from None


def _unread(visit: Visit, unread: int) -> str:
    return (
        f"{unread} items of the feed of {visit.account.account_id} cannot be read: its XML is broken; "
        "tell the site's owner."
    )


def _why_no_post(item: Item, where: str) -> str:
    if item.dated is None:
        return f"The item {item.title!r} ({where}) has no usable date, so it cannot be a post."
    if not item.title and not item.text:
        return f"The item {where} has neither title nor text, so it cannot be a post."
    sentence = mojibake(item.title)
    return f"{sentence} Item {where}." if sentence else ""


def _post(visit: Visit, item: Item, its_id: str, dated: Dated) -> PostSeen:
    return PostSeen(
        post_id=its_id,
        account_id=visit.account.account_id,
        platform=visit.account.platform,
        url=item.url,
        title=item.title,
        text=item.text,
        media="article",
        published_at=dated.instant,
        published_precision=dated.precision,
        fetched_at=visit.started_at,
        source_label=item.source_label,
        extractor="feed",
    )
