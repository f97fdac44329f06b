"""Kuaishou as the demo answers it: no `has_more`, milliseconds and seconds, tokens of 48 hours."""

from __future__ import annotations

from typing import Any

import pytest

from demo.accounts import Actor
from tests.demo.conftest import Province, at

LIST = "/kuaishou/openapi/photo/list"


@pytest.fixture
def actor(province: Province) -> Actor:
    return province.actor("kuaishou")


def renewed(province: Province, actor: Actor, token: str | None = None) -> Any:
    given = province.credentials(actor)
    query = {
        "app_id": given["app_id"],
        "app_secret": given["app_secret"],
        "grant_type": "refresh_token",
        "refresh_token": token or given["refresh_token"],
    }
    return province.json("GET", "/kuaishou/oauth2/refresh_token", params=query)


def ask(province: Province, actor: Actor, path: str = LIST, **query: str) -> Any:
    token = renewed(province, actor)["access_token"]
    return province.json("GET", path, params={"app_id": "x", "access_token": token, **query})


def test_pages_follow_the_oldest_work_and_list_each_once(province: Province, actor: Actor) -> None:
    found: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        page = ask(province, actor, count="5", **cursor)["video_list"]
        found += [work["photo_id"] for work in page]
        if len(page) < 5:
            break
        cursor = {"cursor": page[-1]["photo_id"]}
    now = province.clock.now()
    there = [post.native_id for post in province.posts(actor, now) if not post.deleted_by(now)]
    assert found == there[::-1]


def test_times_are_milliseconds_on_some_accounts_and_seconds_on_others(province: Province) -> None:
    digits = set()
    for index in range(3):
        actor = province.actor("kuaishou", index)
        for work in ask(province, actor, count="5")["video_list"]:
            digits.add(len(str(work["create_time"])))
    assert digits <= {10, 13}
    assert 13 in digits


def test_a_token_ends_after_forty_eight_hours(province: Province, actor: Actor) -> None:
    token = renewed(province, actor)["access_token"]
    query = {"app_id": "x", "access_token": token}
    province.clock.set(at(62, 9.9))
    assert province.json("GET", LIST, params=query)["result"] == 1
    province.clock.set(at(62, 11))
    assert province.json("GET", LIST, params=query)["result"] == 100200108


def test_a_refresh_token_gives_its_successor(province: Province, actor: Actor) -> None:
    first = renewed(province, actor)
    assert (first["expires_in"], first["refresh_token_expires_in"]) == (172800, 15552000)
    second = renewed(province, actor, first["refresh_token"])
    assert second["result"] == 1
    assert renewed(province, actor, "rft.0.0.invented")["result"] == 100200113


def test_a_work_that_is_gone_does_not_exist(province: Province) -> None:
    now = province.clock.now()
    for index in range(4):
        actor = province.actor("kuaishou", index)
        gone = [post for post in province.posts(actor, now) if post.deleted_by(now)]
        for post in gone[:1]:
            answer = ask(province, actor, "/kuaishou/openapi/photo/info", photo_id=post.native_id)
            assert answer["result"] == 120001


def test_followers_are_those_of_the_world(province: Province, actor: Actor) -> None:
    user = ask(province, actor, "/kuaishou/openapi/user_info")["user_info"]
    assert user["fan"] == province.world.followers(actor.account_id, province.clock.now())
