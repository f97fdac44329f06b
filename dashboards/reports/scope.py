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

Level = Literal["province", "city", "county", ""]

_SQL: Final = Path(__file__).parent / "sql"
_NEAR: Final = 3
"""How many names resembling a wrong one are offered."""


@dataclass(frozen=True)
class Scope:
    """The accounts of a region and all below it (`regions`, empty for all), of a unit, of a department.

    `name` is how people call it; `level` is the region's, "" for a unit.
    """

    name: str
    level: Level = "province"
    region_code: str = ""
    regions: tuple[str, ...] = ()
    unit: str = ""
    department: str = ""

    @property
    def parameters(self) -> dict[str, object]:
        """What `sql/scope.sql` is bound to."""
        return {"regions": list(self.regions), "unit": self.unit, "department": self.department}

    @property
    def whole(self) -> bool:
        """Whether it is a region with all its accounts, so that its blank counties can be named."""
        return not self.unit and not self.department

    @property
    def outside(self) -> bool:
        """Whether it is a department's, which is asked and not graded."""
        return bool(self.department)


class _Region(msgspec.Struct, frozen=True):
    region_code: str
    name: str
    level: Level
    parent_code: str


def chosen_scope(warehouse: Warehouse, region: str = "", unit: str = "", department: str = "") -> Scope:
    """The scope a person names: a region by code or name, a unit by name, a department by code or name.

    Without any, the whole province. Raises ConfigError for a name nobody has, with those that resemble it.
    """
    regions = msgspec.convert(warehouse.query_file(_SQL / "regions.sql"), list[_Region])
    place = _region(regions, region) if region else _root(regions)
    if unit:
        _require_unit(warehouse, unit)
    code, department_name = _department(warehouse, department) if department else ("", "")
    below = _below(regions, place.region_code) if place and region else ()
    everything = bool(place) and place is _root(regions)
    return Scope(
        name=unit or _name(place, department_name),
        level="" if unit else place.level if place else "province",
        region_code=place.region_code if place else "",
        regions=() if everything else below,
        unit=unit,
        department=code,
    )


def _name(place: _Region | None, department: str) -> str:
    words = (place.name if place else "") + (f"{department}部门" if department else "")
    return words or "全部账号"


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


def _below(regions: Sequence[_Region], code: str) -> tuple[str, ...]:
    """A region's code and those of all below it, in order."""
    children: dict[str, list[str]] = {}
    for region in regions:
        children.setdefault(region.parent_code, []).append(region.region_code)
    found, waiting = {code}, [code]
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


def _department(warehouse: Warehouse, text: str) -> tuple[str, str]:
    names: Mapping[str, str] = {
        str(row["department"]): str(row["name"]) for row in warehouse.query_file(_SQL / "departments.sql")
    }
    for code, name in names.items():
        if text in (code, name):
            return code, name
    near = _resembling(text, [*names, *names.values()])
    raise ConfigError(f"There is no department “{text}”; {near}give its code or name as in departments.csv.")


def _resembling(text: str, names: Iterable[str]) -> str:
    known = sorted(set(names))
    near = [name for name in known if text in name][:_NEAR] or difflib.get_close_matches(text, known, _NEAR)
    return f"did you mean {' or '.join(near)}? Otherwise " if near else ""
