"""`fenghuo releases`: who carried whose message, in a file of posts."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Final

import typer

from hub.errors import InvalidRecord
from nlp.clusters import pairs_among
from nlp.fingerprints import Fingerprint
from nlp.republication import THRESHOLD

app = typer.Typer(no_args_is_help=True, help="Who carried whose message.")

Id = str | int
_BYTE_ORDER_MARK: Final = "\ufeff"


@app.callback()
def releases() -> None:
    """Who carried whose message."""


@app.command()
def compare(
    jsonl: Annotated[
        Path,
        typer.Option("--jsonl", help="JSON lines {id, title, text}, in any order; - reads standard input."),
    ],
    threshold: Annotated[
        float, typer.Option(min=0.0, max=1.0, help="Least score of a pair, from 0 to 1.")
    ] = THRESHOLD,
) -> None:
    """Write the pairs that carry the same message as JSON lines {a, b, score, relation} to standard output.

    Each pair comes once, a before b as in the file. Relations: exact, retitled, header_footer_added, excerpt,
    reordered, lightly_rewritten, summary_caption; same_release where both only carry a third post.
    """
    ids, posts = _read(jsonl)
    for pair in pairs_among(posts, threshold):
        line = {"a": ids[pair.one], "b": ids[pair.other], "score": pair.score, "relation": pair.relation}
        sys.stdout.write(json.dumps(line) + "\n")


def _read(path: Path) -> tuple[list[Id], list[Fingerprint]]:
    """The posts of the file. Raises InvalidRecord for the first line that is none."""
    ids: list[Id] = []
    posts: list[Fingerprint] = []
    lines: dict[Id, int] = {}
    for number, line in enumerate(_lines(path), start=1):
        if not line.strip():
            continue
        post_id, title, text = _post(line, f"Line {number} of {path}")
        if post_id in lines:
            raise InvalidRecord(
                f"Line {number} of {path} has the id {post_id!r} of line {lines[post_id]}; "
                "give each post its own."
            )
        lines[post_id] = number
        ids.append(post_id)
        posts.append(Fingerprint.of(title, text if text.strip() else title))
    return ids, posts


def _lines(path: Path) -> Iterator[str]:
    """The lines without a byte order mark; only line feeds end them, as U+2028 may stand in a text."""
    try:
        content = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
        return iter(content.decode("utf-8").removeprefix(_BYTE_ORDER_MARK).split("\n"))
    except OSError as error:
        raise InvalidRecord(
            f"{path} cannot be read ({error.strerror}); name a file of JSON lines."
        ) from error
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise InvalidRecord(f"Line {line} of {path} is not UTF-8; save the file as UTF-8.") from error


def _post(line: str, where: str) -> tuple[Id, str, str]:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InvalidRecord(f"{where} is not JSON; write one object a line: id, title, text.") from error
    if not isinstance(found, dict):
        raise InvalidRecord(f"{where} is no JSON object; write id, title and text.")
    post_id = found.get("id")
    if not isinstance(post_id, str | int) or isinstance(post_id, bool):
        raise InvalidRecord(f"{where} has no id; give each post one, as text or a whole number.")
    return post_id, _text(found, "title", where), _text(found, "text", where)


def _text(found: dict[str, object], name: str, where: str) -> str:
    value = found.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise InvalidRecord(f"{where} has a {name} that is no text; write it in quotes.")
    return value
