"""Whose rows a person sees follows from his entry and the roster, and from nothing else."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from warehouse.jurisdiction import Jurisdiction, Places, jurisdiction_of
from warehouse.row_rules import NOTHING, row_filters, unruled
from warehouse.staff import Person, Role

TREE = {
    "13": "",
    "1301": "13",
    "1302": "13",
    "130102": "1301",
    "130104": "1301",
    "130203": "1302",
    "1399": "13",
}
LINES = ("", "education")


def places(tree: dict[str, str] = TREE) -> Places:
    """Two accounts in each region, the brigade's and a department's; and one without a region."""
    accounts = [
        {"account_id": f"{code}/{line}", "region_code": code, "department": line, "kind": kind}
        for code in (*tree, "")
        for line, kind in zip(LINES, ("brigade", "department"), strict=True)
    ]
    return Places(accounts, {code: {"parent_code": parent} for code, parent in tree.items()})


def person(role: Role = "county", regions: tuple[str, ...] = (), lines: tuple[str, ...] = ()) -> Person:
    return Person("x", "x", role, regions, lines, date(2020, 1, 1))


def test_a_county_sees_itself_and_those_above_it() -> None:
    seen = jurisdiction_of(person(regions=("130102",)), places())
    assert seen.own_regions == {"130102"}
    assert seen.visible_regions == {"130102", "1301", "13"}
    assert {name.split("/")[0] for name in seen.visible_accounts} == {"130102", "1301", "13"}


def test_a_county_directly_under_the_province_has_no_city_above_it() -> None:
    assert jurisdiction_of(person(regions=("1399",)), places()).visible_regions == {"1399", "13"}


def test_who_has_neither_regions_nor_departments_sees_nothing() -> None:
    seen = jurisdiction_of(person("leader"), places())
    assert (seen.whole, seen.visible_accounts, seen.visible_regions) == (False, set(), set())


def test_without_a_roster_nobody_sees_the_whole() -> None:
    seen = jurisdiction_of(person("province", ("13",)), Places([], {}))
    assert (seen.whole, seen.visible_accounts) == (False, set())


def test_a_region_that_left_the_roster_shows_nothing_of_others() -> None:
    assert jurisdiction_of(person(regions=("999999",)), places()).visible_accounts == set()


def test_one_province_of_a_nation_is_not_the_whole() -> None:
    nation = places({**TREE, "14": "", "1401": "14"})
    seen = jurisdiction_of(person("province", ("13",)), nation)
    assert not seen.whole
    assert not any(name.startswith("14") for name in seen.visible_accounts)


def test_a_circle_among_regions_ends() -> None:
    seen = jurisdiction_of(person(regions=("a",)), places({"a": "b", "b": "a", "13": ""}))
    assert seen.visible_regions == {"a", "b"}


@given(st.sets(st.sampled_from(sorted(TREE)), min_size=1), st.sampled_from([(), ("education",)]))
def test_a_neighbours_rows_are_never_seen(regions: set[str], lines: tuple[str, ...]) -> None:
    seen = jurisdiction_of(person("analyst", tuple(regions), lines), places())
    if seen.whole:
        assert "13" in regions
        return
    for name in seen.own_accounts:
        code, line = name.split("/")
        above = {code, TREE.get(code, ""), TREE.get(TREE.get(code, ""), "")}
        assert above & regions
        assert not lines or line in lines
    assert seen.own_accounts <= seen.visible_accounts


def test_a_table_nobody_has_decided_on_is_withheld() -> None:
    tables = {"news": ["headline"], "posts": ["post_id", "account_id"]}
    seen = Jurisdiction("x", "county", whole=False, visible_accounts=frozenset({"a'b"}))
    assert unruled(tables) == ["news"]
    assert row_filters(seen, tables, "fenghuo") == {"news": NOTHING, "posts": "account_id IN ('a\\'b')"}


def test_of_surveys_the_rates_above_are_seen_and_the_respondents_of_ones_own_regions_only() -> None:
    seen = jurisdiction_of(person(regions=("130102",)), places())
    tables = ("survey_cells", "sms_batches", "survey_respondents", "survey_regions", "survey_questions")
    filters = row_filters(seen, {table: ["region_code"] for table in tables}, "fenghuo")
    visible, own = "region_code IN ('13', '1301', '130102')", "region_code IN ('130102')"
    assert filters == {
        "survey_cells": visible,
        "sms_batches": visible,
        "survey_respondents": own,
        "survey_regions": own,
    }
    line = jurisdiction_of(person("department", lines=("education",)), places())
    assert row_filters(line, {"survey_respondents": ["region_code"]}, "fenghuo") == {
        "survey_respondents": NOTHING
    }
