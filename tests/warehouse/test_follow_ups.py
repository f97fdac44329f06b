"""Follow-ups: the post that fulfils one, a deletion that opens it again, what nobody has seen yet."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.clock import beijing_day, start_of_beijing_day
from hub.errors import ConfigError
from tests.warehouse import slow_follow_ups
from tests.warehouse.rows import (
    account,
    adoption,
    ago,
    follow_up,
    insert,
    now,
    post,
    region,
    release,
    visit,
)
from tests.warehouse.worlds import AUDIENCES, World, few_worlds, load, worlds
from warehouse.client import Warehouse
from warehouse.follow_ups import FollowUp, keep_follow_up, named, withdraw_follow_up

ASSIGNED = ago(days=6)
DUE = ago(days=3)


def states(warehouse: Warehouse) -> dict[str, str]:
    rows = warehouse.query("SELECT follow_up_id, state FROM v_follow_ups")
    return {str(row["follow_up_id"]): str(row["state"]) for row in rows}


def test_each_aim_is_fulfilled_by_its_post_and_opened_again_by_its_deletion(warehouse: Warehouse) -> None:
    insert(warehouse, "regions", region("c1", "甲市", "city"), region("k1", "子县", "county", "c1"))
    insert(
        warehouse,
        "accounts",
        account("c", level="city", region_code="c1"),
        account("k", region_code="k1"),
    )
    insert(warehouse, "crawls", visit("c", ago(hours=1)), visit("k", ago(hours=1)))
    insert(
        warehouse,
        "follow_ups",
        follow_up("update", "update", ASSIGNED, DUE, account_id="k", region_code="k1"),
        follow_up("audience", "audience", ASSIGNED, DUE, region_code="c1", audience="rural", with_below=True),
        follow_up("own", "audience", ASSIGNED, DUE, region_code="c1", audience="rural"),
        follow_up("carry", "carry", ASSIGNED, DUE, unit="k的单位", region_code="k1", release_id="wechat:o"),
        follow_up("later", "update", ASSIGNED, now() + timedelta(days=1), account_id="c"),
    )
    assert states(warehouse) == {
        "update": "overdue",
        "audience": "overdue",
        "own": "overdue",
        "carry": "overdue",
        "later": "open",
    }
    done = ago(days=2)
    insert(warehouse, "posts", post("wechat:o", "c", ago(days=9)))
    insert(warehouse, "posts", post("wechat:k", "k", done, audiences=["rural"]))
    insert(warehouse, "releases", release("wechat:o", "c", ago(days=9)))
    insert(warehouse, "adoptions", adoption("wechat:o", "wechat:k", "k", done))
    fulfilled = dict.fromkeys(("update", "audience", "carry"), "fulfilled_late")
    assert states(warehouse) == fulfilled | {"own": "overdue", "later": "open"}
    [row] = warehouse.query("SELECT * FROM v_follow_ups WHERE follow_up_id = 'carry'")
    assert (row["post_id"], row["url"], row["fulfilled_at"]) == (
        "wechat:k",
        "https://example.invalid/wechat:k",
        done,
    )
    assert "转载《wechat:o的标题》" in str(row["wanted"])
    insert(
        warehouse, "posts", post("wechat:k", "k", done, audiences=["rural"], deleted=True, fetched_at=now())
    )
    assert set(states(warehouse).values()) == {"overdue", "open"}


def test_what_nobody_looked_at_after_the_term_is_open_and_not_overdue(warehouse: Warehouse) -> None:
    insert(warehouse, "accounts", account("k"))
    insert(warehouse, "crawls", visit("k", DUE - timedelta(hours=1)))
    insert(warehouse, "follow_ups", follow_up("f", "update", ASSIGNED, DUE, account_id="k"))
    assert states(warehouse) == {"f": "open"}
    insert(warehouse, "crawls", visit("k", DUE))
    assert states(warehouse) == {"f": "overdue"}


def test_a_follow_up_is_kept_once_and_taken_back(warehouse: Warehouse) -> None:
    told = named(
        FollowUp("", "update", "k", "", "k1", False, "", "", "", "", ASSIGNED, DUE, "someone", now())
    )
    keep_follow_up(warehouse, told)
    keep_follow_up(warehouse, told)
    assert states(warehouse) == {told.follow_up_id: "open"}
    withdraw_follow_up(warehouse, told.follow_up_id, "someone", now() + timedelta(seconds=1))
    assert states(warehouse) == {told.follow_up_id: "withdrawn"}
    with pytest.raises(ConfigError, match="was assigned"):
        withdraw_follow_up(warehouse, told.follow_up_id, "someone", now())


@st.composite
def follow_ups(draw: st.DrawFn, world: World, name: str) -> dict[str, object]:
    """Something assigned to an account, a unit or a region of the world, at an edge of a day or at a post."""
    code = draw(st.sampled_from(["13", "c1", "k1", "k4"]))
    targets = [{"region_code": code}, {"region_code": code, "with_below": True}]
    for row in world.accounts:
        targets += [
            {"account_id": row["account_id"]},
            {"unit": row["unit"], "region_code": row["region_code"]},
        ]
    aims: list[dict[str, object]] = [
        {"aim": "update"},
        {"aim": "audience", "audience": draw(st.sampled_from(AUDIENCES))},
    ]
    aims += [{"aim": "carry", "release_id": row["release_id"]} for row in world.releases]
    assigned_at = draw(st.sampled_from(_instants(world)))
    due_at = assigned_at + timedelta(hours=draw(st.sampled_from([1, 24, 240])))
    told = draw(st.sampled_from(aims)) | draw(st.sampled_from(targets))
    withdrawn = draw(st.sampled_from([False, False, False, True]))
    return follow_up(name, str(told.pop("aim")), assigned_at, due_at, withdrawn=withdrawn, **told)


def _instants(world: World) -> list[datetime]:
    midnight = start_of_beijing_day(beijing_day(now()) - timedelta(days=20))
    times = [at for row in world.posts if isinstance(at := row["published_at"], datetime)]
    return [midnight, midnight - timedelta(milliseconds=1), *times]


@settings(few_worlds, max_examples=4)
@given(data=st.data(), world=worlds(least_posts=1))
def test_the_view_of_follow_ups_agrees_with_the_slow_model(
    warehouse: Warehouse, data: st.DataObject, world: World
) -> None:
    load(warehouse, world)
    warehouse.command("TRUNCATE TABLE follow_ups")
    rows = {name: data.draw(follow_ups(world, name)) for name in "abcdefgh"}
    insert(warehouse, "follow_ups", *rows.values())
    at = now()
    found = warehouse.query("SELECT follow_up_id, state, post_id, lag_hours FROM v_follow_ups")
    told = {row.pop("follow_up_id"): row for row in found}
    assert told == {name: slow_follow_ups.state(world, row, at) for name, row in rows.items()}
