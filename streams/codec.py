"""Records as messages and back: JSON values, with the record's type and schema version in the headers.

Headers are `type` (a name of TYPES), `version` (`hub.records.SCHEMA_VERSION` when it was written),
`content-type` and, where there is one, `trace` (`hub/tracing.py`), which no reader needs. A reader takes any
minor version of its own major: fields it misses have defaults, and those it does not know are told by
`unknown_fields`. Another major, or another type, is a record it cannot read.
"""

from __future__ import annotations

from datetime import UTC
from functools import lru_cache
from typing import Final, NamedTuple

import msgspec
import msgspec.inspect
from msgspec import Struct

from hub.clock import require_utc
from hub.errors import InvalidRecord
from hub.records import SCHEMA_VERSION, AccountSeen, CrawlFinished, MetricsSeen, PostSeen, Record
from streams import topics
from streams.log import Message

CONTENT_TYPE: Final = "application/json"

TYPES: Final[dict[str, type[Record]]] = {
    "PostSeen": PostSeen,
    "MetricsSeen": MetricsSeen,
    "AccountSeen": AccountSeen,
    "CrawlFinished": CrawlFinished,
}
"""The names on the wire. They stay as they are even if a class is renamed."""

TYPE_OF_TOPIC: Final[dict[str, str]] = {
    topics.POSTS: "PostSeen",
    topics.METRICS: "MetricsSeen",
    topics.ACCOUNTS: "AccountSeen",
    topics.CRAWLS: "CrawlFinished",
}
TOPIC_OF_TYPE: Final[dict[str, str]] = {name: topic for topic, name in TYPE_OF_TOPIC.items()}


# What a value can do wrong: its shape (MsgspecError), its text (UnicodeError is a ValueError), its nesting,
# an instant before the year 1 in UTC, something that is no datetime where one belongs.
_UNFIT: Final = (msgspec.MsgspecError, ValueError, TypeError, AttributeError, RecursionError, OverflowError)


class Outgoing(NamedTuple):
    """What a producer sends: `producer.send(*outgoing)`."""

    topic: str
    key: str
    value: bytes
    headers: dict[str, str]


def encode(record: Record) -> Outgoing:
    """A record as a message, instants in UTC.

    Raises InvalidRecord where the loader would refuse it: a naive datetime, an empty id, a field of the wrong
    type. A float that is not a number becomes null: unknown.
    """
    name = type(record).__name__
    try:
        value = _ENCODER.encode(_with_utc_instants(record))
        _DECODERS[name].decode(value)
    except _UNFIT as error:
        raise InvalidRecord(f"The {name} {key_of(record)!s:.200} breaks its schema: {error}.") from None
    return Outgoing(TOPIC_OF_TYPE[name], key_of(record), value, _headers(name))


def decode(message: Message) -> Record:
    """The record of a message. Raises InvalidRecord with a sentence that says where the message is."""
    try:
        return decode_value(message.value, message.headers)
    except InvalidRecord as error:
        where = f"Message {message.topic}/{message.partition}/{message.offset}"
        raise InvalidRecord(f"{where} cannot be read: {error.sentence}") from None


def decode_value(value: bytes, headers: dict[str, str]) -> Record:
    """The record in a value described by headers, instants in UTC. Raises InvalidRecord."""
    _require_readable(*map(headers.get, _REQUIRED))
    try:
        if headers["version"] != SCHEMA_VERSION:
            value.decode()  # msgspec passes over fields it does not know without reading their text
        return _with_utc_instants(_DECODERS[headers["type"]].decode(value))
    except _UNFIT as error:
        raise InvalidRecord(f"its {headers['type']} breaks the schema: {error}.") from None


def unknown_fields(message: Message) -> bytes:
    """The fields of a newer minor version that this hub does not know, as JSON; empty where there are none.

    The message is one that `decode` has read. The values are the bytes they came in; a field inside another
    (a new metric) stands inside it here too.
    """
    if message.headers["version"] == SCHEMA_VERSION or not _is_newer_minor(message.headers["version"]):
        return b""
    unknown = _beyond(message.value, TYPES[message.headers["type"]])
    return msgspec.json.encode(unknown) if unknown else b""


