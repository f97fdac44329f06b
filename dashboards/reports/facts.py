"""What a report knows: the answers to its questions, asked when a section needs them, all at one cutoff.

Every question is an SQL file whose parameters the server binds; `sql/scope.sql` comes before it as the table
`scope`. The cutoff is the last moment that counts: nothing later is looked at, so a report made again later
from the same data says the same.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Final, Literal, TypeVar

import msgspec

from dashboards.reports.periods import Period
from dashboards.reports.scope import Scope
from warehouse.client import Warehouse

State = Literal["active", "silent", "unknown", "not_gathered", "deregistering"]
Age = Literal["24h", "72h", "7d"]
Grouping = Literal["level", "city", "department"]

RELEASE_RUNS: Final = timedelta(days=3)
"""For so long a release is followed; who has not carried it then has not."""
MOST_PIECES: Final = 10

_SQL: Final = Path(__file__).parent / "sql"
_T = TypeVar("_T")


class Account(msgspec.Struct, frozen=True):
    """An account at the cutoff."""

    account_id: str
    account_name: str
    platform: str
    platform_name: str
    level: str
    level_name: str
    level_order: int
    region_code: str
    region_name: str
    city_code: str
    city_name: str
    county_code: str
    county_name: str
    kind: str
    department: str
    department_name: str
    unit: str
    gathered: bool
    last_update_at: datetime | None
    last_title: str
    last_url: str
    first_success_at: datetime | None
    last_success_at: datetime | None
    last_error_kind: str
    state: State
    silent_days: int | None
    posts: int
    carried: int
    previous_posts: int
    last_year_posts: int

    @property
    def known(self) -> bool:
        """Whether we saw it in the 24 hours before the cutoff, so that no post means no post."""
        return self.state in ("active", "silent")

    @property
    def place(self) -> str:
        """Where it lies, as people say it."""
        if self.county_name and self.city_name and self.city_name != "省直管":
            return f"{self.city_name}{self.county_name}"
        return self.county_name or self.city_name or self.region_name or self.level_name

    @property
    def outside(self) -> bool:
        """Whether its unit is not subordinate to the brigade: it is asked, not graded."""
        return self.kind != "brigade"


class Region(msgspec.Struct, frozen=True):
    """An administrative region."""

    region_code: str
    name: str
    level: str
    parent_code: str


class DayOutput(msgspec.Struct, frozen=True):
    """Posts of a level on a Beijing day."""

    day: date
    level: str
    posts: int


class Reach(msgspec.Struct, frozen=True):
    """Reach of a platform's posts of a level at one age; `total` and `median` over the ripe ones."""

    platform: str
    platform_name: str
    basis_name: str
    level: str
    level_name: str
    level_order: int
    posts: int
    ripe: int
    young: int
    missing: int
    total: float | None
    median: float | None
    floors: int


class Piece(msgspec.Struct, frozen=True):
    """A post that did better than its own account's benchmark, at one age."""

    score: float
    reach: int
    expected: float
    benchmark_posts: int
    title: str
    url: str
    account_name: str
    platform_name: str
    basis_name: str
    topic_name: str
    published_at: datetime


class Release(msgspec.Struct, frozen=True):
    """A release and how far the scope's accounts had carried it at the cutoff."""

    release_id: str
    issued_at: datetime
    account_name: str
    platform_name: str
    title: str
    url: str
    passed: bool
    targets: int
    unknown: int
    carried: int
    adopters: int
    city_targets: int
    city_carried: int
    county_targets: int
    county_carried: int


class Adoption(msgspec.Struct, frozen=True):
    """Pooled adoption at 72 hours of a level, city or department; `lags` in hours."""

    key: str
    name: str
    level_order: int
    releases: int
    targets: int
    unknown: int
    eligible: int
    adopters: int
    lags: list[float]
    median_lag_hours: float | None


class Assigned(msgspec.Struct, frozen=True):
    """A release that a person entered: how the scope's accounts stood at the cutoff."""

    assigned_id: str
    title: str
    url: str
    deadline_at: datetime
    targets: int
    in_time: int
    late: int
    waiting: int
    missing: int
    unknown: int
    missing_names: list[str]


