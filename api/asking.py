"""Asking a question: its filters become bound parameters, its rows typed answers, its last row a cursor."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec

from api.cursors import cursor_after, key_parameters
from api.filters import FIRST_DAY, LAST_DAY, Paging
from api.questions import Question
from api.rows import Page
from warehouse.client import Warehouse


def ask(warehouse: Warehouse, question: Question, filters: Paging) -> Page[Any]:
    """One page, as whoever `warehouse` is logged in as may see it.

    Raises WrongCursor, TooMuch where it takes more than the client's limits, Unavailable, and ConfigError
    where the warehouse does not take the login.
    """
    parameters = {**_parameters(filters), **key_parameters(question, filters), "limit": filters.limit + 1}
    found = warehouse.query(question.sql, parameters)
    # The engine's truth is a number wherever a view has computed it.
    items = [msgspec.convert(row, question.row, strict=False) for row in found[: filters.limit]]
    more = len(found) > filters.limit
    return Page(items=items, next=cursor_after(question, filters, items[-1]) if more else None)


def _parameters(filters: Paging) -> dict[str, object]:
    """Every filter by its name in the SQL; one that is not given as what filters nothing."""
    given = {name: getattr(filters, name) for name in filters.__struct_fields__}
    days = {"from_day": FIRST_DAY, "to_day": LAST_DAY}
    return {
        name: days.get(name, "") if value is msgspec.UNSET else _inside(value)
        for name, value in given.items()
        if name not in ("limit", "cursor")
    }


def _inside(value: object) -> object:
    return min(max(value, FIRST_DAY), LAST_DAY) if isinstance(value, date) else value
