"""Seeded histories of accounts that post in many manners, with known stalls and known troubles of the
collector.

Instants are seconds since 1970 (UTC). A stall is a time in which the account has truly stopped: it begins
with its last post and ends with its next one, or with the history.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Final

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from alerts.posting_days import BEIJING_OFFSET, EPOCH_DAY
from alerts.workdays import HOLIDAY, kinds_of_days

Floats = NDArray[np.float64]

DAY: Final = 86400
FIRST: Final = date(2024, 7, 1)
DAYS: Final = 548
"""Eighteen months, and in them two Novembers, a Spring Festival and two National Days."""
KINDS: Final = (
    "regular",
    "bursty",
    "weekend-less",
    "campaign",
    "seasonal",
    "tiny",
    "dying",
    "stopped",
    "renamed",
    "random",
)
START: Final = (FIRST.toordinal() - EPOCH_DAY) * DAY - BEIJING_OFFSET
END: Final = START + DAYS * DAY


@dataclass
class History:
    """One account. `posts` ascend; `stalls` and `outages` are (begin, end); outages are the collector's."""

    account_id: str
    kind: str
    posts: Floats
    stalls: list[tuple[float, float]] = field(default_factory=list)
    outages: list[tuple[float, float]] = field(default_factory=list)

    @property
    def posts_a_week(self) -> float:
        """Days with a post a week while it was not stalled."""
        days = len(np.unique((self.posts + BEIJING_OFFSET) // DAY))
        stalled = sum(end - begin for begin, end in self.stalls)
        return 7.0 * days / max((END - START - stalled) / DAY, 1.0)


def histories(accounts: int, seed: int) -> list[History]:
    """Accounts of all kinds in turn; no two seeds have an account in common."""
    found = []
    for number in range(accounts):
        random = np.random.default_rng([seed, number])
        kind = KINDS[number % len(KINDS)]
        found.append(_history(f"{kind}-{number:03}", kind, random))
    _platform_outage(found, np.random.default_rng([seed, accounts]))
    return found


def _history(account_id: str, kind: str, random: Generator) -> History:
    posts = _posts(kind, random)
    history = History(account_id, kind, posts)
    if kind in ("dying", "renamed"):
        _end_for_good(history, random)
    else:
        for _ in range(3 if kind == "stopped" else 1):
            _stall(history, random)
    history.outages = [_outage(random) for _ in range(int(random.integers(1, 4)))]
    return history


def _posts(kind: str, random: Generator) -> Floats:
    if kind in ("stopped", "renamed"):
        kind = str(random.choice(["regular", "bursty", "weekend-less", "seasonal", "random"]))
    if kind == "regular":
        return _regular(random)
    if kind == "bursty":
        return _self_exciting(random)
    return _thinned(_rates(kind, random), random)


def _regular(random: Generator) -> Floats:
    """On fixed weekdays, or every few days, at nearly the same hour; now and then one is left out."""
    kinds = _day_kinds()
    if random.random() < 0.6:
        weekdays = random.choice(7, size=int(random.integers(2, 8)), replace=False)
        wanted = np.isin(np.arange(DAYS) % 7, weekdays)
    else:
        wanted = np.arange(DAYS) % int(random.integers(1, 5)) == 0
    kept = wanted & (random.random(DAYS) < np.where(kinds == HOLIDAY, 0.5, 0.97))
    hour = random.uniform(8, 20)
    return _sorted(START + np.nonzero(kept)[0] * DAY + (hour + random.normal(0, 0.7, kept.sum())) * 3600)


def _self_exciting(random: Generator) -> Floats:
    """A Hawkes process: each post has further ones as children, soon after it."""
    wave = random.uniform(START, END, random.poisson(random.uniform(0.15, 0.8) * DAYS))
    branching, delay = random.uniform(0.4, 0.75), random.uniform(0.05, 1.5) * DAY
    all_posts = [wave]
    while len(wave):
        children = random.poisson(branching, len(wave))
        wave = np.repeat(wave, children) + random.exponential(delay, children.sum())
        wave = wave[wave < END]
        all_posts.append(wave)
    return _sorted(np.concatenate(all_posts))


def _rates(kind: str, random: Generator) -> Floats:
    """Posts a day, for each day."""
    kinds, days = _day_kinds(), np.arange(DAYS)
    if kind == "weekend-less":
        return np.where((kinds == 5) | (kinds == 6) | (kinds == HOLIDAY), 0.0, random.uniform(0.6, 3.0))
    if kind == "campaign":
        rates = np.full(DAYS, random.uniform(0.25, 0.8))
        for _ in range(5):
            begin = int(random.integers(0, DAYS))
            rates[begin : begin + int(random.integers(7, 35))] *= random.uniform(2, 5)
        return rates
    if kind == "seasonal":
        phase = random.uniform(0, 2 * np.pi)
        return random.uniform(0.5, 2.0) * (1 + 0.7 * np.sin(2 * np.pi * days / 365 + phase))
    if kind == "tiny":
        return np.full(DAYS, 1 / 7)
    if kind == "dying":
        return random.uniform(0.8, 3.0) * 0.5 ** (days / random.uniform(60, 120))
    return random.uniform(0.4, 3.0) * np.where((kinds == 5) | (kinds == 6), random.uniform(0.3, 1), 1.0)


def _thinned(rates: Floats, random: Generator) -> Floats:
    counts = random.poisson(rates)
    hours = np.clip(random.normal(13, 4, counts.sum()), 0.1, 23.9)
    return _sorted(START + np.repeat(np.arange(DAYS), counts) * DAY + hours * 3600)


def _stall(history: History, random: Generator) -> None:
    """Take out the posts of some days in the second half."""
    begin = START + random.uniform(0.35, 0.93) * DAYS * DAY
    length = random.choice([10, 20, 40, 400]) * random.uniform(0.8, 1.2) * DAY
    if any(begin - 60 * DAY < end and start < begin + length for start, end in history.stalls):
        return
    keep = (history.posts < begin) | (history.posts > begin + length)
    _note_stall(history, keep, begin, begin + length)


def _end_for_good(history: History, random: Generator) -> None:
    dying = history.kind == "dying"
    begin = history.posts[-1] if dying else START + random.uniform(0.4, 0.8) * DAYS * DAY
    _note_stall(history, history.posts <= begin, begin, END)


def _note_stall(history: History, keep: NDArray[np.bool_], begin: float, end: float) -> None:
    posts = history.posts[keep]
    before, after = posts[posts <= begin], posts[posts > end]
    if len(before):
        history.posts = posts
        history.stalls.append((float(before[-1]), float(after[0]) if len(after) else float(END)))


def _outage(random: Generator) -> tuple[float, float]:
    begin = START + random.uniform(0.1, 0.95) * DAYS * DAY
    return begin, begin + random.choice([0.4, 2, 5, 12]) * random.uniform(0.7, 1.3) * DAY


def _platform_outage(found: list[History], random: Generator) -> None:
    """Four days on which everything fails together."""
    begin = START + random.uniform(0.3, 0.8) * DAYS * DAY
    for history in found:
        history.outages.append((begin, begin + 4 * DAY))
        history.outages.sort()


def _day_kinds() -> NDArray[np.int8]:
    return kinds_of_days(FIRST.toordinal(), FIRST.toordinal() + DAYS)


def _sorted(instants: Floats) -> Floats:
    return np.sort(np.floor(instants))
