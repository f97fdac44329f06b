"""Warnings: counties and people reached within hours, broken branches, slowest hop, too late an arrival."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.clock import beijing_day, start_of_beijing_day
from hub.errors import ConfigError
from tests.warehouse import slow_warnings
from tests.warehouse.rows import (
    account,
    ago,
    assigned,
    assigned_adoption,
    forget_visits,
    insert,
    now,
    post,
    region,
    visit,
    warning,
)
from tests.warehouse.slow_warnings import Issue
from tests.warehouse.worlds import World, few_worlds, load, worlds
from warehouse.client import Warehouse
from warehouse.warnings import RiskWarning, find_warning, keep_warning, warning_id, withdraw_warning

ISSUED = ago(days=10)
EXPIRES = ISSUED + timedelta(hours=20)
ACCOUNTS = {"prov": "13", "c1": "c1", "k11": "k11", "k12": "k12", "c2": "c2", "k21": "k21", "dz": "dz"}


@pytest.fixture
def warned(warehouse: Warehouse) -> Warehouse:
    """A warning of ten days ago for 20 hours to two cities with two counties each and one of the province's.

    The second city's second county has no account. All were visited every day, and posted the week before.
    """
    insert(
        warehouse,
        "regions",
        region("13", "省", "province"),
        *(region(code, f"{code}市", "city", "13") for code in ("c1", "c2")),
        region("k11", "k11县", "county", "c1", population=600),
        region("k12", "k12县", "county", "c1", population=300),
        region("k21", "k21县", "county", "c2", population=100),
        region("k22", "k22县", "county", "c2", population=1000),
        region("dz", "定州", "county", "13"),
    )
    levels = {"1": "province", "c": "city", "k": "county", "d": "county"}
    accounts = (account(name, level=levels[code[0]], region_code=code) for name, code in ACCOUNTS.items())
    insert(warehouse, "accounts", *accounts)
    insert(warehouse, "crawls", *(visit(name, ago(days=day)) for name in ACCOUNTS for day in range(12)))
    week_before = ISSUED - timedelta(days=7)
    insert(warehouse, "posts", *(post(f"wechat:{name}-own", name, week_before) for name in ACCOUNTS))
    hand_down(warehouse, "w", sorted(ACCOUNTS))
    insert(warehouse, "posts", post("wechat:0", "prov", ISSUED))
    origin = assigned_adoption("assigned:w", "wechat:0", "prov", ISSUED, method="origin")
    insert(warehouse, "assigned_adoptions", origin)
    return warehouse


def hand_down(warehouse: Warehouse, name: str, targets: list[str], **other: object) -> None:
    told = warning(name, ISSUED, EXPIRES, releases=[f"assigned:{name}"], **other)
    insert(warehouse, "warnings", told)
    insert(warehouse, "assigned_releases", assigned(f"assigned:{name}", targets, ISSUED, deadline_at=EXPIRES))


def carry(warehouse: Warehouse, lags: dict[str, float], **other: object) -> None:
    """Posts by which these accounts carry the warning, so many hours after its issue."""
    for name, lag in lags.items():
        at = ISSUED + timedelta(hours=lag)
        insert(warehouse, "posts", post(f"wechat:{name}-{lag}", name, at, **other))
        insert(
            warehouse, "assigned_adoptions", assigned_adoption("assigned:w", f"wechat:{name}-{lag}", name, at)
        )


def states(warehouse: Warehouse) -> dict[str, str]:
    rows = warehouse.query("SELECT region_code, state FROM v_warning_counties")
    return {str(row["region_code"]): str(row["state"]) for row in rows}


def test_the_worked_example_of_the_handbook_comes_out(warned: Warehouse) -> None:
    carry(warned, {"c1": 1, "k11": 2, "k12": 23})
    assert states(warned) == {
        "k11": "carried",
        "k12": "late",
        "k21": "missing",
        "k22": "blank",
        "dz": "missing",
    }
    rows = warned.query("SELECT * FROM v_warning_hours ORDER BY hours")
    assert [(row["counties_covered"], row["counties_known"], row["counties"]) for row in rows] == [
        (1, 4, 5),
        (1, 4, 5),
        (2, 4, 5),
    ]
    assert [row["population_share"] for row in rows] == [0.6, 0.6, 0.9]
    assert rows[0]["population_share_of_all"] == 0.3
    branches = warned.query("SELECT city_code, city_state, broken FROM v_warning_branches ORDER BY city_code")
    assert [tuple(row.values()) for row in branches] == [
        ("", "not_asked", "whole"),
        ("c1", "carried", ""),
        ("c2", "missing", "whole"),
    ]
    [told] = warned.query("SELECT * FROM v_warnings")
    assert (told["hop_city_hours"], told["hop_county_hours"]) == (1.0, 11.5)
    assert (told["slowest_hop"], told["slowest_link"]) == ("市→县", "c1市 → k12县 22 小时")
    assert (told["last_county"], told["last_county_hours"]) == ("k12县", 23.0)
    assert told["not_reached"] == ["k12县", "k21县", "定州"]


def test_a_branch_breaks_below_a_city_that_carried_alone(warned: Warehouse) -> None:
    carry(warned, {"c2": 3})
    [row] = warned.query("SELECT * FROM v_warning_branches WHERE city_code = 'c2'")
    assert (row["broken"], row["counties_missing"], row["counties_blank"]) == (
        "below_city",
        ["k21县"],
        ["k22县"],
    )


def test_unknown_silent_and_blank_counties_are_apart(warned: Warehouse) -> None:
    forget_visits(warned, "k11", beijing_day(ISSUED))
    warned.command("TRUNCATE TABLE posts")
    warned.command("TRUNCATE TABLE post_metrics")
    assert states(warned) == {
        "k11": "unknown",
        "k12": "silent",
        "k21": "silent",
        "k22": "blank",
        "dz": "silent",
    }


def test_nothing_is_missing_before_somebody_looked_after_the_expiry(warehouse: Warehouse) -> None:
    insert(warehouse, "regions", region("13", "省", "province"), region("k1", "县", "county", "13"))
    insert(warehouse, "accounts", account("k", region_code="k1"))
    yesterday = start_of_beijing_day(beijing_day(now()) - timedelta(days=1))
    issued_at, looked_at, expires_at = (yesterday + timedelta(hours=hour) for hour in (10, 12, 20))
    insert(warehouse, "crawls", visit("k", looked_at))
    insert(warehouse, "assigned_releases", assigned("assigned:w", ["k"], issued_at, deadline_at=expires_at))
    insert(warehouse, "warnings", warning("w", issued_at, expires_at, releases=["assigned:w"]))
    assert states(warehouse) == {"k1": "waiting"}
    insert(warehouse, "crawls", visit("k", now()))
    assert states(warehouse) == {"k1": "silent"}


def test_a_post_of_which_only_the_day_is_known_counts_from_its_end(warned: Warehouse) -> None:
    carry(warned, {"k11": 0}, published_precision="day")
    [row] = warned.query("SELECT to_the_minute, carried_at FROM v_warning_posts WHERE NOT origin")
    ends = start_of_beijing_day(beijing_day(ISSUED) + timedelta(days=1)) - timedelta(milliseconds=1)
    assert (row["to_the_minute"], row["carried_at"]) == (False, ends)


def test_a_warning_is_kept_once_and_withdrawn_ones_are_out(warehouse: Warehouse) -> None:
    told = RiskWarning(
        warning_id("某地森林火险橙色预警", "", ISSUED),
        "某地森林火险橙色预警",
        "orange",
        ISSUED,
        EXPIRES,
        True,
        ("13",),
        ("assigned:w",),
        "someone",
        now(),
    )
    keep_warning(warehouse, told)
    keep_warning(warehouse, told)
    assert find_warning(warehouse, told.warning_id) == told
    withdraw_warning(warehouse, told.warning_id, "someone", now() + timedelta(seconds=1))
    assert warehouse.query("SELECT * FROM v_warnings") == []
    with pytest.raises(ConfigError, match="was entered"):
        withdraw_warning(warehouse, told.warning_id, "someone", now())


@st.composite
def issues(draw: st.DrawFn, world: World) -> Issue:
    """A warning at an edge of a Beijing day or in it, and who of the world carried it after how long."""
    day = beijing_day(now()) - timedelta(days=draw(st.integers(0, 30)))
    issued_at = start_of_beijing_day(day) + timedelta(
        milliseconds=draw(st.sampled_from([0, 86_399_999, 30_000_000]))
    )
    expires_at = issued_at + timedelta(hours=draw(st.sampled_from([2, 6, 12, 24])))
    names = [str(row["account_id"]) for row in world.accounts]
    targets = draw(st.lists(st.sampled_from(names), unique=True)) if names else []
    regions = draw(st.sampled_from([[], ["13"], ["c1"], ["k3", "k4"], ["c1", "k4"]]))
    adoptions = tuple(
        assigned_adoption(
            "assigned:w",
            str(one["post_id"]),
            str(one["account_id"]),
            issued_at + timedelta(hours=draw(st.sampled_from([0, 1, 2, 2, 6, 6.5, 24, 30]))),
            valid=draw(st.sampled_from([True, True, True, False])),
            method=draw(st.sampled_from(["near", "near", "near", "origin"])),
        )
        for one in world.posts
        if draw(st.booleans())
    )
    return Issue(
        warning("w", issued_at, expires_at, regions=regions, releases=["assigned:w"]),
        assigned("assigned:w", targets, issued_at, deadline_at=expires_at),
        adoptions,
    )


@settings(few_worlds, max_examples=4)
@given(data=st.data(), world=worlds(least_posts=1))
def test_the_views_of_a_warning_agree_with_the_slow_model(
    warehouse: Warehouse, data: st.DataObject, world: World
) -> None:
    load(warehouse, world)
    issue = data.draw(issues(world))
    for table in ("warnings", "assigned_releases", "assigned_adoptions"):
        warehouse.command(f"TRUNCATE TABLE {table}")
    insert(warehouse, "warnings", issue.warning)
    insert(warehouse, "assigned_releases", issue.release)
    if issue.adoptions:
        insert(warehouse, "assigned_adoptions", *issue.adoptions)
    at = now()
    assert _counties(warehouse) == {
        code: (one["state"], one["lag"], one["hop"], one["seen_until"])
        for code, one in slow_warnings.counties(world, issue, at).items()
    }
    columns = "counties, counties_known, counties_covered, county_share, population, population_share"
    rows = warehouse.query(f"SELECT hours, {columns} FROM v_warning_hours")
    owed = {hours: list(one.values()) for hours, one in slow_warnings.hours(world, issue, at).items()}
    assert {row["hours"]: list(row.values())[1:] for row in rows} == owed
    rows = warehouse.query(
        "SELECT city_code, city_state, city_lag_hours, hop_median_hours, broken FROM v_warning_branches"
    )
    branches = slow_warnings.branches(world, issue, at)
    assert {row["city_code"]: list(row.values())[1:] for row in rows} == {
        code: list(one.values()) for code, one in branches.items()
    }
    whole = slow_warnings.whole(world, issue, at)
    [told] = warehouse.query("SELECT * FROM v_warnings")
    assert {name: told[name] for name in whole} == whole


def _counties(warehouse: Warehouse) -> dict[Any, tuple[Any, ...]]:
    rows = warehouse.query(
        "SELECT region_code, state, lag_hours, hop_hours, seen_until FROM v_warning_counties"
    )
    return {row["region_code"]: tuple(row.values())[1:] for row in rows}
