"""An answer is kept as it was worked out, and read whole until it is kept anew."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta

import pytest
from hypothesis import given

from tests.warehouse.embedded import ServerProcess
from tests.warehouse.followed import FollowedWarehouse
from tests.warehouse.rows import account, adoption, ago, insert, now, post, region, release, visit
from tests.warehouse.worlds import World, few_worlds, load, worlds
from warehouse.client import Warehouse, connect
from warehouse.kept import KEPT, KeptAnswers, keep_answers

_RUNNING = ("followed_hours", "kept_at")
"""What goes on while a test runs."""
_LAST_ROUND = "(SELECT * FROM {0} WHERE kept_at = (SELECT max(kept_at) FROM kept_rounds))"
_STATES = "SELECT account_id, state FROM v_target_outcomes ORDER BY account_id"


@pytest.fixture
def released(warehouse: FollowedWarehouse, warehouse_server: ServerProcess) -> Iterator[Warehouse]:
    """A release of ten days ago that one of two counties has carried; both were visited every day.

    By a connection that keeps nothing by itself.
    """
    issued = ago(days=10)
    insert(
        warehouse,
        "regions",
        region("13", "某省", "province"),
        region("k1", "子县", "county", "13"),
        region("k2", "丑县", "county", "13"),
    )
    insert(
        warehouse,
        "accounts",
        account("p", "douyin", "province", region_code="13"),
        account("carried", "douyin", region_code="k1"),
        account("missing", "douyin", region_code="k2"),
    )
    insert(warehouse, "posts", post("douyin:r", "p", issued), post("douyin:c", "carried", issued))
    insert(warehouse, "releases", release("douyin:r", "p", issued))
    insert(warehouse, "adoptions", adoption("douyin:r", "douyin:c", "carried", issued + timedelta(hours=1)))
    for name in ("carried", "missing"):
        insert(warehouse, "crawls", *(visit(name, ago(days=day)) for day in range(11)))
    warehouse.follow()
    with closing(connect(warehouse_server.settings)) as plain:
        yield plain


@few_worlds
@given(world=worlds())
def test_what_is_kept_is_what_is_worked_out(warehouse: Warehouse, world: World) -> None:
    load(warehouse, world)
    before = {view: _rows(warehouse, view) for view in ("v_account_state", "v_audience_gaps")}
    keep_answers(warehouse, now())
    for table, view in KEPT.items():
        assert _rows(warehouse, _LAST_ROUND.format(table)) == _rows(warehouse, view), table
    assert _rows(warehouse, "v_target_outcomes") == _rows(warehouse, "v_judged_targets")
    assert _rows(warehouse, "v_index_inputs") == _rows(warehouse, "v_added_index_inputs")
    assert {view: _rows(warehouse, view) for view in before} == before


def test_what_happened_long_ago_counts_whether_it_is_kept_or_not(warehouse: Warehouse) -> None:
    lasts = (3, 31, 45, 60, 61, 200)
    for last in lasts:
        insert(warehouse, "regions", region(f"k{last}", f"{last}县", "county"))
        insert(warehouse, "accounts", account(f"a{last}", "douyin", region_code=f"k{last}"))
        insert(warehouse, "crawls", visit(f"a{last}", ago(hours=1)))
        for days in (last, last + 40):
            insert(
                warehouse, "posts", post(f"douyin:{last}-{days}", f"a{last}", ago(days), audiences=["rural"])
            )
    expected = {f"k{last}": (f"douyin:{last}-{last}", last) for last in lasts}
    for kept_before in (timedelta(hours=1), timedelta(minutes=29), timedelta()):
        keep_answers(warehouse, now() - kept_before)
        told = warehouse.query(
            "SELECT s.region_code AS region, last_update_post_id, days_since FROM v_account_state AS s"
            " INNER JOIN v_audience_gaps AS g ON g.region_code = s.region_code WHERE g.audience = 'rural'"
        )
        assert {row["region"]: (row["last_update_post_id"], row["days_since"]) for row in told} == expected


def test_what_is_kept_is_read_until_it_is_kept_anew(released: Warehouse) -> None:
    carried = {"account_id": "carried", "state": "carried"}
    missing = {"account_id": "missing", "state": "missing"}
    keep_answers(released, now())
    _withdraw(released)
    assert released.query(_STATES) == [carried, missing]
    keep_answers(released, now())
    assert released.query(_STATES) == [{**carried, "state": "missing"}, missing]


def test_a_round_that_ends_half_way_is_not_read_and_goes_with_the_next(released: Warehouse) -> None:
    keep_answers(released, now())
    judged = "SELECT *, {at:DateTime64(3, 'UTC')} AS kept_at FROM v_judged_targets LIMIT 1"
    released.command(f"INSERT INTO release_targets {judged}", {"at": now() + timedelta(seconds=1)})
    assert len(released.query(_STATES)) == 2
    keep_answers(released, now() + timedelta(seconds=2))
    keep_answers(released, now() + timedelta(seconds=3))
    assert len(released.query("SELECT DISTINCT kept_at FROM release_targets")) == 2
    assert len(released.query(_STATES)) == 2


def test_a_release_that_is_withdrawn_has_no_targets_any_more(released: Warehouse) -> None:
    keep_answers(released, now())
    insert(released, "releases", release("douyin:r", "p", ago(days=10), carriers=0))
    keep_answers(released, now())
    assert released.query(_STATES) == []


def test_working_out_takes_a_tenth_of_the_time_at_most(released: Warehouse) -> None:
    kept, began = KeptAnswers(), now()
    kept.round(released, began)
    first = _kept_at(released)
    kept.round(released, began + timedelta(milliseconds=1))
    assert _kept_at(released) == first
    kept.round(released, began + timedelta(hours=1))
    assert _kept_at(released) != first


def test_what_the_warehouse_refuses_is_told_and_left(
    released: Warehouse, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    keep_answers(released, now())
    monkeypatch.setitem(KEPT, "release_targets", "v_there_is_none")
    KeptAnswers().round(released, now())
    assert "Answers are not kept anew, so who asks reads those before" in caplog.text
    assert [row["state"] for row in released.query(_STATES)] == ["carried", "missing"]


def _rows(warehouse: Warehouse, source: str) -> list[dict[str, object]]:
    rows = warehouse.query(f"SELECT * FROM {source} ORDER BY ALL")
    return [{name: value for name, value in row.items() if name not in _RUNNING} for row in rows]


def _withdraw(warehouse: Warehouse) -> None:
    withdrawn = adoption("douyin:r", "douyin:c", "carried", ago(days=10) + timedelta(hours=1), valid=False)
    insert(warehouse, "adoptions", withdrawn)


def _kept_at(warehouse: Warehouse) -> object:
    [row] = warehouse.query("SELECT max(kept_at) AS at FROM release_targets")
    return row["at"]
