"""`fenghuo dashboards`: prepare Superset, bring the dashboards in, serve them."""

from __future__ import annotations

import os

import typer

from cli.context import begin, console, require_free_port
from dashboards.bootstrap import bring_staff_in, dashboard_url, import_assets, prepare, serve_command

app = typer.Typer(no_args_is_help=True, help="Superset and its dashboards.")


@app.command("prepare")
def prepare_command() -> None:
    """Create or update Superset's own database and its admin."""
    prepare(begin())
    console.print("Superset is prepared.")


@app.command("import")
def import_command() -> None:
    """Create or update the dashboards from dashboards/assets, and the staff's users and rules."""
    settings = begin()
    import_assets(settings)
    bring_staff_in(settings)
    console.print("The dashboards are up to date.")


@app.command()
def serve() -> None:
    """Serve Superset on 127.0.0.1 until stopped."""
    settings = begin()
    require_free_port(settings.superset_port, "FENGHUO_SUPERSET_PORT")
    console.print(dashboard_url(settings))
    command, environment = serve_command(settings)
    os.execvpe(command[0], command, {**os.environ, **environment})
