"""The headline: the line above the article, found by what the page's head says about its title.

`<title>` usually carries the site's name as well, and meta titles are sometimes cut, so the printed line
that agrees with them is believed before they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from lxml.html import HtmlElement as Element

from crawlers.pages.meta import TITLES, Meta
from crawlers.pages.tree import UNREAD, marks, squeeze, tidy

LONGEST: Final = 160
"""Characters, without white space, beyond which a line is no headline."""

MOST_CANDIDATES: Final = 5000
"""Elements, from the top of the page, that are looked at as headlines."""

_TAGS: Final = {"h1": 6, "h2": 4, "h3": 3, "h4": 2, "h5": 1, "h6": 1}
_PLAIN_TAGS: Final = ("div", "p", "span", "strong", "b", "td", "th", "font", "center", "section", "li")
_TITLE_MARK: Final = re.compile(r"title|tit\b|headline|biaoti|\bbt\b|subject")
_BADGE: Final = 6
"""Characters that a badge such as 原创 may add to a headline."""
_SEPARATOR: Final = re.compile(r"\s*[_|｜丨]+\s*|\s*-{2,}\s*|\s+[-–—]\s+|——(?=[^—]{2,20}$)")
_SITE_END: Final = re.compile(
    r"[-–—][^-–—]{0,20}(?:网|网站|政府|频道|新闻|报|门户|中心|局|厅|委|站|台|在线|论坛|博客|\.[A-Za-z]{2,4})$"
)


@dataclass(frozen=True)
class Headline:
    """The headline's text on one line, the element it is printed in (if found), and what gave it."""

    text: str
    element: Element | None
    origin: str


def find_headline(root: Element, meta: Meta, stated: str | None = None) -> Headline | None:
    """The page's headline; `stated` is what JSON-LD says. None where nothing on the page looks like one."""
    page_title = tidy(root.findtext(".//title") or "")
    references = [text for text in (meta.first("articletitle"), stated, page_title) if text]
    references += [value for _, value in meta.all(*TITLES[1:])]
    printed = _best_printed(root, references)
    if printed:
        return printed
    named = meta.first(*TITLES) or stated
    if named:
        return Headline(named, None, "meta")
    return _only_heading(root, page_title) or _from_title(page_title)


def _best_printed(root: Element, references: list[str]) -> Headline | None:
    squeezed = [(reference, squeeze(reference)) for reference in dict.fromkeys(references)]
    best: tuple[float, Headline] | None = None
    for element in islice(_candidates(root), MOST_CANDIDATES):
        text = squeeze(element.text_content())
        if not 4 <= len(text) <= LONGEST:
            continue
        for reference, bare in squeezed:
            score = _score(element, text, bare)
            if score and (best is None or score > best[0]):
                printed = reference if len(bare) < len(text) else element.text_content()
                best = score, Headline(tidy(printed), element, "printed")
    return best[1] if best else None


def _candidates(root: Element) -> Iterator[Element]:
    for element in root.iter(*_TAGS, *_PLAIN_TAGS):
        if element.tag in _TAGS or 4 <= len(element.text or "") <= 250 or _TITLE_MARK.search(marks(element)):
            if len(element) > 20 or any(above.tag in UNREAD for above in element.iterancestors()):
                continue
            yield element


def _score(element: Element, text: str, reference: str) -> float:
    """How well a printed line fits a title of the page's head; 0 where it does not."""
    if text in reference:
        overlap = len(text)
        if not reference.startswith(text) and overlap < 0.5 * len(reference):
            return 0
    elif reference in text and len(text) <= len(reference) + _BADGE:
        overlap = len(reference)
    else:
        return 0
    score = overlap + _TAGS.get(str(element.tag), 0) + (3 if _TITLE_MARK.search(marks(element)) else 0)
    score += 8 if reference.startswith(text) else 0
    score += 8 if text == reference else 0
    return score - (10 if _is_linked(element) else 0)


def _is_linked(element: Element) -> bool:
    return element.find(".//a[@href]") is not None or any(
        above.tag == "a" for above in element.iterancestors()
    )


def _only_heading(root: Element, page_title: str) -> Headline | None:
    """The page's one h1, where `<title>` is nothing but the site's name."""
    headings = [h1 for h1 in root.iter("h1") if 6 <= len(squeeze(h1.text_content())) <= LONGEST]
    if len(headings) != 1 or _is_linked(headings[0]):
        return None
    text = tidy(headings[0].text_content())
    return Headline(text, headings[0], "h1") if len(squeeze(page_title)) <= len(squeeze(text)) + 8 else None


def _from_title(page_title: str) -> Headline | None:
    parts = [part for part in _SEPARATOR.split(page_title) if part and part.strip()]
    if not parts:
        return None
    longest = max(parts, key=len)
    return Headline(tidy(_SITE_END.sub("", longest)), None, "title")
