"""`fenghuo channel` and `fenghuo survey`: from an empty template to a sentence; all or nothing is written."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from crawlers.forms.channels import CHANNEL_FORMS
from crawlers.forms.surveys import SURVEY_FORMS
from hub.errors import ConfigError
from hub.settings import Settings
from tests.cli.conftest import RunHere
from warehouse.client import connect


def sheet(path: Path, rows: Sequence[Sequence[Any]]) -> str:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)
    return str(path)


@pytest.mark.parametrize(
    ("group", "kind"),
    [*(("channel", kind) for kind in CHANNEL_FORMS), *(("survey", kind) for kind in SURVEY_FORMS)],
)
def test_a_template_is_written_for_every_kind(
    fenghuo_here: RunHere, tmp_path: Path, group: str, kind: str
) -> None:
    path = tmp_path / f"{kind}.xlsx"
    assert fenghuo_here(group, "template", kind, "--output", str(path)).exit_code == 0
    rows = list(openpyxl.load_workbook(path).active.iter_rows(values_only=True))
    assert [len(rows), rows[1][0][:2], rows[2][0][:2]] == [3, "说明", "示例"]


def test_a_filled_in_sheet_is_tried_imported_corrected_and_listed(
    fenghuo_here: RunHere, machine: Settings, tmp_path: Path
) -> None:
    headings = ("编号", "区划", "发送单位", "发送时间", "内容", "主题", "发送条数", "送达条数")
    row = ["9", "长安区", "某大队", "2026-01-05 09:30", "注意通风", "取暖与一氧化碳", "1000", "900"]
    path = sheet(tmp_path / "短信.csv", [headings, row])
    warehouse = connect(machine)
    state = "SELECT delivered, delivered_rate FROM v_channel_sms WHERE record_id = '9'"
    assert "试运行" in fenghuo_here("channel", "import", path, "--dry-run").stdout
    assert warehouse.query(state) == []
    assert "已写入" in fenghuo_here("channel", "import", path).stdout
    [before] = warehouse.query("SELECT entered_at FROM sms_batches FINAL WHERE record_id = '9'")
    fenghuo_here("channel", "import", path)
    assert warehouse.query("SELECT entered_at FROM sms_batches WHERE record_id = '9'") == [before]
    fenghuo_here("channel", "import", sheet(tmp_path / "更正.csv", [headings, [*row[:-1], "950"]]))
    assert warehouse.query(state) == [{"delivered": 950, "delivered_rate": 0.95}]
    assert "短信" in fenghuo_here("channel", "list").stdout
    wrong = sheet(tmp_path / "错.csv", [headings, ["10", *row[1:]], ["11", *row[1:-1], "1001"]])
    refused = fenghuo_here("channel", "import", wrong)
    assert isinstance(refused.exception, ConfigError)
    assert "错.csv 第 3 行 送达条数 列" in refused.stdout
    assert warehouse.query("SELECT * FROM sms_batches WHERE record_id = '10'") == []
    warehouse.close()


def test_a_survey_is_imported_and_its_gaps_are_said_in_sentences(
    fenghuo_here: RunHere, tmp_path: Path
) -> None:
    answers = sheet(
        tmp_path / "答卷.csv",
        [
            ("调查名称", "年份", "受访者编号", "区划", "城乡", "年龄", "权重", "Q1"),
            *(("某调查", "2021", f"r{one}", "长安区", "农村", "66", "1", one % 4 == 0) for one in range(40)),
        ],
    )
    questions = sheet(
        tmp_path / "题目.csv",
        [("调查名称", "题目编号", "题目", "主题"), ("某调查", "Q1", "知道先断电", "用电防火")],
    )
    refused = fenghuo_here("survey", "import", answers)
    assert isinstance(refused.exception, ConfigError)
    assert "没有题目“Q1”" in refused.stdout
    assert "已写入" in fenghuo_here("survey", "import", answers, questions).stdout
    assert "某调查" in fenghuo_here("survey", "list").stdout
    said = fenghuo_here("survey", "gaps", "--region", "河北省", "--topic", "用电防火").stdout
    assert "知晓率 25%" in said
    assert "建议先对" in said
    refused = fenghuo_here("survey", "gaps", "--region", "湖南省")
    assert isinstance(refused.exception, ConfigError)
