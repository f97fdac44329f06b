"""What beginners get wrong with these platforms, each as a test of that name.

The list is that of the platforms' fact sheets, which are not part of this repository. More on each stands in
the tests of the source it concerns.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from crawlers.exports.cells import figure_of, native_id_of
from hub.clock import beijing_day
from hub.platforms import Platform
from hub.records import AccountSeen, MetricsSeen, PostSeen
from tests.crawlers import test_bilibili, test_douyin, test_kuaishou, test_wechat, test_weibo
from tests.crawlers.exports import sheets
from tests.crawlers.exports.test_plan import known_douyin, plan
from tests.crawlers.interfaces import ERRORS, INTERFACES, LISTS, county_on
from tests.crawlers.loopback import Loopback
from tests.crawlers.wave import Wave, beijing, know

PITFALLS = (
    "wechats_statistics_changed",
    "freepublish_is_not_the_list_of_posts",
    "units_of_time_differ",
    "figures_go_down",
    "missing_once_is_not_deleted",
    "display_strings_are_not_exact",
    "ids_exceed_2_to_the_53",
    "numbers_come_as_strings_and_back",
    "errors_come_with_http_200",
    "one_message_is_up_to_eight_articles",
    "the_same_content_on_two_platforms_is_two_posts",
    "entities_and_emoji_are_decoded_once",
    "addresses_of_media_expire",
    "tokens_are_renewed_each_in_its_way",
    "data_come_late",
    "polling_loses_posts",
    "pinned_posts_break_newest_first",
    "follower_totals_differ_from_the_app",
    "exports_are_matched_by_time_and_title",
    "unofficial_interfaces_are_not_used",
)
"""One test for each: `test_<name>`."""

UNOFFICIAL = (
    r"m\.weibo\.cn|weibo\.com/ajax|/x/space|/x/web-interface|graphql|edith\.|getappmsgext|appmsg_comment"
    r"|aweme/v1|set-cookie|[\"']cookie[\"']"
)


def test_every_pitfall_has_a_test_named_after_it() -> None:
    assert len(PITFALLS) == 20
    assert [name for name in PITFALLS if not callable(globals().get(f"test_{name}"))] == []


def test_wechats_statistics_changed(wave: Wave, platform: Loopback) -> None:
    """They begin on 2025-11-01, and a post's rows are cumulative: each stands for itself, none is added."""
    county = county_on("wechat", wave, platform)
    wave.clock.set(beijing("2025-11-04 09:30"))
    rows = (test_wechat.row("2025-11-02", 1830), test_wechat.row("2025-11-03", 2204))
    platform.on(
        test_wechat.DETAILS, test_wechat.details({"2025-11-02": [test_wechat.detail("2025-11-02", *rows)]})
    )
    wave.visit_one(county)
    assert min(test_wechat.asked_days(platform)) == "2025-11-01"
    readers = {figure.as_of.isoformat(): figure.metrics.readers for figure in figures(wave) if figure.as_of}
    assert readers == {"2025-11-02": 1830, "2025-11-03": 2204}
    platform.on(test_wechat.DETAILS, {"errcode": 47009, "errmsg": "interface offline"})
    wave.clock.set(beijing("2025-11-05 09:30"))
    assert wave.visit_one(county).error_kind == "platform"


def test_freepublish_is_not_the_list_of_posts(wave: Wave, platform: Loopback) -> None:
    """Posts that followers were notified of are missing there, and are found by their publish day."""
    county = county_on("wechat", wave, platform)
    platform.on(test_wechat.PUBLISHED, test_wechat.messages())
    platform.on(test_wechat.DETAILS, test_wechat.details({"2026-01-02": [test_wechat.detail("2026-01-02")]}))
    assert wave.visit_one(county).posts_seen == 1


@pytest.mark.parametrize("name", INTERFACES)
@pytest.mark.parametrize("at", [beijing("2026-01-03 00:05"), beijing("2026-01-02 23:55")])
def test_units_of_time_differ(name: Platform, at: datetime, wave: Wave, platform: Loopback) -> None:
    """Seconds, milliseconds, text: one instant, on one Beijing day."""
    wave.visit_one(county_on(name, wave, platform, at))
    [post] = wave.sink.all(PostSeen)
    assert (post.published_at, beijing_day(post.published_at)) == (at, at.date())


def test_figures_go_down(wave: Wave, platform: Loopback) -> None:
    """Each snapshot is published as it is told; nothing is clamped."""
    county = county_on("kuaishou", wave, platform)
    for plays in (4021, 3990, 0):
        platform.on(LISTS["kuaishou"], test_kuaishou.listed(test_kuaishou.work(1, view_count=plays)))
        wave.visit_one(county)
    assert [figure.metrics.views for figure in figures(wave)] == [4021, 3990, 0]


