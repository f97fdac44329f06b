"""The list of releases that people enter: a title or a link, who is to carry it, and until when.

One row says all of a release, so it is there whole or not at all; entering it again replaces it. Which posts
carry it is found by `warehouse/assigned_matching.py`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final, cast
from urllib.parse import parse_qs, urlsplit

from hub.clock import beijing_day, require_utc
from hub.errors import ConfigError
from hub.roster import Account, Roster
from warehouse.client import Warehouse

QUERIES: Final = Path(__file__).parent / "queries"
_WECHAT_ARTICLE: Final = ("__biz", "mid", "idx")
"""The parameters that name an article of mp.weixin.qq.com; the others say who shared it."""
_TARGETS: Final = "all, level:county, region:130100 (with all below it), department:education, account:ID"


@dataclass(frozen=True)
class Assigned:
    """A release that a person entered. Aware instants; `targets` are account ids, sorted."""

    assigned_id: str
    title: str
    url: str
    issued_at: datetime
    deadline_at: datetime
    targets: tuple[str, ...]
    entered_by: str
    entered_at: datetime
    withdrawn: bool = False


def assigned_id(title: str, url: str, issued_at: datetime) -> str:
    """The same for one link, or for one title on one Beijing day, however often it is entered."""
    known_by = link_key(url) if url else f"{''.join(title.split())}@{beijing_day(issued_at)}"
    return f"assigned:{hashlib.sha256(known_by.encode()).hexdigest()[:12]}"


def link_key(url: str) -> str:
    """What two addresses of one post have in common: neither scheme, fragment, nor who shared it."""
    parts = urlsplit(url.strip())
    host, path = (parts.hostname or "").removeprefix("www."), parts.path.rstrip("/")
    query = parse_qs(parts.query)
    if host == "mp.weixin.qq.com" and all(name in query for name in _WECHAT_ARTICLE):
        return "|".join([host, *(query[name][0] for name in _WECHAT_ARTICLE)])
    return f"{host}{path}?{parts.query}" if parts.query else f"{host}{path}"


def choose_targets(roster: Roster, wanted: Iterable[str], issued_at: datetime) -> tuple[str, ...]:
    """The ids of the accounts that are meant, of those on the roster on the day of the issue.

    `wanted` are all, level:…, region:… (with all regions below), department:… and account:…, added up.
    Raises ConfigError for a word that means nobody.
    """
    day = beijing_day(issued_at)
    listed = [account for account in roster.accounts if _is_listed(account, day)]
    chosen: set[str] = set()
    for word in wanted:
        meant = {account.account_id for account in listed if _is_meant(account, word, roster)}
        if not meant:
            raise ConfigError(f"“{word}” means no account on the roster that day; write {_TARGETS}.")
        chosen |= meant
    return tuple(sorted(chosen))


def keep_assigned(warehouse: Warehouse, release: Assigned) -> None:
    """Write a release, in the place of the one entered before under its id. Raises Unavailable."""
    row: dict[str, Any] = asdict(release) | {"targets": list(release.targets)}
    warehouse.insert("assigned_releases", {name: [value] for name, value in row.items()})


def withdraw_assigned(warehouse: Warehouse, wanted: str, by: str, now: datetime) -> Assigned:
    """Take a release off the list; its row stays, marked. Raises ConfigError for an id the list has not."""
    found = next((one for one in find_assigned(warehouse) if one.assigned_id == wanted), None)
    if found is None:
        raise ConfigError(f"No release {wanted} was entered; `fenghuo release list` shows them.")
    withdrawn = replace(found, withdrawn=True, entered_by=by, entered_at=require_utc(now))
    keep_assigned(warehouse, withdrawn)
    return withdrawn


def find_assigned(warehouse: Warehouse) -> list[Assigned]:
    """All entered releases, the withdrawn ones included, the newest first."""
    rows = warehouse.query_file(QUERIES / "assigned_releases.sql")
    return [
        Assigned(**cast("dict[str, Any]", row | {"targets": tuple(cast("list[str]", row["targets"]))}))
        for row in rows
    ]


def _is_listed(account: Account, day: date) -> bool:
    return (
        account.status != "closed"
        and account.roster_from <= day
        and (account.roster_to is None or account.roster_to > day)
    )


def _is_meant(account: Account, word: str, roster: Roster) -> bool:
    kind, _, value = word.partition(":")
    match kind:
        case "all":
            return not value
        case "level":
            return account.level == value
        case "region":
            return value in _regions_of(account, roster)
        case "department":
            return account.department == value
        case "account":
            return account.account_id == value
        case _:
            return False


def _regions_of(account: Account, roster: Roster) -> list[str]:
    """The account's region and those that administer it."""
    codes: list[str] = []
    code = account.region_code
    while code is not None and code not in codes:
        codes.append(code)
        code = roster.regions[code].parent_code if code in roster.regions else None
    return codes
