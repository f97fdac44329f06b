"""A roster in a temporary directory, which a test may spoil."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path

import pytest

from hub.roster import check_roster
from hub.settings import EXAMPLE_ROSTER


class RosterFiles:
    """The three sheets of a small, faultless roster, with the changes a test makes to them."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def rows(self, file: str) -> list[list[str]]:
        with (self.directory / file).open(encoding="utf-8", newline="") as lines:
            return list(csv.reader(lines))

    def write(self, file: str, rows: list[list[str]], encoding: str = "utf-8", separator: str = ",") -> None:
        text = io.StringIO(newline="")
        csv.writer(text, delimiter=separator).writerows(rows)
        (self.directory / file).write_bytes(text.getvalue().encode(encoding))

    def set(self, file: str, line: int, column: str, value: str) -> None:
        """Put a value into the cell of a line (the header is line 1)."""
        rows = self.rows(file)
        rows[line - 1][rows[0].index(column)] = value
        self.write(file, rows)

    def mistakes(self) -> list[tuple[str, int, str]]:
        """Where check_roster finds something."""
        return [(mistake.file, mistake.line, mistake.column) for mistake in check_roster(self.directory)]

    def sentences(self) -> str:
        return "\n".join(map(str, check_roster(self.directory)))


@pytest.fixture
def roster_files(tmp_path: Path) -> RosterFiles:
    """The example roster with its first three accounts: the province's on wechat, weibo and douyin."""
    directory = tmp_path / "roster"
    shutil.copytree(EXAMPLE_ROSTER, directory)
    files = RosterFiles(directory)
    files.write("accounts.csv", files.rows("accounts.csv")[:4])
    return files
