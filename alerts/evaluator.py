"""The rules applied: facts, episodes and an instant in, changed episodes out. Reads no clock, no store.

While we do not see an account, nothing new is asserted about its silence: its episodes neither open nor grow
graver. They still close, for an update we have seen is a fact.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from alerts import sentences
from alerts.collection import collection, ended_outages, failing_by_platform, outages, platform_outage
from alerts.counties import AccountState, county
from alerts.episodes import Episode, begun, continued, ended
from alerts.facts import AccountFacts
from alerts.judgement import ACCOUNT, COUNTY, Judgement
from alerts.recall import recall
from alerts.rules import EXPORT, Rules, rank
from alerts.silence import OwnRhythm, WorkingDays, dormant, fortnight, holiday
from alerts.thresholds import Thresholds, default_thresholds
from alerts.volume import volume
from alerts.workdays import working_days


@dataclass(frozen=True)
class Evaluator:
    """The rules, their thresholds and their calendar. `working_days(first, end)` leaves out `end`."""

    thresholds: Thresholds = field(default_factory=default_thresholds)
    working_days: WorkingDays = working_days
    rhythm: OwnRhythm = field(default_factory=OwnRhythm)

    def judge(
        self, accounts: Sequence[AccountFacts], known: Mapping[str, Episode], now: datetime
    ) -> list[Episode]:
        """The episodes that are new or changed at `now`.

        `known` holds by id every open episode and those of the last two days. Judging again with the result
        put into `known` changes nothing.
        """
        return apply(self._judgements(accounts, known, now), known, now)

    def rules(self, facts: AccountFacts) -> Rules:
        """The rules for an account."""
        return self.thresholds.rules(facts.region_code, facts.platform, facts.kind)

    def account(self, facts: AccountFacts, now: datetime, in_outage: bool) -> list[Judgement]:
        """All that is said of one account by itself; `in_outage`: its platform fails as a whole."""
        rules = self.rules(facts)
        return [
            collection(facts, rules, now, in_outage),
            fortnight(facts, rules, now, self.working_days),
            holiday(facts, rules, now),
            self.rhythm.judge(facts, rules, now),
            dormant(facts, rules, now),
            volume(facts, rules, now),
            recall(facts, now),
        ]

    def state(self, facts: AccountFacts, judgements: Iterable[Judgement], now: datetime) -> AccountState:
        """The account as its county sees it."""
        return AccountState.of(facts, judgements, facts.known(now, self.rules(facts).stale_after))

    def platform_rules(self, platforms: Iterable[str]) -> dict[str, Rules]:
        """The rules of whole platforms."""
        return {platform: self.thresholds.rules(platform=platform) for platform in platforms}

    def _judgements(
        self, accounts: Sequence[AccountFacts], known: Mapping[str, Episode], now: datetime
    ) -> Iterator[Judgement]:
        totals = Counter(facts.platform for facts in accounts)
        rules = self.platform_rules(totals)
        failing = failing_by_platform(accounts, rules, now)
        out = outages({name: len(members) for name, members in failing.items()}, totals, rules)
        for platform in sorted(out):
            yield platform_outage(platform, failing[platform], totals[platform])
        yield from ended_outages(filter(_is_open, known.values()), out)
        counties: dict[str, list[AccountState]] = defaultdict(list)
        for facts in accounts:
            judgements = self.account(facts, now, facts.platform in out)
            yield from judgements
            if facts.county_code:
                counties[facts.county_code].append(self.state(facts, judgements, now))
        for region_code, states in counties.items():
            yield county(region_code, states)
        yield from _leave(known.values(), {facts.account_id for facts in accounts}, counties)


def apply(judgements: Iterable[Judgement], known: Mapping[str, Episode], now: datetime) -> list[Episode]:
    """The episodes that judgements open, change or end."""
    present = {episode.key: episode for episode in known.values() if episode.open}
    changed = (_changed(judgement, present, known, now) for judgement in judgements)
    return [episode for episode in changed if episode and known.get(episode.episode_id) is not episode]


def _changed(
    judgement: Judgement,
    present: Mapping[tuple[str, str], Episode],
    known: Mapping[str, Episode],
    now: datetime,
) -> Episode | None:
    episode, finding = present.get((judgement.group, judgement.subject)), judgement.finding
    if finding is None:
        over = episode is not None and not judgement.held
        if episode is None or not over:
            return None
        return ended(episode, judgement.ending(), now, judgement.quietly, judgement.closed_as)
    if judgement.held and (episode is None or rank(finding.rule) >= rank(episode.rule)):
        return None
    if episode:
        return continued(episode, finding, now)
    return begun(judgement.group, judgement.subject, judgement.subject_kind, now, known, finding)


def _leave(
    known: Iterable[Episode], accounts: Collection[str], counties: Collection[str]
) -> Iterator[Judgement]:
    """Close what is about accounts and counties that are no longer judged; exports are another matter."""
    for episode in filter(_is_open, known):
        if episode.rule_group == EXPORT:
            continue
        judged = {ACCOUNT: accounts, COUNTY: counties}.get(episode.subject_kind)
        if judged is not None and episode.subject not in judged:
            yield Judgement(
                episode.rule_group,
                episode.subject,
                subject_kind=episode.subject_kind,
                ending=partial(sentences.left, episode),
                closed_as="left",
            )


def _is_open(episode: Episode) -> bool:
    return episode.open
