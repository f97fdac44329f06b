"""The list of follow-ups (跟踪问效) that people assign: who is to do what about a gap or an alert, by when.

Nobody reports on one: `v_follow_ups` finds the post that fulfils it, and finds it gone when it is deleted.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Literal, cast

from hub.clock import beijing_day, require_utc
from hub.errors import ConfigError
from warehouse.client import Warehouse

Aim = Literal["update", "audience", "carry"]
"""To publish again; to address an audience; to carry a release."""
QUERIES: Final = Path(__file__).parent / "queries"


@dataclass(frozen=True)
class FollowUp:
    """A follow-up that a person assigned. Aware instants.

    It is for the account, else for the unit, else for the region (`with_below`: with all regions below it);
    `region_code` says in each case where that is, "" for a unit without a region.
    """

    follow_up_id: str
    aim: Aim
    account_id: str
    unit: str
    region_code: str
    with_below: bool
    audience: str
    release_id: str
    episode_id: str
    what: str
    assigned_at: datetime
    due_at: datetime
    entered_by: str
    entered_at: datetime
    withdrawn: bool = False


def named(follow_up: FollowUp) -> FollowUp:
    """The follow-up with its id: the same for one subject, aim and Beijing day, however often entered."""
    known_by = "|".join(
        (
            follow_up.aim,
            follow_up.account_id,
            follow_up.unit,
            follow_up.region_code,
            follow_up.audience,
            follow_up.release_id,
            str(beijing_day(follow_up.assigned_at)),
        )
    )
    return replace(follow_up, follow_up_id=f"follow-up:{hashlib.sha256(known_by.encode()).hexdigest()[:12]}")


def keep_follow_up(warehouse: Warehouse, follow_up: FollowUp) -> None:
    """Write a follow-up, in the place of the one entered before under its id. Raises Unavailable."""
    warehouse.insert("follow_ups", {name: [value] for name, value in asdict(follow_up).items()})


def withdraw_follow_up(warehouse: Warehouse, wanted: str, by: str, now: datetime) -> FollowUp:
    """Take a follow-up back; its row stays, marked. Raises ConfigError for one that is not there."""
    rows = warehouse.query_file(QUERIES / "follow_ups.sql", {"follow_up_id": wanted})
    if not rows:
        raise ConfigError(f"No follow-up {wanted} was assigned; `fenghuo follow-up list` shows them.")
    found = FollowUp(**cast("dict[str, Any]", rows[0]))
    withdrawn = replace(found, withdrawn=True, entered_by=by, entered_at=require_utc(now))
    keep_follow_up(warehouse, withdrawn)
    return withdrawn
