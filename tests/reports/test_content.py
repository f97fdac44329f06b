"""What a report says equals what can be counted by hand, and what the views say."""

from __future__ import annotations

import re

import pytest

from dashboards.reports.facts import Facts, cutoff_of
from dashboards.reports.making import MadeReport, make_report
from dashboards.reports.periods import Kind
from dashboards.reports.places import counties_of
from dashboards.reports.scope import chosen_scope
from dashboards.reports.sections.compliance import verdicts_of
from tests.reports.county_world import at, period_of
from tests.reports.reading import page_cells, word_cells, word_table, word_text
from warehouse.client import Warehouse


def facts_of(warehouse: Warehouse, kind: Kind, text: str) -> Facts:
    period = period_of(kind, text)
    return Facts(warehouse, chosen_scope(warehouse), period, cutoff_of(warehouse, period))


@pytest.fixture(scope="module")
def monthly(november: Warehouse) -> MadeReport:
    return make_report(november, period_of("monthly", "2025-11"), chosen_scope(november))


@pytest.fixture(scope="module")
def city(november: Warehouse) -> MadeReport:
    """The report of a day for the city 甲市."""
    return make_report(november, period_of("daily", "2025-11-20"), chosen_scope(november, region="甲市"))


def test_the_cutoff_is_the_last_look_or_the_hour_of_issue(november: Warehouse) -> None:
    assert cutoff_of(november, period_of("weekly", "2025-W47")) == at(24, 7)
    assert cutoff_of(november, period_of("daily", "2025-11-10")) == at(11, 8).replace(minute=30)


def test_output_is_told_by_level_with_the_unknown_apart(weekly: MadeReport) -> None:
    rows = {row["级别"]: row for row in word_table(weekly.word, "级别", "账号", "可判断")}
    # Of the county accounts k1-wechat alone has a post of the week; k3-douyin is not seen.
    assert rows["县级"] == {
        "级别": "县级",
        "账号": "6",
        "可判断": "4",
        "有发布": "1",
        "零发布": "3",
        "未知": "1",
        "未接入": "1",
        "发布（条）": "1",
        "其中转载": "1",
        "条/账号": "0.2",
        "较上周": "-2",
    }
    assert rows["合计"]["发布（条）"] == "8"
    assert rows["合计"]["其中转载"] == "2"
    assert rows["省级"]["较上周"] == "+2"


def test_adoption_is_told_with_limits_and_lags(november: Warehouse) -> None:
    """The 72 hours of both releases ended in the week; only the first was carried."""
    facts = facts_of(november, "weekly", "2025-W47")
    levels = {one.key: one for one in facts.adoption("level", facts.adoption_period)}
    assert {key: (one.adopters, one.eligible, one.unknown) for key, one in levels.items()} == {
        "city": (1, 6, 0),
        "county": (1, 8, 2),
    }
    first, second = facts.releases
    assert (first.carried, first.targets, first.passed) == (2, 8, True)
    assert (second.carried, second.passed) == (0, True)


def test_a_running_release_has_no_rate_yet(city: MadeReport) -> None:
    rows = word_table(city.word, "发布", "首发账号")
    assert [row["全部"] for row in rows] == ["2/6", "0/6"]
    assert [row["72 小时采用率"] for row in rows] == ["33.3%（10–70）", "未满 72 小时"]
    assert "“p-wechat 11月20日<b>” 11-23 10:00 满 72 小时，还有 6 个账号没有发现转载。" in word_text(
        city.word
    )


def test_a_city_reads_of_itself_alone(city: MadeReport) -> None:
    text = word_text(city.word)
    assert "甲市消防新媒体传播日报" in text
    assert "台账账号 6 个" in text
    for name in ("乙市", "南县", "北县", "账号c2-weibo", "账号k3-douyin"):
        assert name not in text


def test_an_entered_release_tells_who_is_missing_and_who_is_unknown(weekly: MadeReport) -> None:
    row = word_table(weekly.word, "布置的发布")[0]
    assert [row[name] for name in ("应转载", "按时", "逾期", "未到截止", "未转载", "未知")] == [
        "4",
        "1",
        "0",
        "0",
        "2",
        "1",
    ]
    assert "未转载“布置的一件”的账号：账号k1-wechat、账号k2-wechat。" in word_text(weekly.word)


