"""How often a site says that a page was viewed: its own figure, unaudited, printed or fetched by a script."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urljoin

from lxml.html import HtmlElement as Element

from crawlers.addresses import same_site
from crawlers.pages.tree import UNREAD, Piece, marks

LONGEST_LINE: Final = 120
"""Characters beyond which a text is a paragraph, whose figures are not the page's."""

_WORDS: Final = r"(?:浏览|阅读|点击|访问|点击率|阅览)(?:次数|人次|总数|量|数|率)?"
_FIGURE: Final = r"(\d[\d,]{0,11})"
_PRINTED: Final = re.compile(
    rf"{_WORDS}\s*(?:[:：(（\[]|共|\s)\s*{_FIGURE}(?!\d|\s*[-/.年月:：])|{_FIGURE}\s*次{_WORDS}"
)
_WAN: Final = re.compile(rf"{_WORDS}\s*[:：]?\s*(\d{{1,5}}(?:\.\d{{1,2}})?)\s*万")
_MARK: Final = re.compile(
    r"\b(?:hits?|pv|views|clicks|(?:view|click|read|visit|hit)[-_]?(?:count|num|times))\b"
)
_COUNTER: Final = re.compile(r"hits?|count|click|visit|view|access", re.IGNORECASE)
_ALONE: Final = re.compile(rf"{_FIGURE}\s*(?:万|次)?")
_NUMBER: Final = re.compile(r"\d{1,12}")


@dataclass(frozen=True)
class Views:
    """A page's own figure: printed (perhaps rounded, `1.2万`), or the address of the counter behind it."""

    printed: int | None = None
    rounded: bool = False
    counter: str | None = None


NO_VIEWS: Final = Views()


def find_views(root: Element, pieces: Sequence[Piece], url: str) -> Views:
    """What the page says of its views: `浏览次数：123`, an element `#hits`, or a counter on the same site."""
    printed = _printed(root, pieces)
    if printed:
        return Views(*printed)
    counter = _counter_address(root, url)
    return Views(counter=counter) if counter and same_site(counter, url) else NO_VIEWS


def counted(answer: str) -> int | None:
    """The figure in a counter's answer: a number, `document.write("123")`, or JSON with one number."""
    numbers = set(_NUMBER.findall(answer[:2000]))
    return int(numbers.pop()) if len(numbers) == 1 else None


def _printed(root: Element, pieces: Sequence[Piece]) -> tuple[int, bool] | None:
    for element in root.iter("span", "em", "b", "i", "strong", "font", "div"):
        text = (element.text or "").strip()
        if text.replace(",", "").isdigit() and len(text) <= 12 and _MARK.search(marks(element)):
            return int(text.replace(",", "")), False
    lines = list(_lines(pieces))
    rounded = next(filter(None, map(_WAN.search, lines)), None)
    if rounded:
        return round(float(rounded.group(1)) * 10_000), True
    found = next(filter(None, map(_PRINTED.search, lines)), None)
    return (int((found.group(1) or found.group(2)).replace(",", "")), False) if found else None


def _lines(pieces: Sequence[Piece]) -> Iterator[str]:
    """Short texts of the page; a figure that stands alone is joined to the words before it.

    Other texts are kept apart: the paragraph after an empty counter may begin with a number of its own.
    """
    before = ""
    for piece in pieces:
        text = piece.text.strip()
        if len(text) > LONGEST_LINE:
            before = ""
            continue
        yield f"{before} {text}" if _ALONE.fullmatch(text) else text
        before = text


def _counter_address(root: Element, url: str) -> str | None:
    for element in root.iter("span", "em", "b", "i", "strong", "font", "div", "script"):
        if element.tag not in UNREAD and not _MARK.search(marks(element)):
            continue
        script = element if element.tag == "script" else element.find(".//script[@src]")
        source = script.get("src") if script is not None else element.get("data-url")
        if source and (element.tag != "script" or _in_counter(element)) and _COUNTER.search(source):
            return str(urljoin(url, source))
    return None


def _in_counter(script: Element) -> bool:
    parent = script.getparent()
    return parent is not None and bool(re.search(_WORDS, parent.text_content()[:200]))
