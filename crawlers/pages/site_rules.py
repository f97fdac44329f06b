"""What a person wrote down about one site: where its list's rows and its articles' fields stand.

Rules answer before anything else; a field for which a rule finds nothing is read by the general rules, and
noted. How rules are written and checked: `crawlers/pages/site_file.py`.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from urllib.parse import urljoin

from lxml.html import HtmlElement as Element

from crawlers.pages.body import Body, text_of
from crawlers.pages.date_format import DateFormat
from crawlers.pages.dates import Dated, parse_date
from crawlers.pages.headline import Headline
from crawlers.pages.links import Row, link_row
from crawlers.pages.selectors import Selector

ORIGIN: Final = "site"
"""What `Page.extractor` calls these rules."""

MOST_PAGES: Final = 5
"""List pages read in one visit, unless the rules say another number."""


@dataclass(frozen=True)
class Paging:
    """How the next list page is found: by an address with `{page}` in it, or by a link."""

    address: str | None = None
    second: int = 2
    """The `{page}` of the second list page."""
    link: Selector | None = None
    most: int = MOST_PAGES


@dataclass(frozen=True)
class ListRules:
    """Where the rows of a list page stand, and within a row its link, full title and date."""

    address: str | None = None
    row: Selector | None = None
    link: Selector | None = None
    title: Selector | None = None
    date: Selector | None = None
    date_format: DateFormat | None = None
    paging: Paging | None = None

    def rows(self, root: Element, url: str, now: datetime) -> tuple[Row, ...]:
        """The rows of a list page, each address once, in the page's order; () where there is no rule."""
        found: dict[str, Row] = {}
        for element in self.row.elements(root) if self.row else ():
            row = self._row(element, url, now)
            if row is not None:
                found.setdefault(row.url, row)
        return tuple(found.values())

    def _row(self, element: Element, url: str, now: datetime) -> Row | None:
        link = next(iter(self._links(element)), None)
        row = link_row(link, url, now) if link is not None else None
        if row is None:
            return None
        title = self.title.text(element) if self.title else ""
        dated = _dated(self.date, self.date_format, element, now)
        return Row(row.url, title or row.title, dated or row.dated)

    def _links(self, element: Element) -> Iterator[Element]:
        if self.link is not None:
            yield from self.link.elements(element)
        elif element.get("href"):
            yield element
        else:
            yield from element.iterfind(".//a[@href]")


@dataclass(frozen=True)
class ArticleRules:
    """Where the fields of an article's page stand."""

    title: Selector | None = None
    date: Selector | None = None
    date_format: DateFormat | None = None
    source: Selector | None = None
    text: Selector | None = None
    without: tuple[Selector, ...] = ()
    """Parts of the text's elements that are no text of the article."""


@dataclass(frozen=True)
class SiteRules:
    """All that is written down about one site."""

    list: ListRules = ListRules()
    article: ArticleRules = ArticleRules()


NO_RULES: Final = SiteRules()


@dataclass(frozen=True)
class Told:
    """What the rules found on an article's page; `missed` names the fields for which they found nothing."""

    headline: Headline | None = None
    dated: Dated | None = None
    source: str | None = None
    body: Body | None = None
    missed: tuple[str, ...] = ()

    @property
    def notes(self) -> tuple[str, ...]:
        """A sentence for each rule that found nothing."""
        return tuple(f"The site's rule article.{name} found nothing on the page." for name in self.missed)


def told_by(rules: ArticleRules, root: Element, now: datetime) -> Told:
    """What the rules find on an article's page."""
    title = rules.title.text(root) if rules.title else ""
    told = Told(
        headline=Headline(title, _element(rules.title, root), ORIGIN) if title else None,
        dated=_dated(rules.date, rules.date_format, root, now),
        source=(rules.source.text(root) or None) if rules.source else None,
        body=_body(rules, root),
    )
    answers = {"title": told.headline, "date": told.dated, "source": told.source, "text": told.body}
    missed = tuple(name for name, found in answers.items() if getattr(rules, name) and found is None)
    return replace(told, missed=missed)


def next_page(paging: Paging, root: Element, url: str, first: str, number: int) -> str | None:
    """The address of the list's page `number` (the first is 0), seen from page `number` - 1 at `url`."""
    if number >= paging.most:
        return None
    if paging.address is not None:
        return urljoin(first, paging.address.replace("{page}", str(paging.second + number - 1)))
    links = paging.link.elements(root) if paging.link else []
    address = next((link.get("href") for link in links if link.get("href")), None)
    return urljoin(url, address.strip()) if address else None


def _element(selector: Selector | None, root: Element) -> Element | None:
    return next(iter(selector.elements(root)), None) if selector else None


def _dated(selector: Selector | None, form: DateFormat | None, root: Element, now: datetime) -> Dated | None:
    text = selector.text(root) if selector else ""
    return form.find(text, now) if form else parse_date(text, now)


def _body(rules: ArticleRules, root: Element) -> Body | None:
    elements = rules.text.elements(root) if rules.text else []
    text = "\n".join(filter(None, (_text(element, rules.without) for element in elements)))
    return Body(text, elements[0], ORIGIN) if text else None


def _text(element: Element, without: tuple[Selector, ...]) -> str:
    kept = copy.deepcopy(element)
    for unwanted in [found for selector in without for found in selector.elements(kept)]:
        if unwanted.getparent() is not None:
            unwanted.drop_tree()
    return text_of(kept)
