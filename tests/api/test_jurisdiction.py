"""Whoever is in charge of one county meets no neighbour's rows, whatever he asks and however."""

from __future__ import annotations

import json

import pytest

from api.questions import QUESTIONS, Question
from tests.api.conftest import Caller
from tests.dashboards.small_province import OTHER_CITY, STALLED
from tests.warehouse.staff import NEIGHBOURS

NEIGHBOUR = {
    "county": STALLED,
    "city": OTHER_CITY,
    "account": "s-wechat",
}


def asking_for_neighbour(question: Question) -> list[dict[str, str]]:
    """The filters by which a question can name a neighbour, one at a time."""
    return [{name: value} for name, value in NEIGHBOUR.items() if name in question.filters.__struct_fields__]


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_a_county_gets_no_neighbours_row_and_its_pages_join_to_the_whole(
    county: Caller, question: Question
) -> None:
    whole = county.items(question.path, limit=200)
    for filters in asking_for_neighbour(question):
        named = county.items(question.path, limit=200, **filters)
        assert [row for row in named if row not in whole] == [], filters
    assert [word for word in NEIGHBOURS if word in json.dumps(whole, ensure_ascii=False)] == []
    if len(whole) > 1:
        first = county.ask(question.path, limit=len(whole) // 2).json()
        rest = county.items(question.path, limit=200, cursor=first["next"])
        assert first["items"] + rest == whole


def test_a_cursor_of_one_who_sees_all_opens_nothing(province: Caller, county: Caller) -> None:
    cursor = province.ask("/v1/posts", limit=1).json()["next"]
    answer = county.ask("/v1/posts", limit=200, cursor=cursor)
    assert answer.status_code == 200
    assert [word for word in NEIGHBOURS if word in answer.text] == []


def test_a_county_sees_itself_and_those_above_it(county: Caller) -> None:
    names = [row["account_id"] for row in county.items("/v1/accounts")]
    assert names == ["c-douyin", "c-wechat", "k-douyin", "k-wechat", "p-douyin", "p-wechat"]


def test_a_department_line_sees_no_county_brigade(address: str, tokens: dict[str, str]) -> None:
    answer = Caller(address, tokens["jiaoyu"]).ask("/v1/accounts", level="county")
    assert answer.json() == {"items": [], "next": None}
