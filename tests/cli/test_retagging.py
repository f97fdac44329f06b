"""`fenghuo retag`: says what it did, and that a second time there is nothing to do."""

from __future__ import annotations

from hub.settings import Settings
from nlp.tagger import TAGGER_VERSION
from tests.cli.conftest import RunHere
from warehouse.client import connect


def test_posts_are_tagged_anew_once(fenghuo_here: RunHere, machine: Settings) -> None:
    first = fenghuo_here("retag")
    assert (first.exit_code, first.stderr) == (0, "")
    assert f"已用词库 {TAGGER_VERSION} 重新打标" in first.stdout
    versions = connect(machine).query("SELECT DISTINCT tagger FROM posts FINAL")
    assert versions == [{"tagger": TAGGER_VERSION}]
    assert f"所有作品都已是词库 {TAGGER_VERSION} 的标签" in fenghuo_here("retag", "--since", "7d").stdout
