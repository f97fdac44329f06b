"""Counties and groups of accounts by place, as a report's tables list them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dashboards.reports.facts import Account, Facts


@dataclass(frozen=True)
class Counties:
    """The counties of the scope by state; names in the order of their codes.

    Stalled: all accounts whose state is known are silent. Unknown: it has accounts, none of them known.
    """

    active: Sequence[str]
    stalled: Sequence[str]
    unknown: Sequence[str]
    blank: Sequence[str]

    @property
    def all(self) -> int:
        """How many counties there are."""
        return len(self.active) + len(self.stalled) + len(self.unknown) + len(self.blank)


def counties_of(facts: Facts) -> Counties:
    """The counties of the scope; none for a unit or a department, which answers for no county."""
    by_county: dict[str, list[Account]] = defaultdict(list)
    for account in facts.accounts:
        by_county[account.county_code].append(account)
    names = {region.region_code: region.name for region in facts.regions}
    found: dict[str, list[str]] = {"active": [], "stalled": [], "unknown": [], "blank": []}
    for region in facts.regions:
        if region.level == "county":
            city = names.get(region.parent_code, "") if facts.scope.level == "province" else ""
            name = region.name if city == facts.scope.name else f"{city}{region.name}"
            found[_state(by_county[region.region_code])].append(name)
    return Counties(**found)


def by_place(facts: Facts, accounts: Sequence[Account]) -> list[tuple[str, list[Account]]]:
    """Accounts grouped by city, or by county where the scope is a city's or a county's."""
    groups: dict[tuple[str, str], list[Account]] = defaultdict(list)
    for account in accounts:
        groups[_place(facts, account)].append(account)
    return [(name, accounts) for (_, name), accounts in sorted(groups.items())]


def names_of(accounts: Iterable[Account]) -> list[str]:
    """Accounts as a sentence names them."""
    return [f"{account.account_name}（{account.platform_name}）" for account in accounts]


def _place(facts: Facts, account: Account) -> tuple[str, str]:
    if facts.scope.level in ("city", "county"):
        return account.county_code, account.county_name or "市本级"
    if account.city_name:
        return account.city_code or "~", account.city_name
    return "", "省级"


def _state(accounts: Sequence[Account]) -> str:
    known = [account for account in accounts if account.known]
    if not accounts:
        return "blank"
    if not known:
        return "unknown"
    return "stalled" if all(account.state == "silent" for account in known) else "active"
