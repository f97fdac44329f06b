"""What the Douyin puller makes of the platform's answers."""

from __future__ import annotations

import json
import stat
from datetime import UTC, date, datetime
from typing import Any

import pytest

from crawlers.tokens import open_tokens, origin_of
from hub.records import AccountSeen, Metrics, MetricsSeen, PostSeen
from hub.roster import Account
from tests.crawlers.loopback import Loopback, Question
from tests.crawlers.wave import Wave, account, beijing, ids, know

LIST = "/api/douyin/v1/video/video_list/"
WORKS = "/api/douyin/v1/video/video_data/"
FANS = "/data/external/user/fans/"
REFRESH = "/oauth/refresh_token/"
RENEW = "/oauth/renew_refresh_token/"

OPEN_ID = "open-id-of-county-one"
EXPIRED = {"data": {"description": "access_token过期,请刷新或重新授权", "error_code": 2190008}, "extra": {}}


@pytest.fixture
def county(wave: Wave, platform: Loopback) -> Account:
    county = account("douyin", native_id=OPEN_ID)
    wave.credentials[county.account_id] = {
        "client_key": "key",
        "client_secret": "planted-client-secret",
        "open_id": OPEN_ID,
        "access_token": "access-1",
        "refresh_token": "refresh-1",
        "expires_at": "2026-01-10T00:00:00+08:00",
    }
    platform.on(LIST, page(work(1)))
    platform.on(WORKS, page())
    platform.on(FANS, fans())
    return county


def native(number: int) -> str:
    return f"@9VxR0aBc/Example+Id{number}=="


def work(number: int, at: str = "2026-01-03 08:00", **more: Any) -> dict[str, Any]:
    return {
        "item_id": native(number),
        "title": "雪后的公园真美 #某市 @某市发布",
        "create_time": int(beijing(at).timestamp()),
        "cover": "https://p3-sign.douyinpic.com/obj/x.jpeg?x-expires=1767500000",
        "share_url": "https://www.iesdouyin.com/share/video/EXAMPLE/?region=CN",
        "video_id": f"75900000000000000{number:02}",
        "media_type": 4,
        "video_status": 5,
        "is_top": False,
        "statistics": {
            "comment_count": "21",
            "digg_count": "530",
            "download_count": "3",
            "forward_count": "7",
            "play_count": "18230",
            "share_count": "44",
        },
        **more,
    }


def page(*works: dict[str, Any], cursor: int = 0, more: bool = False) -> dict[str, Any]:
    data = {"cursor": cursor, "description": "", "error_code": 0, "has_more": more, "list": list(works)}
    return {"data": data, "extra": {"error_code": "0", "description": "", "sub_error_code": "0"}}


def fans() -> dict[str, Any]:
    days = [{"date": "2026-01-01", "new_fans": "12", "total_fans": "84120"}]
    days.append({"date": "2026-01-02", "new_fans": "-3", "total_fans": "84117"})
    return {"data": {"error_code": "0", "result_list": days}, "extra": {"error_code": "0"}}


def granted(**more: Any) -> dict[str, Any]:
    data = {"error_code": 0, "access_token": "access-2", "expires_in": "1296000", "open_id": OPEN_ID, **more}
    return {"data": data, "extra": {"error_code": 0}}


def known(wave: Wave, county: Account, **published: str) -> None:
    """State known works by number, such as `w1="2026-01-02 08:00"`."""
    recent = {
        f"douyin:{native(int(name[1:]))}": (beijing(at), f"page-{name}") for name, at in published.items()
    }
    know(wave, county, recent, beijing("2026-01-02 21:30"))


