"""`fenghuo warning` and `fenghuo follow-up`: enter, see what became of it, take it back.

In one file, since a machine of their own costs more than all of these tests.
"""

from __future__ import annotations

import re
from datetime import datetime

import pytest

from cli.warning import in_working_hours
from hub.clock import BEIJING
from hub.errors import ConfigError
from hub.roster import load_roster
from hub.settings import EXAMPLE_ROSTER, Settings
from tests.cli.conftest import RunHere
from tests.dashboards.small_province import DIRECT
from tests.warehouse.rows import ago, insert
from warehouse.client import connect

TITLE = "全省森林草原火险橙色预警信息"
GIVEN = ("--title", TITLE, "--risk", "orange", "--expires", "12h")
ACCOUNT = load_roster(EXAMPLE_ROSTER).accounts[0]
TERM = ("--until", "48h")


def test_a_warning_is_entered_listed_shown_and_withdrawn(fenghuo_here: RunHere) -> None:
    added = fenghuo_here("warning", "add", *GIVEN, "--issued", "2d")
    found = re.search(r"warning:[0-9a-f]{12}", added.stdout)
    assert found is not None
    assert found.group() in fenghuo_here("warning", "add", *GIVEN, "--issued", "2d").stdout
    listed = fenghuo_here("warning", "list").stdout
    assert listed.count(found.group()) == 1
    shown = fenghuo_here("warning", "show", found.group()).stdout
    for words in ("到人口 %", "省到市（小时）", "断在"):
        assert words in shown
    released = re.search(r"assigned:[0-9a-f]{12}", added.stdout)
    withdrawn = fenghuo_here("warning", "withdraw", found.group())
    assert released is not None
    assert released.group() in withdrawn.stdout
    assert isinstance(fenghuo_here("warning", "show", found.group()).exception, ConfigError)


def test_posts_that_read_like_warnings_are_proposed(fenghuo_here: RunHere) -> None:
    assert "火险预警" in fenghuo_here("warning", "suggest", "--days", "3").stdout


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--title", "太短"), "finds nothing for certain"),
        (("--risk", "purple"), "“purple” is no level of risk; write one of blue, yellow, orange, red."),
        (("--expires", "2020-01-01"), "The expiry 2020-01-01 is not after the issue"),
        (("--region", "999999"), "There is no region 999999"),
        (("--release", "assigned:none"), "No release assigned:none was entered"),
    ],
)
def test_a_warning_that_cannot_be_entered_is_refused(
    fenghuo_here: RunHere, options: tuple[str, ...], sentence: str
) -> None:
    refused = fenghuo_here("warning", "add", *GIVEN, *options)
    assert isinstance(refused.exception, ConfigError)
    assert sentence in refused.exception.sentence
    assert refused.stdout == ""


@pytest.mark.parametrize(
    ("at", "holds"),
    [
        ("2026-11-25T09:00", True),
        ("2026-11-25T17:59", True),
        ("2026-11-25T18:00", False),
        ("2026-11-28T10:00", False),
        ("2026-10-10T10:00", True),
        ("2026-10-01T10:00", False),
    ],
    ids=["nine", "before six", "six", "a Saturday", "a Saturday worked for a holiday", "the national day"],
)
def test_working_hours_follow_the_calendar_of_holidays(at: str, holds: bool) -> None:
    assert in_working_hours(datetime.fromisoformat(at).replace(tzinfo=BEIJING)) is holds


def episode(group: str, subject: str, evidence: str = "{}") -> dict[str, object]:
    return {
        "episode_id": f"{group}/{subject}/2026-11-01",
        "rule_group": group,
        "subject": subject,
        "subject_kind": "region",
        "rule": group,
        "severity": "提示",
        "opened_at": ago(days=3),
        "changed_at": ago(days=3),
        "closed_at": None,
        "reached_veto": False,
        "sentence": "某事",
        "evidence": evidence,
        "closed_as": "",
        "version": 1,
    }


def test_a_follow_up_is_assigned_listed_shown_and_withdrawn(fenghuo_here: RunHere) -> None:
    given = ("--account", ACCOUNT.account_id, *TERM, "--what", "请尽快")
    added = fenghuo_here("follow-up", "add", *given)
    found = re.search(r"follow-up:[0-9a-f]{12}", added.stdout)
    assert found is not None
    assert "恢复更新" in added.stdout
    assert found.group() in fenghuo_here("follow-up", "add", *given).stdout
    assert fenghuo_here("follow-up", "list").stdout.count(found.group()) == 1
    shown = fenghuo_here("follow-up", "show", found.group()).stdout
    assert "请尽快" in shown
    assert "进行中" in shown
    assert "已撤销" in fenghuo_here("follow-up", "withdraw", found.group()).stdout
    assert isinstance(fenghuo_here("follow-up", "withdraw", found.group()).exception, ConfigError)


def test_an_alert_says_by_itself_who_and_what(machine: Settings, fenghuo_here: RunHere) -> None:
    warehouse = connect(machine, patience=30)
    gap = episode("audience", "130100/elderly", '{"audience": "elderly", "region_code": "130100"}')
    insert(warehouse, "alert_episodes", gap, episode("county", DIRECT), episode("recall", "某账号"))
    warehouse.close()
    assert "石家庄市在 " in fenghuo_here("follow-up", "add", "--alert", "130100/elderly", *TERM).stdout
    assert "定州市在 " in fenghuo_here("follow-up", "add", "--alert", DIRECT, *TERM).stdout
    refused = fenghuo_here("follow-up", "add", "--alert", "某账号", *TERM)
    assert isinstance(refused.exception, ConfigError)
    assert "No post by itself ends an alert of the rule recall" in refused.exception.sentence


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (TERM, "Say for whom"),
        ((*TERM, "--account", "a", "--region", "130100"), "Say for whom"),
        ((*TERM, "--account", "nobody"), "There is no account nobody"),
        ((*TERM, "--unit", "某单位"), "There is no unit 某单位"),
        ((*TERM, "--region", "999999"), "There is no region 999999"),
        ((*TERM, "--region", "130100", "--audience", "village"), "There is no audience village"),
        ((*TERM, "--region", "130100", "--release", "wechat:none"), "There is no release wechat:none"),
        ((*TERM, "--region", "130100", "--release", "a", "--audience", "rural"), "is one thing"),
        ((*TERM, "--alert", "nothing"), "There is no open alert nothing"),
        ((*TERM, "--alert", "x", "--region", "130100"), "leave the other options out"),
        (("--until", "2020-01-01", "--region", "130100"), "The term 2020-01-01 is over"),
    ],
)
def test_a_follow_up_that_cannot_be_assigned_is_refused(
    fenghuo_here: RunHere, options: tuple[str, ...], sentence: str
) -> None:
    refused = fenghuo_here("follow-up", "add", *options)
    assert isinstance(refused.exception, ConfigError)
    assert sentence in refused.exception.sentence
    assert refused.stdout == ""
