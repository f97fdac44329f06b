"""`fenghuo auth`: how the accounts' authorisations stand, and who must act by when."""

from __future__ import annotations

import logging
from datetime import datetime

import typer
from rich.table import Table

from cli.context import begin, console
from crawlers.authorisations import Authorisation, authorisations
from crawlers.credentials import load_credentials
from crawlers.tokens import open_tokens
from hub.clock import BEIJING, SystemClock
from hub.platforms import PLATFORM_NAMES
from hub.roster import load_roster

app = typer.Typer(no_args_is_help=True, help="The accounts' authorisations.")

_STATES = {
    "lasting": "有效",
    "due": "[yellow]即将到期[/]",
    "ended": "[red]已失效[/]",
    "unknown": "期限不明",
    "missing": "[red]没有凭据[/]",
}
_DO = {
    "lasting": "无需处理",
    "due": "请账号主人重新授权，把新令牌写入凭据文件",
    "ended": "请账号主人重新授权，把新令牌写入凭据文件",
    "unknown": "自动续期；失效时采集会报告",
    "missing": "请账号主人授权，把凭据写入凭据文件",
}


@app.callback()
def auth() -> None:
    """Keeps `status` a command of its own, for those that will follow."""


@app.command()
def status() -> None:
    """Show every account's authorisation: until when it lasts, and who must act. The most urgent first."""
    settings = begin(logging.ERROR)
    found = authorisations(
        load_roster(settings.roster),
        load_credentials(settings.credentials),
        open_tokens(settings),
        SystemClock().now(),
    )
    table = Table(title="账号授权", title_justify="left", header_style="bold")
    table.add_column("账号", no_wrap=True)
    for name in ("平台", "状态", "令牌到期", "须人工处理", "续期次数", "要做什么"):
        table.add_column(name, overflow="fold")
    for one in found:
        table.add_row(*_row(one))
    console.print(table)
    acts = sum(one.state in ("due", "ended", "missing") for one in found)
    console.print(f"{len(found)} 个账号需要授权才能采集，其中 {acts} 个须有人处理。")


def _row(one: Authorisation) -> tuple[str, ...]:
    return (
        one.account.account_id,
        PLATFORM_NAMES[one.account.platform],
        _STATES[one.state],
        _at(one.token_until),
        f"{_at(one.person_by)} 之前" if one.person_by else "",
        "" if one.renewals is None else str(one.renewals),
        _DO[one.state],
    )


def _at(instant: datetime | None) -> str:
    return instant.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M") if instant else ""
