"""The page as a tree, and as the flow of text a reader meets in it from top to bottom."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import lxml.html
from lxml import etree
from lxml.html import HtmlElement as Element

UNREAD: Final = frozenset(
    {
        "script",
        "style",
        "noscript",
        "template",
        "iframe",
        "object",
        "svg",
        "head",
        "select",
        "textarea",
        "button",
    }
)
"""Elements whose text nobody reads as part of an article."""

BLOCKS: Final = frozenset(
    {"address", "article", "aside", "blockquote", "body", "br", "center", "dd", "div", "dl", "dt", "fieldset"}
    | {"figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html"}
    | {
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    }
)
"""Elements that begin a new line of text."""

MOST_TAGS: Final = 30_000
"""A page with more is no article that anybody reads; parsing it would hold up all other visits."""

MOST_ATTRIBUTES: Final = 2_000
"""Attributes of one tag, beyond which the parser takes time that grows with their square."""

_INVISIBLE: Final = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_EDGES: Final = " \t\n\r\f\v\u00a0\u2002\u2003\u2009\u3000" + _INVISIBLE
_BLANK: Final = re.compile(rf"[\s{_INVISIBLE}]+")
_COLLAPSED: Final = re.compile(r"[ \t\r\n\f\v]+")
_EARLY_END: Final = re.compile(r"</(?:html|body)\s*>", re.IGNORECASE)
_NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


_ALL_ALIKE: Final = etree.ElementDefaultClassLookup(element=Element, comment=lxml.html.HtmlComment)
"""Makes each element an HtmlElement; lxml's own choice among its kinds is made in Python and takes long."""


@dataclass(frozen=True)
class Piece:
    """One run of text, the element it stands in, and whether it is (part of) a link."""

    text: str
    element: Element
    linked: bool


def parse_html(html: str) -> Element | None:
    """The tree of a page, however badly it is written; None for a page without any content.

    `</html>` and `</body>` are ignored, since some templates close them before the article begins. Nesting
    beyond the parser's limit (256 levels) is cut off.
    """
    clean = _NOT_XML.sub("", _EARLY_END.sub("", html))
    if not clean.strip():
        return None
    parser = etree.HTMLParser(encoding="utf-8")
    parser.set_element_class_lookup(_ALL_ALIKE)
    try:
        root: Element = lxml.html.document_fromstring(clean.encode(), parser=parser)
    except etree.ParserError:
        return None
    return root


def is_reasonable(html: str) -> bool:
    """Whether a page can be parsed and searched in about a second."""
    tags = html.split("<", MOST_TAGS + 1)
    if len(tags) > MOST_TAGS:
        return False
    long = [tag for tag in tags if len(tag) >= 2 * MOST_ATTRIBUTES]
    return all(tag.partition(">")[0].count("=") <= MOST_ATTRIBUTES for tag in long)


def squeeze(text: str) -> str:
    """Text without any white space, zero-width characters included: for comparing, never for keeping."""
    return _BLANK.sub("", text)


def tidy(text: str) -> str:
    """Text on one line, as a browser shows it: ASCII white space collapses, the ideographic space stays."""
    return _COLLAPSED.sub(" ", text).strip(_EDGES)


def flow(root: Element) -> list[Piece]:
    """All text a reader meets, in order, without scripts and the like."""
    pieces: list[Piece] = []
    links = 0
    walker = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, element in walker:
        begins = event == "start"
        if element.tag == "a":
            links += 1 if begins else -1
        if begins and element.tag in UNREAD:
            walker.skip_subtree()
            continue
        text = element.text if begins else element.tail
        if not text or text.isspace() or (element is root and not begins):
            continue
        owner, shown = element if begins else element.getparent(), tidy(text)
        if owner is not None and shown and not shown.isspace():
            pieces.append(Piece(shown, owner, links > 0))
    return pieces


def lines(root: Element) -> list[str]:
    """The text of an element as its lines: one for each paragraph, cell, item or part between `<br>`."""
    parts: list[str] = []
    for event, element in _walk(root):
        if element.tag in BLOCKS:
            parts.append("\n")
        text = element.text if event == "start" else element.tail
        if text and not (event == "end" and element is root):
            parts.append(_COLLAPSED.sub(" ", text))
    return [line for line in (tidy(line) for line in "".join(parts).split("\n")) if line]


def marks(element: Element) -> str:
    """What an element calls itself: its id and classes, in lower case."""
    return f"{element.get('id') or ''} {element.get('class') or ''}".lower()


def _walk(root: Element) -> Iterator[tuple[str, Element]]:
    """Starts and ends of the elements worth reading; of others (and comments) the end alone, for the tail."""
    walker = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, element in walker:
        if event in ("comment", "pi"):
            yield "end", element
        elif element.tag in UNREAD:
            if event == "start":
                walker.skip_subtree()
            else:
                yield "end", element
        else:
            yield event, element
