"""`fenghuo evidence`: a folder that lets another person recompute a number, or one sentence."""

from __future__ import annotations

import json
from pathlib import Path

from hub.errors import ConfigError
from tests.cli.conftest import RunHere


def test_a_folder_is_written_and_said(fenghuo_here: RunHere, tmp_path: Path) -> None:
    folder = tmp_path / "取证"
    told = fenghuo_here("evidence", "v_output_by_level", "--where", "level=county", "--out", str(folder))
    assert "数字 1 行" in told.stdout
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["view"], manifest["where"]) == ("v_output_by_level", ["level=county"])
    again = fenghuo_here("evidence", "v_output_by_level", "--out", str(folder))
    assert isinstance(again.exception, ConfigError)


def test_a_view_or_column_that_is_not_there_is_one_sentence(fenghuo_here: RunHere, tmp_path: Path) -> None:
    for arguments in (("v_output_by_levels",), ("v_output_by_level", "--where", "levl=county")):
        refused = fenghuo_here("evidence", *arguments, "--out", str(tmp_path / "out"))
        assert isinstance(refused.exception, ConfigError)
        assert "did you mean" in refused.exception.sentence
    assert list(tmp_path.iterdir()) == []
