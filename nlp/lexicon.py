"""The lexicons: which words speak for which topic or audience, in CSV files staff edit in a spreadsheet.

Columns: label (a code of `names.csv`), entry, kind, weight, excludes, note.

    word      counts where the segmenter cuts exactly this word
    phrase    counts wherever these characters stand
    pattern   a regular expression over normalised text

A negative weight speaks against the label. `excludes` lists, separated by `|`, longer strings in which the
entry means something else (火锅 for 火); one that begins with `*` silences it wherever the post has it.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, cast, get_args

from hub.errors import ConfigError
from nlp.normalise import normalise
from nlp.vocabulary import AUDIENCE_NAMES, LEXICONS, TOPIC_NAMES

EntryKind = Literal["word", "phrase", "pattern"]
LabelKind = Literal["topic", "audience"]
_COLUMNS: Final = ("label", "entry", "kind", "weight", "excludes", "note")
_FILES: Final[tuple[tuple[LabelKind, str], ...]] = (("topic", "topics.csv"), ("audience", "audiences.csv"))


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a lexicon file; `entry`, `excludes` and `silenced_by` are normalised as texts are."""

    label_kind: LabelKind
    label: str
    entry: str
    kind: EntryKind
    weight: float
    excludes: tuple[str, ...]
    silenced_by: tuple[str, ...]
    line: int = 0

    def is_excluded(self, text: str, begin: int, end: int) -> bool:
        """Whether [begin, end) is part of a longer string in which the entry does not count."""
        for exclude in self.excludes:
            at = text.find(exclude, max(0, end - len(exclude)), begin + len(exclude))
            if 0 <= at <= begin and at + len(exclude) >= end:
                return True
        return False


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All entries, with the digest of the files they came from."""

    entries: tuple[Entry, ...]
    digest: str

    def words(self) -> tuple[str, ...]:
        """What the segmenter must know: words and phrases, sorted."""
        return tuple(sorted({entry.entry for entry in self.entries if entry.kind != "pattern"}))


def load_lexicon(directory: Path = LEXICONS) -> Lexicon:
    """Read both lexicons. Raises ConfigError naming the file and line of the first mistake."""
    digest = lexicon_digest(directory)
    entries = (entry for label_kind, name in _FILES for entry in _read(directory / name, label_kind))
    return Lexicon(tuple(entries), digest)


def lexicon_digest(directory: Path = LEXICONS) -> str:
    """What tells one state of both files from another. Raises ConfigError where one cannot be read."""
    digest = hashlib.sha256()
    for _, name in _FILES:
        digest.update(_bytes_of(directory / name))
    return digest.hexdigest()[:12]


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ConfigError(f"The lexicon {path} cannot be read: {error.strerror}.") from None


def _read(path: Path, label_kind: LabelKind) -> Iterator[Entry]:
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise ConfigError(f"The lexicon {path} is not UTF-8; save it as “CSV UTF-8”.") from None
    reader = csv.DictReader(lines)
    if tuple(reader.fieldnames or ()) != _COLUMNS:
        raise ConfigError(f"The lexicon {path} must begin with the header {','.join(_COLUMNS)}.")
    for row in reader:
        yield _entry(row, label_kind, path, reader.line_num)


def _entry(row: dict[str, str], label_kind: LabelKind, path: Path, line: int) -> Entry:
    where = f"{path}, line {line}"
    label = (row["label"] or "").strip()
    if label not in (TOPIC_NAMES if label_kind == "topic" else AUDIENCE_NAMES):
        raise ConfigError(f"{where}: “{label}” is no {label_kind} code of names.csv.")
    kind = (row["kind"] or "").strip()
    if kind not in get_args(EntryKind):
        raise ConfigError(f"{where}: the kind “{kind}” is none of {', '.join(get_args(EntryKind))}.")
    excludes = [part for part in (row["excludes"] or "").split("|") if part]
    return Entry(
        label_kind=label_kind,
        label=label,
        entry=_matched_form((row["entry"] or "").strip(), kind, where),
        kind=cast("EntryKind", kind),
        weight=_weight(row["weight"], where),
        excludes=tuple(normalise(part).text for part in excludes if not part.startswith("*")),
        silenced_by=tuple(normalise(part[1:]).text for part in excludes if part.startswith("*")),
        line=line,
    )


def _matched_form(text: str, kind: str, where: str) -> str:
    if not text:
        raise ConfigError(f"{where}: the entry is empty.")
    if kind != "pattern":
        return normalise(text).text
    try:
        pattern = re.compile(text)
    except re.error as error:
        raise ConfigError(f"{where}: the pattern “{text}” is no regular expression: {error}.") from None
    if pattern.match(""):
        raise ConfigError(f"{where}: the pattern “{text}” matches the empty text and so every post.")
    return text


def _weight(text: str | None, where: str) -> float:
    try:
        weight = float(text or "")
    except ValueError:
        raise ConfigError(f"{where}: the weight “{text}” is no number.") from None
    if not -100 <= weight <= 100 or weight == 0:
        raise ConfigError(f"{where}: the weight {weight:g} is zero or beyond ±100.")
    return weight
