"""`fenghuo roster`: check the sheets before the hub works by them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from cli.context import begin, console
from crawlers.sites import check_sites
from hub.roster import check_roster, load_roster

app = typer.Typer(no_args_is_help=True, help="The accounts, regions and departments the hub works by.")


@app.command()
def check(
    directory: Annotated[
        Path | None, typer.Argument(help="Folder with the three sheets; default: FENGHUO_ROSTER.")
    ] = None,
) -> None:
    """Name every mistake in the sheets, and in the rules of websites, by file, line and column.

    Exits with 2 if there is any.
    """
    directory = directory or begin().roster
    _leave_at(check_roster(directory))
    roster = load_roster(directory)
    _leave_at(check_sites(roster))
    counts = f"{len(roster.accounts)} 个账号，{len(roster.regions)} 个区划，{len(roster.departments)} 个部门"
    console.print(f"台账无误：{counts}。")


def _leave_at(mistakes: Sequence[object]) -> None:
    """Say all mistakes and leave, where there are any."""
    for mistake in mistakes:
        console.print(str(mistake), markup=False)
    if mistakes:
        console.print(f"共 {len(mistakes)} 处需要改正。")
        raise typer.Exit(2)
