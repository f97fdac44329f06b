"""How soon and how rightly the hub speaks up: `python -m tests.evaluation.alerts [--seed N] [--accounts N]`.

Replays seeded histories (`histories.py`) through the files of `fenghuo alerts replay`, and prints for each
rule and three baselines, by kind of account: the delay from the begin of a true stall to the alert (days),
false alarms per account and month outside stalls, and the share of stalls that were noticed at all. Then how
many official stages came on their day, and how often an account was blamed for the collector's trouble.
"""

from __future__ import annotations

import argparse
import csv
import sys
import tempfile
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np

from alerts.evaluator import Evaluator
from alerts.history_files import read_history_files
from alerts.replay import Judged, replay
from alerts.workdays import working_days
from hub.clock import beijing_day
from hub.roster import Roster
from tests.evaluation.histories import DAY, END, KINDS, START, History, histories

VISITS_EVERY = 3 * 3600
OFFICIAL = ("veto_notice", "veto_warn", "veto_urgent", "veto")
SILENCE = (*OFFICIAL, "own_rhythm", "volume_drop", "holiday_lookahead", "dormant")
BUSY = "≥ 3 a week"
_MONTH = 30.4375 * DAY
_LEAST_DAYS = {
    "own_rhythm": 2,
    "veto_notice": 7,
    "veto_warn": 10,
    "veto_urgent": 1,
    "veto": 14,
    "dormant": 90,
}
"""Beijing days without a post that a rule asserts at least."""
_NOBODY = Roster(Path(), (), {}, {})

Alarm = tuple[str, float]
"""Account, and when it was raised."""


@dataclass(frozen=True)
class Score:
    """Of one rule on one kind of account. Delays in days."""

    accounts: int
    stalls: int
    delays: list[float]
    false_alarms: float

    @property
    def recall(self) -> float:
        return len(self.delays) / self.stalls if self.stalls else float("nan")

    def delay(self, share: float) -> float:
        """The quantile over all stalls; infinite where so many were never noticed."""
        if not self.stalls:
            return float("nan")
        delays = sorted(self.delays) + [float("inf")] * (self.stalls - len(self.delays))
        return delays[min(int(share * len(delays)), len(delays) - 1)]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seed", type=int, default=20260601)
    options.add_argument("--accounts", type=int, default=116)
    chosen = options.parse_args(arguments)
    found = histories(chosen.accounts, chosen.seed)
    judged = judge(found)
    _print_rules(found, judged)
    _print_equal(found, judged)
    _print_official(found, judged)
    _print_blame(found, judged)
    return 0


def judge(found: Sequence[History]) -> list[Judged]:
    """What the replay says of the histories, with visits every three hours."""
    with tempfile.TemporaryDirectory() as directory:
        posts, crawls = Path(directory) / "posts.csv", Path(directory) / "crawls.csv"
        _write(
            posts, ("account_id", "published_at"), ((one.account_id, at) for one in found for at in one.posts)
        )
        _write(
            crawls, ("account_id", "finished_at", "outcome"), (row for one in found for row in _visits(one))
        )
        until = datetime.fromtimestamp(END, UTC)
        history, _ = read_history_files(posts, crawls, _NOBODY, until)
    return replay(history, until, Evaluator())


def score(found: Iterable[History], alarms: Iterable[Alarm]) -> Score:
    """Alarms against the truth: the first within a stall is its delay, those outside stalls are false."""
    by_account: dict[str, list[float]] = {}
    for account_id, at in sorted(alarms):
        by_account.setdefault(account_id, []).append(at)
    delays: list[float] = []
    accounts, stalls, wrong, months = 0, 0, 0, 0.0
    for history in found:
        raised = by_account.get(history.account_id, [])
        inside = [[at for at in raised if begin < at <= end] for begin, end in history.stalls]
        delays += [
            (ats[0] - stall[0]) / DAY for ats, stall in zip(inside, history.stalls, strict=True) if ats
        ]
        accounts += 1
        stalls += len(history.stalls)
        wrong += len(raised) - sum(map(len, inside))
        months += (END - START - sum(end - begin for begin, end in history.stalls)) / _MONTH
    return Score(accounts, stalls, delays, wrong / max(months, 1e-9))


