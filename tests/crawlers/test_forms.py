"""Sheets that people fill in: a template fits its form, and each thing that is wrong has one sentence."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawlers.forms.channels import CHANNEL_FORMS, EVENTS, MEETINGS, SCREENS, SMS
from crawlers.forms.form import Form, Names
from crawlers.forms.reading import Filled, read_filled
from crawlers.forms.surveys import GROUP_TABLES, RESPONDENTS, SURVEY_FORMS
from crawlers.forms.template import rows_of, template
from hub.roster import Region

FORMS = [*CHANNEL_FORMS.values(), *SURVEY_FORMS.values()]
NAMES = Names(
    {
        code: Region(code, name, level, parent, 1000, None, "")  # type: ignore[arg-type]
        for code, name, level, parent in (
            ("130000", "河北省", "province", None),
            ("130100", "石家庄市", "city", "130000"),
            ("130102", "长安区", "county", "130100"),
            ("130104", "桥西区", "county", "130100"),
            ("130300", "张家口市", "city", "130000"),
            ("130703", "桥西区", "county", "130300"),
        )
    },
    {"education": "教育", "civil_affairs": "民政"},
    {"gas": "燃气安全", "electrical": "用电防火"},
    {"elderly": "老年人", "rural": "农村"},
)
Rows = Sequence[Sequence[Any]]


def sheet(path: Path, rows: Rows) -> Path:
    """A CSV as a spreadsheet saves it."""
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    path.write_bytes(text.getvalue().encode("utf-8-sig"))
    return path


def example(form: Form, **other: Any) -> list[list[Any]]:
    """The headings and the template's own example, some of its cells changed."""
    headings, _, row = rows_of(form)
    cells = dict(zip(headings, row, strict=True))
    cells[headings[0]] = str(cells[headings[0]]).removeprefix("示例：")
    cells |= {form.heading(name): value for name, value in other.items()}
    return [list(cells), list(cells.values())]


def read(path: Path, rows: Rows, forms: Sequence[Form] = FORMS) -> Filled:
    return read_filled([sheet(path / "表.csv", rows)], forms, NAMES)


@pytest.mark.parametrize("form", FORMS, ids=[form.kind for form in FORMS])
def test_a_template_is_not_read_but_its_example_fits_its_form(tmp_path: Path, form: Form) -> None:
    path = tmp_path / "模板.xlsx"
    path.write_bytes(template(form))
    empty = read_filled([path], FORMS, NAMES)
    assert (empty.rows, empty.mistakes) == ({}, [])
    book = openpyxl.load_workbook(path)
    book.active.cell(3, 1).value = str(book.active.cell(3, 1).value).removeprefix("示例：")
    book.save(path)
    filled = read_filled([path], FORMS, NAMES)
    assert filled.mistakes == []
    [row] = filled.of(form)
    assert (row.line, list(row.values)) == (3, [column.name for column in form.columns])


@pytest.mark.parametrize(
    ("form", "cells", "column", "words"),
    [
        (SMS, {"record_id": ""}, "编号", "不能为空"),
        (SMS, {"region_code": "桥西区"}, "区划", "石家庄市桥西区（130104）、张家口市桥西区（130703）"),
        (SMS, {"region_code": "石家庄"}, "区划", "是不是“石家庄市”"),
        (SMS, {"sent_at": "上周三"}, "发送时间", "2026-01-31"),
        (SMS, {"recipients": "很多"}, "发送条数", "不是数字"),
        (SMS, {"recipients": "10万+"}, "发送条数", "不是确切的数"),
        (SMS, {"delivered": "120001"}, "送达条数", "多于发送"),
        (SMS, {"topics": "燃气安全、用火"}, "主题", "没有主题“用火”"),
        (SMS, {"audiences": "老人"}, "受众", "是不是“老年人”"),
        (SMS, {"withdrawn": "也许"}, "作废", "是”或“否"),
        (EVENTS, {"event_kind": "发布会"}, "类别", "讲座培训"),
        (EVENTS, {"last_day": "2026-01-04"}, "结束日期", "早于开始日期"),
        (SCREENS, {"plays_a_day": "-3"}, "每天次数", "负数"),
        (MEETINGS, {"departments": "教育、气象"}, "参加部门", "没有部门“气象”"),
        (MEETINGS, {"due_on": "2026-01-01"}, "完成期限", "早于会商日期"),
        (MEETINGS, {"release_asked": ""}, "请发布的内容", "请也写明"),
        (RESPONDENTS, {"age": "150"}, "年龄", "不可信"),
        (RESPONDENTS, {"weight": "0"}, "权重", "大于 0"),
        (RESPONDENTS, {"T01": "大概"}, "T01", "是”或“否"),
        (GROUP_TABLES, {"rate": "142%"}, "知晓率", "超过 100%"),
        (GROUP_TABLES, {"group_code": "初中"}, "组别", "“城乡”没有组别"),
        (GROUP_TABLES, {"effective": "413"}, "有效样本量", "不超过样本量"),
        (GROUP_TABLES, {"respondents": "0", "effective": ""}, "样本量", "删去这一行"),
        (GROUP_TABLES, {"wave": "21"}, "年份", "2021"),
    ],
)
def test_what_is_wrong_is_named_by_line_and_column(
    tmp_path: Path, form: Form, cells: dict[str, str], column: str, words: str
) -> None:
    filled = read(tmp_path, example(form, **cells))
    [mistake] = filled.mistakes
    assert (mistake.file, mistake.line, mistake.column) == ("表.csv", 2, column)
    assert words in mistake.sentence
    assert filled.rows == {}


