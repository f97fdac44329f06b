"""Reach, computed slowly and obviously from the rows of a small world, to compare the views with."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import mean, median
from typing import Any

from hub.clock import beijing_day
from tests.warehouse.worlds import World

Row = dict[str, Any]

BASIS = {"wechat": "readers", "douyin": "views", "weibo": None}
AGES = {"1h": (0, 1), "24h": (12, 24), "72h": (48, 72), "7d": (120, 168)}
"""Of each fixed age the bounds, both inside, in hours after publication."""


def on_roster(account: Row, at: datetime) -> bool:
    """Whether an account is gathered and on the roster on the Beijing day of an instant."""
    day = beijing_day(at)
    ends = account["roster_to"]
    listed = account["roster_from"] <= day and (ends is None or ends > day)
    return bool(listed and account["status"] != "closed" and account["gathered"])


def reach_at(world: World, post: Row, age: str) -> int | None:
    """The last known cumulative figure of an age, official before export at one instant."""
    basis = BASIS[post["platform"]]
    if basis is None or (post["published_precision"] == "day" and age in ("1h", "24h")):
        return None
    low, high = AGES.get(age, (-math.inf, math.inf))
    known = [
        row
        for row in figures_of(world, post)
        if low <= (row["figure_at"] - post["published_at"]) / timedelta(hours=1) <= high
    ]
    last = max(known, key=lambda row: (row["figure_at"], row["source"] == "official"), default=None)
    return last[basis] if last else None


def figures_of(world: World, post: Row) -> list[Row]:
    basis = BASIS[post["platform"]]
    rows: list[Row] = [row for row in world.metrics if row["post_id"] == post["post_id"]]
    return [row for row in rows if row["kind"] == "cumulative" and basis and row[basis] is not None]


def state_at(world: World, post: Row, age: str, at: datetime) -> str:
    """mature, young, missing or no_basis."""
    if BASIS[post["platform"]] is None:
        return "no_basis"
    if age != "last" and post["published_at"] + timedelta(hours=AGES[age][1]) > at:
        return "young"
    return "mature" if reach_at(world, post, age) is not None else "missing"


def totals(
    world: World,
    at: datetime,
    keys: Callable[[Row, Row], Iterable[tuple[Any, ...]]],
) -> dict[tuple[Any, ...], list[Any]]:
    """posts, mature, young, missing, sum and median of reach by key and age; `keys` gives those of a post."""
    groups: dict[tuple[Any, ...], list[Row]] = {}
    for post in kept(world):
        account = world.account(post["account_id"])
        if account is not None and on_roster(account, at):
            for key in keys(post, account):
                groups.setdefault(key, []).append(post)
    return {
        (*key, age): summary(world, posts, age, at)
        for key, posts in groups.items()
        for age in (*AGES, "last")
    }


def kept(world: World) -> list[Row]:
    return [post for post in world.posts if not post["deleted"]]


def summary(world: World, posts: list[Row], age: str, at: datetime) -> list[Any]:
    states = [state_at(world, post, age, at) for post in posts]
    reaches = [
        reach_at(world, post, age) for post, state in zip(posts, states, strict=True) if state == "mature"
    ]
    known = [reach for reach in reaches if reach is not None]
    return [
        len(posts),
        *(states.count(state) for state in ("mature", "young", "missing")),
        sum(known) if known else None,
        median(known) if known else None,
    ]


def by_accounts(
    world: World, at: datetime, key: Callable[[Row], tuple[Any, ...]]
) -> dict[tuple[Any, ...], list[Any]]:
    """Like `totals`, of groups of accounts: the number of accounts first, those without posts included."""
    members: dict[tuple[Any, ...], list[Row]] = {}
    for account in world.accounts:
        if on_roster(account, at):
            members.setdefault(key(account), []).append(account)
    found = {}
    for group, accounts in members.items():
        names = {account["account_id"] for account in accounts}
        posts = [post for post in kept(world) if post["account_id"] in names]
        for age in (*AGES, "last"):
            found[*group, age] = [len(accounts), *summary(world, posts, age, at)]
    return found


def drops(world: World) -> set[tuple[Any, ...]]:
    """(post, source, figure before, figure after) of each figure that became smaller."""
    found = set()
    for post in world.posts:
        for source in ("official", "export"):
            rows = [row for row in figures_of(world, post) if row["source"] == source]
            rows.sort(key=lambda row: row["figure_at"])
            values = [row[str(BASIS[str(post["platform"])])] for row in rows]
            found |= {
                (post["post_id"], source, before, after)
                for before, after in pairwise(values)
                if after < before
            }
    return found


def middle_mean(values: list[int]) -> float:
    """The mean without the highest and the lowest quarter."""
    cut = len(values) // 4
    return mean(sorted(values)[cut : len(values) - cut])


def score(actual: int, expected: float) -> float | None:
    """CrowdTangle's multiple."""
    if actual == 0:
        return -2 * expected if expected else None
    if actual < expected:
        return -expected / actual
    if actual < 10 or expected == 0:
        return min(actual, 10) / 10
    return actual / expected
