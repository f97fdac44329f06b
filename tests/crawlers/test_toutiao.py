"""What the Toutiao puller makes of the platform's answers; what it shares with Douyin is tested there."""

from __future__ import annotations

from typing import Any

import pytest

from hub.records import AccountSeen, Metrics, MetricsSeen, PostSeen
from hub.roster import Account
from tests.crawlers.loopback import Loopback
from tests.crawlers.wave import Wave, account, beijing, know

LIST, WORKS, REFRESH = "/toutiao/video/list/", "/toutiao/video/data/", "/oauth/refresh_token/"
EXPIRED = {"data": {"description": "access_token过期", "error_code": 2190008}, "extra": {}}


@pytest.fixture
def county(wave: Wave, platform: Loopback) -> Account:
    county = account("toutiao", native_id="open-1")
    wave.credentials[county.account_id] = {
        "client_key": "key",
        "client_secret": "planted-client-secret",
        "open_id": "open-1",
        "access_token": "access-1",
        "refresh_token": "refresh-1",
    }
    platform.on(LIST, page(work()))
    platform.on(WORKS, page())
    return county


def work(**more: Any) -> dict[str, Any]:
    return {
        "item_id": "@Tt9x/Example==",
        "video_id": "7590000000000000123",
        "title": "航拍某市新大桥 #大桥",
        "cover": "https://p3.toutiaoimg.com/x.jpg",
        "create_time": int(beijing("2026-01-03 08:00").timestamp()),
        "share_url": "https://m.toutiao.com/video/EXAMPLE/",
        "is_reviewed": True,
        "is_top": False,
        "statistics": {
            "digg_count": 55,
            "play_count": "10320",
            "share_count": 13,
            "forward_count": 2,
            "comment_count": 7,
        },
        **more,
    }


def page(*works: dict[str, Any]) -> dict[str, Any]:
    data = {"list": list(works), "cursor": "1767225600000", "has_more": False, "error_code": 0}
    return {"data": data, "extra": {"error_code": 0, "sub_error_code": 0}}


def test_a_video_is_published_with_its_figures_and_a_page_that_lasts(
    wave: Wave, platform: Loopback, county: Account
) -> None:
    finished = wave.visit_one(county)
    assert (finished.outcome, finished.platform, finished.posts_seen) == ("ok", "toutiao", 1)
    [post], [figures] = wave.sink.all(PostSeen), wave.sink.all(MetricsSeen)
    assert (post.post_id, post.platform) == ("toutiao:@Tt9x/Example==", "toutiao")
    assert post.url == "https://www.toutiao.com/video/7590000000000000123/"
    assert (post.text, post.hashtags, post.published_at) == (
        "航拍某市新大桥 #大桥",
        ("大桥",),
        beijing("2026-01-03 08:00"),
    )
    assert figures.platform == "toutiao"
    assert figures.metrics == Metrics(views=10320, likes=55, comments=7, shares=13, forwards=2)
    [question] = platform.asked_for(LIST)
    assert (question.headers["access-token"], question.query["open_id"]) == ("access-1", "open-1")


def test_there_is_no_figure_of_followers(wave: Wave, platform: Loopback, county: Account) -> None:
    wave.visit_one(county)
    assert wave.sink.all(AccountSeen) == []
    assert {question.path for question in platform.asked} == {LIST}


def test_a_known_video_that_is_missing_is_deleted_only_where_the_answer_holds_a_list(
    wave: Wave, platform: Loopback, county: Account
) -> None:
    know(wave, county, {"toutiao:@gone": (beijing("2026-01-02 08:00"), "page")}, beijing("2026-01-02 21:30"))
    platform.on(WORKS, {"data": {"error_code": 0}, "extra": {}})
    first = wave.visit_one(county)
    assert (first.outcome, [post.deleted for post in wave.sink.all(PostSeen)]) == ("partial", [False])
    platform.on(WORKS, page())
    wave.visit_one(county)
    assert ("toutiao:@gone", True) in [(post.post_id, post.deleted) for post in wave.sink.all(PostSeen)]


def test_a_refresh_token_that_ends_is_a_persons_task_since_none_can_be_renewed(
    wave: Wave, platform: Loopback, county: Account
) -> None:
    platform.on(LIST, EXPIRED, page(work()))
    tokens = {"access_token": "access-2", "expires_in": 1296000, "refresh_expires_in": 86400}
    platform.on(REFRESH, {"data": {"error_code": 0, **tokens}, "extra": {}})
    assert wave.visit_one(county).outcome == "ok"
    later = wave.visit_one(county)
    assert (later.outcome, later.error_kind) == ("partial", "authorisation")
    assert not [question for question in platform.asked if "renew" in question.path]
