"""Awareness surveys: rates, intervals, tests and the gap matrix agree with a slow model."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings

from crawlers.forms.surveys import DIMENSIONS, GROUPS
from tests.warehouse import slow_surveys
from tests.warehouse.rows import account, ago, insert, now, post
from tests.warehouse.slow_channels import Rows, handed_in
from tests.warehouse.slow_surveys import SURVEY, TOPIC_OF, Row, question, respondent, respondents
from tests.warehouse.worlds import REGIONS, World, few_worlds, load, worlds
from warehouse.client import Warehouse
from warehouse.surveys import compute_waves

WAVES = [(SURVEY, 2017), (SURVEY, 2021)]


def hand_in(warehouse: Warehouse, rows: list[Row]) -> None:
    """Put a survey in the place of whatever there is."""
    for table in (
        "survey_questions",
        "survey_respondents",
        "survey_tables",
        "survey_cells",
        "survey_regions",
    ):
        warehouse.command(f"TRUNCATE TABLE {table}")
    insert(warehouse, "survey_questions", *(question(name, topic) for name, topic in TOPIC_OF.items()))
    insert(warehouse, "survey_respondents", *rows)
    compute_waves(warehouse, WAVES, now())


@settings(few_worlds, max_examples=3)
@given(world=worlds(), rows=respondents(), handed=handed_in())
def test_the_views_of_surveys_agree_with_the_slow_model(
    warehouse: Warehouse, world: World, rows: list[Row], handed: Rows
) -> None:
    load(warehouse, world)
    for table, told in handed.items():
        warehouse.command(f"TRUNCATE TABLE {table}")
        insert(warehouse, table, *told)
    hand_in(warehouse, rows)
    cell = "region_code, question_id, dimension, group_code"
    assert keyed(
        warehouse, f"wave, {cell}", "respondents, effective, rate, rate_low, rate_high", "v_survey_rates"
    ) == near(slow_surveys.rates(rows))
    assert keyed(warehouse, f"to_wave, {cell}", "change, p_value, p_adjusted", "v_survey_changes") == near(
        slow_surveys.changes(rows)
    )
    figures = (
        "questions, respondents, rate, topic_posts, audience_posts, reach_share_views, reach_share_readers"
    )
    ranks = "sms_delivered, events, know_rank, spoken_rank, gap_rank"
    told_gaps = keyed(
        warehouse, "region_code, topic, dimension, group_code", f"{figures}, {ranks}", "v_gap_matrix"
    )
    assert told_gaps == near(slow_surveys.matrix(rows, world, handed))


def test_a_table_by_group_says_what_its_respondents_would(warehouse: Warehouse) -> None:
    insert(warehouse, "regions", *REGIONS)
    people = [person(str(number), knew=number < 30) for number in range(100)]
    hand_in(warehouse, people)
    [told] = figures(warehouse)
    assert [round(float(value), 4) for value in told.values()] == [100, 100, 0.3, 0.2189, 0.3959]
    hand_in(warehouse, [person("x", knew=True) | {"withdrawn": True}])
    insert(warehouse, "survey_tables", table(100, 0.3))
    compute_waves(warehouse, WAVES, now() + timedelta(seconds=1))
    assert figures(warehouse) == [told]
    insert(warehouse, "survey_tables", table(100, 0.3, effective=50, entered_at=now() + timedelta(seconds=2)))
    compute_waves(warehouse, WAVES, now() + timedelta(seconds=3))
    assert [row["effective"] for row in figures(warehouse)] == [50]


def test_a_corrected_respondent_leaves_his_old_group(warehouse: Warehouse) -> None:
    insert(warehouse, "regions", *REGIONS)
    hand_in(warehouse, [person("1", knew=True)])
    corrected = person("1", knew=True) | {"residence": "urban", "entered_at": now() + timedelta(seconds=1)}
    insert(warehouse, "survey_respondents", corrected)
    compute_waves(warehouse, WAVES, now() + timedelta(seconds=1))
    rows = warehouse.query("SELECT DISTINCT group_code FROM v_survey_rates ORDER BY group_code")
    assert [row["group_code"] for row in rows] == ["all", "urban"]


def test_the_map_from_groups_to_audiences_can_be_adjusted(warehouse: Warehouse) -> None:
    told = {"file": "对应.xlsx", "entered_by": "某人", "entered_at": now()}
    casual = {"dimension": "employment", "group_code": "casual"}
    insert(
        warehouse,
        "survey_group_audiences",
        {**casual, "audience": "migrant_worker", "withdrawn": True, **told},
        {**casual, "audience": "driver", "withdrawn": False, **told},
    )
    [row] = warehouse.query("SELECT audience_names FROM v_survey_groups WHERE group_code = 'casual'")
    assert row["audience_names"] == ["驾驶人与车主"]


def test_the_groups_are_those_of_the_form(warehouse: Warehouse) -> None:
    rows = warehouse.query("SELECT * FROM v_survey_groups ORDER BY group_order")
    assert {(row["dimension"], row["dimension_name"]) for row in rows} == set(DIMENSIONS.items())
    for dimension, words in GROUPS.items():
        of_it = {row["group_code"]: row["group_name"] for row in rows if row["dimension"] == dimension}
        assert list(of_it.items()) == list(words.items())


def test_the_sentence_says_who_knows_least_and_is_told_least(warehouse: Warehouse) -> None:
    insert(warehouse, "regions", *REGIONS)
    insert(warehouse, "accounts", account("p", "douyin", "province", region_code="13"))
    for number, audiences in enumerate([["school"], ["school"], [], ["rural"]]):
        row = post(f"douyin:{number}", "p", ago(days=9), topics=["gas"], audiences=audiences)
        insert(warehouse, "posts", row)
    rural = [person(str(number), knew=number < 10) for number in range(40)]
    young = [person(f"y{number}", knew=True) | {"residence": "", "age": "under_18"} for number in range(30)]
    few = [person(f"f{number}", knew=True) | {"residence": "", "age": "60_plus"} for number in range(29)]
    hand_in(warehouse, rural + young + few)
    rows = warehouse.query(
        "SELECT group_code, small, know_rank, spoken_rank, gap_rank, sentence FROM v_gap_matrix"
        " WHERE region_code = '13' ORDER BY small, gap_rank"
    )
    assert [tuple(row.values())[:5] for row in rows] == [
        ("rural", False, 1, 1, 1),
        ("under_18", False, 2, 2, 2),
        ("60_plus", True, None, None, None),
    ]
    assert rows[0]["sentence"] == (
        "某省“燃气安全”：农村（城乡）知晓率 25%（2021 年，40 人），最低；"
        "近一年这个主题的 4 件作品中面向农村的 1 件（25%），最少，短信送达 0 条，活动 0 场。"
        "建议先对农村补讲“燃气安全”。"
    )
    assert "样本不足 30 人，只作参考" in str(rows[2]["sentence"])


def person(respondent_id: str, *, knew: bool) -> Row:
    row = {"wave": 2021, "region_code": "k1", "residence": "rural", "answered": ["T1"]}
    return respondent(respondent_id, row | {"correct": ["T1"] if knew else []})


def table(size: int, rate: float, **other: Any) -> Row:
    told: Row = {
        "survey": SURVEY,
        "wave": 2021,
        "region_code": "k1",
        "question_id": "T1",
        "dimension": "residence",
        "group_code": "rural",
        "respondents": size,
        "rate": rate,
        "effective": None,
        "withdrawn": False,
        "file": "分组.xlsx",
        "entered_by": "某人",
        "entered_at": now(),
    }
    return told | other


def figures(warehouse: Warehouse) -> list[dict[str, Any]]:
    return warehouse.query(
        "SELECT respondents, effective, rate, rate_low, rate_high FROM v_survey_rates"
        " WHERE region_code = 'k1' AND dimension = 'residence'"
    )


def keyed(warehouse: Warehouse, key: str, figures: str, view: str) -> dict[tuple[Any, ...], list[Any]]:
    width = key.count(",") + 1
    rows = warehouse.query(f"SELECT {key}, {figures} FROM {view}")
    return {tuple(row.values())[:width]: list(row.values())[width:] for row in rows}


def near(owed: dict[Any, list[Any]]) -> dict[Any, Any]:
    return {name: pytest.approx(values) for name, values in owed.items()}
