"""`fenghuo warning`: fire-risk notices, followed from their issue to the last county."""

from __future__ import annotations

import logging
import shlex
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Final, cast

import typer

from alerts.workdays import is_working_day
from cli.context import PERSON_PATIENCE, begin, console, warehouse_to_read
from cli.handing_down import deadline, known_by, known_releases
from cli.instants import TIME_HELP, instant
from cli.person import person
from cli.tables import rows_table
from hub.clock import BEIJING, SystemClock
from hub.errors import ConfigError
from hub.roster import Roster, load_roster
from hub.settings import Settings
from warehouse.assigned import Assigned, assigned_id, choose_targets, keep_assigned
from warehouse.assigned_matching import match_assigned
from warehouse.client import Warehouse, connect
from warehouse.conditions import near
from warehouse.warnings import (
    RISKS,
    Risk,
    RiskWarning,
    find_warning,
    keep_warning,
    warning_id,
    withdraw_warning,
)

app = typer.Typer(
    no_args_is_help=True, help="Fire-risk notices that people enter: which counties they reached, and when."
)

WORKING_HOURS: Final = range(9, 18)
"""Of a working day, Beijing time."""
_SQL: Final = Path(__file__).parent / "sql"


@app.command()
def add(
    expires: Annotated[
        str, typer.Option(metavar="TIME", help="2026-03-01T18:00 (Beijing time), or 12h after its issue.")
    ],
    risk: Annotated[str, typer.Option(help=f"{', '.join(RISKS)}.")],
    title: Annotated[
        str, typer.Option(help="Its title, where there is no link (or none gathered yet).")
    ] = "",
    link: Annotated[str, typer.Option(help="The address of its own post.")] = "",
    region: Annotated[
        list[str] | None,
        typer.Option(
            help="Whom it warns: a region's code, with all below it; repeatable. Everywhere if not given."
        ),
    ] = None,
    issued: Annotated[
        datetime | None,
        typer.Option(
            parser=instant, metavar="TIME", help=f"When it was issued; now if not given. {TIME_HELP}"
        ),
    ] = None,
    release: Annotated[
        list[str] | None,
        typer.Option(help="An entered release that carries it besides (`fenghuo release list`); repeatable."),
    ] = None,
) -> None:
    """Enter a warning and the release that hands it down. Entering the same link, or the same title on the
    same day, again replaces both."""
    settings = begin(logging.WARNING)
    now = SystemClock().now()
    roster, issued_at = load_roster(settings.roster), issued or now
    warning = RiskWarning(
        warning_id=warning_id(title, link, issued_at),
        title=known_by(title, link),
        risk=_risk(risk),
        issued_at=issued_at,
        expires_at=deadline(expires, issued_at, "expiry"),
        in_working_hours=in_working_hours(issued_at),
        regions=_known_regions(region, roster),
        releases=(assigned_id(title, link, issued_at), *(release or ())),
        entered_by=person(),
        entered_at=now,
    )
    own = release_of(warning, link, roster)
    warehouse = _warehouse(settings)
    _require_releases(warehouse, warning.releases[1:])
    enter_warning(warehouse, warning, own)
    match_assigned(warehouse, now)
    console.print(
        f"已登记 {warning.warning_id}：应转载账号 {len(own.targets)} 个（{own.assigned_id}），", end=""
    )
    console.print(f"失效 {warning.expires_at.astimezone(BEIJING):%Y-%m-%d %H:%M}（北京时间）。")


@app.command("list")
def list_command() -> None:
    """Show the warnings that were entered, and how far each had come."""
    rows = warehouse_to_read(begin(logging.WARNING)).query_file(_SQL / "warning_list.sql")
    console.print(
        rows_table(rows, whole=("编号",)) if rows else "还没有登记过火险预警；用 fenghuo warning add 登记。"
    )


