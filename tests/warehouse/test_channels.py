"""Other channels: what was handed in replaces itself by its key, and the views agree with a slow count."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings

from hub.clock import beijing_day, start_of_beijing_day
from tests.warehouse import slow_channels
from tests.warehouse.rows import account, ago, assigned_adoption, insert, now, post, region
from tests.warehouse.slow_channels import Rows, handed_in
from tests.warehouse.worlds import World, few_worlds, load, worlds
from warehouse.client import Warehouse
from warehouse.handed_in import changes, keep

TODAY = beijing_day(now())
KEY = ("region_code", "record_id")


def batch(record_id: str, **other: Any) -> dict[str, Any]:
    told: dict[str, Any] = {
        "region_code": "c1",
        "record_id": record_id,
        "unit": "某支队",
        "sent_at": start_of_beijing_day(TODAY),
        "text": "注意通风",
        "topics": ["heating"],
        "audiences": [],
        "recipients": 100,
        "delivered": 90,
        "withdrawn": False,
        "file": "短信.xlsx",
    }
    return told | other


def test_the_same_rows_again_change_nothing_and_a_corrected_one_replaces_itself(warehouse: Warehouse) -> None:
    insert(warehouse, "regions", region("c1", "甲市", "city"))
    first = changes(warehouse, "sms_batches", KEY, [batch("1"), batch("2")])
    assert (len(first.new), len(first.corrected), first.unchanged) == (2, 0, 0)
    keep(warehouse, first, "someone", now())
    again = changes(
        warehouse, "sms_batches", KEY, [batch("1", file="又一份.xlsx"), batch("2", delivered=None)]
    )
    assert (len(again.new), len(again.corrected), again.unchanged) == (0, 1, 1)
    keep(warehouse, again, "another", now() + timedelta(seconds=1))
    rows = warehouse.query(
        "SELECT record_id, delivered, delivered_rate FROM v_channel_sms ORDER BY record_id"
    )
    assert [tuple(row.values()) for row in rows] == [("1", 90, 0.9), ("2", None, None)]
    withdrawn = changes(warehouse, "sms_batches", KEY, [batch("1", withdrawn=True)])
    keep(warehouse, withdrawn, "another", now() + timedelta(seconds=2))
    assert [row["record_id"] for row in warehouse.query("SELECT record_id FROM v_channel_sms")] == ["2"]


@settings(few_worlds, max_examples=3)
@given(world=worlds(), rows=handed_in())
def test_the_views_of_other_channels_agree_with_a_slow_count(
    warehouse: Warehouse, world: World, rows: Rows
) -> None:
    load(warehouse, world)
    for table, told in rows.items():
        warehouse.command(f"TRUNCATE TABLE {table}")
        insert(warehouse, table, *told)
    views = (
        (
            "v_channel_by_region",
            "period, period_start, region_code, channel",
            "records, records_unknown, amount, addressed, delivered_rate, amount_per_thousand, posts",
            slow_channels.by_region(rows, world),
        ),
        (
            "v_channel_by_level",
            "period, period_start, level, channel",
            "regions, records, amount, delivered_rate, posts",
            slow_channels.by_level(rows, world),
        ),
        (
            "v_channel_by_topic",
            "region_code, dimension, key, channel",
            "records, amount, posts",
            slow_channels.by_topic(rows, world),
        ),
    )
    for view, key, figures, owed in views:
        answer = warehouse.query(f"SELECT {key}, {figures} FROM {view}")
        told = {tuple(row.values())[:4]: list(row.values())[4:] for row in answer}
        assert told == {name: pytest.approx(values, nan_ok=True) for name, values in owed.items()}, view


def test_an_agreement_is_kept_by_the_post_that_its_release_names(warehouse: Warehouse) -> None:
    insert(warehouse, "regions", region("13", "某省", "province"))
    insert(warehouse, "accounts", account("p", "douyin", "province", region_code="13"))
    published = ago(days=10)
    insert(warehouse, "posts", post("douyin:o", "p", published), post("douyin:q", "p", published))
    insert(
        warehouse,
        "assigned_adoptions",
        assigned_adoption("assigned:1", "douyin:q", "p", published, method="origin"),
    )
    due = beijing_day(published)
    agreed = {
        "released": item(1, due, release_id="douyin:o"),
        "late": item(2, due - timedelta(days=1), release_id="assigned:1"),
        "unknown": item(3, due, release_id="douyin:none"),
        "overdue": item(4, TODAY - timedelta(days=1)),
        "open": item(5, TODAY),
        "not_asked": item(6, due, release_asked=""),
    }
    insert(warehouse, "consultation_items", *agreed.values())
    rows = warehouse.query("SELECT item, state, post_id FROM v_channel_agreements ORDER BY item")
    assert [row["state"] for row in rows] == list(agreed)
    assert [row["post_id"] for row in rows] == ["douyin:o", "douyin:q", "", "", "", ""]
    [meeting] = warehouse.query("SELECT channel, amount, topics FROM v_channel_activities")
    assert meeting == {"channel": "meeting", "amount": None, "topics": ["gas"]}


def item(number: int, due: date, **other: Any) -> dict[str, Any]:
    told: dict[str, Any] = {
        "region_code": "13",
        "record_id": "会商-1",
        "item": number,
        "name": "一季度会商",
        "first_day": due - timedelta(days=5) if number == 1 else TODAY - timedelta(days=40),
        "departments": ["education"],
        "agreed": "发提示",
        "responsible": "某局",
        "due_on": due,
        "topics": ["gas"],
        "audiences": [],
        "release_asked": "提示",
        "release_id": "",
        "withdrawn": False,
        "file": "会商.xlsx",
        "entered_by": "某人",
        "entered_at": now(),
    }
    return told | other
