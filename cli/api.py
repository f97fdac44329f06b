"""`fenghuo api`: the HTTP interface, its specification, and the tokens that open it."""

from __future__ import annotations

import json
import logging
from datetime import datetime
from typing import Annotated

import typer

from cli.context import PERSON_PATIENCE, begin, console, require_free_port, warehouse_to_read
from cli.person import person
from hub.clock import BEIJING, SystemClock

app = typer.Typer(no_args_is_help=True, help="The read-only HTTP interface, and its tokens.")
token_app = typer.Typer(no_args_is_help=True, help="The tokens that open it.")
app.add_typer(token_app, name="token")


@app.command()
def serve() -> None:
    """Answer over HTTP until stopped, on FENGHUO_API_LISTEN (127.0.0.1)."""
    from api.server import serve as serve_api

    settings = begin()
    require_free_port(settings.api_port, "FENGHUO_API_PORT", settings.api_listen)
    console.print(f"{settings.api_here()}/openapi.json")
    serve_api(settings)


@app.command()
def specification() -> None:
    """Write the OpenAPI document to standard output."""
    from api.specification import specification as document

    console.file.write(json.dumps(document(), ensure_ascii=False, indent=2) + "\n")


@token_app.command()
def add(
    staff: Annotated[
        str, typer.Option(metavar="LOGIN", help="For whom it speaks; it opens his jurisdiction and no more.")
    ],
    days: Annotated[int, typer.Option(help="For how long it holds, at most 366.")] = 90,
) -> None:
    """Make a token. It is shown once."""
    from api.tokens import add_token
    from warehouse.client import connect

    warehouse = connect(begin(logging.WARNING), patience=PERSON_PATIENCE)
    shown, token = add_token(warehouse, staff, days, person(), SystemClock().now())
    console.print("令牌只显示这一次，请经加密渠道交给使用者，不要写进网址：")
    console.print(f"  {shown}", markup=False, soft_wrap=True)
    console.print(f"编号 {token.token_id}，代表 {staff}，{_at(token.expires_at)} 到期。")


@token_app.command("list")
def list_command() -> None:
    """Show the tokens there are, the newest first; never their secrets."""
    from api.tokens import list_tokens
    from cli.tables import rows_table

    now = SystemClock().now()
    rows = [
        {
            "编号": token.token_id,
            "代表": token.login,
            "签发": _at(token.created_at),
            "签发人": token.created_by,
            "到期": _at(token.expires_at),
            "状态": "已吊销" if token.revoked else "有效" if token.holds(now) else "已到期",
        }
        for token in list_tokens(warehouse_to_read(begin(logging.WARNING)))
    ]
    words = "还没有令牌；用 fenghuo api token add --staff 登录名 签发。"
    console.print(rows_table(rows, whole=("编号",)) if rows else words)


@token_app.command()
def revoke(token: Annotated[str, typer.Argument(metavar="ID", help="As the list names it.")]) -> None:
    """Let a token in no more, from this moment on."""
    from api.tokens import revoke_token
    from warehouse.client import connect

    warehouse = connect(begin(logging.WARNING), patience=PERSON_PATIENCE)
    revoked = revoke_token(warehouse, token, SystemClock().now())
    console.print(f"已吊销 {revoked.token_id}（代表 {revoked.login}）。")


def _at(instant: datetime) -> str:
    return instant.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M")
