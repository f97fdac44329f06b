"""The line around the headline that says when and by whom: `发布时间：2026-01-01 09:30  来源：某报`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from lxml.html import HtmlElement as Element

from crawlers.pages.dates import Dated, Occurrence, find_dates
from crawlers.pages.tree import Piece

REACH: Final = 500
"""Characters after the headline in which the byline is looked for."""
REACH_BEFORE: Final = 160
"""Characters before the headline in which it is looked for next."""

MOST_PIECES: Final = 1000
LONGEST_PIECE: Final = 500

_PARAGRAPH: Final = 70
_OTHER_TIME: Final = re.compile(
    r"(?:更新|修改|修订|截[止至]|生成|打印|有效期|访问|今天是|废止|施行|实施|生效|成文|印发|开始|结束|编辑于)[^\d\n]{0,8}$"
)
_LABEL: Final = re.compile(r"(?:发布于|发表于|(?:发布|发表|发稿|上传|录入)?(?:日期|时间))[】\]\s:：]*$")
_SOURCE: Final = re.compile(
    r"(?:(?:信息|文章|稿件|消息|新闻|本文)?来\s*源于?|转自|出处|发布机构|发布单位|供稿单位)\s*[】\]]?\s*[:：]\s*"
    r"([^\n]{0,60}(?:\n[^\n]{1,40})?)"
    r"|[\n|｜\s]来源(?:[^\S\n]+|\n)([^\n|]{2,30})"
)
_NEXT_FIELD: Final = re.compile(
    r"\s*(?:(?:作\s*者|编\s*辑|责\s*编|责任编辑|记\s*者|审\s*核|供\s*稿|时\s*间|日\s*期|发布(?:时间|日期|人|者|于)?)\s*[:：]|"
    r"(?:浏览|阅读|点击|访问)\s*(?:次|量|数|[:：]|\d)|字\s*[体号]|打印|分享|大中小|【|\[|（|\(|\||｜|"
    r"(?:19|20)\d{2}\s*[-年/.]|\s{2,}).*",
    re.DOTALL,
)
_NO_NAME: Final = re.compile(
    r"^[\W\d_]*$|评论|字号|字体|收藏|举报|打印|浏览|点击|阅读[量数次]|次数|\d\s*次|扫码|大 ?中 ?小|"
    r"发表于|发布于|更新|上传|录入|时间|日期|^(?:发布|来源|原创|关注|分享|首页|正文|微信|微博|新浪微博|QQ空间|朋友圈|作者|编辑|昨天|今天)$"
)


@dataclass(frozen=True)
class Surroundings:
    """The text pieces after the headline (up to the body), before it, and of the page outside the body."""

    after: list[Piece]
    before: list[Piece]
    outside: list[Piece]


def surroundings(pieces: list[Piece], headline: Element | None, body: Element | None) -> Surroundings:
    """Where a byline may stand on a page."""
    inside = set(body.iter()) if body is not None else set()
    titled = set(headline.iter()) if headline is not None else set()
    starts = [place for place, piece in enumerate(pieces) if piece.element in titled]
    body_at = next((place for place, piece in enumerate(pieces) if piece.element in inside), len(pieces))
    begin = starts[-1] + 1 if starts else max(0, body_at - 40)
    end = body_at if body_at >= begin else len(pieces)
    return Surroundings(
        after=_up_to(pieces[begin:end], REACH),
        before=_up_to(pieces[: starts[0]][::-1], REACH_BEFORE)[::-1] if starts else [],
        outside=_ends([piece for piece in pieces if piece.element not in inside]),
    )


def printed_date(around: Surroundings, now: datetime) -> Dated | None:
    """The date of publication a reader sees: with a label first, near the headline first."""
    after, before = _joined(around.after), _joined(around.before)
    return (
        _labelled(after, now)
        or _first(after, now)
        or _labelled(before, now)
        or _labelled(_joined(around.outside), now)
        or _last_alone(before, now)
    )


def printed_source(around: Surroundings, body_text: str) -> str | None:
    """The name after 来源： near the headline, else anywhere outside the body, else at the body's end."""
    for pieces in (around.after, around.before, around.outside):
        name = _source_in(_joined(pieces, links=True))
        if name:
            return name
    return _source_in("\n" + body_text[-200:])


def name_beside_date(around: Surroundings, now: datetime) -> str | None:
    """The name that stands next to the date in the byline without any label, as in `2026-01-01 · 某报`."""
    text = _joined(around.after, links=True)
    dates = [found for found in find_dates(text, now) if not _OTHER_TIME.search(text[: found.start])]
    if not dates:
        return None
    rest = re.split(r"[\n|｜·]", text[dates[0].end :])[:4]
    before = re.split(r"[\n|｜·]", text[: dates[0].start])[-3:]
    names = [_name(part) for part in [*rest[:3], *before[::-1]]]
    return next((name for name in names if name), None)


def _ends(pieces: list[Piece]) -> list[Piece]:
    """The first and the last pieces: a byline far from both ends of the page belongs to something else."""
    return pieces if len(pieces) <= 2 * MOST_PIECES else pieces[:MOST_PIECES] + pieces[-MOST_PIECES:]


def _up_to(pieces: list[Piece], reach: int) -> list[Piece]:
    """Pieces until `reach` characters or the first whole paragraph."""
    taken: list[Piece] = []
    for piece in pieces:
        reach -= len(piece.text)
        if reach < 0 or (len(piece.text) > _PARAGRAPH and not re.search("来源|发布", piece.text)):
            break
        taken.append(piece)
    return taken


def _joined(pieces: list[Piece], links: bool = False) -> str:
    return "\n" + "\n".join(piece.text[:LONGEST_PIECE] for piece in pieces if links or not piece.linked)


def _labelled(text: str, now: datetime) -> Dated | None:
    for found in find_dates(text, now):
        if _LABEL.search(text[max(0, found.start - 16) : found.start]) and not _is_other(text, found):
            return found.dated
    return None


def _first(text: str, now: datetime) -> Dated | None:
    dates = [found for found in find_dates(text, now) if not _is_other(text, found)]
    full = [found for found in dates if found.dated.form == "full"]
    return next((found.dated for found in [*full, *dates]), None)


def _last_alone(text: str, now: datetime) -> Dated | None:
    """The last full date that is (nearly) alone on its line: above a headline stands the visit's date too."""
    for found in reversed(find_dates(text, now)):
        line = text[text.rfind("\n", 0, found.start) + 1 : found.end]
        if found.dated.form == "full" and len(line) <= 40 and not _is_other(text, found):
            return found.dated
    return None


def _is_other(text: str, found: Occurrence) -> bool:
    return bool(_OTHER_TIME.search(text[max(0, found.start - 20) : found.start]))


def _source_in(text: str) -> str | None:
    for match in _SOURCE.finditer(text):
        for part in (match.group(1) or match.group(2) or "").split("\n"):
            name = _name(part)
            if name:
                return name
    return None


def _name(part: str) -> str | None:
    name = _NEXT_FIELD.sub("", part).strip(" \t:：,，;；·-—")
    return name if 2 <= len(name) <= 30 and not _NO_NAME.search(name) else None