def test_silent_blank_and_unknown_are_three_words(november: Warehouse) -> None:
    facts = facts_of(november, "weekly", "2025-W47")
    counties = counties_of(facts)
    assert counties.active == ["甲市东县"]
    assert counties.stalled == ["甲市西县"]
    assert counties.unknown == ["乙市南县"]
    assert counties.blank == ["乙市北县"]
    days = {account.account_id: account.silent_days for account in facts.accounts}
    assert days["k2-wechat"] == 23
    assert days["d-website"] == 21
    assert days["k3-douyin"] is None


def test_the_months_checks_name_who_failed_and_who_mended(november: Warehouse, monthly: MadeReport) -> None:
    """Each account's post of the 20th of October is 14 days old on 3 November, before that day's post."""
    facts = facts_of(november, "monthly", "2025-11")
    judged = [account for account in facts.accounts if not account.outside]
    verdicts = verdicts_of(judged, facts.checks)
    assert len(verdicts.due) == len(judged) - 1
    assert [account.account_id for account in verdicts.due if account not in verdicts.checked] == [
        "k3-douyin"
    ]
    # k2-wechat posted on the 1st only: it did not fail on the 3rd, but from the 15th on, and does so still.
    assert facts.checks["k2-wechat"].failed == 10
    assert str(facts.checks["k2-wechat"].failed_on) == "2025-11-15"
    assert facts.checks["p-wechat"].failed == 1
    assert [account.account_id for account in verdicts.recovered] == [
        account.account_id for account in verdicts.failed if account.account_id != "k2-wechat"
    ]
    text = word_text(monthly.word)
    assert "关于某省2025年11月消防新媒体运行情况的通报" in text
    assert "国办秘函〔2019〕19号" in text
    assert "全月没有采集成功、合格与否未知的账号 1 个，不判不合格：账号k3-douyin（抖音）。" in text


def test_departments_are_asked_and_not_judged(monthly: MadeReport) -> None:
    failed = word_table(monthly.word, "账号", "平台", "地区", "断更前最后更新")
    assert all("账号d-" not in row["账号"] for row in failed)
    assert "商请部门、媒体和乡镇关注的" in word_text(monthly.word)


def test_the_page_and_the_word_file_say_the_same(weekly: MadeReport, monthly: MadeReport) -> None:
    for made in (weekly, monthly):
        assert page_cells(made.page) == word_cells(made.word)


def test_every_section_says_what_its_figures_mean(weekly: MadeReport, monthly: MadeReport) -> None:
    """Or it says in words that there was nothing to count."""
    for made in (weekly, monthly):
        for title, body in _sections(made.word):
            assert "口径：" in body or "没有" in body or title.endswith("数据说明"), title


def test_no_league_of_followers_or_likes(weekly: MadeReport, monthly: MadeReport) -> None:
    for made in (weekly, monthly):
        heads = [cell for cell in page_cells(made.page) if cell in ("粉丝", "点赞", "排名", "名次")]
        assert heads == []


def test_reach_is_compared_at_seven_days_and_the_young_are_named(
    november: Warehouse, monthly: MadeReport
) -> None:
    facts = facts_of(november, "monthly", "2025-11")
    by_key = {(one.platform, one.level): one for one in facts.reach}
    county = by_key["wechat", "county"]
    # k1-wechat 5, 12 and 19 November, k2-wechat the 1st; our last look was on the 24th.
    assert (county.posts, county.ripe, county.young, county.missing) == (4, 3, 1, 0)
    assert county.median == 400
    assert county.total == 400 + 400 + 600
    assert "weibo" not in {platform for platform, _ in by_key}
    assert "初步数" in word_text(monthly.word)


def _sections(word: bytes) -> list[tuple[str, str]]:
    """The sections of a Word file: their heads, and the running text below each."""
    parts = re.split(r"^([一二三四五六七八九十]+、.*)$", word_text(word), flags=re.MULTILINE)
    return list(zip(parts[1::2], parts[2::2], strict=True))
