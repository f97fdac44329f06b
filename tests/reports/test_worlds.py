"""Reports of worlds at the edge: nothing at all, one account, names that are too long or hold anything."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path
from typing import Final

from lxml import etree

from dashboards.reports.making import make_report, write_report
from dashboards.reports.scope import Scope, chosen_scope
from tests.reports.county_world import at, period_of
from tests.reports.reading import page_cells, word_cells, word_text
from tests.warehouse.rows import account, department, figure, insert, post, region, visit
from warehouse.client import Warehouse

HUGE = "某省" + "很长的单位名称" * 60 + '/..\\<script>alert("1")</script>\x07'

OF_DEPARTMENT: Final[dict[str, object]] = {
    "region_code": "130000",
    "name": HUGE,
    "unit": HUGE,
    "kind": "department",
    "department": "education",
}


def test_an_empty_province_has_a_report_that_says_so(warehouse: Warehouse) -> None:
    made = make_report(warehouse, period_of("monthly", "2025-11"), chosen_scope(warehouse))
    assert "台账上没有账号" in word_text(made.word)
    assert page_cells(made.page) == word_cells(made.word)


def test_one_account_of_a_department_with_a_huge_name_and_stray_characters(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    insert(warehouse, "regions", region("130000", HUGE, "province"))
    insert(warehouse, "departments", department("education", "教育"))
    insert(warehouse, "accounts", account("a", "douyin", "province", **OF_DEPARTMENT))
    insert(warehouse, "crawls", *(visit("a", at(day, 7)) for day in range(1, 25)))
    posts = [post(f"douyin:{day}", "a", at(day), title=HUGE, url="javascript:alert(1)") for day in (2, 18)]
    insert(warehouse, "posts", *posts)
    insert(warehouse, "metrics", figure("douyin:2", at(8), views=123_456))
    scope = chosen_scope(warehouse, unit=HUGE, department="教育")
    made = make_report(warehouse, period_of("monthly", "2025-11"), scope)
    word, page = write_report(made, tmp_path)
    assert word.parent == page.parent == tmp_path
    assert page_cells(made.page) == word_cells(made.word)
    _require_harmless(made.page, made.word)
    text = word_text(made.word)
    assert "12.3万" in text
    assert "运行情况提示" in text, "departments are asked"
    assert "通报" not in text.replace("不作通报", ""), "and not graded"


def test_a_scope_without_its_region_is_the_whole_of_what_is_there(warehouse: Warehouse) -> None:
    assert chosen_scope(warehouse) == Scope("全部账号")


def _require_harmless(page: bytes, word: bytes) -> None:
    text = page.decode()
    assert "<script" not in text
    assert 'href="javascript:' not in text
    assert 'src="http' not in text
    with zipfile.ZipFile(BytesIO(word)) as packed:
        for name in packed.namelist():
            if name.endswith((".xml", ".rels")):
                etree.fromstring(packed.read(name))
            assert b"javascript:" not in packed.read(name)
