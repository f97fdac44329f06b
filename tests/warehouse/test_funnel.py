"""v_funnel: of those who were to carry a release, how many are left at each step."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings

from tests.warehouse import slow_drop_off
from tests.warehouse.rows import account, adoption, ago, figure, insert, now, post, release, visit
from tests.warehouse.slow_reach import Row
from tests.warehouse.test_overperformance import PAST, publish
from tests.warehouse.worlds import World, few_worlds, load, worlds
from warehouse.benchmarks import work_out_all
from warehouse.client import Warehouse

STEPS = ("expected", "carried", "in_time", "localised", "above_own", "engaged")


def steps(warehouse: Warehouse, level: str = "") -> dict[str, dict[str, Any]]:
    work_out_all(warehouse, ago())
    rows = warehouse.query(
        "SELECT * FROM v_funnel WHERE release_id = '' AND level = {level:String} ORDER BY step_order",
        {"level": level},
    )
    return {str(row["step"]): row for row in rows}


def test_the_worked_example_of_the_handbook_comes_out(warehouse: Warehouse) -> None:
    issued_at = ago(days=30)
    carried: dict[str, tuple[float, str, float, int | None, int]] = {
        "never": (0, "", 0, None, 0),
        "late": (100, "near", 0.8, 90, 1),
        "copy": (5, "exact", 1, 90, 1),
        "alike": (5, "near", 0.95, 90, 1),
        "new": (5, "near", 0.8, 90, 1),
        "below": (5, "near", 0.8, 3, 1),
        "mute": (5, "near", 0.8, 60, 0),
        "good": (5, "near", 0.8, 60, 2),
    }
    insert(warehouse, "accounts", account("p", "douyin", "province"))
    insert(warehouse, "accounts", *(account(name, "douyin") for name in carried))
    insert(warehouse, "crawls", *(visit(name, ago(days=day)) for name in carried for day in range(35)))
    insert(warehouse, "posts", post("douyin:p", "p", issued_at))
    insert(warehouse, "releases", release("douyin:p", "p", issued_at))
    for name in ("below", "mute", "good"):
        publish(warehouse, name, PAST, ago(days=40))
    for name, (hours, method, similarity, reach, likes) in carried.items():
        if reach is not None:
            at = issued_at + timedelta(hours=hours)
            insert(warehouse, "posts", post(f"douyin:{name}", name, at))
            row = figure(f"douyin:{name}", at + timedelta(days=6), views=reach, likes=likes)
            insert(warehouse, "metrics", row)
            told = adoption("douyin:p", f"douyin:{name}", name, at, method=method, similarity=similarity)
            insert(warehouse, "adoptions", told)
    found = steps(warehouse)
    assert [(step, row["targets"], row["unknown"]) for step, row in found.items()] == [
        ("expected", 8, 0),
        ("carried", 7, 0),
        ("in_time", 6, 0),
        ("localised", 4, 0),
        ("above_own", 2, 1),
        ("engaged", 1, 0),
    ]
    assert [row["rate_of_previous"] for row in found.values()] == [
        None,
        *(pytest.approx(rate) for rate in (7 / 8, 6 / 7, 4 / 6, 2 / 3, 1 / 2)),
    ]
    assert found["engaged"]["rate_of_first"] == 1 / 8


@settings(few_worlds, max_examples=4)
@given(world=worlds(least_posts=2))
def test_the_view_agrees_with_a_slow_model(warehouse: Warehouse, world: World) -> None:
    load(warehouse, world)
    at = now()
    for level in ("", "province", "city", "county"):
        told = {step: row["targets"] for step, row in steps(warehouse, level).items()}
        assert told == slow_funnel(world, level, at), level


def slow_funnel(world: World, level: str, at: datetime) -> dict[str, int]:
    """The targets left at each step. No account of a small world has a benchmark of its own."""
    known = [
        target
        for target in slow_drop_off.targets(world, at)
        if target["known"]
        and target["of_province"]
        and target["issued_at"] + timedelta(days=21) <= at
        and level in ("", target["account"]["level"])
    ]
    if not known:
        return {}
    carried = [target for target in known if target["lag"] is not None]
    in_time = [target for target in carried if target["lag"] < 72]
    localised = [target for target in in_time if _first(world, target)["similarity"] < 0.9]
    left = [len(rows) for rows in (known, carried, in_time, localised)]
    return dict(zip(STEPS, [*left, 0, 0], strict=True))


def _first(world: World, target: Row) -> Row:
    carrying: list[Row] = [
        row
        for row in world.adoptions
        if row["valid"]
        and (row["release_id"], row["account_id"]) == (target["release_id"], target["account"]["account_id"])
    ]
    return min(carrying, key=lambda row: (row["adopted_at"], row["post_id"]))
