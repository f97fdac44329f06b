"""What a page says about itself for machines: meta tags, microdata and JSON-LD.

The names of government sites are those of the guideline 国办发〔2017〕47号 (ArticleTitle, PubDate,
ContentSource, …); media sites use Open Graph's and schema.org's.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Final

from lxml import etree
from lxml.html import HtmlElement as Element

from crawlers.pages.tree import tidy

TITLES: Final = ("articletitle", "og:title", "headline", "twitter:title")
SITES: Final = ("sitename", "og:site_name", "application-name")
SOURCES: Final = ("contentsource", "mediaid", "article:author", "source", "og:article:author")
TIMES: Final = (
    "pubdate",
    "article:published_time",
    "publishdate",
    "publish_date",
    "publish_time",
    "publishtime",
    "og:release_date",
    "og:published_time",
    "bytedance:published_time",
    "weibo:article:create_at",
    "og:time",
    "firstpublishedtime",
    "datepublished",
    "parsely-pub-date",
    "dc.date.issued",
    "dc.date",
    "date",
    "dateupdate",
    "apub:time",
)
"""Names of times of publication, the most trustworthy first. Baijiahao's `dateUpdate` is one in spite of its
name; `apub:time` may be the time of the page's generation and comes last."""

LIKE_TIMES: Final = re.compile(r"[\w:.-]*(?:pub|publish|release|issue|create)d?[_:.-]?(?:date|time|at)")
"""Names that say the same in other words; they come after those of `TIMES`."""

_JSON_LD_TIMES: Final = ("datePublished", "pubDate", "dateCreated")
_WITH_ITEMPROP: Final = etree.XPath("descendant::*[@itemprop]")
_CONTROL: Final = re.compile(r"[\x00-\x1f]+")


class Meta:
    """Meta tags by name, `property` or `itemprop`, without regard to case or blanks in names."""

    def __init__(self, root: Element) -> None:
        self._values: dict[str, list[str]] = {}
        for tag in root.iter("meta"):
            for key in ("name", "property", "itemprop"):
                self._add(tag.get(key), tag.get("content"))
        for tag in _WITH_ITEMPROP(root):
            if tag.tag != "meta":
                self._add(tag.get("itemprop"), tag.get("datetime") or tag.get("content"))

    def first(self, *names: str) -> str | None:
        """The first non-empty value of the first of `names` that has one."""
        return next((value for name in names for value in self._values.get(name, ())), None)

    def all(self, *names: str) -> list[tuple[str, str]]:
        """All (name, value) of `names`, in the order of `names`."""
        return [(name, value) for name in names for value in self._values.get(name, ())]

    def matching(self, pattern: re.Pattern[str]) -> list[tuple[str, str]]:
        """All (name, value) whose whole name matches, in the page's order."""
        names = [name for name in self._values if pattern.fullmatch(name)]
        return self.all(*names)

    def _add(self, name: str | None, value: str | None) -> None:
        value = tidy(value or "")
        if name and value:
            self._values.setdefault(re.sub(r"\s+", "", name).lower(), []).append(value)


def json_ld(root: Element) -> dict[str, str]:
    """The first `headline`, `published` and `author` among the page's JSON-LD objects."""
    found: dict[str, str] = {}
    for thing in _things(root):
        for name, value in (
            ("headline", thing.get("headline") or thing.get("title")),
            ("published", next((thing[key] for key in _JSON_LD_TIMES if thing.get(key)), None)),
            ("author", _name(thing.get("author"))),
        ):
            if isinstance(value, str) and value.strip():
                found.setdefault(name, tidy(value))
    return found


def _things(root: Element) -> Iterator[dict[str, object]]:
    for script in root.iterfind(".//script[@type='application/ld+json']"):
        try:
            data = json.loads(_CONTROL.sub(" ", script.text or ""))
        except (ValueError, RecursionError):
            continue
        for thing in data if isinstance(data, list) else [data]:
            if isinstance(thing, dict):
                yield thing
                graph = thing.get("@graph")
                yield from (
                    (part for part in graph if isinstance(part, dict)) if isinstance(graph, list) else ()
                )


def _name(author: object) -> object:
    if isinstance(author, list):
        author = author[0] if author else None
    return author.get("name") if isinstance(author, dict) else author