def test_a_work_is_published_with_quoted_figures(wave: Wave, platform: Loopback, county: Account) -> None:
    finished = wave.visit_one(county)

    assert (finished.outcome, finished.posts_seen, finished.figures_seen, finished.error) == (
        "ok",
        1,
        1,
        None,
    )
    [post] = wave.sink.all(PostSeen)
    assert post.post_id == f"douyin:{native(1)}"
    assert post.url == "https://www.douyin.com/video/7590000000000000001"
    assert post.published_at == datetime(2026, 1, 3, 0, 0, tzinfo=UTC)
    assert (post.hashtags, post.media, post.deleted) == (("某市",), "video", False)
    assert wave.sink.all(MetricsSeen)[0].metrics == Metrics(
        views=18230, likes=530, comments=21, shares=44, forwards=7, downloads=3
    )
    [question] = platform.asked_for(LIST)
    assert question.headers["access-token"] == "access-1"
    assert question.query["open_id"] == OPEN_ID


def test_bare_numbers_are_read_as_quoted_ones_are(wave: Wave, platform: Loopback, county: Account) -> None:
    platform.on(LIST, page(work(1, statistics={"play_count": 5, "digg_count": 0})))
    wave.visit_one(county)
    assert wave.sink.all(MetricsSeen)[0].metrics == Metrics(views=5, likes=0)


def test_missing_statistics_are_no_figures(wave: Wave, platform: Loopback, county: Account) -> None:
    platform.on(LIST, page(work(1, statistics=None), work(2, video_id="")))
    finished = wave.visit_one(county)
    assert (finished.posts_seen, finished.figures_seen) == (2, 1)
    assert wave.sink.all(PostSeen)[1].url.startswith("https://www.iesdouyin.com/share/video/")


def test_a_picture_set_is_images(wave: Wave, platform: Loopback, county: Account) -> None:
    platform.on(LIST, page(work(1, media_type=2)))
    wave.visit_one(county)
    assert wave.sink.all(PostSeen)[0].media == "images"


def test_pinned_works_do_not_end_the_paging(wave: Wave, platform: Loopback, county: Account) -> None:
    first = page(work(1, "2025-06-01 08:00", is_top=True), work(2), cursor=77, more=True)
    platform.on(
        LIST, first, page(work(3, "2026-01-01 08:00"), work(4, "2025-11-01 08:00"), cursor=99, more=True)
    )
    finished = wave.visit_one(county)
    assert [question.query["cursor"] for question in platform.asked_for(LIST)] == ["0", "77"]
    assert finished.outcome == "ok"
    assert ids(wave.sink.all(PostSeen)) == [f"douyin:{native(2)}", f"douyin:{native(3)}"]


def test_thirty_days_are_listed_once_a_beijing_day_and_eight_otherwise(
    wave: Wave, platform: Loopback, county: Account
) -> None:
    def paged(question: Question) -> Any:
        number = int(question.query["cursor"])
        return page(work(number, f"2025-12-{28 - 10 * number:02} 08:00"), cursor=number + 1, more=number < 2)

    platform.on(LIST, paged)
    for instant, last_success, pages in [
        ("2026-01-03 09:30", "2026-01-02 21:30", 3),
        ("2026-01-03 21:30", "2026-01-03 09:30", 5),
        ("2026-01-04 09:30", "2026-01-03 21:30", 8),
    ]:
        know(wave, county, {}, beijing(last_success))
        wave.clock.set(beijing(instant))
        assert wave.visit_one(county).outcome == "ok"
        assert len(platform.asked_for(LIST)) == pages


def test_a_list_without_end_is_suspect(wave: Wave, platform: Loopback, county: Account) -> None:
    platform.on(LIST, page(work(1), cursor=0, more=True))
    finished = wave.visit_one(county)
    assert (finished.outcome, finished.error_kind, finished.posts_seen) == ("partial", "possible_gap", 1)


@pytest.mark.parametrize("status", [2, 6, 7])
def test_a_known_work_made_private_is_deleted_and_its_figures_go_down(
    wave: Wave, platform: Loopback, county: Account, status: int
) -> None:
    known(wave, county, w1="2026-01-03 08:00")
    platform.on(LIST, page(work(1, video_status=status, statistics={"play_count": 0})))
    wave.visit_one(county)
    [post] = wave.sink.all(PostSeen)
    assert (post.deleted, post.text) == (True, "雪后的公园真美 #某市 @某市发布")
    assert wave.sink.all(MetricsSeen)[0].metrics.views == 0


