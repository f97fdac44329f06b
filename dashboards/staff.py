"""The staff of the warehouse as Superset's users, roles and row-level rules: what is wanted, as plain data.

Superset's own process makes it so (`dashboards/inside.py`). Everybody gets the role `Gamma` (look at
dashboards, make charts of one's own), the right to the warehouse's datasets, and a role of his own that
carries his rules; analysts and operators SQL Lab as well. A password is handed over only when it is a new
one, so that what people change in Superset stays.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from dashboards.dataset_rules import Scope, condition
from warehouse.client import Warehouse
from warehouse.jurisdiction import Jurisdiction, Places, jurisdiction_of, read_places
from warehouse.staff import Person, Role, list_staff, password_hash

PREFIX: Final = "辖区："
"""How the role and the rules of one person begin; his login stands behind."""

_EXTRA_ROLES: Final[Mapping[Role, tuple[str, ...]]] = {"analyst": ("sql_lab",), "operator": ("sql_lab",)}


def wanted_staff(
    warehouse: Warehouse, datasets: Mapping[str, Sequence[str]], day: date, known: Mapping[str, str]
) -> dict[str, Any]:
    """The order for Superset's process: `people` and `rules`.

    `datasets` gives the columns of each by name. `known` is what `password_marks` said of the last order:
    hashes that have not changed since are left out.
    """
    people = [person for person in list_staff(warehouse) if person.valid_on(day)]
    hashes = {person.login: password_hash(warehouse, person.login) for person in people}
    places = read_places(warehouse)
    scopes = {person.login: _scope(person, places) for person in people}
    return {
        "people": [
            {
                "login": person.login,
                "name": person.name,
                "roles": ["Gamma", *_EXTRA_ROLES.get(person.role, ())],
                "own_role": PREFIX + person.login,
                "password_hash": _news(hashes[person.login], known.get(person.login)),
            }
            for person in people
        ],
        "rules": [rule for login, scope in scopes.items() for rule in _rules(login, scope, datasets)],
        "marks": {login: _mark(kept) for login, kept in hashes.items()},
    }


def _rules(login: str, scope: Scope, datasets: Mapping[str, Sequence[str]]) -> Iterator[dict[str, Any]]:
    """One rule for all datasets under the same condition; none for who sees everything."""
    if scope.jurisdiction.whole:
        return
    under: dict[str, list[str]] = {}
    for dataset, columns in datasets.items():
        clause = condition(columns, scope)
        if clause is not None:
            under.setdefault(clause, []).append(dataset)
    for number, (clause, named) in enumerate(sorted(under.items()), start=1):
        yield {
            "name": f"{PREFIX}{login} {number}",
            "role": PREFIX + login,
            "clause": clause,
            "datasets": sorted(named),
        }


def _scope(person: Person, places: Places) -> Scope:
    jurisdiction = jurisdiction_of(person, places)
    return Scope(
        jurisdiction,
        account_names={
            str(row["name"]) for row in places.accounts if row["account_id"] in jurisdiction.visible_accounts
        },
        city_names=set(_city_names(jurisdiction, places.regions)),
    )


def _city_names(jurisdiction: Jurisdiction, regions: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    for code in jurisdiction.visible_regions:
        region = regions[code]
        parent = regions.get(str(region["parent_code"]))
        if region["level"] == "city":
            yield str(region["name"])
        elif region["level"] == "county" and (parent is None or parent["level"] != "city"):
            yield "省直管"


def _news(kept: str, known: str | None) -> str | None:
    return kept if _mark(kept) != known else None


def _mark(kept: str) -> str:
    return hashlib.sha256(kept.encode()).hexdigest()
