"""Regions as the rules need them: what they are called, and who is above whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from warehouse.client import Warehouse

_SQL: Final = Path(__file__).parent / "sql"


@dataclass(frozen=True)
class Regions:
    """By code. `parents` leads from a region to the one that administers it."""

    names: Mapping[str, str]
    levels: Mapping[str, str]
    parents: Mapping[str, str]

    def upwards(self, region_code: str) -> Iterator[str]:
        """A region and those above it, the nearest first."""
        seen: set[str] = set()
        while region_code and region_code not in seen:
            yield region_code
            seen.add(region_code)
            region_code = self.parents.get(region_code, "")

    def within(self, region_code: str, jurisdiction: str) -> bool:
        """Whether a region is the jurisdiction or below it; an empty jurisdiction is everything."""
        return not jurisdiction or jurisdiction in self.upwards(region_code)

    def city(self, region_code: str) -> str:
        """The city a region is or is below; "" for none, as for a county run by the province."""
        return next((code for code in self.upwards(region_code) if self.levels.get(code) == "city"), "")


def read_regions(warehouse: Warehouse) -> Regions:
    """The regions of the warehouse. Raises Unavailable."""
    rows = warehouse.query_file(_SQL / "region_parents.sql")
    return Regions(
        {str(row["region_code"]): str(row["name"]) for row in rows},
        {str(row["region_code"]): str(row["level"]) for row in rows},
        {str(row["region_code"]): str(row["parent_code"]) for row in rows if row["parent_code"]},
    )
