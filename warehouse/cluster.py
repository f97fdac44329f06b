"""The same statements on a cluster: replicated engines, sharded tables with one door, and ON CLUSTER.

Migrations and measures are written for one machine. `statements_for` turns each into what a ClickHouse
cluster needs (FENGHUO_CLICKHOUSE_CLUSTER names it); nothing else in the hub knows of shards:

- What grows without bound is sharded: rows live in NAME_local, a Replicated…MergeTree on every
  shard, and NAME is Distributed over them. The sharding key is the post's or the account's id, so that
  all rows of a key are on one shard, where they replace each other and FINAL finds them.
- All other tables are small and are replicated to every node under their own name, so that joins with
  them and `IN (SELECT …)` stay on the node.

Reading here is just far enough for the statements this package writes; any other passes through as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from warehouse.statements import Token, significant

SHARDED: Final = {
    "posts": "post_id",
    "post_texts": "post_id",
    "post_versions": "post_id",
    "metrics": "post_id",
    "post_metrics": "post_id",
    "post_months": "post_id",
    "post_benchmarks": "post_id",
    "account_metrics": "account_id",
    "crawls": "account_id",
    "visit_days": "account_id",
    "account_visits": "account_id",
}
"""The tables whose rows are spread over the shards, and by what."""

CONNECTION_SETTINGS: Final = {
    "distributed_foreground_insert": "1",
    "insert_quorum": "auto",
    "insert_quorum_parallel": "0",
    "select_sequential_consistency": "1",
}
"""So that an acknowledged insert is on its shards, and a refresh behind it sees it on any replica."""

_STAGES: Final = re.compile(r"(\w+?)_(?:versioned|fine|retag_[0-9a-f]+)\Z")
"""Tables made like another for a while, then swapped with it or attached to it."""


def statements_for(cluster: str, sql: str) -> list[str]:
    """The statements that do on a cluster what `sql`, one statement, does on one machine."""
    read = list(significant(sql))
    head = [token.text.upper() for token in read[:4]]
    for words, render in _RENDERERS:
        if head[: len(words)] == list(words):
            return render(_Statement(cluster, sql, read))
    return [sql]


class _Statement:
    """A statement, its tokens, and the cluster it is for."""

    def __init__(self, cluster: str, sql: str, read: Sequence[Token]) -> None:
        self.cluster, self.sql, self.read = cluster, sql, read

    @property
    def on_cluster(self) -> str:
        return f" ON CLUSTER '{self.cluster}'"

    def name(self, place: int) -> Token:
        """The name behind the first `place` words, IF [NOT] EXISTS left out."""
        words = iter(self.read[place:])
        return next(token for token in words if token.text.upper() not in ("IF", "NOT", "EXISTS"))

    def with_name(self, place: int, name: str) -> str:
        """The statement for another table, on the cluster."""
        token = self.name(place)
        return self.sql[: token.start] + name + self.on_cluster + self.sql[token.end :]


def _create_table(one: _Statement) -> list[str]:
    table = one.name(2).text
    key = _key(table)
    local = _replicated(one.with_name(2, _local(table)), everywhere=key is None)
    if key is None:
        return [local]
    like = f"CREATE TABLE IF NOT EXISTS {table}{one.on_cluster} AS {_local(table)}"
    engine = f"Distributed('{one.cluster}', currentDatabase(), {_local(table)}, cityHash64({key}))"
    return [_made_like_local(local), f"{like} ENGINE = {engine}{_comment(one)}"]


def _alter_table(one: _Statement) -> list[str]:
    table = one.name(2).text
    local = _FROM.sub(lambda found: found[1] + _local(found[2]), one.with_name(2, _local(table)))
    changes_columns = any(token.text.upper() == "COLUMN" for token in one.read)
    return [local, one.with_name(2, table)] if _key(table) and changes_columns else [local]


def _drop_table(one: _Statement) -> list[str]:
    table = one.name(2).text
    doors = [one.with_name(2, table)] if _key(table) else []
    return [*doors, one.with_name(2, _local(table)) + " SYNC"]


def _truncate_table(one: _Statement) -> list[str]:
    return [one.with_name(2, _local(one.name(2).text))]


def _delete_from(one: _Statement) -> list[str]:
    return [one.with_name(2, _local(one.name(2).text))]


def _exchange_tables(one: _Statement) -> list[str]:
    first, second = one.read[2].text, one.read[4].text
    return [f"EXCHANGE TABLES {_local(first)} AND {_local(second)}{one.on_cluster}"]


def _behind(words: int) -> Callable[[_Statement], list[str]]:
    """Only ON CLUSTER, behind the name that follows so many words."""
    return lambda one: [one.with_name(words, one.name(words).text)]


_RENDERERS: Final[tuple[tuple[tuple[str, ...], Callable[[_Statement], list[str]]], ...]] = (
    (("CREATE", "OR", "REPLACE", "VIEW"), _behind(4)),
    (("CREATE", "DATABASE"), _behind(2)),
    (("DROP", "VIEW"), _behind(2)),
    (("CREATE", "TABLE"), _create_table),
    (("ALTER", "TABLE"), _alter_table),
    (("DROP", "TABLE"), _drop_table),
    (("TRUNCATE", "TABLE"), _truncate_table),
    (("DELETE", "FROM"), _delete_from),
    (("EXCHANGE", "TABLES"), _exchange_tables),
)

_ENGINE: Final = re.compile(r"\bENGINE = (Replacing|Aggregating)MergeTree(?:\(([^)]*)\))?")
_FROM: Final = re.compile(r"(\bFROM )(\w+)")
_WINDOW: Final = re.compile(r"\bnon_replicated_deduplication_window\b")
_LIKE: Final = re.compile(r"( AS )(\w+)(?=\s)")
_COMMENT: Final = re.compile(r"\bCOMMENT '(?:[^'\\]|\\.)*'\s*\Z")


def _replicated(sql: str, *, everywhere: bool) -> str:
    # {uuid} keeps the paths of two tables apart that change their names with each other.
    path, replica = (
        ("/clickhouse/tables/{uuid}", "{shard}-{replica}")
        if everywhere
        else ("/clickhouse/tables/{uuid}/{shard}", "{replica}")
    )

    def engine(found: re.Match[str]) -> str:
        version = f", {found[2]}" if found[2] else ""
        return f"ENGINE = Replicated{found[1]}MergeTree('{path}', '{replica}'{version})"

    return _WINDOW.sub("replicated_deduplication_window", _ENGINE.sub(engine, sql))


def _made_like_local(sql: str) -> str:
    """CREATE TABLE … AS other: like the other's rows, not like its door."""
    head, body, rest = sql.partition("(")
    return _LIKE.sub(lambda found: found[1] + _local(found[2]), head + ("" if body else " ")) + body + rest


def _comment(one: _Statement) -> str:
    found = _COMMENT.search(one.sql)
    return f" {found.group().strip()}" if found else ""


def _key(table: str) -> str | None:
    stage = _STAGES.match(table)
    return SHARDED.get(stage[1] if stage else table)


def _local(table: str) -> str:
    return f"{table}_local" if _key(table) else table
