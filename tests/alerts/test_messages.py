"""What messages say, and that cutting them into parts loses, repeats and overfills nothing."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.audience import NOWHERE, Place
from alerts.episodes import ClosedAs, Episode, evidence
from alerts.history import UNTOUCHED, Standing
from alerts.messages import MOST_PARTS, Item, divided, letter, trial_letter
from tests.alerts.happenings import beijing

NOON = beijing("2026-06-15 12:00")
HEAD = 400
"""More bytes than a message's head and tail take."""


def episode(
    sentence: str = "正定大队（微信公众号）已 14 天未更新。", rule: str = "veto", **more: Any
) -> Episode:
    return Episode(
        episode_id="fortnight/zhengding/2026-06-08",
        rule_group=more.pop("rule_group", "fortnight"),
        subject="zhengding",
        subject_kind="account",
        rule=rule,
        severity=more.pop("severity", "否决"),
        opened_at=beijing("2026-06-08 09:00"),
        changed_at=beijing("2026-06-15 00:03"),
        closed_at=None,
        reached_veto=True,
        sentence=sentence,
        evidence=evidence(**more),
    )


def item(found: Episode, place: Place = NOWHERE, standing: Standing = UNTOUCHED) -> Item:
    return Item(found, place, standing)


def text(*items: Item, dashboards: str | None = None) -> str:
    [part] = divided(items, 100_000, dashboards)
    return letter(part, "key", NOON, dashboards).text


sentences = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=1500)


@given(st.lists(sentences, min_size=1, max_size=60), st.integers(300, 20_000))
def test_parts_hold_every_episode_once_in_order_and_none_is_too_long(words: list[str], limit: int) -> None:
    items = [item(replace(episode(sentence), subject=str(n))) for n, sentence in enumerate(words)]
    parts = divided(items, limit, None)
    assert [found for part in parts for found in part.items] == items
    assert len(parts) <= MOST_PARTS
    assert all(part.unlisted == 0 for part in parts[:-1])
    for part in parts:
        written = letter(part, "key", NOON)
        assert len(written.text.encode()) <= limit + HEAD
        assert len(json.loads(written.document)["episodes"]) == len(part.items)


@given(sentences)
def test_a_letter_sent_again_says_so_and_keeps_its_key(words: str) -> None:
    [part] = divided([item(episode(words))], 100_000, None)
    first = letter(part, "key", NOON)
    again = first.again()
    assert (again.key, again.subject) == (first.key, first.subject)
    assert again.text == f"（上一次发送没有得到回音，这条可能重复。）\n{first.text}"
    assert json.loads(again.document) == json.loads(first.document) | {"may_be_repeated": True}


def test_a_department_is_asked_and_not_told() -> None:
    assert "　请做：立即更新" in text(item(episode()))
    assert "　请做：商请贵单位立即更新" in text(item(episode(), Place(kind="department")))


def test_who_has_taken_it_on_is_said() -> None:
    standing = Standing("张三", beijing("2026-06-10 10:00"), None)
    assert "　认领：张三 2026-06-10 10:00" in text(item(episode(), standing=standing))


def test_the_way_to_the_dashboards_is_named_where_there_is_one() -> None:
    assert "　查看：https://kanban.example.cn；编号" in text(
        item(episode()), dashboards="https://kanban.example.cn"
    )


def test_our_own_trouble_says_since_when_nothing_came() -> None:
    found = episode(rule="collector", rule_group="collector", last_success_at=beijing("2026-06-13 08:00"))
    assert "　已查：最近一次采集成功 2026-06-13 08:00，此后没有成功" in text(item(found))


@pytest.mark.parametrize(
    ("closed_as", "mark"), [("recovered", "恢复"), ("corrected", "更正"), ("left", "关闭")]
)
def test_an_end_says_how_it_ended_and_asks_for_nothing(closed_as: ClosedAs, mark: str) -> None:
    closed_at = beijing("2026-06-15 09:00")
    found = replace(episode(), closed_at=closed_at, changed_at=closed_at, closed_as=closed_as)
    lines = text(item(found)).splitlines()
    assert lines[0].endswith(f"：{mark} 1")
    assert lines[1].startswith(f"【{mark}】")
    assert lines[2] == "　起始：2026-06-08 09:00 起预警，2026-06-15 09:00 关闭"
    assert len(lines) == 3


def test_the_head_counts_the_gravest_first_and_ends_last() -> None:
    ended = replace(episode(), closed_at=NOON, closed_as="recovered")
    found = [item(episode(severity="提示")), item(episode()), item(episode(severity="提示")), item(ended)]
    assert text(*found).splitlines()[0] == "烽火预警 2026-06-15 12:00：否决 1，提示 2，恢复 1"


@pytest.mark.parametrize("evidence_text", ["", "nonsense", "[]", '{"last_fetch_at": "yesterday"}'])
def test_evidence_of_any_kind_makes_a_message(evidence_text: str) -> None:
    assert text(item(replace(episode(), evidence=evidence_text)))


def test_a_trial_says_that_it_is_one() -> None:
    found = trial_letter("key", "石家庄支队值班群", NOON + timedelta(hours=1))
    assert found.text.startswith("【测试】2026-06-15 13:00 烽火给“石家庄支队值班群”的测试消息，不是预警")
    assert json.loads(found.document)["type"] == "fenghuo.test"
