"""v_standardised_drop_off: what is left of a drop-off where all levels are composed alike."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given

from tests.warehouse import slow_drop_off
from tests.warehouse.rows import account, ago, insert, now, post, visit
from tests.warehouse.slow_drop_off import LEVELS, monday
from tests.warehouse.slow_reach import BASIS, Row, kept, on_roster, reach_at, state_at
from tests.warehouse.worlds import World, few_worlds, load, worlds
from warehouse.client import Warehouse


def test_the_worked_example_of_the_handbook_comes_out(warehouse: Warehouse) -> None:
    """Each account posts as its platform does, in both levels: all of the drop-off is composition."""
    insert(warehouse, "accounts", *(account(f"c{n}", "douyin", "city") for n in range(3)))
    insert(warehouse, "accounts", account("c3", "wechat", "city"), account("k0", "douyin"))
    insert(warehouse, "accounts", *(account(f"k{n}", "wechat") for n in (1, 2, 3)))
    names = [f"{level}{n}" for level in "ck" for n in range(4)]
    insert(warehouse, "crawls", *(visit(name, ago(days=7 * week)) for name in names for week in range(13)))
    busy = ("c0", "c1", "c2", "k0")
    for name in names:
        for number in range(12):
            at = now() - timedelta(days=now().weekday() + 4 + 7 * number)
            for post_number in range(4 if name in busy else 1):
                insert(warehouse, "posts", post(f"x:{name}-{number}-{post_number}", name, at))
    rows = warehouse.query(
        "SELECT * FROM v_standardised_drop_off WHERE voice = 'output' ORDER BY level_order"
    )
    city, county = rows
    assert (city["crude_value"], county["crude_value"]) == (3.25, 1.75)
    assert (city["standardised_value"], county["standardised_value"]) == (2.5, 2.5)
    assert county["crude_drop_off"] == pytest.approx(1 - 1.75 / 3.25)
    assert (county["standardised_drop_off"], county["common_weight"]) == (0.0, 1.0)
    assert county["composition"] == pytest.approx(county["crude_drop_off"])


@few_worlds
@given(world=worlds())
def test_the_view_agrees_with_a_slow_model(warehouse: Warehouse, world: World) -> None:
    load(warehouse, world)
    expected = slow(world, now())
    rows = warehouse.query(
        "SELECT voice, platform, level, crude_value, standardised_value, standardised_retention"
        " FROM v_standardised_drop_off"
    )
    told = {tuple(row.values())[:3]: list(row.values())[3:] for row in rows}
    assert told.keys() == expected.keys()
    for key, values in told.items():
        assert values == pytest.approx(expected[key]), key


Strata = dict[str, tuple[float, float]]
"""Numerator and denominator by stratum."""


def slow(world: World, at: datetime) -> dict[tuple[str, str, str], list[Any]]:
    """Crude value, standardised value and standardised retention by voice, platform and level."""
    listed = [one for one in world.accounts if on_roster(one, at)]
    found = {}
    found |= _told("output", "", output(world, at), Counter(f"{a['platform']}/{a['kind']}" for a in listed))
    for platform in (name for name, basis in BASIS.items() if basis):
        weights = Counter(str(one["kind"]) for one in listed if one["platform"] == platform)
        found |= _told("reach", platform, reach(world, platform, at), weights)
    return found


def _told(
    voice: str, platform: str, levels: dict[str, tuple[float | None, Strata]], weights: Counter[str]
) -> dict[tuple[str, str, str], list[Any]]:
    found: dict[tuple[str, str, str], list[Any]] = {}
    above: tuple[float | None, Strata] | None = None
    for level in (one for one in LEVELS if one in levels):
        crude, strata = levels[level]
        mine = {name: told for name, told in strata.items() if weights[name] and told[1]}
        retention = None
        if above is not None and crude is not None and above[0] is not None:
            common = mine.keys() & above[1].keys()
            theirs = _weighted({name: above[1][name] for name in common}, weights)
            if theirs:
                retention = _weighted({name: mine[name] for name in common}, weights) / theirs
        total = sum(weights[name] for name in mine)
        standardised = _weighted(mine, weights) / total if total and crude is not None else None
        found[voice, platform, level] = [crude, standardised, retention]
        above = crude, mine
    return found


def _weighted(strata: Strata, weights: Counter[str]) -> float:
    return sum(weights[name] * x / n for name, (x, n) in strata.items())


def output(world: World, at: datetime) -> dict[str, tuple[float | None, Strata]]:
    levels: dict[str, Strata] = {}
    for one, _, known, posts in slow_drop_off.account_weeks(world, at):
        strata = levels.setdefault(one["level"], {})
        stratum = f"{one['platform']}/{one['kind']}"
        x, n = strata.get(stratum, (0, 0))
        strata[stratum] = (x + len(posts) * known, n + known)
    return {level: (_crude(strata), strata) for level, strata in levels.items()}


def _crude(strata: Strata) -> float | None:
    total = sum(n for _, n in strata.values())
    return sum(x for x, _ in strata.values()) / total if total else None


def reach(world: World, platform: str, at: datetime) -> dict[str, tuple[float | None, Strata]]:
    members: dict[str, dict[str, list[Row]]] = {}
    for one in world.accounts:
        if on_roster(one, at) and one["platform"] == platform:
            members.setdefault(one["level"], {}).setdefault(one["kind"], []).append(one)
    found: dict[str, tuple[float | None, Strata]] = {}
    for level, kinds in members.items():
        strata: Strata = {}
        total, accounts, ripe = 0, 0, 0
        for kind, group in kinds.items():
            names = {one["account_id"] for one in group}
            posts = [
                one
                for one in kept(world)
                if one["account_id"] in names and 0 < (monday(at) - monday(one["published_at"])).days <= 84
            ]
            mature = [one for one in posts if state_at(world, one, "7d", at) == "mature"]
            reached = sum(reach_at(world, one, "7d") or 0 for one in mature)
            total, accounts, ripe = total + reached, accounts + len(group), ripe + len(mature)
            if mature or not posts:
                strata[kind] = (reached, len(group))
        found[level] = (total / accounts if ripe else None, strata)
    return found
