"""Own rhythm: soon for the regular, patient with the irregular, not fooled by bursts, breaks and troubles."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.posting_days import BEIJING_OFFSET, EPOCH_DAY, PostingDays
from alerts.rhythm import Peers, limit
from hub.clock import BEIJING
from tests.alerts.replaying import Told, daily, opened, weekdays

PEERS = Peers.of([], 739000)


@pytest.fixture
def told(tmp_path: Path) -> Told:
    return Told(tmp_path)


def alarms(told: Told, until: str) -> list[str]:
    return [time for _, time in opened(told.judged(until, "own_rhythm"))]


def test_a_daily_account_is_missed_after_two_days(told: Told) -> None:
    told.posts("a", daily("2026-02-24", "2026-06-02", [9, 15]))
    [alarm] = alarms(told, "2026-06-20 00:00")
    assert "2026-06-04 15:00" <= alarm <= "2026-06-05 12:00"


def test_the_sentence_says_how_unlikely_the_silence_is(told: Told) -> None:
    told.posts("a", daily("2026-02-24", "2026-06-02"))
    [said] = told.judged("2026-06-08 00:00", "own_rhythm")
    assert said.level == "预警"
    assert "不合它平时的节奏（近来每月约 " in said.reason
    assert said.reason.endswith("最后一条：无标题 2026-06-02 10:00。")


def test_an_update_ends_it(told: Told) -> None:
    told.posts("a", daily("2026-02-24", "2026-06-02"))
    told.post("a", "2026-06-08 10:00")
    [said] = told.judged("2026-06-09 00:00", "own_rhythm")
    assert said.closed_at == datetime(2026, 6, 8, 10, tzinfo=BEIJING)


def test_a_week_end_off_is_no_silence_for_who_works_weekdays(told: Told) -> None:
    told.posts("a", weekdays("2026-02-24", "2026-06-12"))
    [alarm] = alarms(told, "2026-06-20 00:00")
    assert "2026-06-15 13:00" <= alarm <= "2026-06-16 24:00"


def test_fixed_weekdays_are_known(told: Told) -> None:
    told.posts("a", weekdays("2025-11-03", "2026-06-05", [0, 2, 4]))
    [alarm] = alarms(told, "2026-06-20 00:00")
    assert "2026-06-08" <= alarm[:10] <= "2026-06-10"


def test_the_spring_festival_stops_its_clock_and_the_shifted_saturday_does_not(told: Told) -> None:
    told.posts("a", weekdays("2025-09-01", "2026-02-13"))
    told.posts("a", weekdays("2026-02-24", "2026-02-25"))
    assert alarms(told, "2026-02-24 09:00") == []


def test_posts_in_bursts_quicken_nothing(tmp_path: Path) -> None:
    said = []
    for name, hours in (("single", [10]), ("burst", list(range(8, 20)))):
        (tmp_path / name).mkdir()
        told = Told(tmp_path / name)
        told.posts("a", (time for time in daily("2025-11-01", "2026-06-01", hours) if time.day % 4 == 1))
        said.append(alarms(told, "2026-06-20 00:00"))
    assert [alarm[:10] for alarm in said[0]] == [alarm[:10] for alarm in said[1]] != []


def test_an_account_is_missed_on_the_day_it_never_missed_but_not_within_the_hour(told: Told) -> None:
    told.posts("weekly", weekdays("2025-11-03", "2026-06-01", [0]))
    [alarm] = alarms(told, "2026-06-30 00:00")
    assert "2026-06-08 13:00" <= alarm <= "2026-06-09 00:00"


def test_an_irregular_account_is_left_to_the_countdown(told: Told) -> None:
    told.posts("a", (time for time in daily("2025-11-01", "2026-06-01") if time.day in (1, 2, 9, 20, 22, 23)))
    assert alarms(told, "2026-06-30 00:00") == []


def test_with_few_gaps_nothing_is_said(told: Told) -> None:
    told.posts("a", daily("2026-05-25", "2026-06-01"))
    assert alarms(told, "2026-06-20 00:00") == []


def test_a_slower_pace_is_learned_within_weeks(told: Told) -> None:
    told.posts("a", daily("2025-11-01", "2026-03-31"))
    told.posts("a", weekdays("2026-04-01", "2026-06-30", [1]))
    said = alarms(told, "2026-06-30 00:00")
    assert len(said) <= 3
    assert all(alarm < "2026-04-25" for alarm in said)


def test_the_collectors_outage_is_never_taken_for_silence_and_the_backlog_is_judged_first(told: Told) -> None:
    told.posts("a", daily("2026-02-24", "2026-06-25"))
    told.visits("a", daily("2026-02-24", "2026-06-05", range(0, 24, 4)))
    told.visits("a", daily("2026-06-06", "2026-06-20", range(0, 24, 4)), "network")
    told.visits("a", daily("2026-06-21", "2026-06-25", range(0, 24, 4)))
    assert opened(told.judged("2026-06-25 20:00")) == [("collector", "2026-06-06 21:00")]


def test_a_silence_in_an_outage_is_told_after_it(told: Told) -> None:
    told.posts("a", daily("2026-02-24", "2026-06-06"))
    told.visits("a", daily("2026-02-24", "2026-06-06", range(0, 24, 4)))
    told.visits("a", daily("2026-06-07", "2026-06-09", range(0, 24, 4)), "refused")
    told.visits("a", daily("2026-06-10", "2026-06-12", range(0, 24, 4)))
    assert alarms(told, "2026-06-12 20:00") == ["2026-06-10 01:00"]


def test_from_the_fourteenth_day_on_the_veto_speaks_instead(told: Told) -> None:
    told.posts("a", daily("2026-02-24", "2026-06-01"))
    told.visits("a", daily("2026-02-24", "2026-06-01", range(0, 24, 4)))
    told.visits("a", daily("2026-06-02", "2026-06-16", range(0, 24, 4)), "refused")
    told.visits("a", daily("2026-06-17", "2026-06-18", range(0, 24, 4)))
    assert [one.rule for one in told.judged("2026-06-18 00:00", "own_rhythm", "veto")] == ["veto"]


@settings(max_examples=60, deadline=None)
@given(
    gaps=st.lists(st.integers(1, 9), min_size=12, max_size=120),
    allowed=st.floats(0.001, 0.5),
    factor=st.floats(1.5, 10),
)
def test_the_more_false_alarms_are_allowed_the_sooner_it_speaks(
    gaps: list[int], allowed: float, factor: float
) -> None:
    days = 738000 + np.cumsum(gaps)
    posting = PostingDays.of(days, np.ones(len(days)), np.full(len(days), 10))
    strict, lax = (limit(posting, int(days[-1]), PEERS, rate) for rate in (allowed, allowed * factor))
    if strict is not None:
        assert lax is not None
        assert lax.hours <= strict.hours
        assert strict.probability * strict.a_month <= allowed


@given(
    instants=st.lists(st.integers(1_600_000_000, 1_700_000_000), max_size=60),
    first=st.integers(738000, 739000),
    length=st.integers(0, 900),
)
def test_posting_days_count_every_post_on_its_beijing_day(
    instants: list[int], first: int, length: int
) -> None:
    posting = PostingDays.of_instants(instants)
    local = [(instant + BEIJING_OFFSET) // 86400 + EPOCH_DAY for instant in instants]
    assert posting.days.tolist() == sorted(set(local))
    [between] = posting.posts_between(np.array([first, first + length]))
    assert between == sum(first <= day < first + length for day in local)


def test_beijings_offset_is_that_of_the_zone() -> None:
    assert datetime(2026, 6, 1, tzinfo=BEIJING).utcoffset() == timedelta(seconds=BEIJING_OFFSET)
