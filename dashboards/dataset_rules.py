"""Which rows of a dataset a person sees in Superset: a condition derived from the dataset's columns.

The warehouse holds the rule beneath, for every way of asking; this is the second lock, which holds even where
a connection is made with a wrong login, shows in Superset's list of row-level rules, and is part of each
cached answer's key.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from warehouse.jurisdiction import Jurisdiction

NOTHING: Final = "1 = 0"

WITHOUT: Final[Mapping[str, str]] = {
    "v_adoption_by_level": "按级别汇总，没有账号和区划；仓库只用本辖区的行计算",
    "v_output_by_level": "按级别汇总，没有账号和区划；仓库只用本辖区的行计算",
    "v_reach_by_level": "按级别汇总，没有账号和区划；仓库只用本辖区的行计算",
    "v_silent_by_level": "按级别汇总，没有账号和区划；仓库只用本辖区的行计算",
    "adoption_lags": "按级别汇总，没有账号和区划；仓库只用本辖区的行计算",
    "assigned_releases": "每次布置一行；仓库只给出布置给本辖区的，并只数本辖区的账号",
    "campaign_progress": "按活动、级别汇总，没有账号和区划；仓库只用本辖区的行计算",
    "department_part": "按部门汇总，没有账号和区划；仓库只用本辖区的行计算",
    "warnings": "每次预警一行；仓库只给出针对本辖区的，并只数本辖区的县",
}
"""Datasets that have no column to go by, with the reason why that is right."""


@dataclass(frozen=True)
class Scope:
    """A jurisdiction and the names that stand for its codes, for datasets that show names only."""

    jurisdiction: Jurisdiction
    account_names: Collection[str] = ()
    city_names: Collection[str] = ()


def condition(columns: Iterable[str], scope: Scope) -> str | None:
    """The SQL condition on a dataset with these columns; None where there is nothing to go by."""
    present = set(columns)
    for needed, rule in _RULES:
        if needed <= present:
            return rule(scope)
    return None


def _accounts(scope: Scope) -> str:
    return _among("account_id", scope.jurisdiction.visible_accounts)


def _regions(scope: Scope) -> str:
    return _among("region_code", scope.jurisdiction.visible_regions)


def _counties(scope: Scope) -> str:
    visible = scope.jurisdiction.visible_regions
    above = f"(county_code = '' AND {_among('city_code', {*visible, ''})})"
    return f"({_among('county_code', visible)} OR {above})"


def _account_names(scope: Scope) -> str:
    return _among("account_name", scope.account_names)


def _city_names(scope: Scope) -> str:
    return _among("city_name", {*scope.city_names, ""})


_RULES: Final[tuple[tuple[frozenset[str], Callable[[Scope], str]], ...]] = (
    (frozenset({"account_id"}), _accounts),
    (frozenset({"county_code", "city_code"}), _counties),
    (frozenset({"region_code"}), _regions),
    (frozenset({"account_name"}), _account_names),
    (frozenset({"city_name"}), _city_names),
)
"""The most telling columns first."""


def _among(column: str, values: Iterable[str]) -> str:
    listed = ", ".join(_text(value) for value in sorted(values))
    return f"{column} IN ({listed})" if listed else NOTHING


def _text(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
