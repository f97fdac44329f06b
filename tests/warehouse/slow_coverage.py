"""Coverage, computed slowly and obviously from the rows of a small world, to compare the views with."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from hub.clock import beijing_day
from tests.warehouse.slow_drop_off import targets
from tests.warehouse.slow_reach import Row, kept
from tests.warehouse.worlds import REGIONS, World


def listed(account: Row, at: datetime) -> bool:
    """Whether an account is on the roster, gathered or not."""
    day, ends = beijing_day(at), account["roster_to"]
    return bool(
        account["status"] != "closed" and account["roster_from"] <= day and (ends is None or ends > day)
    )


def region_state(world: World, code: str, at: datetime) -> str:
    """active, silent, unknown or blank."""
    accounts = [row for row in world.accounts if row["region_code"] == code and listed(row, at)]
    states = [account_state(world, account, at) for account in accounts]
    known = [state for state in states if state in ("active", "silent")]
    if not states or not known:
        return "unknown" if states else "blank"
    return "active" if "active" in known else "silent"


def account_state(world: World, account: Row, at: datetime) -> str:
    visits = [
        row for row in world.crawls if row["account_id"] == account["account_id"] and row["outcome"] == "ok"
    ]
    last = max((row["finished_at"] for row in visits), default=None)
    if not account["gathered"] or last is None or last < at - timedelta(hours=24):
        return "unknown"
    # No version of a small world's posts was ever seen deleted, so every post was an update.
    updates = [
        beijing_day(post["published_at"])
        for post in world.posts
        if post["account_id"] == account["account_id"]
    ]
    first = beijing_day(min(row["finished_at"] for row in visits))
    since = max(updates) if updates else max(account["roster_from"], first)
    return "silent" if (beijing_day(at) - since).days >= 14 else "active"


def cells(world: World, at: datetime) -> dict[tuple[str, str, str], list[Any]]:
    """Posts of the last 30 days and days since the last post, by region, topic and audience spoken to."""
    return _grouped(
        world,
        at,
        lambda post, account: [
            (account["region_code"], topic, who) for topic in post["topics"] for who in post["audiences"]
        ],
    )


def audiences(world: World, at: datetime) -> dict[tuple[str, str], list[Any]]:
    """The same by region, '' for all of them, and audience."""
    return _grouped(
        world,
        at,
        lambda post, account: [
            (code, who) for code in ("", account["region_code"]) for who in post["audiences"]
        ],
    )


def _grouped(world: World, at: datetime, keys: Any) -> dict[Any, list[Any]]:
    groups: dict[Any, list[Row]] = {}
    for post in kept(world):
        account = world.account(post["account_id"])
        if account is not None and listed(account, at) and post["published_at"] <= at:
            for key in keys(post, account):
                groups.setdefault(key, []).append(post)
    return {key: [_recent(posts, at), _days_since(posts, at)] for key, posts in groups.items()}


def _recent(posts: Iterable[Row], at: datetime) -> int:
    return sum(post["published_at"] > at - timedelta(days=30) for post in posts)


def _days_since(posts: Iterable[Row], at: datetime) -> int:
    return (beijing_day(at) - beijing_day(max(post["published_at"] for post in posts))).days


def department(world: World, code: str, at: datetime) -> list[Any]:
    """Accounts, posts of 30 days, targets, eligible, adopters and joint releases of a department."""
    accounts = [row for row in world.accounts if row["department"] == code and listed(row, at)]
    names = {row["account_id"] for row in accounts}
    posts = [post for post in kept(world) if post["account_id"] in names and post["published_at"] <= at]
    asked = [row for row in targets(world, at) if row["pooled"] and row["account"]["department"] == code]
    known = [row for row in asked if row["known"]]
    carried = sum(row["lag"] is not None and row["lag"] < 72 for row in known)
    joint = sum(code in issuers and len(issuers) > 1 for issuers in _issuers(world))
    return [len(accounts), _recent(posts, at), len(asked), len(known), carried, joint]


def _issuers(world: World) -> Iterable[set[str]]:
    """Of each release the departments that published it within a day of its issue; '' is the brigade."""
    for release in world.releases:
        carriers = [
            row["account_id"]
            for row in world.adoptions
            if row["valid"]
            and row["release_id"] == release["release_id"]
            and row["adopted_at"] - release["issued_at"] < timedelta(hours=24)  # type: ignore[operator]
        ]
        accounts = [world.account(one) for one in (release["account_id"], *carriers)]
        yield {str(account["department"]) for account in accounts if account is not None}


REGION_CODES = [str(row["region_code"]) for row in REGIONS]
