"""Sheets that people fill in, from file to warehouse: read all, name every mistake, write all or nothing."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table as RichTable

from cli.context import PERSON_PATIENCE, begin, console
from cli.person import person
from crawlers.forms.form import FilledRow, Form, Names
from crawlers.forms.reading import Filled, read_filled
from crawlers.forms.template import template
from hub.clock import SystemClock
from hub.errors import ConfigError
from hub.files import replace_file
from hub.roster import Roster, load_roster
from nlp.vocabulary import AUDIENCE_NAMES, TOPIC_NAMES
from warehouse.client import Warehouse, connect
from warehouse.handed_in import Change, changes, keep

Files = Annotated[list[Path], typer.Argument(help="Filled-in sheets: xlsx, xls or csv.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be imported; write nothing.")]
Output = Annotated[Path | None, typer.Option(help="The xlsx to write; default: named after the kind, here.")]

Plans = Sequence[tuple[Form, Change]]
"""What the sheets of each form change."""

MOST_SHOWN = 100
"""Mistakes that are printed; more than that is one mistake made many times."""


def import_sheets(
    files: Sequence[Path],
    plan: Callable[[Warehouse, Roster, Sequence[Path]], Plans],
    keep_plans: Callable[[Warehouse, Plans, str, datetime], None],
    *,
    dry_run: bool,
    done: str,
) -> None:
    """Say what the files change and, unless it is a dry run, write it and say `done`.

    Raises ConfigError where anything in any of them is wrong; Unavailable.
    """
    settings = begin(logging.WARNING)
    roster = load_roster(settings.roster)
    warehouse = connect(settings, patience=PERSON_PATIENCE)
    plans = plan(warehouse, roster, files)
    tell(plans)
    if dry_run:
        console.print("试运行：没有写入任何内容。")
        return
    keep_plans(warehouse, plans, person(), SystemClock().now())
    console.print(done)


def keep_all(warehouse: Warehouse, plans: Plans, by: str, now: datetime) -> None:
    """Write what has changed, in `by`'s name at `now` (UTC). Raises Unavailable."""
    for _, change in plans:
        keep(warehouse, change, by, now)


def names_of(roster: Roster) -> Names:
    """The words that cells may name."""
    departments = {code: one.name for code, one in roster.departments.items()}
    return Names(roster.regions, departments, TOPIC_NAMES, AUDIENCE_NAMES)


def read_or_refuse(files: Sequence[Path], forms: Collection[Form], names: Names) -> Filled:
    """The rows of all files. Raises ConfigError where anything in any of them is wrong, having said all."""
    filled = read_filled(files, forms, names)
    refuse(filled)
    if not filled.rows:
        raise ConfigError("文件里没有填写任何一行；模板的“说明”和“示例”两行不算，请从第四行起填写。")
    return filled


def refuse(filled: Filled) -> None:
    """Say all mistakes and raise ConfigError, where there are any."""
    if not filled.mistakes:
        return
    for mistake in filled.mistakes[:MOST_SHOWN]:
        console.print(str(mistake), markup=False, style="red")
    if len(filled.mistakes) > MOST_SHOWN:
        console.print(f"另有 {len(filled.mistakes) - MOST_SHOWN:,} 处未列出。")
    raise ConfigError(f"共 {len(filled.mistakes)} 处需要改正，没有写入任何内容。")


def planned(warehouse: Warehouse, form: Form, rows: Sequence[Mapping[str, Any]]) -> Change:
    """What these rows change in the form's table."""
    return changes(warehouse, form.table, form.key, rows)


def plain_rows(rows: Sequence[FilledRow]) -> list[dict[str, Any]]:
    """Rows as their table has them: the form's columns, and the file they came from."""
    return [{**row.values, "file": row.file} for row in rows]


def tell(plans: Plans) -> None:
    """Show how many rows of each form are new, corrected, and as they were."""
    table = RichTable(title="导入", title_justify="left", header_style="bold")
    for name in ("表", "新增", "更正", "未变"):
        table.add_column(name, justify="left" if name == "表" else "right")
    for form, change in plans:
        counts = (len(change.new), len(change.corrected), change.unchanged)
        table.add_row(form.title, *(f"{count:,}" for count in counts))
    console.print(table)


def write_template(form: Form, output: Path | None) -> None:
    """Write a form's template, in the folder we are in unless `output` says where. Raises ConfigError."""
    path = output or Path(f"{form.title}.xlsx")
    if path.suffix.lower() != ".xlsx":
        raise ConfigError(f"模板是 xlsx 文件，{path.name} 请改成以 .xlsx 结尾的名字。")
    replace_file(path, template(form))
    console.print(f"已写好 {path}；从第四行起填写，然后用 import 命令导入。", markup=False, soft_wrap=True)


def form_named(kind: str, forms: Mapping[str, Form]) -> Form:
    """The form of a kind. Raises ConfigError for a word that is none."""
    if kind not in forms:
        listed = "、".join(f"{name}（{form.title}）" for name, form in forms.items())
        raise ConfigError(f"没有“{kind}”这种表，可写：{listed}。")
    return forms[kind]
