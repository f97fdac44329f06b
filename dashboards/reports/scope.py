"""Whom a report is about: the accounts its reader may see, by region (with all below it), unit or department.

Every question a report asks is asked of the accounts in its scope and of nothing else (`sql/scope.sql`), so
whoever decides what a person may see decides by handing over a scope.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import msgspec

from hub.errors import ConfigError
from warehouse.client import Warehouse
from warehouse.staff import Person

Level = Literal["province", "city", "county", ""]

_SQL: Final = Path(__file__).parent / "sql"
_DOWNWARD: Final = ("province", "city", "county")
_NEAR: Final = 3
"""How many names resembling a wrong one are offered."""


@dataclass(frozen=True)
class Scope:
    """The accounts of regions and all below them, of a unit, of departments; what is empty does not limit.

    `regions` are the codes with all below them. `name` is how people call the scope; `level` is that of the
    highest region named, "" for a unit.
    """

    name: str
    level: Level = "province"
    regions: tuple[str, ...] = ()
    unit: str = ""
    departments: tuple[str, ...] = ()

    @property
    def parameters(self) -> dict[str, object]:
        """What `sql/scope.sql` is bound to."""
        return {"regions": list(self.regions), "unit": self.unit, "departments": list(self.departments)}

    @property
    def whole(self) -> bool:
        """Whether it is a region with all its accounts, so that its blank counties can be named."""
        return not self.unit and not self.departments

    @property
    def outside(self) -> bool:
        """Whether it is departments', which are asked and not graded."""
        return bool(self.departments)


class _Region(msgspec.Struct, frozen=True):
    region_code: str
    name: str
    level: Level
    parent_code: str


def chosen_scope(
    warehouse: Warehouse,
    region: str = "",
    unit: str = "",
    department: str = "",
    reader: Person | None = None,
) -> Scope:
    """The scope a person names: a region by code or name, a unit by name, a department by code or name.

    Without any, what `reader` is in charge of, or without him the whole province. Raises ConfigError for a
    name nobody has, with those that resemble it, and for what `reader` is not in charge of.
    """
    regions = msgspec.convert(warehouse.query_file(_SQL / "regions.sql"), list[_Region])
    places = _places(regions, region, reader)
    departments = _departments(warehouse, department, reader)
    if unit:
        _require_unit(warehouse, unit)
    everything = not (region or (reader and reader.region_ids)) or _root(regions) in places
    return Scope(
        name=unit or _name(places, departments.values()),
        level="" if unit else min((place.level for place in places), key=_DOWNWARD.index, default="province"),
        regions=() if everything else _below(regions, places),
        unit=unit,
        departments=tuple(departments),
    )


def _name(places: Iterable[_Region], departments: Iterable[str]) -> str:
    names = "、".join(departments)
    words = "、".join(place.name for place in places) + (f"{names}部门" if names else "")
    return words or "全部账号"


def _places(regions: Sequence[_Region], text: str, reader: Person | None) -> list[_Region]:
    """The region that is named, or else those the reader is in charge of, or else the only province."""
    own = _own_places(regions, reader)
    if not text:
        root = _root(regions)
        return own or ([root] if root else [])
    place = _region(regions, text)
    if reader and own and place.region_code not in _below(regions, own):
        raise ConfigError(_not_in_charge(reader, place.name, [one.name for one in own]))
    return [place]


def _own_places(regions: Sequence[_Region], reader: Person | None) -> list[_Region]:
    if reader is None or not reader.region_ids:
        return []
    own = [region for region in regions if region.region_code in reader.region_ids]
    if not own:
        raise ConfigError(
            f"None of the regions of “{reader.login}” is on the roster any more; see `staff list`."
        )
    return own


def _not_in_charge(reader: Person, name: str, own: Iterable[str]) -> str:
    names = "、".join(own)
    return f"“{reader.login}” is in charge of {names}, not of {name}; name something within, or nothing."


def _root(regions: Sequence[_Region]) -> _Region | None:
    """The province, where there is only one."""
    provinces = [region for region in regions if region.level == "province"]
    return provinces[0] if len(provinces) == 1 else None


def _region(regions: Sequence[_Region], text: str) -> _Region:
    found = [region for region in regions if text in (region.region_code, region.name)]
    if len(found) == 1:
        return found[0]
    if found:
        codes = ", ".join(region.region_code for region in found)
        raise ConfigError(f"There are {len(found)} regions called “{text}”; give the code of one: {codes}.")
    near = _resembling(text, [region.name for region in regions])
    raise ConfigError(f"There is no region “{text}”; {near}give its name or code as in regions.csv.")


def _below(regions: Sequence[_Region], places: Iterable[_Region]) -> tuple[str, ...]:
    """The codes of places and of all below them, in order."""
    children: dict[str, list[str]] = {}
    for region in regions:
        children.setdefault(region.parent_code, []).append(region.region_code)
    found = {place.region_code for place in places}
    waiting = list(found)
    while waiting:
        fresh = [child for child in children.get(waiting.pop(), []) if child not in found]
        found.update(fresh)
        waiting.extend(fresh)
    return tuple(sorted(found))


def _require_unit(warehouse: Warehouse, unit: str) -> None:
    units = [str(row["unit"]) for row in warehouse.query_file(_SQL / "units.sql")]
    if unit not in units:
        near = _resembling(unit, units)
        raise ConfigError(f"No account's unit is called “{unit}”; {near}write it as in accounts.csv.")


def _departments(warehouse: Warehouse, text: str, reader: Person | None) -> dict[str, str]:
    """The department that is named, or else those the reader is limited to; names by code, none for all."""
    if not text and not (reader and reader.department_ids):
        return {}
    names = {
        str(row["department"]): str(row["name"]) for row in warehouse.query_file(_SQL / "departments.sql")
    }
    own = {code: names.get(code, code) for code in (reader.department_ids if reader else ())}
    if not text:
        return own
    code = _department(names, text)
    if reader and own and code not in own:
        raise ConfigError(_not_in_charge(reader, names[code], own.values()))
    return {code: names[code]}


def _department(names: Mapping[str, str], text: str) -> str:
    for code, name in names.items():
        if text in (code, name):
            return code
    near = _resembling(text, [*names, *names.values()])
    raise ConfigError(f"There is no department “{text}”; {near}give its code or name as in departments.csv.")


def _resembling(text: str, names: Iterable[str]) -> str:
    known = sorted(set(names))
    near = [name for name in known if text in name][:_NEAR] or difflib.get_close_matches(text, known, _NEAR)
    return f"did you mean {' or '.join(near)}? Otherwise " if near else ""
