"""Columns as an Arrow stream: the way rows go in at the least cost to both sides.

A column's ClickHouse type says its Arrow type; ClickHouse reads the stream as it says in
https://clickhouse.com/docs/interfaces/formats/ArrowStream
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

import pyarrow as pa

FORMAT: Final = "ArrowStream"

_INSTANT: Final = re.compile(r"DateTime64\(([0369]), '[^']*'\)\Z")
_ENUM: Final = re.compile(r"Enum(?:8|16)\(.*\)\Z")
_FIXED: Final = re.compile(r"FixedString\((\d+)\)\Z")
_MAP: Final = re.compile(r"Map\((\w+|LowCardinality\(\w+\)), (.*)\)\Z")
_WRAPPED: Final = re.compile(r"(Nullable|LowCardinality|Array)\((.*)\)\Z")
_AGGREGATED: Final = re.compile(r"SimpleAggregateFunction\(\w+, (.*)\)\Z")
_UNITS: Final = {"0": "s", "3": "ms", "6": "us", "9": "ns"}
_PLAIN: Final[Mapping[str, Any]] = {
    "String": pa.string(),
    "Bool": pa.bool_(),
    "Date": pa.date32(),
    "Float32": pa.float32(),
    "Float64": pa.float64(),
    "Int8": pa.int8(),
    "Int16": pa.int16(),
    "Int32": pa.int32(),
    "Int64": pa.int64(),
    "UInt8": pa.uint8(),
    "UInt16": pa.uint16(),
    "UInt32": pa.uint32(),
    "UInt64": pa.uint64(),
}


def arrow_stream(columns: Mapping[str, Sequence[object]], types: Mapping[str, str], packed: bool) -> Any:
    """Columns of equal length as the bytes of a stream, compressed with lz4 where `packed`.

    `types` are the columns' ClickHouse types. Raises ValueError, TypeError or OverflowError for a value its
    column cannot hold, and ValueError for a type that has no Arrow type here.
    """
    arrays = [pa.array(values, arrow_type(types[name])) for name, values in columns.items()]
    batch = pa.record_batch(arrays, list(columns))
    sink = pa.BufferOutputStream()
    options = pa.ipc.IpcWriteOptions(compression="lz4" if packed else None)
    with pa.ipc.new_stream(sink, batch.schema, options=options) as writer:
        writer.write_batch(batch)
    return sink.getvalue()


def arrow_type(clickhouse_type: str) -> Any:
    """The Arrow type for values of a ClickHouse type. Raises ValueError where there is none here."""
    if instant := _INSTANT.match(clickhouse_type):
        return pa.timestamp(_UNITS[instant[1]], tz="UTC")
    if aggregated := _AGGREGATED.match(clickhouse_type):
        return arrow_type(aggregated[1])
    if mapped := _MAP.match(clickhouse_type):
        return pa.map_(arrow_type(mapped[1]), arrow_type(mapped[2]))
    if wrapped := _WRAPPED.match(clickhouse_type):
        inner = arrow_type(wrapped[2])
        return pa.list_(inner) if wrapped[1] == "Array" else inner
    if fixed := _FIXED.match(clickhouse_type):
        return pa.binary(int(fixed[1]))
    if _ENUM.match(clickhouse_type):
        return pa.string()
    if clickhouse_type not in _PLAIN:
        raise ValueError(f"columns of type {clickhouse_type} cannot be inserted yet; see warehouse/arrow.py")
    return _PLAIN[clickhouse_type]
