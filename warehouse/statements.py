"""Reading SQL just far enough: where a statement ends, where an INSERT's data begins, what it calls.

This is no parser. It knows comments, strings and quoted names, so that a semicolon or a keyword inside one
of them is not taken for the real thing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

HEAD_BYTES: Final = 65_536
"""How far into a request an INSERT's FORMAT clause is looked for; behind it may be gigabytes of data."""

_TOKEN: Final = re.compile(
    r"""(?P<comment>--[^\n]*|\#[!\ ][^\n]*|/\*.*?\*/)
      | (?P<string>'(?:[^'\\]|\\.|'')*')
      | (?P<name>"(?:[^"\\]|\\.|"")*"|`(?:[^`\\]|\\.|``)*`)
      | (?P<word>[A-Za-z_][A-Za-z0-9_]*)
      | (?P<space>\s+)
      | (?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)
_ASKING: Final = frozenset({"SELECT", "WITH", "SHOW", "DESC", "DESCRIBE", "EXISTS", "EXPLAIN", "CHECK", "("})
_DATA_START: Final = re.compile(rb"[ \t\f]*;?[ \t\f]*(?:\r?\n)?")


class Token(NamedTuple):
    """A piece of SQL; `start` and `end` are offsets into the text."""

    kind: Literal["comment", "string", "name", "word", "space", "other"]
    text: str
    start: int
    end: int


@dataclass(frozen=True)
class DataInsert:
    """An INSERT whose rows follow it: `INSERT INTO …`, its `SETTINGS …` or nothing, the format, the rows."""

    target: str
    settings: str
    format: str
    data: bytes

    def from_file(self, path: str) -> str:
        """The same statement with its rows in a file; `path` must need no quoting."""
        return f"{self.target} FROM INFILE '{path}' {self.settings} FORMAT {self.format}"


def tokens(sql: str) -> Iterator[Token]:
    """All of `sql` in pieces, in order; joined they give it back."""
    for match in _TOKEN.finditer(sql):
        yield Token(match.lastgroup, match.group(), match.start(), match.end())  # type: ignore[arg-type]


def split_statements(sql: str) -> list[str]:
    """The statements of a file, without their semicolons and without pieces that hold only comments."""
    statements, start, has_code = [], 0, False
    for token in tokens(sql + ";"):
        if token.text == ";":
            if has_code:
                statements.append(sql[start : token.start].strip())
            start, has_code = token.end, False
        elif token.kind not in ("comment", "space"):
            has_code = True
    return statements


def significant(sql: str) -> Iterator[Token]:
    """The tokens of `sql` that mean something: no comments, no white space."""
    return (token for token in tokens(sql) if token.kind not in ("comment", "space"))


def data_insert(request: bytes) -> DataInsert | None:
    """The parts of an `INSERT … FORMAT X` with its rows behind it; None for any other statement."""
    head = request[:HEAD_BYTES].decode("latin-1")  # one character a byte, so that offsets are bytes
    read: list[Token] = []
    for token in significant(head):
        read.append(token)
        word = token.text.upper() if token.kind == "word" else ""
        if read[0].text.upper() != "INSERT" or word in ("SELECT", "VALUES", "WITH"):
            return None
        if len(read) > 1 and read[-2].text.upper() == "FORMAT" and word:
            return _cut(request, read)
    return None


def _cut(request: bytes, read: list[Token]) -> DataInsert:
    clause, name = read[-2], read[-1]
    settings = [
        token.start
        for token, _, sign in zip(read, read[1:], read[2:], strict=False)
        if token.text.upper() == "SETTINGS" and sign.text == "="
    ]
    end = settings[0] if settings else clause.start
    start = _DATA_START.match(request, name.end)
    return DataInsert(
        target=_text(request[:end]),
        settings=_text(request[end : clause.start]),
        format=name.text,
        data=request[start.end() if start else name.end :],
    )


def _text(sql: bytes) -> str:
    # A comment at the end would swallow what is put behind it.
    return sql.decode("utf-8", errors="replace") + "\n"


def has_result(sql: str) -> bool:
    """Whether a statement answers with rows (perhaps none), as ClickHouse says by naming their format."""
    first = next(significant(sql), None)
    return first is not None and first.text.upper() in _ASKING


def trailing_format(sql: str) -> str | None:
    """The X of a `FORMAT X` at the end of a query, None without one."""
    last = [token for token in significant(sql) if token.text != ";"][-2:]
    return (
        last[1].text
        if len(last) == 2 and last[0].text.upper() == "FORMAT" and last[1].kind == "word"
        else None
    )


def called_names(sql: str) -> set[str]:
    """The lower-case names directly followed by an opening bracket: functions, table functions, engines."""
    called, previous = set(), None
    for token in significant(sql):
        if token.text == "(" and previous is not None and previous.kind in ("word", "name"):
            called.add(previous.text.strip('"`').lower())
        previous = token
    return called


def named_engines(sql: str) -> set[str]:
    """The lower-case names behind the word ENGINE, with or without a sign of equality between."""
    named, awaited = set(), False
    for token in significant(sql):
        if awaited and token.text == "=":
            continue
        if awaited and token.kind in ("word", "name"):
            named.add(token.text.strip('"`').lower())
        awaited = token.kind == "word" and token.text.upper() == "ENGINE"
    return named


def words(sql: str) -> set[str]:
    """The upper-case words of `sql` outside comments, strings and quoted names."""
    return {token.text.upper() for token in tokens(sql) if token.kind == "word"}
