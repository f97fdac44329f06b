"""Holding a person's statements to his jurisdiction on the embedded engine, which knows no users.

Two locks, each of which holds alone against most of what can be tried:

- **Every table's rows are filtered by the engine itself** (`additional_table_filters`), whether a table is
  read by its name, under a view, in a subquery or behind IN. The session is `readonly=1`, so that no
  statement can change that.
- **Every statement is read as the engine reads it** (`EXPLAIN AST`) before it runs. Only kinds of nodes known
  to be harmless pass; no other database, no table function that finds tables by itself, no system table that
  tells of rows. What is not known is refused.

PREWHERE alone would run before the filter (an error it raises tells of other rows), so it is refused as a
word. `tests/warehouse/test_confinement.py` is the list of what was tried.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from warehouse.quoting import quoted_text

MAX_SECONDS: Final = 60
MAX_MEMORY_BYTES: Final = 2_000_000_000
MAX_ROWS: Final = 1_000_000
"""Of an answer."""
MAX_CHARACTERS: Final = 100_000

_NODE: Final = re.compile(r"(?P<depth> *)(?P<kind>[A-Za-z]+(?:::[A-Za-z]+)?)(?: (?P<rest>.*))?\Z")
_TABLE: Final = re.compile(r"(?P<name>[A-Za-z0-9_]+(?:\.[A-Za-z0-9_]+)?)(?: \(alias [^()]*\))?\Z")
_CALL: Final = re.compile(r"(?P<name>[A-Za-z0-9_]+(?:\.[A-Za-z0-9_]+)?)(?: \(|\Z)")
_CHILDREN: Final = re.compile(r" ?\(children \d+\)\Z")

_QUESTIONS: Final = frozenset(
    {
        "SelectWithUnionQuery",
        "DescribeQuery",
        "ExistsTableQuery",
        "ExistsViewQuery",
        "ExistsDatabaseQuery",
        "ShowCreateTableQuery",
        "ShowCreateViewQuery",
        "ShowTables",
    }
)
"""What a statement may be."""
_PARTS: Final = frozenset(
    {
        "ArrayJoin",
        "Asterisk",
        "ColumnsExceptTransformer",
        "ColumnsListMatcher",
        "ColumnsRegexpMatcher",
        "ColumnsReplaceTransformer",
        "ColumnsReplaceTransformer::Replacement",
        "ColumnsTransformerList",
        "ExpressionList",
        "Function",
        "Identifier",
        "InterpolateElement",
        "Literal",
        "OrderByElement",
        "QualifiedAsterisk",
        "QualifiedColumnsListMatcher",
        "QualifiedColumnsRegexpMatcher",
        "SelectIntersectExceptQuery",
        "SelectQuery",
        "SelectWithUnionQuery",
        "Subquery",
        "TableExpression",
        "TableIdentifier",
        "TableJoin",
        "TablesInSelectQuery",
        "TablesInSelectQueryElement",
        "WindowDefinition",
        "WindowListElement",
        "WithElement",
    }
)
"""What it may consist of. Not among them: `Set` (settings) and APPLY, whose lambda the engine does not
show."""
_MADE_UP: Final = frozenset(
    {"generate_series", "generateseries", "numbers", "numbers_mt", "values", "view", "zeros", "zeros_mt"}
)
"""Table functions that read nothing but their arguments."""
_REACHING: Final = re.compile(
    r"(joinget|dict|ai[a-z]|file|catboost|hascolumnintable|getclienthttpheader|getmacro|getserver|region|sleep"
    r"|evalml|naivebayes|addressto|demangle|__|zookeeper|transaction|hostname|fqdn|fullhostname|python)",
    re.IGNORECASE,
)
"""How functions begin that look elsewhere than at their arguments, or only wait."""
_SYSTEM: Final[Mapping[str, frozenset[str] | None]] = {
    "one": None,
    "numbers": None,
    "zeros": None,
    "settings": None,
    "functions": None,
    "data_type_families": None,
    "formats": None,
    "databases": frozenset({"name", "comment", "engine"}),
    "tables": frozenset({"database", "name", "engine", "engine_full", "comment", "table"}),
    "columns": frozenset({"database", "table", "name", "type", "comment", "position", "default_kind"}),
}
"""System tables that may be read, and which columns of them: others tell how many rows a table has."""
_SHOWN: Final = re.compile(
    r"""\s*SHOW\s+(?:DATABASES|(?:FULL\s+)?TABLES(?:\s+(?:FROM|IN)\s+[`"]?\w+[`"]?)?)
        (?:\s+(?:NOT\s+)?I?LIKE\s+'[^'\\]*')?(?:\s+FORMAT\s+\w+)?\s*;?\s*\Z""",
    re.IGNORECASE | re.VERBOSE,
)
"""The whole of it: the engine does not show what stands behind WHERE here."""
_SETTINGS: Final = frozenset(
    {
        "date_time_input_format",
        "date_time_output_format",
        "max_block_size",
        "max_execution_time",
        "max_memory_usage",
        "max_result_bytes",
        "max_result_rows",
        "max_threads",
        "readonly",
        "result_overflow_mode",
        "session_timezone",
    }
)
"""Settings a person's client may give; also those of how an answer is written (`output_format_…`)."""


class Refused(Exception):
    """A statement that does not keep to its jurisdiction; its text says what is refused."""


@dataclass(frozen=True)
class Confinement:
    """What holds for a person's statements: the database he is in, and the condition on each table's rows."""

    login: str
    database: str
    filters: Mapping[str, str]
    others: Collection[str]
    """The other databases there are."""
    unnamed: Mapping[str, str] = field(default_factory=dict)
    """Tables and views no statement may name, with what to do instead."""

    def settings(self, given: Mapping[str, str], database: str = "") -> dict[str, str]:
        """What is set for a statement, the client's own wishes included. Raises Refused for others."""
        if database not in ("", self.database):
            raise Refused(f"database {database} is not for this login")
        for name in given:
            if name not in _SETTINGS and not name.startswith("output_format_"):
                raise Refused(f"setting {name} is not for this login")
        wishes = {name: value for name, value in given.items() if name != "readonly"}
        return {
            "max_result_rows": str(MAX_ROWS),
            **wishes,
            "max_execution_time": _at_most(MAX_SECONDS, given.get("max_execution_time", "")),
            "max_memory_usage": _at_most(MAX_MEMORY_BYTES, given.get("max_memory_usage", "")),
            "additional_table_filters": self._filters(),
            # What is filtered out must not be touched by a statement's own conditions before.
            "optimize_move_to_prewhere": "0",
            "query_plan_merge_filters": "0",
            # Answers and marks that another login's statements left behind are none of this one's.
            "use_query_cache": "0",
            "use_query_condition_cache": "0",
            "output_format_write_statistics": "0",
            "readonly": "1",
        }

    def check(self, sql: str, tree: str) -> None:
        """Raise Refused unless a statement keeps within; `tree` is the engine's EXPLAIN AST of it,
        unescaped."""
        if len(sql) > MAX_CHARACTERS:
            raise Refused(f"a statement of more than {MAX_CHARACTERS} characters is not for this login")
        if re.search("prewhere", sql, re.IGNORECASE):
            raise Refused("PREWHERE is not for this login; write WHERE")
        nodes = list(_nodes(tree))
        if not nodes or nodes[0].kind not in _QUESTIONS:
            raise Refused("only questions (SELECT, WITH, DESCRIBE, SHOW TABLES, EXISTS) are for this login")
        if nodes[0].kind == "ShowTables" and not _SHOWN.match(sql):
            raise Refused("of SHOW, only TABLES [FROM …] [LIKE …] and DATABASES are for this login")
        for before, node in zip([None, *nodes], nodes, strict=False):
            self._check_node(node, before)
        if nodes[0].kind != "SelectWithUnionQuery":
            self._check_place(nodes)
        self._check_system_columns(nodes)

    def _filters(self) -> str:
        pairs = (
            f"{quoted_text(f'{self.database}.{table}')}: {quoted_text(rule)}"
            for table, rule in self.filters.items()
        )
        return "{" + ", ".join(pairs) + "}"

    def _check_node(self, node: _Node, before: _Node | None) -> None:
        if before is not None and node.kind not in _PARTS:
            raise Refused(f"{node.kind} is not for this login")
        if node.depth == 1 and node.kind == "Literal":
            raise Refused("INTO OUTFILE is not for this login")
        if node.kind == "TableIdentifier":
            self._check_table(node)
        elif node.kind == "Identifier":
            self._check_identifier(node.text)
        elif node.kind == "Function":
            in_table = before is not None and before.kind == "TableExpression" and before.depth < node.depth
            self._check_call(node, in_table)

    def _check_place(self, nodes: list[_Node]) -> None:
        """Outside SELECT, a name that stands alone may be a database's."""
        for node in nodes:
            if node.kind == "Identifier" and node.text in self.others:
                raise Refused(f"database {node.text} is not for this login")

    def _check_table(self, node: _Node) -> None:
        match = _TABLE.match(node.text)
        if not match:
            raise Refused(f"the table name {node.text} is not for this login")
        database, _, table = match["name"].rpartition(".")
        if database == "system" and table in _SYSTEM:
            return
        if database not in ("", self.database):
            raise Refused(f"database {database} is not for this login")
        self._check_name(table)

    def _check_identifier(self, text: str) -> None:
        parts = text.split(" (alias ")[0].split(".")
        if len(parts) > 1 and parts[0] in self.others:
            raise Refused(f"database {parts[0]} is not for this login")
        for part in parts:
            self._check_name(part)

    def _check_name(self, name: str) -> None:
        if name in self.unnamed:
            raise Refused(f"{name} is not for this login: {self.unnamed[name]}")

    def _check_call(self, node: _Node, in_table: bool) -> None:
        match = _CALL.match(node.text)
        name = match["name"] if match else node.text
        if in_table:
            view = name.removeprefix(f"{self.database}.")
            if name.lower() not in _MADE_UP and not view.startswith("v_"):
                raise Refused(f"table function {name} is not for this login")
            self._check_name(view)
        elif _REACHING.match(name):
            raise Refused(f"function {name} is not for this login")

    def _check_system_columns(self, nodes: list[_Node]) -> None:
        names = {node.text.split(" ")[0] for node in nodes if node.kind == "TableIdentifier"}
        limits = [_SYSTEM[name[7:]] for name in names if name.startswith("system.")]
        allowed = [limit for limit in limits if limit is not None]
        if not allowed:
            return
        columns = frozenset().union(*allowed)
        for node in nodes:
            if "Asterisk" in node.kind or "Matcher" in node.kind:
                raise Refused("of system tables, columns must be named")
            if node.kind == "Identifier" and node.text.split(" (alias ")[0].split(".")[-1] not in columns:
                raise Refused(f"column {node.text} of a system table is not for this login")


@dataclass(frozen=True)
class _Node:
    depth: int
    kind: str
    text: str


def _nodes(tree: str) -> Iterator[_Node]:
    for line in tree.rstrip("\n").split("\n"):
        match = _NODE.match(line)
        if not match:
            raise Refused("names with line breaks are not for this login")
        rest = _CHILDREN.sub("", match["rest"] or "")
        yield _Node(len(match["depth"]), match["kind"], "" if rest.startswith("(children") else rest)


def _at_most(limit: int, given: str) -> str:
    return given if given.isdigit() and 0 < int(given) <= limit else str(limit)
