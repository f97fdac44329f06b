"""Coverage: where a topic was told to an audience, which audience was spoken to, the departments' part."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given

from tests.warehouse import slow_coverage
from tests.warehouse.rows import account, adoption, ago, department, insert, now, post, region, release, visit
from tests.warehouse.worlds import AUDIENCES, TOPICS, World, few_worlds, load, worlds
from warehouse.client import Warehouse


@pytest.fixture
def two_counties(warehouse: Warehouse) -> Warehouse:
    """k1 speaks, k2 has an account nobody could visit, k3 has none."""
    insert(warehouse, "regions", *(region(name, f"{name}县", "county") for name in ("k1", "k2", "k3")))
    insert(warehouse, "accounts", account("a", region_code="k1"), account("b", region_code="k2"))
    insert(warehouse, "crawls", visit("a", ago(hours=1)))
    return warehouse


def test_every_cell_is_covered_a_gap_unknown_or_blank(two_counties: Warehouse) -> None:
    insert(
        two_counties,
        "posts",
        post("wechat:1", "a", ago(days=3), topics=["gas"], audiences=["rural"]),
        post("wechat:2", "a", ago(days=40), topics=["gas"], audiences=["school"]),
    )
    rows = two_counties.query(
        "SELECT region_code, audience, posts_30d, days_since, state_name FROM v_coverage"
        " WHERE topic = 'gas' AND audience IN ('rural', 'school') ORDER BY region_code, audience"
    )
    assert [tuple(row.values()) for row in rows] == [
        ("k1", "rural", 1, 3, "有"),
        ("k1", "school", 0, 40, "空缺"),
        ("k2", "rural", 0, None, "未知"),
        ("k2", "school", 0, None, "未知"),
        ("k3", "rural", 0, None, "空白"),
        ("k3", "school", 0, None, "空白"),
    ]
    assert two_counties.query("SELECT count() AS n FROM v_coverage") == [{"n": 3 * 22 * 16}]


def test_an_audience_is_spoken_to_for_thirty_days_and_not_longer(two_counties: Warehouse) -> None:
    insert(
        two_counties,
        "posts",
        post("wechat:1", "a", ago(days=30) + timedelta(minutes=5), audiences=["rural"]),
        post("wechat:2", "a", ago(days=30) - timedelta(minutes=5), audiences=["school"]),
    )
    rows = two_counties.query(
        "SELECT region_code, audience, state FROM v_audience_gaps"
        " WHERE region_code IN ('', 'k1') AND audience IN ('rural', 'school') ORDER BY region_code, audience"
    )
    states = {(row["region_code"], row["audience"]): row["state"] for row in rows}
    assert states == {
        ("", "rural"): "covered",
        ("", "school"): "gap",
        ("k1", "rural"): "covered",
        ("k1", "school"): "gap",
    }


def test_the_five_entries_name_what_is_missing_only_where_we_could_look(two_counties: Warehouse) -> None:
    insert(
        two_counties, "posts", post("wechat:1", "a", ago(days=3), audiences=["rural", "family", "tourist"])
    )
    rows = two_counties.query("SELECT * FROM v_five_entries WHERE level = 'county'")
    assert [(row["entered"], row["entered_names"], row["missing_names"]) for row in rows] == [
        (2, ["农村", "家庭"], ["企业", "学校", "社区"]),
        (0, [], []),
        (0, [], []),
    ]


def test_a_joint_release_is_one_that_two_departments_published_within_a_day(warehouse: Warehouse) -> None:
    insert(warehouse, "departments", *(department(code, code) for code in ("water", "grain", "culture")))
    insert(
        warehouse,
        "accounts",
        account("p", level="province"),
        account("p2", level="province"),
        *(account(code, level="province", department=code, kind="department") for code in ("water", "grain")),
    )
    issued_at = ago(days=10)
    for name, carriers in {"joint": {"water": 5, "grain": 30}, "own": {"p2": 1}}.items():
        insert(warehouse, "posts", post(f"wechat:{name}", "p", issued_at))
        insert(warehouse, "releases", release(f"wechat:{name}", "p", issued_at))
        rows = [
            adoption(f"wechat:{name}", f"wechat:{name}-{who}", who, issued_at + timedelta(hours=lag))
            for who, lag in carriers.items()
        ]
        insert(warehouse, "adoptions", *rows)
    told = warehouse.query("SELECT department, accounts, joint_releases, state FROM v_department_part")
    assert [tuple(row.values()) for row in told] == [
        ("culture", 0, 0, "blank"),
        ("grain", 1, 0, "silent"),
        ("water", 1, 1, "silent"),
    ]


@few_worlds
@given(world=worlds())
def test_coverage_agrees_with_the_slow_model(warehouse: Warehouse, world: World) -> None:
    load(warehouse, world)
    at = now()
    states = {code: slow_coverage.region_state(world, code, at) for code in slow_coverage.REGION_CODES}
    told = warehouse.query("SELECT region_code, state FROM v_region_state")
    assert {row["region_code"]: row["state"] for row in told} == states
    _cells_agree(warehouse, world)
    _audiences_agree(warehouse, world)
    names = "department, accounts, posts_30d, targets, eligible, adopters, joint_releases"
    for row in warehouse.query(f"SELECT {names} FROM v_department_part"):
        code, *values = row.values()
        assert values == slow_coverage.department(world, str(code), at)


def _cells_agree(warehouse: Warehouse, world: World) -> None:
    expected = slow_coverage.cells(world, now())
    rows = warehouse.query(
        "SELECT region_code, topic, audience, posts_30d, days_since FROM v_coverage"
        " WHERE topic IN {topics:Array(String)} AND audience IN {audiences:Array(String)}",
        {"topics": list(TOPICS), "audiences": list(AUDIENCES)},
    )
    assert len(rows) == len(slow_coverage.REGION_CODES) * len(TOPICS) * len(AUDIENCES)
    for row in rows:
        code, topic, audience, *values = row.values()
        assert values == expected.get((str(code), str(topic), str(audience)), [0, None])


def _audiences_agree(warehouse: Warehouse, world: World) -> None:
    expected = slow_coverage.audiences(world, now())
    for row in warehouse.query("SELECT region_code, audience, posts_30d, days_since FROM v_audience_gaps"):
        code, audience, *values = row.values()
        assert values == expected.get((str(code), str(audience)), [0, None])
