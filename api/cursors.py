"""Where a page ended, as the text that asks for the next one.

A cursor is the key of the page's last row, so that pages stay as they are while rows are added before them.
It belongs to one question and its filters. It gives no right: whatever it says, the warehouse answers within
the jurisdiction of whoever asks.
"""

from __future__ import annotations

import binascii
import hashlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, Final

import msgspec

from api.filters import Paging
from api.questions import Question

_BEGINNINGS: Final[Mapping[type, Any]] = {
    str: "",
    int: 0,
    date: date(1970, 1, 1),
    datetime: datetime(1970, 1, 1, tzinfo=UTC),
}
"""What is bound for a key of each type where there is no cursor."""


class WrongCursor(Exception):
    """A cursor that is none of ours, or belongs to other filters."""


def cursor_after(question: Question, filters: Paging, row: msgspec.Struct) -> str:
    """The cursor of the page after `row`."""
    key = [getattr(row, column) for column in question.key]
    return urlsafe_b64encode(msgspec.json.encode([_mark(question, filters), *key])).rstrip(b"=").decode()


def key_parameters(question: Question, filters: Paging) -> dict[str, object]:
    """The parameters `resumed` and `after_…` that a question's SQL goes on from. Raises WrongCursor."""
    types = _key_types(question)
    if isinstance(filters.cursor, str):
        key = _decoded(filters.cursor, types, _mark(question, filters))
    else:
        key = [_BEGINNINGS[of] for of in types]
    after = {f"after_{column}": value for column, value in zip(question.key, key, strict=True)}
    return {"resumed": isinstance(filters.cursor, str), **after}


def _decoded(cursor: str, types: list[type], mark: str) -> list[Any]:
    shape: Any = tuple.__class_getitem__((str, *types))
    try:
        raw = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        found, *key = msgspec.json.decode(raw, type=shape)
    except (binascii.Error, ValueError, msgspec.MsgspecError):
        raise WrongCursor from None
    if found != mark or not all(_bindable(value) for value in key):
        raise WrongCursor
    return list(key)


def _bindable(value: Any) -> bool:
    """Whether the engine's type of a key holds a value; no row of ours has another."""
    if isinstance(value, datetime):
        return value.tzinfo is not None and 1970 <= value.year < 2149
    if isinstance(value, date):
        return 1970 <= value.year < 2149
    return 0 <= value < 256 if isinstance(value, int) else "\0" not in value


def _key_types(question: Question) -> list[type]:
    info: Any = msgspec.inspect.type_info(question.row)
    fields = {field.name: field.type for field in info.fields}
    return [_plain(fields[column]) for column in question.key]


def _plain(info: Any) -> type:
    """The Python type behind a field's, its meaning and its choices left aside."""
    while isinstance(info, msgspec.inspect.Metadata):
        info = info.type
    kinds: dict[type, type] = {
        msgspec.inspect.IntType: int,
        msgspec.inspect.DateType: date,
        msgspec.inspect.DateTimeType: datetime,
    }
    return kinds.get(type(info), str)


def _mark(question: Question, filters: Paging) -> str:
    """What tells a question with its filters from others, however many rows a page has."""
    given = {name: value for name, value in msgspec.to_builtins(filters).items() if name not in _OF_PAGING}
    text = msgspec.json.encode([question.name, sorted(given.items())])
    return hashlib.sha256(text).hexdigest()[:12]


_OF_PAGING: Final = frozenset({"limit", "cursor"})