def fixed_days(days: float) -> Callable[[Sequence[History]], list[Alarm]]:
    """The baseline “no post for so many days”, looked at every hour."""

    def alarms(found: Sequence[History]) -> list[Alarm]:
        return [
            (history.account_id, at)
            for history in found
            for post, following in zip(history.posts, [*history.posts[1:], END], strict=True)
            if (at := -(-(post + days * DAY) // 3600) * 3600) < following
        ]

    return alarms


def weekly_mean(found: Sequence[History]) -> list[Alarm]:
    """The baseline: weekly, the mean of the last 7 days against mean − 1.5 σ of the same 28 days."""
    alarms = []
    for history in found:
        counts = np.histogram(history.posts, bins=np.arange(START, END + 1, DAY))[0]
        low = False
        for day in range(28, len(counts), 7):
            month = counts[day - 28 : day]
            was_low, low = low, bool(counts[day - 7 : day].mean() < month.mean() - 1.5 * month.std())
            if low and not was_low:
                alarms.append((history.account_id, float(START + day * DAY)))
    return alarms


def raised(judged: Iterable[Judged], *rules: str) -> list[Alarm]:
    """When rules spoke."""
    return [(one.account_id, one.opened_at.timestamp()) for one in judged if one.rule in rules]


def first_of(alarms: Iterable[Alarm], found: Iterable[History]) -> list[Alarm]:
    """Of the alarms about one silence only the first."""
    posts = {history.account_id: history.posts for history in found}
    firsts: dict[tuple[str, int], float] = {}
    for account_id, at in sorted(alarms, key=lambda alarm: alarm[1]):
        firsts.setdefault((account_id, bisect_right(posts[account_id], at)), at)
    return [(account_id, at) for (account_id, _), at in firsts.items()]


def official_stages(found: Iterable[History], judged: Iterable[Judged]) -> tuple[int, int, list[str]]:
    """How many stages were due while we saw the account, how many came on their day, and which did not."""
    said = {(one.account_id, one.rule, beijing_day(one.opened_at)) for one in judged}
    due, kept, missed = 0, 0, []
    for history in found:
        days = sorted({_day(at) for at in history.posts})
        for last, following in zip(days, [*days[1:], _day(END)], strict=True):
            for rule, day in _due_days(last):
                if day < following and not _troubled(history, day):
                    due += 1
                    there = (history.account_id, rule, day) in said
                    kept += there
                    missed += [] if there else [f"{history.account_id} {rule} {day}"]
    return due, kept, missed


def blamed(found: Iterable[History], judged: Iterable[Judged]) -> list[Judged]:
    """Silence asserted while the collection failed, or in spite of a post that came out meanwhile."""
    by_id = {history.account_id: history for history in found}
    return [
        one
        for one in judged
        if one.rule in SILENCE and _is_blame(by_id[one.account_id], one.rule, one.opened_at.timestamp())
    ]


def wrongly_recovered(found: Iterable[History], judged: Iterable[Judged]) -> list[Judged]:
    """Official episodes that closed though nothing was posted since they opened."""
    posts = {history.account_id: history.posts for history in found}
    return [
        one
        for one in judged
        if one.rule in OFFICIAL
        and one.closed_at is not None
        and not _posted_between(posts[one.account_id], one.opened_at - timedelta(days=3), one.closed_at)
    ]


def _is_blame(history: History, rule: str, at: float) -> bool:
    if any(begin + VISITS_EVERY <= at < end for begin, end in history.outages):
        return True
    published = bisect_right(history.posts, at)
    last = history.posts[published - 1] if published else START
    unseen = any(begin <= last < end for begin, end in history.outages)
    return unseen and (_day(at) - _day(last)).days < _LEAST_DAYS.get(rule, 0)


def _posted_between(posts: Sequence[float], begin: datetime, end: datetime) -> bool:
    return bisect_left(posts, begin.timestamp()) < bisect_right(posts, end.timestamp())


def _due_days(last: date) -> list[tuple[str, date]]:
    """The days on which the stages of a silence since `last` begin, by the words of the rule."""
    days = [last + timedelta(days=number) for number in range(1, 15)]
    urgent = next(day for day in days if (day - last).days >= 12 or working_days(day, days[-1]) < 2)
    stages = [("veto_notice", days[6]), ("veto_warn", days[9]), ("veto_urgent", urgent), ("veto", days[13])]
    return [(rule, day) for rule, day in stages if rule in ("veto_urgent", "veto") or day < urgent]


def _troubled(history: History, day: date) -> bool:
    """Whether the collector failed on a day or shortly before, so that nobody could know."""
    begin = datetime.combine(day, datetime.min.time(), UTC).timestamp() - 8 * 3600
    return any(start < begin + DAY and end > begin - DAY for start, end in history.outages)


def _visits(history: History) -> Iterable[tuple[object, ...]]:
    for at in np.arange(START + 600, END, VISITS_EVERY):
        failed = any(begin <= at < end for begin, end in history.outages)
        yield history.account_id, at, "network" if failed else "ok"


def _write(path: Path, header: Sequence[str], rows: Iterable[tuple[object, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        for account_id, at, *more in rows:
            instant = datetime.fromtimestamp(float(str(at)), UTC)
            writer.writerow([account_id, instant.isoformat(), *more])


def _day(at: float) -> date:
    return beijing_day(datetime.fromtimestamp(at, UTC))


def _groups(found: Sequence[History]) -> dict[str, list[History]]:
    groups = {kind: [one for one in found if one.kind == kind] for kind in KINDS}
    return groups | {BUSY: [one for one in found if one.posts_a_week >= 3], "all": list(found)}


def _print_rules(found: Sequence[History], judged: Sequence[Judged]) -> None:
    voices = {
        "own_rhythm": raised(judged, "own_rhythm"),
        "own_rhythm or official": first_of(raised(judged, "own_rhythm", *OFFICIAL), found),
        **{rule: raised(judged, rule) for rule in (*OFFICIAL, "volume_drop")},
        "baseline: 7 days": fixed_days(7)(found),
        "baseline: 14 days": fixed_days(14)(found),
        "baseline: weekly mean − 1.5 σ": weekly_mean(found),
    }
    _say("| rule | accounts | number | stalls | delay, median | 90 % | false alarms a month | recall |")
    _say("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for name, alarms in voices.items():
        for kind, group in _groups(found).items():
            one = score(group, _of(alarms, group))
            _say(
                f"| {name} | {kind} | {one.accounts} | {one.stalls} "
                f"| {one.delay(0.5):.1f} | {one.delay(0.9):.1f} | {one.false_alarms:.3f} | {one.recall:.2f} |"
            )


def _print_equal(found: Sequence[History], judged: Sequence[Judged]) -> None:
    """The fixed number of days that raises as many false alarms as the own rhythm does, and its delay."""
    busy = _groups(found)[BUSY]
    own = score(busy, _of(raised(judged, "own_rhythm"), busy))
    for tenths in range(20, 300):
        fixed = score(busy, fixed_days(tenths / 10)(busy))
        if fixed.false_alarms <= own.false_alarms:
            _say(
                f"{BUSY}: own_rhythm {own.false_alarms:.3f} false alarms a month, median delay "
                f"{own.delay(0.5):.1f} days; with no more of them, “no post for {tenths / 10:.1f} days” has "
                f"a median delay of {fixed.delay(0.5):.1f} days."
            )
            return


def _print_official(found: Sequence[History], judged: Sequence[Judged]) -> None:
    due, kept, missed = official_stages(found, judged)
    _say(f"Official stages on their day: {kept} of {due} ({kept / due:.1%}).")
    for line in missed[:10]:
        _say(f"  missed: {line}")
    _say(f"Official episodes closed without an update: {len(wrongly_recovered(found, judged))}.")


def _print_blame(found: Sequence[History], judged: Sequence[Judged]) -> None:
    wrong = blamed(found, judged)
    _say(f"Accounts blamed for the collector's outage: {len(wrong)}.")
    for one in wrong[:10]:
        _say(f"  {one.account_id} {one.rule} {one.opened_at}")


def _of(alarms: Iterable[Alarm], group: Iterable[History]) -> list[Alarm]:
    names = {history.account_id for history in group}
    return [alarm for alarm in alarms if alarm[0] in names]


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    sys.exit(main())
