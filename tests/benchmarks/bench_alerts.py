"""How fast silences are judged: `python -m tests.benchmarks.bench_alerts [--accounts N]`.

One pass of the evaluator over a nation's accounts (default 30,000) with 18 months of history each, all of it
in memory: facts, peers, own rhythm and all other rules of an account. And the hourly replay of a province,
116 accounts over as long. Times are of the processor, on one core.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import numpy as np

from alerts.evaluator import Evaluator
from alerts.facts import Account, History, Post, Visit
from alerts.posting_days import PostingDays
from alerts.replay import replay
from hub.platforms import KINDS, LEVELS, PLATFORMS
from tests.benchmarks.figures import Figures

FIRST = date(2025, 1, 1)
DAYS = 548
PROVINCE = 116
_START = datetime(2025, 1, 1, tzinfo=UTC)
_NOW = _START + timedelta(days=DAYS, hours=3)


def main() -> None:
    """Print and keep the figures."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--accounts", type=int, default=30_000)
    accounts = options.parse_args().accounts
    figures = Figures("alerts")
    history = History(_accounts(accounts, every_visit=False))
    began = time.process_time()
    episodes = Evaluator().judge(history.at(_NOW), {}, _NOW)
    seconds = time.process_time() - began
    figures.add(f"a pass over {accounts:,} accounts", seconds, "s")
    figures.add("  an account", 1e6 * seconds / accounts, "µs")
    figures.add("  episodes opened", len(episodes))
    province = History(_accounts(PROVINCE, every_visit=True))
    began = time.process_time()
    judged = replay(province, _NOW, Evaluator())
    figures.add(f"hourly replay of {PROVINCE} accounts, {DAYS} days", time.process_time() - began, "s")
    figures.add("  stages judged", len(judged))
    figures.finish()


def _accounts(number: int, *, every_visit: bool) -> Iterator[Account]:
    random = np.random.default_rng(30_000)
    hours = DAYS * 24 if every_visit else 1
    visits = [Visit(_NOW - timedelta(hours=hour, minutes=5), True) for hour in range(hours)]
    for place in range(number):
        rate = random.uniform(0.1, 3.0)
        silent = DAYS - int(random.exponential(4))
        instants = int(_START.timestamp()) + np.sort(random.integers(0, silent * 86400, int(rate * silent)))
        kept = instants if every_visit else instants[-3:]
        yield Account(
            account_id=f"account-{place:05}",
            name=f"账号 {place}",
            platform=PLATFORMS[place % len(PLATFORMS)],
            platform_name="",
            kind=KINDS[place % len(KINDS)],
            level=LEVELS[place % len(LEVELS)],
            county_code=f"{place // 3:06}",
            roster_from=FIRST,
            roster_to=None,
            posts=[_post(place, int(instant)) for instant in kept],
            visits=list(visits),
            posting=PostingDays.of_instants(instants),
        )


def _post(account: int, instant: int) -> Post:
    at = datetime.fromtimestamp(instant, UTC)
    return Post(f"{account}:{instant}", "用电防火提示", "", at, at)


if __name__ == "__main__":
    main()
