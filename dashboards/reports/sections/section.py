"""A section before it has a number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dashboards.reports.document import Block


@dataclass(frozen=True)
class Section:
    """A title and what stands below it."""

    title: str
    blocks: Sequence[Block]
