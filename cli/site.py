"""`fenghuo site`: try the rules of one website before the hub works by them."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from cli.context import begin, console
from crawlers.gatherer import run_gathering
from crawlers.pages.dates import Dated
from crawlers.pages.site_file import read_site_file
from crawlers.pages.site_rules import SiteRules
from crawlers.site_trial import Trial, try_site
from hub.clock import BEIJING, SystemClock
from hub.errors import ConfigError
from hub.settings import Settings

app = typer.Typer(no_args_is_help=True, help="The rules of websites.")

SHOWN_ROWS = 20
SHOWN_TEXT = 200


@app.callback()
def site() -> None:
    """Keeps `check` a command of its own, for those that will follow."""


@app.command()
def check(
    file: Annotated[Path, typer.Argument(help="A site's rules, as in docs/sources/website.md.")],
    url: Annotated[
        str | None, typer.Option(help="List page to try them on; default: the file's list.address.")
    ] = None,
) -> None:
    """Name every fault in a site's rules, and show what they yield from one list page and its newest article.

    Exits with 2 if there is a fault or the list has no row, with 1 if a page cannot be had.
    """
    settings = begin(logging.ERROR)
    rules, faults = read_site_file(file)
    for fault in faults:
        console.print(str(fault), markup=False)
    if faults:
        console.print(f"共 {len(faults)} 处需要改正。")
        raise typer.Exit(2)
    console.print(f"{file.name} 的写法无误。", markup=False)
    address = url or rules.list.address
    if address is None:
        console.print("要看它从列表页读出什么，请加 --url 列表页地址。")
        return
    _try(settings, rules, address)


def _try(settings: Settings, rules: SiteRules, address: str) -> None:
    trial = run_gathering(try_site(settings, rules, address, SystemClock()))
    _show_rows(trial)
    if not trial.rows:
        raise ConfigError("列表页里没有读出任何一行，请对照网页改正 list.row。")
    _show_article(trial)


def _show_rows(trial: Trial) -> None:
    table = Table(title="列表页", title_justify="left", header_style="bold")
    table.add_column("日期", no_wrap=True)
    table.add_column("标题", overflow="fold")
    table.add_column("地址", overflow="fold")
    for row in trial.rows[:SHOWN_ROWS]:
        table.add_row(_at(row.dated), Text(row.title), Text(row.url))
    console.print(table)
    undated = sum(row.dated is None for row in trial.rows)
    console.print(f"共 {len(trial.rows)} 行，其中 {undated} 行没有日期；下一页：{trial.following or '没有'}")


def _show_article(trial: Trial) -> None:
    page = trial.article
    if page is None:
        console.print(f"第一篇读不了：{trial.refusal}", markup=False)
        raise typer.Exit(1)
    published = page.published_at.astimezone(BEIJING).isoformat() if page.published_at else "—"
    table = Table(title="第一篇", title_justify="left", show_header=False)
    table.add_column("", style="bold", no_wrap=True)
    table.add_column("", overflow="fold")
    for name, told in (
        ("标题", page.title),
        ("发布时间", f"{published}（{page.published_precision or '—'}）"),
        ("来源", page.source_label or "—"),
        ("正文", page.text[:SHOWN_TEXT] + ("…" if len(page.text) > SHOWN_TEXT else "")),
        ("提取方式", page.extractor),
        *(("注意", note) for note in page.notes),
    ):
        table.add_row(name, Text(told))
    console.print(table)


def _at(dated: Dated | None) -> str:
    if dated is None:
        return "—"
    local = dated.instant.astimezone(BEIJING)
    return f"{local:%Y-%m-%d}" if dated.precision == "day" else f"{local:%Y-%m-%d %H:%M}"
