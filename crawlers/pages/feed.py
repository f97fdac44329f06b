"""Feeds: RSS 2.0 (and 0.9x, 1.0), Atom 1.0 and JSON Feed 1.1, as carelessly as they are written.

The text is decoded first and parsed by libxml2 in its forgiving mode, without entities of the document's own:
a feed that declares any is refused, since that is how a small file becomes gigabytes. Each layer of escaping
is undone once: XML's by the parser, HTML's where the element is defined to hold HTML.
"""

from __future__ import annotations

import html.entities
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urljoin

from lxml import etree

from crawlers.addresses import canonical
from crawlers.pages.dates import Dated, parse_date
from crawlers.pages.encodings import decode
from crawlers.pages.tree import lines, parse_html, tidy
from hub.errors import InvalidRecord

_DECLARATION: Final = re.compile(r"^\s*<\?xml[^>]*\?>")
_CDATA: Final = "<![CDATA["
_ENTITY: Final = re.compile(r"&(?:(#\d{1,7}|#x[0-9a-fA-F]{1,6})|([A-Za-z][A-Za-z0-9]{1,31}));|&")
_XML_OWN: Final = frozenset({"amp", "lt", "gt", "quot", "apos"})
_NO_MARKUP: Final = re.compile(r"<!\[CDATA\[.*?(?:\]\]>|$)|<!--.*?(?:-->|$)", re.DOTALL)
_ANNOUNCED: Final = re.compile(r"<(?:[\w.-]+:)?(?:item|entry)(?=[\s>/])")
_BODIES: Final = ("encoded", "content", "description", "summary")
_TIMES: Final = ("pubdate", "published", "date", "issued", "created", "updated", "modified")
_LARGEST_NUMBER_OF_ITEMS: Final = 1000


@dataclass(frozen=True)
class Item:
    """One item. `identity` tells it from all others of its feed; `raw` is what the feed says."""

    identity: str
    url: str
    title: str
    text: str
    dated: Dated | None
    source_label: str | None
    raw: bytes


def read_feed(data: bytes, http_charset: str | None, url: str, now: datetime) -> list[Item]:
    """The items of a feed, in its order. `url` resolves relative links; `now` bounds the dates.

    Raises InvalidRecord with one sentence: not a feed, or one that declares entities.
    """
    text = decode(data, http_charset).text.lstrip("\ufeff \t\r\n")
    found = list(_json_items(text, url) if text.startswith("{") else _xml_items(text, url))
    return _with_identities(found[:_LARGEST_NUMBER_OF_ITEMS], now)


def announced_items(data: bytes, http_charset: str | None) -> int:
    """How many items a feed's tags announce, however broken it is; a JSON Feed announces none.

    The forgiving parser drops what it cannot place: what is announced and not among `read_feed`'s was lost.
    """
    text = decode(data, http_charset).text
    if text.lstrip("\ufeff \t\r\n").startswith("{"):
        return 0
    return min(len(_ANNOUNCED.findall(_NO_MARKUP.sub("", text))), _LARGEST_NUMBER_OF_ITEMS)


def looks_like_feed(data: bytes) -> bool:
    """Whether an answer is meant as a feed, by its first words."""
    start = data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    is_xml = any(mark in start for mark in (b"<rss", b"<feed", b"<rdf:rdf"))
    return is_xml or (start.startswith(b"{") and b"jsonfeed.org" in start)


@dataclass(frozen=True)
class _Found:
    """An item as its feed gives it, before dates and identities."""

    guid: str
    url: str
    title: str
    text: str
    when: str
    source: str
    raw: bytes


def _xml_items(text: str, url: str) -> Iterator[_Found]:
    root = _xml_root(text, url)
    base = root.get("{http://www.w3.org/XML/1998/namespace}base") or url
    for element in root.iter(etree.Element):
        if _name(element) in ("item", "entry"):
            yield _xml_item(element, urljoin(url, base))


