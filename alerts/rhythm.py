"""Own rhythm: how unlikely a silence is for this very account, and from when on it is too unlikely.

A posterior predictive test in four steps. `docs/alert-rules.md` has the reasons and the figures.

1. *Days.* Every Beijing day is of a kind (Monday to Sunday, shifted working day, holiday). The chance of a
   post on a day of a kind is a Beta posterior: own days, weighted by how long ago they were (exponential
   forgetting), and so many days' worth of the peers' profile as the account is like them. Public holidays
   stop the clock.
2. *Strain.* A silent day of chance h strains belief by −ln(1 − h); the strain of a silence is the sum over
   its days. Were days independent, a silence of strain x or more would have probability e^−x.
3. *Tail.* They are not: bursts make long silences more frequent, a fixed schedule makes them rarer. So the
   account's own past silences are measured in strain. Of those beyond their 80 % quantile, how soon they
   ended is compared with the posts expected meanwhile: the rate of ending is a Gamma posterior around 1, the
   independent case. The predictive tail is then a Lomax law: P(X ≥ x) = p_u · (1 + (x − u)/B)^−A. What the
   account has done before is never called rarer than it was.
4. *Change of pace.* Where an account has lately posted less than its long memory expects, strain grows more
   slowly by that ratio, a Gamma–Poisson posterior with a short memory. A quickened pace is not yet believed.

The silence is too unlikely when that probability times the account's silences a month falls to the false
alarms a month that are allowed: so the threshold *is* the stated false-alarm rate.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from alerts.posting_days import PostingDays
from alerts.workdays import HOLIDAY, KINDS, SHIFTED, kinds_of_days

Floats = NDArray[np.float64]

MEMORY: Final = 120.0
"""Days after which a day counts half."""
SHORT_MEMORY: Final = 21.0
"""The same, for the present pace."""
WINDOW: Final = 365
"""Days of history that are looked at."""
STALL: Final = 14
"""Days of silence from which on it was a stall, not rhythm."""
MONTH: Final = 30.4375
"""Days."""

_RATE_DAYS: Final = 4.0
"""Days that the peers' rate is worth."""
_WORTH: Final = (0.5, 30.0)
"""At least and at most so many days of a kind the peers' profile is worth."""
_GRACE: Final = 3
"""Hours by which a post may be later than usual in its day before the day counts as silent."""
_SURE: Final = 0.98
_QUANTILE: Final = 0.8
_MARGIN: Final = 0.1
"""Strain by which a silence must exceed the quantile to be a longer one."""
_NEARLY: Final = 0.9
"""A past silence of so much of a strain counts as one that was as long."""
_CHANCE: Final = 1.0
"""So many past silences of a length are chance, more of them a habit."""
_PRIOR_ENDS: Final = 3.0
"""Silences' ends that the independent case is worth."""
_PRIOR_PACE: Final = 4.0
_LONGEST_WAIT: Final = 6.0
"""Longer waits count as this much, so that one stall does not make an account patient for a year."""


@dataclass(frozen=True, eq=False)
class Peers:
    """What is usual among accounts of one group.

    `chances` of a post by kind of day; `by_hour` the share of first posts of a day before that hour's end.
    """

    chances: Floats
    by_hour: Floats

    @classmethod
    def of(cls, group: Sequence[PostingDays], day: int) -> Peers:
        """From what accounts did in the 180 days before a day; assumptions where they did little."""
        spans = [(posting, max(day - 180, int(posting.days[0]))) for posting in group if len(posting.days)]
        spans = [(posting, first) for posting, first in spans if first < day]
        posted, seen, hours = _USUAL_DAYS * _USUAL, np.full(KINDS, _USUAL_DAYS), np.ones(24)
        for posting, first in spans:
            kinds = kinds_of_days(first, day)
            low, high = posting.before(first), posting.before(day)
            seen = seen + np.bincount(kinds, minlength=KINDS)
            posted = posted + np.bincount(kinds[posting.days[low:high] - first], minlength=KINDS)
            hours = hours + np.bincount(posting.first_hours[low:high], minlength=24)
        return cls(posted / seen, np.cumsum(hours) / hours.sum())


