"""A warehouse for tests whose roll-ups and kept answers follow what is inserted, once for many rows."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any

from warehouse.client import Warehouse
from warehouse.kept import keep_answers
from warehouse.migrations import MEASURES, views_in_order
from warehouse.rollups import Touched, refresh
from warehouse.statements import words

READERS = {"release_targets": "v_target_outcomes", "index_inputs": "v_index_inputs"}
"""The kept answers of which nothing else is read, and the views that read them."""


class FollowedWarehouse(Warehouse):
    """Refreshes what was touched before the next question, and keeps answers before one that reads them.

    Who asks by another connection calls `follow`.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._post_ids: set[str] = set()
        self._account_ids: set[str] = set()
        self._kept: frozenset[str] = frozenset()

    def touch(self, post_ids: Collection[str] = (), account_ids: Collection[str] = ()) -> None:
        """Remember that rows of these posts or visits of these accounts were inserted."""
        self._post_ids.update(post_ids)
        self._account_ids.update(account_ids)

    def follow(self) -> None:
        """Make the roll-ups' rows of all that was touched."""
        touched = Touched(self._post_ids, self._post_ids, self._account_ids)
        self._post_ids, self._account_ids = set(), set()
        refresh(self, touched)

    def insert(self, *arguments: Any, **options: Any) -> None:
        self._kept = frozenset()
        super().insert(*arguments, **options)

    def query(self, sql: str, parameters: Mapping[str, object] | None = None) -> list[dict[str, object]]:
        self._follow_for(sql)
        return super().query(sql, parameters)

    def command(self, *arguments: Any, **options: Any) -> None:
        self.follow()
        self._kept = frozenset()
        super().command(*arguments, **options)

    def raw(self, sql: str, fmt: str, parameters: Mapping[str, object] | None = None) -> bytes:
        self._follow_for(sql)
        return super().raw(sql, fmt, parameters)

    def stream(self, sql: str, *arguments: Any, **options: Any) -> Iterator[bytes]:
        self._follow_for(sql)
        return super().stream(sql, *arguments, **options)

    def _follow_for(self, sql: str) -> None:
        self.follow()
        asked = words(sql)
        for table, reader in READERS.items():
            if table not in self._kept and not _standing_on(reader).isdisjoint(asked):
                kept = self._kept
                keep_answers(self, datetime.now(UTC), [table])
                self._kept = kept | {table}


@cache
def _standing_on(reader: str) -> frozenset[str]:
    """This view and those that read it, as `words` writes them."""
    texts = {file.stem: words(file.read_text(encoding="utf-8")) for file in MEASURES.glob("*.sql")}
    standing = {reader.upper()}
    for name in views_in_order():
        if not standing.isdisjoint(texts[name]):
            standing.add(name.upper())
    return frozenset(standing)
