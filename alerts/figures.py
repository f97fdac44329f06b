"""What the warehouse counts beside silences: carried texts, reach, who carried what, whom posts addressed."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final, cast

from warehouse.client import Warehouse

_SQL: Final = Path(__file__).parent / "sql"


@dataclass(frozen=True)
class Carried:
    """How many of an account's posts of the last 30 days only carry what another one published first."""

    account_id: str
    posts: int
    carried: int


@dataclass(frozen=True)
class Reach:
    """An account's posts that are 7 to 35 days old, against those of the eight weeks before them.

    Medians of the reach at the age of 7 days, in the platform's own unit.
    """

    account_id: str
    recent_posts: int
    recent_reach: float
    usual_posts: int
    usual_reach: float


@dataclass(frozen=True)
class Issued:
    """A post that was assigned as a release: when and by whom it was published, and who carried it when."""

    release_id: str
    account_id: str
    title: str
    url: str
    issued_at: datetime
    carried_at: dict[str, datetime]


@dataclass(frozen=True)
class Addressed:
    """An account that addressed an audience in the last days, and its newest post that did."""

    account_id: str
    audience: str
    last_at: datetime


@dataclass(frozen=True)
class Authorisation:
    """How an account's authorisation stands (`state` as in v_authorisations), and when a person must act."""

    account_id: str
    name: str
    platform_name: str
    state: str
    person_by: datetime | None
    days_left: int


@dataclass(frozen=True)
class Export:
    """An account's sheets: the last one, None where there was none, and how many days the next is late."""

    account_id: str
    name: str
    platform_name: str
    last_export_at: datetime | None
    days_late: int


@dataclass(frozen=True)
class FollowUp:
    """A follow-up as it stands (`state` as in v_follow_ups). Aware instants."""

    follow_up_id: str
    account_id: str
    region_code: str
    department: str
    wanted: str
    what: str
    assigned_at: datetime
    due_at: datetime
    state: str


def read_follow_ups(warehouse: Warehouse) -> list[FollowUp]:
    """All that were assigned, the withdrawn ones included, as of now. Raises Unavailable.

    Asked every few minutes, mostly in vain: so first whether there are any.
    """
    if not list(_rows(warehouse, "follow_ups_any.sql")):
        return []
    return [FollowUp(**row) for row in _rows(warehouse, "follow_ups.sql")]


def read_authorisations(warehouse: Warehouse) -> list[Authorisation]:
    """Of the accounts that are gathered by an authorisation, as of now. Raises Unavailable."""
    return [Authorisation(**row) for row in _rows(warehouse, "authorisations.sql")]


def read_exports(warehouse: Warehouse) -> list[Export]:
    """Of all accounts, as of now; those that do not live by export are never late. Raises Unavailable."""
    return [Export(**row) for row in _rows(warehouse, "exports.sql")]


def read_carried(warehouse: Warehouse, now: datetime) -> list[Carried]:
    """Raises Unavailable."""
    return [Carried(**row) for row in _rows(warehouse, "carried.sql", now=now)]


def read_reach(warehouse: Warehouse, now: datetime) -> list[Reach]:
    """Accounts whose platform tells reach. Raises Unavailable."""
    return [Reach(**row) for row in _rows(warehouse, "reach.sql", now=now)]


def read_issued(warehouse: Warehouse, release_ids: Collection[str], now: datetime) -> dict[str, Issued]:
    """Those of the releases that are known. Raises Unavailable."""
    if not release_ids:
        return {}
    rows = _rows(warehouse, "issued.sql", now=now, release_ids=sorted(release_ids))
    return {row["release_id"]: _issued(row) for row in rows}


def read_addressed(warehouse: Warehouse, since: datetime, now: datetime) -> list[Addressed]:
    """Raises Unavailable."""
    return [Addressed(**row) for row in _rows(warehouse, "addressed.sql", since=since, now=now)]


def _issued(row: dict[str, Any]) -> Issued:
    carriers = zip(row.pop("carriers"), row.pop("carried_at"), strict=True)
    return Issued(carried_at=dict(carriers), **row)


def _rows(warehouse: Warehouse, file: str, **parameters: object) -> Iterator[dict[str, Any]]:
    return (cast(dict[str, Any], dict(row)) for row in warehouse.query_file(_SQL / file, parameters))
