"""The command `fenghuo`: every room's door for a person, and the processes a hub consists of."""

from __future__ import annotations

import typer

from cli import alerting, dashboard, demo_province, gathering, loading, querying, roster, status, up
from cli.context import fail
from hub.errors import FenghuoError

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    help="烽火 Fenghuo — gathers a province's posts, follows its releases, and says where the chain breaks.",
)
app.command("up")(up.up)
app.command("status")(status.status)
app.command("overview")(querying.overview)
app.command("sql")(querying.sql)
app.command("gather")(gathering.gather)
app.command("load")(loading.load)
app.command("match")(loading.match)
app.command("watch")(alerting.watch)
app.add_typer(roster.app, name="roster")
app.add_typer(loading.app, name="warehouse")
app.add_typer(alerting.app, name="alerts")
app.add_typer(dashboard.app, name="dashboards")
app.add_typer(demo_province.app, name="demo")


def main() -> None:
    """Run the command; a FenghuoError is one sentence on standard error and an exit code."""
    try:
        app(prog_name="fenghuo")
    except FenghuoError as error:
        fail(error)
