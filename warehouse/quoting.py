"""Names and texts inside SQL that takes no bound parameters: DDL, grants, and the engine's own settings.

Escapes as ClickHouse reads them: https://clickhouse.com/docs/sql-reference/syntax#string. What a query can
bind is bound instead.
"""

from __future__ import annotations


def quoted_name(name: str) -> str:
    """A database, table, column or login between backticks."""
    return "`" + name.replace("\\", "\\\\").replace("`", "\\`") + "`"


def quoted_text(value: str) -> str:
    """A string literal."""
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
