"""`fenghuo dashboards`: prepare Superset, bring the dashboards in and out, serve them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from cli.context import begin, console, require_free_port
from dashboards.asset_files import ASSETS, read_assets
from dashboards.bootstrap import (
    bring_staff_in,
    dashboard_url,
    export_assets,
    import_assets,
    prepare,
    serve_command,
)
from hub.files import replace_file

app = typer.Typer(no_args_is_help=True, help="Superset and its dashboards.")


@app.command("prepare")
def prepare_command() -> None:
    """Create or update Superset's own database and its admin."""
    prepare(begin())
    console.print("Superset is prepared.")


@app.command()
def apply() -> None:
    """Create or update the dashboards from dashboards/assets and the staff's users and rules.

    Dashboards of ours that are gone from dashboards/assets are removed.
    """
    settings = begin()
    import_assets(settings)
    bring_staff_in(settings)
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
    """Serve Superset on 127.0.0.1 until stopped."""
    settings = begin()
    require_free_port(settings.superset_port, "FENGHUO_SUPERSET_PORT")
    console.print(dashboard_url(settings))
    command, environment = serve_command(settings)
    os.execvpe(command[0], command, {**os.environ, **environment})
