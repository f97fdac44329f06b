"""What the WeChat puller makes of the platform's answers."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from crawlers.sightings import Sighting
from hub.records import AccountSeen, MetricsSeen, PostSeen
from hub.roster import Account
from tests.crawlers.loopback import Loopback, Question
from tests.crawlers.wave import Wave, account, beijing, ids, know

TOKEN = "/cgi-bin/stable_token"
PUBLISHED = "/cgi-bin/freepublish/batchget"
DETAILS = "/datacube/getarticletotaldetail"
FOLLOWERS = "/datacube/getusercumulate"

BIZ = "MzA0000000=="
URL = "http://mp.weixin.qq.com/s?__biz={biz}&mid={mid}&idx={idx}&sn=aa11&chksm=bb22#rd"


@pytest.fixture
def county(wave: Wave, platform: Loopback) -> Account:
    county = account("wechat", native_id="wx0123456789abcdef")
    wave.credentials[county.account_id] = {"appid": "wx0123456789abcdef", "secret": "planted-secret"}
    platform.on(TOKEN, {"access_token": "planted-token", "expires_in": 7200})
    platform.on(PUBLISHED, messages())
    platform.on(DETAILS, details({}))
    platform.on(FOLLOWERS, {"list": [{"ref_date": "2026-01-02", "user_source": 0, "cumulate_user": 48211}]})
    return county


def article(mid: int = 2247500001, idx: int = 1, **more: Any) -> dict[str, Any]:
    return {
        "title": "市运会今日开幕",
        "author": "融媒体中心",
        "digest": "",
        "content": "<p>正文&nbsp;一</p><p>第二段 &amp;amp; 😀</p>",
        "url": URL.format(biz=BIZ, mid=mid, idx=idx),
        "is_deleted": False,
        **more,
    }


def message(*articles: dict[str, Any], at: str = "2026-01-03 08:10") -> dict[str, Any]:
    return {
        "article_id": "aQ7xK2m",
        "content": {"news_item": list(articles)},
        "update_time": int(beijing(at).timestamp()),
    }


def messages(*items: dict[str, Any], total: int | None = None) -> dict[str, Any]:
    return {"total_count": total or len(items), "item_count": len(items), "item": list(items)}


def row(stat_date: str, read_user: int, **more: Any) -> dict[str, Any]:
    sources = [{"user_count": read_user, "scene_desc": "全部"}, {"user_count": 7, "scene_desc": "朋友圈"}]
    return {
        "stat_date": stat_date,
        "read_user": read_user,
        "read_user_source": sources,
        "share_user": 96,
        "zaikan_user": 21,
        "like_user": 57,
        "comment_count": 8,
        "collection_user": 12,
        "praise_money": 0,
        "read_subscribe_user": 14,
        "read_finish_rate": 0.5714,
        **more,
    }


def detail(day: str, *rows: dict[str, Any], mid: int = 2247500001) -> dict[str, Any]:
    return {
        "ref_date": day,
        "msgid": f"{mid}_1",
        "publish_type": 0,
        "title": "市运会今日开幕",
        "content_url": URL.format(biz=BIZ, mid=mid, idx=1),
        "detail_list": list(rows),
    }


def details(by_day: dict[str, list[dict[str, Any]]], *, delayed: bool = False) -> Any:
    def answer(question: Question) -> dict[str, Any]:
        assert question.json["begin_date"] == question.json["end_date"]
        return {"list": by_day.get(question.json["begin_date"], []), "is_delay": delayed}

    return answer


def asked_days(platform: Loopback) -> list[str]:
    return [question.json["begin_date"] for question in platform.asked_for(DETAILS)]


def known(wave: Wave, county: Account, **published: str) -> None:
    """State known posts by mid, such as `m2247500001="2026-01-02 00:00"`, and a success of the day before."""
    recent = {f"wechat:{BIZ}:{mid[1:]}_1": (beijing(at), "") for mid, at in published.items()}
    know(wave, county, recent, beijing("2026-01-02 09:30"))


def test_a_post_published_without_notice_has_its_body_and_second(
    wave: Wave, platform: Loopback, county: Account
) -> None:
    platform.on(PUBLISHED, messages(message(article())))
    finished = wave.visit_one(county)

    assert (finished.outcome, finished.posts_seen, finished.error) == ("ok", 1, None)
    [post] = wave.sink.all(PostSeen)
    assert post.post_id == f"wechat:{BIZ}:2247500001_1"
    assert post.text.replace("\xa0", " ") == "正文 一\n第二段 &amp; 😀"
    assert (post.published_at, post.published_precision) == (
        datetime(2026, 1, 3, 0, 10, tzinfo=UTC),
        "second",
    )
    assert (post.position, post.media, post.deleted) == (1, "article", False)


def test_articles_of_one_message_are_posts_of_their_own(
    wave: Wave, platform: Loopback, county: Account
) -> None:
    platform.on(PUBLISHED, messages(message(article(idx=1), article(idx=2, is_deleted=True))))
    wave.visit_one(county)
    seen = [(post.post_id[-2:], post.position, post.deleted) for post in wave.sink.all(PostSeen)]
    assert seen == [("_1", 1, False), ("_2", 2, True)]


def test_copies_of_one_link_are_one_post(wave: Wave, platform: Loopback, county: Account) -> None:
    copy = article(url=URL.format(biz=BIZ, mid=2247500001, idx=1).replace("aa11", "zz").replace("&", "&amp;"))
    platform.on(PUBLISHED, messages(message(article())), messages(message(copy)))
    first, second = wave.visit_one(county), wave.visit_one(county)
    assert (first.posts_seen, second.posts_seen) == (1, 1)
    assert len(set(ids(wave.sink.all(PostSeen)))) == 1


def test_an_edit_is_no_new_publication(wave: Wave, platform: Loopback, county: Account) -> None:
    known(wave, county, m2247500001="2026-01-01 18:20:30")
    platform.on(PUBLISHED, messages(message(article(), at="2026-01-03 09:00")))
    wave.visit_one(county)
    assert wave.sink.all(PostSeen)[0].published_at == beijing("2026-01-01 18:20:30")


def test_notified_posts_are_found_by_their_publish_day(
    wave: Wave, platform: Loopback, county: Account
) -> None:
    platform.on(DETAILS, details({"2026-01-02": [detail("2026-01-02", row("2026-01-02", 1830))]}))
    finished = wave.visit_one(county)
    [post] = wave.sink.all(PostSeen)
    assert (finished.outcome, finished.posts_seen, finished.figures_seen) == ("ok", 1, 1)
    assert (post.published_at, post.published_precision) == (beijing("2026-01-02 00:00"), "day")


def test_a_post_in_both_lists_keeps_its_body_and_second(
    wave: Wave, platform: Loopback, county: Account
) -> None:
    platform.on(PUBLISHED, messages(message(article(), at="2026-01-02 17:00")))
    platform.on(DETAILS, details({"2026-01-02": [detail("2026-01-02", row("2026-01-02", 1830))]}))
    wave.visit_one(county)
    [post] = wave.sink.all(PostSeen)
    assert post.published_precision == "second"
    assert post.text


def test_a_known_notified_post_is_not_published_again_without_its_body(
    wave: Wave, platform: Loopback, county: Account
) -> None:
    known(wave, county, m2247500001="2026-01-02 00:00")
    platform.on(DETAILS, details({"2026-01-02": [detail("2026-01-02", row("2026-01-02", 1830))]}))
    wave.visit_one(county)
    assert wave.sink.all(PostSeen) == []
    assert len(wave.sink.all(MetricsSeen)) == 1


def test_cumulative_rows_are_published_one_by_one_and_never_added(
    wave: Wave, platform: Loopback, county: Account
) -> None:
    rows = [row("2026-01-01", 1830), row("2026-01-02", 2204)]
    platform.on(DETAILS, details({"2026-01-01": [detail("2026-01-01", *rows)]}))
    wave.visit_one(county)
    figures = [(seen.as_of, seen.metrics.readers, seen.kind) for seen in wave.sink.all(MetricsSeen)]
    assert figures == [(date(2026, 1, 1), 1830, "cumulative"), (date(2026, 1, 2), 2204, "cumulative")]


def test_readers_are_persons_and_the_source_of_all_is_not_added(
    wave: Wave, platform: Loopback, county: Account
) -> None:
    platform.on(DETAILS, details({"2026-01-02": [detail("2026-01-02", row("2026-01-02", 1830))]}))
    wave.visit_one(county)
    metrics = wave.sink.all(MetricsSeen)[0].metrics
    assert (metrics.readers, metrics.views, metrics.sharers, metrics.shares) == (1830, None, 96, None)
    assert (metrics.likes, metrics.looks, metrics.comments, metrics.favourites) == (57, 21, 8, 12)
    assert (metrics.followers_new, metrics.completion_rate, metrics.avg_seconds) == (14, 0.5714, None)


@pytest.mark.parametrize(
    ("given", "rate"), [(0.57, 0.57), (57.14, 0.5714), (1.0, 1.0), (-1, None), (250, None)]
)
def test_a_finish_rate_in_per_cent_is_normalised(
    wave: Wave, platform: Loopback, county: Account, given: float, rate: float | None
) -> None:
    rows = [row("2026-01-02", 10, read_finish_rate=given)]
    platform.on(DETAILS, details({"2026-01-02": [detail("2026-01-02", *rows)]}))
    wave.visit_one(county)
    assert wave.sink.all(MetricsSeen)[0].metrics.completion_rate == pytest.approx(rate)


def test_delayed_figures_are_never_final_but_their_posts_are_taken(
    wave: Wave, platform: Loopback, county: Account
) -> None:
    day = {"2026-01-02": [detail("2026-01-02", row("2026-01-02", 3))]}
    platform.on(DETAILS, details(day, delayed=True))
    finished = wave.visit_one(county)

    assert (finished.outcome, finished.error_kind, finished.figures_seen) == ("partial", "platform", 0)
    assert len(wave.sink.all(PostSeen)) == 1

    platform.on(DETAILS, details(day))
    assert wave.visit_one(county).figures_seen == 1


def test_figures_are_asked_once_a_day(wave: Wave, platform: Loopback, county: Account) -> None:
    known(wave, county)
    wave.visit_one(county)
    wave.clock.set(beijing("2026-01-03 21:30"))
    wave.visit_one(county)
    assert asked_days(platform) == ["2026-01-02", "2026-01-01"]
    assert len(platform.asked_for(PUBLISHED)) == 2
    wave.clock.set(beijing("2026-01-04 08:00"))
    wave.visit_one(county)
    assert asked_days(platform)[2:] == ["2026-01-03", "2026-01-02", "2026-01-01"]


def test_before_eight_nothing_is_asked_for_yesterday(wave: Wave, platform: Loopback, county: Account) -> None:
    known(wave, county)
    wave.clock.set(beijing("2026-01-03 07:59"))
    wave.visit_one(county)
    assert asked_days(platform) == ["2026-01-01", "2025-12-31"]
    assert platform.asked_for(FOLLOWERS)[0].json == {"begin_date": "2025-12-26", "end_date": "2026-01-01"}


def test_older_publish_days_are_read_only_where_posts_are_known(
    wave: Wave, platform: Loopback, county: Account
) -> None:
    known(wave, county, m1="2025-12-31 00:00", m2="2025-12-27 12:00", m3="2025-12-25 12:00")
    wave.visit_one(county)
    assert asked_days(platform) == ["2026-01-02", "2026-01-01", "2025-12-31", "2025-12-27"]


def test_a_deleted_article_keeps_its_figures_and_does_not_come_back(
    wave: Wave, platform: Loopback, county: Account
) -> None:
    published = beijing("2025-12-27 00:00")
    platform.on(DETAILS, details({"2025-12-27": [detail("2025-12-27", row("2026-01-02", 9))]}))
    gone = {f"wechat:{BIZ}:2247500001_1": published}
    wave.sightings.by_account[county.account_id] = Sighting(
        county.account_id, beijing("2026-01-02 09:30"), published, {}, gone
    )
    wave.visit_one(county)
    assert "2025-12-27" in asked_days(platform)
    assert wave.sink.all(PostSeen) == []
    assert [figures.metrics.readers for figures in wave.sink.all(MetricsSeen)] == [9]


def test_a_visit_of_an_account_that_posts_daily_takes_twelve_requests(
    wave: Wave, platform: Loopback, county: Account
) -> None:
    posts = {f"m{day}": f"2025-12-{day:02} 12:00" for day in range(1, 32)}
    known(wave, county, **posts)
    platform.on(PUBLISHED, messages(*[message(article(mid)) for mid in range(100, 120)], total=900))
    finished = wave.visit_one(county)
    assert (finished.outcome, finished.requests) == ("ok", 12)


def test_a_first_contact_reads_thirty_publish_days(wave: Wave, platform: Loopback, county: Account) -> None:
    wave.visit_one(county)
    assert asked_days(platform)[0] == "2026-01-02"
    assert asked_days(platform)[-1] == "2025-12-04"
    assert len(asked_days(platform)) == 30


def test_publish_days_missed_in_an_outage_are_read_afterwards(
    wave: Wave, platform: Loopback, county: Account
) -> None:
    know(wave, county, {}, beijing("2025-12-30 09:30"))
    wave.visit_one(county)
    assert asked_days(platform) == ["2026-01-02", "2026-01-01", "2025-12-31", "2025-12-30", "2025-12-29"]


def test_a_publish_day_that_could_not_be_read_makes_the_visit_fail(
    wave: Wave, platform: Loopback, county: Account
) -> None:
    platform.on(PUBLISHED, messages(message(article())))
    platform.on(DETAILS, {"errcode": 48001, "errmsg": "api unauthorized rid: 0"})
    finished = wave.visit_one(county)
    assert (finished.outcome, finished.error_kind, finished.posts_seen) == ("failed", "authorisation", 1)
    assert len(platform.asked_for(DETAILS)) == 1


def test_followers_are_statements_for_days(wave: Wave, county: Account) -> None:
    wave.visit_one(county)
    [seen] = wave.sink.all(AccountSeen)
    assert (seen.as_of, seen.followers_total, seen.followers_new) == (date(2026, 1, 2), 48211, None)


def test_the_list_is_paged_until_older_than_the_overlap(
    wave: Wave, platform: Loopback, county: Account
) -> None:
    young = [message(article(mid), at="2026-01-02 12:00") for mid in range(100, 120)]
    old = [message(article(mid), at="2025-11-02 12:00") for mid in range(80, 100)]
    platform.on(PUBLISHED, messages(*young, total=900), messages(*old, total=900))
    wave.visit_one(county)
    assert [question.json["offset"] for question in platform.asked_for(PUBLISHED)] == [0, 20]


def test_a_token_is_fetched_once_and_kept_until_it_expires(
    wave: Wave, platform: Loopback, county: Account
) -> None:
    wave.visit_one(county)
    wave.visit_one(county)
    assert len(platform.asked_for(TOKEN)) == 1
    assert platform.asked_for(TOKEN)[0].json == {
        "grant_type": "client_credential",
        "appid": "wx0123456789abcdef",
        "secret": "planted-secret",
        "force_refresh": False,
    }
    wave.clock.set(beijing("2026-01-03 11:26"))
    wave.visit_one(county)
    assert len(platform.asked_for(TOKEN)) == 2


def test_an_expired_token_is_fetched_anew_once_and_the_call_repeated(
    wave: Wave, platform: Loopback, county: Account
) -> None:
    expired = {"errcode": 42001, "errmsg": "access_token expired rid: 0"}
    platform.on(PUBLISHED, expired, messages(message(article())))
    finished = wave.visit_one(county)
    assert (finished.outcome, finished.posts_seen) == ("ok", 1)
    assert len(platform.asked_for(TOKEN)) == 2


def test_a_fresh_token_that_is_refused_too_needs_a_human(
    wave: Wave, platform: Loopback, county: Account
) -> None:
    platform.on(PUBLISHED, {"errcode": 40001, "errmsg": "invalid credential"})
    finished = wave.visit_one(county)
    assert (finished.outcome, finished.error_kind) == ("failed", "authorisation")
    assert len(platform.asked_for(PUBLISHED)) == 2


@pytest.mark.parametrize(
    ("code", "kind", "asked"),
    [
        (-1, "platform", 3),
        (40164, "authorisation", 1),
        (45009, "quota", 1),
        (45011, "quota", 2),
        (47009, "platform", 1),
        (50002, "refused", 1),
        (61500, "ours", 1),
        (99999, "platform", 1),
    ],
)
def test_an_error_with_http_200_is_an_error(
    wave: Wave, platform: Loopback, county: Account, code: int, kind: str, asked: int
) -> None:
    platform.on(PUBLISHED, {"errcode": code, "errmsg": "no"})
    finished = wave.visit_one(county)
    assert (finished.outcome, finished.error_kind) == ("failed", kind)
    assert len(platform.asked_for(PUBLISHED)) == asked
    assert str(code) in (finished.error or "")


def test_an_interface_whose_quota_is_used_up_rests_until_tomorrow(
    wave: Wave, platform: Loopback, county: Account
) -> None:
    platform.on(PUBLISHED, {"errcode": 45009, "errmsg": "reach max api daily quota limit"}, messages())
    wave.visit_one(county)
    wave.clock.set(beijing("2026-01-03 21:30"))
    again = wave.visit_one(county)
    assert (again.outcome, again.error_kind, again.requests) == ("failed", "quota", 0)
    assert len(platform.asked_for(PUBLISHED)) == 1
    wave.clock.set(beijing("2026-01-04 09:30"))
    assert wave.visit_one(county).outcome == "ok"


def test_an_article_missing_from_the_day_is_not_deleted(wave: Wave, county: Account) -> None:
    known(wave, county, m2247500001="2026-01-02 12:00")
    assert wave.visit_one(county).outcome == "ok"
    assert wave.sink.all(PostSeen) == []
