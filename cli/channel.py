"""`fenghuo channel`: SMS, events, the learning platform, screens and consultations, handed in on sheets."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Final

import typer

from cli.context import begin, console, warehouse_to_read
from cli.handing_in import (
    DryRun,
    Files,
    Output,
    Plans,
    form_named,
    import_sheets,
    keep_all,
    names_of,
    plain_rows,
    planned,
    read_or_refuse,
    write_template,
)
from cli.tables import rows_table
from crawlers.forms.channels import CHANNEL_FORMS
from hub.roster import Roster
from warehouse.client import Warehouse

app = typer.Typer(no_args_is_help=True, help="Other channels than posts, handed in on sheets.")

_SQL: Final = Path(__file__).parent / "sql"


@app.command("template")
def template_command(
    kind: Annotated[str, typer.Argument(metavar="KIND", help="sms, event, learning, screen or meeting.")],
    output: Output = None,
) -> None:
    """Write an empty sheet with headings, what each column wants, and an example."""
    begin(logging.WARNING)
    write_template(form_named(kind, CHANNEL_FORMS), output)


@app.command("import")
def import_command(
    files: Files,
    dry_run: DryRun = False,
) -> None:
    """Import filled-in sheets. All mistakes are named at once, and nothing is written unless all is right."""
    import_sheets(files, plan_channels, keep_all, dry_run=dry_run, done="已写入。")


@app.command("list")
def list_command() -> None:
    """Show what was handed in, by channel and level."""
    rows = warehouse_to_read(begin(logging.WARNING)).query_file(_SQL / "channel_list.sql")
    console.print(
        rows_table(rows)
        if rows
        else "还没有填报过其他渠道；用 fenghuo channel template 取模板，填好后 import。"
    )


def plan_channels(warehouse: Warehouse, roster: Roster, files: Sequence[Path]) -> Plans:
    """What the files change. Raises ConfigError where anything in any of them is wrong; Unavailable."""
    filled = read_or_refuse(files, list(CHANNEL_FORMS.values()), names_of(roster))
    forms = [form for form in CHANNEL_FORMS.values() if filled.of(form)]
    return [(form, planned(warehouse, form, plain_rows(filled.of(form)))) for form in forms]
