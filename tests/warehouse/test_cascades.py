"""v_cascade_nodes and v_cascades: from whom each unit has a release, and what shape that gives."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import given, settings

from tests.warehouse import slow_cascades
from tests.warehouse.rows import account, adoption, ago, insert, post, region, release
from tests.warehouse.worlds import World, few_worlds, load, worlds
from warehouse.client import Warehouse

COUNTIES = {
    "c1": (4, 6, 26),
    "c2": (5, 9),
    "c3": (10, 28),
    "c4": (12, 50),
    "c5": (30,),
    "c6": (44,),
    "c8": (70,),
}
"""The hours after which the counties of each city carried the release of the handbook's example."""
CITIES = {"c1": 1, "c2": 2, "c3": 3, "c4": 5, "c5": 8, "c6": 20, "c7": 30}
PROVINCES = {"p1": 0.5, "p2": 1, "p3": 4}


def spread(warehouse: Warehouse) -> None:
    """The example of the handbook: a release of p0 that 3 province, 7 city and 12 county accounts carried."""
    issued_at = ago(days=10)
    cities = [f"c{number}" for number in range(1, 11)]
    counties = {f"{city}-k{n}": city for city in cities for n in range(4)}
    insert(warehouse, "regions", region("13", "某省", "province"))
    insert(warehouse, "regions", *(region(city, city, "city", "13") for city in cities))
    insert(warehouse, "regions", *(region(name, name, "county", city) for name, city in counties.items()))
    insert(warehouse, "accounts", *(account(f"p{n}", level="province", region_code="13") for n in range(4)))
    insert(warehouse, "accounts", *(account(city, level="city", region_code=city) for city in cities))
    insert(warehouse, "accounts", *(account(name, region_code=name) for name in counties))
    lags = {**PROVINCES, **CITIES}
    lags |= {f"{city}-k{n}": hours for city, told in COUNTIES.items() for n, hours in enumerate(told)}
    insert(warehouse, "posts", post("wechat:p0", "p0", issued_at))
    insert(warehouse, "releases", release("wechat:p0", "p0", issued_at))
    carried = {name: issued_at + timedelta(hours=hours) for name, hours in lags.items()}
    insert(warehouse, "posts", *(post(f"wechat:{name}", name, at) for name, at in carried.items()))
    insert(
        warehouse,
        "adoptions",
        *(adoption("wechat:p0", f"wechat:{name}", name, at) for name, at in carried.items()),
    )


def test_the_worked_example_of_the_handbook_comes_out(warehouse: Warehouse) -> None:
    spread(warehouse)
    [row] = warehouse.query("SELECT * FROM v_cascades")
    assert (row["units"], row["depth"], row["root_children"]) == (23, 2, 11)
    assert round(float(str(row["structural_virality"])), 4) == 2.7352
    assert row["broadcast_share"] == 0.5
    assert row["carriers_per_city"] == pytest.approx(11 / 6)
    assert (row["outside_share"], row["inferred_share"]) == (0.0, 1.0)
    rules = Counter(str(one["rule"]) for one in warehouse.query("SELECT rule FROM v_cascade_nodes"))
    assert rules == {"root": 1, "origin": 11, "line": 11}


def test_a_star_has_the_virality_of_a_star(warehouse: Warehouse) -> None:
    issued_at = ago(days=10)
    names = [f"k{n}" for n in range(22)]
    insert(warehouse, "accounts", account("p", level="province"), *(account(name) for name in names))
    insert(
        warehouse,
        "posts",
        post("wechat:p", "p", issued_at),
        *(post(f"wechat:{n}", n, issued_at) for n in names),
    )
    insert(warehouse, "releases", release("wechat:p", "p", issued_at))
    insert(warehouse, "adoptions", *(adoption("wechat:p", f"wechat:{n}", n, issued_at) for n in names))
    [row] = warehouse.query("SELECT units, depth, structural_virality FROM v_cascades")
    assert (row["units"], row["depth"], round(float(str(row["structural_virality"])), 4)) == (23, 1, 1.913)


def test_a_repost_goes_before_a_source_line_and_that_before_the_line_of_command(warehouse: Warehouse) -> None:
    issued_at = ago(days=10)
    insert(warehouse, "regions", region("c", "甲市", "city", "13"), region("k", "子县", "county", "c"))
    insert(
        warehouse,
        "accounts",
        account("p", level="province"),
        account("c", level="city", region_code="c"),
        *(account(name, region_code="k") for name in ("native", "source", "line", "tie")),
    )
    carried = {
        "c": (1.0, {}),
        "tie": (1.0, {}),
        "line": (2.0, {"source_label": "某报"}),
        "source": (3.0, {"source_label": "来源：line的单位"}),
        "native": (4.0, {"repost_of": "wechat:source", "source_label": "来源：line的单位"}),
    }
    insert(warehouse, "posts", post("wechat:p", "p", issued_at))
    insert(warehouse, "releases", release("wechat:p", "p", issued_at))
    for name, (hours, other) in carried.items():
        at = issued_at + timedelta(hours=hours)
        insert(warehouse, "posts", post(f"wechat:{name}", name, at, **other))
        insert(warehouse, "adoptions", adoption("wechat:p", f"wechat:{name}", name, at))
    rows = warehouse.query("SELECT unit, parent_unit, rule FROM v_cascade_nodes WHERE number > 1")
    assert {str(row["unit"])[:-3]: (str(row["parent_unit"])[:-3], row["rule"]) for row in rows} == {
        "c": ("p", "origin"),
        "tie": ("p", "origin"),
        "line": ("c", "line"),
        "source": ("line", "source"),
        "native": ("source", "native"),
    }
    [row] = warehouse.query("SELECT depth FROM v_cascades")
    assert row["depth"] == 4


@settings(few_worlds, max_examples=5)
@given(world=worlds(least_posts=2))
def test_the_views_agree_with_a_tree_that_is_walked_pair_by_pair(warehouse: Warehouse, world: World) -> None:
    load(warehouse, world)
    trees = {str(one["release_id"]): slow_cascades.tree(world, one) for one in world.releases}
    rows = warehouse.query("SELECT release_id, unit, parent_number, rule FROM v_cascade_nodes")
    told = {(row["release_id"], row["unit"]): (row["parent_number"], row["rule"]) for row in rows}
    assert told == {
        (release_id, unit["unit"]): (0 if unit["parent"] is None else unit["parent"] + 1, unit["rule"])
        for release_id, units in trees.items()
        for unit in units
    }
    shapes = warehouse.query(
        "SELECT release_id, units, depth, root_children, structural_virality FROM v_cascades"
    )
    found = {row.pop("release_id"): row for row in shapes}
    assert found.keys() == trees.keys()
    for release_id, units in trees.items():
        assert found[release_id] == pytest.approx(slow_cascades.shape(units)), release_id
