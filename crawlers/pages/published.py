"""When a page was published: what it prints, made exact by what its head and scripts say where they agree.

Zeros or 23:59:59 that only machines see are padding, and count as a day.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from lxml.html import HtmlElement as Element

from crawlers.pages.dates import Dated, agrees, parse_date
from crawlers.pages.meta import LIKE_TIMES, TIMES, Meta
from hub.clock import BEIJING, beijing_day, start_of_beijing_day

_FINENESS: Final = {"day": 0, "minute": 1, "second": 2}
_ATTRIBUTE: Final = re.compile(r"^data-(?:p|pub|publish)?-?(?:time|date|timestamp)$")
_PATH_DATE: Final = re.compile(
    r"/t(?P<t>20\d{6})_\d+|/art/(?P<art>20\d{2}/\d{1,2}/\d{1,2})/|/(?P<plain>20\d{2}[-/]?\d{2}[-/]?\d{2})/"
)


@dataclass(frozen=True)
class Stated:
    """A time that the page states for machines, and where: `meta:pubdate`, `json-ld`, `script:ct`, …"""

    origin: str
    dated: Dated


def stated_times(
    root: Element, meta: Meta, linked_data: str | None, scripts: list[tuple[str, str]], now: datetime
) -> list[Stated]:
    """All times of publication stated for machines, the most trustworthy first."""
    named = [("script:" + name, value) for name, value in scripts if name == "ct"]
    named += [("meta:" + name, value) for name, value in meta.all(*TIMES)]
    named += [("meta:" + name, value) for name, value in meta.matching(LIKE_TIMES) if name not in TIMES]
    named += [("json-ld", linked_data)] if linked_data else []
    named += [("attribute", value) for value in _attributes(root)]
    named += [("script:" + name, value) for name, value in scripts if name != "ct"]
    dated = [(origin, parse_date(value, now)) for origin, value in named]
    return [Stated(origin, _unpadded(found)) for origin, found in dated if found]


def choose(printed: Dated | None, stated: list[Stated]) -> tuple[Dated, str] | None:
    """The time of publication and what gave it; None where the page states none.

    A printed full date wins; a stated time that agrees makes it exact. A printed date without its year is
    completed by a stated time that agrees; a relative one ("yesterday") counts only if nothing is stated.
    """
    if printed is None or printed.form == "relative":
        if stated:
            return stated[0].dated, stated[0].origin
        return (printed, "printed") if printed else None
    agreeing = [one for one in stated if agrees(printed, one.dated)]
    finer = [one for one in agreeing if _FINENESS[one.dated.precision] > _FINENESS[printed.precision]]
    best = finer[0] if finer else agreeing[0] if agreeing and printed.form == "yearless" else None
    if best:
        return best.dated, f"printed+{best.origin}"
    return printed, "printed"


def path_date(url: str, now: datetime) -> Dated | None:
    """The day in an article's address: `/202601/t20260101_1.html`, `/art/2026/1/1/…`, `/2026/01/01/…`."""
    match = _PATH_DATE.search(url)
    return parse_date(match.group(match.lastgroup or 0).strip("/"), now) if match else None


def _attributes(root: Element) -> list[str]:
    times = [tag.get("datetime") for tag in root.iter("time") if tag.get("datetime")]
    pub = [tag.get("datetime") for tag in root.iter("time") if tag.get("pubdate") is not None]
    named = [
        element.get(name)
        for element in root.iter("*")
        for name in element.keys()  # noqa: SIM118 - an element is no mapping
        if name.startswith("data-") and _ATTRIBUTE.match(name)
    ]
    return [text for text in [*pub, *times, *named] if text]


def _unpadded(dated: Dated) -> Dated:
    clock = dated.instant.astimezone(BEIJING).time().replace(microsecond=0)
    if dated.precision == "day" or clock.isoformat() not in ("00:00:00", "23:59:59"):
        return dated
    return replace(dated, instant=start_of_beijing_day(beijing_day(dated.instant)), precision="day")