class Check(msgspec.Struct, frozen=True):
    """How an account fared at the checks of a stretch of days; `failed` counts those it failed."""

    account_id: str
    checks: int
    failed: int
    failed_on: date | None
    failed_since: datetime | None
    longest_silence: int


class Mention(msgspec.Struct, frozen=True):
    """Posts about a topic."""

    key: str
    name: str
    posts: int
    previous_posts: int


class Address(msgspec.Struct, frozen=True):
    """Posts that address an audience; `last_day` is empty where none ever did."""

    key: str
    name: str
    posts: int
    previous_posts: int
    posts_30d: int
    last_day: date | None


class Entry(msgspec.Struct, frozen=True):
    """Posts of 30 days by a region's accounts for one of the five audiences; "" is none of them."""

    region_name: str
    audience: str
    posts: int


class Warned(msgspec.Struct, frozen=True):
    """Warnings of a level in the period."""

    level: str
    level_name: str
    level_order: int
    posts: int
    accounts: int
    counties: int


class Deletion(msgspec.Struct, frozen=True):
    """A post that was seen deleted in the period."""

    account_name: str
    platform_name: str
    title: str
    published_at: datetime
    deleted_at: datetime
    within_a_day: bool


class RosterChange(msgspec.Struct, frozen=True):
    """An account that came or went."""

    account_name: str
    platform_name: str
    unit: str
    joined: bool
    day: date


class Joint(msgspec.Struct, frozen=True):
    """Joint releases a department had a part in; "" counts them all, `brigade` is the brigade."""

    key: str
    releases: int


class Provenance(msgspec.Struct, frozen=True):
    """What the warehouse stood on."""

    last_figure_at: datetime | None
    migration: int


