"""Silence of an account: the official fortnight, the look ahead to long breaks, the own rhythm, the dormant
account.

All of it counts from the last update and only as far as our visits have shown: while we do not see, nothing
new is asserted. An update we have seen ends an episode whatever else is unknown.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from typing import Final

from alerts import sentences
from alerts.facts import AccountFacts
from alerts.judgement import Judgement, found
from alerts.rhythm import NO_PEERS, Limit, limit
from alerts.rules import RuleGroup, Rules
from alerts.workdays import break_around, working_days
from hub.clock import start_of_beijing_day

WorkingDays = Callable[[date, date], int]

_DAY: Final = timedelta(days=1)


def fortnight(
    facts: AccountFacts, rules: Rules, now: datetime, count_working_days: WorkingDays = working_days
) -> Judgement:
    """The official rule with its earlier stages, by Beijing days; holidays do not stop it."""
    days = facts.silent_days(now)
    veto_day = facts.silent_since + timedelta(days=rules.veto_days)
    stage, left = None, rules.veto_urgent_working_days
    if days > 0:
        left = count_working_days(facts.seen_day(now), veto_day)
        stage = rules.stage(days, left)
    if stage is None:
        return _over("fortnight", facts)
    return Judgement(
        "fortnight",
        facts.account_id,
        found(
            stage.rule,
            sentences.silence(facts, days, rules.veto_days, left, stage),
            **_proof_of_life(facts),
        ),
        held=not facts.known(now, rules.stale_after),
    )


def holiday(facts: AccountFacts, rules: Rules, now: datetime) -> Judgement:
    """From the last working day before a long break: the day of the veto falls into it or on the day after
    it."""
    veto_day = facts.silent_since + timedelta(days=rules.veto_days)
    around = break_around(veto_day) or break_around(veto_day - _DAY)
    if around is None or around.days < rules.holiday_days:
        return _over("holiday", facts)
    last_working_day = around.first - _DAY
    if not facts.silent_since < last_working_day <= facts.seen_day(now):
        return _over("holiday", facts)
    return Judgement(
        "holiday",
        facts.account_id,
        found(
            "holiday_lookahead",
            sentences.veto_in_break(facts, facts.silent_days(now), veto_day, around),
            veto_day=veto_day.isoformat(),
            break_from=around.first.isoformat(),
            break_until=around.end.isoformat(),
            **_proof_of_life(facts),
        ),
        held=not facts.known(now, rules.stale_after),
    )


def dormant(facts: AccountFacts, rules: Rules, now: datetime) -> Judgement:
    """So long without an update that the account should be revived or given up."""
    days = facts.silent_days(now)
    if days < rules.dormant_days:
        return _over("dormant", facts)
    return Judgement(
        "dormant",
        facts.account_id,
        found("dormant", sentences.dormant(facts, days), **_proof_of_life(facts)),
        held=not facts.known(now, rules.stale_after),
    )


class OwnRhythm:
    """The own rhythm of accounts; what it learns at the begin of a silence it keeps until the next update."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[tuple[date, Rules], Limit | None]] = {}

    def judge(self, facts: AccountFacts, rules: Rules, now: datetime) -> Judgement:
        """Whether the silence is too unlikely for this very account; from the day of the veto on that one
        speaks."""
        due = self.due(facts, rules) if self._could_be_due(facts, rules, now) else None
        if due is None or facts.seen_until is None or facts.seen_until < due:
            return _over("rhythm", facts)
        own = self._limit(facts, rules)
        if own is None or facts.silent_days(now) >= rules.veto_days:
            return Judgement("rhythm", facts.account_id, held=True)
        return Judgement(
            "rhythm",
            facts.account_id,
            found(
                "own_rhythm",
                sentences.unlike_itself(facts, facts.silent_days(now), own.probability, own.a_month),
                due_at=due,
                probability=round(own.probability, 6),
                posting_days_a_month=round(own.a_month, 1),
                **_proof_of_life(facts),
            ),
            held=not facts.known(now, rules.stale_after),
        )

    def due(self, facts: AccountFacts, rules: Rules) -> datetime | None:
        """From when on the present silence is too unlikely; None where it is not within the fortnight."""
        own = self._limit(facts, rules)
        if own is None or facts.last_update is None:
            return None
        at_least = facts.last_update.published_at + timedelta(days=rules.rhythm_silent_days)
        return max(start_of_beijing_day(facts.silent_since) + timedelta(hours=own.hours), at_least)

    def _could_be_due(self, facts: AccountFacts, rules: Rules, now: datetime) -> bool:
        if facts.last_update is None:
            return False
        return now >= facts.last_update.published_at + timedelta(days=rules.rhythm_silent_days)

    def _limit(self, facts: AccountFacts, rules: Rules) -> Limit | None:
        if facts.last_update is None:
            return None
        key = (facts.silent_since, rules)
        known = self._known.get(facts.account_id)
        if known is None or known[0] != key:
            day = facts.silent_since.toordinal()
            peers = (facts.peers or NO_PEERS).at(day)
            own = limit(facts.posting, day, peers, rules.rhythm_false_alarms, rules.rhythm_gaps)
            known = self._known[facts.account_id] = (key, own)
        return known[1]


def _over(group: RuleGroup, facts: AccountFacts) -> Judgement:
    """There is no such silence; after trouble nothing ends before the whole backlog is there to be judged."""
    ending = partial(sentences.updated, facts)
    return Judgement(group, facts.account_id, held=facts.settling, ending=ending)


def _proof_of_life(facts: AccountFacts) -> dict[str, object]:
    post = facts.last_update
    return {
        "silent_since": facts.silent_since.isoformat(),
        "last_update_at": post.published_at if post else None,
        "last_update_title": post.title if post else None,
        "last_update_url": post.url if post else None,
        "last_update_post_id": post.post_id if post else None,
        "last_fetch_at": facts.last_success_at,
    }
