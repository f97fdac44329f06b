"""The drop-off, computed slowly and obviously from the rows of a small world, to compare the views with."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from statistics import variance
from typing import Any

from hub.clock import beijing_day
from tests.warehouse.slow_reach import BASIS, Row, kept, on_roster, reach_at, state_at
from tests.warehouse.worlds import AUDIENCES, REGIONS, TOPICS, World

LEVELS = ("province", "city", "county")
_PARENT = {str(row["region_code"]): row["parent_code"] for row in REGIONS}
_KIND = {str(row["region_code"]): row["level"] for row in REGIONS}
Key = tuple[str, str, str]
"""Dimension, key, level."""


def monday(instant: datetime) -> date:
    day = beijing_day(instant)
    return day - timedelta(days=day.weekday())


def account_weeks(world: World, at: datetime) -> list[tuple[Row, date, bool, list[Row]]]:
    """Account, Monday, whether known, and its posts, of the last twelve full weeks."""
    found = []
    for account in world.accounts:
        if not account["gathered"] or (account["status"] == "closed" and account["roster_to"] is None):
            continue
        for number in range(1, 13):
            week = monday(at) - timedelta(days=7 * number)
            if week < account["roster_from"] or _ends_before(account, week + timedelta(days=7)):
                continue
            visits = [row for row in world.crawls if row["account_id"] == account["account_id"]]
            looked = [monday(row["started_at"]) for row in visits if row["outcome"] == "ok"]
            posts = [
                post
                for post in kept(world)
                if post["account_id"] == account["account_id"] and monday(post["published_at"]) == week
            ]
            found.append((account, week, week + timedelta(days=7) in looked, posts))
    return found


def _ends_before(account: Row, day: date) -> bool:
    return account["roster_to"] is not None and account["roster_to"] < day


def output(world: World, at: datetime) -> dict[Key, list[Any]]:
    """Known and unknown account-weeks, posts, silent account-weeks and dispersion."""
    groups: dict[Key, list[tuple[bool, int]]] = {}
    for account, _, known, posts in account_weeks(world, at):
        counts = {
            ("all", ""): len(posts),
            ("platform", account["platform"]): len(posts),
            ("department", account["department"]): len(posts),
            ("audience", ""): sum(not post["audiences"] for post in posts),
        }
        counts |= {("topic", topic): sum(topic in post["topics"] for post in posts) for topic in TOPICS}
        counts |= {("audience", who): sum(who in post["audiences"] for post in posts) for who in AUDIENCES}
        for (dimension, key), count in counts.items():
            groups.setdefault((dimension, key, account["level"]), []).append((known, count))
    return {key: _output(weeks) for key, weeks in groups.items()}


def _output(weeks: list[tuple[bool, int]]) -> list[Any]:
    counts = [count for known, count in weeks if known]
    posts = sum(counts)
    bursty = variance(counts) / (posts / len(counts)) if posts and len(counts) > 1 else None
    return [len(counts), len(weeks) - len(counts), posts, counts.count(0), bursty]


def targets(world: World, at: datetime) -> list[Row]:
    """Who was expected to carry each release, what became of it, and how long they were followed."""
    found = []
    for release in world.releases:
        origin = world.account(release["account_id"])
        assert origin is not None
        for account in world.accounts:
            if account is not origin and _expected(account, origin, release["issued_at"]):
                found.append(_target(world, release, origin, account, at))
    return found


def _expected(account: Row, origin: Row, issued_at: datetime) -> bool:
    day, ends = beijing_day(issued_at), account["roster_to"]
    if not account["gathered"] or account["roster_from"] > day or (ends is not None and ends <= day):
        return False
    return origin["level"] == "province" or (bool(city_of(origin)) and city_of(account) == city_of(origin))


def city_of(account: Row) -> str:
    code = str(account["region_code"])
    return next((one for one in (code, str(_PARENT[code])) if _KIND.get(one) == "city"), "")


def _target(world: World, release: Row, origin: Row, account: Row, at: datetime) -> Row:
    issued_at: datetime = release["issued_at"]
    last_day = beijing_day(issued_at + timedelta(hours=72) - timedelta(milliseconds=1))
    days = [beijing_day(issued_at)]
    while days[-1] < last_day:
        days.append(days[-1] + timedelta(days=1))
    visited = {
        beijing_day(row["started_at"])
        for row in world.crawls
        if row["account_id"] == account["account_id"] and row["outcome"] == "ok"
    }
    stayed = account["roster_to"] is None or account["roster_to"] > days[-1]
    lags = [
        (row["adopted_at"] - issued_at) / timedelta(hours=1)
        for row in world.adoptions
        if row["release_id"] == release["release_id"]
        and row["account_id"] == account["account_id"]
        and row["valid"]
    ]
    post = next(one for one in world.posts if one["post_id"] == release["post_id"])
    return {
        "release_id": release["release_id"],
        "issued_at": issued_at,
        "pooled": origin["level"] == "province" and issued_at + timedelta(hours=72) <= at,
        "of_province": origin["level"] == "province",
        "account": account,
        "topics": post["topics"],
        "audiences": post["audiences"] or [""],
        "known": stayed and visited.issuperset(days),
        "lag": min(lags, default=None),
    }


def adoption(world: World, at: datetime) -> dict[Key, list[int]]:
    """Targets, eligible and adopters within 72 hours, pooled over the province's releases."""
    groups: dict[Key, list[Row]] = {}
    for target in targets(world, at):
        if target["pooled"]:
            for key in _parts(target, with_platform=True):
                groups.setdefault((*key, target["account"]["level"]), []).append(target)
    return {key: adopted(rows) for key, rows in groups.items()}


