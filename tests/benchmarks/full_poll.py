"""One poll of all accounts of the demo province, as a gatherer makes it that has known none of them before.

`python -m tests.benchmarks.full_poll URL CREDENTIALS` prints, as JSON, accounts, posts, seconds of the clock,
core seconds, and the process's peak memory in MB.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path

from cli.sightings import KeptSightings
from crawlers.credentials import load_credentials
from crawlers.gatherer import Gatherer, run_gathering
from crawlers.schedule import CADENCE, due
from hub.clock import SystemClock
from hub.roster import load_roster
from hub.settings import EXAMPLE_ROSTER, Settings
from streams.embedded import EmbeddedLog
from streams.publisher import Publisher


def main(url: str, credentials: str) -> None:
    """Poll the province."""
    roster, clock = load_roster(EXAMPLE_ROSTER), SystemClock()
    given = load_credentials(Path(credentials))
    interfaces = ("wechat", "weibo", "douyin", "kuaishou", "toutiao", "bilibili")
    apis = {f"{platform}_api": f"{url}/{platform}" for platform in interfaces}
    apis |= {f"{platform}_oauth": f"{url}/{platform}" for platform in ("toutiao", "bilibili")}
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            data=Path(folder), demo_url=url, crawl_delay=0, call_pace=0, retry_pause=0.01, **apis
        )
        log = EmbeddedLog(settings.data / "log.sqlite")
        log.ensure_topics()
        publisher, sightings = Publisher(log), KeptSightings()
        gatherer = Gatherer(settings, roster, publisher, sightings, given, clock)
        accounts = due(roster, sightings, given, clock.now(), CADENCE)
        begun, core = time.perf_counter(), time.process_time()
        finished = run_gathering(gatherer.visit(accounts))
        seconds, core = time.perf_counter() - begun, time.process_time() - core
        publisher.close()
        log.close()
    told = {
        "accounts": len(finished),
        "posts": sum(visit.posts_seen for visit in finished),
        "seconds": seconds,
        "core": core,
        "memory": peak_memory(),
    }
    sys.stdout.write(json.dumps(told) + "\n")


def peak_memory() -> float:
    """This process's largest resident set so far, in MB (Linux)."""
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(status["VmHWM"].split()[0]) / 1024


if __name__ == "__main__":
    main(*sys.argv[1:])
