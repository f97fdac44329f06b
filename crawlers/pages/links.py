"""The rows of a list page: links to articles with their full titles and dates, in the page's order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Final
from urllib.parse import urljoin, urlsplit

import lxml.html
from lxml import etree
from lxml.html import HtmlElement as Element

from crawlers.addresses import canonical, same_site
from crawlers.pages.dates import Dated, parse_date
from crawlers.pages.published import path_date
from crawlers.pages.tree import is_reasonable, parse_html, squeeze, tidy

_ROW_TAGS: Final = frozenset({"li", "tr", "dd", "dt"})
_CUT: Final = ("...", "…")
_SKIPPED: Final = re.compile(r"^(?:javascript|mailto|tel|data|about):|^#", re.IGNORECASE)
_CDATA: Final = re.compile(r"^\s*<!\[CDATA\[|\]\]>\s*$")
_RECORD: Final = re.compile(r"</?record>", re.IGNORECASE)
_HEADLINE: Final = 6
_PAGE: Final = re.compile(r"\.s?html?$|\d{3,}")
_INDEX: Final = re.compile(r"^(?:index|list|default)\b", re.IGNORECASE)
_LIST_ROWS: Final = 5
"""Dated rows from which a page without an article of its own counts as a list."""


@dataclass(frozen=True)
class Row:
    """A link of a list: absolute address, full title, and the date printed beside it or in its address."""

    url: str
    title: str
    dated: Dated | None


def rows(root: Element, url: str, now: datetime) -> tuple[Row, ...]:
    """All links with a text, each address once; Hanweb's datastore records are read as well."""
    found: dict[str, Row] = {}
    for link in _links(root):
        row = link_row(link, url, now)
        if row and (row.url not in found or (found[row.url].dated is None and row.dated)):
            found[row.url] = row
    return tuple(found.values())


def link_row(link: Element, base: str, now: datetime) -> Row | None:
    """The row a link makes with what stands beside it; None where it has no text or leads nowhere."""
    href = (link.get("href") or "").strip()
    text = tidy(link.text_content())
    title = _full_title(text, tidy(link.get("title") or ""))
    if not title or not href or _SKIPPED.match(href):
        return None
    address = _joined(base, href)
    return Row(address, title, _beside(link, text, now) or path_date(address, now)) if address else None


def links_of(html: str, url: str, now: datetime) -> tuple[Row, ...]:
    """The rows of a page given as HTML."""
    root = parse_html(html) if is_reasonable(html) else None
    return rows(root, url, now) if root is not None else ()


def article_rows(found: tuple[Row, ...], url: str) -> list[Row]:
    """The rows that lead to articles of the same site: the dated ones, else those like a page."""
    own = [row for row in found if same_site(row.url, url) and not _is_itself(row.url, url)]
    return [row for row in own if row.dated] or [row for row in own if _looks_like_article(row)]


def is_list(found: tuple[Row, ...], text: str, has_date: bool) -> bool:
    """Whether a page is a list: dated rows make up more of it than its own text does."""
    printed = [row for row in found if row.dated]
    listed = sum(len(squeeze(row.title)) for row in printed)
    return len(printed) >= _LIST_ROWS and (not has_date or listed > len(squeeze(text)))


def _is_itself(address: str, url: str) -> bool:
    return canonical(address) == canonical(url)


def _looks_like_article(row: Row) -> bool:
    """A headline's length, and a page's address: an ending or a number in its last part."""
    last = urlsplit(row.url).path.rpartition("/")[2]
    return len(squeeze(row.title)) >= _HEADLINE and not _INDEX.match(last) and bool(_PAGE.search(last))


def _links(root: Element) -> Iterator[Element]:
    yield from root.iterfind(".//a[@href]")
    for script in root.iter("script"):
        if "<record" in (script.text or ""):
            for record in _RECORD.split(script.text)[1::2]:
                yield from _fragment(_CDATA.sub("", record)).iterfind(".//a[@href]")


def _fragment(html: str) -> Element:
    try:
        return lxml.html.fragment_fromstring(html, create_parent="div")
    except etree.ParserError:
        return lxml.html.Element("div")


def _full_title(text: str, stated: str) -> str:
    """The link's title attribute where the printed text is a cut form of it."""
    is_fuller = stated and (not text or text.endswith(_CUT) or squeeze(text) in squeeze(stated))
    return stated if is_fuller else text


def _joined(base: str, href: str) -> str | None:
    try:
        address = urljoin(base, href)
        return address.partition("#")[0] if urlsplit(address).scheme in ("http", "https") else None
    except ValueError:
        return None


def _beside(link: Element, text: str, now: datetime) -> Dated | None:
    """The date in the rest of the row that holds the link. A row holds one link with text, or few."""
    node: Element | None = link
    for _ in range(4):
        node = node.getparent() if node is not None else None
        if node is None or len(list(islice(node.iter("a"), 4))) > 3:
            return None
        around = tidy(node.text_content())
        dated = parse_date(around.replace(text, " ", 1), now) if len(around) < len(text) + 400 else None
        if dated or node.tag in _ROW_TAGS:
            return dated
    return None
