"""A selector that a person wrote for one site: CSS, or XPath where it begins with `/`, `./` or `(`.

CSS may end in `::text` or `::attr(name)`, as in Scrapy.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from cssselect import SelectorError
from lxml import etree
from lxml.html import Element, HtmlElement
from parsel.csstranslator import HTMLTranslator

from crawlers.pages.tree import tidy

_XPATH_BEGINS = ("/", "./", "(")


@dataclass(frozen=True)
class Selector:
    """A selector as it was written, and compiled. Made by `selector`."""

    written: str
    _path: etree.XPath = field(repr=False, compare=False)

    def elements(self, root: HtmlElement) -> list[HtmlElement]:
        """The elements it finds, in the page's order; the texts and attributes it finds are none."""
        return [found for found in self._found(root) if isinstance(found, etree.ElementBase)]

    def text(self, root: HtmlElement) -> str:
        """The first text it finds that is not blank, on one line; "" where there is none."""
        return next((text for text in map(_text, self._found(root)) if text), "")

    def _found(self, root: HtmlElement) -> list[object]:
        found = self._path(root)
        return found if isinstance(found, list) else [found]


def selector(written: str) -> Selector:
    """The selector a person wrote. Raises ValueError, saying what is wrong with it."""
    try:
        xpath = written if is_xpath(written) else HTMLTranslator().css_to_xpath(written)
        path = etree.XPath(xpath)
        path(Element("p"))  # an unknown function or variable shows only in use
    except (SelectorError, etree.XPathError) as error:
        raise ValueError(str(error) or type(error).__name__) from None
    return Selector(written, path)


def is_xpath(written: str) -> bool:
    """Whether a selector is XPath rather than CSS."""
    return written.startswith(_XPATH_BEGINS)


def _text(found: object) -> str:
    if isinstance(found, etree.ElementBase):
        return tidy(found.text_content())
    return tidy(found) if isinstance(found, str) else ""
