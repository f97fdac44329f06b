"""The loader as a process that loads all there is: `python -m tests.benchmarks.load`.

Prints, as JSON, the messages loaded, seconds of the clock and of a core, those of each step, and the peak of
its memory in MB. What comes once is left out: reading dictionaries, and joining the group.
"""

from __future__ import annotations

import json
import resource
import sys
from datetime import UTC, datetime

from hub.clock import SystemClock
from hub.settings import load_settings
from nlp.tagger import Tagger
from streams.opening import open_log
from warehouse.arrow import arrow_stream
from warehouse.client import connect
from warehouse.loader import Loader
from warehouse.steps import WORK


def main() -> None:
    """Load, then tell."""
    settings = load_settings()
    tagger = Tagger()
    _warm_up(tagger)
    loader = Loader(open_log(settings), connect(settings, patience=60), tagger, SystemClock())
    messages, times = loader.drain(), loader.times
    figures: dict[str, float] = {
        "messages": messages,
        "clock": sum(times.clock[step] for step in WORK),
        "core": sum(times.core[step] for step in WORK),
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    figures |= {f"clock of {step}": seconds for step, seconds in times.clock.items()}
    figures |= {f"core of {step}": seconds for step, seconds in times.core.items()}
    sys.stdout.write(json.dumps(figures) + "\n")


def _warm_up(tagger: Tagger) -> None:
    """Have read what is read once: the tagger's dictionaries, and what Arrow looks for at its first array."""
    tagger.tag("预热", "电池和电动车请不要进楼入户充电", "wechat")
    arrow_stream({"at": [datetime.now(UTC)]}, {"at": "DateTime64(3, 'UTC')"}, packed=False)


if __name__ == "__main__":
    main()
