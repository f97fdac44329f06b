"""The views of silence: who is silent now, which county has stalled, and of whom nobody can say."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from hub.clock import beijing_day
from tests.alerts.happenings import DINGZHOU, HEBEI, PINGSHAN, SHIJIAZHUANG, ZHENGDING, Happenings

NOW = datetime.now(UTC)


def ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def state(province: Happenings, account_id: str) -> dict[str, object]:
    rows = province.warehouse.query(
        "SELECT * FROM v_account_state WHERE account_id = {account_id:String}", {"account_id": account_id}
    )
    assert len(rows) == 1
    return rows[0]


def counties(province: Happenings) -> dict[object, dict[str, object]]:
    return {row["region_code"]: row for row in province.warehouse.query("SELECT * FROM v_county_state")}


def followed(province: Happenings, account_id: str, region_code: str = ZHENGDING, **more: object) -> str:
    """An account that was just visited with success."""
    province.account(account_id, region_code, **more)  # type: ignore[arg-type]
    province.visit(account_id, ago(0.1))
    return account_id


@pytest.mark.parametrize(
    ("days", "expected"), [(0.5, "active"), (13, "active"), (14, "silent"), (90, "silent")]
)
def test_an_account_is_silent_from_the_fourteenth_beijing_day_on(
    province: Happenings, days: float, expected: str
) -> None:
    account = followed(province, "zhengding")
    post = province.post(account, ago(days), title="节前提示")
    found = state(province, account)
    assert found["state"] == expected
    assert found["silent_days"] == (beijing_day(NOW) - beijing_day(ago(days))).days
    assert (found["last_update_post_id"], found["last_update_title"]) == (post, "节前提示")
    assert found["last_update_url"] == f"https://example.org/{post}"


def test_a_post_deleted_within_24_hours_is_no_update_a_later_deletion_does_not_matter(
    province: Happenings,
) -> None:
    account = followed(province, "zhengding")
    kept = province.post(account, ago(5), deleted_at=ago(3.9))
    province.post(account, ago(2), deleted_at=ago(1.5))
    assert state(province, account)["last_update_post_id"] == kept


def test_an_account_without_a_success_in_24_hours_is_unknown_and_its_silence_not_asserted(
    province: Happenings,
) -> None:
    account = province.account("zhengding")
    province.post(account, ago(20))
    province.visit(account, ago(1.1))
    province.visit(account, ago(0.1), "failed", "authorisation", "token expired")
    found = state(province, account)
    assert (found["state"], found["state_name"], found["silent_days"]) == ("unknown", "未知", None)
    assert (found["last_error_kind"], found["last_error"]) == ("authorisation", "token expired")
    province.visit(account, ago(0.05), "partial")
    assert state(province, account)["state"] == "silent"


def test_accounts_that_are_not_gathered_or_deregistering_are_listed_but_never_silent(
    province: Happenings,
) -> None:
    province.account("channels", platform="channels", gathered=False)
    followed(province, "leaving", status="deregistering")
    province.post("leaving", ago(40))
    assert state(province, "channels")["state"] == "not_gathered"
    assert state(province, "leaving")["state"] == "deregistering"


def test_closed_accounts_and_those_not_on_the_roster_today_are_left_out(province: Happenings) -> None:
    province.account("closed", status="closed")
    province.account("gone", roster_to=beijing_day(ago(3)))
    province.account("future", roster_from=beijing_day(NOW + timedelta(days=3)))
    assert province.warehouse.query("SELECT account_id FROM v_account_state") == []


def test_an_account_without_a_post_is_silent_since_we_began_to_watch(province: Happenings) -> None:
    account = followed(province, "zhengding")
    days = (beijing_day(NOW) - beijing_day(ago(0.1))).days
    assert (state(province, account)["state"], state(province, account)["silent_days"]) == ("active", days)
    province.visit(account, ago(15))
    assert state(province, account)["state"] == "silent"
    assert state(province, account)["last_update_at"] is None


def test_an_account_that_joined_the_roster_later_is_silent_since_then(province: Happenings) -> None:
    account = followed(province, "zhengding", roster_from=beijing_day(ago(2)))
    province.visit(account, ago(15))
    assert state(province, account)["silent_days"] == 2


def test_a_post_dated_in_the_future_is_no_update(province: Happenings) -> None:
    account = followed(province, "zhengding")
    post = province.post(account, ago(3))
    province.post(account, NOW + timedelta(days=300), seen_at=ago(1))
    assert state(province, account)["last_update_post_id"] == post


def test_a_county_is_active_as_soon_as_one_of_its_accounts_is(province: Happenings) -> None:
    for name, days in (("one", 20), ("two", 3)):
        province.post(followed(province, name), ago(days))
    county = counties(province)[ZHENGDING]
    assert (county["state"], county["accounts"], county["known_accounts"]) == ("active", 2, 2)
    assert county["silent_days"] == (beijing_day(NOW) - beijing_day(ago(3))).days


def test_a_county_stalls_when_all_its_known_accounts_are_silent(province: Happenings) -> None:
    province.post(followed(province, "one"), ago(20))
    province.post(followed(province, "two"), ago(30))
    province.account("unvisited")
    county = counties(province)[ZHENGDING]
    assert (county["state"], county["state_name"]) == ("stalled", "停更")
    assert (county["accounts"], county["known_accounts"]) == (3, 2)
    assert county["silent_days"] == (beijing_day(NOW) - beijing_day(ago(20))).days


def test_a_county_without_accounts_is_blank_and_one_with_unknown_ones_unknown(province: Happenings) -> None:
    province.account("unvisited", PINGSHAN)
    found = counties(province)
    assert (found[ZHENGDING]["state"], found[ZHENGDING]["accounts"]) == ("blank", 0)
    assert (found[PINGSHAN]["state"], found[PINGSHAN]["known_accounts"]) == ("unknown", 0)
    assert found[PINGSHAN]["silent_days"] is None


def test_a_county_run_by_the_province_says_so_instead_of_a_city(province: Happenings) -> None:
    found = counties(province)
    assert (found[DINGZHOU]["city_code"], found[DINGZHOU]["city_name"]) == ("", "省直管")
    assert found[ZHENGDING]["city_name"] == "石家庄市"
    assert set(found) == {ZHENGDING, PINGSHAN, DINGZHOU}


def test_levels_count_their_accounts_by_state_and_counties_beside(province: Happenings) -> None:
    province.post(followed(province, "province", HEBEI), ago(1))
    province.account("city", SHIJIAZHUANG)
    province.account("kuaishou", ZHENGDING, platform="kuaishou", gathered=False)
    province.post(followed(province, "county", ZHENGDING), ago(16))
    followed(province, "leaving", PINGSHAN, status="deregistering")
    rows = {row["level"]: row for row in province.warehouse.query("SELECT * FROM v_silent_by_level")}
    assert list(rows) == ["province", "city", "county"]
    assert (rows["province"]["active_accounts"], rows["province"]["counties_total"]) == (1, None)
    assert rows["city"]["unknown_accounts"] == 1
    county = rows["county"]
    states = ("active", "silent", "unknown", "not_gathered", "deregistering")
    assert [county[f"{name}_accounts"] for name in states] == [0, 1, 0, 1, 1]
    assert county["accounts"] == 3
    assert [county[f"counties_{name}"] for name in ("total", "active", "stalled", "blank", "unknown")] == [
        3,
        0,
        1,
        1,
        1,
    ]


def test_the_roster_date_of_an_account_is_a_beijing_day(province: Happenings) -> None:
    province.account("today", roster_from=beijing_day(datetime.now(UTC)))
    province.account("old", roster_from=date(2025, 1, 1))
    found = province.warehouse.query("SELECT account_id FROM v_account_state ORDER BY account_id")
    assert [row["account_id"] for row in found] == ["old", "today"]