def test_missing_once_is_not_deleted(wave: Wave, platform: Loopback) -> None:
    """A work that is not listed is asked for by its id, and lives if that answers."""
    county = county_on("kuaishou", wave, platform)
    at = beijing("2026-01-02 08:00")
    know(
        wave, county, {f"kuaishou:{test_kuaishou.native(7)}": (at, "https://x")}, beijing("2026-01-03 08:30")
    )
    platform.on(
        test_kuaishou.WORK, {"result": 1, "video_info": test_kuaishou.work(7, at)}, test_kuaishou.GONE
    )
    wave.visit_one(county)
    assert not any(post.deleted for post in wave.sink.all(PostSeen))
    wave.visit_one(county)
    assert [post.post_id for post in wave.sink.all(PostSeen) if post.deleted] == [
        f"kuaishou:{test_kuaishou.native(7)}"
    ]


@pytest.mark.parametrize(
    ("cell", "value", "precision"),
    [
        ("10万+", 100_000, "lower_bound"),
        ("1.2万", 12_000, "rounded_display"),
        ("1.2亿", 120_000_000, "rounded_display"),
        ("999+", 999, "lower_bound"),
        ("3.4w", 34_000, "rounded_display"),
        ("1,234", 1234, None),
        ("１２３", 123, None),
    ],
)
def test_display_strings_are_not_exact(cell: str, value: int, precision: str | None) -> None:
    assert figure_of(cell) == (value, precision)
    assert [figure_of(unknown) for unknown in ("-", "")] == [None, None]


def test_ids_exceed_2_to_the_53(wave: Wave, platform: Loopback) -> None:
    """They are strings everywhere; a spreadsheet's 7.59E+18 is known to be ruined."""
    county = county_on("weibo", wave, platform)
    status = test_weibo.status(1) | {"id": 9_250_000_000_000_000_001, "idstr": "9250000000000000001"}
    platform.on(LISTS["weibo"], test_weibo.timeline(status))
    wave.visit_one(county)
    assert [post.post_id for post in wave.sink.all(PostSeen)] == ["weibo:9250000000000000001"]
    ruined = native_id_of("7.59E+18")
    assert ruined is not None
    assert ruined.is_ruined


def test_numbers_come_as_strings_and_back(wave: Wave, platform: Loopback) -> None:
    county = county_on("douyin", wave, platform)
    quoted = test_douyin.page(test_douyin.work(1))
    bare = test_douyin.page(test_douyin.work(1, statistics={"play_count": 18230, "digg_count": 530}))
    bare["extra"]["error_code"] = 0
    for answer in (quoted, bare):
        platform.on(LISTS["douyin"], answer)
        assert wave.visit_one(county).outcome == "ok"
    assert [figure.metrics.views for figure in figures(wave)] == [18230, 18230]


@pytest.mark.parametrize("name", INTERFACES)
def test_errors_come_with_http_200(name: Platform, wave: Wave, platform: Loopback) -> None:
    """A code nobody knows is a failure, told with its words; never an empty success."""
    county = county_on(name, wave, platform)
    platform.on(LISTS[name], ERRORS[name](99887766, "没见过的错误"))
    finished = wave.visit_one(county)
    assert finished.outcome == "failed"
    assert "99887766" in (finished.error or "")


def test_one_message_is_up_to_eight_articles(wave: Wave, platform: Loopback) -> None:
    """Each article is a post of its own, named by mid and idx; the rest of a link varies."""
    county = county_on("wechat", wave, platform)
    articles = [test_wechat.article(idx=number) for number in range(1, 9)]
    copies = [one | {"url": one["url"].replace("sn=aa11", "sn=ff99")} for one in articles]
    platform.on(
        LISTS["wechat"], test_wechat.messages(test_wechat.message(*articles), test_wechat.message(*copies))
    )
    wave.visit_one(county)
    posts = wave.sink.all(PostSeen)
    assert [post.position for post in posts] == list(range(1, 9))
    assert [post.post_id.rpartition("_")[2] for post in posts] == [str(number) for number in range(1, 9)]


def test_the_same_content_on_two_platforms_is_two_posts(wave: Wave, platform: Loopback) -> None:
    """Each with its own figures; who carries whose text is told downstream, never merged here."""
    for name in ("kuaishou", "bilibili"):
        wave.visit_one(county_on(name, wave, platform))
    posts = wave.sink.all(PostSeen)
    assert {post.platform for post in posts} == {"kuaishou", "bilibili"}
    assert {figure.post_id for figure in figures(wave)} == {post.post_id for post in posts}


def test_entities_and_emoji_are_decoded_once(wave: Wave, platform: Loopback) -> None:
    county = county_on("weibo", wave, platform)
    platform.on(
        LISTS["weibo"], test_weibo.timeline(test_weibo.status(1, text="A &amp;lt; B 👨‍👩‍👧 #防火[话题]#"))
    )
    wave.visit_one(county)
    [post] = wave.sink.all(PostSeen)
    assert (post.text, post.hashtags) == ("A &lt; B 👨‍👩‍👧 #防火[话题]#", ("防火",))


