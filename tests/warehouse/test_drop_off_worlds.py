"""The four voices of the drop-off agree with a slow, obvious model on small random worlds."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.warehouse import slow_drop_off
from tests.warehouse.rows import account, ago, insert, now, post, region, visit
from tests.warehouse.worlds import World, few_worlds, load, worlds
from warehouse.client import Warehouse

VOICES = {
    "v_output_drop_off": (
        slow_drop_off.output,
        "dimension, key, level",
        "account_weeks, unknown_account_weeks, posts, zero_account_weeks, dispersion",
    ),
    "v_adoption_drop_off": (
        slow_drop_off.adoption,
        "dimension, key, level",
        "targets, eligible, adopters",
    ),
    "v_reach_drop_off": (
        slow_drop_off.reach,
        "dimension, key, platform, level",
        "posts, mature_posts, reach",
    ),
    "v_carried_reach": (
        slow_drop_off.carried,
        "dimension, key, platform, level",
        "targets, eligible, carried_posts, carried_reach",
    ),
}


@few_worlds
@given(world=worlds())
def test_each_voice_agrees_with_the_slow_model(warehouse: Warehouse, world: World) -> None:
    load(warehouse, world)
    at = now()
    for view, (slow, keys, values) in VOICES.items():
        rows = warehouse.query(f"SELECT {keys}, {values} FROM {view}")
        width = keys.count(",") + 1
        told = {tuple(row.values())[:width]: list(row.values())[width:] for row in rows}
        expected: dict[Any, list[Any]] = slow(world, at)
        if view == "v_output_drop_off":
            # The view also names the topics and audiences that no world has.
            told = {key: found for key, found in told.items() if key in expected or found[2]}
        assert told.keys() == expected.keys(), view
        for key, found in told.items():
            assert found == pytest.approx(expected[key]), (view, key)
    _limits_are_wilsons(warehouse)


def _limits_are_wilsons(warehouse: Warehouse) -> None:
    query = "SELECT adopters AS x, eligible AS n, wilson_low, wilson_high FROM v_adoption_drop_off"
    for row in warehouse.query(query):
        told = (row["wilson_low"], row["wilson_high"])
        assert told == (
            (None, None) if not row["n"] else pytest.approx(slow_drop_off.wilson(row["x"], row["n"]))
        )


events = st.tuples(st.sampled_from([1.0, 2.0, 2.0, 5.0, 30.0, 71.0, 72.0]), st.booleans())


@few_worlds
@given(observations=st.lists(events, min_size=1, max_size=12))
def test_the_median_lag_is_kaplan_meiers(
    warehouse: Warehouse, observations: list[tuple[float, bool]]
) -> None:
    """The view's own arithmetic, on made-up observations in the place of those of v_release_targets."""
    observations = [(hours, carried and hours < 72) for hours, carried in observations]
    definition = warehouse.query("SHOW CREATE VIEW v_adoption_lags")[0]["statement"]
    arithmetic = str(definition).split("\nAS ", 1)[1].split("\nFROM\n(", 1)[0]
    rows = ", ".join(f"({hours}, {int(carried)})" for hours, carried in observations)
    made_up = (
        f"SELECT '' AS release_id, '' AS level, '' AS level_name, 0 AS level_order, [{rows}] AS observations"
    )
    [row] = warehouse.query(f"{arithmetic} FROM ({made_up})")
    assert row["median_lag_hours"] == slow_drop_off.kaplan_meier_median(observations)


members = st.lists(
    st.tuples(st.sampled_from(["c1", "c2", ""]), st.integers(0, 6), st.integers(1, 900)),
    min_size=1,
    max_size=8,
)


@few_worlds
@given(counties=members)
def test_theil_splits_exactly_into_between_and_within(
    warehouse: Warehouse, counties: list[tuple[str, int, int]]
) -> None:
    put_counties(warehouse, counties)
    [row] = warehouse.query(
        "SELECT * FROM v_unevenness WHERE spread = 'counties_in_cities' AND voice = 'output'"
    )
    members = [(city, float(posts), float(people)) for city, posts, people in counties]
    total = sum(posts for _, posts, _ in members)
    assert (row["members"], row["total"]) == (len(counties), total)
    if not total:
        assert (row["theil"], row["gini"], row["hhi"]) == (None, None, None)
        return
    within = sum(
        sum(y for group, y, _ in members if group == one) / total * slow_drop_off.theil(members, one.__eq__)
        for one in {group for group, y, _ in members if y}
    )
    assert row["theil"] == pytest.approx(slow_drop_off.theil(members), abs=1e-9)
    assert row["theil_within"] == pytest.approx(within, abs=1e-9)


def test_the_published_check_values_of_unevenness_come_out(warehouse: Warehouse) -> None:
    """docs/measures.md, unevenness, with a thousandth of the reads as posts."""
    put_counties(
        warehouse,
        [("c1", 50, 100), ("c1", 40, 200), ("c1", 30, 300), ("c2", 10, 100), ("c2", 5, 150), ("c2", 0, 250)],
    )
    [row] = warehouse.query(
        "SELECT * FROM v_unevenness WHERE spread = 'counties_in_cities' AND voice = 'output'"
    )
    names = ("theil", "theil_between", "theil_within", "between_share", "gini", "top_1_share", "hhi")
    assert [round(float(str(row[name])), 4) for name in names] == [
        0.5560,
        0.2776,
        0.2784,
        0.4992,
        0.5370,
        0.3704,
        0.2812,
    ]


def put_counties(warehouse: Warehouse, counties: list[tuple[str, int, int]]) -> None:
    """Counties of (city, posts of two weeks ago, people), each with one account that is active."""
    for table in (
        "regions",
        "accounts",
        "posts",
        "post_metrics",
        "post_months",
        "crawls",
        "visit_days",
        "account_visits",
    ):
        warehouse.command(f"TRUNCATE TABLE {table}")
    insert(
        warehouse,
        "regions",
        region("13", "某省", "province"),
        *(region(c, c, "city", "13") for c in ("c1", "c2")),
    )
    numbered = list(enumerate(counties))
    insert(
        warehouse,
        "regions",
        *(
            region(f"k{n}", f"k{n}", "county", city or "13", population=people)
            for n, (city, _, people) in numbered
        ),
    )
    insert(warehouse, "accounts", *(account(f"k{n}", region_code=f"k{n}") for n, _ in numbered))
    insert(warehouse, "crawls", *(visit(f"k{n}", ago(hours=1)) for n, _ in numbered))
    posts = [
        post(f"wechat:{n}-{number}", f"k{n}", ago(days=14))
        for n, (_, count, _) in numbered
        for number in range(count)
    ]
    if posts:
        insert(warehouse, "posts", *posts)
