"""All that is judged from the warehouse's figures rather than from silences, at the present instant only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from alerts.audience_gaps import audience_gaps
from alerts.facts import AccountFacts
from alerts.figures import (
    read_addressed,
    read_authorisations,
    read_carried,
    read_exports,
    read_follow_ups,
    read_issued,
    read_reach,
)
from alerts.follow_ups import follow_ups
from alerts.judgement import Judgement
from alerts.regions import read_regions
from alerts.releases import Assignment, gaps, late
from alerts.standing import low_original, reach_drop, second_accounts
from alerts.tasks import Task
from alerts.thresholds import Thresholds, default_thresholds
from alerts.upkeep import authorisations, exports
from warehouse.client import Warehouse

_LONGEST_AUDIENCE_GAP = timedelta(days=366)


@dataclass(frozen=True)
class Surroundings:
    """The thresholds and tasks by which they are judged."""

    thresholds: Thresholds = field(default_factory=default_thresholds)
    tasks: Sequence[Task] = ()

    def judge(
        self, warehouse: Warehouse, accounts: Sequence[AccountFacts], now: datetime
    ) -> Iterator[Judgement]:
        """Everything beside silences and follow-ups. Raises Unavailable."""
        yield from self._standing(warehouse, accounts, now)
        yield from second_accounts(accounts)
        yield from self._assigned(warehouse, accounts, now)
        yield from authorisations(read_authorisations(warehouse))
        yield from exports(read_exports(warehouse))

    def follow_ups(self, warehouse: Warehouse, now: datetime) -> Iterator[Judgement]:
        """What people assigned, which is cheap enough for every round. Raises Unavailable."""
        return follow_ups(read_follow_ups(warehouse), now)

    def _standing(
        self, warehouse: Warehouse, accounts: Sequence[AccountFacts], now: datetime
    ) -> Iterator[Judgement]:
        carried = {one.account_id: one for one in read_carried(warehouse, now)}
        reach = {one.account_id: one for one in read_reach(warehouse, now)}
        for facts in accounts:
            rules = self.thresholds.rules(facts.region_code, facts.platform, facts.kind)
            yield low_original(facts, rules, carried.get(facts.account_id))
            yield reach_drop(facts, rules, reach.get(facts.account_id))

    def _assigned(
        self, warehouse: Warehouse, accounts: Sequence[AccountFacts], now: datetime
    ) -> Iterator[Judgement]:
        regions = read_regions(warehouse)
        releases = [task for task in self.tasks if task.kind != "audience"]
        issued = read_issued(warehouse, {task.target for task in releases}, now)
        assignments = Assignment.of(releases, issued)
        yield from late(assignments, accounts, regions, self.thresholds, now)
        yield from gaps(assignments, accounts, regions, self.thresholds, now)
        if len(releases) < len(self.tasks):
            addressed = read_addressed(warehouse, now - _LONGEST_AUDIENCE_GAP, now)
            names = {str(row["audience"]): str(row["audience_name"]) for row in _audiences(warehouse)}
            yield from audience_gaps(self.tasks, addressed, accounts, regions, self.thresholds, now, names)


def _audiences(warehouse: Warehouse) -> list[dict[str, object]]:
    return warehouse.query("SELECT audience, audience_name FROM v_audiences")
