"""A warehouse for tests whose roll-ups follow what is inserted row by row, once for many rows."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from warehouse.client import Warehouse
from warehouse.rollups import Touched, refresh


class FollowedWarehouse(Warehouse):
    """Refreshes what was touched before the next question. Who asks by another connection calls `follow`."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._post_ids: set[str] = set()
        self._account_ids: set[str] = set()

    def touch(self, post_ids: Collection[str] = (), account_ids: Collection[str] = ()) -> None:
        """Remember that rows of these posts or visits of these accounts were inserted."""
        self._post_ids.update(post_ids)
        self._account_ids.update(account_ids)

    def follow(self) -> None:
        """Make the roll-ups' rows of all that was touched."""
        touched = Touched(self._post_ids, self._post_ids, self._account_ids)
        self._post_ids, self._account_ids = set(), set()
        refresh(self, touched)

    def query(self, sql: str, parameters: Mapping[str, object] | None = None) -> list[dict[str, object]]:
        self.follow()
        return super().query(sql, parameters)

    def command(self, sql: str, parameters: Mapping[str, object] | None = None) -> None:
        self.follow()
        super().command(sql, parameters)

    def raw(self, sql: str, fmt: str, parameters: Mapping[str, object] | None = None) -> bytes:
        self.follow()
        return super().raw(sql, fmt, parameters)

    def stream(self, *arguments: Any, **options: Any) -> Iterator[bytes]:
        self.follow()
        return super().stream(*arguments, **options)
