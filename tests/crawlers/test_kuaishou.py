"""What the Kuaishou puller makes of the platform's answers."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from hub.records import AccountSeen, Metrics, MetricsSeen, PostSeen
from hub.roster import Account
from tests.crawlers.loopback import Loopback, Question
from tests.crawlers.wave import Wave, account, beijing, ids, know

LIST, WORK, USER = "/openapi/photo/list", "/openapi/photo/info", "/openapi/user_info"
REFRESH = "/oauth2/refresh_token"
EXPIRED = {"result": 100200108, "error": "access_token_expired", "error_msg": "access token expired"}
GONE = {"result": 120001, "error_msg": "work not exist"}


@pytest.fixture
def county(wave: Wave, platform: Loopback) -> Account:
    county = account("kuaishou")
    wave.credentials[county.account_id] = {
        "app_id": "ks1",
        "app_secret": "planted-app-secret",
        "access_token": "access-1",
        "refresh_token": "refresh-1",
        "expires_at": "2026-01-05T00:00:00+08:00",
    }
    platform.on(LIST, listed(work(1)))
    platform.on(WORK, GONE)
    platform.on(
        USER, {"result": 1, "user_info": {"name": "某市融媒", "sex": "F", "fan": 25310, "follow": 12}}
    )
    platform.on(REFRESH, granted())
    return county


def native(number: int) -> str:
    return f"3xexample{number:07}"


def work(number: int, at: str | datetime = "2026-01-03 08:00:00.123", **more: Any) -> dict[str, Any]:
    published = beijing(at) if isinstance(at, str) else at
    return {
        "photo_id": native(number),
        "caption": "早安,某市! #晨光",
        "cover": "https://p2.a.yximgs.com/upic/x.jpg",
        "play_url": "https://v2.kwaicdn.com/x.mp4?tag=1",
        "create_time": int(published.timestamp() * 1000),
        "like_count": 87,
        "comment_count": 5,
        "view_count": 4021,
        "pending": False,
        **more,
    }


def listed(*works: dict[str, Any]) -> dict[str, Any]:
    return {"result": 1, "video_list": list(works)}


def granted(**more: Any) -> dict[str, Any]:
    return {
        "result": 1,
        "access_token": "access-2",
        "expires_in": 172800,
        "refresh_token": "refresh-2",
        "refresh_token_expires_in": 15552000,
        **more,
    }


def test_a_work_is_published_with_its_instant_figures(
    wave: Wave, platform: Loopback, county: Account
) -> None:
    finished = wave.visit_one(county)
    assert (finished.outcome, finished.posts_seen, finished.figures_seen) == ("ok", 1, 1)
    [post], [figures] = wave.sink.all(PostSeen), wave.sink.all(MetricsSeen)
    assert post.post_id == f"kuaishou:{native(1)}"
    assert post.url == f"https://www.kuaishou.com/short-video/{native(1)}"
    assert (post.text, post.title, post.media, post.hashtags) == ("早安,某市! #晨光", "", "video", ("晨光",))
    assert figures.metrics == Metrics(views=4021, likes=87, comments=5)
    [question] = platform.asked_for(LIST)
    assert question.query == {"app_id": "ks1", "count": "20", "access_token": "access-1"}


def test_times_are_milliseconds_and_from_older_gateways_seconds(
    wave: Wave, platform: Loopback, county: Account
) -> None:
    seconds = int(beijing("2026-01-03 07:00").timestamp())
    platform.on(LIST, listed(work(1), work(2, create_time=seconds)))
    wave.visit_one(county)
    assert [post.published_at for post in wave.sink.all(PostSeen)] == [
        beijing("2026-01-03 08:00:00.123"),
        beijing("2026-01-03 07:00"),
    ]


def test_a_work_being_processed_is_not_yet_a_post(wave: Wave, platform: Loopback, county: Account) -> None:
    platform.on(LIST, listed(work(1, pending=True)))
    assert wave.visit_one(county).posts_seen == 0


def test_paging_goes_on_from_the_oldest_work_until_a_page_is_not_full(
    wave: Wave, platform: Loopback, county: Account
) -> None:
    first = [work(number, beijing("2026-01-03 08:00") - timedelta(hours=number)) for number in range(20)]
    first[3], first[19] = first[19], first[3]  # out of order, as pinned works are
    platform.on(LIST, listed(*first), listed(work(20, "2026-01-02 03:00")))
    finished = wave.visit_one(county)
    assert (finished.outcome, finished.posts_seen) == ("ok", 21)
    assert [question.query.get("cursor") for question in platform.asked_for(LIST)] == [None, native(19)]


def test_paging_ends_at_works_not_looked_after_any_more(
    wave: Wave, platform: Loopback, county: Account
) -> None:
    old = [work(number, beijing("2026-01-01 08:00") - timedelta(days=2 * number)) for number in range(20)]
    platform.on(LIST, listed(*old))
    finished = wave.visit_one(county)
    assert len(platform.asked_for(LIST)) == 1
    assert finished.posts_seen == 15


def test_a_cursor_that_leads_nowhere_is_a_possible_gap_and_no_endless_loop(
    wave: Wave, platform: Loopback, county: Account
) -> None:
    platform.on(LIST, listed(*(work(number, "2026-01-03 08:00") for number in range(20))))
    finished = wave.visit_one(county)
    assert (finished.outcome, finished.error_kind) == ("partial", "possible_gap")
    assert len(platform.asked_for(LIST)) == 2


def test_missing_once_is_not_deleted_until_confirmed_by_id(
    wave: Wave, platform: Loopback, county: Account
) -> None:
    recent = {
        f"kuaishou:{native(number)}": (beijing("2026-01-02 08:00"), f"page-{number}") for number in (7, 8, 9)
    }
    know(wave, county, recent, beijing("2026-01-02 21:30"))

    def answered(question: Question) -> Any:
        number = question.query["photo_id"]
        if number == native(7):
            return GONE
        if number == native(8):
            return {"result": 1, "video_info": work(8, "2026-01-02 08:00")}
        return {"result": 100200500, "error_msg": "internal"}

    platform.on(WORK, answered)
    finished = wave.visit_one(county)
    posts = {post.post_id: post.deleted for post in wave.sink.all(PostSeen)}
    assert posts == {
        f"kuaishou:{native(1)}": False,
        f"kuaishou:{native(7)}": True,
        f"kuaishou:{native(8)}": False,
    }
    assert (finished.outcome, finished.error_kind) == ("partial", "platform")
    wave.visit_one(county)
    assert [question.query["photo_id"] for question in platform.asked_for(WORK)].count(native(7)) == 1


def test_followers_are_asked_for_once_a_beijing_day(wave: Wave, platform: Loopback, county: Account) -> None:
    wave.visit_one(county)
    wave.visit_one(county)
    [seen] = wave.sink.all(AccountSeen)
    assert (seen.followers_total, seen.as_of) == (25310, None)
    wave.clock.set(beijing("2026-01-04 00:30"))
    wave.visit_one(county)
    assert len(platform.asked_for(USER)) == 2


def test_a_refused_token_is_renewed_once_and_the_call_repeated(
    wave: Wave, platform: Loopback, county: Account
) -> None:
    platform.on(
        LIST, lambda question: EXPIRED if question.query["access_token"] == "access-1" else listed(work(1))
    )
    assert wave.visit_one(county).outcome == "ok"
    [asked] = platform.asked_for(REFRESH)
    assert asked.query == {
        "app_id": "ks1",
        "app_secret": "planted-app-secret",
        "grant_type": "refresh_token",
        "refresh_token": "refresh-1",
    }
    wave.restart()
    assert wave.visit_one(county).outcome == "ok"
    assert len(platform.asked_for(REFRESH)) == 1


def test_a_token_is_renewed_hours_before_its_forty_eight_are_over(
    wave: Wave, platform: Loopback, county: Account
) -> None:
    wave.clock.set(beijing("2026-01-04 18:00"))
    wave.visit_one(county)
    assert [question.query["access_token"] for question in platform.asked_for(LIST)] == ["access-2"]


def test_a_renewed_refresh_token_is_used_the_next_time(
    wave: Wave, platform: Loopback, county: Account
) -> None:
    for at in ("2026-01-04 18:00", "2026-01-06 12:00"):
        wave.clock.set(beijing(at))
        wave.visit_one(county)
    assert [question.query["refresh_token"] for question in platform.asked_for(REFRESH)] == [
        "refresh-1",
        "refresh-2",
    ]


@pytest.mark.parametrize(
    ("code", "kind", "outcome"),
    [
        (100200113, "authorisation", "failed"),
        (100200110, "authorisation", "failed"),
        (100200101, "authorisation", "failed"),
        (100400, "ours", "failed"),
        (100100402, "quota", "failed"),
        (100200500, "platform", "failed"),
        (999, "platform", "failed"),
    ],
)
def test_errors_in_answers_with_status_200_are_told_by_kind(
    wave: Wave, platform: Loopback, county: Account, code: int, kind: str, outcome: str
) -> None:
    platform.on(LIST, {"result": code, "error_msg": "words with planted-app-secret"})
    finished = wave.visit_one(county)
    assert (finished.outcome, finished.error_kind) == (outcome, kind)
    assert str(code) in (finished.error or "")
    assert "planted" not in (finished.error or "")


def test_one_work_that_cannot_be_read_is_a_dead_letter_and_the_others_are_kept(
    wave: Wave, platform: Loopback, county: Account
) -> None:
    platform.on(LIST, listed(work(1), work(2, create_time=None), work(3, view_count=-4), work(4)))
    finished = wave.visit_one(county)
    assert ids(wave.sink.all(PostSeen)) == [f"kuaishou:{native(1)}", f"kuaishou:{native(4)}"]
    assert len(wave.sink.letters) == 2
    assert finished.outcome == "ok"
