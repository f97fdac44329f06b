"""`fenghuo campaign`: enter what is to be spoken of, see who has, take it back; propose by the season."""

from __future__ import annotations

import re
import shlex

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
