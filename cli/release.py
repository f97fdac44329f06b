"""`fenghuo release`: what was handed down to whom until when, and who has carried it."""

from __future__ import annotations

import logging
from datetime import datetime
from pathlib import Path
from typing import Annotated, Final

import typer

from cli.context import PERSON_PATIENCE, begin, console, warehouse_to_read
from cli.handing_down import deadline as deadline_after
from cli.handing_down import known_by
from cli.instants import TIME_HELP, instant
from cli.person import person
from cli.tables import rows_table
from hub.clock import BEIJING, SystemClock
from hub.errors import ConfigError
from hub.roster import load_roster
from hub.settings import Settings
from warehouse.assigned import Assigned, assigned_id, choose_targets, keep_assigned, withdraw_assigned
from warehouse.assigned_matching import match_assigned
from warehouse.client import Warehouse, connect

app = typer.Typer(no_args_is_help=True, help="Releases that people enter: who is to carry them, and who has.")

_SQL: Final = Path(__file__).parent / "sql"


@app.command()
def add(
    title: Annotated[
        str, typer.Option(help="Its title, where there is no link (or none gathered yet).")
    ] = "",
    link: Annotated[str, typer.Option(help="The address of its own post.")] = "",
    to: Annotated[
        list[str] | None,
        typer.Option(
            help="all, level:county, region:130100 (and below), department:education, account:ID; repeatable."
        ),
    ] = None,
    deadline: Annotated[
        str, typer.Option(metavar="TIME", help="2026-03-01T18:00 (Beijing time), or 24h after its issue.")
    ] = "72h",
    issued: Annotated[
        datetime | None,
        typer.Option(
            parser=instant, metavar="TIME", help=f"When it was issued; now if not given. {TIME_HELP}"
        ),
    ] = None,
) -> None:
    """Enter a release. Entering the same link, or the same title on the same day, again replaces it."""
    settings = begin(logging.WARNING)
    now = SystemClock().now()
    issued_at = issued or now
    release = Assigned(
        assigned_id=assigned_id(title, link, issued_at),
        title=known_by(title, link),
        url=link,
        issued_at=issued_at,
        deadline_at=deadline_after(deadline, issued_at),
        targets=choose_targets(load_roster(settings.roster), to or ["all"], issued_at),
        entered_by=person(),
        entered_at=now,
    )
    warehouse = _warehouse(settings)
    keep_assigned(warehouse, release)
    match_assigned(warehouse, now)
    console.print(f"已登记 {release.assigned_id}：应转载账号 {len(release.targets)} 个，", end="")
    console.print(f"截止 {release.deadline_at.astimezone(BEIJING):%Y-%m-%d %H:%M}（北京时间）。")
    if link and not _is_gathered(warehouse, release.assigned_id):
        console.print("首发作品还没有采集到；采集到以后会自动匹配。", style="yellow")


@app.command("list")
def list_command() -> None:
    """Show the releases that were entered, and how far each has been carried."""
    rows = warehouse_to_read(begin(logging.WARNING)).query_file(_SQL / "release_list.sql")
    console.print(
        rows_table(rows, whole=("编号",)) if rows else "还没有登记过发布；用 fenghuo release add 登记。"
    )


@app.command()
def show(
    release: Annotated[str, typer.Argument(metavar="ID", help="As the list names it.")],
) -> None:
    """Show who has carried a release under whom, and which branches are missing."""
    warehouse = warehouse_to_read(begin(logging.WARNING))
    parameters = {"assigned_id": release}
    branches = warehouse.query_file(_SQL / "release_branches.sql", parameters)
    if not branches:
        raise ConfigError(f"No release {release} was entered; `fenghuo release list` shows them.")
    console.print(rows_table(branches))
    carriers = warehouse.query_file(_SQL / "release_carriers.sql", parameters)
    console.print(rows_table(carriers) if carriers else "还没有账号转载。")


@app.command()
def withdraw(
    release: Annotated[str, typer.Argument(metavar="ID", help="As the list names it.")],
) -> None:
    """Take a release off the list, for example one that was entered by mistake."""
    withdrawn = withdraw_assigned(_warehouse(begin(logging.WARNING)), release, person(), SystemClock().now())
    console.print(f"已撤销 {withdrawn.assigned_id}。")


def _is_gathered(warehouse: Warehouse, release: str) -> bool:
    parameters = {"assigned_id": release}
    return bool(warehouse.query_file(_SQL / "release_origin.sql", parameters))


def _warehouse(settings: Settings) -> Warehouse:
    return connect(settings, patience=PERSON_PATIENCE)
