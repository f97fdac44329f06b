"""The totals of a truth: output and reach by level, releases and adoption, silent accounts and counties.

Formulas are the plain reading of the definitions in `docs/measures.md`, over lists in memory.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Literal

from msgspec import Struct

from demo.accounts import Actor
from demo.deliveries import EVERY
from demo.posts import CarryForm
from demo.visitors.ledger import Known, Ledger
from demo.world import World
from hub.clock import beijing_day
from hub.platforms import LEVELS, PLATFORMS, REACH_BASIS, Level, Platform

FORTNIGHT: Final = 14
MUST_LIVE: Final = timedelta(hours=24)
MATURE: Final = timedelta(days=7)
NOT_YOUNGER: Final = timedelta(days=5)
HORIZON: Final = timedelta(hours=72)
WINDOW: Final = timedelta(days=14)
UNKNOWN_AFTER: Final = timedelta(hours=24)

AccountState = Literal["active", "silent", "unknown", "deregistering"]
ExportState = Literal["delivered", "late", "never"]
CountyState = Literal["active", "stalled", "blank", "unknown"]


class LevelTotal(Struct, frozen=True, kw_only=True):
    """Posts of a level that were seen and are not known to be gone."""

    level: Level
    posts: int


class ReachTotal(Struct, frozen=True, kw_only=True):
    """Seven-day reach of a level on a platform: the sum of the mature posts' last figures of day 5 to 7."""

    level: Level
    platform: Platform
    posts: int
    mature_posts: int
    young_posts: int
    missing_posts: int
    reach_7d: int


class CarrierTruth(Struct, frozen=True, kw_only=True):
    """A post that carries a release."""

    post_id: str
    account_id: str
    level: Level
    adopted_at: datetime
    lag_hours: float
    form: CarryForm | None


class ReleaseTruth(Struct, frozen=True, kw_only=True):
    """A release as it can be known: its origin is the earliest post seen."""

    release_id: str
    post_id: str
    account_id: str
    level: Level
    title: str
    issued_at: datetime
    carriers: tuple[CarrierTruth, ...]
    targets: int
    eligible: int
    adopters_72h: int
    adopters_14d: int


class AdoptionTotal(Struct, frozen=True, kw_only=True):
    """Adoption of the province's releases older than 72 hours by a level, pooled."""

    level: Level
    targets: int
    eligible: int
    adopters_72h: int
    adoption_rate_72h: float | None
    median_lag_hours: float | None


class AccountTruth(Struct, frozen=True, kw_only=True):
    """How an account stands at the end. `silent_days` is None where nothing can be said."""

    account_id: str
    state: AccountState
    last_success_at: datetime | None
    last_update_at: datetime | None
    last_update_post_id: str | None
    silent_days: int | None


class ExportTruth(Struct, frozen=True, kw_only=True):
    """How an account that lives by export stands. `due_on` is the Beijing day of its next sheet."""

    account_id: str
    last_export_at: datetime | None
    due_on: date
    days_late: int
    state: ExportState


class CountyTruth(Struct, frozen=True, kw_only=True):
    """How a county stands at the end, by the accounts the demo answers for."""

    region_code: str
    state: CountyState


Ledgers = Mapping[str, Ledger]


def level_totals(ledgers: Ledgers) -> list[LevelTotal]:
    """Posts by level."""
    counts = dict.fromkeys(LEVELS, 0)
    for ledger in ledgers.values():
        counts[ledger.actor.account.level] += len(_kept(ledger))
    return [LevelTotal(level=level, posts=posts) for level, posts in counts.items()]


def reach_totals(ledgers: Ledgers, until: datetime) -> list[ReachTotal]:
    """Reach by level and platform. Platforms that tell no reach and accounts nobody visits are left out."""
    totals = []
    visited = [ledger for ledger in ledgers.values() if not ledger.actor.by_export]
    for level in LEVELS:
        for platform in PLATFORMS:
            group = [ledger for ledger in visited if _is_of(ledger.actor, level, platform)]
            if group and REACH_BASIS[platform] is not None:
                totals.append(_reach_total(level, platform, group, until))
    return totals


def reach_7d(known: Known) -> int | None:
    """The last figure between five and seven days after publication, None where there is none."""
    basis = REACH_BASIS[known.post.platform]
    earliest, latest = known.published_at + NOT_YOUNGER, known.published_at + MATURE
    figures = [figure for figure in known.figures.values() if earliest <= figure.figure_at <= latest]
    last = max(figures, key=lambda figure: figure.figure_at, default=None)
    return last.metrics[basis] if last is not None and basis is not None else None


def account_truth(ledger: Ledger, until: datetime) -> AccountTruth:
    """An account's state: an update is a seen post that was not found gone within 24 hours."""
    updates = [known for known in ledger.known.values() if not _taken_back(known)]
    last = max(updates, key=lambda known: (known.published_at, known.post.post_id), default=None)
    state, days = _state(ledger, last, until)
    return AccountTruth(
        account_id=ledger.actor.account_id,
        state=state,
        last_success_at=ledger.last_success_at,
        last_update_at=last.published_at if last else None,
        last_update_post_id=last.post.post_id if last else None,
        silent_days=days,
    )


