"""The shape of a release's spread, computed slowly and obviously, to compare the views with."""

from __future__ import annotations

from itertools import permutations
from typing import Any

from tests.warehouse.slow_drop_off import city_of
from tests.warehouse.slow_reach import Row
from tests.warehouse.worlds import World


def tree(world: World, release: Row) -> list[Row]:
    """The units of a release in order, each with the index of its parent (None of the root) and why."""
    units = _units(world, release)
    for index, unit in enumerate(units):
        unit["parent"], unit["rule"] = _parent(units[:index], unit, units[0]) if index else (None, "root")
    return units


def _units(world: World, release: Row) -> list[Row]:
    posts = [{"post_id": release["post_id"], "account_id": release["account_id"], "at": release["issued_at"]}]
    posts += [
        {"post_id": row["post_id"], "account_id": row["account_id"], "at": row["adopted_at"]}
        for row in world.adoptions
        if row["release_id"] == release["release_id"] and row["valid"]
    ]
    origin = _unit_of(world, release["account_id"])
    groups: dict[str, list[Row]] = {}
    for post in posts:
        groups.setdefault(_unit_of(world, post["account_id"]), []).append(post)
    found = [_unit(world, name, carried, name == origin) for name, carried in groups.items()]
    return sorted(found, key=lambda unit: (not unit["is_root"], unit["at"], unit["unit"]))


def _unit_of(world: World, account_id: object) -> str:
    account = world.account(account_id)
    assert account is not None
    return str(account["unit"])


def _unit(world: World, name: str, carried: list[Row], is_root: bool) -> Row:
    first = carried[0] if is_root else min(carried, key=lambda post: (post["at"], post["post_id"]))
    account = world.account(first["account_id"])
    assert account is not None
    post = next(one for one in world.posts if one["post_id"] == first["post_id"])
    accounts = [world.account(one["account_id"]) for one in carried]
    return {
        "unit": name,
        "is_root": is_root,
        "at": first["at"],
        "level": account["level"],
        "city": city_of(account),
        "kind": account["kind"],
        "repost_of": post["repost_of"],
        "source_label": post["source_label"] or "",
        "posts": {one["post_id"] for one in carried},
        "names": {str(one["name"]) for one in accounts if one} | {name},
    }


def _parent(earlier: list[Row], unit: Row, root: Row) -> tuple[int, str]:
    for index, one in enumerate(earlier):
        if unit["repost_of"] in one["posts"]:
            return index, "native"
    named = [
        (len(name), -index)
        for index, one in enumerate(earlier)
        for name in one["names"]
        if name in unit["source_label"]
    ]
    if named:
        return -max(named)[1], "source"
    line = [("city", unit["city"])] if unit["level"] == "county" and unit["city"] else []
    if root["level"] != "province" and unit["level"] != "province":
        line.append(("province", ""))
    for level, city in line:
        above = [
            index
            for index, one in enumerate(earlier)
            if one["level"] == level
            and one["at"] < unit["at"]
            and (level == "province" or one["city"] == city)
        ]
        if above:
            return above[-1], "line"
    return 0, "origin"


def shape(units: list[Row]) -> dict[str, Any]:
    """Depth, children of the root and the mean distance between two nodes, walked pair by pair."""
    lines = [_to_root(units, index) for index in range(len(units))]
    pairs = [_distance(one, other) for one, other in permutations(lines, 2)]
    return {
        "units": len(units),
        "depth": max(len(line) - 1 for line in lines),
        "root_children": sum(unit["parent"] == 0 for unit in units),
        "structural_virality": sum(pairs) / len(pairs) if pairs else None,
    }


def _to_root(units: list[Row], index: int) -> list[int]:
    parent = units[index]["parent"]
    return [index] if parent is None else [index, *_to_root(units, parent)]


def _distance(one: list[int], other: list[int]) -> int:
    shared = len(set(one) & set(other))
    return len(one) + len(other) - 2 * shared
