"""The list of fire-risk notices (火险预警) that people enter: how grave, for which regions, until when.

A warning is handed down as one or more entered releases (`warehouse/assigned.py`) with a short deadline, so
the same matcher finds who carried it. How far it came are views (`v_warnings`, `v_warning_hours`,
`v_warning_branches`, `v_warning_counties`, `v_warning_posts`).
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Literal, cast, get_args

from hub.clock import beijing_day, require_utc
from hub.errors import ConfigError
from warehouse.assigned import link_key
from warehouse.client import Warehouse

Risk = Literal["blue", "yellow", "orange", "red"]
RISKS: Final[tuple[Risk, ...]] = get_args(Risk)
"""The mildest first: 蓝色, 黄色, 橙色, 红色."""
QUERIES: Final = Path(__file__).parent / "queries"
_LISTS: Final = ("regions", "releases")


@dataclass(frozen=True)
class RiskWarning:
    """A notice that a person entered. Aware instants; `regions` (with all below) empty is everywhere.

    `in_working_hours`: issued on a working day (shifted ones included) from 9 to 18 o'clock, Beijing time.
    """

    warning_id: str
    title: str
    risk: Risk
    issued_at: datetime
    expires_at: datetime
    in_working_hours: bool
    regions: tuple[str, ...]
    releases: tuple[str, ...]
    entered_by: str
    entered_at: datetime
    withdrawn: bool = False


def warning_id(title: str, url: str, issued_at: datetime) -> str:
    """The same for one link, or for one title on one Beijing day, however often it is entered."""
    known_by = link_key(url) if url else f"{''.join(title.split())}@{beijing_day(issued_at)}"
    return f"warning:{hashlib.sha256(known_by.encode()).hexdigest()[:12]}"


def keep_warning(warehouse: Warehouse, warning: RiskWarning) -> None:
    """Write a warning, in the place of the one entered before under its id. Raises Unavailable."""
    row: dict[str, Any] = asdict(warning)
    row |= {name: list(row[name]) for name in _LISTS}
    warehouse.insert("warnings", {name: [value] for name, value in row.items()})


def withdraw_warning(warehouse: Warehouse, wanted: str, by: str, now: datetime) -> RiskWarning:
    """Take a warning off the list; its row stays, marked, and so do its releases.

    Raises ConfigError for an id the list has not.
    """
    withdrawn = replace(
        find_warning(warehouse, wanted), withdrawn=True, entered_by=by, entered_at=require_utc(now)
    )
    keep_warning(warehouse, withdrawn)
    return withdrawn


def find_warning(warehouse: Warehouse, wanted: str) -> RiskWarning:
    """The warning of an id. Raises ConfigError where none was entered or it was withdrawn."""
    rows = warehouse.query_file(QUERIES / "warnings.sql", {"warning_id": wanted})
    if not rows:
        raise ConfigError(f"No warning {wanted} was entered; `fenghuo warning list` shows them.")
    [row] = rows
    lists = {name: tuple(cast("list[str]", row[name])) for name in _LISTS}
    return RiskWarning(**cast("dict[str, Any]", row | lists))