def adopted(rows: list[Row]) -> list[int]:
    """Targets, known ones and those of them that carried within 72 hours."""
    known = [row for row in rows if row["known"]]
    return [len(rows), len(known), sum(row["lag"] is not None and row["lag"] < 72 for row in known)]


def _parts(target: Row, with_platform: bool) -> Iterable[tuple[str, str]]:
    account = target["account"]
    yield "all", ""
    yield "department", account["department"]
    if with_platform:
        yield "platform", account["platform"]
    yield from (("topic", topic) for topic in target["topics"])
    yield from (("audience", who) for who in target["audiences"])


def reach(world: World, at: datetime) -> dict[tuple[str, str, str, str], list[Any]]:
    """Posts, mature posts and reach at seven days of the last twelve full weeks, by platform as well."""
    groups: dict[tuple[str, str, str, str], list[Row]] = {}
    for post in kept(world):
        account = world.account(post["account_id"])
        assert account is not None
        age = (monday(at) - monday(post["published_at"])).days
        if not on_roster(account, at) or BASIS[post["platform"]] is None or not 0 < age <= 84:
            continue
        parts = [("all", ""), ("department", account["department"])]
        parts += [("topic", topic) for topic in post["topics"]]
        parts += [("audience", who) for who in post["audiences"] or [""]]
        for part in parts:
            groups.setdefault((*part, post["platform"], account["level"]), []).append(post)
    return {key: _reach(world, posts, at) for key, posts in groups.items()}


def _reach(world: World, posts: list[Row], at: datetime) -> list[Any]:
    mature = [post for post in posts if state_at(world, post, "7d", at) == "mature"]
    reaches = [reach_at(world, post, "7d") or 0 for post in mature]
    return [len(posts), len(mature), sum(reaches) if mature else None]


def carried(world: World, at: datetime) -> dict[tuple[str, str, str, str], list[Any]]:
    """Targets, eligible, carrying posts and their reach, of releases of which 21 days have passed."""
    groups: dict[tuple[str, str, str, str], list[Row]] = {}
    for target in targets(world, at):
        platform = target["account"]["platform"]
        if target["of_province"] and target["issued_at"] + timedelta(days=21) <= at and BASIS[platform]:
            for part in _parts(target, with_platform=False):
                groups.setdefault((*part, platform, target["account"]["level"]), []).append(target)
    return {key: carried_by(world, rows, at) for key, rows in groups.items()}


def carried_by(world: World, rows: list[Row], at: datetime) -> list[Any]:
    """Targets, known ones, the posts by which those carried and their reach at seven days."""
    known = [row for row in rows if row["known"]]
    posts = [
        post
        for row in known
        for adoption in world.adoptions
        if adoption["valid"]
        and (adoption["release_id"], adoption["account_id"])
        == (row["release_id"], row["account"]["account_id"])
        for post in kept(world)
        if post["post_id"] == adoption["post_id"]
    ]
    _, mature, total = _reach(world, posts, at)
    return [len(rows), len(known), len(posts), total if mature else None if posts else 0]


def wilson(x: int, n: int) -> tuple[float, float]:
    """Wilson's limits at 95 %."""
    z, p = 1.96, x / n
    middle = p + z * z / (2 * n)
    spread = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)


def kaplan_meier_median(observations: list[tuple[float, bool]]) -> float | None:
    """The first hour at which at most half have not carried; `observations` are (hours, carried)."""
    left = 1.0
    for hour in sorted({hours for hours, carried in observations if carried}):
        followed = sum(hours >= hour for hours, _ in observations)
        events = sum(hours == hour and carried for hours, carried in observations)
        left *= 1 - events / followed
        if left <= 0.5 + 1e-9:
            return hour
    return None


def theil(members: list[tuple[str, float, float]], part: Callable[[str], bool] = lambda group: True) -> float:
    """Theil's T of (group, amount, weight), of the groups asked for."""
    chosen = [(y, n) for group, y, n in members if part(group)]
    total, weight = sum(y for y, _ in chosen), sum(n for _, n in chosen)
    return sum(y / total * math.log((y / total) / (n / weight)) for y, n in chosen if y)
