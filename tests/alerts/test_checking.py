"""What has happened stays so until a person has looked into it."""

from __future__ import annotations

import pytest

from alerts.checking import close_checked
from alerts.episodes import Episode, evidence, listed_episodes, write_episodes
from alerts.history import acknowledged, keep_entries
from tests.alerts.happenings import Happenings, beijing


@pytest.fixture
def recall(province: Happenings) -> Episode:
    """An open episode about a post that was taken back on 8 June at 10:00."""
    at = beijing("2026-06-08 10:00")
    episode = Episode(
        episode_id="recall/zhengding/2026-06-08",
        rule_group="recall",  # type: ignore[arg-type]
        subject="zhengding",
        subject_kind="account",
        rule="recall",
        severity="核查",  # type: ignore[arg-type]
        opened_at=at,
        changed_at=at,
        closed_at=None,
        reached_veto=False,
        sentence="正定大队的作品《火警》发布后 24 小时内被删除，请核查原因。",
        evidence=evidence(url="https://example.org/1"),
        version=int(at.timestamp() * 1000),
    )
    write_episodes(province.warehouse, [episode])
    return episode


def test_a_recall_ends_when_somebody_has_looked_and_nothing_new_can_come(
    province: Happenings, recall: Episode
) -> None:
    assert close_checked(province.warehouse, beijing("2026-06-10 09:00")) == []
    keep_entries(province.warehouse, [acknowledged(recall, "张三", beijing("2026-06-08 15:00"))])
    assert close_checked(province.warehouse, beijing("2026-06-09 09:59")) == []
    [checked] = close_checked(province.warehouse, beijing("2026-06-09 10:00"))
    assert str(checked) == (
        "【已核查】正定大队的作品《火警》发布后 24 小时内被删除，请核查原因。已由张三核查。"
    )
    assert listed_episodes(province.warehouse, 10) == [checked]
    assert close_checked(province.warehouse, beijing("2026-06-09 10:03")) == []


def test_who_looked_before_it_happened_again_has_not_looked(province: Happenings, recall: Episode) -> None:
    keep_entries(province.warehouse, [acknowledged(recall, "张三", beijing("2026-06-08 09:00"))])
    assert close_checked(province.warehouse, beijing("2026-06-10 09:00")) == []
