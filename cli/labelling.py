"""`fenghuo label`: staff put a post's labels right, and the next training learns from it."""

from __future__ import annotations

import csv
import io
import logging
from pathlib import Path
from typing import Annotated, Final

import typer

from cli.context import begin, console, warehouse_to_read
from hub.errors import ConfigError
from hub.settings import Settings
from nlp.labelled import CORRECTION_COLUMNS, checked_codes

_SQL = Path(__file__).parent / "sql"
_LIST_MARK: Final = "|"


def label(
    post_id: Annotated[str, typer.Argument(help="The post, for example weibo:5012345678.")],
    topics: Annotated[str, typer.Option(help="Its right topics, the main one first: ebike,enforcement.")],
    audiences: Annotated[str, typer.Option(help="Its right audiences; leave out for everybody.")] = "",
    note: Annotated[str, typer.Option(help="Why, for the colleagues.")] = "",
) -> None:
    """Keep the right labels of a post in corrections.csv of the data directory."""
    codes = _codes(topics), _codes(audiences)
    checked_codes(*codes, "fenghuo label")
    settings = begin(logging.WARNING)
    post = _post(settings, post_id)
    row = {**post, "topics": _LIST_MARK.join(codes[0]), "audiences": _LIST_MARK.join(codes[1]), "note": note}
    path = corrections_path(settings)
    count = _keep(path, row)
    console.print(f"已记入 {path}（共 {count} 篇）；运行 fenghuo lexicon train 后生效。")


def corrections_path(settings: Settings) -> Path:
    """Where staff's corrections are kept."""
    return settings.data / "corrections.csv"


def _codes(written: str) -> tuple[str, ...]:
    return tuple(code.strip() for code in written.replace("，", ",").split(",") if code.strip())


def _post(settings: Settings, post_id: str) -> dict[str, str]:
    rows = warehouse_to_read(settings).query_file(_SQL / "post_to_label.sql", {"post_id": post_id})
    if not rows:
        raise ConfigError(f"The warehouse has no post {post_id}; `fenghuo sql` finds its post_id.")
    return {name: str(rows[0][name]) for name in ("post_id", "platform", "title", "text")}


def _keep(path: Path, row: dict[str, str]) -> int:
    """Put the row in the place of an older one for the same post; the file is whole at any time."""
    rows = [kept for kept in _kept(path) if kept["post_id"] != row["post_id"]] + [row]
    written = io.StringIO()
    writer = csv.DictWriter(written, CORRECTION_COLUMNS, extrasaction="ignore", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    # With a byte order mark, so that a spreadsheet opens it as UTF-8.
    part.write_text(written.getvalue(), encoding="utf-8-sig", newline="")
    part.replace(path)
    return len(rows)


def _kept(path: Path) -> list[dict[str, str]]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        if not set(reader.fieldnames or ()) >= set(CORRECTION_COLUMNS):
            raise ConfigError(f"{path} needs the columns {', '.join(CORRECTION_COLUMNS)}.")
        return list(reader)
