"""Douyin as the demo answers it: errors in the body, quoted numbers, pinned and private works, tokens."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from demo.accounts import Actor
from tests.demo.conftest import Province, at, day

LIST = "/douyin/api/douyin/v1/video/video_list/"


def access_token(province: Province, actor: Actor) -> str:
    given = province.credentials(actor)
    form = {
        "client_key": given["client_key"],
        "refresh_token": given["refresh_token"],
        "grant_type": "refresh_token",
    }
    return str(province.json("POST", "/douyin/oauth/refresh_token/", data=form)["data"]["access_token"])


def ask(province: Province, actor: Actor, path: str = LIST, method: str = "GET", **options: Any) -> Any:
    query = {"open_id": actor.account.native_id, **options.pop("query", {})}
    for _ in range(2):
        answer = province.json(
            method, path, params=query, headers={"access-token": access_token(province, actor)}, **options
        )
        if int(answer["data"]["error_code"]) != 2100004:
            break
    return answer


def works(province: Province, actor: Actor) -> list[Any]:
    found: list[Any] = []
    cursor = "0"
    for _ in range(60):
        data = ask(province, actor, query={"cursor": cursor, "count": "20"})["data"]
        found += data["list"]
        cursor = str(data["cursor"])
        if not data["has_more"]:
            return found
    raise AssertionError("the list does not end")


@pytest.fixture
def actor(province: Province) -> Actor:
    return province.actor("douyin")


def test_paging_by_cursor_lists_each_work_once(province: Province) -> None:
    for index in range(4):
        actor = province.actor("douyin", index)
        found = [work["item_id"] for work in works(province, actor)]
        there = [
            p for p in province.posts(actor, province.clock.now()) if not p.deleted_by(province.clock.now())
        ]
        assert sorted(found) == sorted(post.native_id for post in there)


def test_a_pinned_work_stands_first_though_it_is_old(province: Province) -> None:
    pinned = 0
    for index in range(10):
        actor = province.actor("douyin", index)
        province.clock.set(at(55, 10))
        found = works(province, actor)
        times = [work["create_time"] for work in found if not work["is_top"]]
        assert times == sorted(times, reverse=True)
        if found[0]["is_top"]:
            pinned += found[0]["create_time"] < times[0]
        assert not [work for work in found[1:] if work["is_top"]]
    assert pinned > 0


def test_a_caption_is_the_only_title_and_times_are_seconds(province: Province, actor: Actor) -> None:
    work = works(province, actor)[-1]
    post = province.posts(actor, province.clock.now())[0]
    assert work["title"] == post.text
    assert work["create_time"] == int(post.published_at.timestamp())
    assert isinstance(work["video_id"], str)


def test_numbers_are_quoted_now_and_then(province: Province, actor: Actor) -> None:
    kinds = set()
    for offset in range(20, 60, 2):
        province.clock.set(at(offset, 10))
        if actor.outages.at(province.clock.now()) is None:
            kinds |= {type(value) for value in works(province, actor)[0]["statistics"].values()}
    assert kinds == {int, str}


def test_a_work_made_private_stays_listed_without_plays(province: Province) -> None:
    province.clock.set(at(119, 10))
    for actor in (a for a in province.world.actors.values() if a.account.platform == "douyin"):
        now = province.clock.now()
        hidden = [post for post in province.posts(actor, now) if post.hidden_at and post.hidden_at < now]
        if hidden and actor.outages.at(now) is None:
            work = next(work for work in works(province, actor) if work["item_id"] == hidden[0].native_id)
            assert work["video_status"] == 7
            assert int(work["statistics"]["play_count"]) == 0
            return
    pytest.fail("no hidden work")


def test_named_works_are_given_by_id_and_removed_ones_left_out(province: Province, actor: Actor) -> None:
    wanted = [work["item_id"] for work in works(province, actor)[:2]]
    path = "/douyin/api/douyin/v1/video/video_data/"
    answer = ask(province, actor, path, "POST", json={"item_ids": [*wanted, "@gone=="]})
    assert [work["item_id"] for work in answer["data"]["list"]] == wanted


def test_errors_come_with_http_200_inside_data_and_extra(province: Province, actor: Actor) -> None:
    answer = province.client.get(
        LIST, params={"open_id": actor.account.native_id}, headers={"access-token": "x"}
    )
    if answer.status_code != 200:
        answer = province.client.get(
            LIST, params={"open_id": actor.account.native_id}, headers={"access-token": "x"}
        )
    assert answer.status_code == 200
    assert answer.json()["data"]["error_code"] == answer.json()["extra"]["error_code"] == 2190008


def test_an_access_token_ends_after_fifteen_days_and_is_refreshed(province: Province, actor: Actor) -> None:
    first = province.credentials(actor)["access_token"]
    province.clock.set(at(14, 10))
    assert access_token(province, actor) == first, "before its end it is only prolonged"
    province.clock.set(at(15, 10))
    query = {"open_id": actor.account.native_id}
    refused = province.json("GET", LIST, params=query, headers={"access-token": first})
    assert refused["data"]["error_code"] == 2190008
    assert access_token(province, actor) != first
    assert "list" in ask(province, actor)["data"]


def test_a_refresh_token_is_renewed_for_another_thirty_days(province: Province, actor: Actor) -> None:
    given = province.credentials(actor)
    form = {"client_key": given["client_key"], "refresh_token": given["refresh_token"]}
    renewed = province.json("POST", "/douyin/oauth/renew_refresh_token/", data=form)["data"]
    assert renewed["refresh_token"] != given["refresh_token"]
    assert renewed["expires_in"] == timedelta(days=30).total_seconds()
    form |= {"refresh_token": renewed["refresh_token"], "grant_type": "refresh_token"}
    assert province.json("POST", "/douyin/oauth/refresh_token/", data=form)["data"]["access_token"]


def test_a_forged_refresh_token_is_refused(province: Province, actor: Actor) -> None:
    form = {
        "client_key": province.credentials(actor)["client_key"],
        "refresh_token": f"rft.{actor.index}.0.ff",
    }
    assert province.json("POST", "/douyin/oauth/refresh_token/", data=form)["data"]["error_code"] == 10010


def test_an_account_that_needs_a_person_gets_no_token(province: Province) -> None:
    actor = next(
        a for a in province.world.actors.values() if a.account.platform == "douyin" and a.outages.spans
    )
    province.clock.set(at(actor.outages.spans[0][0], 10))
    given = province.credentials(actor)
    form = {"client_key": given["client_key"], "refresh_token": given["refresh_token"]}
    assert province.json("POST", "/douyin/oauth/refresh_token/", data=form)["data"]["error_code"] == 10010


def test_followers_of_past_days_are_quoted(province: Province, actor: Actor) -> None:
    rows = ask(province, actor, "/douyin/data/external/user/fans/", query={"date_type": "7"})["data"][
        "result_list"
    ]
    assert [row["date"] for row in rows] == [day(offset).isoformat() for offset in range(53, 60)]
    assert rows[-1]["total_fans"] == str(province.world.followers(actor.account_id, at(60, 0)))
    assert all(isinstance(row["new_fans"], str) for row in rows)
