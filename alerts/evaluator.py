"""The rules applied: facts, episodes and an instant in, changed episodes out. Reads no clock, no store.

While the collection of an account fails, nothing new is asserted about its silence: its fortnight episode
neither opens nor grows graver. It still closes, for an update we have seen is a fact.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from alerts import sentences
from alerts.episodes import Episode, Finding, begun, continued, ended, evidence
from alerts.facts import AccountFacts
from alerts.rules import COLLECTOR, DEFAULT_RULES, FORTNIGHT, RuleGroup, Rules
from alerts.workdays import working_days
from hub.clock import beijing_day

WorkingDays = Callable[[date, date], int]
_PLATFORM: Final = "platform"
_ACCOUNT: Final = "account"


@dataclass(frozen=True)
class Evaluator:
    """The rules and their calendar. `working_days(first, end)` leaves out `end`."""

    rules: Rules = DEFAULT_RULES
    working_days: WorkingDays = working_days

    def judge(
        self, accounts: Sequence[AccountFacts], known: Mapping[str, Episode], now: datetime
    ) -> list[Episode]:
        """The episodes that are new or changed at `now`.

        `known` holds by id every open episode and those of the last two days. Judging again with the result
        put into `known` changes nothing.
        """
        return _Round(self.rules, self.working_days, accounts, known, now).changes()


class _Round:
    """One judgement of everything at one instant."""

    def __init__(
        self,
        rules: Rules,
        count_working_days: WorkingDays,
        accounts: Sequence[AccountFacts],
        known: Mapping[str, Episode],
        now: datetime,
    ) -> None:
        self._rules = rules
        self._count_working_days = count_working_days
        self._accounts = accounts
        self._known = known
        self._now = now
        self._today = beijing_day(now)
        self._open = {episode.key: episode for episode in known.values() if episode.open}
        self._outages = self._find_outages()

    def changes(self) -> list[Episode]:
        found = [*self._judge_platforms(), *self._judge_accounts(), *self._leave()]
        return [episode for episode in found if self._known.get(episode.episode_id) is not episode]

    def _find_outages(self) -> dict[str, list[AccountFacts]]:
        """By platform: the failing accounts, where they are too many to be their own fault."""
        failing: dict[str, list[AccountFacts]] = defaultdict(list)
        total: dict[str, int] = defaultdict(int)
        for account in self._accounts:
            total[account.platform] += 1
            if account.failing(self._now, self._rules.stale_after):
                failing[account.platform].append(account)
        return {
            platform: accounts
            for platform, accounts in failing.items()
            if len(accounts) >= self._rules.outage_accounts
            and len(accounts) > self._rules.outage_share * total[platform]
        }

    def _judge_platforms(self) -> Iterable[Episode]:
        for platform, accounts in self._outages.items():
            total = sum(account.platform == platform for account in self._accounts)
            yield self._opened(COLLECTOR, platform, _PLATFORM, _outage(accounts, total))
        for episode in self._open_of(COLLECTOR, _PLATFORM):
            if episode.subject not in self._outages:
                yield ended(episode, sentences.outage_over(episode.subject), self._now)

    def _judge_accounts(self) -> Iterable[Episode]:
        for account in self._accounts:
            yield from self._judge_collection(account)
            yield from self._judge_silence(account)

    def _judge_collection(self, account: AccountFacts) -> Iterable[Episode]:
        episode = self._open.get((COLLECTOR, account.account_id))
        if account.stale(self._now, self._rules.stale_after):
            if account.platform not in self._outages:
                yield self._opened(COLLECTOR, account.account_id, _ACCOUNT, _staleness(account))
            elif episode:
                yield ended(episode, sentences.part_of_outage(account), self._now, quietly=True)
        elif episode:
            yield ended(episode, sentences.collected_again(account), self._now)

    def _judge_silence(self, account: AccountFacts) -> Iterable[Episode]:
        episode = self._open.get((FORTNIGHT, account.account_id))
        finding = self._silence(account)
        if finding is None:
            if episode:
                yield ended(episode, sentences.updated(account), self._now)
        elif not self._held(account) or self._milder(finding, episode):
            yield self._opened(FORTNIGHT, account.account_id, _ACCOUNT, finding)

    def _held(self, account: AccountFacts) -> bool:
        """Whether the collector's trouble keeps us from asserting silence."""
        if not account.known(self._now, self._rules.stale_after):
            return True
        return account in self._outages.get(account.platform, ())

    def _milder(self, finding: Finding, episode: Episode | None) -> bool:
        return episode is not None and self._rules.rank(finding.rule) < self._rules.rank(episode.rule)

    def _silence(self, account: AccountFacts) -> Finding | None:
        days = (self._today - account.silent_since).days
        veto_day = account.silent_since + timedelta(days=self._rules.veto_days)
        left = self._count_working_days(self._today, veto_day)
        stage = self._rules.stage(days, left)
        if stage is None:
            return None
        post = account.last_update
        return Finding(
            rule=stage.rule,
            severity=stage.severity,
            sentence=sentences.silence(account, days, self._rules.veto_days, left, stage),
            evidence=evidence(
                silent_since=account.silent_since.isoformat(),
                last_update_at=post.published_at if post else None,
                last_update_title=post.title if post else None,
                last_update_url=post.url if post else None,
                last_update_post_id=post.post_id if post else None,
                last_fetch_at=account.last_success_at,
            ),
        )

    def _leave(self) -> Iterable[Episode]:
        """Close what is about accounts that are no longer judged."""
        judged = {account.account_id for account in self._accounts}
        for episode in self._open.values():
            if episode.subject_kind == _ACCOUNT and episode.subject not in judged:
                yield ended(episode, sentences.left(episode), self._now, closed_as="left")

    def _opened(self, group: RuleGroup, subject: str, kind: str, finding: Finding) -> Episode:
        episode = self._open.get((group, subject))
        if episode:
            return continued(episode, finding, self._now)
        return begun(group, subject, kind, self._now, self._known, finding)

    def _open_of(self, group: str, kind: str) -> list[Episode]:
        return [
            episode
            for episode in self._open.values()
            if (episode.rule_group, episode.subject_kind) == (group, kind)
        ]


def _staleness(account: AccountFacts) -> Finding:
    visit = account.last_visit
    return Finding(
        rule=COLLECTOR,
        severity="技术",
        sentence=sentences.not_collected(account),
        evidence=evidence(
            last_success_at=account.last_success_at,
            last_visit_at=visit.finished_at if visit else None,
            error_kind=visit.error_kind if visit else "",
            error=visit.error if visit else "",
        ),
    )


def _outage(accounts: Sequence[AccountFacts], total: int) -> Finding:
    return Finding(
        rule=COLLECTOR,
        severity="技术",
        sentence=sentences.outage(accounts, total),
        evidence=evidence(
            accounts=[account.account_id for account in accounts],
            platform_accounts=total,
            errors=sorted(
                {a.last_visit.error_kind for a in accounts if a.last_visit and a.last_visit.error_kind}
            ),
        ),
    )
