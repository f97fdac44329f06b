"""What a loader needs in memory before it can begin, kept warm in a process that forks the trial's processes.

Loaders live for seconds here; without this, a trial would spend most of its time on importing. Nothing of the
hub is opened before the fork. This module is preloaded by `multiprocessing`'s fork server (`victims`).
"""

from __future__ import annotations

from typing import Final

import pandas as pd  # clickhouse-connect imports it with its first insert

import streams.kafka
import warehouse.loader
from nlp.tagger import Tagger
from warehouse.client import connect

__all__ = ["TAGGER", "connect", "pd", "streams", "warehouse"]

TAGGER: Final = Tagger()
