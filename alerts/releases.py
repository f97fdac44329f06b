"""Assigned releases: who is late to carry one, and which city has a gap when the time is up.

Pure: tasks, what was issued, the accounts and their regions in, judgements out. Of an account we do not see
nobody says that it is late.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from alerts import sentences
from alerts.facts import AccountFacts
from alerts.figures import Issued
from alerts.judgement import REGION, Judgement, found
from alerts.regions import Regions
from alerts.tasks import Task
from alerts.thresholds import Thresholds

REPORTED_AFTER: Final = timedelta(days=14)
"""So long after a deadline a gap stays open, to be in the report."""


@dataclass(frozen=True)
class Assignment:
    """A task and the post it is about."""

    task: Task
    issued: Issued

    @classmethod
    def of(cls, tasks: Sequence[Task], issued: Mapping[str, Issued]) -> list[Assignment]:
        """The releases among the tasks whose post is known."""
        return [cls(task, issued[task.target]) for task in tasks if task.target in issued]


def late(
    assignments: Sequence[Assignment],
    accounts: Sequence[AccountFacts],
    regions: Regions,
    thresholds: Thresholds,
    now: datetime,
) -> Iterator[Judgement]:
    """Of each account, the assigned releases that it should have carried by now; graver at twice the time."""
    for facts in accounts:
        rules = thresholds.rules(facts.region_code, facts.platform, facts.kind)
        limits = {"release": rules.release_late_hours, "warning": rules.release_warning_late_hours}
        owed = [
            (_hours(one, now), limits[one.task.kind], one.issued.title, one.task.kind)
            for one in assignments
            if _is_target(one, facts, regions) and one.issued.issued_at <= now < one.task.deadline
            if facts.account_id not in one.issued.carried_at
        ]
        overdue = sorted((entry for entry in owed if entry[0] >= entry[1]), reverse=True)
        if not overdue:
            yield Judgement("release", facts.account_id, ending=partial(sentences.releases_carried, facts))
            continue
        titles = [title for _, _, title, _ in overdue]
        twice = any(hours >= 2 * limit for hours, limit, _, _ in overdue)
        finding = found(
            "release_overdue" if twice else "release_late",
            sentences.release_late(facts, titles, overdue[0][0]),
            releases=titles,
            urgent=any(kind == "warning" for *_, kind in overdue),
        )
        yield Judgement("release", facts.account_id, finding, held=not facts.known(now, rules.stale_after))


def gaps(
    assignments: Sequence[Assignment],
    accounts: Sequence[AccountFacts],
    regions: Regions,
    thresholds: Thresholds,
    now: datetime,
) -> Iterator[Judgement]:
    """Of each city, whether enough of its counties had carried each release at its deadline."""
    for city in sorted({regions.city(facts.region_code) for facts in accounts} - {""}):
        rules = thresholds.rules(city)
        shortfalls = [
            found_gap
            for one in assignments
            if one.task.deadline <= now < one.task.deadline + REPORTED_AFTER
            if (found_gap := _shortfall(one, city, accounts, regions, rules.release_gap_share)) is not None
        ]
        name = regions.names.get(city, city)
        if not shortfalls:
            yield Judgement(
                "release_gap",
                city,
                subject_kind=REGION,
                ending=partial(sentences.release_gap_over, name),
            )
            continue
        one, carried, missing = shortfalls[-1]
        finding = found(
            "release_gap",
            sentences.release_gap(
                name,
                one.issued.title,
                carried,
                carried + len(missing),
                [regions.names[code] for code in missing],
            ),
            release_id=one.issued.release_id,
            url=one.issued.url,
            missing=missing,
        )
        yield Judgement("release_gap", city, finding, subject_kind=REGION)


def _shortfall(
    one: Assignment, city: str, accounts: Sequence[AccountFacts], regions: Regions, share: float
) -> tuple[Assignment, int, list[str]] | None:
    """How many counties carried it in time and which did not, where those are too few."""
    carried: dict[str, bool] = defaultdict(bool)
    for facts in accounts:
        if facts.county_code and regions.city(facts.county_code) == city and _is_target(one, facts, regions):
            at = one.issued.carried_at.get(facts.account_id)
            carried[facts.county_code] |= at is not None and at < one.task.deadline
    missing = sorted(code for code, did in carried.items() if not did)
    if not carried or (len(carried) - len(missing)) >= share * len(carried):
        return None
    return one, len(carried) - len(missing), missing


def _is_target(one: Assignment, facts: AccountFacts, regions: Regions) -> bool:
    own = facts.account_id == one.issued.account_id
    return not own and regions.within(facts.region_code, one.task.jurisdiction)


def _hours(one: Assignment, now: datetime) -> float:
    return (now - one.issued.issued_at) / timedelta(hours=1)
