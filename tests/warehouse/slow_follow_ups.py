"""Follow-ups, computed slowly and obviously from the rows of a small world, to compare the view with."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from hub.clock import beijing_day
from tests.warehouse.slow_reach import Row, kept, on_roster
from tests.warehouse.slow_warnings import regions_above, successes
from tests.warehouse.worlds import World


def state(world: World, follow_up: Row, now: datetime) -> dict[str, Any]:
    """State, post and hours to it."""
    shown = evidence(world, follow_up, now)
    first, post_id = min(shown) if shown else (None, "")
    at = max(first, follow_up["assigned_at"]) if first else None
    return {
        "state": _state(world, follow_up, at, now),
        "post_id": post_id,
        "lag_hours": (at - follow_up["assigned_at"]) / timedelta(hours=1) if at else None,
    }


def evidence(world: World, follow_up: Row, now: datetime) -> list[tuple[datetime, str]]:
    """Every post that shows it was done, with its time."""
    names = {account["account_id"] for account in meant(world, follow_up)}
    assigned_at = follow_up["assigned_at"]
    posts = [post for post in kept(world) if post["account_id"] in names]
    if follow_up["aim"] == "carry":
        carried = {
            row["post_id"]: row["adopted_at"]
            for row in world.adoptions
            if row["valid"] and row["release_id"] == follow_up["release_id"]
        }
        return [(carried[post["post_id"]], post["post_id"]) for post in posts if post["post_id"] in carried]
    return [
        (post["published_at"], post["post_id"])
        for post in posts
        if _is_after(post, assigned_at) and post["published_at"] <= now
        if follow_up["aim"] == "update" or follow_up["audience"] in post["audiences"]
    ]


def meant(world: World, follow_up: Row) -> list[Row]:
    """The accounts whose posts count."""
    return [dict(one) for one in world.accounts if one["gathered"] and _is_meant(dict(one), follow_up)]


def _is_meant(account: Row, follow_up: Row) -> bool:
    if follow_up["account_id"]:
        return bool(account["account_id"] == follow_up["account_id"])
    if follow_up["unit"]:
        return (account["unit"], account["region_code"]) == (follow_up["unit"], follow_up["region_code"])
    if follow_up["with_below"]:
        return follow_up["region_code"] in regions_above(str(account["region_code"]))
    return bool(account["region_code"] == follow_up["region_code"])


def _is_after(post: Row, assigned_at: datetime) -> bool:
    same_day = beijing_day(post["published_at"]) == beijing_day(assigned_at)
    return bool(post["published_at"] > assigned_at or (post["published_precision"] == "day" and same_day))


def _state(world: World, follow_up: Row, at: datetime | None, now: datetime) -> str:
    if follow_up["withdrawn"]:
        return "withdrawn"
    if at is not None:
        return "fulfilled" if at <= follow_up["due_at"] else "fulfilled_late"
    listed = [account for account in meant(world, follow_up) if on_roster(account, now)]
    last = [max(successes(world, account), default=None) for account in listed]
    seen = bool(last) and all(when is not None and when >= follow_up["due_at"] for when in last)
    return "overdue" if now > follow_up["due_at"] and seen else "open"
