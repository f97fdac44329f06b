"""The list of campaigns that people enter: what is to be spoken of, to whom, when, by whom.

One row says all of a campaign, so it is there whole or not at all; entering it again replaces it. Which posts
belong to it and what came of it are views (`v_campaigns`, `v_campaign_posts`, `v_campaign_drop_off`).
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final, cast

from hub.clock import require_utc
from hub.errors import ConfigError
from warehouse.client import Warehouse

QUERIES: Final = Path(__file__).parent / "queries"
_LISTS: Final = ("topics", "audiences", "regions", "levels", "departments", "releases")


@dataclass(frozen=True)
class Campaign:
    """A campaign that a person entered. Beijing days, both inside; `entered_at` is aware.

    Who is expected is all accounts in any of `regions` (with all below), of any of `levels`, of any of
    `departments` (`brigade` is the brigade); what is empty expects everybody.
    """

    campaign_id: str
    name: str
    first_day: date
    last_day: date
    topics: tuple[str, ...]
    audiences: tuple[str, ...]
    regions: tuple[str, ...]
    levels: tuple[str, ...]
    departments: tuple[str, ...]
    releases: tuple[str, ...]
    within_days: int | None
    season: str
    entered_by: str
    entered_at: datetime
    withdrawn: bool = False


def campaign_id(name: str, first_day: date) -> str:
    """The same for one name and first day, however often it is entered."""
    known_by = f"{''.join(name.split())}@{first_day}"
    return f"campaign:{hashlib.sha256(known_by.encode()).hexdigest()[:12]}"


def keep_campaign(warehouse: Warehouse, campaign: Campaign) -> None:
    """Write a campaign, in the place of the one entered before under its id. Raises Unavailable."""
    row: dict[str, Any] = asdict(campaign)
    row |= {name: list(row[name]) for name in _LISTS}
    warehouse.insert("campaigns", {name: [value] for name, value in row.items()})


def withdraw_campaign(warehouse: Warehouse, wanted: str, by: str, now: datetime) -> Campaign:
    """Take a campaign off the list; its row stays, marked. Raises ConfigError for an id the list has not."""
    found = next((one for one in find_campaigns(warehouse) if one.campaign_id == wanted), None)
    if found is None or found.withdrawn:
        raise ConfigError(f"No campaign {wanted} was entered; `fenghuo campaign list` shows them.")
    withdrawn = replace(found, withdrawn=True, entered_by=by, entered_at=require_utc(now))
    keep_campaign(warehouse, withdrawn)
    return withdrawn


def find_campaigns(warehouse: Warehouse) -> list[Campaign]:
    """All entered campaigns, the withdrawn ones included, the newest first."""
    rows = warehouse.query_file(QUERIES / "campaigns.sql")
    return [Campaign(**cast("dict[str, Any]", row | _tuples(row))) for row in rows]


def _tuples(row: dict[str, object]) -> dict[str, object]:
    return {name: tuple(cast("list[str]", row[name])) for name in _LISTS}
