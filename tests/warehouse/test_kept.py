"""An answer is kept as it was worked out, read whole, and worked out anew when nobody keeps it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given

from tests.warehouse.rows import account, adoption, ago, insert, now, post, region, release, visit
from tests.warehouse.worlds import World, few_worlds, load, worlds
from warehouse.client import Warehouse
from warehouse.kept import KEPT, KeptAnswers, keep_answers, next_of

# Where each answer is read, what goes on while a test runs, and how its rows are told apart.
_READ = {
    "release_targets": ("v_target_outcomes", "EXCEPT (followed_hours)", "release_id, account_id"),
    "index_inputs": ("v_index_inputs", "", "account_id, period, period_start"),
}
_STATES = "SELECT account_id, state FROM v_target_outcomes ORDER BY account_id"


@pytest.fixture
def released(warehouse: Warehouse) -> Warehouse:
    """A release of ten days ago that one of two counties has carried; both were visited every day."""
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
    return warehouse


@few_worlds
@given(world=worlds())
def test_what_is_kept_is_what_is_worked_out(warehouse: Warehouse, world: World) -> None:
    load(warehouse, world)
    keep_answers(warehouse, now())
    for table, (reader, running, order) in _READ.items():
        select = f"SELECT * {running} FROM {{}} ORDER BY {order}"
        worked_out = warehouse.query(select.format(KEPT[table]))
        assert warehouse.query(select.format(reader)) == worked_out
        assert warehouse.query(select.format(f"(SELECT * EXCEPT (kept_at) FROM {table})")) == worked_out
        assert warehouse.query(f"SELECT count() AS rows FROM {next_of(table)}") == [{"rows": 0}]


def test_what_is_kept_is_read_until_it_is_kept_anew(released: Warehouse) -> None:
    carried = {"account_id": "carried", "state": "carried"}
    missing = {"account_id": "missing", "state": "missing"}
    keep_answers(released, now())
    _withdraw(released)
    assert released.query(_STATES) == [carried, missing]
    keep_answers(released, now())
    assert released.query(_STATES) == [{**carried, "state": "missing"}, missing]


def test_what_was_kept_half_an_hour_ago_is_judged_anew(released: Warehouse) -> None:
    keep_answers(released, now() - timedelta(minutes=31))
    _withdraw(released)
    assert {row["state"] for row in released.query(_STATES)} == {"missing"}


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
    monkeypatch.setitem(KEPT, "release_targets", "v_there_is_none")
    KeptAnswers().round(released, now())
    assert "Answers are not kept, so who asks waits for them" in caplog.text
    assert [row["state"] for row in released.query(_STATES)] == ["carried", "missing"]


def _withdraw(warehouse: Warehouse) -> None:
    withdrawn = adoption("douyin:r", "douyin:c", "carried", ago(days=10) + timedelta(hours=1), valid=False)
    insert(warehouse, "adoptions", withdrawn)


def _kept_at(warehouse: Warehouse) -> object:
    [row] = warehouse.query("SELECT max(kept_at) AS at FROM release_targets")
    return row["at"]
