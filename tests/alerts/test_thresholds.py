"""Thresholds are data: the most specific line counts, and a wrong file is named line by line."""

from __future__ import annotations

import csv
import dataclasses
from pathlib import Path

import pytest

from alerts.rules import DEFAULT_RULES, RULES, Rules, rank
from alerts.thresholds import COLUMNS, DEFAULTS, check_thresholds, default_thresholds, load_thresholds
from hub.errors import ConfigError
from tests.alerts.replaying import Told, opened

HEADER = ",".join(COLUMNS) + "\n"


def file(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "own.csv"
    path.write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_the_file_of_defaults_says_what_the_rules_say() -> None:
    rows = list(csv.DictReader(DEFAULTS.read_text(encoding="utf-8").splitlines()))
    assert {row["threshold"] for row in rows} == {field.name for field in dataclasses.fields(Rules)}
    assert default_thresholds().rules("130123", "wechat", "brigade") == DEFAULT_RULES


def test_the_most_specific_line_counts(tmp_path: Path) -> None:
    path = file(
        tmp_path,
        "veto_notice_days,,,,6",
        "veto_notice_days,,wechat,,8",
        "veto_notice_days,130100,,,5",
        "veto_notice_days,130123,,,4",
    )
    parents = {"130123": "130100", "130131": "130100", "130100": "130000"}
    thresholds = load_thresholds(path).under(parents)
    found = {
        (region, platform): thresholds.rules(region, platform, "brigade").veto_notice_days
        for region in ("130123", "130131", "130200")
        for platform in ("wechat", "weibo")
    }
    assert found == {
        ("130123", "wechat"): 4,
        ("130123", "weibo"): 4,
        ("130131", "wechat"): 5,
        ("130131", "weibo"): 5,
        ("130200", "wechat"): 8,
        ("130200", "weibo"): 6,
    }


def test_a_deployments_threshold_moves_the_alert(tmp_path: Path) -> None:
    told = Told(tmp_path)
    told.post("a", "2026-06-01 10:00")
    thresholds = load_thresholds(file(tmp_path, "veto_notice_days,,,,5"))
    said = told.judged("2026-06-10 00:00", "veto_notice", thresholds=thresholds)
    assert opened(said) == [("veto_notice", "2026-06-06 00:00")]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("veto_day,,,,14", "own.csv 第 2 行 threshold 列：“veto_day”不是可用的值"),
        ("veto_days,,,,两周", "own.csv 第 2 行 value 列：“两周”不是数字，请写半角数字。"),
        ("veto_days,,,,0", "own.csv 第 2 行 value 列：“0”应大于 0。"),
        ("veto_days,,,,13.5", "own.csv 第 2 行 value 列：“13.5”应为整数。"),
        ("volume_share,,,,25", "own.csv 第 2 行 value 列：“25”是比例，应在 0 到 1 之间，例如 0.25。"),
        ("veto_days,,weixin,,14", "own.csv 第 2 行 platform 列：“weixin”不是可用的值"),
        ("veto_days,,,,", "own.csv 第 2 行 value 列：这一格不能为空，请填写。"),
        ("veto_notice_days,,,,11", "own.csv value 列：veto_notice_days（11）应小于 veto_warn_days（10）。"),
    ],
)
def test_a_mistake_is_one_sentence_and_nothing_is_used(tmp_path: Path, line: str, sentence: str) -> None:
    path = file(tmp_path, line)
    assert str(check_thresholds(path)[0]).startswith(sentence)
    with pytest.raises(ConfigError, match=r"预警阈值有误：own\.csv"):
        load_thresholds(path)


def test_within_a_group_rules_are_ranked_by_gravity() -> None:
    assert [rank(rule) for rule in ("veto_notice", "veto_warn", "veto_urgent", "veto")] == [0, 1, 2, 3]
    assert rank("release_overdue") > rank("release_late")
    assert rank("nothing") == -1
    assert len(RULES) == len({(rule.group, rank(rule.rule)) for rule in RULES.values()})
