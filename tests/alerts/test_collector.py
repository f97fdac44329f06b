"""Our own troubles: said once and as ours, and never taken for a county's silence."""

from __future__ import annotations

from datetime import date

import pytest

from alerts.engine import evaluate
from alerts.episodes import Episode, open_episodes
from tests.alerts.happenings import Happenings, beijing


def judge(province: Happenings, time: str) -> list[Episode]:
    return evaluate(province.warehouse, beijing(time))


def only(episodes: list[Episode]) -> Episode:
    assert len(episodes) == 1
    return episodes[0]


@pytest.fixture
def weibo(province: Happenings) -> list[str]:
    """Ten Weibo accounts that posted and were visited with success on 10 June at 08:00."""
    names = [f"weibo-{number}" for number in range(10)]
    for name in names:
        province.account(name, platform="weibo")
        province.post(name, beijing("2026-06-10 07:00"))
        province.visit(name, beijing("2026-06-10 08:00"))
    return names


def test_an_account_not_fetched_for_24_hours_is_a_technical_episode(province: Happenings) -> None:
    province.account("zhengding")
    province.visit("zhengding", beijing("2026-06-10 08:00"))
    province.visit("zhengding", beijing("2026-06-11 07:00"), "failed", "authorisation", "token expired")
    assert judge(province, "2026-06-11 08:00") == []
    episode = only(judge(province, "2026-06-11 08:01"))
    assert (episode.rule_group, episode.rule, episode.severity) == ("collector", "collector", "技术")
    assert episode.sentence == (
        "正定县消防救援大队（微信公众号）自 2026-06-10 08:00 起没有采集成功（授权失效）；"
        "恢复之前不判断它是否停更。"
    )
    assert "token expired" in episode.evidence
    assert judge(province, "2026-06-11 20:00") == []


def test_a_success_closes_the_technical_episode(province: Happenings) -> None:
    province.account("zhengding")
    province.visit("zhengding", beijing("2026-06-10 08:00"))
    judge(province, "2026-06-12 08:00")
    province.visit("zhengding", beijing("2026-06-12 09:00"), "partial")
    closed = only(judge(province, "2026-06-12 09:05"))
    assert not closed.open
    assert "采集已恢复" in closed.sentence


def test_while_the_collector_fails_silence_is_neither_asserted_nor_made_graver(province: Happenings) -> None:
    province.account("zhengding")
    province.post("zhengding", beijing("2026-06-01 10:00"))
    province.visit("zhengding", beijing("2026-06-08 08:00"))
    assert only(judge(province, "2026-06-08 09:00")).rule == "veto_notice"
    assert only(judge(province, "2026-06-15 09:00")).rule == "collector"
    rules = {episode.rule_group: episode.rule for episode in open_episodes(province.warehouse)}
    assert rules == {"fortnight": "veto_notice", "collector": "collector"}
    province.visit("zhengding", beijing("2026-06-15 10:00"))
    changed = {episode.rule_group: episode for episode in judge(province, "2026-06-15 10:05")}
    assert changed["fortnight"].rule == "veto"
    assert not changed["collector"].open


def test_a_platform_that_fails_as_a_whole_is_one_episode(province: Happenings, weibo: list[str]) -> None:
    for name in weibo[:3]:
        province.visit(name, beijing("2026-06-10 12:00"), "failed", "platform")
    episode = only(judge(province, "2026-06-10 12:05"))
    assert (episode.subject, episode.subject_kind, episode.severity) == ("weibo", "platform", "技术")
    assert episode.sentence.startswith("微博有 3 个账号（共 10 个）同时采集失败（平台出错）")
    grown = only(judge(province, "2026-06-12 09:00"))
    assert (grown.episode_id, grown.changed_at) == (episode.episode_id, episode.changed_at)
    assert "10 个账号（共 10 个）" in grown.sentence
    shown = province.warehouse.query("SELECT subject_name, platform_name, level FROM v_alerts")
    assert shown == [{"subject_name": "微博", "platform_name": "微博", "level": ""}]


@pytest.mark.parametrize("failing", [1, 2])
def test_few_failing_accounts_are_no_outage(province: Happenings, weibo: list[str], failing: int) -> None:
    for name in weibo[:failing]:
        province.visit(name, beijing("2026-06-10 12:00"), "failed", "platform")
    assert judge(province, "2026-06-10 12:05") == []


def test_an_outage_ends_once_and_what_still_fails_is_told_by_itself(
    province: Happenings, weibo: list[str]
) -> None:
    judge(province, "2026-06-12 09:00")
    for name in weibo[1:]:
        province.visit(name, beijing("2026-06-12 10:00"))
    changed = {episode.subject: episode for episode in judge(province, "2026-06-12 10:05")}
    assert set(changed) == {"weibo", "weibo-0"}
    assert changed["weibo"].sentence == "微博的整体采集故障已解除。"
    assert changed["weibo-0"].open
    assert judge(province, "2026-06-12 10:10") == []


def test_accounts_that_failed_before_the_outage_are_taken_over_quietly(
    province: Happenings, weibo: list[str]
) -> None:
    for name in weibo[1:]:
        province.visit(name, beijing("2026-06-11 08:00"))
    assert only(judge(province, "2026-06-11 09:00")).subject == "weibo-0"
    changed = {episode.subject: episode for episode in judge(province, "2026-06-12 09:00")}
    assert changed["weibo"].open
    assert (changed["weibo-0"].open, changed["weibo-0"].closed_as) == (False, "merged")


def test_during_an_outage_the_failing_accounts_are_not_called_silent(
    province: Happenings, weibo: list[str]
) -> None:
    for name in weibo:
        province.visit(name, beijing("2026-06-17 08:00"))
    for name in weibo[:5]:
        province.visit(name, beijing("2026-06-17 08:30"), "failed", "network")
    changed = judge(province, "2026-06-17 09:00")
    assert {episode.subject for episode in changed} == {"weibo", *weibo[5:]}


def test_an_account_never_visited_is_ours_to_explain_a_day_after_gathering_began(
    province: Happenings,
) -> None:
    province.account("zhengding")
    province.account("new", roster_from=date(2026, 6, 13))
    assert judge(province, "2026-06-10 09:00") == []
    province.visit("zhengding", beijing("2026-06-12 08:00"))
    province.visit("zhengding", beijing("2026-06-13 08:00"))
    assert judge(province, "2026-06-13 08:00") == []
    province.visit("zhengding", beijing("2026-06-14 08:00"))
    assert only(judge(province, "2026-06-14 09:00")).subject == "new"


def test_an_account_that_is_not_gathered_owes_a_sheet_and_is_no_trouble_of_ours(
    province: Happenings,
) -> None:
    province.account("kuaishou", platform="kuaishou", gathered=False)
    province.account("zhengding")
    province.visit("zhengding", beijing("2026-06-10 08:00"))
    assert only(judge(province, "2026-06-10 09:00")).rule == "export_late"
