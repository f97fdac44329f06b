"""What the Bilibili puller makes of the platform's answers."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.api import CALLS_AT_A_TIME
from crawlers.bilibili_signature import signature_headers
from hub.records import AccountSeen, Metrics, MetricsSeen, PostSeen
from hub.roster import Account
from tests.crawlers.loopback import Loopback, Question
from tests.crawlers.wave import Wave, account, beijing, ids, know

LIST, WORK = "/arcopen/fn/archive/viewlist", "/arcopen/fn/archive/view"
FIGURES, USER = "/arcopen/fn/data/arc/stat", "/arcopen/fn/data/user/stat"
REFRESH = "/x/account-oauth2/v1/refresh_token"
SECRET = "planted-client-secret"
QUOTA = {"code": 127009, "message": "api请求次数达到上限", "ttl": 1}
GONE = {"code": 127107, "message": "稿件已删除", "ttl": 1}
REFUSED = {"code": 127001, "message": "access_token 错误", "ttl": 1}


@pytest.fixture
def county(wave: Wave, platform: Loopback) -> Account:
    county = account("bilibili")
    wave.credentials[county.account_id] = {
        "client_id": "bili1",
        "client_secret": SECRET,
        "access_token": "access-1",
        "refresh_token": "refresh-1",
    }
    platform.on(LIST, listed(work(1)))
    platform.on(FIGURES, good(figures()))
    platform.on(USER, good({"following": 9, "follower": 18844, "arc_passed_total": 108}))
    platform.on(WORK, GONE)
    platform.on(
        REFRESH, good({"access_token": "access-2", "refresh_token": "refresh-2", "expires_in": 2592000})
    )
    return county


def native(number: int) -> str:
    return f"BV1xx411c7{number:02}"


def work(number: int, at: str | datetime = "2026-01-03 08:00", state: int = 0, **more: Any) -> dict[str, Any]:
    published = int((beijing(at) if isinstance(at, str) else at).timestamp())
    return {
        "resource_id": native(number),
        "title": "某市民俗节全程回顾",
        "cover": "http://i0.hdslb.com/bfs/archive/x.jpg",
        "tid": 21,
        "no_reprint": 1,
        "desc": "简介 &amp; 说明",
        "tag": "某市,民俗",
        "copyright": 1,
        "video_info": {"cid": 36100000001, "duration": 612, "share_url": "https://www.bilibili.com/video/x"},
        "addit_info": {"state": state, "state_desc": "开放浏览", "reject_reason": ""},
        "ctime": published - 3600,
        "ptime": published,
        **more,
    }


def good(data: Any) -> dict[str, Any]:
    return {"code": 0, "message": "0", "ttl": 1, "request_id": "0a1b2c3d", "data": data}


def listed(*works: dict[str, Any], total: int | None = None) -> dict[str, Any]:
    page = {"pn": 1, "ps": 20, "total": len(works) if total is None else total}
    return good({"page": page, "list": list(works)})


def figures(**more: Any) -> dict[str, Any]:
    counts = {
        "view": 2210,
        "danmaku": 14,
        "reply": 23,
        "favorite": 61,
        "coin": 40,
        "share": 18,
        "like": "205",
    }
    return {"title": "某市民俗节全程回顾", "ptime": 1767225600, **counts, **more}


def test_a_work_is_published_with_figures_that_may_be_quoted(
    wave: Wave, platform: Loopback, county: Account
) -> None:
    finished = wave.visit_one(county)
    assert (finished.outcome, finished.posts_seen, finished.figures_seen) == ("ok", 1, 1)
    [post], [seen], [person] = (wave.sink.all(kind) for kind in (PostSeen, MetricsSeen, AccountSeen))
    assert (post.post_id, post.url) == (
        f"bilibili:{native(1)}",
        f"https://www.bilibili.com/video/{native(1)}",
    )
    assert (post.title, post.text, post.hashtags) == ("某市民俗节全程回顾", "简介 & 说明", ("某市", "民俗"))
    assert post.published_at == beijing("2026-01-03 08:00")
    assert seen.metrics == Metrics(
        views=2210, likes=205, comments=23, shares=18, favourites=61, coins=40, danmaku=14
    )
    assert (person.followers_total, person.posts_total) == (18844, 108)


def test_every_request_is_signed_and_carries_the_token(
    wave: Wave, platform: Loopback, county: Account
) -> None:
    wave.visit_one(county)
    nonces = set()
    for question in platform.asked:
        signed = {name: value for name, value in question.headers.items() if name.startswith("x-bili-")}
        assert sorted(signed) == [
            "x-bili-accesskeyid",
            "x-bili-content-md5",
            "x-bili-signature-method",
            "x-bili-signature-nonce",
            "x-bili-signature-version",
            "x-bili-timestamp",
        ]
        lines = "\n".join(f"{name}:{signed[name]}" for name in sorted(signed))
        expected = hmac.new(SECRET.encode(), lines.encode(), hashlib.sha256).hexdigest()
        assert question.headers["authorization"] == expected
        assert signed["x-bili-content-md5"] == hashlib.md5(b"").hexdigest()
        assert signed["x-bili-timestamp"] == str(int(wave.clock.now().timestamp()))
        assert question.headers["access-token"] == "access-1"
        nonces.add(signed["x-bili-signature-nonce"])
    assert len(nonces) == len(platform.asked) == 3


@given(st.binary(max_size=50), st.text(min_size=1, max_size=30))
def test_the_signature_never_shows_the_secret_and_depends_on_the_body(body: bytes, secret: str) -> None:
    now = beijing("2026-01-03 08:00")
    headers = signature_headers("bili1", f"secret-{secret}", body, now)
    assert not any(f"secret-{secret}" in value for value in headers.values())
    assert len(headers["Authorization"]) == 64
    assert headers["x-bili-content-md5"] == hashlib.md5(body).hexdigest()


def test_paging_ends_with_the_total_and_at_thirty_days(
    wave: Wave, platform: Loopback, county: Account
) -> None:
    first = [work(number, beijing("2026-01-03 08:00") - timedelta(hours=number)) for number in range(20)]
    second = [work(20 + number, beijing("2025-12-01 08:00")) for number in range(20)]
    platform.on(LIST, listed(*first, total=60), listed(*second, total=60))
    assert wave.visit_one(county).posts_seen == 20
    assert [question.query["pn"] for question in platform.asked_for(LIST)] == ["1", "2"]


def test_works_under_review_are_none_and_known_ones_no_longer_public_are_deleted(
    wave: Wave, platform: Loopback, county: Account
) -> None:
    know(
        wave,
        county,
        {f"bilibili:{native(2)}": (beijing("2026-01-02 08:00"), "page")},
        beijing("2026-01-02 21:30"),
    )
    platform.on(LIST, listed(work(1, state=-1), work(2, "2026-01-02 08:00", state=-4), work(3, state=-2)))
    finished = wave.visit_one(county)
    assert [(post.post_id, post.deleted) for post in wave.sink.all(PostSeen)] == [
        (f"bilibili:{native(2)}", True)
    ]
    assert (finished.outcome, finished.figures_seen) == ("ok", 0)


def test_missing_once_is_not_deleted_until_confirmed_by_id(
    wave: Wave, platform: Loopback, county: Account
) -> None:
    recent = {f"bilibili:{native(number)}": (beijing("2026-01-02 08:00"), "page") for number in (7, 8)}
    know(wave, county, recent, beijing("2026-01-02 21:30"))

    def answered(question: Question) -> Any:
        return GONE if question.query["resource_id"] == native(7) else good(work(8, "2026-01-02 08:00"))

    platform.on(WORK, answered)
    assert wave.visit_one(county).outcome == "ok"
    deleted = {post.post_id: post.deleted for post in wave.sink.all(PostSeen)}
    assert deleted[f"bilibili:{native(7)}"]
    assert not deleted[f"bilibili:{native(8)}"]


def test_newer_works_are_counted_at_every_visit_and_all_once_a_beijing_day(
    wave: Wave, platform: Loopback, county: Account
) -> None:
    platform.on(LIST, listed(work(1), work(2, "2025-12-20 08:00")))
    wave.visit_one(county)
    wave.visit_one(county)
    asked = [question.query["resource_id"] for question in platform.asked_for(FIGURES)]
    assert asked == [native(1), native(2), native(1)]


def test_a_used_up_quota_ends_the_calls_under_way_and_is_not_asked_again_today(
    wave: Wave, platform: Loopback, county: Account
) -> None:
    platform.on(LIST, listed(*(work(number) for number in range(2 * CALLS_AT_A_TIME))))
    platform.on(FIGURES, good(figures()), QUOTA)
    finished = wave.visit_one(county)
    assert (finished.outcome, finished.error_kind, finished.figures_seen) == ("partial", "quota", 1)
    assert len(platform.asked_for(FIGURES)) == 1 + CALLS_AT_A_TIME
    wave.visit_one(county)
    assert len(platform.asked_for(FIGURES)) == 1 + CALLS_AT_A_TIME


def test_a_quota_used_up_before_the_visit_costs_one_call(
    wave: Wave, platform: Loopback, county: Account
) -> None:
    platform.on(LIST, listed(*(work(number) for number in range(2 * CALLS_AT_A_TIME))))
    platform.on(FIGURES, QUOTA)
    assert wave.visit_one(county).error_kind == "quota"
    assert len(platform.asked_for(FIGURES)) == 1


def test_calls_under_way_together_renew_a_refused_token_once(
    wave: Wave, platform: Loopback, county: Account
) -> None:
    platform.on(LIST, listed(*(work(number) for number in range(2 * CALLS_AT_A_TIME))))
    asked = count(1)

    def answered(question: Question) -> Any:
        revoked = question.headers["access-token"] == "access-1" and next(asked) > 1
        return REFUSED if revoked else good(figures())

    platform.on(FIGURES, answered)
    finished = wave.visit_one(county)
    assert (finished.outcome, finished.figures_seen) == ("ok", 2 * CALLS_AT_A_TIME)
    assert len(platform.asked_for(REFRESH)) == 1


def test_a_refresh_token_is_spent_once_and_the_new_pair_is_kept_before_it_is_used(
    wave: Wave, platform: Loopback, county: Account
) -> None:
    spent = set()

    def refreshed(question: Question) -> Any:
        token = question.form["refresh_token"]
        if token in spent:
            return {"code": 122007, "message": "refresh_token 无效", "ttl": 1}
        spent.add(token)
        number = len(spent) + 1
        pair = {"access_token": f"access-{number}", "refresh_token": f"refresh-{number}"}
        return good({**pair, "expires_in": 3600})

    platform.on(REFRESH, refreshed)
    platform.on(
        LIST,
        lambda question: REFUSED if question.headers["access-token"] == "access-1" else listed(work(1)),
    )
    for at in ("2026-01-03 09:30", "2026-01-03 21:30", "2026-01-04 09:30"):
        wave.clock.set(beijing(at))
        wave.restart()
        assert wave.visit_one(county).outcome == "ok"
    assert spent == {"refresh-1", "refresh-2", "refresh-3"}


def test_an_expires_in_beyond_a_thousand_million_is_an_instant(
    wave: Wave, platform: Loopback, county: Account
) -> None:
    until = int(beijing("2026-01-10 00:00").timestamp())
    platform.on(
        REFRESH, good({"access_token": "access-2", "refresh_token": "refresh-2", "expires_in": until})
    )
    platform.on(LIST, REFUSED, listed(work(1)))
    wave.visit_one(county)
    wave.clock.set(beijing("2026-01-09 23:00"))
    wave.visit_one(county)
    assert len(platform.asked_for(REFRESH)) == 1
    wave.clock.set(beijing("2026-01-10 01:00"))
    wave.visit_one(county)
    assert len(platform.asked_for(REFRESH)) == 2


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (122007, "authorisation"),
        (127005, "refused"),
        (4003, "authorisation"),
        (127100, "ours"),
        (-500, "platform"),
        (127009, "quota"),
        (31337, "platform"),
    ],
)
def test_errors_in_answers_with_status_200_are_told_by_kind(
    wave: Wave, platform: Loopback, county: Account, code: int, kind: str
) -> None:
    platform.on(LIST, {"code": code, "message": f"words with {SECRET}", "ttl": 1})
    finished = wave.visit_one(county)
    assert (finished.outcome, finished.error_kind) == ("failed", kind)
    assert SECRET not in (finished.error or "")


def test_one_work_that_cannot_be_read_is_a_dead_letter_and_the_others_are_kept(
    wave: Wave, platform: Loopback, county: Account
) -> None:
    platform.on(LIST, listed(work(1), work(2, ptime="soon"), work(3, ptime=10**15), work(4)))
    assert wave.visit_one(county).outcome == "ok"
    assert ids(wave.sink.all(PostSeen)) == [f"bilibili:{native(1)}", f"bilibili:{native(4)}"]
    assert len(wave.sink.letters) == 2
