"""Posts with labels that people gave: what the learned model is trained on, and staff's corrections.

A CSV file (UTF-8, a spreadsheet's) has the columns topics, audiences, title, text and, for corrections,
post_id and platform; codes are separated by `|`, the main topic first. A JSON-lines file has the same names
with lists.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hub.errors import ConfigError
from nlp.vocabulary import AUDIENCE_NAMES, OTHER, TOPIC_NAMES

POSTS: Final = Path(__file__).parent / "lexicons" / "posts.csv"
"""Posts written for this project, from which the shipped weights were learned."""
CORRECTION_COLUMNS: Final = ("post_id", "platform", "title", "text", "topics", "audiences", "note")
_NEEDED: Final = frozenset({"topics", "audiences", "text"})


@dataclass(frozen=True, slots=True)
class LabelledPost:
    """A post and its right labels; `topics` is not empty, its first is the main topic."""

    title: str
    text: str
    topics: tuple[str, ...]
    audiences: tuple[str, ...]


def read_labelled(path: Path) -> list[LabelledPost]:
    """The posts of a .csv or .jsonl file. Raises ConfigError naming file and line of the first mistake."""
    try:
        content = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ConfigError(f"The labelled posts {path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise ConfigError(f"The labelled posts {path} are not UTF-8; save them as “CSV UTF-8”.") from None
    rows = _json_rows(content, path) if path.suffix == ".jsonl" else _csv_rows(content, path)
    return [_labelled(row, where) for where, row in rows]


def checked_codes(topics: Iterable[str], audiences: Iterable[str], where: str) -> None:
    """Raise ConfigError unless the codes are known and `other` stands alone."""
    topics = tuple(topics)
    unknown = [code for code in topics if code not in TOPIC_NAMES]
    unknown += [code for code in audiences if code not in AUDIENCE_NAMES]
    if unknown:
        raise ConfigError(f"{where}: “{unknown[0]}” is no code of names.csv.")
    if not topics or (OTHER in topics and len(topics) > 1):
        raise ConfigError(f"{where}: a post has at least one topic, and `{OTHER}` stands alone.")


def _csv_rows(content: str, path: Path) -> Iterator[tuple[str, Mapping[str, object]]]:
    reader = csv.DictReader(content.splitlines(keepends=True))
    if not set(reader.fieldnames or ()) >= _NEEDED:
        raise ConfigError(f"The labelled posts {path} need the columns {', '.join(sorted(_NEEDED))}.")
    for row in reader:
        codes = {name: tuple(filter(None, (row[name] or "").split("|"))) for name in ("topics", "audiences")}
        yield f"{path}, line {reader.line_num}", {**row, **codes}


def _json_rows(content: str, path: Path) -> Iterator[tuple[str, Mapping[str, object]]]:
    for number, line in enumerate(content.split("\n"), start=1):
        if line.strip():
            where = f"{path}, line {number}"
            try:
                row = json.loads(line)
            except ValueError:
                raise ConfigError(f"{where}: no JSON; each line is one object.") from None
            if not isinstance(row, dict) or not row.keys() >= _NEEDED:
                raise ConfigError(f"{where}: an object with {', '.join(sorted(_NEEDED))} is needed.")
            yield where, row


def _labelled(row: Mapping[str, object], where: str) -> LabelledPost:
    codes = {name: row[name] for name in ("topics", "audiences")}
    for name, value in codes.items():
        if not isinstance(value, list | tuple):
            raise ConfigError(f"{where}: “{name}” is no list of codes.")
    topics, audiences = (
        tuple(map(str, value)) for value in codes.values() if isinstance(value, list | tuple)
    )
    checked_codes(topics, audiences, where)
    return LabelledPost(str(row.get("title") or ""), str(row["text"] or ""), topics, audiences)
