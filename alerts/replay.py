"""Replay: judging a whole history as the running evaluator would have, hour by hour, and every episode of it.

Nothing can change between two full hours, and at most of them nothing does. So the walk jumps from change
to change: an account is judged again only in the first hour after something about it may have changed. What
judges is the very evaluator of the running hub.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from heapq import heapify, heappop, heappush
from typing import Final

from alerts import sentences
from alerts.collection import ended_outages, outages, platform_outage
from alerts.counties import AccountState, county
from alerts.episodes import Episode
from alerts.evaluator import Evaluator, apply
from alerts.facts import LAST_HOUR, Account, AccountFacts, History, on_roster
from alerts.judgement import Judgement
from alerts.rules import rank
from hub.clock import beijing_day, end_of_beijing_day, start_of_beijing_day

Hour = int
"""Full hours since 1970."""

_HOUR: Final = 3600
_KEPT: Final = timedelta(days=2)
"""How long the walk remembers what is over."""


@dataclass(frozen=True)
class Judged:
    """A rule that spoke: about whom, how gravely, from when, until when, and in which words.

    Each stage of an episode is one of its own; all of them close when the episode does. `account_id` is a
    platform for an outage and a region for a county.
    """

    account_id: str
    rule: str
    level: str
    opened_at: datetime
    closed_at: datetime | None
    reason: str


def replay(history: History, until: datetime, evaluator: Evaluator) -> list[Judged]:
    """Everything that was said up to `until`, in the order in which it was first said."""
    ledger = Ledger()
    walk = _Walk(history, evaluator, ledger)
    walk.run(int(until.timestamp()) // _HOUR)
    return sorted(ledger.rows, key=lambda row: (row.opened_at, row.account_id, row.rule))


class Ledger:
    """What became of each stage of each episode. A stage that is reached again is another one."""

    def __init__(self) -> None:
        self.rows: list[Judged] = []
        self._open: dict[str, dict[str, int]] = defaultdict(dict)

    def note(self, episode: Episode, now: datetime) -> None:
        """An episode as it is from now on."""
        stages = self._open[episode.episode_id]
        for rule in list(stages):
            if not episode.open or rank(rule) > rank(episode.rule):
                number = stages.pop(rule)
                self.rows[number] = replace(self.rows[number], closed_at=now)
        if episode.open and episode.rule not in stages:
            stages[episode.rule] = len(self.rows)
            self.rows.append(
                Judged(episode.subject, episode.rule, episode.severity, now, None, episode.sentence)
            )


class _Walk:
    """The state between two hours: what is known of each account, and which episodes there are.

    On the agenda are hours and accounts; an hour that is only an update's can end something, begin nothing.
    """

    def __init__(self, history: History, evaluator: Evaluator, ledger: Ledger) -> None:
        self._history = history
        self._evaluator = evaluator
        self._ledger = ledger
        self._known: dict[str, Episode] = {}
        self._failing: dict[str, dict[str, AccountFacts]] = defaultdict(dict)
        self._out: set[str] = set()
        self._states: dict[str, dict[str, AccountState]] = defaultdict(dict)
        self._platforms: dict[str, list[int]] = defaultdict(list)
        self._scheduled: dict[int, date] = {}
        for number, account in enumerate(history.accounts):
            self._platforms[account.platform].append(number)
        self._rules = evaluator.platform_rules(self._platforms)
        self._spoken_of: Counter[str] = Counter()
        self._agenda: list[tuple[Hour, int, bool]] = []

    def run(self, last: Hour) -> None:
        """Judge every hour up to `last` at which something may change."""
        for number, account in enumerate(self._history.accounts):
            begin = start_of_beijing_day(account.roster_from)
            self._agenda += [(hour, number, False) for hour in self._hours(account, last)]
            updates = {_hour(post.first_seen_at) for post in account.posts if post.first_seen_at >= begin}
            self._agenda += [(hour, number, True) for hour in updates]
        heapify(self._agenda)
        while self._agenda and self._agenda[0][0] <= last:
            hour, due = self._agenda[0][0], set()
            while self._agenda and self._agenda[0][0] == hour:
                _, number, only_update = heappop(self._agenda)
                if not only_update or self._spoken_of[self._history.accounts[number].account_id]:
                    due.add(number)
            if due:
                self._judge(datetime.fromtimestamp(hour * _HOUR, UTC), due)

    def _hours(self, account: Account, last: Hour) -> set[Hour]:
        rules = self._evaluator.thresholds.rules(account.region_code, account.platform, account.kind)
        return _hours_of_change(account, self._history, rules.stale_after, last)

    def _judge(self, now: datetime, due: set[int]) -> None:
        today = beijing_day(now)
        facts = {number: self._facts(number, today, now) for number in sorted(due)}
        judgements = list(self._judge_platforms(facts, today, now))
        counties: set[str] = set()
        for number, account in facts.items():
            judgements += self._judge_account(number, account, now)
            counties.add(self._history.accounts[number].county_code)
        for region_code in sorted(counties - {""}):
            states = list(self._states[region_code].values())
            judgements += [county(region_code, states)] if states else self._left(region_code)
        for episode in apply(judgements, self._known, now):
            before = self._known.get(episode.episode_id)
            self._spoken_of[episode.subject] += episode.open - (before is not None and before.open)
            self._known[episode.episode_id] = episode
            self._ledger.note(episode, now)
        self._forget(now)

    def _facts(self, number: int, today: date, now: datetime) -> AccountFacts | None:
        """The account as it is known now, None where it is not on the roster."""
        account = self._history.accounts[number]
        facts = self._history.of(account, now) if on_roster(account, today) else None
        failing = self._failing[account.platform]
        failing.pop(account.account_id, None)
        if facts is not None and facts.failing(now, self._rules[account.platform].stale_after):
            failing[account.account_id] = facts
        return facts

    def _judge_platforms(
        self, facts: dict[int, AccountFacts | None], today: date, now: datetime
    ) -> Iterator[Judgement]:
        """Outages that begin, change or end; the accounts they concern become due, too."""
        totals = {platform: self._total(platform, today) for platform in self._failing if platform}
        failing = {platform: len(accounts) for platform, accounts in self._failing.items()}
        out = outages(failing, totals, self._rules)
        for platform in sorted(out):
            yield platform_outage(platform, self._failing[platform].values(), totals[platform])
        yield from ended_outages((episode for episode in self._known.values() if episode.open), out)
        for platform in out ^ self._out:
            for number in self._platforms[platform]:
                if number not in facts:
                    facts[number] = self._facts(number, today, now)
        self._out = out

    def _total(self, platform: str, today: date) -> int:
        accounts = self._history.accounts
        return sum(on_roster(accounts[number], today) for number in self._platforms[platform])

    def _judge_account(self, number: int, facts: AccountFacts | None, now: datetime) -> Sequence[Judgement]:
        account = self._history.accounts[number]
        states = self._states[account.county_code]
        if facts is None:
            states.pop(account.account_id, None)
            return self._left(account.account_id)
        judgements = self._evaluator.account(facts, now, account.platform in self._out)
        states[account.account_id] = self._evaluator.state(facts, judgements, now)
        self._look_again(number, facts, now)
        return judgements

    def _left(self, subject: str) -> list[Judgement]:
        """What is open about an account or a county that is no longer judged."""
        return [
            Judgement(episode.rule_group, subject, ending=partial(sentences.left, episode), closed_as="left")
            for episode in self._known.values()
            if episode.open and episode.subject == subject
        ]

    def _look_again(self, number: int, facts: AccountFacts, now: datetime) -> None:
        """Note the hour at which the present silence will have lasted too long for the account."""
        if facts.silent_days(now) < 2 or self._scheduled.get(number) == facts.silent_since:
            return
        self._scheduled[number] = facts.silent_since
        due = self._evaluator.rhythm.due(facts, self._evaluator.rules(facts))
        seen = _sight_of(self._history.accounts[number], due) if due else None
        if seen is not None and seen > now:
            heappush(self._agenda, (_hour(seen), number, False))

    def _forget(self, now: datetime) -> None:
        over = [
            episode_id
            for episode_id, episode in self._known.items()
            if episode.closed_at is not None and episode.closed_at < now - _KEPT
        ]
        for episode_id in over:
            del self._known[episode_id]


def _hours_of_change(account: Account, history: History, stale_after: timedelta, last: Hour) -> set[Hour]:
    """The hours at which something about an account may begin, except for its own rhythm."""
    begin = start_of_beijing_day(account.roster_from)
    instants = [begin, start_of_beijing_day(account.roster_to) if account.roster_to else begin]
    instants += [post.taken_back_at for post in account.posts if post.taken_back_at]
    if account.visits is None:
        days = set(range(_hour(begin), last + 1, 24))
        return days | {_hour(instant) for instant in instants if instant >= begin}
    watched = max(begin, history.began_at or begin)
    instants += _turns(account, watched, stale_after)
    return {_hour(instant) for instant in instants if instant >= begin}


def _turns(account: Account, watched: datetime, stale_after: timedelta) -> Iterator[datetime]:
    """When our sight of an account changes: a day's first success, trouble, its end, its growing stale."""
    previous, day, healthy = watched, beijing_day(watched), False
    settled = iter(account.settled)
    for visit in account.visits or ():
        if visit.success:
            yield from _without_sight(previous, visit.finished_at, stale_after)
            today, sight = beijing_day(visit.finished_at), next(settled)
            if not healthy or today != day or sight != visit.finished_at:
                yield visit.finished_at
                yield sight
            previous, day = visit.finished_at, today
        elif healthy:
            yield visit.finished_at
        healthy = visit.success
    yield from _without_sight(previous, datetime.max.replace(tzinfo=UTC), stale_after)


def _without_sight(previous: datetime, following: datetime, stale_after: timedelta) -> Iterator[datetime]:
    """Between two successes: the last hour of a day without one, and when sight grows stale."""
    last_hour = end_of_beijing_day(beijing_day(previous)) + timedelta(hours=LAST_HOUR)
    stale = previous + stale_after + timedelta(seconds=1)
    return (instant for instant in (last_hour, stale) if instant < following)


def _sight_of(account: Account, instant: datetime) -> datetime | None:
    """When our visits have shown everything up to an instant; None if they never do."""
    if account.visits is None:
        return instant
    place = bisect_left(account.successes, instant)
    return account.settled[place] if place < len(account.settled) else None


def _hour(instant: datetime) -> Hour:
    """The first full hour at or after an instant."""
    return -(-int(instant.timestamp() * 1000) // (_HOUR * 1000))
