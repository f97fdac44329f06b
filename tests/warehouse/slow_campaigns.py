"""Campaigns, computed slowly and obviously from the rows of a small world, to compare the views with."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from statistics import median
from typing import Any

from hub.clock import beijing_day
from tests.warehouse import slow_drop_off
from tests.warehouse.slow_reach import BASIS, Row, kept, reach_at, state_at
from tests.warehouse.worlds import REGIONS, World

_PARENT = {str(row["region_code"]): str(row["parent_code"]) for row in REGIONS}
Key = tuple[str, str, str]
"""Voice, platform, level."""


def expected_accounts(world: World, campaign: Row) -> list[Row]:
    """The accounts that are expected to take part."""
    return [
        account
        for account in world.accounts
        if account["gathered"]
        and not (account["status"] == "closed" and account["roster_to"] is None)
        and account["roster_from"] <= campaign["last_day"]
        and (account["roster_to"] is None or account["roster_to"] > campaign["first_day"])
        and (not campaign["levels"] or account["level"] in campaign["levels"])
        and (not campaign["regions"] or set(campaign["regions"]) & set(_line(str(account["region_code"]))))
        and (not campaign["departments"] or _is_of(account, campaign["departments"]))
    ]


def _line(code: str) -> list[str]:
    return [code, *(_line(_PARENT[code]) if _PARENT.get(code) else [])]


def _is_of(account: Row, departments: list[str]) -> bool:
    return account["department"] in departments or (account["kind"] == "brigade" and "brigade" in departments)


def posts(world: World, campaign: Row) -> dict[str, list[str]]:
    """The campaign's posts by id, and why they belong to it."""
    names = {account["account_id"] for account in expected_accounts(world, campaign)}
    found = {}
    for post in kept(world):
        why = _why(world, campaign, post)
        if post["account_id"] in names and why:
            found[str(post["post_id"])] = why
    return found


def _why(world: World, campaign: Row, post: Row) -> list[str]:
    in_days = campaign["first_day"] <= beijing_day(post["published_at"]) <= campaign["last_day"]
    carried = {
        row["post_id"]
        for row in (*world.releases, *(row for row in world.adoptions if row["valid"]))
        if row["release_id"] in campaign["releases"]
    }
    reasons = {
        "topic": in_days and set(post["topics"]) & set(campaign["topics"]),
        "audience": in_days and set(post["audiences"]) & set(campaign["audiences"]),
        "release": post["post_id"] in carried,
    }
    return [name for name, holds in reasons.items() if holds]


def drop_off(world: World, campaign: Row, at: datetime) -> dict[Key, list[Any]]:
    """Numerator, denominator and unknown of each voice, platform and level."""
    return output(world, campaign, at) | reach(world, campaign, at) | carried(world, campaign, at)


def output(world: World, campaign: Row, at: datetime) -> dict[Key, list[Any]]:
    names = {account["account_id"] for account in expected_accounts(world, campaign)}
    mine = posts(world, campaign)
    weeks: dict[str, list[tuple[bool, int]]] = {}
    for account, week, known, published in slow_drop_off.account_weeks(world, at):
        touches = week <= campaign["last_day"] and week + timedelta(days=6) >= campaign["first_day"]
        if account["account_id"] in names and touches:
            count = sum(post["post_id"] in mine for post in published)
            weeks.setdefault(account["level"], []).append((known, count))
    return {
        ("output", "", level): [
            sum(count for known, count in counted if known),
            sum(known for known, _ in counted),
            sum(not known for known, _ in counted),
        ]
        for level, counted in weeks.items()
    }


def reach(world: World, campaign: Row, at: datetime) -> dict[Key, list[Any]]:
    mine = posts(world, campaign)
    groups: dict[Key, list[Row]] = {}
    for account in expected_accounts(world, campaign):
        if BASIS[account["platform"]]:
            groups.setdefault(("reach", account["platform"], account["level"]), []).append(account)
    return {
        key: _reach(
            world,
            [
                post
                for post in kept(world)
                if post["post_id"] in mine and post["account_id"] in {one["account_id"] for one in accounts}
            ],
            len(accounts),
            at,
        )
        for key, accounts in groups.items()
    }


def _reach(world: World, published: list[Row], accounts: int, at: datetime) -> list[Any]:
    states = [state_at(world, post, "7d", at) for post in published]
    mature = [post for post, state in zip(published, states, strict=True) if state == "mature"]
    total = sum(reach_at(world, post, "7d") or 0 for post in mature)
    return [total if mature else None, accounts, states.count("missing")]


def carried(world: World, campaign: Row, at: datetime) -> dict[Key, list[Any]]:
    """Adoption, and the reach of what was carried, of the province's releases that belong to the campaign."""
    names = {account["account_id"] for account in expected_accounts(world, campaign)}
    belonging = {release["release_id"] for release in world.releases if _belongs(world, campaign, release)}
    groups: dict[Key, list[Row]] = {}
    for target in slow_drop_off.targets(world, at):
        account = target["account"]
        if target["release_id"] not in belonging or not target["of_province"]:
            continue
        if account["account_id"] not in names:
            continue
        if target["issued_at"] + timedelta(hours=72) <= at:
            groups.setdefault(("adoption", "", account["level"]), []).append(target)
        if target["issued_at"] + timedelta(days=21) <= at and BASIS[account["platform"]]:
            groups.setdefault(("carried_reach", account["platform"], account["level"]), []).append(target)
    return {key: _carried(world, key[0], rows, at) for key, rows in groups.items()}


