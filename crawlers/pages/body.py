"""The article's body: marked by the site's own comments or a known container, else found by its density.

A paragraph counts for the block that holds it and half for the block above; links, and blocks that call
themselves comments, recommendations or navigation, count for nothing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from operator import itemgetter
from typing import Final

from lxml import etree
from lxml.html import HtmlElement as Element

from crawlers.pages.tree import BLOCKS, Piece, flow, lines, marks, parse_html, squeeze

SHORTEST: Final = 30
"""Characters below which a text is no body."""

CONTAINERS: Final = (
    ("class", "TRS_Editor"),
    ("class", "trs_editor_view"),
    ("id", "zoom"),
    ("id", "Zoom"),
    ("id", "UCAP-CONTENT"),
    ("id", "js_content"),
    ("itemprop", "articleBody"),
    ("class", "article-content"),
    ("class", "article_content"),
    ("class", "pages_content"),
    ("class", "news_content"),
    ("class", "entry-content"),
    ("class", "bt-content"),
    ("class", "v_news_content"),
    ("id", "vsb_content"),
    ("class", "wp_articlecontent"),
    ("id", "artibody"),
    ("id", "endText"),
)
"""Containers of the usual content management systems (TRS, Hanweb, WeChat, VSB, …) and media sites."""

_KNOWN: Final = frozenset(CONTAINERS)
_NAMING: Final = tuple(dict.fromkeys(attribute for attribute, _ in CONTAINERS))
_BEGIN: Final = re.compile(
    r"^\W*([\w.]*?(?:content|正文|信息内容|文章内容)[\w.]*?)\W*(?:begin|start|开始)\W*$", re.IGNORECASE
)
_UNWANTED: Final = re.compile(
    r"comment|reply|\btie\b|foot|sidebar|\bside|relat(?:ed|ion)|recommend|hot-?news|\bshare|\bnav|crumb|copyright|disclaim|"
    r"statement|advert|\bad-|login|toolbar|hidden_tip|rank|\bhot\b|download|\bmenu"
)
_PUNCTUATION: Final = re.compile("[，。；：、？！,;]")
_TAIL: Final = re.compile(
    r"^[\s【\[(（]*(?:责任编辑|责编|编辑|责任编审|上一篇|下一篇|相关(?:新闻|链接|阅读|文章|资讯)|延伸阅读|分享到|扫一扫|"
    r"打印本页|关闭窗口|网友评论|特别声明|免责声明|版权声明|本文来源|原标题)\s*[:：\]】]?"
)


@dataclass(frozen=True)
class Body:
    """The body's text (a line for each paragraph), the element that holds it, and what found it."""

    text: str
    element: Element | None
    origin: str


def find_body(root: Element, pieces: Sequence[Piece]) -> Body | None:
    """The body by the site's comments, a known container or density; None below `SHORTEST` characters.

    `pieces` are the page's, as `crawlers.pages.tree.flow` gives them.
    """
    marked = _between_comments(root)
    if marked:
        return marked
    size, known = _known_container(root)
    dense = _densest(pieces, everywhere=False)
    if known is None and dense is None:
        dense = _densest(pieces, everywhere=True)
    if known is not None and (dense is None or dense is known or size * 4 >= _size(dense)):
        return _body(known, "container")
    return _body(dense, "density") if dense is not None else None


def text_of(element: Element) -> str:
    """The readable text of a body: its lines, without the notes that follow the last paragraph."""
    found = lines(element)
    while found and len(found[-1]) < 60 and _TAIL.match(found[-1]):
        found.pop()
    return "\n".join(found)


def _body(element: Element, origin: str) -> Body | None:
    text = text_of(element)
    return Body(text, element, origin) if len(squeeze(text)) >= SHORTEST else None


