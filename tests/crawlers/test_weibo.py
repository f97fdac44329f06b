"""What the Weibo puller makes of the platform's answers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.weibo import base62, parse_created_at
from hub.records import AccountSeen, Metrics, MetricsSeen, PostSeen
from hub.roster import Account
from tests.crawlers.loopback import Loopback, Question, reply
from tests.crawlers.wave import Wave, account, beijing, ids, know

TIMELINE = "/2/statuses/user_timeline.json"
SHOW = "/2/statuses/show.json"
COUNT = "/2/statuses/count.json"
ACCOUNT = "/2/users/counts.json"

GONE = reply(
    {"request": "/2/statuses/show.json", "error_code": "20101", "error": "target weibo does not exist!"}, 400
)


@pytest.fixture
def county(wave: Wave, platform: Loopback) -> Account:
    county = account("weibo")
    wave.credentials[county.account_id] = {
        "access_token": "tok-weibo-planted",
        "expires_at": "2026-12-01T00:00:00+08:00",
    }
    platform.on(TIMELINE, timeline(status(1)))
    platform.on(COUNT, lambda question: [counts(native) for native in question.query["ids"].split(",")])
    platform.on(ACCOUNT, [{"id": "1000000001", "followers_count": 356020, "statuses_count": 18234}])
    platform.on(SHOW, GONE)
    return county


def status(number: int, created_at: str = "Sat Jan 03 08:00:05 +0800 2026", **more: Any) -> dict[str, Any]:
    native = f"52500000000000{number:02}"
    return {
        "created_at": created_at,
        "id": int(native),
        "idstr": native,
        "mid": native,
        "text": "【天气】今日有雨 &amp; 大风👉 http://t.cn/A6xxxx #防火# ",
        "source": '<a href="https://weibo.com" rel="nofollow">微博网页版</a>',
        "pic_urls": [],
        "user": {"id": 1000000001, "idstr": "1000000001", "followers_count": 356012},
        "reposts_count": 12,
        "comments_count": 34,
        "attitudes_count": 156,
        "isLongText": False,
        "visible": {"type": 0, "list_id": 0},
        **more,
    }


def timeline(*statuses: dict[str, Any]) -> dict[str, Any]:
    return {"statuses": list(statuses), "hasvisible": False, "total_number": len(statuses)}


def counts(native: str, **more: Any) -> dict[str, Any]:
    return {"id": native, "comments": 35, "reposts": 12, "attitudes": 160, **more}


def key(number: int) -> str:
    return f"weibo:52500000000000{number:02}"


def known(wave: Wave, county: Account, *numbers: int, published: str = "2026-01-02 10:00") -> None:
    recent = {key(number): (beijing(published), f"https://weibo.com/{number}") for number in numbers}
    know(wave, county, recent, beijing("2026-01-02 21:30"))


def test_a_post_is_published_with_its_figures(wave: Wave, county: Account) -> None:
    finished = wave.visit_one(county)

    assert (finished.outcome, finished.posts_seen, finished.figures_seen, finished.error) == (
        "ok",
        1,
        1,
        None,
    )
    [post] = wave.sink.all(PostSeen)
    assert post.post_id == key(1)
    assert post.title == ""
    assert post.hashtags == ("防火",)
    assert post.url == f"https://weibo.com/1000000001/{base62('5250000000000001')}"
    assert post.published_at == datetime(2026, 1, 3, 0, 0, 5, tzinfo=UTC)
    [figures] = wave.sink.all(MetricsSeen)
    assert figures.metrics == Metrics(likes=156, comments=34, shares=12)
    assert (figures.as_of, figures.kind, figures.observed_at) == (None, "cumulative", wave.clock.now())


def test_html_entities_are_decoded_exactly_once(wave: Wave, platform: Loopback, county: Account) -> None:
    platform.on(TIMELINE, timeline(status(1, text="火&amp;amp;烟 &lt;b&gt; 👩‍🚒")))
    wave.visit_one(county)
    assert wave.sink.all(PostSeen)[0].text == "火&amp;烟 <b> 👩‍🚒"


def test_an_id_beyond_2_to_the_53_keeps_every_digit(wave: Wave, platform: Loopback, county: Account) -> None:
    platform.on(TIMELINE, timeline(status(1, id=9007199254740993001, idstr="9007199254740993001")))
    wave.visit_one(county)
    assert wave.sink.all(PostSeen)[0].post_id == "weibo:9007199254740993001"


def test_unknown_counts_are_none_and_not_zero(wave: Wave, platform: Loopback, county: Account) -> None:
    old_answer = status(1)
    del old_answer["attitudes_count"]
    platform.on(TIMELINE, timeline(old_answer))
    wave.visit_one(county)
    assert wave.sink.all(MetricsSeen)[0].metrics.likes is None


def test_figures_that_shrink_are_published_as_they_are(
    wave: Wave, platform: Loopback, county: Account
) -> None:
    platform.on(TIMELINE, timeline(status(1)), timeline(status(1, attitudes_count=3)))
    wave.visit_one(county)
    wave.visit_one(county)
    assert [seen.metrics.likes for seen in wave.sink.all(MetricsSeen)] == [156, 3]


def test_a_long_text_is_asked_for_once(wave: Wave, platform: Loopback, county: Account) -> None:
    platform.on(TIMELINE, timeline(status(1, isLongText=True, text="开头 ...全文")))
    platform.on(SHOW, status(1, isLongText=True, longText={"longTextContent": "开头，以及其余 &gt; 全部"}))
    wave.visit_one(county)
    known(wave, county, 1, published="2026-01-03 08:00:05")
    wave.visit_one(county)

    assert [post.text for post in wave.sink.all(PostSeen)] == ["开头，以及其余 > 全部"]
    assert len(wave.sink.all(MetricsSeen)) == 2
    assert len(platform.asked_for(SHOW)) == 1


def test_a_long_text_that_could_not_be_had_is_asked_for_again(
    wave: Wave, platform: Loopback, county: Account
) -> None:
    platform.on(TIMELINE, timeline(status(1, isLongText=True, text="开头")))
    platform.on(SHOW, *[reply({}, 503)] * 3, status(1, longText={"longTextContent": "开头，以及其余"}))
    first = wave.visit_one(county)
    known(wave, county, 1, published="2026-01-03 08:00:05")
    wave.visit_one(county)

    assert (first.outcome, first.error_kind) == ("partial", "platform")
    assert [post.text for post in wave.sink.all(PostSeen)] == ["开头", "开头，以及其余"]


def test_five_posts_all_newer_than_the_known_may_hide_others(
    wave: Wave, platform: Loopback, county: Account
) -> None:
    known(wave, county, 1)
    platform.on(TIMELINE, timeline(*(status(number) for number in range(2, 7))))
    finished = wave.visit_one(county)
    assert (finished.outcome, finished.error_kind, finished.posts_seen) == ("partial", "possible_gap", 5)


def test_a_first_visit_claims_no_gap(wave: Wave, platform: Loopback, county: Account) -> None:
    platform.on(TIMELINE, timeline(*(status(number) for number in range(2, 7))))
    assert wave.visit_one(county).outcome == "ok"


def test_counts_of_older_posts_are_asked_once_a_beijing_day(
    wave: Wave, platform: Loopback, county: Account
) -> None:
    known(wave, county, 1, 2, 3)
    platform.on(TIMELINE, timeline(status(9)))
    for instant in ("2026-01-03 09:30", "2026-01-03 21:30", "2026-01-04 09:30"):
        wave.clock.set(beijing(instant))
        assert wave.visit_one(county).outcome == "ok"
    assert len(platform.asked_for(COUNT)) == 2
    assert [seen.followers_total for seen in wave.sink.all(AccountSeen)] == [356020, 356020]


def test_at_most_a_hundred_ids_are_asked_at_once(wave: Wave, platform: Loopback, county: Account) -> None:
    recent = {f"weibo:{number}": (beijing("2026-01-01 10:00"), "") for number in range(1000, 1150)}
    know(wave, county, recent, beijing("2026-01-02 21:30"))
    platform.on(TIMELINE, timeline(status(9)))
    wave.visit_one(county)
    assert [len(question.query["ids"].split(",")) for question in platform.asked_for(COUNT)] == [100, 50]


def test_posts_older_than_thirty_days_are_counted_no_more(
    wave: Wave, platform: Loopback, county: Account
) -> None:
    known(wave, county, 1, published="2025-12-03 09:00")
    wave.visit_one(county)
    assert platform.asked_for(COUNT) == []


def test_a_missing_post_is_deleted_only_when_its_id_is_refused(
    wave: Wave, platform: Loopback, county: Account
) -> None:
    known(wave, county, 1, 2)
    platform.on(TIMELINE, timeline(status(9)))
    platform.on(COUNT, [])

    def show(question: Question) -> Any:
        return status(1) if question.query["id"] == key(1).removeprefix("weibo:") else GONE

    platform.on(SHOW, show)
    finished = wave.visit_one(county)

    deleted = [post for post in wave.sink.all(PostSeen) if post.deleted]
    assert finished.outcome == "ok"
    assert ids(deleted) == [key(2)]
    assert (deleted[0].url, deleted[0].published_at) == ("https://weibo.com/2", beijing("2026-01-02 10:00"))


def test_a_post_missing_among_the_newest_is_confirmed_at_once(
    wave: Wave, platform: Loopback, county: Account
) -> None:
    known(wave, county, 1, 2, published="2026-01-02 10:00")
    wave.visit_one(county)
    platform.on(TIMELINE, timeline(status(9), status(1, "Fri Jan 02 09:00:00 +0800 2026")))
    wave.visit_one(county)
    assert ids([post for post in wave.sink.all(PostSeen) if post.deleted]) == [key(2)]


def test_a_stub_with_deleted_1_is_a_deleted_post(wave: Wave, platform: Loopback, county: Account) -> None:
    known(wave, county, 1)
    stub = {
        "idstr": "5250000000000001",
        "deleted": "1",
        "text": "抱歉，此微博已被作者删除。",
        "created_at": "",
    }
    platform.on(TIMELINE, timeline(status(2, "Fri Jan 02 09:00:00 +0800 2026"), stub))
    platform.on(SHOW, stub)
    wave.visit_one(county)
    assert [(post.post_id, post.deleted) for post in wave.sink.all(PostSeen)] == [
        (key(2), False),
        (key(1), True),
    ]


def test_a_deleted_post_is_not_confirmed_again(wave: Wave, platform: Loopback, county: Account) -> None:
    known(wave, county, 1)
    platform.on(TIMELINE, timeline(status(2, "Fri Jan 02 09:00:00 +0800 2026")))
    wave.visit_one(county)
    wave.visit_one(county)
    assert len(platform.asked_for(SHOW)) == 1


def test_private_posts_are_skipped(wave: Wave, platform: Loopback, county: Account) -> None:
    platform.on(TIMELINE, timeline(status(1, visible={"type": 1, "list_id": 0}), status(2)))
    wave.visit_one(county)
    assert ids(wave.sink.all(PostSeen)) == [key(2)]


def test_a_repost_of_a_deleted_original_is_still_a_post(
    wave: Wave, platform: Loopback, county: Account
) -> None:
    stub = {"idstr": "4000000000000001", "deleted": "1", "text": "抱歉，此微博已被作者删除。"}
    platform.on(TIMELINE, timeline(status(1, retweeted_status=stub)))
    wave.visit_one(county)
    [post] = wave.sink.all(PostSeen)
    assert (post.repost_of, post.deleted) == ("weibo:4000000000000001", False)


def test_a_post_without_a_date_becomes_a_dead_letter_and_the_others_stay(
    wave: Wave, platform: Loopback, county: Account
) -> None:
    platform.on(TIMELINE, timeline(status(1, created_at=""), status(2)))
    finished = wave.visit_one(county)
    assert ids(wave.sink.all(PostSeen)) == [key(2)]
    assert [letter.reason for letter in wave.sink.letters] == [f"Post {key(1)} of county-one has no date."]
    assert finished.outcome == "ok"


def test_an_empty_list_of_a_busy_account_is_not_silence(
    wave: Wave, platform: Loopback, county: Account
) -> None:
    known(wave, county, 1)
    platform.on(TIMELINE, timeline())
    finished = wave.visit_one(county)
    assert (finished.outcome, finished.error_kind) == ("failed", "refused")


def test_a_token_of_another_account_is_noticed(wave: Wave, platform: Loopback, county: Account) -> None:
    platform.on(TIMELINE, timeline(status(1, user={"idstr": "1000000002"})))
    finished = wave.visit_one(county)
    assert (finished.outcome, finished.error_kind) == ("failed", "authorisation")
    assert wave.sink.all(PostSeen) == []


@pytest.mark.parametrize(
    ("code", "kind"), [("21332", "authorisation"), (10023, "quota"), (20003, "refused"), (10017, "ours")]
)
def test_an_error_code_may_be_a_number_or_a_string(
    wave: Wave, platform: Loopback, county: Account, code: object, kind: str
) -> None:
    platform.on(TIMELINE, reply({"request": TIMELINE, "error_code": code, "error": "no"}, 403))
    finished = wave.visit_one(county)
    assert (finished.outcome, finished.error_kind) == ("failed", kind)
    assert str(code) in (finished.error or "")


def test_a_busy_platform_is_asked_again(wave: Wave, platform: Loopback, county: Account) -> None:
    busy = reply({"request": TIMELINE, "error_code": 10009, "error": "Too many pending tasks"}, 400)
    platform.on(TIMELINE, busy, timeline(status(1)))
    assert wave.visit_one(county).outcome == "ok"


@given(st.datetimes(datetime(2009, 8, 1), datetime(2100, 1, 1)), st.integers(-11, 12))
def test_a_platform_date_is_read_whatever_the_locale(naive: datetime, hours: int) -> None:
    months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    text = (
        f"{days[naive.weekday()]} {months[naive.month - 1]} {naive.day:02} "
        f"{naive:%H:%M:%S} {'-' if hours < 0 else '+'}{abs(hours):02}00 {naive.year}"
    )
    expected = naive.replace(microsecond=0, tzinfo=UTC) - timedelta(hours=hours)
    assert parse_created_at(text) == expected


@given(st.text())
def test_what_is_no_platform_date_is_none_or_a_date(text: str) -> None:
    assert parse_created_at(text) is None or isinstance(parse_created_at(text), datetime)


def test_a_mid_has_its_known_short_form() -> None:
    assert base62("3501756485200075") == "z0JH2lOMb"
