"""The fortnight rule: its stages, its working days, its veto, and what closes an episode."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from alerts.engine import catch_up, evaluate, has_judged
from alerts.episodes import Episode, changed_episodes, open_episodes
from alerts.rules import FORTNIGHT
from hub.clock import beijing_day
from tests.alerts.happenings import Happenings, beijing
from warehouse.client import Warehouse

ACCOUNT = "zhengding-fire-wechat"
Judge = Callable[[str], list[Episode]]


@pytest.fixture
def judge(province: Happenings) -> Judge:
    """Visit the account with success at a Beijing time, and judge then."""

    def visit_and_judge(time: str) -> list[Episode]:
        province.visit(ACCOUNT, beijing(time))
        return fortnights(evaluate(province.warehouse, beijing(time)))

    province.account(ACCOUNT)
    return visit_and_judge


def fortnights(episodes: list[Episode]) -> list[Episode]:
    """Without those of the other rules, which have tests of their own."""
    return [episode for episode in episodes if episode.rule_group == FORTNIGHT]


def only(episodes: list[Episode]) -> Episode:
    assert len(episodes) == 1
    return episodes[0]


def row(warehouse: Warehouse) -> dict[str, object]:
    rows = warehouse.query("SELECT * FROM v_alerts WHERE rule_group = 'fortnight'")
    assert len(rows) == 1
    return rows[0]


@pytest.mark.parametrize(
    ("day", "rule", "severity"),
    [
        ("2026-06-07", None, None),
        ("2026-06-08", "veto_notice", "提示"),
        ("2026-06-11", "veto_warn", "预警"),
        ("2026-06-13", "veto_urgent", "催办"),
        ("2026-06-14", "veto_urgent", "催办"),
        ("2026-06-15", "veto", "否决"),
        ("2026-08-30", "veto", "否决"),
    ],
)
def test_silence_goes_from_notice_to_veto_by_beijing_days(
    province: Happenings, judge: Judge, day: str, rule: str | None, severity: str | None
) -> None:
    province.post(ACCOUNT, beijing("2026-06-01 23:50"))
    found = judge(f"{day} 00:00")
    assert [(episode.rule, episode.severity) for episode in found] == ([(rule, severity)] if rule else [])


def test_the_veto_of_a_post_late_in_the_evening_begins_with_the_fourteenth_day(
    province: Happenings, judge: Judge
) -> None:
    province.post(ACCOUNT, beijing("2026-06-01 23:50"))
    assert only(judge("2026-06-14 23:59")).rule == "veto_urgent"
    assert only(judge("2026-06-15 00:00")).rule == "veto"


def test_the_last_working_day_before_a_long_holiday_is_urgent(province: Happenings, judge: Judge) -> None:
    province.post(ACCOUNT, beijing("2026-02-09 10:00"))
    assert judge("2026-02-13 09:00") == []
    episode = only(judge("2026-02-14 09:00"))
    assert episode.rule == "veto_urgent"
    assert "已 5 天未更新，距否决线 9 天，其间只剩 1 个工作日" in episode.sentence
    assert "已没有工作日" in only(judge("2026-02-16 09:00")).sentence
    assert only(judge("2026-02-23 09:00")).rule == "veto"


def test_the_sentence_says_who_how_long_and_what_was_last(province: Happenings, judge: Judge) -> None:
    post = province.post(ACCOUNT, beijing("2026-03-02 10:00"), title="春季森林防火  倡议书")
    episode = only(judge("2026-03-12 09:00"))
    assert episode.sentence == (
        "正定县消防救援大队（微信公众号）已 10 天未更新，距否决线 4 天；"
        "最后一条：《春季森林防火 倡议书》 2026-03-02 10:00。"
    )
    assert f"https://example.org/{post}" in episode.evidence
    assert '"last_fetch_at": "2026-03-12T01:00:00+00:00"' in episode.evidence


def test_a_department_is_asked_not_admonished(province: Happenings) -> None:
    province.account("edu", kind="department", name="正定县教育局")
    province.post("edu", beijing("2026-03-02 10:00"))
    province.visit("edu", beijing("2026-03-18 09:00"))
    assert "商请" in only(fortnights(evaluate(province.warehouse, beijing("2026-03-18 09:00")))).sentence


def test_an_account_without_any_post_says_since_when_it_is_watched(
    province: Happenings, judge: Judge
) -> None:
    province.visit(ACCOUNT, beijing("2026-03-02 09:00"))
    assert "自 2026-03-02 开始采集以来没有作品" in only(judge("2026-03-10 09:00")).sentence


def test_an_episode_escalates_in_place_and_keeps_its_beginning(province: Happenings, judge: Judge) -> None:
    province.post(ACCOUNT, beijing("2026-06-01 10:00"))
    first = only(judge("2026-06-08 09:00"))
    later = only(judge("2026-06-11 09:00"))
    assert (later.episode_id, later.opened_at) == (first.episode_id, first.opened_at)
    assert later.changed_at == beijing("2026-06-11 09:00")
    assert only(fortnights(open_episodes(province.warehouse))) == later


def test_between_stages_only_the_sentence_counts_on(province: Happenings, judge: Judge) -> None:
    province.post(ACCOUNT, beijing("2026-06-01 10:00"))
    first, next_day = only(judge("2026-06-08 09:00")), only(judge("2026-06-09 09:00"))
    assert next_day.changed_at == first.changed_at
    assert "已 8 天" in next_day.sentence
    assert judge("2026-06-09 15:00") == []


def test_judging_twice_changes_nothing(province: Happenings, judge: Judge) -> None:
    province.post(ACCOUNT, beijing("2026-06-01 10:00"))
    judge("2026-06-15 09:00")
    kept = province.warehouse.query("SELECT * FROM alert_episodes")
    assert evaluate(province.warehouse, beijing("2026-06-15 09:00")) == []
    assert catch_up(province.warehouse, beijing("2026-06-15 09:03")) == []
    assert province.warehouse.query("SELECT * FROM alert_episodes") == kept


def test_two_evaluators_that_see_the_same_write_one_episode(province: Happenings, judge: Judge) -> None:
    province.post(ACCOUNT, beijing("2026-06-01 10:00"))
    judge("2026-06-15 09:00")
    one = province.warehouse.query("SELECT * FROM alert_episodes FINAL ORDER BY episode_id")
    province.warehouse.command("TRUNCATE TABLE alert_episodes")
    judge("2026-06-15 09:00")
    province.warehouse.insert("alert_episodes", {name: [row[name] for row in one] for name in one[0]})
    assert province.warehouse.query("SELECT * FROM alert_episodes FINAL ORDER BY episode_id") == one


def test_a_new_post_closes_the_episode_and_the_veto_stays_recorded(
    province: Happenings, judge: Judge
) -> None:
    province.post(ACCOUNT, beijing("2026-06-01 10:00"))
    judge("2026-06-15 09:00")
    province.post(ACCOUNT, beijing("2026-06-20 10:00"), title="复更")
    closed = only(judge("2026-06-20 11:00"))
    assert closed.sentence == "正定县消防救援大队（微信公众号）已恢复更新：《复更》 2026-06-20 10:00。"
    assert open_episodes(province.warehouse) == []
    kept = row(province.warehouse)
    assert (kept["open"], kept["state_name"], kept["reached_veto"]) == (False, "已恢复", True)
    assert (kept["subject_name"], kept["county_name"]) == ("正定县消防救援大队", "正定县")
    assert judge("2026-06-20 12:00") == []


def test_a_post_on_day_13_deleted_after_3_hours_lets_the_clock_run_on(
    province: Happenings, judge: Judge
) -> None:
    province.post(ACCOUNT, beijing("2026-06-01 10:00"))
    province.post(ACCOUNT, beijing("2026-06-14 10:00"), deleted_at=beijing("2026-06-14 13:00"))
    assert judge("2026-06-14 12:00") == []
    assert only(judge("2026-06-14 14:00")).rule == "veto_urgent"
    assert only(judge("2026-06-15 09:00")).rule == "veto"


def test_silence_that_returns_on_the_same_day_continues_that_days_episode(
    province: Happenings, judge: Judge
) -> None:
    province.post(ACCOUNT, beijing("2026-06-01 10:00"))
    first = only(judge("2026-06-15 09:00"))
    province.post(ACCOUNT, beijing("2026-06-15 10:00"), deleted_at=beijing("2026-06-15 13:00"))
    assert not only(judge("2026-06-15 11:00")).open
    again = only(judge("2026-06-15 14:00"))
    assert (again.episode_id, again.opened_at, again.open) == (first.episode_id, first.opened_at, True)


def test_an_older_post_found_late_makes_the_stage_milder(province: Happenings, judge: Judge) -> None:
    province.post(ACCOUNT, beijing("2026-06-01 10:00"))
    assert only(judge("2026-06-13 09:00")).rule == "veto_urgent"
    province.post(ACCOUNT, beijing("2026-06-05 10:00"), seen_at=beijing("2026-06-13 09:30"))
    assert only(judge("2026-06-13 10:00")).rule == "veto_notice"


@pytest.mark.parametrize("change", [{"status": "deregistering"}, {"status": "closed"}, {"gathered": False}])
def test_an_account_that_is_no_longer_judged_closes_its_episode(
    province: Happenings, judge: Judge, change: dict[str, object]
) -> None:
    province.post(ACCOUNT, beijing("2026-06-01 10:00"))
    judge("2026-06-15 09:00")
    province.account(ACCOUNT, **change)  # type: ignore[arg-type]
    closed = only(judge("2026-06-15 10:00"))
    assert not closed.open
    assert "不在监测范围" in closed.sentence


def test_a_deregistering_account_never_opens_an_episode(province: Happenings) -> None:
    province.account(ACCOUNT, status="deregistering")
    province.post(ACCOUNT, beijing("2026-01-01 10:00"))
    assert evaluate(province.warehouse, beijing("2026-06-15 09:00")) == []


@pytest.fixture
def two_months(province: Happenings) -> Happenings:
    """Visited daily at 08:00 from April to June; silent from 1 to 20 April and from 10 May on."""
    province.account(ACCOUNT)
    province.visited_daily(ACCOUNT, beijing("2026-04-01 08:00"), beijing("2026-06-01 08:00"))
    for day in (
        "2026-04-01 10:00",
        "2026-04-20 10:00",
        "2026-04-26 10:00",
        "2026-05-04 08:30",
        "2026-05-10 10:00",
    ):
        seen_at = beijing(day) + timedelta(days=1)
        province.post(ACCOUNT, beijing(day), seen_at=seen_at.replace(hour=0, minute=0))
    return province


def test_catching_up_judges_every_missed_day_as_it_was_known_then(two_months: Happenings) -> None:
    changed = fortnights(catch_up(two_months.warehouse, beijing("2026-06-01 12:00")))
    past = sorted(changed, key=lambda episode: episode.opened_at)
    assert [(_day(e.opened_at), _day(e.closed_at), e.rule, e.reached_veto) for e in past] == [
        ("2026-04-08", "2026-04-21", "veto", True),
        ("2026-05-03", "2026-05-05", "veto_notice", False),
        ("2026-05-17", None, "veto", True),
    ]
    assert all(episode.opened_at == beijing(f"{_day(episode.opened_at)} 09:00") for episode in past)


def test_catching_up_gives_what_judging_day_by_day_gives(two_months: Happenings) -> None:
    warehouse = two_months.warehouse
    catch_up(warehouse, beijing("2026-06-01 09:00"))
    at_once = _history(warehouse)
    warehouse.command("TRUNCATE TABLE alert_episodes")
    warehouse.command("TRUNCATE TABLE alert_evaluations")
    day = beijing("2026-04-01 09:00")
    while day <= beijing("2026-06-01 09:00"):
        catch_up(warehouse, day)
        day += timedelta(days=1)
    assert _history(warehouse) == at_once


def test_what_changed_after_an_instant_is_told_in_order(two_months: Happenings) -> None:
    catch_up(two_months.warehouse, beijing("2026-06-01 12:00"))
    changed = fortnights(changed_episodes(two_months.warehouse, beijing("2026-04-21 09:00")))
    assert [_day(episode.changed_at) for episode in changed] == ["2026-05-05", "2026-05-24"]
    assert [str(episode)[:4] for episode in changed] == ["【恢复】", "【否决】"]


def test_catching_up_goes_on_where_the_last_judgement_ended(two_months: Happenings) -> None:
    catch_up(two_months.warehouse, beijing("2026-05-17 20:00"))
    changed = only(fortnights(catch_up(two_months.warehouse, beijing("2026-06-01 12:00"))))
    assert (_day(changed.opened_at), changed.rule) == ("2026-05-17", "veto")


def test_before_anything_was_gathered_nothing_is_judged_for_good(two_months: Happenings) -> None:
    two_months.warehouse.command("TRUNCATE TABLE crawls")
    assert catch_up(two_months.warehouse, beijing("2026-06-01 12:00")) == []
    assert two_months.warehouse.query("SELECT * FROM alert_evaluations") == []


def _history(warehouse: Warehouse) -> list[dict[str, object]]:
    return warehouse.query("SELECT * EXCEPT (version) FROM alert_episodes FINAL ORDER BY episode_id")


def _day(instant: datetime | None) -> str | None:
    return beijing_day(instant).isoformat() if instant else None


def test_a_round_before_the_first_visit_is_no_judgement_to_go_on_from(province: Happenings) -> None:
    now = beijing("2026-03-10 12:00")
    province.account("zhengding")
    catch_up(province.warehouse, now)
    assert not has_judged(province.warehouse)
    province.visit("zhengding", now)
    catch_up(province.warehouse, now + timedelta(minutes=1))
    assert has_judged(province.warehouse)