def export_truths(ledgers: Ledgers, until: datetime) -> list[ExportTruth]:
    """Of each active account on the roster that lives by export, when its next sheet is due."""
    today = beijing_day(until)
    return [_export_truth(ledger, today) for ledger in ledgers.values() if _owes_sheets(ledger.actor, today)]


def county_truths(world: World, accounts: Iterable[AccountTruth]) -> list[CountyTruth]:
    """Every county of the roster. One whose accounts are all beyond the demo's platforms is unknown."""
    states: dict[str, list[AccountState]] = {}
    for account in accounts:
        code = world.actors[account.account_id].account.region_code
        states.setdefault(code or "", []).append(account.state)
    listed = {account.region_code for account in world.roster.accounts if account.status != "closed"}
    return [
        CountyTruth(region_code=code, state=_county_state(states.get(code, []), listed=code in listed))
        for code, region in world.roster.regions.items()
        if region.level == "county"
    ]


def release_truths(world: World, ledgers: Ledgers) -> list[ReleaseTruth]:
    """All releases: clusters of seen posts whose earliest is not a county's, carried by another unit."""
    clusters: dict[str, list[Known]] = {}
    for ledger in ledgers.values():
        for known in ledger.known.values():
            if known.post.release_id is not None:
                clusters.setdefault(known.post.release_id, []).append(known)
    releases = [_Cluster(world, ledgers, release_id, cluster) for release_id, cluster in clusters.items()]
    truths = [cluster.truth() for cluster in releases]
    return sorted((truth for truth in truths if truth is not None), key=lambda truth: truth.issued_at)


def adoption_totals(
    world: World, ledgers: Ledgers, releases: Sequence[ReleaseTruth], until: datetime
) -> list[AdoptionTotal]:
    """Adoption by level, over the province's releases of which 72 hours have passed."""
    mature = [
        release
        for release in releases
        if release.level == "province" and release.issued_at + HORIZON <= until
    ]
    totals = []
    for level in LEVELS:
        lags: list[float] = []
        targets = eligible = 0
        for release in mature:
            expected = targets_of(world, release.account_id, release.level, release.issued_at)
            expected = [actor for actor in expected if actor.account.level == level]
            known = {
                actor.account_id
                for actor in expected
                if is_known(ledgers[actor.account_id], release.issued_at)
            }
            targets, eligible = targets + len(expected), eligible + len(known)
            lags += _first_lags(release, known, HORIZON).values()
        totals.append(_adoption_total(level, targets, eligible, sorted(lags)))
    return totals


def targets_of(world: World, origin_id: str, level: Level, issued_at: datetime) -> list[Actor]:
    """Who was expected to carry a release: all but its origin, of a city's release those of the city."""
    day, origin = beijing_day(issued_at), world.actors[origin_id]
    others = [actor for actor in world.actors.values() if actor is not origin and not actor.by_export]
    others = [actor for actor in others if actor.on_roster(day)]
    if level == "province":
        return others
    return [actor for actor in others if actor.city_code is not None and actor.city_code == origin.city_code]


def is_known(ledger: Ledger, issued_at: datetime) -> bool:
    """Whether the account was visited with success on each Beijing day of the 72 hours."""
    visited = {beijing_day(at) for at in ledger.successes}
    first, last = beijing_day(issued_at), beijing_day(issued_at + HORIZON - timedelta(milliseconds=1))
    return all(first + timedelta(days=number) in visited for number in range((last - first).days + 1))


@dataclass(frozen=True)
class _Cluster:
    """The seen posts of one text."""

    world: World
    ledgers: Ledgers
    release_id: str
    posts: list[Known]

    def truth(self) -> ReleaseTruth | None:
        origin = min(
            self.posts, key=lambda known: (known.published_at, self._order(known), known.post.post_id)
        )
        level = self._level(origin)
        carriers = sorted((self._carrier(origin, known) for known in self._carriers(origin)), key=_by_time)
        units = {self.world.actors[carrier.account_id].account.unit for carrier in carriers}
        if level == "county" or not units - {self._actor(origin).account.unit}:
            return None
        issued_at = origin.published_at
        targets = targets_of(self.world, origin.post.account_id, level, issued_at)
        eligible = {
            actor.account_id for actor in targets if is_known(self.ledgers[actor.account_id], issued_at)
        }
        truth = ReleaseTruth(
            release_id=self.release_id,
            post_id=origin.post.post_id,
            account_id=origin.post.account_id,
            level=level,
            title=origin.post.title,
            issued_at=issued_at,
            carriers=tuple(carriers),
            targets=len(targets),
            eligible=len(eligible),
            adopters_72h=0,
            adopters_14d=0,
        )
        return _with_adopters(truth, eligible)

    def _carriers(self, origin: Known) -> list[Known]:
        return [
            known
            for known in self.posts
            if known.post.account_id != origin.post.account_id
            and self._order(known) >= self._order(origin)
            and known.published_at - origin.published_at <= WINDOW
            and not _taken_back(known)
        ]

    def _carrier(self, origin: Known, known: Known) -> CarrierTruth:
        lag = known.published_at - origin.published_at
        return CarrierTruth(
            post_id=known.post.post_id,
            account_id=known.post.account_id,
            level=self._level(known),
            adopted_at=known.published_at,
            lag_hours=lag.total_seconds() / 3600,
            form=known.post.form,
        )

    def _actor(self, known: Known) -> Actor:
        return self.world.actors[known.post.account_id]

    def _level(self, known: Known) -> Level:
        return self._actor(known).account.level

    def _order(self, known: Known) -> int:
        return LEVELS.index(self._level(known))


