"""`fenghuo campaign`: enter what is to be spoken of, see who has, take it back; propose by the season."""

from __future__ import annotations

import csv
import re
import shlex
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from hub.errors import ConfigError
from tests.cli.conftest import Run, RunHere

DAYS = ("--from", "2026-11-01", "--to", "2026-11-30")


def test_a_campaign_is_entered_listed_shown_and_withdrawn(fenghuo_here: RunHere) -> None:
    name = ("--name", "冬季防火", *DAYS)
    added = fenghuo_here("campaign", "add", *name, "--topic", "electrical", "--level", "county")
    found = re.search(r"campaign:[0-9a-f]{12}", added.stdout)
    assert found is not None
    again = fenghuo_here("campaign", "add", *name, "--topic", "electrical", "--department", "brigade")
    assert found.group() in again.stdout
    assert found.group() in fenghuo_here("campaign", "list").stdout
    shown = fenghuo_here("campaign", "show", found.group()).stdout
    for word in ("省级", "市级", "县级", "发布", "触达"):
        assert word in shown
    assert "已撤销" in fenghuo_here("campaign", "withdraw", found.group()).stdout
    assert isinstance(fenghuo_here("campaign", "show", found.group()).exception, ConfigError)


def test_what_is_suggested_can_be_entered_as_it_stands(fenghuo_here: RunHere) -> None:
    suggested = fenghuo_here("campaign", "suggest", "--on", "2027-02-01").stdout
    assert "春节烟花爆竹与居家防火" in suggested
    command = shlex.split(suggested[suggested.index("fenghuo campaign add") :])
    added = fenghuo_here(*command[1:])
    found = re.search(r"campaign:[0-9a-f]{12}", added.stdout)
    assert found is not None
    fenghuo_here("campaign", "withdraw", found.group())


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ((), "Nothing says which posts belong to it"),
        (("--topic", "electric"), "There is no topic electric; did you mean electrical?"),
        (("--audience", "village"), "There is no audience village"),
        (("--topic", "gas", "--region", "999999"), "There is no region 999999"),
        (("--topic", "gas", "--level", "town"), "There is no level town"),
        (("--topic", "gas", "--department", "fire"), "There is no department fire"),
        (("--release", "wechat:none"), "There is no release wechat:none"),
        (("--topic", "gas", "--to", "2026-10-01"), "before it begins"),
        (("--topic", "gas", "--name", " "), "needs a name"),
    ],
)
def test_what_cannot_be_entered_is_refused(
    fenghuo_here: RunHere, options: tuple[str, ...], sentence: str
) -> None:
    refused = fenghuo_here("campaign", "add", "--name", "某活动", *DAYS, *options)
    assert isinstance(refused.exception, ConfigError)
    assert sentence in refused.exception.sentence
    assert refused.stdout == ""


def test_a_refusal_is_one_sentence_on_standard_error(fenghuo: Run) -> None:
    refused = fenghuo("campaign", "withdraw", "campaign:none")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.count("\n") == 1


HEADER = "name,first_day,last_day,topics,audiences,regions,levels,departments,releases,within_days\n"


def test_a_sheet_of_campaigns_is_entered_whole_and_again_without_change(
    fenghuo_here: RunHere, tmp_path: Path
) -> None:
    sheet = tmp_path / "活动.csv"
    rows = (
        "冬季用电,2026-11-01,2026/11/30,electrical；heating,elderly,,county,,,3",
        "宣传月,2026-11-01,2026-11-30,campaign,,,,brigade,,",
    )
    sheet.write_text(HEADER + "\n".join(rows), encoding="gb18030")
    book = openpyxl.Workbook()
    for row in csv.reader((HEADER.rstrip(), *rows)):
        book.active.append([date(2026, 11, 1) if cell == "2026-11-01" else cell for cell in row])
    book.save(tmp_path / "活动.xlsx")
    for file in (sheet, sheet, tmp_path / "活动.xlsx"):
        assert "已登记 2 个活动" in fenghuo_here("campaign", "import", str(file)).stdout
    listed = fenghuo_here("campaign", "list").stdout
    assert (listed.count("冬季用电"), listed.count("宣传月")) == (1, 1)


def test_all_mistakes_of_a_sheet_are_told_at_once_and_nothing_is_entered(
    fenghuo_here: RunHere, tmp_path: Path
) -> None:
    sheet = tmp_path / "活动.csv"
    rows = (
        "错一,2026-11-30,2026-11-01,electric,,999999,town,fire,,400",
        "错二,2026-11-01,,,,,,,,",
        ",2026-13-01,2026-11-02,gas,,,,,,",
        "同名,2026-11-01,2026-11-02,gas,,,,,,",
        "同名,2026-11-01,2026-11-02,gas,,,,,,",
    )
    sheet.write_text(HEADER + "\n".join(rows), encoding="utf-8")
    refused = fenghuo_here("campaign", "import", str(sheet))
    assert refused.exit_code == 2
    for words in (
        "第 2 行 last_day 列：最后一天 2026-11-01 早于第一天 2026-11-30",
        "第 2 行 topics 列：没有“electric”这个代码，是不是 electrical？",
        "第 2 行 regions 列：没有“999999”这个代码",
        "第 2 行 levels 列：没有“town”这个代码",
        "第 2 行 departments 列",
        "第 2 行 within_days 列：“400”不在 1 到 365 之间",
        "第 3 行 last_day 列：这一格不能为空",
        "第 3 行 topics 列：主题、受众、发布三格至少填一格",
        "第 4 行 name 列：这一格不能为空",
        "第 4 行 first_day 列：“2026-13-01”不是有效日期",
        "第 6 行 name 列：与第 5 行的名称和第一天都相同",
        "没有登记任何活动",
    ):
        assert words in refused.stdout
    assert "同名" not in fenghuo_here("campaign", "list").stdout
    lost = fenghuo_here("campaign", "import", str(tmp_path / "没有.csv"))
    assert (lost.exit_code, "找不到文件" in lost.stdout) == (2, True)
