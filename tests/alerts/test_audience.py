"""Who hears of what: the owner first, then the city, then the province; departments by their own way."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from alerts.audience import Audience, Place, read_places
from alerts.episodes import Episode
from alerts.recipients import Recipient
from tests.alerts.happenings import DINGZHOU, HEBEI, PINGSHAN, SHIJIAZHUANG, ZHENGDING, Happenings, beijing

COUNTY = Place("正定大队", ZHENGDING, SHIJIAZHUANG, "brigade", "", "正定县消防救援大队")
DEPARTMENT = Place("正定教育局", ZHENGDING, SHIJIAZHUANG, "department", "education", "正定县教育局")
DIRECT = Place("定州大队", DINGZHOU, "", "brigade", "", "定州市消防救援大队")


def recipient(name: str, *roles: Any, region: str = "", **more: str) -> Recipient:
    return Recipient(name, name, frozenset(roles), "console", region_code=region, **more)  # type: ignore[arg-type]


EVERYBODY = (
    recipient("county", "owner", region=ZHENGDING),
    recipient("edu", "owner", region=ZHENGDING, department="education"),
    recipient("other county", "owner", region=PINGSHAN),
    recipient("city", "city", region=SHIJIAZHUANG),
    recipient("other city", "city", region="130200"),
    recipient("province", "province", region=HEBEI),
    recipient("other province", "province", region="140000"),
    recipient("office", "office", region=SHIJIAZHUANG),
    recipient("operator", "operator"),
    recipient("archive", "all"),
)


def episode(rule: str, severity: Any = "提示", subject: str = "account", evidence: str = "{}") -> Episode:
    at = beijing("2026-06-08 09:00")
    return Episode(
        episode_id="e",
        rule_group="fortnight",
        subject=subject,
        subject_kind="account",
        rule=rule,
        severity=severity,
        opened_at=at,
        changed_at=at,
        closed_at=None,
        reached_veto=False,
        sentence="",
        evidence=evidence,
    )


def heard(found: Episode, place: Place = COUNTY, *without: str) -> set[str]:
    recipients = [one for one in EVERYBODY if one.recipient_id not in without]
    return set(Audience(recipients, {"account": place}).of(found)) - {"archive"}


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("veto_notice", {"county"}),
        ("veto_warn", {"county", "city"}),
        ("veto_urgent", {"county", "city", "province"}),
        ("veto", {"county", "city", "province"}),
        ("county_stalled", {"city", "province"}),
        ("dormant", {"province"}),
        ("recall", {"county", "province"}),
        ("collector", {"operator"}),
    ],
)
def test_a_rule_reaches_whom_it_concerns(rule: str, expected: set[str]) -> None:
    assert heard(episode(rule)) == expected


@pytest.mark.parametrize(
    ("severity", "expected"),
    [("提示", {"county"}), ("预警", {"county", "city"}), ("否决", {"county", "city", "province"})],
)
def test_a_rule_that_is_not_in_the_table_goes_by_its_severity(severity: str, expected: set[str]) -> None:
    assert heard(episode("new_rule", severity)) == expected


def test_a_department_hears_itself_and_the_joint_meeting_office_and_never_the_fire_chain() -> None:
    assert heard(episode("veto"), DEPARTMENT) == {"edu", "office"}
    assert heard(episode("veto_notice"), DEPARTMENT, "edu") == {"office"}


def test_where_nobody_is_registered_the_next_level_hears() -> None:
    assert heard(episode("veto_notice"), COUNTY, "county") == {"city"}
    assert heard(episode("veto_notice"), COUNTY, "county", "city") == {"province"}
    assert heard(episode("collector"), COUNTY, "operator") == {"province"}


def test_a_county_that_the_province_runs_has_no_city() -> None:
    assert heard(episode("veto_warn"), DIRECT) == {"province"}


def test_a_recipient_for_one_unit_hears_of_that_unit_only() -> None:
    unit = recipient("unit", "owner", region=ZHENGDING, unit="正定县消防救援大队")
    audience = Audience([unit, recipient("province", "province")], {"account": COUNTY, "b": DIRECT})
    assert audience.of(episode("veto_notice")) == {"unit"}
    other = replace(COUNTY, unit="别的单位")
    audience = Audience([unit, recipient("province", "province")], {"account": other})
    assert audience.of(episode("veto_notice")) == {"province"}


def test_whoever_is_registered_for_everything_hears_everything_in_the_province() -> None:
    assert "archive" in Audience(EVERYBODY, {"account": COUNTY}).of(episode("collector"))


def test_evidence_may_say_which_account_a_subject_is_about() -> None:
    found = episode("release_late", "提示", "release-1", '{"account_id": "account"}')
    assert heard(found) == {"county", "city"}


def test_accounts_regions_and_platforms_have_their_places(province: Happenings) -> None:
    province.account("zhengding")
    places = read_places(province.warehouse)
    own = places["zhengding"]
    assert own == replace(COUNTY, name="正定县消防救援大队", unit=own.unit)
    assert (places[ZHENGDING].city_code, places[DINGZHOU].city_code) == (SHIJIAZHUANG, "")
    assert places["weibo"] == Place("微博")
