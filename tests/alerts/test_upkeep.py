"""A renewal only a person can make is announced two weeks ahead; a late export is told, and neither twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from alerts.engine import evaluate
from alerts.episodes import Episode
from tests.alerts.happenings import Happenings
from warehouse.rollups import Touched, refresh

NOW = datetime.now(UTC)
"""The views that say how authorisations and exports stand go by the real clock."""


def judge(province: Happenings, group: str) -> list[Episode]:
    return [one for one in evaluate(province.warehouse, NOW) if one.rule_group == group]


def authorised(province: Happenings, account_id: str, days: float, checked_hours_ago: int) -> None:
    """State that a person must authorise an account again in so many days."""
    row: dict[str, object] = {
        "account_id": account_id,
        "platform": "weibo",
        "state": "lasting",
        "token_until": NOW + timedelta(days=days),
        "person_by": NOW + timedelta(days=days),
        "renewals": 0,
        "checked_at": NOW - timedelta(hours=checked_hours_ago),
    }
    province.warehouse.insert("authorisations", {name: [value] for name, value in row.items()})


def delivered(province: Happenings, account_id: str, at: datetime) -> None:
    """A sheet of the account was imported; the roll-ups follow, as they do behind the loader."""
    province.visit(account_id, at)
    refresh(province.warehouse, Touched(account_ids={account_id}))


def test_a_persons_renewal_is_announced_two_weeks_ahead_escalates_and_ends(province: Happenings) -> None:
    province.account("county", platform="weibo")
    authorised(province, "county", 15, 9)
    assert judge(province, "authorisation") == []
    authorised(province, "county", 13.5, 8)
    [episode] = judge(province, "authorisation")
    assert (episode.rule, episode.severity, episode.subject) == ("authorisation_due", "预警", "county")
    assert "重新授权" in episode.sentence
    assert judge(province, "authorisation") == []
    authorised(province, "county", -0.5, 7)
    [episode] = judge(province, "authorisation")
    assert (episode.rule, episode.severity) == ("authorisation_ended", "催办")
    authorised(province, "county", 29, 6)
    [closed] = judge(province, "authorisation")
    assert (closed.open, closed.sentence) == (False, "正定县消防救援大队（微博）已重新授权。")


def test_an_authorisation_that_renews_itself_raises_nothing(province: Happenings) -> None:
    province.account("county", platform="weibo")
    authorised(province, "county", 200, 9)
    assert judge(province, "authorisation") == []


def test_a_late_export_is_told_once_and_ends_with_the_sheet(province: Happenings) -> None:
    province.account("county", platform="channels", gathered=False)
    delivered(province, "county", NOW - timedelta(days=9))
    [episode] = judge(province, "export")
    assert (episode.rule, episode.severity, episode.subject) == ("export_late", "提示", "county")
    assert "已逾期 2 天" in episode.sentence
    assert judge(province, "export") == []
    delivered(province, "county", NOW - timedelta(hours=1))
    [closed] = judge(province, "export")
    assert not closed.open


def test_a_late_export_of_an_account_that_leaves_the_roster_ends_too(province: Happenings) -> None:
    province.account("county", platform="channels", gathered=False)
    [episode] = judge(province, "export")
    assert "从未交过" in episode.sentence
    province.account("county", platform="channels", gathered=False, status="closed")
    [closed] = judge(province, "export")
    assert not closed.open
