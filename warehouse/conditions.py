"""Conditions that a person writes on a view's rows, as bound parameters: `level=county`, `posts>=10`.

What was written is never put into SQL: the column must be one of the view's own, the comparison one of six,
and the value travels beside the query as a parameter of the column's type.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import get_close_matches
from typing import Final

from hub.clock import BEIJING, require_utc
from hub.errors import ConfigError

_CONDITION: Final = re.compile(r"\s*([A-Za-z_][A-Za-z0-9_]*)\s*(>=|<=|!=|=|>|<)(.*)\Z", re.DOTALL)
_WRAPPED: Final = re.compile(r"(?:LowCardinality|Nullable)\((.*)\)\Z", re.DOTALL)
_ARRAY: Final = re.compile(r"Array\((.*)\)\Z", re.DOTALL)
_YES_NO: Final = {"true": True, "1": True, "是": True, "false": False, "0": False, "否": False}
_HOW: Final = "write column=value, or one of != > >= < <= in the place of ="


@dataclass(frozen=True)
class Conditions:
    """`sql` is what follows WHERE (`1` where nothing is asked), with the values of its `{name:Type}`."""

    sql: str = "1"
    parameters: Mapping[str, object] = field(default_factory=dict)


def parse_conditions(wanted: Sequence[str], columns: Mapping[str, str]) -> Conditions:
    """All of `wanted` at once, on a view whose `columns` are named with their ClickHouse types.

    Text, numbers, 是/否, Beijing days and instants (Beijing time unless they say otherwise) are compared; of
    an array `=` asks whether it holds the value. `column=` asks for an empty one. Raises ConfigError for a
    column the view has not (with near names), and for a comparison or value that does not suit the column.
    """
    parsed = [_parse(one, f"where_{number}", columns) for number, one in enumerate(wanted)]
    return Conditions(
        " AND ".join(sql for sql, _ in parsed) or "1",
        {name: value for _, bound in parsed for name, value in bound.items()},
    )


def near(word: str, words: Sequence[str]) -> str:
    """“; did you mean …?” where a word resembles others, else nothing."""
    found = get_close_matches(word, words, n=3, cutoff=0.5)
    return f"; did you mean {' or '.join(found)}?" if found else ""


def _parse(text: str, parameter: str, columns: Mapping[str, str]) -> tuple[str, dict[str, object]]:
    match = _CONDITION.match(text)
    if not match:
        raise ConfigError(f"“{text}” is no condition; {_HOW}.")
    column, comparison, written = match.group(1), match.group(2), match.group(3).strip()
    if column not in columns:
        raise ConfigError(f"There is no column {column}{near(column, list(columns)) or '.'}")
    bare = _bare(columns[column])
    held = _ARRAY.match(bare)
    if held:
        return _held(text, column, comparison, written, _bare(held.group(1)), parameter)
    if not written and bare != "String":
        return _empty(text, column, comparison), {}
    value, typed = _value(text, written, bare)
    return f"{column} {comparison} {{{parameter}:{typed}}}", {parameter: value}


def _held(
    text: str, column: str, comparison: str, written: str, bare: str, parameter: str
) -> tuple[str, dict[str, object]]:
    if comparison not in ("=", "!="):
        raise ConfigError(f"{column} holds several values, so “{text}” has no answer; ask with = or !=.")
    without = "NOT " if comparison == "!=" else ""
    if not written:
        return f"{without}empty({column})", {}
    value, typed = _value(text, written, bare)
    return f"{without}has({column}, {{{parameter}:{typed}}})", {parameter: value}


def _empty(text: str, column: str, comparison: str) -> str:
    if comparison not in ("=", "!="):
        raise ConfigError(f"“{text}” compares with nothing; write a value.")
    return f"{column} IS {'NOT ' if comparison == '!=' else ''}NULL"


def _bare(column_type: str) -> str:
    """The type without what does not matter to a comparison."""
    while wrapped := _WRAPPED.match(column_type):
        column_type = wrapped.group(1)
    return column_type


def _value(text: str, written: str, bare: str) -> tuple[object, str]:
    """The value as its column's type has it, and the type it is bound as."""
    for begins, read, typed in _READERS:
        if bare.startswith(begins):
            try:
                return read(written), typed
            except (ValueError, KeyError, OverflowError):
                raise ConfigError(f"“{text}” does not suit a column of type {bare}.") from None
    raise ConfigError(f"“{text}” asks a column of type {bare}, which cannot be compared; ask another one.")


def _instant(written: str) -> datetime:
    given = datetime.fromisoformat(written)
    return require_utc(given if given.tzinfo else given.replace(tzinfo=BEIJING))


def _integer(written: str) -> int:
    number = int(written)
    if not -(2**63) <= number < 2**63:
        raise OverflowError
    return number


_READERS: Final[tuple[tuple[str, Callable[[str], object], str], ...]] = (
    ("DateTime", _instant, "DateTime64(3, 'UTC')"),
    ("Date", date.fromisoformat, "Date32"),
    ("Bool", lambda written: _YES_NO[written.lower()], "Bool"),
    ("Float", float, "Float64"),
    ("UInt", _integer, "Int64"),
    ("Int", _integer, "Int64"),
    ("String", str, "String"),
    ("Enum", str, "String"),
)
"""How the types of the views begin, how a person's word is read, and the type it is bound as."""
