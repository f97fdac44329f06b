"""`fenghuo mcp`: the questions of the HTTP interface as tools of an assistant."""

from __future__ import annotations

import logging

import typer

from cli.context import begin

app = typer.Typer(no_args_is_help=True, help="The hub as an assistant's tools (Model Context Protocol).")


@app.callback()
def mcp() -> None:
    """Keeps `serve` a command of its own, for those that may follow."""


@app.command()
def serve() -> None:
    """Answer an assistant over standard input and output, with FENGHUO_API_TOKEN.

    Over HTTP, `fenghuo api serve` answers under /mcp.
    """
    from api.mcp_stdio import serve as serve_stdio  # its libraries take a while

    serve_stdio(begin(logging.WARNING))
