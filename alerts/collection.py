"""Our own health as far as it keeps us from judging: accounts we cannot fetch, and platforms that fail as a
whole.

Cause before blame: a silence is asserted only of an account that we see. Many accounts of a platform that
fail together are one outage, told once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from functools import partial

from alerts import sentences
from alerts.episodes import Episode
from alerts.facts import AccountFacts
from alerts.judgement import PLATFORM, Judgement, found
from alerts.rules import COLLECTOR, Rules


def outages(failing: Mapping[str, int], totals: Mapping[str, int], rules: Mapping[str, Rules]) -> set[str]:
    """The platforms of which too many accounts fail for it to be their own fault.

    By platform: how many accounts fail, how many there are, and the rules. Accounts of an unknown
    platform ("") stand for themselves.
    """
    return {
        platform
        for platform, accounts in failing.items()
        if platform
        and accounts >= rules[platform].outage_accounts
        and accounts > rules[platform].outage_share * totals[platform]
    }


def failing_by_platform(
    accounts: Iterable[AccountFacts], rules: Mapping[str, Rules], now: datetime
) -> dict[str, list[AccountFacts]]:
    """The accounts whose last visit failed or is too long ago."""
    failing: dict[str, list[AccountFacts]] = defaultdict(list)
    for account in accounts:
        if account.failing(now, rules[account.platform].stale_after):
            failing[account.platform].append(account)
    return failing


def platform_outage(platform: str, accounts: Iterable[AccountFacts], total: int) -> Judgement:
    """One platform fails as a whole."""
    accounts = sorted(accounts, key=lambda account: account.account_id)
    kinds = {account.last_visit.error_kind for account in accounts if account.last_visit}
    finding = found(
        COLLECTOR,
        sentences.outage(accounts, total),
        accounts=[account.account_id for account in accounts],
        platform_accounts=total,
        errors=sorted(kinds - {""}),
    )
    return Judgement(COLLECTOR, platform, finding, subject_kind=PLATFORM)


def ended_outages(episodes: Iterable[Episode], present: Collection[str]) -> Iterator[Judgement]:
    """Of the open outages those that are over."""
    for episode in episodes:
        if (episode.rule_group, episode.subject_kind) == (
            COLLECTOR,
            PLATFORM,
        ) and episode.subject not in present:
            ending = partial(sentences.outage_over, episode.subject)
            yield Judgement(COLLECTOR, episode.subject, subject_kind=PLATFORM, ending=ending)


def collection(facts: AccountFacts, rules: Rules, now: datetime, in_outage: bool) -> Judgement:
    """Whether we fetch the account; where its platform fails as a whole, that says it."""
    if not facts.stale(now, rules.stale_after):
        return Judgement(COLLECTOR, facts.account_id, ending=partial(sentences.collected_again, facts))
    if in_outage:
        return Judgement(
            COLLECTOR, facts.account_id, ending=partial(sentences.part_of_outage, facts), quietly=True
        )
    visit = facts.last_visit
    finding = found(
        COLLECTOR,
        sentences.not_collected(facts),
        last_success_at=facts.last_success_at,
        last_visit_at=visit.finished_at if visit else None,
        error_kind=visit.error_kind if visit else "",
        error=visit.error if visit else "",
    )
    return Judgement(COLLECTOR, facts.account_id, finding)
