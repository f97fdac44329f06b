"""`fenghuo release`: enter what was handed down, see who carried it, take it back."""

from __future__ import annotations

import re

import pytest

from hub.errors import ConfigError
from tests.cli.conftest import Run, RunHere

TITLE = "关于开展今冬明春火灾防控宣传的提示"


def test_a_release_is_entered_listed_shown_and_withdrawn(fenghuo_here: RunHere) -> None:
    added = fenghuo_here("release", "add", "--title", TITLE, "--to", "level:county", "--deadline", "48h")
    found = re.search(r"assigned:[0-9a-f]{12}", added.stdout)
    assert found is not None
    assert found.group() in fenghuo_here("release", "add", "--title", TITLE, "--to", "level:city").stdout
    assert found.group() in fenghuo_here("release", "list").stdout
    shown = fenghuo_here("release", "show", found.group())
    assert "整枝缺失" in shown.stdout
    assert "还没有账号转载" in shown.stdout
    assert "已撤销" in fenghuo_here("release", "withdraw", found.group()).stdout
    assert isinstance(fenghuo_here("release", "show", found.group()).exception, ConfigError)


def test_a_link_that_is_not_gathered_yet_says_so(fenghuo_here: RunHere) -> None:
    added = fenghuo_here("release", "add", "--link", "https://example.invalid/a/1", "--to", "all")
    assert "首发作品还没有采集到" in added.stdout


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--title", "太短"], "finds nothing for certain"),
        (["--link", "example.org"], "is no link"),
        (["--title", TITLE, "--to", "level:village"], "means no account"),
        (["--title", TITLE, "--deadline", "2020-01-01"], "is not after the issue"),
    ],
)
def test_what_cannot_be_entered_is_refused(fenghuo_here: RunHere, options: list[str], sentence: str) -> None:
    refused = fenghuo_here("release", "add", *options)
    assert isinstance(refused.exception, ConfigError)
    assert sentence in refused.exception.sentence
    assert refused.stdout == ""


def test_a_refusal_is_one_sentence_on_standard_error(fenghuo: Run) -> None:
    refused = fenghuo("release", "add", "--title", "太短")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.startswith("fenghuo: ")
    assert refused.stderr.count("\n") == 1
