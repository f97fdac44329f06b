"""The views of entered releases: states, branches, lags of all who were asked, copies without credit."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.clock import beijing_day
from tests.warehouse.rows import (
    account,
    adoption,
    ago,
    assigned,
    assigned_adoption,
    figure,
    forget_visits,
    insert,
    now,
    post,
    region,
    release,
    visit,
)
from tests.warehouse.slow_drop_off import kaplan_meier_median
from tests.warehouse.worlds import few_worlds
from warehouse.client import Warehouse

ISSUED = ago(days=10)
ACCOUNTS = {"prov": "13", "c1": "c1", "k11": "k11", "k12": "k12", "c2": "c2", "k21": "k21", "dz": "dz"}


@pytest.fixture
def handed_down(warehouse: Warehouse) -> Warehouse:
    """A release of `prov` ten days ago to two cities with two counties each and one county of the province.

    The second city's second county has no account. All were visited every day.
    """
    insert(
        warehouse,
        "regions",
        region("13", "省", "province"),
        *(region(code, f"{code}市", "city", "13") for code in ("c1", "c2")),
        *(region(code, f"{code}县", "county", f"c{code[1]}") for code in ("k11", "k12", "k21", "k22")),
        region("dz", "定州", "county", "13"),
    )
    levels = {"1": "province", "c": "city", "k": "county", "d": "county"}
    insert(
        warehouse,
        "accounts",
        *(account(name, level=levels[code[0]], region_code=code) for name, code in ACCOUNTS.items()),
    )
    insert(warehouse, "crawls", *(visit(name, ago(days=day)) for name in ACCOUNTS for day in range(12)))
    insert(warehouse, "assigned_releases", assigned("assigned:1", sorted(ACCOUNTS), ISSUED))
    insert(warehouse, "posts", post("wechat:0", "prov", ISSUED))
    insert(
        warehouse,
        "assigned_adoptions",
        assigned_adoption("assigned:1", "wechat:0", "prov", ISSUED, method="origin"),
    )
    return warehouse


def carry(warehouse: Warehouse, lags: dict[str, float], **other: object) -> None:
    """Posts by which these accounts carry the release, so many hours after its issue."""
    for name, lag in lags.items():
        at = ISSUED + timedelta(hours=lag)
        insert(warehouse, "posts", post(f"wechat:{name}-{lag}", name, at, **other))
        insert(
            warehouse, "assigned_adoptions", assigned_adoption("assigned:1", f"wechat:{name}-{lag}", name, at)
        )


def test_a_target_carries_in_time_late_or_not_at_all(handed_down: Warehouse) -> None:
    carry(handed_down, {"c1": 5, "k11": 72, "k12": 73})
    rows = handed_down.query("SELECT account_id, state_name FROM v_assigned_targets")
    assert {row["account_id"]: row["state_name"] for row in rows} == {
        "c1": "按时",
        "k11": "按时",
        "k12": "逾期",
        "c2": "未转载",
        "k21": "未转载",
        "dz": "未转载",
    }
    [found] = handed_down.query("SELECT * FROM v_assigned_releases")
    counts = ("targets", "in_time", "late", "waiting", "missing", "unknown", "carriers")
    assert [found[name] for name in counts] == [6, 2, 1, 0, 3, 0, 3]
    assert found["in_time_rate"] == pytest.approx(2 / 6)
    assert found["median_lag_hours"] == pytest.approx(73)


def test_who_was_not_visited_is_unknown_and_not_missing(handed_down: Warehouse) -> None:
    forget_visits(handed_down, "c2", beijing_day(ago(days=9)))
    [row] = handed_down.query("SELECT state, followed_hours FROM v_assigned_targets WHERE account_id = 'c2'")
    assert row["state"] == "unknown"
    assert float(str(row["followed_hours"])) < 48


def test_before_the_deadline_everybody_waits(handed_down: Warehouse) -> None:
    insert(
        handed_down,
        "assigned_releases",
        assigned("assigned:1", ["c1", "c2"], ISSUED, deadline_at=now() + timedelta(days=1)),
    )
    [found] = handed_down.query("SELECT * FROM v_assigned_releases")
    assert (found["targets"], found["waiting"], found["in_time_rate"]) == (2, 2, None)


def test_a_missing_branch_is_one_where_nobody_carried_and_nobody_is_unknown(handed_down: Warehouse) -> None:
    carry(handed_down, {"c1": 5, "k11": 9})
    rows = {row["city_code"]: row for row in handed_down.query("SELECT * FROM v_assigned_branches")}
    first, second, own = rows["c1"], rows["c2"], rows[""]
    assert (first["city_state"], first["counties_carried"], first["counties_missing"]) == (
        "carried",
        ["k11县"],
        ["k12县"],
    )
    assert first["carried_rate"] == pytest.approx(0.5)
    assert (second["city_state"], second["counties_missing"], second["counties_blank"]) == (
        "missing",
        ["k21县"],
        ["k22县"],
    )
    assert (own["city_name"], own["city_state"], own["counties_missing"]) == ("省直管", "not_asked", ["定州"])
    assert [row["missing_branch"] for row in (first, second, own)] == [False, True, True]


def test_reach_carried_by_each_level_is_told_by_platform(handed_down: Warehouse) -> None:
    carry(handed_down, {"c1": 5, "k11": 9, "k12": 10})
    insert(
        handed_down,
        "metrics",
        *(
            figure(f"wechat:{name}-{lag}", ISSUED + timedelta(days=6), readers=readers)
            for name, lag, readers in (("c1", 5, 70), ("k11", 9, 30))
        ),
    )
    rows = handed_down.query(
        "SELECT level, posts, mature_posts, reach FROM v_assigned_reach ORDER BY level_order"
    )
    assert [tuple(row.values()) for row in rows] == [("city", 1, 1, 70), ("county", 2, 1, 30)]


def test_a_copy_is_credited_by_a_source_a_repost_or_a_name_in_its_text(handed_down: Warehouse) -> None:
    carry(handed_down, {"c1": 1}, source_label="某省消防", repost_of=None)
    carry(handed_down, {"k11": 2}, source_label=None, repost_of="wechat:0")
    carry(handed_down, {"k12": 3}, source_label=None, repost_of=None, text="据prov的单位提醒，天气转冷。")
    carry(handed_down, {"c2": 4}, source_label=None, repost_of=None, text="天气转冷。")
    rows = handed_down.query("SELECT account_id FROM v_assigned_adoptions WHERE NOT credited")
    assert rows == [{"account_id": "c2"}]
    assert handed_down.query("SELECT uncredited FROM v_assigned_releases") == [{"uncredited": 1}]


def test_copies_without_credit_of_found_releases_are_listed(handed_down: Warehouse) -> None:
    insert(handed_down, "releases", release("wechat:0", "prov", ISSUED))
    carry(handed_down, {"c1": 1}, source_label="某省消防", repost_of=None)
    carry(handed_down, {"c2": 4}, source_label=None, repost_of=None)
    insert(
        handed_down,
        "adoptions",
        adoption("wechat:0", "wechat:c1-1", "c1", ISSUED + timedelta(hours=1)),
        adoption("wechat:0", "wechat:c2-4", "c2", ISSUED + timedelta(hours=4)),
        adoption("wechat:0", "wechat:c2-5", "c2", ISSUED + timedelta(hours=5), method="title"),
    )
    rows = handed_down.query("SELECT post_id, origin_account_name FROM v_uncredited_copies")
    assert rows == [{"post_id": "wechat:c2-4", "origin_account_name": "prov的账号"}]


lags = st.dictionaries(
    st.sampled_from([name for name in ACCOUNTS if name != "prov"]),
    st.sampled_from([0.0, 5, 5, 30, 72, 73, 200]),
)


@few_worlds
@given(lags=lags, unseen=st.sets(st.sampled_from(sorted(ACCOUNTS)), max_size=3))
def test_states_and_lags_agree_with_a_plain_reading(
    handed_down: Warehouse, lags: dict[str, float], unseen: set[str]
) -> None:
    for table in ("crawls", "visit_days", "account_visits", "assigned_adoptions"):
        handed_down.command(f"TRUNCATE TABLE {table}")
    seen = [name for name in ACCOUNTS if name not in unseen]
    insert(handed_down, "crawls", *(visit(name, ago(days=day)) for name in seen for day in range(12)))
    carry(handed_down, lags)
    told = {row["account_id"]: row["state"] for row in handed_down.query("SELECT * FROM v_assigned_targets")}
    assert told == {name: _state(name, lags, unseen) for name in ACCOUNTS}
    [found] = handed_down.query("SELECT * FROM v_assigned_releases")
    until = (now() - ISSUED) / timedelta(hours=1)
    observations = [(lags.get(name, until), name in lags) for name in seen]
    expected = kaplan_meier_median(observations)
    assert found["median_lag_hours"] == (None if expected is None else pytest.approx(expected))


def _state(name: str, lags: dict[str, float], unseen: set[str]) -> Any:
    if name in lags:
        return "in_time" if lags[name] <= 72 else "late"
    return "unknown" if name in unseen else "missing"
