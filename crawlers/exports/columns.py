"""Which column of a sheet is what: headers recognised by the aliases in `columns.csv`, wherever they stand.

An alias is compared without blanks, width, case and the unit in brackets behind it. A column that no alias
names is unknown and listed; two columns for one field are ambiguous, and nothing is read before a person has
said which of them counts.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final, cast

from crawlers.exports.cells import Cell, text_of
from crawlers.exports.sheets import Table
from hub.platforms import PLATFORMS, Platform
from hub.records import METRIC_NAMES

ALIASES: Final = Path(__file__).parent / "columns.csv"
BANNER_ROWS: Final = 30
"""Rows at the top of a sheet in which its header is looked for."""

FIELDS: Final = ("native_id", "url", "title", "text", "published_at", "media", *METRIC_NAMES)
"""What a column can be."""

_NAMES: Final = ("title", "text", "native_id", "url")
_UNIT: Final = re.compile(r"[(\[【](?:次|人|个|条|秒|s|%|次数|人数|单位.{0,8})[)\]】]$")


@dataclass(frozen=True)
class Header:
    """The header of a table, read for one platform.

    `columns` says at which position each field stands. `unknown` are headers nothing is known of;
    `ambiguous` names, for a field, the headers that all claim it.
    """

    platform: Platform
    row: int
    columns: Mapping[str, int]
    texts: tuple[str, ...]
    unknown: tuple[str, ...] = ()
    ambiguous: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    recognised: int = 0

    @property
    def is_usable(self) -> bool:
        """Whether a row can be told from another and says at least one figure."""
        claimed = self.columns.keys() | self.ambiguous.keys()
        named = any(name in claimed for name in _NAMES)
        return named and "published_at" in claimed and any(name in claimed for name in METRIC_NAMES)


def find_header(table: Table, platform: Platform, chosen: Mapping[str, str] | None = None) -> Header | None:
    """The header of a table as `platform` writes it, None where no row looks like one.

    `chosen` says which header a field has (normal spelling aside) where a person decided it.
    """
    rows = list(enumerate(table.rows[:BANNER_ROWS]))
    headers = [_read(number, row, platform, chosen or {}) for number, row in rows]
    usable = [header for header in headers if header.is_usable]
    return max(usable, key=lambda header: header.recognised, default=None)


def best_platforms(table: Table) -> list[Platform]:
    """The platforms that recognise most columns of a table; empty where none does, several where equal."""
    found = [header for platform in exporting() if (header := find_header(table, platform))]
    most = max((header.recognised for header in found), default=0)
    return [header.platform for header in found if header.recognised == most]


def exporting() -> tuple[Platform, ...]:
    """The platforms whose sheets can be read."""
    return tuple(platform for platform in PLATFORMS if platform in _aliases())


def same_header(one: str, other: str) -> bool:
    """Whether two headers are the same words."""
    return _plain(one) == _plain(other)


def _read(number: int, row: Sequence[Cell], platform: Platform, chosen: Mapping[str, str]) -> Header:
    texts = tuple(text_of(cell) for cell in row)
    claims: dict[str, list[int]] = defaultdict(list)
    unknown = []
    for position, text in enumerate(texts):
        name = _field_of(text, platform, chosen)
        if name:
            claims[name].append(position)
        elif name is None and text:
            unknown.append(text)
    claims = {name: _decided(positions, texts, chosen.get(name)) for name, positions in claims.items()}
    return Header(
        platform,
        number,
        {name: positions[0] for name, positions in claims.items() if len(positions) == 1},
        texts,
        tuple(unknown),
        {name: tuple(texts[at] for at in claimed) for name, claimed in claims.items() if len(claimed) > 1},
        recognised=sum(1 for text in texts if text) - len(unknown),
    )


def _field_of(text: str, platform: Platform, chosen: Mapping[str, str]) -> str | None:
    """The field a header stands for, "" for one that is known and not read, None for an unknown one."""
    for name, header in chosen.items():
        if same_header(header, text):
            return name
    return _aliases()[platform].get(_plain(text))


def _decided(positions: list[int], texts: Sequence[str], header: str | None) -> list[int]:
    if header is None:
        return positions
    exactly = [at for at in positions if texts[at] == header]
    return exactly or [at for at in positions if same_header(texts[at], header)] or positions


def _plain(header: str) -> str:
    text = re.sub(r"\s", "", unicodedata.normalize("NFKC", header).lower())
    return _UNIT.sub("", text)


@cache
def _aliases() -> dict[Platform, dict[str, str]]:
    """Field by plain header, by platform."""
    found: dict[Platform, dict[str, str]] = defaultdict(dict)
    with ALIASES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            platform = cast("Platform", row["platform"])
            found[platform] |= {_plain(alias): row["field"] for alias in _split(row["headers"])}
    return dict(found)


def _split(headers: str) -> Iterable[str]:
    return headers.split("|")
