"""Whose rows a person may see: the accounts and regions that follow from an entry in `staff_regions`.

Two sets are kept apart. What is one's *own* are the accounts of one's regions and all below them, or of one's
department line. What is *visible* are these and one's sources: the accounts of the regions above (a county's
city and province, whose releases it is to carry), never those beside. Alerts, authorisations and dead letters
are for those in charge, so they follow the own set; posts and figures follow the visible one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from warehouse.client import Warehouse
from warehouse.staff import Person, Role

_QUERIES: Final = Path(__file__).parent / "queries"


@dataclass(frozen=True)
class Places:
    """The roster as far as jurisdiction needs it: rows of `staff_accounts.sql`, and of `staff_places.sql` by
    code."""

    accounts: Sequence[Mapping[str, Any]]
    regions: Mapping[str, Mapping[str, Any]]

    @classmethod
    def of(cls, accounts: Sequence[Mapping[str, Any]], regions: Iterable[Mapping[str, Any]]) -> Places:
        """From the rows of the two queries."""
        return cls(accounts, {str(row["region_code"]): row for row in regions})

    @property
    def parents(self) -> dict[str, str]:
        """Who administers each region; "" for a province."""
        return {code: str(row["parent_code"]) for code, row in self.regions.items()}

    def roots(self) -> set[str]:
        """The regions that nothing on the roster administers."""
        return {code for code, parent in self.parents.items() if parent not in self.regions}

    def above(self, codes: Iterable[str]) -> set[str]:
        """The regions that administer any of `codes`, without `codes` themselves."""
        parents, found = self.parents, set[str]()
        for code in codes:
            parent = parents.get(code, "")
            while parent in parents and parent not in found:
                found.add(parent)
                parent = parents[parent]
        return found.difference(codes)

    def with_below(self, codes: Iterable[str]) -> set[str]:
        """`codes` and all regions administered by any of them."""
        found, last = set(codes), set[str]()
        while found != last:
            last = found
            found = last | {code for code, parent in self.parents.items() if parent in last}
        return found


@dataclass(frozen=True)
class Jurisdiction:
    """What a person sees. Where `whole`, that is everything and the sets say nothing."""

    login: str
    role: Role
    whole: bool
    own_accounts: frozenset[str] = frozenset()
    visible_accounts: frozenset[str] = frozenset()
    own_regions: frozenset[str] = frozenset()
    visible_regions: frozenset[str] = frozenset()


def read_places(warehouse: Warehouse) -> Places:
    """The roster as the warehouse has it."""
    return Places.of(
        warehouse.query_file(_QUERIES / "staff_accounts.sql"),
        warehouse.query_file(_QUERIES / "staff_places.sql"),
    )


def jurisdiction_of(person: Person, places: Places) -> Jurisdiction:
    """What `person` sees on this roster: nothing where he has neither regions nor departments.

    An account whose unit has no region belongs to the whole and to department lines without regions only.
    """
    departments, roots = set(person.department_ids), places.roots()
    regions = set(person.region_ids) or (roots if departments else set())
    if not departments and roots and roots <= regions:
        return Jurisdiction(person.login, person.role, whole=True)
    everywhere = bool(departments) and not person.region_ids
    below, above = places.with_below(regions), places.above(regions)
    own = {
        str(row["account_id"])
        for row in places.accounts
        if (row["region_code"] in below or everywhere)
        and (not departments or row["department"] in departments)
    }
    sources = above | (roots if departments else set())
    visible = own | {
        str(row["account_id"])
        for row in places.accounts
        if row["region_code"] in sources and (not departments or row["kind"] == "brigade")
    }
    return Jurisdiction(
        login=person.login,
        role=person.role,
        whole=False,
        own_accounts=frozenset(own),
        visible_accounts=frozenset(visible),
        own_regions=frozenset() if departments else frozenset(below),
        visible_regions=frozenset(below | above),
    )