def raw_value(record: Record) -> bytes:
    """The bytes to keep of a record that `encode` refuses: its JSON where that can be had, else its repr."""
    try:
        return _ENCODER.encode(record)
    except (ValueError, TypeError, msgspec.MsgspecError):
        return repr(record).encode("utf-8", "backslashreplace")


def key_of(record: Record) -> str:
    """What decides a record's partition: its post where it is about one, else its account."""
    return record.post_id if isinstance(record, PostSeen | MetricsSeen) else record.account_id


def _headers(name: str) -> dict[str, str]:
    return {"type": name, "version": SCHEMA_VERSION, "content-type": CONTENT_TYPE}


# Remembered, since nearly all messages say the same here.
@lru_cache(maxsize=64)
def _require_readable(name: str | None, version: str | None, content_type: str | None) -> None:
    if name is None or version is None or content_type is None:
        missing = _REQUIRED[(name, version, content_type).index(None)]
        raise InvalidRecord(f"it has no header {missing!r}.")
    if content_type != CONTENT_TYPE:
        raise InvalidRecord(f"its content type is {content_type!r}, not {CONTENT_TYPE}.")
    if name not in _DECODERS:
        raise InvalidRecord(f"its type {name!r} is unknown here; upgrade the hub, then replay it.")
    _require_known_major(version)


def _require_known_major(version: str) -> None:
    major, _, minor = version.partition(".")
    if not (_is_number(major) and _is_number(minor)):
        raise InvalidRecord(f"its schema version {version[:20]!r} is not of the form major.minor.")
    if int(major) > _MAJOR:
        raise InvalidRecord(
            f"its schema version {version} is newer than {SCHEMA_VERSION}, which this hub reads; "
            "upgrade the hub, then replay it."
        )
    if int(major) < _MAJOR:
        raise InvalidRecord(f"its schema version {version} is older than this hub can read.")


def _is_newer_minor(version: str) -> bool:
    return _as_number(version.partition(".")[2]) > _as_number(_MINOR)


def _as_number(digits: str) -> tuple[int, str]:
    """What orders digits like the number they write, however many they are."""
    significant = digits.lstrip("0")
    return len(significant), significant


def _beyond(value: bytes | msgspec.Raw, struct: type[Struct]) -> dict[str, object]:
    """What an object has that a struct has not."""
    known = {field.encode_name: field.type for field in msgspec.structs.fields(struct)}
    beyond: dict[str, object] = {}
    for name, told in msgspec.json.decode(value, type=dict[str, msgspec.Raw]).items():
        if name not in known:
            beyond[name] = told
        elif isinstance(known[name], type) and issubclass(known[name], Struct):
            inner = _beyond(told, known[name])
            beyond |= {name: inner} if inner else {}
    return beyond


def _is_number(text: str) -> bool:
    # Not longer: Python refuses to read numbers of some thousand digits, and not with InvalidRecord.
    return text.isascii() and text.isdigit() and len(text) <= 9


def _with_utc_instants(record: Record) -> Record:
    names = _INSTANTS[type(record)]
    for name in names:
        if getattr(record, name).tzinfo is not UTC:
            foreign = {each: require_utc(getattr(record, each)) for each in names}
            return msgspec.structs.replace(record, **foreign)
    return record


def _instant_fields(record_type: type[Record]) -> tuple[str, ...]:
    described = msgspec.inspect.type_info(record_type)
    if not isinstance(described, msgspec.inspect.StructType):
        raise TypeError(f"{record_type.__name__} is no msgspec struct")
    return tuple(f.name for f in described.fields if isinstance(f.type, msgspec.inspect.DateTimeType))


_INSTANTS: Final = {record_type: _instant_fields(record_type) for record_type in TYPES.values()}

_REQUIRED: Final = ("type", "version", "content-type")
_ENCODER: Final = msgspec.json.Encoder()
_DECODERS: Final = {name: msgspec.json.Decoder(record_type) for name, record_type in TYPES.items()}
_MAJOR: Final = int(SCHEMA_VERSION.partition(".")[0])
_MINOR: Final = SCHEMA_VERSION.partition(".")[2]
