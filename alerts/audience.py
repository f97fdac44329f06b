"""The audience: which recipients hear of an episode, by its rule, its severity and where its subject lies.

The table follows §4 of the assessment rules: an alert goes to the account's owner first, and by days and
level to its city and the province. A department outside the brigade is no subordinate: its alerts go to its
own contact and to the joint-meeting office (消安委办), never to the fire chain. Where nobody is registered
for a role, the next level up hears in its place, so that no alert is without a reader.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, cast

from alerts.episodes import Episode
from alerts.recipients import Recipient, Role
from warehouse.client import Warehouse

AUDIENCE: Final[Mapping[str, tuple[Role, ...]]] = {
    "veto_notice": ("owner",),
    "veto_warn": ("owner", "city"),
    "veto_urgent": ("owner", "city", "province"),
    "veto": ("owner", "city", "province"),
    "holiday_lookahead": ("owner", "city"),
    "own_rhythm": ("owner", "city"),
    "volume_drop": ("owner",),
    "reach_drop": ("owner",),
    "county_stalled": ("city", "province"),
    "dormant": ("province",),
    "release_late": ("owner", "city"),
    "release_overdue": ("owner", "city"),
    "release_gap": ("city", "province"),
    "audience_gap": ("city",),
    "recall": ("owner", "province"),
    "low_original": ("owner",),
    "collector": ("operator",),
    "identity": ("owner", "province"),
    "authorisation_due": ("owner", "operator"),
    "authorisation_ended": ("owner", "operator"),
    "export_late": ("owner",),
    "follow_up_late": ("owner", "city"),
    "follow_up_overdue": ("owner", "city"),
}
"""Whom each rule concerns."""

_BY_SEVERITY: Final[Mapping[str, tuple[Role, ...]]] = {
    "提示": ("owner",),
    "预警": ("owner", "city"),
    "技术": ("operator",),
    "核查": ("owner", "province"),
}
_GRAVE: Final[tuple[Role, ...]] = ("owner", "city", "province")
_NEXT: Final[Mapping[Role, Role]] = {
    "owner": "city",
    "city": "province",
    "office": "province",
    "operator": "province",
}
"""Who hears instead, where nobody has the role."""

_LOCAL: Final = frozenset({"owner", "city"})
"""Roles that concern one region exactly; the others concern all that lies within theirs."""

_SQL: Final = Path(__file__).parent / "sql"


@dataclass(frozen=True)
class Place:
    """Where a subject lies. `city_code` is empty for the province's own and what it runs directly."""

    name: str = ""
    region_code: str = ""
    city_code: str = ""
    kind: str = ""
    department: str = ""
    unit: str = ""

    @property
    def outside(self) -> bool:
        """Whether it is a department's, which the fire chain may ask but not admonish."""
        return self.kind == "department"


NOWHERE: Final = Place()


class Audience:
    """The recipients and the places, and who of the one hears of the other."""

    def __init__(self, recipients: Iterable[Recipient], places: Mapping[str, Place]) -> None:
        self._places = places
        self._registered: dict[tuple[Role, str], list[Recipient]] = defaultdict(list)
        for recipient in recipients:
            for role in recipient.roles:
                self._registered[role, recipient.region_code if role in _LOCAL else ""].append(recipient)

    def of(self, episode: Episode) -> frozenset[str]:
        """The ids of those who hear of the episode as it stands."""
        place = self.place(episode)
        heard = {found.recipient_id for role in _roles(episode, place) for found in self._having(role, place)}
        return frozenset(heard | {found.recipient_id for found in self._with("all", place)})

    def place(self, episode: Episode) -> Place:
        """Where the episode's subject lies; its evidence may name the account or region it is about."""
        facts = episode.facts
        names = (episode.subject, str(facts.get("account_id")), str(facts.get("region_code")))
        return next((self._places[name] for name in names if name in self._places), NOWHERE)

    def _having(self, role: Role, place: Place) -> list[Recipient]:
        found = self._with(role, place)
        if found or role not in _NEXT:
            return found
        higher: Role = "office" if role == "owner" and place.outside else _NEXT[role]
        return self._having(higher, place)

    def _with(self, role: Role, place: Place) -> list[Recipient]:
        code = {"owner": place.region_code, "city": place.city_code}.get(role, "")
        found = self._registered.get((role, code), [])
        return [recipient for recipient in found if _concerned(recipient, role, place)]


def read_places(warehouse: Warehouse) -> dict[str, Place]:
    """By account id, region code or platform: where it lies. Raises Unavailable."""
    rows = warehouse.query_file(_SQL / "places.sql")
    return {str(row.pop("subject")): Place(**cast(dict[str, Any], row)) for row in rows}


def _roles(episode: Episode, place: Place) -> Iterable[Role]:
    roles = AUDIENCE.get(episode.rule) or _BY_SEVERITY.get(episode.severity, _GRAVE)
    if not place.outside:
        return roles
    return dict.fromkeys("office" if role in ("city", "province") else role for role in roles)


def _concerned(recipient: Recipient, role: Role, place: Place) -> bool:
    if role == "owner":
        same_unit = not recipient.unit or recipient.unit == place.unit
        return same_unit and recipient.department == place.department
    return role == "city" or _within(recipient.region_code, place)


def _within(code: str, place: Place) -> bool:
    """Whether a place lies in a region; an empty code is everywhere, a place without a code in every
    region.
    """
    if not code or not place.region_code:
        return True
    return code in (place.region_code, place.city_code) or code == f"{place.region_code[:2]}0000"
