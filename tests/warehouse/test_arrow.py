"""ClickHouse types have their Arrow twins; what a column cannot hold is refused before it is sent."""

from __future__ import annotations

import pyarrow as pa
import pytest

from warehouse.arrow import arrow_stream, arrow_type
from warehouse.client import Warehouse


@pytest.mark.parametrize(
    ("clickhouse", "arrow"),
    [
        ("Nullable(Int64)", pa.int64()),
        ("LowCardinality(Nullable(String))", pa.string()),
        ("Array(LowCardinality(String))", pa.list_(pa.string())),
        ("DateTime64(3, 'UTC')", pa.timestamp("ms", tz="UTC")),
        ("Nullable(DateTime64(6, 'Asia/Shanghai'))", pa.timestamp("us", tz="UTC")),
        ("Map(LowCardinality(String), LowCardinality(String))", pa.map_(pa.string(), pa.string())),
        ("Map(String, Array(UInt8))", pa.map_(pa.string(), pa.list_(pa.uint8()))),
        ("FixedString(16)", pa.binary(16)),
        ("SimpleAggregateFunction(min, DateTime64(3, 'UTC'))", pa.timestamp("ms", tz="UTC")),
        ("Enum8('province' = 0, 'city' = 1)", pa.string()),
    ],
)
def test_a_type_has_its_twin(clickhouse: str, arrow: object) -> None:
    assert arrow_type(clickhouse) == arrow


@pytest.mark.parametrize(
    "clickhouse", ["Decimal(9, 2)", "DateTime64(3)", "Tuple(String)", "Nullable(UUID)", ""]
)
def test_a_type_without_a_twin_is_told(clickhouse: str) -> None:
    with pytest.raises(ValueError, match="cannot be inserted yet"):
        arrow_type(clickhouse)


def test_every_column_of_every_table_can_be_inserted(warehouse: Warehouse) -> None:
    columns = warehouse.query(
        "SELECT DISTINCT type FROM system.columns WHERE database = currentDatabase()"
        " AND table IN (SELECT name FROM system.tables WHERE engine LIKE '%MergeTree')"
    )
    assert columns
    for column in columns:
        arrow_type(str(column["type"]))


@pytest.mark.parametrize(
    ("value", "clickhouse"), [(256, "UInt8"), (-1, "UInt32"), (2**63, "Int64"), ("x", "Bool")]
)
def test_a_value_its_column_cannot_hold_is_refused(value: object, clickhouse: str) -> None:
    with pytest.raises((ValueError, TypeError, OverflowError)):
        arrow_stream({"column": [value]}, {"column": clickhouse}, packed=False)
