"""Campaigns, computed slowly and obviously from the rows of a small world, to compare the views with."""

from __future__ import annotations

from datetime import datetime, timedelta
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