class PeerGroup:
    """The accounts of one group; what is usual among them is learned anew each month."""

    def __init__(self, group: Sequence[PostingDays]) -> None:
        self._group = group
        self._known: dict[int, Peers] = {}

    def at(self, day: int) -> Peers:
        """What was usual in the 180 days before the first of a day's month."""
        first = date.fromordinal(day).replace(day=1).toordinal()
        if first not in self._known:
            self._known[first] = Peers.of(self._group, first)
        return self._known[first]


NO_PEERS: Final = PeerGroup(())

_USUAL: Final = 0.3 * np.array([1, 1, 1, 1, 1, 0.6, 0.6, 0.4, 1])
_USUAL_DAYS: Final = 20.0


@dataclass(frozen=True)
class Limit:
    """How long an account may be silent after its last update.

    `hours` after the begin of the day of the last update: the first full hour at which the silence is too
    unlikely; `probability` is that of a silence that long; `a_month` its days with a post in a month.
    """

    hours: int
    probability: float
    a_month: float


def limit(
    posting: PostingDays, last_day: int, peers: Peers, allowed: float, least_gaps: int = 8
) -> Limit | None:
    """The limit of a silence that began on `last_day`, None where it is not reached within a fortnight.

    `allowed` are false alarms a month. None as well where fewer than `least_gaps` gaps of the last 180 days
    are known. What was posted after `last_day` is not looked at.
    """
    end = posting.before(last_day + 1)
    if end - posting.before(last_day - 180) <= least_gaps:
        return None
    habit = _Habit(posting, end, last_day, peers)
    probabilities = habit.silence(kinds_of_days(last_day + 1, last_day + STALL))
    silences = max(habit.rate * MONTH, 1.0)
    found = np.nonzero(probabilities * silences <= allowed)[0]
    if not len(found):
        return None
    hour = int(found[0])
    return Limit(24 + hour + 1, float(probabilities[hour]), silences)


def _by_kind(kinds: NDArray[np.int8], weights: Floats) -> Floats:
    return np.bincount(kinds, weights, KINDS).astype(np.float64)


def _worth(posted: Floats, seen: Floats, expected: Floats, squares: Floats) -> float:
    """How many days of a kind the peers' profile is worth: few for an account with weekdays of its own.

    The strength of a Beta prior by the method of moments: what the account's weekdays differ from the profile
    beyond the noise of counting. `squares` are the sums of the squared weights of the days seen.
    """
    spread = expected * (1 - expected)
    known = seen > 0
    differences = seen[known] * (posted[known] / seen[known] - expected[known]) ** 2
    noise = spread[known] * squares[known] / seen[known]
    variance = max(float((differences - noise).sum()), 1e-9) / float(seen.sum())
    mean_spread = float((seen * spread).sum() / seen.sum())
    return float(np.clip(mean_spread / variance - 1, *_WORTH))


