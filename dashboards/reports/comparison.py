"""Comparing a period's output with an earlier one's: only over accounts that were watched in both."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dashboards.reports.facts import Account, Facts
from dashboards.reports.periods import Period


@dataclass(frozen=True)
class Compared:
    """Posts of the accounts watched in both periods; `before` is None where there are none."""

    accounts: int
    now: int
    before: int | None


def with_previous(facts: Facts, accounts: Sequence[Account]) -> Compared:
    """Against the period before."""
    return _compared(accounts, facts.period.previous, lambda account: account.previous_posts)


def with_last_year(facts: Facts, accounts: Sequence[Account]) -> Compared:
    """Against the same period a year ago."""
    return _compared(accounts, facts.period.last_year, lambda account: account.last_year_posts)


def _compared(accounts: Sequence[Account], earlier: Period, before: Callable[[Account], int]) -> Compared:
    both = [
        account
        for account in accounts
        if account.known and account.first_success_at and account.first_success_at <= earlier.ends_at
    ]
    if not both:
        return Compared(0, 0, None)
    return Compared(len(both), sum(a.posts for a in both), sum(before(a) for a in both))