def _xml_root(text: str, url: str) -> etree._Element:
    where = url.partition("?")[0]
    if re.search(r"<!ENTITY", text, re.IGNORECASE):
        raise InvalidRecord(
            f"The feed {where} declares entities of its own, as an XML bomb does; it is refused."
        )
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, encoding="utf-8"
    )
    try:
        root = etree.fromstring(_sound_xml(text).encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        root = None
    if root is None or _name(root) not in ("rss", "feed", "rdf"):
        raise InvalidRecord(f"{where} is not a feed (neither RSS, Atom nor JSON Feed); look at the address.")
    return root


def _sound_xml(text: str) -> str:
    """Bare `&` escaped and HTML's entities written as characters, outside CDATA."""
    first, *others = _DECLARATION.sub("", text, count=1).split(_CDATA)
    parts = [_ENTITY.sub(_sound_entity, first)]
    for other in others:
        inside, end, outside = other.partition("]]>")
        parts += [_CDATA, inside, end, _ENTITY.sub(_sound_entity, outside)]
    return "".join(parts)


def _sound_entity(match: re.Match[str]) -> str:
    number, name = match.groups()
    if number or name in _XML_OWN:
        return match.group()
    return html.entities.html5.get(f"{name};") or "&amp;" + match.group()[1:]


def _xml_item(element: etree._Element, base: str) -> _Found:
    fields: dict[str, etree._Element] = {}
    for child in element:
        if isinstance(child.tag, str) and (len(child) or (child.text or "").strip() or child.get("href")):
            fields.setdefault(_name(child), child)
    guid = _plain(fields.get("guid")) or _plain(fields.get("id"))
    return _Found(
        guid=guid,
        url=_link(element, fields, guid, base),
        title=_title(fields.get("title")),
        text=max((_body(fields.get(name)) for name in _BODIES), key=len),
        when=next((text for name in _TIMES if (text := _plain(fields.get(name)))), ""),
        source=_author(fields),
        raw=etree.tostring(element, encoding="utf-8", with_tail=False),
    )


def _name(element: etree._Element) -> str:
    """The local name. A prefix that the feed forgot to declare is left in the tag by the forgiving parser."""
    if not isinstance(element.tag, str):
        return ""
    return element.tag.rpartition("}")[2].rpartition(":")[2].lower()


def _plain(element: etree._Element | None) -> str:
    return tidy("".join(element.itertext())) if element is not None else ""


def _link(element: etree._Element, fields: dict[str, etree._Element], guid: str, base: str) -> str:
    """Atom's alternate link, RSS's link, or a guid that is an address."""
    links = [child for child in element if _name(child) == "link" and child.get("href")]
    alternate = [child for child in links if child.get("rel", "alternate") == "alternate"]
    written = alternate[0].get("href") if alternate else _plain(fields.get("link"))
    if not written and guid.startswith(("http://", "https://", "/", "./")):
        written = guid
    return _absolute(base, written or "")


def _absolute(base: str, href: str) -> str:
    try:
        return urljoin(base, href.strip()) if href.strip() else ""
    except ValueError:
        return ""


def _title(element: etree._Element | None) -> str:
    if element is None:
        return ""
    is_html = element.get("type") in ("html", "text/html")
    return tidy(_html_text("".join(element.itertext()))) if is_html else _plain(element)


def _body(element: etree._Element | None) -> str:
    """The readable text of an element that holds HTML (escaped or as elements) or, in Atom, plain text."""
    if element is None:
        return ""
    if len(element):
        return _html_text(etree.tostring(element, encoding="unicode", method="html", with_tail=False))
    if element.get("type") == "text":
        return (element.text or "").strip()
    return _html_text(element.text or "")


def _html_text(source: str) -> str:
    root = parse_html(f"<div>{source}</div>")
    return "\n".join(lines(root)) if root is not None else ""


def _author(fields: dict[str, etree._Element]) -> str:
    author = fields.get("source") if fields.get("source") is not None else fields.get("author")
    if author is None:
        author = fields.get("creator")
    if author is None:
        return ""
    named = next((child for child in author if _name(child) in ("name", "title")), None)
    return _plain(named if named is not None else author)


def _json_items(text: str, url: str) -> Iterator[_Found]:
    where = url.partition("?")[0]
    try:
        feed = json.loads(text)
    except (ValueError, RecursionError):
        raise InvalidRecord(f"{where} begins like JSON but is not; look at the address.") from None
    items = feed.get("items")
    if not isinstance(items, list):
        raise InvalidRecord(f"{where} is JSON without items, so no JSON Feed; look at the address.")
    for item in items:
        if isinstance(item, dict):
            yield _json_item(item, url)


def _json_item(item: dict[str, object], url: str) -> _Found:
    def text(name: str) -> str:
        value = item.get(name)
        return str(value) if isinstance(value, (str, int)) else ""

    return _Found(
        guid=text("id"),
        url=_absolute(url, text("url") or text("external_url")),
        title=tidy(text("title")),
        text=_html_text(text("content_html")) or text("content_text").strip() or text("summary").strip(),
        when=text("date_published") or text("date_modified"),
        source=_json_author(item.get("authors")),
        raw=json.dumps(item, ensure_ascii=False).encode(),
    )


def _json_author(authors: object) -> str:
    first = authors[0] if isinstance(authors, list) and authors else None
    return tidy(str(first.get("name") or "")) if isinstance(first, dict) else ""


def _with_identities(found: list[_Found], now: datetime) -> list[Item]:
    """Items with what tells them apart: guid, else the link, each only if no other item has the same."""
    guids = Counter(one.guid for one in found)
    links = Counter(canonical(one.url) for one in found if one.url)
    items: dict[str, Item] = {}
    for one in found:
        identity = _identity(one, guids, links)
        dated = parse_date(one.when, now) if one.when else None
        items.setdefault(
            identity, Item(identity, one.url, one.title, one.text, dated, one.source or None, one.raw)
        )
    return list(items.values())


def _identity(one: _Found, guids: Counter[str], links: Counter[str]) -> str:
    if one.guid and guids[one.guid] == 1:
        return one.guid
    if one.url and links[canonical(one.url)] == 1:
        return canonical(one.url)
    return f"{one.title}\n{one.when}"
