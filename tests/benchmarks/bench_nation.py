"""How fast a nation's views answer: `python -m tests.benchmarks.bench_nation [--figures N] [--raw]`.

An embedded server is filled with 3,000 accounts, five million posts and a hundred million figures
(`nation/filling.py`, which says what is bypassed); one more day then comes through stream and loader.
Every chart's question (`nation/charts.py`) and every view is asked as dashboards filter, REPEATS times:
p50 and p95 of the clock, milliseconds of a core, rows read, peak memory. With `--raw` each question is also
put to the raw rows once, for the ratio and to see that both answers are the same; without, it is seen that
the roll-ups are row by row what the raw rows make.
"""

from __future__ import annotations

import argparse
import re
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import psutil

from hub.clock import SystemClock
from hub.records import Metrics, MetricsSeen, Record
from hub.settings import Settings
from nlp.tagger import Tagger
from streams.opening import open_log
from tests.benchmarks.figures import Figures
from tests.benchmarks.hub import hub
from tests.benchmarks.nation.asking import Question, make_raw_views, questions, raw, views
from tests.benchmarks.nation.charts import chart_questions
from tests.benchmarks.nation.clock import Asker, Cost
from tests.benchmarks.nation.filling import FIGURES_A_POST, Nation, fill
from tests.benchmarks.nation.kept import kept_nation
from tests.benchmarks.records import publish_all
from warehouse.benchmarks import work_out_all
from warehouse.client import Warehouse, connect
from warehouse.kept import KEPT, keep_answers
from warehouse.loader import Loader

REPEATS: Final = ((3.0, 15), (20.0, 3), (float("inf"), 1))
"""How often a question is put that took under so many seconds at first."""
ALLOWED_MS: Final = 300
DAY_POSTS: Final = 2_000
DAY_FIGURES: Final = 20_000
ROLLUP_KEYS: Final = (
    ("post_metrics", "post_id"),
    ("visit_days", "account_id"),
    ("account_visits", "account_id"),
)
KEPT_SETTLED: Final = {
    "release_targets": ("cityHash64(release_id, account_id)", "issued_day < today() - 22"),
    "index_inputs": ("cityHash64(account_id, period, period_start)", "period_end < today() - 8"),
}
"""How rows of kept answers are told apart, and which of them no longer change while time passes."""
KEEP_EVERY_SECONDS: Final = 600.0
AS_IT_IS: Final = "do_not_merge_across_partitions_select_final = 1"
SLICES: Final = 16
"""Parts in which the roll-ups are compared with the raw rows, so that each fits a statement's time."""


@dataclass(frozen=True)
class Answered:
    """What one question cost: milliseconds, rows, MB; the ratio to the raw rows, and whether both agree."""

    question: Question
    p50: float
    p95: float
    core: float
    rows: int
    memory: float
    ratio: float | None = None
    exact: str = ""


def main(arguments: Sequence[str]) -> None:
    """Print the table and the figures."""
    options = _options(arguments)
    figures = Figures("nation")
    with _warehouse(options.keep) as settings, closing(connect(settings, patience=60)) as warehouse:
        nation = Nation(posts=int(options.figures / FIGURES_A_POST))
        if not int(str(warehouse.query("SELECT count() AS posts FROM posts")[0]["posts"])):
            _fill(warehouse, nation, figures)
        _tell_sizes(warehouse, figures)
        _one_more_day(settings, warehouse, figures)
        asker = Asker(settings, _server_of(settings))
        if options.raw:
            make_raw_views(warehouse)
        answered = list(_answers(asker, warehouse, options, figures))
        if not options.raw:
            _compare(asker, warehouse, figures)
    _print(answered)
    slow = [each for each in answered if each.p95 > ALLOWED_MS]
    figures.add("questions", len(answered))
    figures.add(f"questions slower than {ALLOWED_MS} ms at p95", len(slow))
    figures.finish()


def _answers(
    asker: Asker, warehouse: Warehouse, options: argparse.Namespace, figures: Figures
) -> Iterator[Answered]:
    """Each question's, with the kept answers as fresh as `watch` would have them."""
    _keep(warehouse, figures)
    kept = time.perf_counter()
    for question in _questions(warehouse, options):
        if time.perf_counter() - kept > KEEP_EVERY_SECONDS:
            keep_answers(warehouse, SystemClock().now())
            kept = time.perf_counter()
        yield _ask(asker, question, options)


