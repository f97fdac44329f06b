"""What a person writes on a view's rows is bound, never put into SQL, and refused where it means nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.errors import ConfigError
from tests.warehouse.rows import account, ago, insert, post
from tests.warehouse.worlds import few_worlds
from warehouse.client import Warehouse
from warehouse.conditions import parse_conditions

COLUMNS = {
    "level": "LowCardinality(String)",
    "title": "String",
    "posts": "UInt64",
    "share": "Nullable(Float64)",
    "counted": "Bool",
    "week": "Date",
    "at": "Nullable(DateTime64(3, 'UTC'))",
    "topics": "Array(LowCardinality(String))",
    "parts": "Map(String, UInt64)",
}


@pytest.mark.parametrize(
    ("written", "sql", "value"),
    [
        ("level=county", "level = {where_0:String}", "county"),
        (" level != county ", "level != {where_0:String}", "county"),
        ("level=", "level = {where_0:String}", ""),
        ("title=a=b >= c", "title = {where_0:String}", "a=b >= c"),
        ("posts>=10", "posts >= {where_0:Int64}", 10),
        ("share<0.5", "share < {where_0:Float64}", 0.5),
        ("counted=是", "counted = {where_0:Bool}", True),
        ("week>2026-03-01", "week > {where_0:Date32}", date(2026, 3, 1)),
        ("at<=2026-03-01", "at <= {where_0:DateTime64(3, 'UTC')}", datetime(2026, 2, 28, 16, tzinfo=UTC)),
        (
            "at<=2026-03-01T08:00Z",
            "at <= {where_0:DateTime64(3, 'UTC')}",
            datetime(2026, 3, 1, 8, tzinfo=UTC),
        ),
        ("topics=gas", "has(topics, {where_0:String})", "gas"),
        ("topics!=gas", "NOT has(topics, {where_0:String})", "gas"),
    ],
)
def test_a_condition_is_bound_by_its_columns_type(written: str, sql: str, value: object) -> None:
    conditions = parse_conditions([written], COLUMNS)
    assert (conditions.sql, conditions.parameters) == (sql, {"where_0": value})


def test_several_conditions_must_all_hold_and_an_empty_value_asks_for_none() -> None:
    conditions = parse_conditions(["share=", "at!=", "topics=", "level=city"], COLUMNS)
    assert conditions.sql == "share IS NULL AND at IS NOT NULL AND empty(topics) AND level = {where_3:String}"
    assert conditions.parameters == {"where_3": "city"}
    assert parse_conditions([], COLUMNS).sql == "1"


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("levle=county", "There is no column levle; did you mean level?"),
        ("level", "is no condition"),
        ("level LIKE x", "is no condition"),
        ("1=1", "is no condition"),
        ("posts=many", "does not suit a column of type UInt64"),
        ("posts=99999999999999999999", "does not suit"),
        ("week=yesterday", "does not suit"),
        ("counted=perhaps", "does not suit"),
        ("share>", "compares with nothing"),
        ("topics>gas", "holds several values"),
        ("parts=1", "cannot be compared"),
    ],
)
def test_what_means_nothing_is_refused_in_one_sentence(written: str, sentence: str) -> None:
    with pytest.raises(ConfigError) as refused:
        parse_conditions([written], COLUMNS)
    assert sentence in refused.value.sentence
    assert "\n" not in refused.value.sentence


texts = st.one_of(
    st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=20),
    st.sampled_from(["' OR 1 --", "\\' OR '1'='1", "{where_0:String}", "a\\nb", "x'); DROP TABLE posts; --"]),
)


@few_worlds
@given(wanted=texts.map(str.strip), other=texts.map(str.strip))
def test_whatever_is_written_finds_the_rows_with_just_that_text(
    warehouse: Warehouse, wanted: str, other: str
) -> None:
    warehouse.command("TRUNCATE TABLE posts")
    insert(warehouse, "accounts", account("a"))
    insert(
        warehouse,
        "posts",
        *(post(f"wechat:{n}", "a", ago(days=1), title=title) for n, title in enumerate((wanted, other))),
    )
    conditions = parse_conditions([f"title={wanted}"], COLUMNS)
    rows = warehouse.query(f"SELECT title FROM v_posts WHERE {conditions.sql}", conditions.parameters)
    assert [row["title"] for row in rows] == [title for title in (wanted, other) if title == wanted]