@dataclass(frozen=True)
class Facts:
    """The answers about one scope and period at one cutoff; each question is asked once."""

    warehouse: Warehouse
    scope: Scope
    period: Period
    cutoff: datetime

    @cached_property
    def accounts(self) -> list[Account]:
        """The scope's accounts on the roster."""
        return self._ask("accounts", Account)

    @cached_property
    def regions(self) -> list[Region]:
        """The regions of the scope; none for a unit or a department."""
        rows = msgspec.convert(self.warehouse.query_file(_SQL / "regions.sql"), list[Region])
        if not self.scope.whole:
            return []
        return [row for row in rows if not self.scope.regions or row.region_code in self.scope.regions]

    @cached_property
    def output_by_day(self) -> list[DayOutput]:
        """Posts by day and level over the chart's days."""
        return self._ask("output_by_day", DayOutput, chart_begin=self.chart_begin)

    @property
    def chart_begin(self) -> date:
        """The first day of the chart of output: a fortnight for a day, eight weeks for a week."""
        if self.period.kind == "monthly":
            return self.period.begin
        return self.period.until - timedelta(days=14 if self.period.kind == "daily" else 56)

    @property
    def reach_age(self) -> Age:
        """The age at which a report of its kind compares posts."""
        return "24h" if self.period.kind == "daily" else "7d"

    @property
    def reach_period(self) -> Period:
        """The days whose posts it compares: those that have had time to reach that age."""
        return self.period if self.period.kind == "monthly" else self.period.previous

    @cached_property
    def reach(self) -> list[Reach]:
        """Reach by platform and level."""
        return self._ask("reach", Reach, **self._reach_days())

    @cached_property
    def pieces(self) -> list[Piece]:
        """The posts that did best by their own account's measure."""
        return self._ask("pieces", Piece, most=MOST_PIECES, **self._reach_days())

    @property
    def releases_period(self) -> Period:
        """The releases a report follows: of a day those of the three days before it too."""
        if self.period.kind == "daily":
            return replace(self.period, begin=self.period.begin - RELEASE_RUNS)
        return self.period

    @cached_property
    def releases(self) -> list[Release]:
        """The releases that are followed."""
        return self._ask("releases", Release, **_releases_days(self.releases_period))

    @property
    def adoption_period(self) -> Period:
        """The releases whose adoption is told: of a day or a week those whose 72 hours ended in it."""
        if self.period.kind == "monthly":
            return self.period
        return replace(
            self.period, begin=self.period.begin - RELEASE_RUNS, until=self.period.until - RELEASE_RUNS
        )

    def adoption(self, by: Grouping, period: Period) -> list[Adoption]:
        """Adoption of the releases issued in a period, of which 72 hours were over at the cutoff."""
        if (by, period) not in self._adoptions:
            self._adoptions[by, period] = self._ask("adoption", Adoption, by=by, **_releases_days(period))
        return self._adoptions[by, period]

    @cached_property
    def _adoptions(self) -> dict[tuple[Grouping, Period], list[Adoption]]:
        """Those that were asked for."""
        return {}

    @cached_property
    def assigned(self) -> list[Assigned]:
        """The entered releases that were running."""
        return self._ask("assigned", Assigned)

    @cached_property
    def checks(self) -> dict[str, Check]:
        """The checks of the period, by account."""
        return self._checks(self.period)

    @cached_property
    def previous_checks(self) -> dict[str, Check]:
        """The checks of the period before, by account."""
        return self._checks(self.period.previous)

    @cached_property
    def topics(self) -> list[Mention]:
        """Posts by topic."""
        return self._ask("topics", Mention)

    @cached_property
    def audiences(self) -> list[Address]:
        """Posts by audience, all audiences."""
        return self._ask("audiences", Address)

    @cached_property
    def five_entries(self) -> list[Entry]:
        """Posts for the five audiences by region."""
        grain = "city" if self.scope.level == "province" else "county"
        return self._ask("five_entries", Entry, grain=grain)

    @cached_property
    def warnings(self) -> list[Warned]:
        """Warnings by level."""
        return self._ask("warnings", Warned)

    @cached_property
    def deletions(self) -> list[Deletion]:
        """Posts seen deleted."""
        return self._ask("deletions", Deletion)

    @cached_property
    def joint(self) -> list[Joint]:
        """Joint releases of the period by department."""
        return self._ask("joint", Joint, **_releases_days(self.period))

    @cached_property
    def roster_changes(self) -> list[RosterChange]:
        """Accounts that came or went."""
        return self._ask("roster_changes", RosterChange)

    @cached_property
    def provenance(self) -> Provenance:
        """What the warehouse stood on."""
        return self._ask("provenance", Provenance)[0]

    def _checks(self, period: Period) -> dict[str, Check]:
        rows = self._ask("checks", Check, checks_begin=period.begin, checks_until=period.until)
        return {row.account_id: row for row in rows}

    def _reach_days(self) -> dict[str, object]:
        days = self.reach_period
        return {"age": self.reach_age, "reach_begin": days.begin, "reach_until": days.until}

    def _ask(self, name: str, row: type[_T], **more: object) -> list[_T]:
        """The rows of `sql/NAME.sql`. Raises Unavailable."""
        scope, question = ((_SQL / f"{file}.sql").read_text(encoding="utf-8") for file in ("scope", name))
        parameters = self._parameters() | more
        answer = self.warehouse.query(_with_scope(scope, question), parameters)
        return msgspec.convert(answer, list[row])  # type: ignore[valid-type]

    def _parameters(self) -> dict[str, object]:
        period = self.period
        return {
            **self.scope.parameters,
            "cutoff": self.cutoff,
            "begin": period.begin,
            "until": period.until,
            "begins_at": period.begins_at,
            "ends_at": period.ends_at,
            "previous_begin": period.previous.begin,
            "last_year_begin": period.last_year.begin,
            "last_year_until": period.last_year.until,
        }


def cutoff_of(warehouse: Warehouse, period: Period) -> datetime:
    """The last moment that counts: when the report is due, or our last look where that was earlier.

    It follows from the period and the data alone, so the same data give the same report whenever it is made.
    """
    last_look = warehouse.query_file(_SQL / "last_look.sql")[0]["last_look_at"]
    return min(last_look, period.issued_at) if isinstance(last_look, datetime) else period.issued_at


def _releases_days(period: Period) -> dict[str, object]:
    return {"releases_begin": period.begin, "releases_until": period.until}


def _with_scope(scope: str, question: str) -> str:
    """A question that may begin with expressions of its own (WITH …), after the scope."""
    body = "\n".join(line for line in question.splitlines() if not line.startswith("--")).strip()
    rest = f",\n{body.removeprefix('WITH')}" if body.startswith("WITH") else f"\n{body}"
    return f"WITH scope AS\n(\n{scope}\n){rest}"
