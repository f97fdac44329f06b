"""`fenghuo extract`: what our rules read from a page, or from many, without gathering anything."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from cli.context import begin, console
from crawlers.gatherer import run_gathering
from crawlers.pages.encodings import decode
from crawlers.pages.extraction import Page, extract
from crawlers.single_page import read_page
from hub.clock import BEIJING, Clock, SystemClock
from hub.errors import ConfigError, FenghuoError
from hub.settings import Settings

FIELDS = {
    "title": "标题",
    "published_at": "发布时间",
    "published_precision": "时间精度",
    "source": "来源",
    "extractor": "提取方式",
    "text": "正文",
}


def extract_pages(
    pages: Annotated[list[str], typer.Argument(help="Saved pages or addresses.")],
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON object a page and line; always so for several pages.")
    ] = False,
) -> None:
    """Print title, published_at, published_precision, source, text and what answered, of each page.

    A page that cannot be read is an object with an `error`; then the exit code is 1.
    """
    settings, clock = begin(logging.ERROR), SystemClock()
    failed = False
    for answer in _answers(settings, clock, pages):
        failed |= "error" in answer
        if as_json or len(pages) > 1:
            sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
            sys.stdout.flush()
        else:
            _show(answer)
    if failed:
        raise typer.Exit(1)


def _answers(settings: Settings, clock: Clock, pages: list[str]) -> Iterator[dict[str, Any]]:
    for page in pages:
        try:
            yield {"page": page, **_told(_read(settings, clock, page))}
        except FenghuoError as error:
            yield {"page": page, "error": error.sentence}


def _read(settings: Settings, clock: Clock, page: str) -> Page:
    if page.startswith(("http://", "https://", "demo:")):
        return run_gathering(read_page(settings, page, clock))
    try:
        content = Path(page).read_bytes()
    except OSError as error:
        raise ConfigError(f"The page {page} cannot be read: {error.strerror}.") from None
    return extract(decode(content).text, f"file:///{Path(page).name}", clock.now())


def _told(page: Page) -> dict[str, Any]:
    published = page.published_at.astimezone(BEIJING).isoformat() if page.published_at else None
    return {
        "title": page.title,
        "published_at": published,
        "published_precision": page.published_precision,
        "source": page.source_label,
        "text": page.text,
        "extractor": page.extractor,
        "notes": list(page.notes),
    }


def _show(answer: dict[str, Any]) -> None:
    if "error" in answer:
        sys.stderr.write(f"fenghuo: {answer['error']}\n")
        return
    table = Table(show_header=False)
    table.add_column("", style="bold", no_wrap=True)
    table.add_column("", overflow="fold")
    for name, told in FIELDS.items():
        table.add_row(told, _plain(answer[name]))
    for note in answer["notes"]:
        table.add_row("注意", _plain(note))
    console.print(table)


def _plain(value: object) -> Text:
    """Text, not markup: a page's words may hold brackets."""
    return Text("—" if value in (None, "") else str(value))
