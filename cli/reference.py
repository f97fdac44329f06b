"""`python -m cli.reference` writes docs/cli.md: every command with its arguments, as it explains itself."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import typer
from typer.cli import get_docs_for_click

from cli.main import app

PAGE: Final = Path(__file__).parents[1] / "docs" / "cli.md"
_HEAD: Final = "# Which commands are there?\n\nWritten by `make reference` from the commands themselves.\n\n"


def reference() -> str:
    """The page in Markdown."""
    group = typer.main.get_command(app)
    told = get_docs_for_click(obj=group, ctx=typer.Context(group), name="fenghuo", title="fenghuo")
    _title, _, commands = told.partition("\n")
    return _HEAD + commands.strip() + "\n"


if __name__ == "__main__":
    PAGE.write_text(reference(), encoding="utf-8")
