"""Reports of worlds at the edge: nothing at all, one account, names that are too long or hold anything."""

from __future__ import annotations

import zipfile
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from lxml import etree

from dashboards.reports.making import make_report, write_report
from dashboards.reports.periods import Kind, chosen_period
from dashboards.reports.scope import Scope, chosen_scope
from tests.reports.county_world import at
from tests.reports.reading import page_cells, word_cells, word_text
from tests.warehouse.rows import account, figure, insert, post, region, visit
from warehouse.client import Warehouse

NOW = datetime(2026, 1, 1, tzinfo=UTC)
HUGE = "某省" + "很长的单位名称" * 60 + '/..\\<script>alert("1")</script>\x07'


@pytest.mark.parametrize("kind", ["daily", "monthly"])
def test_an_empty_province_has_reports_that_say_so(warehouse: Warehouse, kind: Kind) -> None:
    made = make_report(warehouse, chosen_period(kind, "2025-11-18", NOW), chosen_scope(warehouse))
    assert "台账上没有账号" in word_text(made.word)
    assert page_cells(made.page) == word_cells(made.word)


def test_one_account_with_a_huge_name_and_stray_characters(warehouse: Warehouse, tmp_path: Path) -> None:
    insert(warehouse, "regions", region("130000", HUGE, "province"))
    insert(
        warehouse, "accounts", account("a", "douyin", "province", region_code="130000", name=HUGE, unit=HUGE)
    )
    insert(warehouse, "crawls", *(visit("a", at(day, 7)) for day in range(1, 25)))
    posts = [post(f"douyin:{day}", "a", at(day), title=HUGE, url="javascript:alert(1)") for day in (2, 18)]
    insert(warehouse, "posts", *posts)
    insert(warehouse, "metrics", figure("douyin:2", at(8), views=123_456))
    period = chosen_period("monthly", "2025-11", NOW)
    made = make_report(warehouse, period, chosen_scope(warehouse, unit=HUGE))
    word, page = write_report(made, tmp_path)
    assert word.parent == page.parent == tmp_path
    assert page_cells(made.page) == word_cells(made.word)
    _require_harmless(made.page, made.word)
    assert "12.3万" in word_text(made.word)


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
