"""The check cases of the silence rules, judged hour by hour from files."""

from __future__ import annotations

import tempfile
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.workdays import working_days
from hub.clock import BEIJING, beijing_day
from tests.alerts.replaying import Told, daily, opened, spans

ZHENGDING = ("zhengding-fire-wechat", "zhengding-fire-douyin", "zhengding-fire-website")


@pytest.fixture
def told(tmp_path: Path) -> Told:
    return Told(tmp_path)


def test_the_last_working_day_before_spring_festival_looks_ahead_to_a_veto_in_the_break(told: Told) -> None:
    told.post("a", "2026-02-09 10:00")
    said = told.judged("2026-03-01 00:00", "holiday_lookahead", "veto")
    assert opened(said) == [("holiday_lookahead", "2026-02-14 00:00"), ("veto", "2026-02-23 00:00")]
    assert "已 5 天未更新" in said[0].reason
    assert "2 月 15 日开始的 9 天假期" in said[0].reason


@pytest.mark.parametrize(
    ("last", "looks_ahead"),
    [
        ("2026-01-31 10:00", False),  # day 14 is the last working day itself
        ("2026-02-01 10:00", True),  # day 14 is the first day off
        ("2026-02-10 10:00", True),  # day 14 is the first working day after the break
        ("2026-02-11 10:00", False),
        ("2026-02-14 08:00", False),  # posted on the last working day
        ("2026-05-29 10:00", False),  # an ordinary week-end
        ("2026-06-05 10:00", True),  # day 14 is the first of three days off
    ],
)
def test_the_look_ahead_takes_the_break_and_the_first_day_after_it(
    told: Told, last: str, looks_ahead: bool
) -> None:
    told.post("a", last)
    assert bool(told.judged("2026-07-01 00:00", "holiday_lookahead")) is looks_ahead


def test_a_post_late_in_the_evening_has_its_veto_at_the_begin_of_the_fourteenth_day(told: Told) -> None:
    told.post("a", "2026-06-01 23:50")
    assert opened(told.judged("2026-06-16 00:00", "veto")) == [("veto", "2026-06-15 00:00")]


def test_a_post_of_day_13_deleted_after_three_hours_is_no_update(told: Told) -> None:
    told.post("a", "2026-06-01 10:00")
    told.post("a", "2026-06-14 10:00", deleted="2026-06-14 13:00")
    said = told.judged("2026-06-16 00:00", "veto_urgent", "veto", "recall")
    assert opened(said) == [
        ("veto_urgent", "2026-06-12 00:00"),
        ("recall", "2026-06-14 13:00"),
        ("veto_urgent", "2026-06-14 13:00"),
        ("veto", "2026-06-15 00:00"),
    ]
    assert spans(said)[0] == ("2026-06-12 00:00", "2026-06-14 10:00")


def test_a_post_deleted_after_a_day_was_an_update(told: Told) -> None:
    told.post("a", "2026-06-01 10:00")
    told.post("a", "2026-06-05 10:00", deleted="2026-06-06 10:01")
    assert opened(told.judged("2026-06-13 00:00", "veto_notice")) == [("veto_notice", "2026-06-12 00:00")]


@settings(max_examples=40, deadline=None)
@given(
    minutes=st.integers(0, 60 * 24 * 400),
    zone=st.sampled_from(["+08:00", "+00:00", "-05:00", "Z"]),
)
def test_every_stage_comes_on_its_beijing_day_whatever_the_zone_of_the_file(minutes: int, zone: str) -> None:
    last = datetime(2025, 7, 1, tzinfo=BEIJING) + timedelta(minutes=minutes)
    with tempfile.TemporaryDirectory() as directory:
        told = Told(Path(directory))
        offset = datetime.fromisoformat(f"2026-01-01T00:00:00{zone}").tzinfo
        told.post("a", last.astimezone(offset))
        until = (last + timedelta(days=20)).strftime("%Y-%m-%d 00:00")
        said = told.judged(until, "veto_notice", "veto_warn", "veto_urgent", "veto")
    days = {one.rule: beijing_day(one.opened_at) for one in said}
    assert days == stages_of(last)


def stages_of(last: datetime) -> dict[str, object]:
    """The days of the stages by the words of the rule."""
    silent = [beijing_day(last) + timedelta(days=number) for number in range(15)]
    urgent = min(silent[12], *(day for day in silent[1:14] if working_days(day, silent[14]) < 2))
    stages = {"veto_notice": silent[7], "veto_warn": silent[10]}
    milder = {rule: day for rule, day in stages.items() if day < urgent}
    return {**milder, "veto_urgent": urgent, "veto": silent[14]}


