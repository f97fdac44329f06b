"""`fenghuo survey`: what people know, as surveys measured it, and who is told least of what he lacks."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Final

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
    refuse,
    write_template,
)
from cli.tables import rows_table
from crawlers.forms.form import FilledRow, Form
from crawlers.forms.reading import Filled
from crawlers.forms.surveys import GROUP_TABLES, QUESTIONS, RESPONDENTS, SURVEY_FORMS
from hub.errors import ConfigError
from hub.roster import Roster, load_roster
from hub.roster_file import Mistake
from warehouse.client import Warehouse
from warehouse.conditions import near
from warehouse.handed_in import Change
from warehouse.surveys import Wave, compute_waves, known_questions

app = typer.Typer(no_args_is_help=True, help="Awareness surveys: who knows what, and who is told least.")

_SQL: Final = Path(__file__).parent / "sql"


@app.command("template")
def template_command(
    kind: Annotated[str, typer.Argument(metavar="KIND", help="questions, respondents, groups or mapping.")],
    output: Output = None,
) -> None:
    """Write an empty sheet with headings, what each column wants, and an example."""
    begin(logging.WARNING)
    write_template(form_named(kind, SURVEY_FORMS), output)


@app.command("import")
def import_command(
    files: Files,
    dry_run: DryRun = False,
) -> None:
    """Import filled-in sheets. All mistakes are named at once, and nothing is written unless all is right."""
    done = "已写入，并重新汇总了有变动的各期。"
    import_sheets(files, plan_surveys, keep_surveys, dry_run=dry_run, done=done)


@app.command("list")
def list_command() -> None:
    """Show the waves that were handed in."""
    rows = warehouse_to_read(begin(logging.WARNING)).query_file(_SQL / "survey_list.sql")
    console.print(
        rows_table(rows) if rows else "还没有导入过调查；用 fenghuo survey template 取模板，填好后 import。"
    )


@app.command()
def gaps(
    region: Annotated[str, typer.Option(help="A region's code or name; default: the whole province.")] = "",
    topic: Annotated[str, typer.Option(help="A topic's code or name; default: all.")] = "",
    top: Annotated[int, typer.Option(min=1, max=50, help="How many of each topic.")] = 1,
) -> None:
    """Say in sentences who knows least and is spoken to least, by topic."""
    settings = begin(logging.WARNING)
    roster = load_roster(settings.roster)
    parameters: dict[str, object] = {"regions": _regions(roster, region), "topic": topic, "top": top}
    rows = warehouse_to_read(settings).query_file(_SQL / "survey_gaps.sql", parameters)
    for row in rows:
        console.print(f"· {row['sentence']}", markup=False, soft_wrap=True)
    if not rows:
        console.print("没有可以比较的调查：这里没有调查结果，或没有对应到受众的组别。")


def plan_surveys(warehouse: Warehouse, roster: Roster, files: Sequence[Path]) -> Plans:
    """What the files change. Raises ConfigError where anything in any of them is wrong; Unavailable."""
    filled = read_or_refuse(files, list(SURVEY_FORMS.values()), names_of(roster))
    _require_questions(filled, warehouse)
    forms = [form for form in SURVEY_FORMS.values() if filled.of(form)]
    return [(form, planned(warehouse, form, _rows(form, filled.of(form)))) for form in forms]


def keep_surveys(warehouse: Warehouse, plans: Plans, by: str, now: datetime) -> None:
    """Write what has changed and compute the waves it belongs to anew. Raises Unavailable."""
    keep_all(warehouse, plans, by, now)
    compute_waves(warehouse, (wave for _, change in plans for wave in _waves(change)), now)


def _waves(change: Change) -> Iterator[Wave]:
    for row in (*change.new, *change.corrected):
        if "wave" in row:
            yield row["survey"], row["wave"]


def _rows(form: Form, rows: Sequence[FilledRow]) -> list[dict[str, Any]]:
    """Rows as their table has them; a respondent's answers as the questions answered, and those he knew."""
    if form is not RESPONDENTS:
        return plain_rows(rows)
    return [
        plain
        | {
            "answered": sorted(name for name, known in row.others.items() if known is not None),
            "correct": sorted(name for name, known in row.others.items() if known),
        }
        for plain, row in zip(plain_rows(rows), rows, strict=True)
    ]


def _require_questions(filled: Filled, warehouse: Warehouse) -> None:
    """Every question that is named was handed in before, or is now."""
    fresh = {(row.values["survey"], row.values["question_id"]) for row in filled.of(QUESTIONS)}
    known = fresh | known_questions(warehouse)
    told = set[tuple[str, str, str]]()
    for row in (*filled.of(RESPONDENTS), *filled.of(GROUP_TABLES)):
        survey = row.values["survey"]
        named = [row.values["question_id"]] if "question_id" in row.values else list(row.others)
        for question in named:
            if (survey, question) not in known and (row.file, survey, question) not in told:
                told.add((row.file, survey, question))
                column = "题目编号" if "question_id" in row.values else question
                filled.mistakes.append(Mistake(row.file, row.line, column, _unknown(survey, question)))
    refuse(filled)


def _unknown(survey: str, question: str) -> str:
    return f"“{survey}”没有题目“{question}”，请先导入或一并导入“调查题目”表（不是题目的列请删去）。"


def _regions(roster: Roster, wanted: str) -> list[str]:
    """The codes of a region given by code or name; the provinces where none is given. Raises ConfigError."""
    if not wanted:
        return [code for code, one in roster.regions.items() if one.level == "province"]
    found = [code for code, one in roster.regions.items() if wanted in (code, one.name)]
    if not found:
        names = [one.name for one in roster.regions.values()]
        raise ConfigError(f"There is no region {wanted}{near(wanted, names) or '.'}")
    return found
