"""Records as messages and back: JSON values, with the record's type and schema version in the headers.

Headers are `type` (a name of TYPES), `version` (`hub.records.SCHEMA_VERSION` when it was written) and
`content-type`. A reader takes any minor version of its own major: it ignores fields it does not know, and
fields it misses have defaults. Another major, or another type, is a record it cannot read.
"""

from __future__ import annotations

from datetime import UTC
from typing import Final, NamedTuple

import msgspec
import msgspec.inspect

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
        raise InvalidRecord(f"The {name} {_key(record)!s:.200} breaks its schema: {error}.") from None
    return Outgoing(TOPIC_OF_TYPE[name], _key(record), value, _headers(name))


def decode(message: Message) -> Record:
    """The record of a message. Raises InvalidRecord with a sentence that says where the message is."""
    try:
        return decode_value(message.value, message.headers)
    except InvalidRecord as error:
        where = f"Message {message.topic}/{message.partition}/{message.offset}"
        raise InvalidRecord(f"{where} cannot be read: {error.sentence}") from None


def decode_value(value: bytes, headers: dict[str, str]) -> Record:
    """The record in a value described by headers, instants in UTC. Raises InvalidRecord."""
    _require_readable(headers)
    try:
        return _with_utc_instants(_DECODERS[headers["type"]].decode(value))
    except _UNFIT as error:
        raise InvalidRecord(f"its {headers['type']} breaks the schema: {error}.") from None


def raw_value(record: Record) -> bytes:
    """The bytes to keep of a record that `encode` refuses: its JSON where that can be had, else its repr."""
    try:
        return _ENCODER.encode(record)
    except (ValueError, TypeError, msgspec.MsgspecError):
        return repr(record).encode("utf-8", "backslashreplace")


def _key(record: Record) -> str:
    return record.post_id if isinstance(record, PostSeen | MetricsSeen) else record.account_id


def _headers(name: str) -> dict[str, str]:
    return {"type": name, "version": SCHEMA_VERSION, "content-type": CONTENT_TYPE}


def _require_readable(headers: dict[str, str]) -> None:
    for header in ("type", "version", "content-type"):
        if header not in headers:
            raise InvalidRecord(f"it has no header {header!r}.")
    if headers["content-type"] != CONTENT_TYPE:
        raise InvalidRecord(f"its content type is {headers['content-type']!r}, not {CONTENT_TYPE}.")
    if headers["type"] not in _DECODERS:
        raise InvalidRecord(f"its type {headers['type']!r} is unknown here; upgrade the hub, then replay it.")
    _require_known_major(headers["version"])


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


def _is_number(text: str) -> bool:
    # Not longer: Python refuses to read numbers of some thousand digits, and not with InvalidRecord.
    return text.isascii() and text.isdigit() and len(text) <= 9


def _with_utc_instants(record: Record) -> Record:
    foreign = {
        name: require_utc(getattr(record, name))
        for name in _INSTANTS[type(record)]
        if getattr(record, name).tzinfo is not UTC
    }
    return msgspec.structs.replace(record, **foreign) if foreign else record


def _instant_fields(record_type: type[Record]) -> tuple[str, ...]:
    described = msgspec.inspect.type_info(record_type)
    if not isinstance(described, msgspec.inspect.StructType):
        raise TypeError(f"{record_type.__name__} is no msgspec struct")
    return tuple(f.name for f in described.fields if isinstance(f.type, msgspec.inspect.DateTimeType))


_INSTANTS: Final = {record_type: _instant_fields(record_type) for record_type in TYPES.values()}

_ENCODER: Final = msgspec.json.Encoder()
_DECODERS: Final = {name: msgspec.json.Decoder(record_type) for name, record_type in TYPES.items()}
_MAJOR: Final = int(SCHEMA_VERSION.partition(".")[0])