def test_all_stages_close_with_the_update_that_ends_the_silence(told: Told) -> None:
    told.post("a", "2026-06-01 10:00")
    told.post("a", "2026-06-20 10:30")
    said = told.judged("2026-06-22 00:00", "veto_notice", "veto_warn", "veto_urgent", "veto")
    assert {one.closed_at for one in said} == {datetime(2026, 6, 20, 11, tzinfo=BEIJING)}


def test_a_backlog_that_shortens_the_silence_lets_the_stages_come_again(told: Told) -> None:
    told.post("a", "2026-06-01 10:00")
    told.post("a", "2026-06-09 10:00")
    told.visits("a", daily("2026-06-01", "2026-06-08", [0, 12]))
    told.visits("a", daily("2026-06-09", "2026-06-17", [0, 12]), "network")
    told.visits("a", daily("2026-06-18", "2026-06-24", [0, 12]))
    said = told.judged("2026-06-24 12:00", "veto_notice", "veto_urgent", "veto")
    assert opened(said) == [
        ("veto_notice", "2026-06-08 00:00"),
        ("veto_urgent", "2026-06-19 00:00"),
        ("veto", "2026-06-23 00:00"),
    ]
    assert {one.closed_at for one in said} == {None}


def test_an_account_silent_for_ninety_days_is_dormant(told: Told) -> None:
    told.post("a", "2026-03-01 10:00")
    assert opened(told.judged("2026-06-30 00:00", "dormant")) == [("dormant", "2026-05-30 00:00")]


def test_a_county_stalls_when_the_last_of_its_accounts_is_past_its_own_alarm(told: Told) -> None:
    for number, account in enumerate(ZHENGDING):
        told.post(account, f"2026-06-0{number + 1} 10:00")
    told.post(ZHENGDING[0], "2026-06-25 10:00")
    [county] = told.judged("2026-06-30 00:00", "county_stalled")
    assert (county.account_id, county.level) == ("130123", "催办")
    assert spans([county]) == [("2026-06-17 00:00", "2026-06-25 10:00")]
    assert "正定县停更：3 个账号" in county.reason


def test_a_county_is_unknown_not_stalled_while_one_of_its_accounts_is_not_seen(told: Told) -> None:
    for account in ZHENGDING:
        told.post(account, "2026-06-01 10:00")
    told.visits(ZHENGDING[0], daily("2026-06-01", "2026-06-05", [12]))
    told.visits(ZHENGDING[0], daily("2026-06-06", "2026-06-20", [12]), "authorisation")
    told.visits(ZHENGDING[0], daily("2026-06-21", "2026-06-23", [12]))
    assert opened(told.judged("2026-06-24 00:00", "county_stalled")) == [
        ("county_stalled", "2026-06-21 13:00")
    ]


def test_a_county_without_accounts_and_accounts_without_a_county_stall_nobody(told: Told) -> None:
    told.post("on-nobodys-roster", "2026-06-01 10:00")
    assert told.judged("2026-07-01 00:00", "county_stalled") == []


def test_a_slump_is_told_below_a_quarter_and_over_at_half(told: Told) -> None:
    told.posts("a", daily("2026-03-02", "2026-05-31"))
    told.posts("a", daily("2026-06-04", "2026-06-04"))
    told.posts("a", daily("2026-06-10", "2026-06-10"))
    told.posts("a", daily("2026-06-16", "2026-07-10"))
    [slump] = told.judged("2026-07-10 00:00", "volume_drop")
    assert spans([slump]) == [("2026-06-08 00:00", "2026-06-20 00:00")]
    assert "最近 7 天只发布 1 条，此前 8 周每周中位数为 7 条" in slump.reason


def test_a_slump_needs_eight_weeks_and_four_posts_a_week(told: Told) -> None:
    told.posts("young", daily("2026-05-01", "2026-05-31"))
    told.posts("small", (time for time in daily("2026-02-01", "2026-05-31") if time.day % 3 == 0))
    assert told.judged("2026-06-10 00:00", "volume_drop") == []


def test_an_account_that_never_posted_is_silent_since_its_first_visit(told: Told) -> None:
    told.visits("a", daily("2026-06-01", "2026-06-20", [12]))
    assert opened(told.judged("2026-06-20 23:00", "veto_notice", "veto")) == [
        ("veto_notice", "2026-06-08 12:00"),
        ("veto", "2026-06-15 12:00"),
    ]