class _Habit:
    """Chances, pace and tail of one account at the begin of a silence."""

    def __init__(self, posting: PostingDays, end: int, last_day: int, peers: Peers) -> None:
        first = max(int(posting.days[0]), last_day - WINDOW + 1)
        begin = posting.before(first)
        self._days = posting.days[begin:end] - first
        self._kinds = kinds_of_days(first, last_day + 1)
        self._ages = np.arange(len(self._kinds) - 1, -1, -1)
        self._weights = 0.5 ** (self._ages / MEMORY)
        self._own = self._weights[self._days]
        self._learn_chances(peers)
        self._learn_hours(posting.first_hours[begin:end], peers)
        self._learn_pace()
        self._learn_tail()

    def silence(self, coming: NDArray[np.int8]) -> Floats:
        """By hour, the probability that a silence lasts through all days so far and this hour."""
        chances = self.chances[coming]
        before = np.concatenate([[0.0], np.cumsum(-np.log1p(-chances))[:-1]])
        strain = self.pace * (before[:, None] - np.log1p(-chances[:, None] * self.by_hour[None, :]))
        excess = np.maximum(strain - self.threshold, 0.0)
        tail = self.share_above * (1.0 + excess / self.scale) ** -self.shape
        happened = self._lasted_longer[np.searchsorted(self._strains, _NEARLY * strain)]
        return np.where(strain > self.threshold, np.maximum(tail, happened), 1.0).ravel()

    def _learn_chances(self, peers: Peers) -> None:
        in_rhythm = self._weights * self._outside_stalls()
        seen = _by_kind(self._kinds, in_rhythm)
        posted = _by_kind(self._kinds[self._days], self._own)
        usual = float((seen * peers.chances).sum() / seen.sum())
        self.rate = (self._own.sum() + _RATE_DAYS * usual) / (seen.sum() + _RATE_DAYS)
        expected = np.minimum(peers.chances * self.rate / usual, _SURE)
        noise = _by_kind(self._kinds, in_rhythm**2)
        worth = _worth(posted[:7], seen[:7], expected[:7], noise[:7])
        chances = (posted + worth * expected) / (seen + worth)
        # Some follow the calendar on a shifted working day, others the weekday: expect what both would.
        chances[SHIFTED] = min(chances[:5].mean(), chances[5:7].min())
        chances[HOLIDAY] = 0.0
        self.chances = np.minimum(chances, _SURE)

    def _outside_stalls(self) -> Floats:
        outside = np.ones(len(self._kinds))
        for place in np.nonzero(np.diff(self._days) > STALL)[0]:
            outside[self._days[place] + 1 : self._days[place + 1]] = 0.0
        return outside

    def _learn_hours(self, first_hours: NDArray[np.int8], peers: Peers) -> None:
        hours = np.bincount(first_hours, self._own, 24)
        by_hour = (np.cumsum(hours) + _RATE_DAYS * peers.by_hour) / (hours.sum() + _RATE_DAYS)
        self.by_hour = np.concatenate([np.zeros(_GRACE), by_hour[:-_GRACE]])

    def _learn_pace(self) -> None:
        recent = 0.5 ** (self._ages / SHORT_MEMORY) * self._outside_stalls()
        expected = float((recent * self.chances[self._kinds]).sum())
        posted = float(recent[self._days].sum())
        self.pace = min(1.0, (posted + _PRIOR_PACE) / (expected + _PRIOR_PACE))

    def _learn_tail(self) -> None:
        strained = np.concatenate([[0.0], np.cumsum(-np.log1p(-self.chances[self._kinds]))])
        began, ended = self._days[:-1] + 1, self._days[1:]
        strains = strained[ended] - strained[began]
        weights = self._own[1:]
        order = np.argsort(strains)
        self._strains = strains[order]
        share = np.cumsum(weights[order]) / weights.sum()
        longer = weights.sum() * (1.0 - np.concatenate([[0.0], share]))
        self._lasted_longer = (longer - _CHANCE) / weights.sum()
        self.threshold = float(self._strains[np.searchsorted(share, _QUANTILE)]) + _MARGIN
        above = strains > self.threshold
        self._fit_beyond(strained, began[above], ended[above], weights[above])
        self.share_above = (float(weights[above].sum()) + 0.5) / (float(weights.sum()) + 1.0)

    def _fit_beyond(
        self, strained: Floats, began: NDArray[np.int32], ended: NDArray[np.int32], weights: Floats
    ) -> None:
        """How soon silences beyond the threshold ended, in posts expected until then."""
        expected = np.concatenate([[0.0], np.cumsum(self.chances[self._kinds])])
        crossed = np.minimum(np.searchsorted(strained, strained[began] + self.threshold, side="right"), ended)
        waited = np.minimum(expected[ended + 1] - expected[crossed], _LONGEST_WAIT)
        self.shape = _PRIOR_ENDS + float(weights.sum())
        self.scale = _PRIOR_ENDS + float((weights * waited).sum())
        if len(began):
            self.threshold = float(np.average(strained[crossed] - strained[began], weights=weights))
