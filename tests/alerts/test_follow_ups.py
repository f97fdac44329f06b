"""An overdue follow-up is an alert: one each, graver at twice the time, closed by its post."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from alerts.audience import Audience, read_places
from alerts.engine import catch_up, evaluate
from alerts.episodes import Episode
from alerts.recipients import Recipient, Role
from tests.alerts.happenings import PINGSHAN, SHIJIAZHUANG, ZHENGDING, Happenings
from tests.warehouse.rows import follow_up, insert, post

NOW = datetime.now(UTC)
"""The view of follow-ups goes by the real clock."""


def judge(province: Happenings) -> list[Episode]:
    return [one for one in evaluate(province.warehouse, NOW) if one.rule_group == "follow_up"]


def assigned(province: Happenings, days_ago: float, due_days_ago: float, **other: object) -> None:
    """Zhengding's account is to publish again; it was seen just now."""
    province.account("county", ZHENGDING)
    province.visit("county", NOW - timedelta(minutes=30))
    at, due = NOW - timedelta(days=days_ago), NOW - timedelta(days=due_days_ago)
    told = {"account_id": "county", "region_code": ZHENGDING, "what": "请值班编辑处理"} | other
    insert(province.warehouse, "follow_ups", follow_up("follow-up:1", "update", at, due, **told))


def test_an_overdue_follow_up_is_told_once_and_closed_by_its_post(province: Happenings) -> None:
    assigned(province, 4, 1)
    [late] = judge(province)
    assert (late.subject, late.rule, late.severity) == ("county/follow-up:1", "follow_up_late", "提示")
    assert "应看到正定县消防救援大队在 " in late.sentence
    assert late.sentence.endswith("前恢复更新（请值班编辑处理），至今没有看到。")
    assert judge(province) == []
    province.post("county", NOW - timedelta(hours=2))
    [closed] = judge(province)
    assert (closed.open, closed.mark) == (False, "恢复")
    [row] = province.warehouse.query(
        "SELECT subject_name, county_name FROM v_alerts WHERE rule_group = 'follow_up'"
    )
    assert row == {"subject_name": "正定县消防救援大队", "county_name": "正定县"}


def test_at_twice_the_time_it_escalates_in_place_and_a_deletion_opens_it_again(province: Happenings) -> None:
    assigned(province, 4, 2)
    [episode] = judge(province)
    assert (episode.rule, episode.severity) == ("follow_up_overdue", "催办")
    done = NOW - timedelta(days=1)
    insert(province.warehouse, "posts", post("wechat:done", "county", done))
    [closed] = judge(province)
    assert not closed.open
    insert(province.warehouse, "posts", post("wechat:done", "county", done, deleted=True, fetched_at=NOW))
    [again] = judge(province)
    assert (again.episode_id, again.open) == (episode.episode_id, True)


def test_nothing_is_told_before_the_term_nor_of_what_nobody_saw_nor_of_what_was_taken_back(
    province: Happenings,
) -> None:
    assigned(province, 4, -1)
    assert judge(province) == []
    assigned(province, 4, -0.0001, account_id="unseen")
    province.account("unseen", ZHENGDING)
    assert judge(province) == []
    assigned(province, 4, 1)
    assert [one.rule for one in judge(province)] == ["follow_up_late"]
    assigned(province, 4, 1, withdrawn=True)
    [closed] = judge(province)
    assert "已撤销" in closed.sentence


def test_every_round_of_the_watch_judges_them_and_a_departments_owner_is_asked(province: Happenings) -> None:
    catch_up(province.warehouse, NOW)
    assigned(province, 4, 1)
    province.account("county", ZHENGDING, kind="department")
    found = catch_up(province.warehouse, NOW + timedelta(seconds=1))
    [late] = [one for one in found if one.rule_group == "follow_up"]
    assert late.sentence.endswith("请以商请方式提醒。")


def test_owner_and_city_hear_of_it_and_nobody_beside_them(province: Happenings) -> None:
    assigned(province, 4, 1)
    [late] = judge(province)
    roles: dict[str, tuple[Role, str]] = {
        "owner": ("owner", ZHENGDING),
        "other": ("owner", PINGSHAN),
        "city": ("city", SHIJIAZHUANG),
    }
    heard = (
        Recipient(name, name, frozenset({role}), "console", region_code=code)
        for name, (role, code) in roles.items()
    )
    audience = Audience(heard, read_places(province.warehouse))
    assert audience.of(late) == {"owner", "city"}
