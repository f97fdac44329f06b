"""Awareness surveys: what a wave's sums are computed from, and when.

`survey_cells` holds, for each region, question and group, the respondents, Σw, Σw² and Σw over those who
knew; every rate, interval and test of the views follows from these. They are computed anew for a whole wave
whenever rows of it were handed in.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Final

from hub.clock import require_utc
from warehouse.client import Warehouse

_QUERIES: Final = Path(__file__).parent / "queries"

Wave = tuple[str, int]
"""A survey's name and a year."""


def compute_waves(warehouse: Warehouse, waves: Iterable[Wave], now: datetime) -> None:
    """Compute the sums of these waves anew, at `now` (UTC). Raises Unavailable."""
    for survey, wave in sorted(set(waves)):
        parameters: dict[str, object] = {"survey": survey, "wave": wave, "at": require_utc(now)}
        for name in ("survey_cells.sql", "survey_regions.sql"):
            warehouse.command((_QUERIES / name).read_text(encoding="utf-8"), parameters)


def known_questions(warehouse: Warehouse) -> set[tuple[str, str]]:
    """Survey and id of every question that was handed in and holds. Raises Unavailable."""
    rows = warehouse.query("SELECT survey, question_id FROM survey_questions FINAL WHERE NOT withdrawn")
    return {(str(row["survey"]), str(row["question_id"])) for row in rows}