@pytest.mark.parametrize("status", [2, 4, 6, 7])
def test_a_work_never_public_is_no_post(wave: Wave, platform: Loopback, county: Account, status: int) -> None:
    platform.on(LIST, page(work(1, video_status=status)))
    assert wave.visit_one(county).posts_seen == 0


def test_a_work_missing_from_the_list_is_deleted_only_when_its_id_is_unknown(
    wave: Wave, platform: Loopback, county: Account
) -> None:
    known(
        wave,
        county,
        w1="2026-01-03 08:00",
        w2="2026-01-02 08:00",
        w3="2026-01-01 08:00",
        w4="2025-11-01 08:00",
    )
    platform.on(WORKS, page(work(2)))
    wave.visit_one(county)

    [question] = platform.asked_for(WORKS)
    assert question.json == {"item_ids": [native(2), native(3)]}
    assert question.query["open_id"] == OPEN_ID
    seen = {post.post_id: post.deleted for post in wave.sink.all(PostSeen)}
    assert seen == {f"douyin:{native(number)}": number == 3 for number in (1, 2, 3)}


def test_a_work_known_to_be_gone_is_not_asked_for_again(
    wave: Wave, platform: Loopback, county: Account
) -> None:
    known(wave, county, w3="2026-01-01 08:00")
    wave.visit_one(county)
    wave.visit_one(county)
    assert len(platform.asked_for(WORKS)) == 1


def test_followers_are_asked_once_a_day_and_may_decrease(
    wave: Wave, platform: Loopback, county: Account
) -> None:
    wave.visit_one(county)
    wave.visit_one(county)
    figures = [(seen.as_of, seen.followers_new, seen.followers_total) for seen in wave.sink.all(AccountSeen)]
    assert figures == [(date(2026, 1, 1), 12, 84120), (date(2026, 1, 2), -3, 84117)]
    assert len(platform.asked_for(FANS)) == 1


def test_a_permission_that_was_not_granted_is_told_once_a_day(
    wave: Wave, platform: Loopback, county: Account
) -> None:
    platform.on(FANS, {"data": {"error_code": 2190004, "description": "应用未获得该能力"}, "extra": {}})
    first, second = wave.visit_one(county), wave.visit_one(county)
    assert (first.outcome, first.error_kind) == ("partial", "authorisation")
    assert second.outcome == "ok"
    assert len(platform.asked_for(FANS)) == 1


def test_an_expired_token_is_refreshed_once_kept_durably_and_the_call_repeated(
    wave: Wave, platform: Loopback, county: Account
) -> None:
    tokens = wave.settings.data / "tokens.json"
    kept_before_use: list[str] = []

    def listed(question: Question) -> Any:
        if question.headers["access-token"] == "access-1":
            return EXPIRED
        kept = open_tokens(wave.settings).grant(county.account_id, origin_of("refresh-1"))
        kept_before_use.append(kept.access_token if kept else "")
        return page(work(1))

    platform.on(LIST, listed)
    platform.on(REFRESH, granted(refresh_token="refresh-1", refresh_expires_in=2592000))
    finished = wave.visit_one(county)

    assert finished.outcome == "ok"
    assert kept_before_use == ["access-2"]
    assert stat.S_IMODE(tokens.stat().st_mode) == 0o600
    assert platform.asked_for(REFRESH)[0].form == {
        "client_key": "key",
        "grant_type": "refresh_token",
        "refresh_token": "refresh-1",
    }
    wave.restart()
    assert wave.visit_one(county).outcome == "ok"
    assert len(platform.asked_for(REFRESH)) == 1


def test_a_token_known_to_have_expired_is_refreshed_before_it_is_used(
    wave: Wave, platform: Loopback, county: Account
) -> None:
    wave.clock.set(beijing("2026-01-10 09:30"))
    platform.on(REFRESH, granted())
    wave.visit_one(county)
    assert [question.headers["access-token"] for question in platform.asked_for(LIST)] == ["access-2"]


