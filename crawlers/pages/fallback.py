"""The generic extractors, asked for a body only where our own rules found none: GNE, then trafilatura.

Both do work that grows faster than the page, so they are given small pages only.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Final

import lxml.etree
from gne.exceptions import NoContentException

from crawlers.pages.body import SHORTEST, Body
from crawlers.pages.tree import parse_html, squeeze

LARGEST: Final = 300_000
"""Characters of HTML, scripts left out, beyond which the generic extractors are not asked."""

MOST_TAGS: Final = 10_000

_logger = logging.getLogger(__name__)
_THEIR_MISTAKES: Final = (
    ValueError, TypeError, AttributeError, LookupError, RecursionError, lxml.etree.LxmlError,
    NoContentException,
)  # fmt: skip


def find_body(html: str) -> Body | None:
    """The body by GNE or trafilatura; None where neither finds `SHORTEST` characters."""
    small = _without_scripts(html)
    if len(small) > LARGEST or small.count("<") > MOST_TAGS:
        return None
    for name, ask in (("gne", _gne), ("trafilatura", _trafilatura)):
        text = _asked(name, ask, small)
        if len(squeeze(text)) >= SHORTEST:
            return Body(text, None, name)
    return None


def _without_scripts(html: str) -> str:
    root = parse_html(html)
    if root is None:
        return ""
    lxml.etree.strip_elements(root, "script", "style", "noscript", with_tail=False)
    return str(lxml.etree.tostring(root, encoding="unicode", method="html"))


def _asked(name: str, ask: Callable[[str], str], html: str) -> str:
    try:
        return ask(html)
    except _THEIR_MISTAKES as error:
        _logger.info("%s could not read a page: %s", name, type(error).__name__)
        return ""


def _gne(html: str) -> str:
    from gne import GeneralNewsExtractor

    return str(GeneralNewsExtractor().extract(html).get("content") or "")


def _trafilatura(html: str) -> str:
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    return str(trafilatura.extract(html, include_comments=False) or "")
