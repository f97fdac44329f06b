"""The views of reach agree with a slow, obvious model on small random worlds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given

from hub.clock import beijing_day
from tests.warehouse import slow_reach
from tests.warehouse.rows import now
from tests.warehouse.worlds import REGIONS, World, few_worlds, load, worlds
from warehouse.client import Warehouse

Row = dict[str, Any]
COUNTS = ("posts", "mature_posts", "young_posts", "missing_posts", "reach", "reach_median")


@few_worlds
@given(world=worlds())
def test_every_total_of_reach_agrees_with_the_slow_model(warehouse: Warehouse, world: World) -> None:
    load(warehouse, world)
    at = now()
    by_accounts = {
        "v_reach_by_account": ("account_id",),
        "v_reach_by_unit": ("unit", "region_code", "level", "platform"),
        "v_reach_by_region": ("region_code", "level", "platform"),
        "v_reach_by_department": ("department", "kind_name", "level", "platform"),
        "v_reach_by_level_age": ("level", "platform"),
    }
    for view, names in by_accounts.items():
        assert _told(warehouse, view, names) == slow_reach.by_accounts(world, at, _key_of_account(names)), (
            view
        )
    by_posts = {"v_reach_by_topic": "topic", "v_reach_by_audience": "audience", "v_reach_by_week": "week"}
    for view, name in by_posts.items():
        told = _told(warehouse, view, (name, "level", "platform"), ())
        assert told == slow_reach.totals(world, at, _key_of_post(name)), view
    short = _told(
        warehouse,
        "(SELECT *, '7d' AS age, reach_7d AS reach, reach_7d_median AS reach_median FROM v_reach_by_level)",
        ("level", "platform"),
    )
    levels = slow_reach.by_accounts(world, at, _key_of_account(("level", "platform")))
    assert short == {key: values for key, values in levels.items() if key[-1] == "7d"}
    told_drops = warehouse.query("SELECT post_id, source, figure_before, figure_after FROM v_figure_drops")
    kept = {post["post_id"] for post in world.posts}
    assert {tuple(row.values()) for row in told_drops} == {
        drop for drop in slow_reach.drops(world) if drop[0] in kept
    }


@few_worlds
@given(world=worlds(least_posts=1))
def test_reach_per_head_is_the_regions_own_reach_over_its_own_people(
    warehouse: Warehouse, world: World
) -> None:
    load(warehouse, world)
    people = {row["region_code"]: row["population"] for row in REGIONS}
    for row in warehouse.query("SELECT * FROM v_reach_by_region"):
        known = row["reach"] is not None and people[row["region_code"]] is not None
        expected = 1000 * float(str(row["reach"])) / float(str(people[row["region_code"]])) if known else None
        assert row["reach_per_1000"] == (pytest.approx(expected) if known else None)


def _told(
    warehouse: Warehouse, view: str, names: tuple[str, ...], more: tuple[str, ...] = ("accounts",)
) -> dict[tuple[Any, ...], list[Any]]:
    counts = (*more, *COUNTS) if view != "v_reach_by_account" else COUNTS
    columns = [name if name != "kind_name" else "department_name" for name in names]
    rows = warehouse.query(f"SELECT {', '.join((*columns, 'age', *counts))} FROM {view}")
    width = len(names) + 1
    found = {tuple(row.values())[:width]: list(row.values())[width:] for row in rows}
    assert len(found) == len(rows), f"{view} has two rows for one key"
    one = [1] if view == "v_reach_by_account" else []
    return {key: one + values for key, values in found.items()}


def _key_of_account(names: tuple[str, ...]) -> Any:
    named = {"kind_name": lambda row: "教育" if row["department"] else "消防队伍"}
    return lambda row: tuple(named[name](row) if name in named else row[name] for name in names)


def _key_of_post(name: str) -> Any:
    def keys(post: Row, account: Row) -> Iterable[tuple[Any, ...]]:
        day = beijing_day(post["published_at"])
        values = {
            "topic": post["topics"],
            "audience": post["audiences"] or [""],
            "week": [day - timedelta(days=day.weekday())],
        }[name]
        return [(value, account["level"], post["platform"]) for value in values]

    return keys