def _with_adopters(truth: ReleaseTruth, eligible: set[str]) -> ReleaseTruth:
    return ReleaseTruth(
        release_id=truth.release_id,
        post_id=truth.post_id,
        account_id=truth.account_id,
        level=truth.level,
        title=truth.title,
        issued_at=truth.issued_at,
        carriers=truth.carriers,
        targets=truth.targets,
        eligible=truth.eligible,
        adopters_72h=len(_first_lags(truth, eligible, HORIZON)),
        adopters_14d=len(_first_lags(truth, eligible, WINDOW)),
    )


def _first_lags(release: ReleaseTruth, accounts: set[str], horizon: timedelta) -> dict[str, float]:
    """Hours to the first carrying post of each of the accounts that carried within the horizon."""
    lags: dict[str, float] = {}
    for carrier in release.carriers:
        if carrier.account_id in accounts and carrier.lag_hours < horizon.total_seconds() / 3600:
            lags.setdefault(carrier.account_id, carrier.lag_hours)
    return lags


def _adoption_total(level: Level, targets: int, eligible: int, lags: list[float]) -> AdoptionTotal:
    """The median is that of all eligible targets: unknown while fewer than half have carried."""
    reached = eligible > 0 and 2 * len(lags) >= eligible
    return AdoptionTotal(
        level=level,
        targets=targets,
        eligible=eligible,
        adopters_72h=len(lags),
        adoption_rate_72h=len(lags) / eligible if eligible else None,
        median_lag_hours=lags[math.ceil(eligible / 2) - 1] if reached else None,
    )


def _by_time(carrier: CarrierTruth) -> tuple[datetime, str]:
    return carrier.adopted_at, carrier.post_id


def _kept(ledger: Ledger) -> list[Known]:
    return [known for known in ledger.known.values() if known.gone_at is None]


def _taken_back(known: Known) -> bool:
    return known.gone_at is not None and known.gone_at - known.published_at < MUST_LIVE


def _is_of(actor: Actor, level: Level, platform: Platform) -> bool:
    return actor.account.level == level and actor.account.platform == platform


def _reach_total(level: Level, platform: Platform, group: list[Ledger], until: datetime) -> ReachTotal:
    posts = [known for ledger in group for known in _kept(ledger)]
    old = [known for known in posts if known.published_at <= until - MATURE]
    reaches = [reach for known in old if (reach := reach_7d(known)) is not None]
    return ReachTotal(
        level=level,
        platform=platform,
        posts=len(posts),
        mature_posts=len(reaches),
        young_posts=len(posts) - len(old),
        missing_posts=len(old) - len(reaches),
        reach_7d=sum(reaches),
    )


def _state(ledger: Ledger, last: Known | None, until: datetime) -> tuple[AccountState, int | None]:
    if ledger.actor.account.status == "deregistering":
        return "deregistering", None
    success = ledger.last_success_at
    if success is None or success < until - UNKNOWN_AFTER:
        return "unknown", None
    since = last.published_at if last else ledger.successes[0]
    days = (beijing_day(until) - beijing_day(since)).days
    return ("silent" if days >= FORTNIGHT else "active"), days


def _owes_sheets(actor: Actor, today: date) -> bool:
    account = actor.account
    leaves = account.roster_to is not None and account.roster_to <= today
    return actor.by_export and account.status == "active" and account.roster_from <= today and not leaves


def _export_truth(ledger: Ledger, today: date) -> ExportTruth:
    last = ledger.last_success_day
    due_on = (last or ledger.actor.account.roster_from) + EVERY
    days_late = max(0, (today - due_on).days)
    return ExportTruth(
        account_id=ledger.actor.account_id,
        last_export_at=ledger.last_success_at,
        due_on=due_on,
        days_late=days_late,
        state="never" if last is None else "late" if days_late else "delivered",
    )


def _county_state(states: Sequence[AccountState], *, listed: bool) -> CountyState:
    known = [state for state in states if state in ("active", "silent")]
    if not listed:
        return "blank"
    if not known:
        return "unknown"
    return "stalled" if all(state == "silent" for state in known) else "active"
