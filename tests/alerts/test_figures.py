"""Rules that go by the warehouse's figures: carried texts, reach, second accounts, releases, audiences."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from alerts.engine import Judging, evaluate
from alerts.episodes import Episode
from alerts.surroundings import Surroundings
from alerts.tasks import Task, load_tasks
from hub.errors import ConfigError
from tests.alerts.happenings import DINGZHOU, PINGSHAN, SHIJIAZHUANG, ZHENGDING, Happenings, beijing

NOW = beijing("2026-06-20 09:00")
BEGIN, END = date(2026, 6, 1), date(2026, 6, 30)


def judge(province: Happenings, group: str, *tasks: Task, now: datetime = NOW) -> list[Episode]:
    judging = Judging(surroundings=Surroundings(tasks=tasks))
    return [one for one in evaluate(province.warehouse, now, judging) if one.rule_group == group]


def followed(province: Happenings, *accounts: tuple[str, str]) -> None:
    """Accounts of regions, visited with success just now."""
    for account, region in accounts:
        province.account(account, region)
        province.visit(account, NOW - timedelta(minutes=30))


def test_nine_carried_texts_in_ten_are_low_in_originals_until_under_eight(province: Happenings) -> None:
    followed(province, ("county", ZHENGDING), ("city", SHIJIAZHUANG))
    for number in range(10):
        at = NOW - timedelta(days=2 + number)
        post = province.post("county", at)
        if number != 3:
            release = province.post("city", at - timedelta(hours=2))
            province.adoption(release, "city", at - timedelta(hours=2), post, "county", at)
    [episode] = judge(province, "original")
    assert (episode.subject, episode.rule, episode.severity) == ("county", "low_original", "提示")
    assert "最近 30 天的 10 条作品中有 9 条是转载" in episode.sentence
    province.post("county", NOW - timedelta(hours=5))
    assert judge(province, "original") == []
    province.post("county", NOW - timedelta(hours=4))
    [closed] = judge(province, "original")
    assert not closed.open


def test_a_reach_that_collapses_while_output_goes_on_is_told(province: Happenings) -> None:
    followed(province, ("county", ZHENGDING))
    for age in range(8, 90, 6):
        post = province.post("county", NOW - timedelta(days=age))
        province.figure(post, "county", NOW - timedelta(days=age - 6), readers=90 if age < 35 else 1000)
    [episode] = judge(province, "reach")
    assert (episode.rule, episode.subject) == ("reach_drop", "county")
    assert "近 4 周作品满 7 天的触达中位数为 90，此前 8 周为 1,000" in episode.sentence


def test_a_second_account_of_a_unit_on_a_platform_is_to_be_checked(province: Happenings) -> None:
    province.account("first", unit="正定县消防救援大队")
    province.account("second", unit="正定县消防救援大队")
    province.account("elsewhere", unit="正定县消防救援大队", platform="weibo")
    [episode] = judge(province, "identity")
    assert (episode.subject, episode.severity) == ("second", "核查")
    province.account("first", unit="正定县消防救援大队", status="closed")
    [closed] = judge(province, "identity")
    assert (closed.subject, closed.open) == ("second", False)


@pytest.fixture
def release(province: Happenings) -> str:
    """A post of the city, issued 80 hours ago; Zhengding carried it, Pingshan and Dingzhou did not."""
    followed(province, ("city", SHIJIAZHUANG), ("a", ZHENGDING), ("b", PINGSHAN), ("c", DINGZHOU))
    issued = NOW - timedelta(hours=80)
    post = province.post("city", issued, title="夏季用电联合提示")
    carried = province.post("a", issued + timedelta(hours=5))
    province.adoption(post, "city", issued, carried, "a", issued + timedelta(hours=5))
    return post


def test_a_target_that_has_not_carried_an_assigned_release_is_late_and_then_overdue(
    province: Happenings, release: str
) -> None:
    task = Task("release", release, SHIJIAZHUANG, BEGIN, END)
    [late] = judge(province, "release", task)
    assert (late.subject, late.rule, late.severity) == ("b", "release_late", "提示")
    assert "尚未转载联动内容《夏季用电联合提示》，最早一件已发布 80 小时" in late.sentence
    later = NOW + timedelta(hours=70)
    province.visit("b", later)
    [overdue] = judge(province, "release", task, now=later)
    assert (overdue.episode_id, overdue.rule, overdue.severity) == (
        late.episode_id,
        "release_overdue",
        "催办",
    )
    province.adoption(release, "city", NOW, province.post("b", later), "b", later)
    [closed] = judge(province, "release", task, now=later)
    assert not closed.open


def test_a_warning_is_late_after_a_day_and_told_at_once_and_an_unassigned_release_never(
    province: Happenings, release: str
) -> None:
    assert judge(province, "release") == []
    found = judge(province, "release", Task("warning", release, "", BEGIN, END))
    assert {one.subject: one.rule for one in found} == {"b": "release_overdue", "c": "release_overdue"}
    assert all(one.facts["urgent"] is True for one in found)


def test_of_an_account_we_do_not_see_nobody_says_that_it_is_late(province: Happenings, release: str) -> None:
    province.visit("b", NOW, "failed", "authorisation")
    assert judge(province, "release", Task("release", release, SHIJIAZHUANG, BEGIN, END)) == []


def test_a_city_with_too_few_counties_has_a_gap_at_the_deadline(province: Happenings, release: str) -> None:
    followed(province, ("d", "130131"), ("e", ZHENGDING))
    task = Task("release", release, "", BEGIN, date(2026, 6, 19))
    assert judge(province, "release_gap", task) == []
    province.warehouse.command("TRUNCATE TABLE adoptions")
    [gap] = judge(province, "release_gap", task)
    assert (gap.subject, gap.subject_kind, gap.severity) == (SHIJIAZHUANG, "region", "预警")
    assert "石家庄市到截止时只有 0 个县（市、区）转载了《夏季用电联合提示》" in gap.sentence
    assert "未转载：正定县、平山县" in gap.sentence


def test_an_audience_a_campaign_names_and_nobody_addresses_is_a_gap(province: Happenings) -> None:
    followed(province, ("a", ZHENGDING))
    task = Task("audience", "elderly", "130000", BEGIN, END)
    [gap] = judge(province, "audience", task)
    assert (gap.subject, gap.rule) == (f"{SHIJIAZHUANG}/elderly", "audience_gap")
    province.post("a", NOW - timedelta(days=3), audiences=["elderly"])
    [closed] = judge(province, "audience", task)
    assert not closed.open


def test_the_list_of_tasks_is_read_strictly(tmp_path: Path) -> None:
    path = tmp_path / "tasks.csv"
    header = "task,target,jurisdiction,first_day,last_day\n"
    path.write_text(f"{header}release,wechat:1,130100,2026-06-01,2026/6/30\n", encoding="utf-8")
    assert load_tasks(path) == [Task("release", "wechat:1", "130100", BEGIN, END)]
    assert load_tasks(None) == []
    path.write_text(f"{header}order,wechat:1,,2026-06-30,2026-06-01\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"任务清单有误：tasks\.csv 第 2 行"):
        load_tasks(path)
