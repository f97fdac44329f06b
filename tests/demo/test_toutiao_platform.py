"""Toutiao as the demo answers it: Douyin's manner, videos only, no status, no followers."""

from __future__ import annotations

from typing import Any

import pytest

from demo.accounts import Actor
from tests.demo.conftest import Province

LIST = "/toutiao/toutiao/video/list/"


@pytest.fixture
def actor(province: Province) -> Actor:
    return province.actor("toutiao")


def renewed(province: Province, actor: Actor) -> Any:
    given = province.credentials(actor)
    form = {"client_key": given["client_key"], "refresh_token": given["refresh_token"]}
    return province.json(
        "POST", "/toutiao/oauth/refresh_token/", data={**form, "grant_type": "refresh_token"}
    )


def test_works_have_a_page_on_toutiao_and_neither_status_nor_downloads(
    province: Province, actor: Actor
) -> None:
    token = renewed(province, actor)["data"]["access_token"]
    query = {"open_id": actor.account.native_id, "cursor": "0", "count": "20"}
    works = province.json("GET", LIST, params=query, headers={"access-token": token})["data"]["list"]
    known = {post.native_id: post for post in province.posts(actor, province.clock.now())}
    assert works
    for work in works:
        assert "video_status" not in work
        assert set(work["statistics"]) == {
            "play_count",
            "digg_count",
            "comment_count",
            "share_count",
            "forward_count",
        }
        assert known[work["item_id"]].url == f"https://www.toutiao.com/video/{work['video_id']}/"


def test_there_is_no_way_to_followers_or_to_a_new_refresh_token(province: Province, actor: Actor) -> None:
    for path in ("/toutiao/data/external/user/fans/", "/toutiao/oauth/renew_refresh_token/"):
        assert province.client.get(path).status_code == 404