def test_a_fresh_token_that_is_refused_too_needs_a_human(
    wave: Wave, platform: Loopback, county: Account
) -> None:
    platform.on(LIST, EXPIRED)
    platform.on(REFRESH, granted())
    finished = wave.visit_one(county)
    assert (finished.outcome, finished.error_kind) == ("failed", "authorisation")
    assert len(platform.asked_for(REFRESH)) == 1
    assert len(platform.asked_for(LIST)) == 2


def test_an_expired_refresh_token_needs_a_human(wave: Wave, platform: Loopback, county: Account) -> None:
    platform.on(LIST, EXPIRED)
    platform.on(REFRESH, {"data": {"error_code": 10010, "description": "refresh_token过期"}, "extra": {}})
    finished = wave.visit_one(county)
    assert (finished.outcome, finished.error_kind) == ("failed", "authorisation")
    assert "credentials" in (finished.error or "")


def test_a_new_authorisation_replaces_the_kept_tokens(
    wave: Wave, platform: Loopback, county: Account
) -> None:
    platform.on(LIST, EXPIRED, page(work(1)))
    platform.on(REFRESH, granted())
    wave.visit_one(county)
    wave.credentials[county.account_id] = {
        **wave.credentials[county.account_id],
        "access_token": "access-of-new-authorisation",
        "refresh_token": "refresh-of-new-authorisation",
    }
    wave.restart()
    wave.visit_one(county)
    assert platform.asked_for(LIST)[-1].headers["access-token"] == "access-of-new-authorisation"


def test_a_refresh_token_is_renewed_before_it_expires_and_five_times_at_most(
    wave: Wave, platform: Loopback, county: Account
) -> None:
    platform.on(LIST, EXPIRED, page(work(1)))
    platform.on(REFRESH, granted(refresh_token="refresh-1", refresh_expires_in=86400))
    renewed = [granted(refresh_token=f"refresh-{number}", expires_in=86400) for number in range(2, 9)]
    platform.on(RENEW, *renewed)
    finished = [wave.visit_one(county) for _ in range(8)]

    assert [visit.outcome for visit in finished] == ["ok"] * 6 + ["partial"] * 2
    assert finished[-1].error_kind == "authorisation"
    assert [question.form["refresh_token"] for question in platform.asked_for(RENEW)] == [
        f"refresh-{number}" for number in range(1, 6)
    ]


@pytest.mark.parametrize(
    ("answer", "kind", "asked"),
    [
        ({"data": {"error_code": "2190001", "description": "quota"}, "extra": {}}, "quota", 1),
        ({"data": None, "extra": {"error_code": 2190015, "description": "mismatch"}}, "authorisation", 1),
        ({"err_no": 20028001007, "err_msg": "bad parameters"}, "ours", 1),
        ({"data": {"error_code": 2100004, "description": "busy"}, "extra": {}}, "platform", 3),
        ({"data": {"error_code": 2190016, "description": "banned"}, "extra": {}}, "refused", 1),
    ],
)
def test_an_error_with_http_200_is_an_error(
    wave: Wave, platform: Loopback, county: Account, answer: Any, kind: str, asked: int
) -> None:
    platform.on(LIST, answer)
    finished = wave.visit_one(county)
    assert (finished.outcome, finished.error_kind) == ("failed", kind)
    assert len(platform.asked_for(LIST)) == asked


def test_a_work_that_cannot_be_read_becomes_a_dead_letter_and_the_others_stay(
    wave: Wave, platform: Loopback, county: Account
) -> None:
    without_date = work(1)
    del without_date["create_time"]
    platform.on(LIST, page(without_date, work(2)))
    finished = wave.visit_one(county)
    assert (finished.outcome, ids(wave.sink.all(PostSeen))) == ("ok", [f"douyin:{native(2)}"])
    [letter] = wave.sink.letters
    assert letter.account_id == county.account_id
    assert json.loads(letter.payload)["item_id"] == native(1)
