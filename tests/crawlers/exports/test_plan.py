"""Rows find their posts by id, else by time and title; what fits none or several is not guessed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from crawlers.exports.columns import find_header
from crawlers.exports.matching import KnownPost, Verdict, same_title
from crawlers.exports.plan import Plan, plan_import
from crawlers.exports.rows import read_rows
from crawlers.exports.sheets import Table
from hub.platforms import Platform
from hub.records import CrawlFinished, Metrics, MetricsSeen, PostSeen
from tests.crawlers.exports import sheets
from tests.crawlers.wave import account, beijing

AT = beijing("2026-01-07 09:30")


def plan(
    platform: Platform, *rows: list[str], known: list[KnownPost] | None = None, by_export: bool = True
) -> Plan:
    """Plan a sheet of these rows."""
    header = {
        "channels": sheets.CHANNELS_HEADER,
        "xiaohongshu": sheets.XIAOHONGSHU_HEADER,
        "douyin": sheets.DOUYIN_HEADER,
        "wechat": sheets.WECHAT_HEADER,
    }[platform]
    table = Table("", [header, *rows])
    found = find_header(table, platform)
    assert found is not None
    owner = account(platform, native_id="wx1")
    return plan_import([read_rows(table, found)], owner, known or [], AT, by_export=by_export)


def records(planned: Plan, kind: type[Any]) -> list[Any]:
    return [record for record in planned.records if isinstance(record, kind)]


def changed(row: list[str], **cells: str) -> list[str]:
    """The row with other cells at positions `c0`, `c1` …"""
    values = {int(name[1:]): value for name, value in cells.items()}
    return [values.get(position, cell) for position, cell in enumerate(row)]


def known_douyin(number: int, title: str, at: datetime, precision: Any = "second") -> KnownPost:
    return KnownPost(
        f"douyin:@{number}==", at, precision, "", title, f"https://www.douyin.com/video/75900{number}"
    )


def test_an_account_that_lives_by_export_gets_posts_figures_and_a_visit() -> None:
    planned = plan("channels", sheets.CHANNELS_ROW)
    [post], [figures], [visit] = (records(planned, kind) for kind in (PostSeen, MetricsSeen, CrawlFinished))
    assert post.post_id == figures.post_id == "channels:export/UzFfExample0001"
    assert (post.text, post.title, post.media, post.published_precision) == (
        "早安某市，新的一天",
        "",
        "video",
        "day",
    )
    assert (figures.source, figures.kind, figures.observed_at) == ("export", "cumulative", AT)
    assert (visit.outcome, visit.posts_seen, visit.figures_seen, visit.started_at) == ("ok", 1, 1, AT)


def test_a_sheet_without_rows_is_a_visit_without_posts() -> None:
    [visit] = plan("channels").records
    assert isinstance(visit, CrawlFinished)
    assert (visit.outcome, visit.posts_seen) == ("ok", 0)


def test_the_same_sheet_makes_the_same_records() -> None:
    assert plan("channels", sheets.CHANNELS_ROW).records == plan("channels", sheets.CHANNELS_ROW).records


def test_a_wechat_row_is_matched_by_its_address() -> None:
    known = [
        KnownPost(
            "wechat:MzA0000000==:2247500001_2", beijing("2026-01-01 08:00"), "second", "改过的标题", "", ""
        )
    ]
    planned = plan("wechat", sheets.WECHAT_ROW, known=known, by_export=False)
    [figures] = planned.records
    assert isinstance(figures, MetricsSeen)
    assert figures.post_id == known[0].post_id
    assert (figures.metrics.readers, figures.metrics.views) == (1830, 2400)


def test_a_row_without_an_id_is_matched_by_time_and_title() -> None:
    known = [
        known_douyin(1, "雪后的公园真美 #某市 @某市发布", beijing("2026-01-03 08:00")),
        known_douyin(2, "另一个作品", beijing("2026-01-03 08:00")),
        known_douyin(3, "雪后的公园真美 #某市", beijing("2026-01-02 08:00")),
    ]
    planned = plan("douyin", sheets.DOUYIN_ROW, known=known, by_export=False)
    [figures] = planned.records
    assert figures == MetricsSeen(
        post_id="douyin:@1==",
        account_id="county-one",
        platform="douyin",
        observed_at=AT,
        source="export",
        metrics=Metrics(
            views=18_000,
            likes=530,
            comments=21,
            shares=44,
            favourites=9,
            followers_new=-3,
            completion_rate=0.032,
            avg_seconds=6.5,
        ),
        precision={"views": "rounded_display"},
    )


def test_an_edited_title_is_the_post_of_the_same_second() -> None:
    known = [known_douyin(1, "旧标题", beijing("2026-01-03 08:00:00"))]
    planned = plan("douyin", sheets.DOUYIN_ROW, known=known, by_export=False)
    assert (planned.matched, planned.unmatched) == (1, [])


def test_where_only_the_day_is_known_the_title_decides() -> None:
    row = changed(sheets.DOUYIN_ROW, c1="2026-01-03")
    known = [known_douyin(1, "旧标题", beijing("2026-01-03 08:00"))]
    assert [verdict for _, verdict in plan("douyin", row, known=known, by_export=False).unmatched] == [
        Verdict.UNKNOWN
    ]
    known.append(known_douyin(2, "雪后的公园真美 #某市", beijing("2026-01-03 23:59")))
    assert plan("douyin", row, known=known, by_export=False).matched == 1


def test_a_row_that_fits_several_posts_is_named_and_not_guessed() -> None:
    known = [known_douyin(number, "雪后的公园真美 #某市", beijing("2026-01-03 08:00")) for number in (1, 2)]
    planned = plan("douyin", sheets.DOUYIN_ROW, known=known, by_export=False)
    assert [verdict for _, verdict in planned.unmatched] == [Verdict.SEVERAL]
    assert planned.records == []


def test_a_row_that_fits_no_post_of_a_gathered_account_is_named_and_makes_none() -> None:
    planned = plan("douyin", sheets.DOUYIN_ROW, by_export=False)
    assert (len(planned.unmatched), planned.records) == (1, [])


def test_a_ruined_id_is_not_believed() -> None:
    first = plan("channels", changed(sheets.CHANNELS_ROW, c1="7590000000000000123"))
    ruined = changed(sheets.CHANNELS_ROW, c1="7.59E+18", c5="5000")
    [post] = records(first, PostSeen)
    known = [KnownPost(post.post_id, post.published_at, "day", post.title, post.text, "")]
    [figures] = records(plan("channels", ruined, known=known), MetricsSeen)
    assert (figures.post_id, figures.metrics.views) == (post.post_id, 5000)
    assert "E+" not in records(plan("channels", ruined), PostSeen)[0].post_id


def test_an_edited_note_keeps_its_made_up_id_and_gets_the_new_title() -> None:
    [post] = records(plan("xiaohongshu", sheets.XIAOHONGSHU_ROW), PostSeen)
    known = [KnownPost(post.post_id, post.published_at, "second", post.title, "", "")]
    edited = changed(sheets.XIAOHONGSHU_ROW, c0="新标题")
    [again] = records(plan("xiaohongshu", edited, known=known), PostSeen)
    assert (again.post_id, again.title) == (post.post_id, "新标题")


def test_a_repeated_row_counts_once_and_a_contradicting_one_is_refused() -> None:
    other = changed(sheets.CHANNELS_ROW, c5="1")
    planned = plan("channels", sheets.CHANNELS_ROW, sheets.CHANNELS_ROW, other)
    assert (planned.new, planned.repeated) == (1, 1)
    assert [refusal.reason for refusal in planned.refusals] == ["与前面一行是同一作品，数字却不同"]
    assert len(records(planned, MetricsSeen)) == 1


def test_a_post_from_after_the_export_is_refused() -> None:
    planned = plan("channels", changed(sheets.CHANNELS_ROW, c2="2026/02/01"))
    assert [refusal.reason for refusal in planned.refusals] == ["发布时间晚于导出时间"]
    assert [record.outcome for record in records(planned, CrawlFinished)] == ["partial"]


def test_unknown_figures_are_left_out_and_a_row_of_nothing_else_is_only_a_post() -> None:
    row = [*sheets.CHANNELS_ROW[:3], *["-"] * 12]
    planned = plan("channels", row)
    assert (len(records(planned, PostSeen)), records(planned, MetricsSeen)) == (1, [])


def test_titles_agree_in_their_words_and_may_be_cut_off() -> None:
    assert same_title("Ａ市，下雪了！🌨", "a市 下雪了")
    assert same_title("冬季用火用电安全提示请收", "冬季用火用电安全提示请收好这份清单")
    assert not same_title("提示", "提示二")
    assert not same_title("", "")


@given(
    st.lists(
        st.tuples(st.integers(0, 5), st.sampled_from(["提示", "提示二", ""]), st.integers(0, 3)), max_size=12
    ),
    st.booleans(),
)
def test_every_row_becomes_exactly_one_thing(rows: list[tuple[int, str, int]], by_export: bool) -> None:
    known = [
        known_douyin(day, "提示", beijing("2026-01-01 08:00") + timedelta(days=day)) for day in (0, 1, 1, 2)
    ]
    written = [
        changed(sheets.DOUYIN_ROW, c0=title, c1=f"2026-01-0{day + 1} 08:00:00", c4=str(views))
        for day, title, views in rows
    ]
    planned = plan("douyin", *written, known=known, by_export=by_export)
    told = planned.matched + planned.new + planned.repeated + len(planned.unmatched) + len(planned.refusals)
    assert told == len(rows)
    figures = [record.post_id for record in records(planned, MetricsSeen)]
    assert len(figures) == len(set(figures)) == planned.matched + planned.new