def test_all_mistakes_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    headings, row = example(SMS)
    other = example(EVENTS, attendance="若干")
    broken = tmp_path / "坏.xlsx"
    broken.write_bytes(b"PK\x03\x04 nothing")
    files = [
        sheet(tmp_path / "短信.csv", [headings, row, row, ["2", *row[1:3], "?", *row[4:]]]),
        sheet(tmp_path / "活动.csv", other),
        sheet(tmp_path / "别的.csv", [["姓名", "电话"], ["张三", "1"]]),
        broken,
        tmp_path / "没有.xlsx",
    ]
    filled = read_filled(files, FORMS, NAMES)
    assert [(one.file, one.line, one.column) for one in filled.mistakes] == [
        ("别的.csv", 0, ""),
        ("坏.xlsx", 0, ""),
        ("没有.xlsx", 0, ""),
        ("活动.csv", 2, "参加人次"),
        ("短信.csv", 3, "编号"),
        ("短信.csv", 4, "发送时间"),
    ]


@pytest.mark.parametrize(
    ("change", "column", "words"),
    [
        (lambda headings: [*headings, "备注"], "备注", "没有这一列"),
        (lambda headings: [*headings, "编号"], "编号", "出现了两次"),
        (lambda headings: [one for one in headings if one != "内容"], "内容", "缺少这一列"),
    ],
)
def test_headings_must_be_those_of_the_template(tmp_path: Path, change: Any, column: str, words: str) -> None:
    headings, row = example(SMS)
    [mistake] = read(tmp_path, [change(headings), row]).mistakes
    assert (mistake.line, mistake.column) == (1, column)
    assert words in mistake.sentence


def test_columns_may_stand_in_any_order_and_those_that_need_not_be_filled_may_be_missing(
    tmp_path: Path,
) -> None:
    headings, row = example(SMS)
    needed = {column.heading for column in SMS.columns if column.required}
    cells = [(heading, cell) for heading, cell in zip(headings, row, strict=True) if heading in needed]
    banner = [["某市短信台账"], [heading for heading, _ in reversed(cells)], [c for _, c in reversed(cells)]]
    [filled] = read(tmp_path, banner).of(SMS)
    assert filled.line == 3
    assert (filled.values["delivered"], filled.values["audiences"]) == (None, ())


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_stands_in_a_cell_it_is_read_or_refused_there(tmp_path: Path, data: st.DataObject) -> None:
    form = data.draw(st.sampled_from(FORMS))
    headings, row = example(form)
    place = data.draw(st.integers(0, len(form.columns) - 1))
    row[place] = data.draw(
        st.text(max_size=12)
        | st.sampled_from(["=1+1", "1e400", "NaN", "2026-13-01", "９９", "99999999999999"])
    )
    filled = read(tmp_path, [headings, row])
    told = {(one.line, one.column) for one in filled.mistakes}
    assert len(filled.of(form)) + bool(filled.mistakes) <= 1
    if filled.mistakes and told != {(0, "")}:
        related = {headings[place], *(form.heading(name) for name in ("last_day", "delivered", "due_on"))}
        related |= {
            form.heading(name) for name in ("release_asked", "group_code", "effective", "respondents")
        }
        assert {column for _, column in told} <= related
