"""Addresses that open a dashboard with something picked in its filters."""

from __future__ import annotations


def only(name: str, column: str, value: str) -> str:
    """The end of an address by which the filter `NATIVE_FILTER-<name>` on a column holds one value."""
    return (
        f"?native_filters=(NATIVE_FILTER-{name}:(id:NATIVE_FILTER-{name},"
        f"extraFormData:(filters:!((col:{column},op:IN,val:!('{value}')))),"
        f"filterState:(value:!('{value}')),ownState:()))"
    )
