"""Releases, adoptions and adoption by level, on the toy data of domain/dropoff.md §8."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import cast

import pytest

from hub.clock import beijing_day, start_of_beijing_day
from tests.warehouse.rows import account, ago, forget_visits, insert, now, post, region, visit
from warehouse.client import Warehouse

PROVINCE_LAGS = {"p1": 0.5, "p2": 1, "p3": 4}
CITY_LAGS = {"c1": 1, "c2": 2, "c3": 3, "c4": 5, "c5": 8, "c6": 20, "c7": 30}
COUNTY_LAGS = {
    "c1k1": 4,
    "c1k2": 6,
    "c1k3": 26,
    "c2k1": 5,
    "c2k2": 9,
    "c3k1": 10,
    "c3k2": 28,
    "c4k1": 12,
    "c4k2": 50,
    "c5k1": 30,
    "c6k1": 44,
    "c8k1": 70,
}
CITIES = [f"c{number}" for number in range(1, 11)]
COUNTIES = [f"{city}k{number}" for city in CITIES for number in range(1, 5)]
LAGS = PROVINCE_LAGS | CITY_LAGS | COUNTY_LAGS


@pytest.fixture
def toy(warehouse: Warehouse) -> Warehouse:
    """One release of p0 with 3 province, 10 city and 40 county targets, issued 20 days ago."""
    _insert_roster(warehouse)
    insert_release(warehouse, "wechat:r", "p0", ago(days=20), LAGS)
    return warehouse


def test_the_toy_data_give_the_published_rates_intervals_and_retention(toy: Warehouse) -> None:
    province, city, county = toy.query("SELECT * FROM v_adoption_by_level ORDER BY level_order")
    assert [row["adoption_rate_72h"] for row in (province, city, county)] == pytest.approx([1, 0.7, 0.3])
    assert [(row["adopters_72h"], row["eligible"]) for row in (province, city, county)] == [
        (3, 3),
        (7, 10),
        (12, 40),
    ]
    assert _rounded(province, "wilson_low", "wilson_high") == (0.4385, 1.0)
    assert _rounded(city, "wilson_low", "wilson_high") == (0.3968, 0.8922)
    assert _rounded(county, "wilson_low", "wilson_high") == (0.1807, 0.4543)
    assert province["retention"] is None
    assert _rounded(city, "retention", "drop_off") == (0.7, 0.3)
    assert _rounded(county, "retention", "drop_off") == (0.4286, 0.5714)
    assert [row["median_lag_hours"] for row in (province, city, county)] == [1, 8, None]
    assert [row["level_name"] for row in (province, city, county)] == ["省级", "市级", "县级"]


def test_the_toy_data_give_the_published_limits_of_a_retention_and_the_trend(toy: Warehouse) -> None:
    rows = toy.query("SELECT * FROM v_adoption_drop_off WHERE dimension = 'all' ORDER BY level_order")
    province, city, county = rows
    assert _rounded(county, "retention", "retention_low", "retention_high") == (0.4286, 0.2297, 0.7995)
    assert _rounded(city, "wilson_low", "wilson_high", "points_lost") == (0.3968, 0.8922, 0.3)
    assert (province["retention"], province["retention_low"], province["points_lost"]) == (None, None, None)
    (trend,) = toy.query("SELECT * FROM v_adoption_trend WHERE dimension = 'all'")
    assert _rounded(trend, "z", "retention_per_step") == (-3.1143, 0.5477)


def test_the_toy_data_give_the_published_relay(toy: Warehouse) -> None:
    rows = {row["relay"]: row for row in toy.query("SELECT * FROM v_relay")}
    first, later = rows["city_first"], rows["city_not_first"]
    assert (first["adopted"], first["counties"]) == (11, 28)
    assert (later["adopted"], later["counties"]) == (1, 12)
    assert _rounded(first, "adoption_rate", "wilson_low", "wilson_high") == (0.3929, 0.2357, 0.5759)
    assert _rounded(later, "adoption_rate", "wilson_low", "wilson_high") == (0.0833, 0.0149, 0.3539)
    assert round(float(str(first["relay_ratio"])), 2) == 4.71


def test_counties_run_by_the_province_wait_for_no_city(toy: Warehouse) -> None:
    insert(toy, "regions", region("定州", "定州市", "county", "p"))
    insert(toy, "accounts", account("dz", level="county", region_code="定州"))
    insert(toy, "crawls", *(visit("dz", ago(days=20 - day)) for day in range(-1, 5)))
    rows = {row["relay"]: row for row in toy.query("SELECT * FROM v_relay")}
    assert (rows["no_city"]["counties"], rows["no_city"]["adopted"]) == (1, 0)
    assert rows["city_first"]["counties"] == 28


def test_the_toy_data_give_the_published_lags_with_those_who_did_not_carry(toy: Warehouse) -> None:
    rows = toy.query("SELECT * FROM v_adoption_lags WHERE release_id = '' ORDER BY level_order")
    assert [row["median_lag_hours"] for row in rows] == [pytest.approx(1), pytest.approx(8), None]
    assert [row["carried_by_72h"] for row in rows] == pytest.approx([1, 0.7, 0.3])
    assert rows[1]["mean_hours_within_72h"] == pytest.approx(28.5)
    assert [row["dropped_out"] for row in rows] == [0, 0, 0]
    of_release = toy.query("SELECT * EXCEPT release_id FROM v_adoption_lags WHERE release_id = 'wechat:r'")
    assert of_release == [{name: row[name] for name in row if name != "release_id"} for row in rows]


def test_a_young_release_censors_those_who_have_not_carried_it_yet(toy: Warehouse) -> None:
    insert_release(toy, "wechat:young", "p0", ago(hours=30), {"p1": 2})
    (row,) = toy.query(
        "SELECT * FROM v_adoption_lags WHERE release_id = 'wechat:young' AND level = 'province'"
    )
    assert (row["followed"], row["adopted"], row["dropped_out"]) == (3, 1, 2)
    assert row["carried_by_24h"] == pytest.approx(1 / 3)
    assert row["median_lag_hours"] is None


def test_an_account_that_was_not_visited_drops_out_at_the_beginning_of_that_day(toy: Warehouse) -> None:
    gap = beijing_day(ago(days=18))
    forget_visits(toy, "c1k1", gap)
    (row,) = toy.query("SELECT lag_hours, followed_hours FROM v_release_targets WHERE account_id = 'c1k1'")
    (release,) = toy.query("SELECT issued_at FROM v_releases")
    followed = start_of_beijing_day(gap) - cast("datetime", release["issued_at"])
    assert row["followed_hours"] == pytest.approx(followed / timedelta(hours=1))
    (county,) = toy.query("SELECT adopted FROM v_adoption_lags WHERE release_id = '' AND level = 'county'")
    assert county["adopted"] == 12


def test_adoption_is_told_by_platform_department_topic_and_audience(toy: Warehouse) -> None:
    insert(toy, "accounts", account("e1", "weibo", "city", region_code="c1", department="education"))
    insert(toy, "crawls", *(visit("e1", ago(days=20 - day)) for day in range(-1, 5)))
    rows = toy.query("SELECT * FROM v_adoption_drop_off WHERE level = 'city' AND dimension != 'all'")
    told = {(row["dimension"], row["key"]): (row["adopters"], row["eligible"]) for row in rows}
    assert told == {
        ("platform", "wechat"): (7, 10),
        ("platform", "weibo"): (0, 1),
        ("department", ""): (7, 10),
        ("department", "education"): (0, 1),
        ("topic", "other"): (7, 11),
        ("audience", ""): (7, 11),
    }


def test_a_release_shows_its_targets_and_leaves_its_origin_out(toy: Warehouse) -> None:
    (release,) = toy.query("SELECT * FROM v_releases")
    assert (release["targets"], release["eligible"], release["unknown"]) == (53, 53, 0)
    assert (release["adopters_72h"], release["adopters_14d"]) == (22, 22)
    assert release["title"] == "wechat:r的标题"
    assert release["median_lag_hours"] is None


def test_adoptions_name_the_account_the_lag_and_the_method(toy: Warehouse) -> None:
    (row,) = toy.query("SELECT * FROM v_adoptions WHERE account_id = 'c2k2'")
    assert (row["lag_hours"], row["level_name"], row["method_name"]) == (9, "县级", "正文近似")
    assert (row["city_name"], row["county_name"]) == ("c2市", "c2k2县")
    assert toy.query("SELECT count() AS n FROM v_adoptions") == [{"n": 22}]


def test_a_target_without_a_successful_visit_on_a_day_of_the_horizon_is_unknown(toy: Warehouse) -> None:
    forget_visits(toy, "c1k1")
    county = _level(toy, "county")
    assert (county["targets"], county["unknown"], county["eligible"], county["adopters_72h"]) == (
        40,
        1,
        39,
        11,
    )


def test_an_account_that_left_the_roster_within_the_horizon_is_unknown(toy: Warehouse) -> None:
    leaving = account("c9", level="city", region_code="c9", roster_to=beijing_day(ago(days=19)))
    insert(toy, "accounts", leaving)
    city = _level(toy, "city")
    assert (city["targets"], city["unknown"]) == (10, 1)


def test_accounts_that_joined_later_or_are_not_gathered_are_no_targets(toy: Warehouse) -> None:
    insert(
        toy,
        "accounts",
        account("late", level="county", region_code="c1k1", roster_from=beijing_day(ago(days=5))),
        account("hidden", level="county", region_code="c1k1", gathered=False),
    )
    assert _level(toy, "county")["targets"] == 40


def test_a_release_younger_than_72_hours_waits_outside_the_rates(toy: Warehouse) -> None:
    insert_release(toy, "wechat:young", "p0", ago(hours=30), {"c1": 1})
    assert _level(toy, "city")["targets"] == 10
    assert toy.query("SELECT adopters_72h FROM v_releases WHERE release_id = 'wechat:young'") == [
        {"adopters_72h": 1}
    ]


def test_a_level_of_which_nothing_is_known_has_no_rate_and_no_limits(toy: Warehouse) -> None:
    for table in ("crawls", "visit_days", "account_visits"):
        toy.command(f"TRUNCATE TABLE {table}")
    for row in (_level(toy, "city"), *toy.query("SELECT * FROM v_adoption_drop_off WHERE level = 'city'")):
        assert (row["eligible"], row["wilson_low"], row["wilson_high"]) == (0, None, None)


def test_two_releases_are_pooled(toy: Warehouse) -> None:
    insert_release(toy, "wechat:second", "p0", ago(days=30), {"c1": 100})
    city = _level(toy, "city")
    assert (city["eligible"], city["adopters_72h"], city["adopters_14d"]) == (20, 7, 8)
    assert city["adoption_rate_72h"] == pytest.approx(7 / 20)
    assert city["releases"] == 2


def test_a_citys_release_asks_its_own_city_only_and_stays_out_of_the_level_rates(toy: Warehouse) -> None:
    insert_release(toy, "wechat:city", "c1", ago(days=10), {"c1k1": 2, "c2k1": 3})
    (release,) = toy.query("SELECT * FROM v_releases WHERE release_id = 'wechat:city'")
    assert (release["targets"], release["adopters_72h"], release["level_name"]) == (4, 1, "市级")
    assert _level(toy, "county")["eligible"] == 40


def test_withdrawn_releases_and_adoptions_are_gone(toy: Warehouse) -> None:
    toy.insert("adoptions", _adoption_columns("wechat:r", ago(days=20), {"p1": 0.5}, valid=False))
    assert _level(toy, "province")["adopters_72h"] == 2
    toy.insert("releases", _release_columns("wechat:r", "p0", ago(days=20), carriers=0))
    assert toy.query("SELECT * FROM v_releases") == []
    assert toy.query("SELECT * FROM v_adoption_by_level") == []
    assert toy.query("SELECT * FROM v_adoptions") == []


def insert_release(
    warehouse: Warehouse, post_id: str, account_id: str, issued_at: datetime, lags: dict[str, float]
) -> None:
    """A release with its adoptions, and a successful visit to every account on each of the days around it."""
    insert(warehouse, "posts", post(post_id, account_id, issued_at))
    warehouse.insert("releases", _release_columns(post_id, account_id, issued_at, len(lags)))
    warehouse.insert("adoptions", _adoption_columns(post_id, issued_at, lags))
    visits = [
        visit(target, issued_at + timedelta(days=day))
        for target in ["p0", *PROVINCE_LAGS, *CITIES, *COUNTIES]
        for day in range(-1, 5)
    ]
    insert(warehouse, "crawls", *visits)


def _insert_roster(warehouse: Warehouse) -> None:
    regions = [region("p", "某省", "province")]
    regions += [region(city, f"{city}市", "city", "p") for city in CITIES]
    regions += [region(county, f"{county}县", "county", county.partition("k")[0]) for county in COUNTIES]
    accounts = [account(name, level="province", region_code="p") for name in ["p0", *PROVINCE_LAGS]]
    accounts += [account(city, level="city", region_code=city) for city in CITIES]
    accounts += [account(county, region_code=county) for county in COUNTIES]
    insert(warehouse, "regions", *regions)
    insert(warehouse, "accounts", *accounts)


def _release_columns(
    post_id: str, account_id: str, issued_at: datetime, carriers: int
) -> dict[str, list[object]]:
    return {
        "release_id": [post_id],
        "post_id": [post_id],
        "account_id": [account_id],
        "issued_at": [issued_at],
        "carriers": [carriers],
        "matcher": ["1"],
        "matched_at": [now()],
    }


def _adoption_columns(
    release_id: str, issued_at: datetime, lags: dict[str, float], valid: bool = True
) -> dict[str, list[object]]:
    return {
        "release_id": [release_id] * len(lags),
        "post_id": [f"{release_id}/{name}" for name in lags],
        "account_id": list(lags),
        "adopted_at": [issued_at + timedelta(hours=lag) for lag in lags.values()],
        "method": ["near"] * len(lags),
        "similarity": [0.9] * len(lags),
        "valid": [valid] * len(lags),
        "matcher": ["1"] * len(lags),
        "matched_at": [now()] * len(lags),
    }


def _level(warehouse: Warehouse, level: str) -> dict[str, object]:
    (row,) = warehouse.query(
        "SELECT * FROM v_adoption_by_level WHERE level = {level:String}", {"level": level}
    )
    return row


def _rounded(row: dict[str, object], *names: str) -> tuple[float, ...]:
    return tuple(round(float(str(row[name])), 4) for name in names)
