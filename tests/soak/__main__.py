"""`python -m tests.soak [--hours H] [--minutes M] [--pace S] [--plot FILE]`: a simulated day with faults.

A whole hub with the demo province is started; then so many hours pass at the live cadence, M minutes at a
time and an hour in no less than S seconds. Releases are matched and silences judged all the while. Loader,
warehouse and the province itself are killed in turn (SIGKILL; `up` starts them again). At the end every
record must be loaded and no post be there twice. Prints a table and leaves with 1 where that is not so, or
where memory, handles or threads of a part grow.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path
from typing import Final

import psutil

from cli.demo_province import demo_environment
from hub.settings import Settings
from tests.running_hub import RunningHub
from tests.soak.growth import Growth, growths
from tests.soak.plot import draw
from tests.soak.samples import Sampler

PAST_DAYS: Final = 3
VICTIMS: Final = ("load", "demo serve", "load", "demo serve", "load", "warehouse serve")
HOURS_BETWEEN_KILLS: Final = 2.0
_REPEATED: Final = "SELECT count() - uniqExact(post_id) AS rows FROM v_posts"
_BEHIND: Final = "SELECT sum(lag) AS records, min(toUnixTimestamp(measured_at)) AS at FROM v_stream_lag"
PATIENCE_SECONDS: Final = 120.0


def main() -> int:
    options = _options()
    with tempfile.TemporaryDirectory(prefix="fenghuo-soak-", ignore_cleanup_errors=True) as folder:
        hub = RunningHub(Path(folder), "--no-live", "--days", str(PAST_DAYS), "--no-dashboards")
        try:
            hub.wait_until_ready()
            return _soak(hub, options)
        finally:
            hub.stop()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests.soak")
    parser.add_argument("--hours", type=float, default=24, help="simulated hours")
    parser.add_argument("--minutes", type=float, default=5, help="simulated minutes that pass at once")
    parser.add_argument("--pace", type=float, default=30, help="real seconds of a simulated hour, at least")
    parser.add_argument("--plot", type=Path, help="write a picture of the run here")
    return parser.parse_args()


def _soak(hub: RunningHub, options: argparse.Namespace) -> int:
    began, visits, failed = time.monotonic(), 0, 0
    kills: list[float] = []
    victims = cycle(VICTIMS)
    with _watching(hub) as watch, _gatherer(hub, options) as gatherer:
        sampler = Sampler({hub.process.pid: "up", gatherer.pid: "gatherer", watch.pid: "watch"}, hub.data)
        for line in gatherer.stdout or ():
            step, made, vain = map(int, line.split())
            visits, failed = visits + made, failed + vain
            if step % int(60 * HOURS_BETWEEN_KILLS / options.minutes) == 0 and _kill(hub, next(victims)):
                kills.append(sampler.now)
        sampler.stop()
    behind, repeated = _records_behind(hub), int(hub.sql(_REPEATED)[0]["rows"])
    grown = growths(sampler.samples)
    sys.stdout.write(_table(grown, sampler))
    seconds = time.monotonic() - began
    sys.stdout.write(
        f"{options.hours:g} simulated hours in {seconds:.0f} s: {visits:,} visits, {failed:,} in vain,"
        f" {len(kills)} kills; {behind} records not loaded, {repeated} posts twice\n"
    )
    if options.plot:
        draw(options.plot, sampler.samples, sampler.disk, kills, options.hours)
    sound = gatherer.returncode == 0 and behind == repeated == 0 and all(growth.flat for growth in grown)
    return int(not sound)


@contextmanager
def _watching(hub: RunningHub) -> Iterator[subprocess.Popen[bytes]]:
    """`watch`, which `up --no-live` does not start, with a round every ten seconds."""
    watch = subprocess.Popen([sys.executable, "-m", "cli", "watch", "--every", "10"], env=hub.environment)
    try:
        yield watch
    finally:
        watch.terminate()
        watch.wait()


def _gatherer(hub: RunningHub, options: argparse.Namespace) -> subprocess.Popen[str]:
    settings = Settings(
        data=hub.data,
        demo_port=hub.ports["demo"],
        _env_file=None,  # type: ignore[call-arg]
    )
    since = datetime.now(UTC).replace(microsecond=0).isoformat()
    return subprocess.Popen(
        [sys.executable, "-m", "tests.soak.gathering", since]
        + [str(given) for given in (options.hours, options.minutes, options.pace)],
        env=hub.environment | demo_environment(settings),
        stdout=subprocess.PIPE,
        text=True,
    )


def _kill(hub: RunningHub, command: str) -> bool:
    """End a process of the hub without warning; False where it is just being started again."""
    for child in psutil.Process(hub.process.pid).children():
        with suppress(psutil.Error):
            if " ".join(child.cmdline()[3:]) == command:
                for process in (*child.children(recursive=True), child):
                    os.kill(process.pid, signal.SIGKILL)
                return True
    return False


def _records_behind(hub: RunningHub) -> int:
    """What the loader has not taken after two minutes at most, by a measurement made from now on."""
    began = time.time()
    while True:
        with suppress(AssertionError):  # the warehouse may just be coming back
            [row] = hub.sql(_BEHIND)
            behind, measured = int(row["records"]), int(row["at"]) >= began
            if (measured and not behind) or time.time() > began + PATIENCE_SECONDS:
                return behind
        time.sleep(2.0)


def _table(grown: Sequence[Growth], sampler: Sampler) -> str:
    lives = Counter(part for part, _ in {(sample.part, sample.pid) for sample in sampler.samples})
    lines = ["| part | started | measure | mean | growth in the second half | flat |", "| --- " * 6 + "|"]
    lines += [
        f"| {one.part} | {lives[one.part]} | {one.measure} | {one.mean:,.1f} | {one.gained:+,.1f}"
        f" | {'yes' if one.flat else 'NO'} |"
        for one in grown
    ]
    first, last = sampler.disk[0][1], sampler.disk[-1][1]
    return "\n".join([*lines, f"\ndisk: {first:,.0f} MB at the beginning, {last:,.0f} MB at the end\n"])


if __name__ == "__main__":
    sys.exit(main())
