"""What the spiders of public pages share: a page's answer judged and read."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

from scrapy.http import Response

from crawlers.base import without_query
from crawlers.failures import CallError
from crawlers.pages.encodings import Decoded, decode
from crawlers.pages.extraction import Page

_CHARSET: Final = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_REFUSING: Final = frozenset({401, 403, 412, 451, 521})
_GONE: Final = frozenset({404, 410})
_HOME: Final = re.compile(r"^/?(?:index|default|home|main)?(?:\.\w+)?$", re.IGNORECASE)
_NOT_THERE: Final = re.compile(
    r"(?:页面|网页|文章|信息|内容)(?:不存在|已删除|已被删除|已下线|找不到|未找到|无法找到)"
    r"|404\s*(?:not found|错误)",
    re.IGNORECASE,
)


def require_answer(response: Response, what: str) -> None:
    """Raises CallError where the answer is not the page; `what` names it (“the list page”, “the feed”)."""
    where = without_query(response.url)
    said = f"{where} answered {response.status}"
    if response.status in _REFUSING:
        raise CallError("refused", f"{said}: the site does not want us; ask its owner for a feed.")
    if response.status in _GONE:
        raise CallError("content", f"{said}: {what} is gone; correct its address.")
    if response.status != 200:
        raise CallError("content", f"{said} instead of {what}; look at the address.")


def charset_of(response: Response) -> str | None:
    """The encoding the server declares, if it does."""
    found = _CHARSET.search((response.headers.get("Content-Type") or b"").decode("latin-1"))
    return found.group(1) if found else None


def text_of(response: Response) -> Decoded:
    """The answer's text, by the rules of `crawlers.pages.encodings`."""
    return decode(response.body, charset_of(response))


def is_gone(response: Response, asked: str) -> bool:
    """Whether an article's address leads nowhere any more: 404, 410, or a redirect to the home page."""
    if response.status in _GONE:
        return True
    path, asked_path = urlsplit(response.url).path, urlsplit(asked).path
    return path != asked_path and bool(_HOME.match(path)) and not _HOME.match(asked_path)


def says_it_is_gone(page: Page, html: str) -> bool:
    """Whether a page answered with 200 says that there is none (a soft 404)."""
    if page.text:
        return bool(_NOT_THERE.search(page.title) or (len(page.text) < 200 and _NOT_THERE.search(page.text)))
    return page.published_at is None and bool(_NOT_THERE.search(html))
