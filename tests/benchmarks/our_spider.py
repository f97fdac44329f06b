"""Our gatherer on the same pages, with everything it does and the delays of politeness off.

`python -m tests.benchmarks.our_spider URL` prints, as JSON, the posts it published to an embedded log and the
core seconds it took.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from crawlers.credentials import Credentials
from crawlers.gatherer import Gatherer, run_gathering
from crawlers.sightings import Sighting
from hub.clock import SettableClock
from hub.roster import Account, Roster
from hub.settings import Settings
from streams.embedded import EmbeddedLog
from streams.publisher import Publisher
from tests.benchmarks.local_site import COLUMNS
from tests.crawlers.serving import account_at

NOW = datetime(2026, 12, 30, 4, tzinfo=UTC)


class Nothing:
    """No account was ever seen."""

    def last(self, account_id: str) -> Sighting | None:
        return None


def columns(url: str) -> tuple[Account, ...]:
    """An account for each column of the site."""
    return tuple(
        replace(account_at(f"{url}/c{column}/", "website"), account_id=f"column-{column}")
        for column in range(COLUMNS)
    )


def main(url: str) -> None:
    """Gather the site."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data=Path(folder), crawl_delay=0)
        log = EmbeddedLog(settings.data / "log.sqlite")
        log.ensure_topics()
        publisher = Publisher(log)
        accounts = columns(url)
        roster = Roster(Path(folder), accounts, {}, {})
        gatherer = Gatherer(settings, roster, publisher, Nothing(), Credentials(), SettableClock(NOW))
        begun = time.process_time()
        finished = run_gathering(gatherer.visit(accounts))
        core = time.process_time() - begun
        publisher.close()
        log.close()
    posts = sum(visit.posts_seen for visit in finished)
    sys.stdout.write(json.dumps({"pages": posts, "core": core}) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