def _carried(world: World, voice: str, rows: list[Row], at: datetime) -> list[Any]:
    if voice == "adoption":
        targets, known, adopters = slow_drop_off.adopted(rows)
        return [adopters, known, targets - known]
    targets, known, _, total = slow_drop_off.carried_by(world, rows, at)
    return [total, known, targets - known]


def _belongs(world: World, campaign: Row, release: Row) -> bool:
    post = next(one for one in world.posts if one["post_id"] == release["post_id"])
    in_days = campaign["first_day"] <= beijing_day(release["issued_at"]) <= campaign["last_day"]
    shared = set(post["topics"]) & set(campaign["topics"]) or set(post["audiences"]) & set(
        campaign["audiences"]
    )
    return release["release_id"] in campaign["releases"] or (in_days and bool(shared))


def days(world: World, campaign: Row, at: datetime) -> dict[tuple[date, str], list[Any]]:
    """Planned, out, to carry, carried, missing, and posts of each day and level."""
    found: dict[tuple[date, str], list[Any]] = {}
    mine, targets = posts(world, campaign), _targets(world, campaign, at)
    last = min(campaign["last_day"], beijing_day(at))
    for number in range((last - campaign["first_day"]).days + 1):
        day = campaign["first_day"] + timedelta(days=number)
        for account in expected_accounts(world, campaign):
            since = max(campaign["first_day"], account["roster_from"])
            if since > day:
                continue
            own = [post for post in kept(world) if post["post_id"] in mine and _by(post, account)]
            issued = [one for one in targets if _by(one["account"], account)]
            out = any(beijing_day(post["published_at"]) <= day for post in own)
            counted = [
                1,
                out,
                any(beijing_day(one["issued_at"]) <= day for one in issued),
                any(
                    one["lag"] is not None
                    and beijing_day(one["issued_at"] + timedelta(hours=one["lag"])) <= day
                    for one in issued
                ),
                not out and _seen_daily(world, account, since, min(day, beijing_day(at) - timedelta(days=1))),
                sum(beijing_day(post["published_at"]) == day for post in own),
            ]
            so_far = found.setdefault((day, account["level"]), [0] * len(counted))
            found[day, account["level"]] = [a + b for a, b in zip(so_far, counted, strict=True)]
    return found


def comparison(world: World, campaign: Row, at: datetime) -> dict[tuple[str, str, str], list[Any]]:
    """Accounts, days seen, posts, posts on the subject, their median reach; by level, platform, party."""
    groups: dict[tuple[str, str, str], list[list[Any]]] = {}
    took_part = {post["account_id"] for post in kept(world) if post["post_id"] in posts(world, campaign)}
    for account in expected_accounts(world, campaign | {"regions": [], "departments": []}):
        took = account["account_id"] in took_part
        parties = {"participants": 0, "year_ago": 364} if took else {"others": 0}
        for party, back in parties.items():
            counted = _seen_posts(world, campaign, account, timedelta(days=back), at)
            for platform in ("", account["platform"]):
                groups.setdefault((account["level"], platform, party), []).append(counted)
    return {key: _compared(key[1], counted) for key, counted in groups.items()}


def _seen_posts(world: World, campaign: Row, account: Row, back: timedelta, at: datetime) -> list[Any]:
    """Days on which the account was seen, its posts of these days, and those of them on the subject."""
    first = max(campaign["first_day"] - back, account["roster_from"])
    last = min(campaign["last_day"], beijing_day(at) - timedelta(days=1)) - back
    seen = {day for day in _days_seen(world, account) if first <= day <= last}
    own = [post for post in kept(world) if _by(post, account) and beijing_day(post["published_at"]) in seen]
    about = [post for post in own if _is_about(post, campaign)]
    grown = [post for post in about if post["published_at"] + timedelta(days=7) <= at]
    reaches = [reach for post in grown if (reach := reach_at(world, post, "7d")) is not None]
    return [len(seen), len(own), len(about), reaches]


def _is_about(post: Row, campaign: Row) -> bool:
    return any(set(post[name]) & set(campaign[name]) for name in ("topics", "audiences"))


def _compared(platform: str, counted: list[list[Any]]) -> list[Any]:
    reaches = [reach for *_, found in counted for reach in found]
    return [
        len(counted),
        *(sum(one[place] for one in counted) for place in range(3)),
        median(reaches) if platform and reaches else None,
    ]


def _targets(world: World, campaign: Row, at: datetime) -> list[Row]:
    belonging = {release["release_id"] for release in world.releases if _belongs(world, campaign, release)}
    return [one for one in slow_drop_off.targets(world, at) if one["release_id"] in belonging]


def _seen_daily(world: World, account: Row, first: date, last: date) -> bool:
    wanted = {first + timedelta(days=number) for number in range((last - first).days + 1)}
    return wanted <= _days_seen(world, account)


def _days_seen(world: World, account: Row) -> set[date]:
    return {
        beijing_day(at)
        for row in world.crawls
        if _by(row, account) and row["outcome"] == "ok"
        if isinstance(at := row["started_at"], datetime)
    }


def _by(row: Any, account: Row) -> bool:
    return bool(row["account_id"] == account["account_id"])
