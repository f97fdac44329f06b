"""Warnings, computed slowly and obviously from the rows of a small world, to compare the views with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from hub.clock import beijing_day, end_of_beijing_day
from tests.warehouse.worlds import REGIONS, World

Row = dict[str, Any]
_REGION: dict[str, Row] = {str(row["region_code"]): dict(row) for row in REGIONS}


@dataclass(frozen=True)
class Issue:
    """A warning with its one release: rows of `warnings`, `assigned_releases` and `assigned_adoptions`."""

    warning: Row
    release: Row
    adoptions: tuple[Row, ...]


def posts(world: World, issue: Issue) -> list[Row]:
    """Every post that issued or carried it, with the hours it took, the earliest first."""
    found = []
    for row in issue.adoptions:
        account = world.account(row["account_id"])
        if not row["valid"] or account is None:
            continue
        post: Row = next(dict(one) for one in world.posts if one["post_id"] == row["post_id"])
        at = row["adopted_at"]
        if post["published_precision"] == "day":
            at = end_of_beijing_day(beijing_day(at)) - timedelta(milliseconds=1)
        at = max(at, issue.warning["issued_at"])
        found.append(
            {"account": account, "at": at, "post_id": row["post_id"], "origin": row["method"] == "origin"}
        )
    return sorted(found, key=lambda one: (one["at"], one["post_id"]))


def counties(world: World, issue: Issue, now: datetime) -> dict[str, Row]:
    """What became of it in each county it is for."""
    return {
        code: _county(world, issue, code, now)
        for code, region in _REGION.items()
        if region["level"] == "county"
        and (not issue.warning["regions"] or set(issue.warning["regions"]) & set(regions_above(code)))
    }


def hours(world: World, issue: Issue, now: datetime) -> dict[int, Row]:
    """How far it had come."""
    found = counties(world, issue, now)
    return {limit: _after(issue, found, limit, now) for limit in (2, 6, 24)}


def branches(world: World, issue: Issue, now: datetime) -> dict[str, Row]:
    """What each city made of it; "" for the counties the province runs."""
    found = counties(world, issue, now)
    cities = {one["city"] for one in found.values()}
    return {
        city: _branch(world, issue, city, [one for one in found.values() if one["city"] == city], now)
        for city in cities
    }


def whole(world: World, issue: Issue, now: datetime) -> Row:
    """What `v_warnings` says of it beside the shares."""
    found = list(counties(world, issue, now).values())
    to_cities = [one["lag"] for one in branches(world, issue, now).values() if one["lag"] is not None]
    hops = [one["hop"] for one in found if one["hop"] is not None]
    lags = [one["lag"] for one in found if one["lag"] is not None]
    expired = issue.warning["expires_at"] < now
    late = [one["name"] for one in found if one["state"] in ("late", "missing", "silent") and expired]
    return {
        "hop_city_hours": median(to_cities) if to_cities else None,
        "hop_county_hours": median(hops) if hops else None,
        "last_county_hours": max(lags, default=None),
        "not_reached": sorted(late),
        "expired_before_arrival": bool(late),
    }


def _county(world: World, issue: Issue, code: str, now: datetime) -> Row:
    warning, region = issue.warning, _REGION[code]
    first = _first(world, issue, "county", code)
    city = str(region["parent_code"]) if _REGION[str(region["parent_code"])]["level"] == "city" else ""
    city_first = _first(world, issue, "city", city) if city else None
    asked = _asked(world, issue, "county", code)
    listed = [one for one in world.accounts if one["region_code"] == code and _is_listed(one, now)]
    return {
        "name": region["name"],
        "city": city,
        "population": region["population"],
        "state": _state(world, issue, code, first, asked, bool(listed), now),
        "lag": _hours(warning["issued_at"], first),
        "hop": _hours(city_first, first) if city_first and first and first >= city_first else None,
        "seen_until": _seen_until(world, asked),
    }


def _state(
    world: World,
    issue: Issue,
    code: str,
    first: datetime | None,
    asked: list[Row],
    listed: bool,
    now: datetime,
) -> str:
    warning = issue.warning
    if first is not None:
        return "carried" if first <= warning["expires_at"] else "late"
    if not asked:
        return "not_asked" if listed else "blank"
    if not all(_known(world, one, issue, now) for one in asked):
        return "unknown"
    seen = _seen_until(world, asked)
    if now <= warning["expires_at"] or seen is None or seen < warning["expires_at"]:
        return "waiting"
    since = beijing_day(warning["issued_at"]) - timedelta(days=14)
    days = [
        beijing_day(one["published_at"])
        for one in world.posts
        if not one["deleted"]
        and (_account(world, one)["level"], _account(world, one)["region_code"]) == ("county", code)
    ]
    return "missing" if any(since <= day <= beijing_day(warning["expires_at"]) for day in days) else "silent"


def _after(issue: Issue, found: dict[str, Row], limit: int, now: datetime) -> Row:
    instant = issue.warning["issued_at"] + timedelta(hours=limit)
    covered = [one for one in found.values() if one["lag"] is not None and one["lag"] <= limit]
    known = [
        one
        for one in found.values()
        if one["lag"] is not None
        or (
            one["state"] in ("missing", "silent", "waiting")
            and one["seen_until"]
            and one["seen_until"] >= instant
        )
    ]
    passed = instant <= now
    people = [one["population"] for one in found.values() if one["population"] is not None]
    reached = sum(one["population"] or 0 for one in covered)
    known_people = sum(one["population"] or 0 for one in known)
    return {
        "counties": len(found),
        "known": len(known),
        "covered": len(covered),
        "county_share": len(covered) / len(known) if passed and known else None,
        "population": sum(people) if people else None,
        "population_share": reached / known_people if passed and known_people else None,
    }


def _branch(world: World, issue: Issue, city: str, found: list[Row], now: datetime) -> Row:
    first = _first(world, issue, "city", city) if city else None
    state = _city_state(world, issue, city, first, now)
    states = {one["state"] for one in found}
    broken = ""
    if not states & {"carried", "late", "waiting", "unknown"}:
        if not states & {"missing", "silent"}:
            broken = "whole" if state == "missing" else ""
        elif state in ("missing", "not_asked"):
            broken = "whole"
        elif state in ("carried", "late"):
            broken = "below_city"
    hops = [one["hop"] for one in found if one["hop"] is not None]
    return {
        "state": state,
        "lag": _hours(issue.warning["issued_at"], first),
        "hop": median(hops) if hops else None,
        "broken": broken,
    }


def _city_state(world: World, issue: Issue, city: str, first: datetime | None, now: datetime) -> str:
    expires_at, asked = issue.warning["expires_at"], _asked(world, issue, "city", city)
    if first is not None:
        return "carried" if first <= expires_at else "late"
    if not asked:
        return "not_asked"
    if not all(_known(world, one, issue, now) for one in asked):
        return "unknown"
    seen = _seen_until(world, asked)
    return "waiting" if now <= expires_at or seen is None or seen < expires_at else "missing"


def _first(world: World, issue: Issue, level: str, code: str) -> datetime | None:
    return next(
        (
            one["at"]
            for one in posts(world, issue)
            if (one["account"]["level"], one["account"]["region_code"]) == (level, code)
        ),
        None,
    )


def _asked(world: World, issue: Issue, level: str, code: str) -> list[Row]:
    origins = {row["account_id"] for row in issue.adoptions if row["valid"] and row["method"] == "origin"}
    return [
        dict(one)
        for one in world.accounts
        if one["account_id"] in issue.release["targets"]
        and one["account_id"] not in origins
        and (one["level"], one["region_code"]) == (level, code)
    ]


def _known(world: World, account: Row, issue: Issue, now: datetime) -> bool:
    first = beijing_day(issue.release["issued_at"])
    last = min(beijing_day(issue.release["deadline_at"]), beijing_day(now) - timedelta(days=1))
    seen = {beijing_day(at) for at in successes(world, account)}
    days = {first + timedelta(days=number) for number in range((last - first).days + 1)}
    stayed = account["roster_to"] is None or account["roster_to"] > last
    return bool(account["gathered"]) and days <= seen and stayed


def _seen_until(world: World, accounts: list[Row]) -> datetime | None:
    """The earliest of the accounts' last successes; None where one of them was never seen."""
    last = [max(successes(world, one), default=None) for one in accounts]
    return min((at for at in last if at), default=None) if all(last) else None


def successes(world: World, account: Row) -> list[datetime]:
    """When an account was visited with success."""
    return [
        at
        for row in world.crawls
        if row["account_id"] == account["account_id"] and row["outcome"] == "ok"
        if isinstance(at := row["finished_at"], datetime)
    ]


def _is_listed(account: Any, now: datetime) -> bool:
    today = beijing_day(now)
    return bool(
        account["status"] != "closed"
        and account["roster_from"] <= today
        and (account["roster_to"] is None or account["roster_to"] > today)
    )


def _account(world: World, post: Any) -> Row:
    return dict(world.account(post["account_id"]) or {})


def regions_above(code: str) -> list[str]:
    """A region and those that administer it."""
    parent = str(_REGION[code]["parent_code"])
    return [code, *(regions_above(parent) if parent in _REGION else [])]


def _hours(since: datetime | None, at: datetime | None) -> float | None:
    return (at - since) / timedelta(hours=1) if since is not None and at is not None else None
