"""The codes of topics and audiences with their Chinese names, in the order people read them.

Codes are stable and never reused; staff may change the names in `lexicons/names.csv`.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Final

LEXICONS: Final = Path(__file__).parent / "lexicons"
OTHER: Final = "other"
"""The topic of a post that earns no other; it stands alone."""


def read_names(kind: str, path: Path = LEXICONS / "names.csv") -> dict[str, str]:
    """Code to Chinese name of the `kind` (topic or audience), in the file's order."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {row["code"]: row["name"] for row in csv.DictReader(file) if row["kind"] == kind}


TOPIC_NAMES: Final = read_names("topic")
AUDIENCE_NAMES: Final = read_names("audience")
