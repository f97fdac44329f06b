"""The general extractors alone, asked for all they tell of a page: what our own reading is compared with."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import UTC, datetime

import lxml.etree
import trafilatura
from gne import GeneralNewsExtractor
from gne.exceptions import NoContentException

from crawlers.pages.dates import parse_date

_THEIR_MISTAKES = (
    ValueError,
    TypeError,
    AttributeError,
    LookupError,
    lxml.etree.LxmlError,
    NoContentException,
)


@dataclass(frozen=True)
class Answer:
    """What an extractor tells of a page. `published_at` is UTC; who told what is in `extractor`."""

    title: str = ""
    published_at: datetime | None = None
    source: str = ""
    text: str = ""
    extractor: str = ""


def gne_alone(html: str) -> Answer:
    """GNE's answer; its author counts as the source, since it takes 来源 for one."""
    try:
        told = GeneralNewsExtractor().extract(html)
    except _THEIR_MISTAKES:
        return Answer(extractor="gne")
    return Answer(
        str(told.get("title") or ""),
        _instant(str(told.get("publish_time") or "")),
        str(told.get("author") or ""),
        str(told.get("content") or ""),
        "gne",
    )


def trafilatura_alone(html: str) -> Answer:
    """trafilatura's answer, which knows days only."""
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    try:
        told = trafilatura.bare_extraction(html, with_metadata=True, include_comments=False)
    except _THEIR_MISTAKES:
        told = None
    if told is None:
        return Answer(extractor="trafilatura")
    return Answer(
        told.title or "", _instant(told.date or ""), told.sitename or "", told.text or "", "trafilatura"
    )


def _instant(text: str) -> datetime | None:
    """A time as our own reading would understand it, so that only what was found is compared."""
    dated = parse_date(text, datetime.now(UTC))
    return dated.instant if dated else None
