"""What a report consists of, whatever it is written as: a head, and blocks in their order.

The writers (`word.py`, `page.py`) know these blocks and nothing of what they say.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

Align = Literal["left", "right", "center"]

SIGNATURES: Final = ("编辑", "审核", "签发")
"""Who signs below a report, in this order (三审)."""
_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""What neither XML nor a reader can do anything with."""


@dataclass(frozen=True)
class Cell:
    """A cell of a table. `url` makes it a link; `urgent` marks what needs action."""

    text: str
    url: str = ""
    urgent: bool = False


@dataclass(frozen=True)
class Column:
    """A column: its head, where its cells stand, and its share of the table's width."""

    name: str
    align: Align = "right"
    share: float = 1.0


@dataclass(frozen=True)
class Heading:
    """The head of a section (`level` 1: 一、) or of a part of one (2: （一）); the number is in the text."""

    text: str
    level: Literal[1, 2] = 1


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of running text."""

    text: str


@dataclass(frozen=True)
class Definition:
    """What the figures above mean, of how many, and how old they are."""

    text: str


@dataclass(frozen=True)
class Table:
    """A table with its caption."""

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]


@dataclass(frozen=True)
class Chart:
    """A picture: a PNG, the caption below it, and what it shows in words for who cannot see it."""

    caption: str
    png: bytes
    words: str


@dataclass(frozen=True)
class Highlights:
    """A few figures that are read first: (name, figure, what it is compared with)."""

    figures: Sequence[tuple[str, str, str]]


Block = Heading | Paragraph | Definition | Table | Chart | Highlights


@dataclass(frozen=True)
class Report:
    """A whole report. `marks` are the lines below the title: scope, period, cutoff.

    `summary` is plain text for a message that brings the report; `at` is the instant it speaks of.
    """

    title: str
    marks: Sequence[str]
    blocks: Sequence[Block]
    summary: str
    at: datetime


def cell(value: object, url: str = "", *, urgent: bool = False) -> Cell:
    """A cell of any value; what is unknown is a dash."""
    return Cell("–" if value is None else str(value), url, urgent)


def row(*values: object) -> list[Cell]:
    """A row of a table of plain values and ready cells."""
    return [value if isinstance(value, Cell) else cell(value) for value in values]


def printable(text: str) -> str:
    """A text as it can be written down: titles come from platforms and may hold anything."""
    return _UNPRINTABLE.sub("", text)


def is_web_address(url: str) -> bool:
    """Whether a link may be made of it."""
    return url.startswith(("http://", "https://"))
