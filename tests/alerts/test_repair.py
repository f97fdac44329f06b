"""Old posts that arrive late repair what was said of an account, and tell it once."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from alerts.engine import evaluate
from alerts.episodes import Episode, listed_episodes
from alerts.history import history_of
from alerts.repair import repair_history
from tests.alerts.happenings import SHIJIAZHUANG, Happenings, beijing

ACCOUNT = "zhengding-fire-wechat"
Judge = Callable[[str], list[Episode]]


@pytest.fixture
def judge(province: Happenings) -> Judge:
    """Visit with success, judge and repair at a Beijing time; what was repaired."""

    def visit_judge_and_repair(at: str) -> list[Episode]:
        province.visit(ACCOUNT, beijing(at))
        evaluate(province.warehouse, beijing(at))
        return repair_history(province.warehouse, beijing(at))

    province.account(ACCOUNT, SHIJIAZHUANG)
    province.post(ACCOUNT, beijing("2026-06-01 10:00"))
    return visit_judge_and_repair


def kept(province: Happenings) -> Episode:
    [episode] = listed_episodes(province.warehouse, 10)
    return episode


def test_a_silence_that_never_was_is_corrected_and_no_recovery(province: Happenings, judge: Judge) -> None:
    judge("2026-06-08 09:00")
    province.post(ACCOUNT, beijing("2026-06-05 10:00"), title="补发", seen_at=beijing("2026-06-09 08:00"))
    [corrected] = judge("2026-06-09 09:00")
    assert str(corrected) == (
        "【更正】正定县消防救援大队（微信公众号）在 2026-06-05 10:00 已有更新《补发》，后来才采集到；"
        "此前的预警不成立，已撤销。"
    )
    assert (corrected.closed_as, corrected.open) == ("corrected", False)
    assert judge("2026-06-10 09:00") == []
    kinds = [entry.kind for entry in history_of(province.warehouse, corrected.episode_id)]
    assert kinds == ["opened", "closed", "corrected"]


def test_a_true_recovery_is_none_of_that(province: Happenings, judge: Judge) -> None:
    judge("2026-06-08 09:00")
    province.post(ACCOUNT, beijing("2026-06-08 10:00"))
    assert judge("2026-06-08 11:00") == []
    assert kept(province).closed_as == "recovered"


def test_a_veto_before_which_there_was_a_post_is_taken_back(province: Happenings, judge: Judge) -> None:
    judge("2026-06-15 09:00")
    assert kept(province).reached_veto
    province.post(ACCOUNT, beijing("2026-06-10 10:00"), seen_at=beijing("2026-06-15 10:00"))
    province.post(ACCOUNT, beijing("2026-06-15 10:30"))
    [repaired] = judge("2026-06-15 11:00")
    assert (repaired.closed_as, repaired.reached_veto) == ("recovered", False)


def test_a_veto_long_past_is_taken_back_when_its_post_turns_up_at_last(
    province: Happenings, judge: Judge
) -> None:
    judge("2026-06-15 09:00")
    province.post(ACCOUNT, beijing("2026-06-16 10:00"))
    judge("2026-06-16 11:00")
    province.post(ACCOUNT, beijing("2026-06-09 10:00"), seen_at=beijing("2026-07-01 08:00"))
    [repaired] = judge("2026-07-01 09:00")
    assert (repaired.closed_as, repaired.reached_veto) == ("recovered", False)


def test_a_veto_that_stood_in_spite_of_the_late_post_stays(province: Happenings, judge: Judge) -> None:
    judge("2026-06-30 09:00")
    province.post(ACCOUNT, beijing("2026-06-03 10:00"), seen_at=beijing("2026-06-30 10:00"))
    province.post(ACCOUNT, beijing("2026-06-30 10:30"))
    assert judge("2026-06-30 11:00") == []
    assert kept(province).reached_veto


def test_a_post_that_was_taken_back_repairs_nothing(province: Happenings, judge: Judge) -> None:
    judge("2026-06-15 09:00")
    province.post(
        ACCOUNT,
        beijing("2026-06-09 10:00"),
        seen_at=beijing("2026-06-15 10:00"),
        deleted_at=beijing("2026-06-09 12:00"),
    )
    province.post(ACCOUNT, beijing("2026-06-15 10:30"))
    assert judge("2026-06-15 11:00") == []
    assert kept(province).reached_veto