@app.command()
def show(
    warning: Annotated[str, typer.Argument(metavar="ID", help="As the list names it.")],
) -> None:
    """Show a warning hour by hour and branch by branch, and the counties it did not reach in time."""
    warehouse = warehouse_to_read(begin(logging.WARNING))
    find_warning(warehouse, warning)
    for name in ("warning_hours.sql", "warning_branches.sql", "warning_late.sql"):
        rows = warehouse.query_file(_SQL / name, {"warning_id": warning})
        console.print(rows_table(rows) if rows else "没有失效前没到的县。")


@app.command()
def withdraw(
    warning: Annotated[str, typer.Argument(metavar="ID", help="As the list names it.")],
) -> None:
    """Take a warning off the list, for example one that was entered by mistake. Its releases stay."""
    withdrawn = withdraw_warning(_warehouse(begin(logging.WARNING)), warning, person(), SystemClock().now())
    console.print(f"已撤销 {withdrawn.warning_id}；承载它的发布仍在：{'、'.join(withdrawn.releases)}")


@app.command()
def suggest(
    days: Annotated[int, typer.Option(min=1, max=60, help="How far to look back.")] = 7,
) -> None:
    """Propose recent posts of the province and the cities that read like warnings and were not entered."""
    warehouse = warehouse_to_read(begin(logging.WARNING))
    rows = warehouse.query_file(
        _SQL / "warning_suggestions.sql", {"since": SystemClock().now() - timedelta(days=days)}
    )
    if not rows:
        console.print(f"最近 {days} 天没有像火险预警而未登记的作品。")
        return
    console.print(rows_table(rows, whole=("发布时间",)))
    console.print("登记其中一个，例如（等级、失效时间、区划请按原文填写）：")
    console.print(_command(rows[0]), soft_wrap=True)


def in_working_hours(at: datetime) -> bool:
    """Whether an instant lies in the working hours of a working day, shifted working days included."""
    local = at.astimezone(BEIJING)
    return is_working_day(local.date()) and local.hour in WORKING_HOURS


def release_of(warning: RiskWarning, link: str, roster: Roster) -> Assigned:
    """The release that hands a warning down to all accounts of its regions until it expires.

    Raises ConfigError for regions without any account.
    """
    return Assigned(
        assigned_id=warning.releases[0],
        title=warning.title,
        url=link,
        issued_at=warning.issued_at,
        deadline_at=warning.expires_at,
        targets=choose_targets(
            roster, [f"region:{code}" for code in warning.regions] or ["all"], warning.issued_at
        ),
        entered_by=warning.entered_by,
        entered_at=warning.entered_at,
    )


def enter_warning(warehouse: Warehouse, warning: RiskWarning, own: Assigned) -> None:
    """Keep a warning and the release that hands it down. Raises Unavailable."""
    keep_assigned(warehouse, own)
    keep_warning(warehouse, warning)


def _risk(word: str) -> Risk:
    if word not in RISKS:
        raise ConfigError(f"“{word}” is no level of risk; write one of {', '.join(RISKS)}.")
    return word


def _known_regions(words: list[str] | None, roster: Roster) -> tuple[str, ...]:
    for word in words or ():
        if word not in roster.regions:
            raise ConfigError(f"There is no region {word}{near(word, list(roster.regions)) or '.'}")
    return tuple(dict.fromkeys(words or ()))


def _require_releases(warehouse: Warehouse, releases: tuple[str, ...]) -> None:
    entered = {one for one in known_releases(warehouse, releases) if one.startswith("assigned:")}
    missing = sorted(set(releases) - entered)
    if missing:
        raise ConfigError(f"No release {missing[0]} was entered; `fenghuo release list` shows them.")


def _command(row: dict[str, object]) -> str:
    at = cast("datetime", row["发布时间"]).astimezone(BEIJING)
    return (
        f"fenghuo warning add --link {shlex.quote(str(row['地址']))} --issued {at:%Y-%m-%dT%H:%M}"
        " --risk yellow --expires 24h"
    )


def _warehouse(settings: Settings) -> Warehouse:
    return connect(settings, patience=PERSON_PATIENCE)