def _between_comments(root: Element) -> Body | None:
    """The text between `<!--….content.begin-->` and its `.end`, as Hanweb writes them around each field."""
    begins = (
        (comment, _BEGIN.match((comment.text or "")[:80].strip())) for comment in root.iter(etree.Comment)
    )
    for comment, name in islice((begin for begin in begins if begin[1]), 5):
        if name and comment.getparent() is not None:
            piece = _until_end(comment, name.group(1))
            body = _body(piece, "comments") if piece is not None else None
            if body:
                return Body(body.text, comment.getparent(), "comments")
    return None


def _until_end(begin: Element, name: str) -> Element | None:
    """A copy of what stands between a comment and its end among the same siblings."""
    parts = [begin.tail or ""]
    for sibling in begin.itersiblings():
        if sibling.tag is etree.Comment and name.lower() in (sibling.text or "").lower():
            return parse_html("<div>" + "".join(parts) + "</div>")
        parts.append(etree.tostring(sibling, encoding="unicode", method="html"))
    return None


def _known_container(root: Element) -> tuple[int, Element | None]:
    """The largest element of the first known kind that is there and holds a text, with its size."""
    found: dict[tuple[str, str], list[Element]] = {}
    for element in root.iter("*"):
        for attribute in _NAMING:
            for value in (element.get(attribute) or "").split():
                if (attribute, value) in _KNOWN:
                    found.setdefault((attribute, value), []).append(element)
    for container in CONTAINERS:
        sizes = [(_size(element), element) for element in found.get(container, ())]
        size, largest = max(sizes, key=itemgetter(0), default=(0, None))
        if size >= SHORTEST:
            return size, largest
    return 0, None


def _size(element: Element) -> int:
    return sum(len(piece.text) for piece in flow(element) if not piece.linked)


def _densest(pieces: Sequence[Piece], *, everywhere: bool) -> Element | None:
    """The block with the most text of its own; `everywhere` is in unwanted blocks as well."""
    scores: dict[Element, float] = defaultdict(float)
    unwanted: dict[Element, bool] = {}
    for piece in pieces:
        points = _points(piece)
        if not points:
            continue
        block = _block_of(piece.element)
        if block is not None and (everywhere or not _is_unwanted(block, unwanted)):
            _give(scores, block, points)
    if not scores:
        return None
    return _widened(max(scores, key=lambda element: scores[element]), scores)


def _points(piece: Piece) -> float:
    if piece.linked or len(piece.text) < 8:
        return 0
    length = len(squeeze(piece.text))
    if length < 8:
        return 0
    return min(length, 400) / 25 + len(_PUNCTUATION.findall(piece.text))


def _block_of(element: Element) -> Element | None:
    while element is not None and element.tag not in BLOCKS:
        element = element.getparent()
    return element


def _is_unwanted(block: Element, known: dict[Element, bool]) -> bool:
    """Whether a block or one above it calls itself something other than an article."""
    path: list[Element] = []
    node: Element | None = block
    while node is not None and node not in known:
        path.append(node)
        node = node.getparent()
    answer = known[node] if node is not None else False
    for element in reversed(path):
        answer = answer or _calls_itself_unwanted(element)
        known[element] = answer
    return answer


def _calls_itself_unwanted(element: Element) -> bool:
    if element.tag in ("body", "html"):
        return False
    return element.tag in ("footer", "nav", "aside") or bool(_UNWANTED.search(marks(element)))


def _give(scores: dict[Element, float], block: Element, points: float) -> None:
    """Points for the blocks above a paragraph; a block that holds bare text is its own paragraph."""
    holder = (
        block.getparent() if block.tag in ("p", "li", "h1", "h2", "h3", "h4", "blockquote", "pre") else block
    )
    share = 1.0
    for _ in range(3):
        if holder is None or (holder.tag in ("html", "body") and share < 1):
            return
        scores[holder] += points * share
        holder, share = holder.getparent(), share / 2


def _widened(element: Element, scores: dict[Element, float]) -> Element:
    """The block itself, or the one above it when the article runs on in its siblings."""
    parent = element.getparent()
    while (
        parent is not None and parent.tag not in ("html", "body") and scores[parent] > 0.85 * scores[element]
    ):
        element, parent = parent, parent.getparent()
    return element