def _keep(warehouse: Warehouse, figures: Figures) -> None:
    began = time.perf_counter()
    keep_answers(warehouse, SystemClock().now())
    figures.add("keep answers, all", time.perf_counter() - began, "s")


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench_nation")
    parser.add_argument("--figures", type=int, default=100_000_000)
    parser.add_argument("--raw", action="store_true", help="put each question to the raw rows as well")
    parser.add_argument("--once", action="store_true", help="put each question once, to see what is slow")
    parser.add_argument("--only", default="", help="ask only what this pattern is found in")
    parser.add_argument("--keep", type=Path, help="directory of a warehouse that is filled once and kept")
    return parser.parse_args(arguments)


def _questions(warehouse: Warehouse, options: argparse.Namespace) -> list[Question]:
    """Of every chart of the dashboards, then of every view."""
    [newest] = warehouse.query("SELECT argMax(release_label, issued_at) AS label FROM v_target_outcomes")
    asked = [*chart_questions(str(newest["label"])), *questions(views())]
    return [one for one in asked if re.search(options.only, f"{one.view} | {one.filtered}")]


def _warehouse(keep: Path | None) -> AbstractContextManager[Settings]:
    return hub(kafka=False) if keep is None else kept_nation(keep)


def _fill(warehouse: Warehouse, nation: Nation, figures: Figures) -> None:
    began = time.perf_counter()
    fill(warehouse, nation, lambda step, seconds: figures.add(f"fill, {step}", seconds, "s"))
    step = time.perf_counter()
    work_out_all(warehouse, datetime.now(UTC))
    figures.add("fill, benchmarks", time.perf_counter() - step, "s")
    figures.add("fill, in all", time.perf_counter() - began, "s")
    # What the engine does by itself when a month has rested for a quarter of an hour.
    for table in ("post_metrics", "visit_days"):
        warehouse.command(f"OPTIMIZE TABLE {table}")


def _tell_sizes(warehouse: Warehouse, figures: Figures) -> None:
    rows = warehouse.query(
        "SELECT table, sum(rows) AS held, sum(bytes_on_disk) AS bytes FROM system.parts"
        " WHERE active AND database = currentDatabase() GROUP BY table HAVING held > 0 ORDER BY table"
    )
    for row in rows:
        held, size = int(str(row["held"])), int(str(row["bytes"]))
        figures.add(f"{row['table']}, rows", held)
        figures.add(f"{row['table']}, bytes a row on the disk", size / held)


def _server_of(settings: Settings) -> int:
    for connection in psutil.net_connections("tcp"):
        if (
            connection.laddr
            and connection.laddr.port == settings.clickhouse_port
            and connection.status == "LISTEN"
        ):
            return int(connection.pid or 0)
    raise SystemExit("The warehouse's server is gone.")


def _one_more_day(settings: Settings, full: Warehouse, figures: Figures) -> None:
    """The same records into the full warehouse and into an empty one, through stream and loader."""
    records = _records_of_a_day(full)
    with hub(kafka=False) as other, closing(connect(other, patience=60)) as empty:
        without = _load(other, empty, records)
    within = _load(settings, full, records)
    figures.add("one more day, records per second", len(records) / within)
    figures.add("one more day, ratio of its time to that of an empty warehouse", within / without)


