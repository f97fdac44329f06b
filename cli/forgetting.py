"""`fenghuo forget`: delete all that is kept of an account, here and in the stream, for good."""

from __future__ import annotations

import logging
from typing import Annotated

import typer

from cli.context import PERSON_PATIENCE, begin, console
from cli.person import person
from crawlers.tokens import open_tokens
from hub.clock import SystemClock
from hub.errors import ConfigError
from hub.roster import load_roster
from hub.settings import Settings
from streams.erasing import erase_account
from warehouse.client import Warehouse, connect
from warehouse.forgetting import forget as forget_in_warehouse
from warehouse.forgetting import forgotten, remember, what_is_kept


def forget(
    account: Annotated[str, typer.Argument(help="The account's id on the roster.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    undo: Annotated[
        bool, typer.Option("--undo", help="Load again what comes of it from now on; nothing returns.")
    ] = False,
) -> None:
    """Delete an account's posts, texts, figures, alerts and dead letters; nothing of it is loaded again.

    Done again it takes up what was cut short.
    """
    settings = begin(logging.WARNING)
    warehouse = connect(settings, patience=PERSON_PATIENCE)
    now = SystemClock().now()
    if undo:
        _undo(warehouse, account)
        return
    kept = what_is_kept(warehouse, account)
    _require_known(settings, warehouse, account, kept)
    _say(f"账号 {account} 在仓库里的数据", kept)
    if not yes and not typer.confirm("这些数据将被永久删除，数据流中的记录也会抹去。继续吗？"):
        console.print("没有删除任何数据。")
        raise typer.Exit(1)
    removed = forget_in_warehouse(warehouse, account, person(), now)
    _say("已从仓库删除（或抹去所涉文字）", removed)
    erased = erase_account(settings, account)
    if erased is None:
        console.print(
            "Kafka 不能单独删除一条记录：该账号的记录不会再入库，并随 FENGHUO_TOPIC_RETENTION_DAYS 到期删除。"
        )
    else:
        console.print(f"已从数据流抹去 {erased} 条记录；重放也不会再出现。")
    if (settings.data / "tokens.json").exists() and open_tokens(settings).forget(account):
        console.print("已删除为它续期的令牌；凭据文件里的请手工删去。")
    if any(one.account_id == account for one in load_roster(settings.roster).accounts):
        console.print("它还在台账里：请从 accounts.csv 移出，否则仍会去采集（采到的不会入库）。")
    console.print("备份和看板里已导出的文件不在其内；请按 docs/backup.md 处理旧备份。")


def _undo(warehouse: Warehouse, account: str) -> None:
    if account not in forgotten(warehouse):
        raise ConfigError(f"账号“{account}”没有被删除过，无须恢复入库。")
    remember(warehouse, account, person(), SystemClock().now())
    console.print(f"账号 {account} 以后采到的会重新入库；已删除的不会回来。")


def _require_known(settings: Settings, warehouse: Warehouse, account: str, kept: dict[str, int]) -> None:
    on_roster = any(one.account_id == account for one in load_roster(settings.roster).accounts)
    if not kept and not on_roster and account not in forgotten(warehouse):
        raise ConfigError(f"没有编号为“{account}”的账号：台账里没有，仓库里也没有它的数据。请核对编号。")


def _say(title: str, counts: dict[str, int]) -> None:
    told = "，".join(f"{table} {rows} 行" for table, rows in counts.items())
    console.print(f"{title}：{told or '没有'}。", markup=False)
