"""What one query of a person may take, so that a slip does not starve the hub: `QUERY_LIMITS`.

`fenghuo sql` asks with them; docs/sql.md says how to bind them to a login of its own on a ClickHouse server.
The embedded engine has wider ones for whoever reads (`warehouse/engine.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Limits:
    """Of one query: its time in seconds, its memory in bytes, and the rows of its answer."""

    seconds: int
    memory_bytes: int
    rows: int

    def settings(self) -> Mapping[str, str]:
        """The same as settings of the engine, which ends a query that goes beyond them."""
        return {
            "max_execution_time": str(self.seconds),
            "max_memory_usage": str(self.memory_bytes),
            "max_result_rows": str(self.rows),
            "result_overflow_mode": "throw",
        }

    def words(self) -> str:
        """The limits as a sentence names them."""
        return f"{self.seconds} s, {self.memory_bytes / 1e9:g} GB and {self.rows:,} rows"


QUERY_LIMITS: Final = Limits(seconds=60, memory_bytes=2_000_000_000, rows=5_000_000)
TABLE_ROWS: Final = 10_000
"""More rows are no table for a terminal."""
