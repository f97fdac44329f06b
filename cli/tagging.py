"""`fenghuo tag`: what a post is about and whom it addresses, for a person or line by line for a program."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, BinaryIO

import typer
from rich.console import Group
from rich.table import Table
from rich.text import Text

from cli.context import begin, console
from cli.lexicons_in_use import tagger_in_use
from hub.errors import ConfigError, InvalidRecord
from nlp.tagger import Evidence, Tagger, TagResult
from nlp.vocabulary import AUDIENCE_NAMES, OTHER, TOPIC_NAMES

_KIND_NAMES = {"topic": "主题", "audience": "受众"}
_HIGHLIGHT = {"topic": "bold yellow", "audience": "bold cyan"}


def tag(
    text: Annotated[str | None, typer.Argument(help="The post's text.")] = None,
    title: Annotated[str, typer.Option(help="Its title, if it has one.")] = "",
    jsonl: Annotated[
        Path | None,
        typer.Option(
            help="Tag each line {id, title, text, platform} of this file (- is standard input) "
            "and write {id, topics, audiences, evidence}."
        ),
    ] = None,
) -> None:
    """Tag a post and explain it, or tag a file of posts."""
    if (text is None) == (jsonl is None):
        raise ConfigError("fenghuo tag needs either the TEXT of a post or --jsonl FILE.")
    tagger = tagger_in_use(begin(logging.WARNING))
    if jsonl is not None:
        _write_lines(_posts(jsonl), tagger)
    elif text is not None:
        console.print(explanation(title, text, tagger.tag(title, text)))


@dataclass(frozen=True, slots=True)
class _Post:
    """A line to tag; `post_id` goes back as it came."""

    post_id: str | int
    title: str
    text: str
    platform: str


def explanation(title: str, text: str, result: TagResult) -> Group:
    """The post with its evidence highlighted, and below it a table of the labels."""
    shown = [_highlighted(title, "title", result.evidence)] if title else []
    shown.append(_highlighted(text, "text", result.evidence))
    return Group(*shown, Text(""), _label_table(result), Text(_no_audience(result), style="dim"))


def _highlighted(original: str, part: str, evidence: Sequence[Evidence]) -> Text:
    styled = Text(original, style="bold" if part == "title" else "")
    for found in evidence:
        for word in found.words:
            if (word.where == "title") == (part == "title"):
                styled.stylize(_HIGHLIGHT[found.kind], word.begin, word.end)
    return styled


def _label_table(result: TagResult) -> Table:
    table = Table(header_style="bold")
    for column, justify in (("类别", "left"), ("标签", "left"), ("得分", "right"), ("依据", "left")):
        table.add_column(column, justify="right" if justify == "right" else "left", overflow="fold")
    if result.topics == (OTHER,) and not result.evidence:
        table.add_row(_KIND_NAMES["topic"], f"{TOPIC_NAMES[OTHER]} {OTHER}", "–", "没有足够的依据")
    for found in result.evidence:
        name = (TOPIC_NAMES if found.kind == "topic" else AUDIENCE_NAMES)[found.label]
        words = "、".join(dict.fromkeys(word.word for word in found.words))
        style = _HIGHLIGHT[found.kind]
        label = Text(f"{name} {found.label}", style=style)
        table.add_row(_KIND_NAMES[found.kind], label, f"{found.score:.1f}", Text(words))
    return table


def _no_audience(result: TagResult) -> str:
    return "" if result.audiences else "面向所有人（没有特定受众）"


def _posts(path: Path) -> Iterator[_Post]:
    """The posts of a file; every line is checked before the first is given, so nothing is half done."""
    name = "standard input" if str(path) == "-" else str(path)
    try:
        lines = sys.stdin.buffer.read().split(b"\n") if str(path) == "-" else None
        checked = [_post(line, name, number) for number, line in _numbered(path, lines)]
    except OSError as error:
        raise ConfigError(f"{name} cannot be read: {error.strerror}.") from None
    yield from checked


def _numbered(path: Path, lines: Sequence[bytes] | None) -> Iterator[tuple[int, bytes]]:
    if lines is not None:
        yield from _filled(lines)
        return
    with path.open("rb") as file:
        yield from _filled(file)


def _filled(lines: BinaryIO | Sequence[bytes]) -> Iterator[tuple[int, bytes]]:
    for number, line in enumerate(lines, start=1):
        stripped = (line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line).strip()
        if stripped:
            yield number, stripped


def _post(line: bytes, name: str, number: int) -> _Post:
    where = f"{name}, line {number}"
    try:
        row = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError:
        raise InvalidRecord(f"{where}: not UTF-8; save the file as UTF-8.") from None
    except (ValueError, RecursionError) as error:
        reason = error.msg if isinstance(error, json.JSONDecodeError) else "nested too deeply or no number"
        raise InvalidRecord(f"{where}: no JSON ({reason}); each line is one object.") from None
    if not isinstance(row, dict):
        raise InvalidRecord(f"{where}: no JSON object; each line is {{id, title, text, platform}}.")
    post_id = row.get("id")
    if isinstance(post_id, bool) or not isinstance(post_id, str | int):
        raise InvalidRecord(f"{where}: “id” is missing or neither a text nor a whole number.")
    return _Post(post_id, *(_text_field(row, key, where) for key in ("title", "text", "platform")))


def _text_field(row: dict[str, object], key: str, where: str) -> str:
    value = row.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise InvalidRecord(f"{where}: “{key}” is no text.")
    return value


def _write_lines(posts: Iterator[_Post], tagger: Tagger) -> None:
    for post in posts:
        result = tagger.tag(post.title, post.text, post.platform)
        line = {
            "id": post.post_id,
            "topics": result.topics,
            "audiences": result.audiences,
            "evidence": [_evidence_object(found) for found in result.evidence],
        }
        encoded = json.dumps(line, ensure_ascii=False).encode("utf-8", errors="replace")
        sys.stdout.buffer.write(encoded + b"\n")
    sys.stdout.buffer.flush()


def _evidence_object(found: Evidence) -> dict[str, object]:
    words = [
        {"word": word.word, "where": word.where, "begin": word.begin, "end": word.end} for word in found.words
    ]
    return {"label": found.label, "kind": found.kind, "score": found.score, "words": words}
