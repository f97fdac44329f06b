"""v_accounts: the roster as it is now, with the names of places and owners."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.warehouse.rows import account, insert, now, region
from warehouse.client import Warehouse

COUNTY, CITY, DIRECT, PROVINCE = "130102", "130100", "130682", "130000"


@pytest.fixture
def province(warehouse: Warehouse) -> Warehouse:
    """A province, a city with a county, and a county the province runs directly."""
    insert(
        warehouse,
        "regions",
        region(PROVINCE, "河北省", "province"),
        region(CITY, "石家庄市", "city", PROVINCE),
        region(COUNTY, "长安区", "county", CITY),
        region(DIRECT, "定州市", "county", PROVINCE),
    )
    return warehouse


def places_of(warehouse: Warehouse, account_id: str) -> tuple[object, ...]:
    [row] = warehouse.query(
        "SELECT region_name, city_code, city_name, county_code, county_name"
        " FROM v_accounts WHERE account_id = {id:String}",
        {"id": account_id},
    )
    return tuple(row.values())


@pytest.mark.parametrize(
    ("level", "code", "places"),
    [
        ("province", PROVINCE, ("河北省", "", "", "", "")),
        ("city", CITY, ("石家庄市", CITY, "石家庄市", "", "")),
        ("county", COUNTY, ("长安区", CITY, "石家庄市", COUNTY, "长安区")),
        ("county", DIRECT, ("定州市", "", "省直管", DIRECT, "定州市")),
        ("county", "", ("", "", "", "", "")),
    ],
    ids=["province", "city", "county of a city", "county under the province", "unit without a region"],
)
def test_an_account_knows_its_city_and_county(
    province: Warehouse, level: str, code: str, places: tuple[str, ...]
) -> None:
    insert(province, "accounts", account("a", level=level, region_code=code))
    assert places_of(province, "a") == places


def test_an_account_with_two_periods_is_one_row_the_latest(warehouse: Warehouse) -> None:
    first = account("a", unit="旧单位", roster_from=date(2024, 1, 1), roster_to=date(2025, 1, 1))
    insert(warehouse, "accounts", first, account("a", unit="新单位", roster_from=date(2025, 1, 1)))
    assert warehouse.query("SELECT account_id, unit, roster_to FROM v_accounts") == [
        {"account_id": "a", "unit": "新单位", "roster_to": None}
    ]


def test_a_row_that_was_synced_again_counts_once_with_its_newest_words(warehouse: Warehouse) -> None:
    insert(warehouse, "accounts", account("a", status="active"))
    insert(warehouse, "accounts", account("a", status="closed", synced_at=now() + timedelta(seconds=1)))
    assert warehouse.query("SELECT status FROM v_accounts") == [{"status": "closed"}]


def test_a_department_is_named(warehouse: Warehouse) -> None:
    insert(
        warehouse,
        "departments",
        {"department": "education", "name": "教育", "body": "教育厅", "synced_at": now()},
    )
    insert(
        warehouse,
        "accounts",
        account("a", kind="department", department="education"),
        account("b", kind="department", department="unlisted"),
    )
    assert warehouse.query("SELECT department_name FROM v_accounts ORDER BY account_id") == [
        {"department_name": "教育"},
        {"department_name": "unlisted"},
    ]
