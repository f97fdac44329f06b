"""A list page read whole: the articles it leads to, and the list page after it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urljoin

from crawlers.addresses import same_site
from crawlers.pages.links import Row, article_rows, rows
from crawlers.pages.site_rules import MOST_PAGES, ListRules, next_page
from crawlers.pages.tree import is_reasonable, parse_html

_PAGE_COUNT: Final = re.compile(
    r"createPageHTML\w*\(\s*(\d{1,5})\s*,\s*\d{1,5}\s*,\s*[\"']([\w.-]+)[\"']\s*,\s*[\"'](\w+)[\"']"
)
"""TRS: number of pages, current page from 0, file name, suffix; page n is `<file name>_n.<suffix>`."""


@dataclass(frozen=True)
class ListPage:
    """The articles one list page leads to, and the address of the list page after it, if there is one."""

    rows: list[Row]
    following: str | None


def read_list(html: str, url: str, first: str, number: int, rules: ListRules, now: datetime) -> ListPage:
    """A list page by the site's rules, or else by the general ones.

    `first` is the address of the list's first page, and `number` counts the page after this one from 0.
    """
    root = parse_html(html) if is_reasonable(html) else None
    if root is None:
        return ListPage([], None)
    if rules.row is not None:
        found = [row for row in rules.rows(root, url, now) if same_site(row.url, url)]
    else:
        found = article_rows(rows(root, url, now), url)
    if rules.paging is not None:
        return ListPage(found, next_page(rules.paging, root, url, first, number))
    return ListPage(found, _page_after(html, url, number) if number < MOST_PAGES else None)


def _page_after(html: str, url: str, number: int) -> str | None:
    """The address of the list's page `number` (counted from 0), where the list says that there is one."""
    match = _PAGE_COUNT.search(html)
    if match is None or number >= int(match.group(1)):
        return None
    return urljoin(url, f"{match.group(2)}_{number}.{match.group(3)}")