def _records_of_a_day(warehouse: Warehouse) -> list[Record]:
    """New figures of posts of the last 30 days, drawn by chance."""
    rows = warehouse.query(
        "SELECT post_id, account_id, platform FROM v_post_metrics"
        " WHERE published_at > now() - INTERVAL 30 DAY ORDER BY cityHash64(post_id) LIMIT {limit:UInt32}",
        {"limit": DAY_POSTS},
    )
    at = SystemClock().now()
    return [
        MetricsSeen(
            post_id=str(row["post_id"]),
            account_id=str(row["account_id"]),
            platform=str(row["platform"]),
            observed_at=at + timedelta(minutes=visit),
            source="official",
            metrics=Metrics(likes=visit),
        )
        for visit in range(DAY_FIGURES // max(1, len(rows)))
        for row in rows
    ]


def _load(settings: Settings, warehouse: Warehouse, records: list[Record]) -> float:
    publish_all(settings, iter(records))
    with closing(open_log(settings)) as log:
        loader = Loader(log, warehouse, Tagger(), SystemClock())
        loader.drain()
    return sum(seconds for step, seconds in loader.times.clock.items() if step != "wait")


def _ask(asker: Asker, question: Question, options: argparse.Namespace) -> Answered:
    first = asker.ask(question.sql)
    if first.error:
        failed = Answered(question, 1000 * first.clock, 1000 * first.clock, 0, 0, 0, exact=first.error[:60])
        sys.stdout.write(_row(failed) + "\n")
        return failed
    repeats = 1 if options.once else next(count for bound, count in REPEATS if first.clock < bound)
    costs = [first, *(asker.ask(question.sql) for _ in range(repeats - 1))]
    clocks = sorted(1000 * cost.clock for cost in costs)
    answered = Answered(
        question,
        statistics.median(clocks),
        clocks[min(len(clocks) - 1, round(0.95 * len(clocks)))],
        statistics.median(1000 * cost.core for cost in costs),
        costs[0].rows,
        max(cost.memory for cost in costs) / 1e6,
    )
    sys.stdout.write(_row(answered) + "\n")
    sys.stdout.flush()
    return _beside_raw(asker, answered, costs[-1]) if options.raw else answered


def _beside_raw(asker: Asker, answered: Answered, cost: Cost) -> Answered:
    told = asker.ask(raw(answered.question.sql))
    if told.error:
        return replace(answered, exact=f"raw: {told.error[:40]}")
    same = sorted(cost.answer.splitlines()) == sorted(told.answer.splitlines())
    return replace(answered, ratio=answered.p50 / (1000 * told.clock), exact="yes" if same else "NO")


def _compare(asker: Asker, warehouse: Warehouse, figures: Figures) -> None:
    """The roll-ups against what the raw rows make of them, slice by slice."""
    make_raw_views(warehouse)
    began, differing = time.perf_counter(), 0
    for table, key in ROLLUP_KEYS:
        row = _text_of_row(warehouse, table)
        for place in range(SLICES):
            digests = {
                asker.ask(
                    f"SELECT count(), sum(cityHash64({row})) FROM {source}"
                    f" WHERE cityHash64({key}) % {SLICES} = {place}"
                ).answer
                for source in (f"(SELECT * FROM {table} FINAL SETTINGS {AS_IT_IS})", f"raw_{table}")
            }
            differing += len(digests) != 1
    figures.add("slices of the roll-ups that differ from the raw rows", differing)
    kept = _kept_that_differ(asker, warehouse)
    figures.add("kept answers that differ from what is worked out of the roll-ups", kept)
    figures.add("seconds to make the roll-ups of the raw rows", time.perf_counter() - began, "s")


def _kept_that_differ(asker: Asker, warehouse: Warehouse) -> int:
    keep_answers(warehouse, SystemClock().now())
    differing = 0
    for table, (key, settled) in KEPT_SETTLED.items():
        row = _text_of_row(warehouse, table, without="kept_at")
        ask = f"SELECT count(), sum(cityHash64({key}, {row})) FROM {{}} WHERE {settled}"
        last = f"(SELECT * FROM {table} WHERE kept_at = (SELECT max(kept_at) FROM kept_rounds))"
        sources = (last, KEPT[table])
        differing += len({asker.ask(ask.format(source)).answer for source in sources}) != 1
    return differing


def _text_of_row(warehouse: Warehouse, table: str, without: str = "") -> str:
    """A row as text, each column as the table's type: the hash of a row with a NULL in it would be NULL."""
    rows = warehouse.query(
        "SELECT name, type FROM system.columns WHERE database = currentDatabase() AND table = {table:String}"
        " AND name != {without:String} ORDER BY position",
        {"table": table, "without": without},
    )
    columns = [f"CAST({row['name']} AS {row['type']})" for row in rows]
    return f"toString(({', '.join(columns)}))"


def _print(answered: list[Answered]) -> None:
    sys.stdout.write("\n" + _HEAD + "\n")
    sys.stdout.writelines(_row(each) + "\n" for each in answered)


_HEAD: Final = (
    "| view | filtered | rows read | p50 ms | p95 ms | core ms | memory MB | ratio to raw | exact |\n"
    + "| --- " * 9
    + "|"
)


def _row(each: Answered) -> str:
    ratio = "" if each.ratio is None else f"{each.ratio:.4f}"
    question = each.question
    return (
        f"| {question.view} | {question.filtered} | {each.rows:,} | {each.p50:,.0f} | {each.p95:,.0f}"
        f" | {each.core:,.0f} | {each.memory:,.0f} | {ratio} | {each.exact} |"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
