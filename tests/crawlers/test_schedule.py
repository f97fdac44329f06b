"""Which accounts are due, and when."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from crawlers.credentials import Credentials
from crawlers.schedule import CADENCE, due
from crawlers.sightings import Sighting
from crawlers.sources import ELSE_BY_EXPORT, SPIDERS, is_gathered
from hub.platforms import PLATFORMS, Platform
from hub.roster import Account, Roster
from tests.crawlers.wave import KnownSightings, account, beijing

NONE = Credentials()
GIVEN = Credentials({"a": {"access_token": "granted"}})


def roster(*accounts: Account) -> Roster:
    return Roster(accounts=accounts, regions={}, departments={}, path=Path())


def seen(account_id: str, at: str) -> Sighting:
    return Sighting(account_id, beijing(at))


def ids(accounts: list[Account]) -> list[str]:
    return [account.account_id for account in accounts]


def is_due(platform: Platform, last: str, now: str, *, live: bool = False) -> bool:
    known = KnownSightings({"a": seen("a", last)})
    return bool(due(roster(account(platform, "a")), known, GIVEN, beijing(now), CADENCE if live else None))


def test_every_gathered_platform_has_a_cadence() -> None:
    assert set(CADENCE) == set(SPIDERS) == set(PLATFORMS) - {"channels", "xiaohongshu"}


@pytest.mark.parametrize("platform", PLATFORMS)
def test_an_account_that_can_be_known_by_export_is_gathered_once_it_authorised(platform: Platform) -> None:
    one = account(platform, "a")
    assert is_gathered(one, GIVEN) is (platform in SPIDERS)
    assert is_gathered(one, NONE) is (platform in SPIDERS and platform not in ELSE_BY_EXPORT)


def test_accounts_never_visited_come_first_then_the_longest_waiting() -> None:
    known = KnownSightings({"a": seen("a", "2026-01-02 12:00"), "b": seen("b", "2026-01-01 12:00")})
    accounts = [account("weibo", name) for name in "abc"]
    assert ids(due(roster(*accounts), known, NONE, beijing("2026-01-03 09:30"))) == ["c", "b", "a"]


def test_only_active_accounts_on_the_roster_of_gathered_platforms_are_due() -> None:
    active = account("rss", "active")
    others = [
        replace(active, account_id="closed", status="closed"),
        replace(active, account_id="leaving", status="deregistering"),
        replace(active, account_id="later", roster_from=date(2026, 1, 4)),
        replace(active, account_id="left", roster_to=date(2026, 1, 2)),
        replace(active, account_id="last-day", roster_to=date(2026, 1, 3)),
    ]
    foreign = [
        account(platform, platform) for platform in PLATFORMS if not is_gathered(account(platform), NONE)
    ]
    found = due(roster(active, *others, *foreign), KnownSightings(), NONE, beijing("2026-01-03 09:30"))
    assert sorted(ids(found)) == ["active", "last-day"]


@pytest.mark.parametrize("platform", ["wechat", "website"])
def test_in_a_replay_some_platforms_are_visited_once_a_beijing_day(platform: Platform) -> None:
    assert not is_due(platform, "2026-01-03 09:30", "2026-01-03 21:30")
    assert is_due(platform, "2026-01-03 21:30", "2026-01-04 08:00")


@pytest.mark.parametrize("platform", ["weibo", "douyin", "kuaishou", "toutiao", "bilibili", "rss"])
def test_in_a_replay_the_others_are_visited_at_every_wave_after_six_hours(platform: Platform) -> None:
    assert not is_due(platform, "2026-01-03 09:30", "2026-01-03 15:29")
    assert is_due(platform, "2026-01-03 09:30", "2026-01-03 15:30")


def test_in_a_replay_wechat_waits_for_eight_oclock() -> None:
    assert not is_due("wechat", "2026-01-02 09:30", "2026-01-03 07:59")
    assert is_due("wechat", "2026-01-02 09:30", "2026-01-03 08:00")


@pytest.mark.parametrize("platform", sorted(SPIDERS))
def test_live_each_platform_has_its_own_cadence(platform: Platform) -> None:
    now = beijing("2026-01-03 09:30")
    for late, expected in ((timedelta(0), True), (timedelta(seconds=-1), False)):
        last = Sighting("a", now - CADENCE[platform] - late)
        found = due(roster(account(platform, "a")), KnownSightings({"a": last}), GIVEN, now, CADENCE)
        assert bool(found) is expected


def test_live_an_account_that_fails_is_not_asked_without_end() -> None:
    now = beijing("2026-01-03 09:30")
    failing = roster(account("douyin", "a"))
    for minutes, expected in ((9, False), (10, True)):
        attempted = {"a": now - timedelta(minutes=minutes)}
        assert bool(due(failing, KnownSightings(), NONE, now, CADENCE, attempted)) is expected
