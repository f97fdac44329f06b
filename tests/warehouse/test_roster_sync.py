"""The roster's tables follow the roster, keep the accounts' history, and stay when nothing changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from hub.roster import Account, Roster, load_roster
from hub.settings import EXAMPLE_ROSTER
from warehouse.client import Warehouse
from warehouse.roster import RosterReport, sync_roster


def is_gathered(account: Account) -> bool:
    return account.platform in ("wechat", "weibo")


NOW = datetime(2025, 3, 1, 17, 0, tzinfo=UTC)  # already the 2nd in Beijing


@pytest.fixture
def roster() -> Roster:
    return load_roster(EXAMPLE_ROSTER)


def with_accounts(roster: Roster, accounts: tuple[Account, ...]) -> Roster:
    return Roster(roster.path, accounts, roster.regions, roster.departments)


def periods(warehouse: Warehouse, account_id: str) -> list[tuple[object, object]]:
    sql = (
        "SELECT roster_from, roster_to FROM accounts FINAL WHERE account_id = {a:String} ORDER BY roster_from"
    )
    return [(row["roster_from"], row["roster_to"]) for row in warehouse.query(sql, {"a": account_id})]


def test_the_tables_say_what_the_roster_says(warehouse: Warehouse, roster: Roster) -> None:
    sync_roster(warehouse, roster, is_gathered, NOW)
    rows = {row["account_id"]: row for row in warehouse.query("SELECT * FROM accounts FINAL")}
    assert rows.keys() == {account.account_id for account in roster.accounts}
    for account in roster.accounts:
        row = rows[account.account_id]
        assert (row["name"], row["level"], row["unit"]) == (account.name, account.level, account.unit)
        assert (row["region_code"], row["department"]) == (
            account.region_code or "",
            account.department or "",
        )
        assert row["gathered"] is is_gathered(account)
    regions = {
        row["region_code"]: row["population"] for row in warehouse.query("SELECT * FROM regions FINAL")
    }
    assert regions == {region.code: region.population for region in roster.regions.values()}


def test_a_second_time_writes_nothing(warehouse: Warehouse, roster: Roster) -> None:
    first = sync_roster(warehouse, roster, is_gathered, NOW)
    assert first.written == len(roster.accounts) + len(roster.regions) + len(roster.departments)
    assert sync_roster(warehouse, roster, is_gathered, NOW + timedelta(days=1)) == RosterReport(0, 0)


def test_an_account_that_left_keeps_its_row_and_the_day_it_left(warehouse: Warehouse, roster: Roster) -> None:
    sync_roster(warehouse, roster, is_gathered, NOW)
    gone, *others = roster.accounts
    smaller = with_accounts(roster, tuple(others))
    assert sync_roster(warehouse, smaller, is_gathered, NOW) == RosterReport(1, 0)
    assert periods(warehouse, gone.account_id) == [(gone.roster_from, date(2025, 3, 2))]
    assert sync_roster(warehouse, smaller, is_gathered, NOW + timedelta(days=9)) == RosterReport(0, 0)
    sync_roster(warehouse, roster, is_gathered, NOW + timedelta(days=9))
    assert periods(warehouse, gone.account_id) == [(gone.roster_from, gone.roster_to)]


def test_a_later_first_day_begins_a_new_period_and_an_earlier_one_corrects_it(
    warehouse: Warehouse, roster: Roster
) -> None:
    account, *others = roster.accounts
    sync_roster(warehouse, roster, is_gathered, NOW)
    later = account.roster_from + timedelta(days=100)
    moved = with_accounts(roster, (replace(account, roster_from=later), *others))
    sync_roster(warehouse, moved, is_gathered, NOW)
    assert periods(warehouse, account.account_id) == [
        (account.roster_from, later),
        (later, account.roster_to),
    ]
    sync_roster(warehouse, roster, is_gathered, NOW)
    assert periods(warehouse, account.account_id) == [(account.roster_from, account.roster_to)]


def test_a_region_that_is_no_more_is_no_blank_county(warehouse: Warehouse, roster: Roster) -> None:
    sync_roster(warehouse, roster, is_gathered, NOW)
    used = {account.region_code for account in roster.accounts}
    code = next(
        region.code
        for region in roster.regions.values()
        if region.level == "county" and region.code not in used
    )
    regions = {key: region for key, region in roster.regions.items() if key != code}
    report = sync_roster(
        warehouse, Roster(roster.path, roster.accounts, regions, roster.departments), is_gathered, NOW
    )
    assert report == RosterReport(0, 1)
    assert warehouse.query("SELECT name FROM regions FINAL WHERE region_code = {c:String}", {"c": code}) == []
