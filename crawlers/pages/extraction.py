"""From a page's HTML to the article a reader sees: title, time, source and text, each with what answered.

The rules a person wrote for the site answer first; then our own general ones (what the site marks, then what
it prints), which know kinds of pages, never single sites; generic extractors only where those find nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from lxml.html import HtmlElement as Element

from crawlers.pages import fallback
from crawlers.pages.body import SHORTEST, Body, find_body
from crawlers.pages.byline import Surroundings, name_beside_date, printed_date, printed_source, surroundings
from crawlers.pages.counters import NO_VIEWS, Views, find_views
from crawlers.pages.dates import Dated
from crawlers.pages.encodings import mojibake
from crawlers.pages.headline import Headline, find_headline
from crawlers.pages.meta import SITES, SOURCES, Meta, json_ld
from crawlers.pages.published import Stated, choose, path_date, stated_times
from crawlers.pages.scripts import script_accounts, script_text, script_times
from crawlers.pages.site_rules import NO_RULES, ORIGIN, ArticleRules, Told, told_by
from crawlers.pages.tree import flow, is_reasonable, marks, parse_html, squeeze, tidy
from hub.records import PublishedPrecision

_ACCOUNT_MARK: Final = re.compile(
    r"\bauthor[-_]?name|\bjs_name\b|profile_nickname|\bmedia[-_]name|\baccount[-_]name"
)
_BAR: Final = re.compile(r"(?:side|right|left)[-_]?bar\b|\bsidebar|\baside\b")
_CHINESE: Final = re.compile("[\u4e00-\u9fff]")


@dataclass(frozen=True)
class Page:
    """What a page holds. `published_at` is UTC; `extractor` says what answered, as `title/time/text`."""

    title: str
    text: str
    published_at: datetime | None
    published_precision: PublishedPrecision | None
    source_label: str | None
    extractor: str
    notes: tuple[str, ...] = ()
    views: Views = NO_VIEWS


EMPTY: Final = Page("", "", None, None, None, "none", notes=("The page is empty.",))
UNREASONABLE: Final = Page(
    "", "", None, None, None, "none", notes=("The page has too many tags to be read.",)
)


def extract(html: str, url: str, now: datetime, rules: ArticleRules = NO_RULES.article) -> Page:
    """The article of a page. Never raises for bad HTML; `notes` say what is odd.

    `now` bounds possible dates and resolves relative ones. `rules` are the site's own, where it has some.
    """
    if not is_reasonable(html):
        return UNREASONABLE
    root = parse_html(html)
    if root is None:
        return EMPTY
    meta, linked_data, scripts = Meta(root), json_ld(root), script_text(root)
    told = told_by(rules, root, now)
    pieces = flow(root)
    body = told.body or find_body(root, pieces) or fallback.find_body(html)
    headline = told.headline or find_headline(root, meta, linked_data.get("headline"))
    around = surroundings(pieces, headline.element if headline else None, body.element if body else None)
    times = stated_times(root, meta, linked_data.get("published"), script_times(scripts), now)
    published = _published(told, printed_date(around, now), times)
    return Page(
        title=headline.text if headline else "",
        text=_without_headline(body, headline) if body else "",
        published_at=published[0].instant if published else None,
        published_precision=published[0].precision if published else None,
        source_label=told.source or _source(root, meta, around, body, script_accounts(scripts), now),
        extractor=_answered(headline, published[1] if published else None, body),
        notes=(*_notes(headline, body, published[0].instant if published else None, url, now), *told.notes),
        views=find_views(root, pieces, url),
    )


def _published(told: Told, printed: Dated | None, stated: list[Stated]) -> tuple[Dated, str] | None:
    """The time of publication and what gave it; a stated time makes exact what the site's rule found."""
    chosen = choose(told.dated or printed, stated)
    if chosen is None or told.dated is None:
        return chosen
    return chosen[0], chosen[1].replace("printed", ORIGIN)


def _without_headline(body: Body, headline: Headline | None) -> str:
    """The body's text; a headline repeated above it is no part of it."""
    first, _, rest = body.text.partition("\n")
    return rest if headline and rest and squeeze(first) == squeeze(headline.text) else body.text


def _source(
    root: Element, meta: Meta, around: Surroundings, body: Body | None, accounts: list[str], now: datetime
) -> str | None:
    """Printed with a label, in meta tags, an account's name, printed beside the date; at last the site."""
    return (
        printed_source(around, "")
        or meta.first(SOURCES[0])
        or _account(root)
        or _script_account(accounts, around)
        or name_beside_date(around, now)
        or meta.first(*SOURCES[1:])
        or printed_source(around, body.text if body else "")
        or meta.first(*SITES)
    )


def _script_account(accounts: list[str], around: Surroundings) -> str | None:
    """The scripts' account, where they name but one, or one that is printed near the headline."""
    if len(set(accounts)) == 1:
        return accounts[0]
    printed = {piece.text for piece in (*around.after, *around.before)}
    return next((name for name in accounts if name in printed), None)


def _account(root: Element) -> str | None:
    """The name that an account platform prints as the article's publisher, not in a bar beside the page."""
    for element in root.iter("a", "p", "span", "div", "strong"):
        if _ACCOUNT_MARK.search(marks(element)) and not _is_aside(element):
            name = tidy(element.text_content())
            if 2 <= len(name) <= 30 and _CHINESE.search(name):
                return name
    return None


def _is_aside(element: Element) -> bool:
    return any(above.tag == "aside" or _BAR.search(marks(above)) for above in element.iterancestors())


def _answered(headline: Headline | None, time_origin: str | None, body: Body | None) -> str:
    return "/".join(
        (headline.origin if headline else "none", time_origin or "none", body.origin if body else "none")
    )


def _notes(
    headline: Headline | None, body: Body | None, published_at: datetime | None, url: str, now: datetime
) -> list[str]:
    notes = []
    if body is None:
        notes.append(f"No text of at least {SHORTEST} characters was found.")
    elif headline is None:
        notes.append("No headline was found.")
    sound = mojibake(f"{headline.text if headline else ''}\n{body.text if body else ''}")
    if sound:
        notes.append(sound)
    in_path = path_date(url, now)
    if in_path and published_at and abs(in_path.instant - published_at) > timedelta(days=1, hours=23):
        notes.append("The page's time of publication and the date in its address differ by more than a day.")
    return notes