@pytest.mark.parametrize("name", ["douyin", "kuaishou", "toutiao", "bilibili"])
def test_addresses_of_media_expire(name: Platform, wave: Wave, platform: Loopback) -> None:
    """The page's address is kept, never a cover's or a stream's."""
    wave.visit_one(county_on(name, wave, platform))
    [post] = wave.sink.all(PostSeen)
    assert re.fullmatch(r"https://www\.\w+\.com/(short-)?video/[\w]+/?", post.url)


def test_tokens_are_renewed_each_in_its_way(wave: Wave, platform: Loopback, tmp_path: Path) -> None:
    """Bilibili's refresh tokens work once: of two processes that need a new one, one asks, both have it."""
    county = county_on("bilibili", wave, platform)
    platform.on(
        test_bilibili.LIST,
        lambda asked: (
            test_bilibili.REFUSED
            if asked.headers["access-token"] == "given"
            else test_bilibili.listed(test_bilibili.work(1))
        ),
    )
    pair = {"access_token": "access-2", "refresh_token": "refresh-2", "expires_in": 2592000}
    platform.on(test_bilibili.REFRESH, test_bilibili.good(pair))
    other = Wave(platform, tmp_path)
    other.credentials = wave.credentials
    other.restart()
    wave.restart()
    assert {wave.visit_one(county).outcome, other.visit_one(county).outcome} == {"ok"}
    assert len(platform.asked_for(test_bilibili.REFRESH)) == 1


def test_data_come_late(wave: Wave, platform: Loopback) -> None:
    """Figures that WeChat says are delayed are not taken, and asked for again."""
    county = county_on("wechat", wave, platform)
    late = {"2026-01-02": [test_wechat.detail("2026-01-02", test_wechat.row("2026-01-02", 10))]}
    platform.on(test_wechat.DETAILS, test_wechat.details(late, delayed=True))
    assert wave.visit_one(county).figures_seen == 0
    platform.on(test_wechat.DETAILS, test_wechat.details(late))
    wave.clock.set(wave.clock.now() + timedelta(hours=4))
    assert wave.visit_one(county).figures_seen == 1


def test_polling_loses_posts(wave: Wave, platform: Loopback) -> None:
    """Weibo shows five: where all are newer than anything known, a gap is told."""
    county = county_on("weibo", wave, platform)
    know(wave, county, {test_weibo.key(99): (beijing("2026-01-02 08:00"), "x")}, beijing("2026-01-03 08:00"))
    platform.on(LISTS["weibo"], test_weibo.timeline(*(test_weibo.status(number) for number in range(1, 6))))
    platform.on(test_weibo.COUNT, [test_weibo.counts("5250000000000099")])
    finished = wave.visit_one(county)
    assert (finished.outcome, finished.error_kind) == ("partial", "possible_gap")


def test_pinned_posts_break_newest_first(wave: Wave, platform: Loopback) -> None:
    county = county_on("douyin", wave, platform)
    pinned = test_douyin.work(1, "2025-06-01 08:00", is_top=True)
    first = test_douyin.page(pinned, test_douyin.work(2), cursor=1, more=True)
    platform.on(LISTS["douyin"], first, test_douyin.page(test_douyin.work(3)))
    wave.visit_one(county)
    assert {post.post_id for post in wave.sink.all(PostSeen)} >= {
        f"douyin:{test_douyin.native(number)}" for number in (2, 3)
    }


def test_follower_totals_differ_from_the_app(wave: Wave, platform: Loopback) -> None:
    """What the interface tells is kept for its day, and the docs say that the app adds more."""
    wave.visit_one(county_on("douyin", wave, platform))
    told = wave.sink.all(AccountSeen)
    assert told
    assert all(one.as_of is not None and one.platform == "douyin" for one in told)
    page = Path(__file__).parents[2] / "docs" / "sources" / "douyin.md"
    assert "the app shows more" in page.read_text(encoding="utf-8")


def test_exports_are_matched_by_time_and_title() -> None:
    known = [known_douyin(1, "雪后的公园真美 #某市 @某市发布", beijing("2026-01-03 08:00"))]
    planned = plan("douyin", sheets.DOUYIN_ROW, known=known, by_export=False)
    assert (planned.matched, planned.unmatched) == (1, [])
    elsewhere = [known_douyin(1, "另一个作品", beijing("2026-01-02 08:00"))]
    assert plan("douyin", sheets.DOUYIN_ROW, known=elsewhere, by_export=False).matched == 0


def test_unofficial_interfaces_are_not_used() -> None:
    """They carry legal risk: no web interface of an app, no cookie."""
    room = Path(__file__).parents[2] / "crawlers"
    found = {
        path.name: match.group()
        for path in room.rglob("*.py")
        if (match := re.search(UNOFFICIAL, path.read_text(encoding="utf-8"), re.IGNORECASE))
    }
    assert found == {}


def figures(wave: Wave) -> list[MetricsSeen]:
    """All figures published so far, in order."""
    return wave.sink.all(MetricsSeen)
