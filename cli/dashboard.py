"""`fenghuo dashboards`: prepare Superset, bring the dashboards in and out, serve them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from cli.context import begin, console, require_free_port
from dashboards.asset_files import ASSETS, read_assets
from dashboards.background import beat_command, worker_command
from dashboards.bootstrap import apply, dashboard_url, export_assets, prepare, serve_command
from hub.files import replace_file

app = typer.Typer(no_args_is_help=True, help="Superset and its dashboards.")


@app.command("prepare")
def prepare_command() -> None:
    """Create or update Superset's own database and its admin."""
    prepare(begin())
    console.print("Superset is prepared.")


@app.command("apply")
def apply_command() -> None:
    """Create or update the dashboards from dashboards/assets and the staff's users and rules.

    Dashboards of ours that are gone from dashboards/assets are removed.
    """
    apply(begin())
    console.print("The dashboards are up to date.")


@app.command()
def export(
    to: Annotated[
        Path, typer.Option(help="Folder the files are written to.", show_default="dashboards/assets")
    ] = ASSETS,
) -> None:
    """Write the dashboards as they are in Superset now; unchanged ones come out as they went in."""
    before = read_assets(to)
    files = export_assets(begin())
    changed = [path for path, text in files.items() if before.get(path) != text]
    for path in changed:
        replace_file(to / path, files[path].encode())
    console.print(f"{len(files)} assets, {len(changed)} of them changed.")
    for path in changed:
        console.print(f"  {path}", markup=False)


@app.command()
def serve() -> None:
    """Serve Superset until stopped, on FENGHUO_LISTEN (127.0.0.1)."""
    settings = begin()
    require_free_port(settings.superset_port, "FENGHUO_SUPERSET_PORT", settings.listen)
    console.print(dashboard_url(settings))
    _become(*serve_command(settings))


@app.command()
def worker() -> None:
    """Do Superset's work in the background (long statements of SQL Lab) until stopped.

    Needs FENGHUO_REDIS.
    """
    _become(*worker_command(begin()))


@app.command()
def beat() -> None:
    """Hand the workers what is due at fixed times until stopped; there must be one of it.

    Needs FENGHUO_REDIS.
    """
    _become(*beat_command(begin()))


def _become(command: list[str], environment: dict[str, str]) -> None:
    """Go on as another program, so that signals reach it."""
    os.execvpe(command[0], command, {**os.environ, **environment})
