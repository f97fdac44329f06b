"""The command `fenghuo`: every room's door for a person, and the processes a hub consists of."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any, Final

import typer
from typer.core import TyperGroup

from cli.context import fail
from hub.errors import FenghuoError

COMMANDS: Final = {
    "up": "cli.up:up",
    "status": "cli.status:status",
    "doctor": "cli.doctor:doctor",
    "tag": "cli.tagging:tag",
    "label": "cli.labelling:label",
    "overview": "cli.querying:overview",
    "sql": "cli.querying:sql",
    "evidence": "cli.evidence:evidence",
    "gather": "cli.gathering:gather",
    "auth": "cli.auth:app",
    "extract": "cli.extracting:extract_pages",
    "import": "cli.importing:import_sheets",
    "load": "cli.loading:load",
    "replay": "cli.replaying:replay",
    "retag": "cli.retagging:retag",
    "match": "cli.loading:match",
    "dead-letters": "cli.dead_letters:app",
    "watch": "cli.alerting:watch",
    "api": "cli.api:app",
    "mcp": "cli.mcp:app",
    "health": "cli.health:app",
    "lexicon": "cli.lexicon:app",
    "new": "cli.new:app",
    "releases": "cli.releases:app",
    "release": "cli.release:app",
    "report": "cli.report:app",
    "campaign": "cli.campaign:app",
    "channel": "cli.channel:app",
    "survey": "cli.survey:app",
    "warning": "cli.warning:app",
    "follow-up": "cli.follow_up:app",
    "roster": "cli.roster:app",
    "site": "cli.site:app",
    "warehouse": "cli.loading:app",
    "alerts": "cli.alerting:app",
    "staff": "cli.staff:app",
    "forget": "cli.forgetting:forget",
    "backup": "cli.backup:backup",
    "restore": "cli.backup:restore",
    "dashboards": "cli.dashboard:app",
    "demo": "cli.demo_province:app",
}
"""Each command and where it is: `module:function`, or `module:app` where it has commands of its own."""


class _Commands(TyperGroup):
    """Imports a command's module when it is asked for: an answer must not wait for a crawler's libraries."""

    def list_commands(self, _: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, _: Any, cmd_name: str) -> Any:
        if cmd_name not in COMMANDS:
            return None
        module, _colon, name = COMMANDS[cmd_name].partition(":")
        command = _as_command(getattr(import_module(module), name))
        command.name = cmd_name
        return command


app = typer.Typer(
    cls=_Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)


@app.callback()
def fenghuo() -> None:
    """烽火 Fenghuo — gathers a province's posts, follows its releases, and says where the chain breaks."""


def main() -> None:
    """Run the command; a FenghuoError is one sentence on standard error and an exit code."""
    try:
        app(prog_name="fenghuo")
    except FenghuoError as error:
        fail(error)


def _as_command(found: typer.Typer | Callable[..., None]) -> Any:
    if isinstance(found, typer.Typer):
        return typer.main.get_group(found)
    single = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode="rich")
    single.command()(found)
    return typer.main.get_command(single)
