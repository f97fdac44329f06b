"""Whether the engine's parts have their content: what a disk that became full may leave of a merge.

Where the disk becomes full while the engine (ClickHouse 26.9) merges parts, it may take the merged one into
use with files of no length: its table cannot be read any more, and after eight minutes the parts it was made
of are deleted. An engine that starts sets such a part aside and takes back what it was made of, as long as
that is there. So whoever finds one has to start the engine again, soon.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from warehouse.engine import Engine, Statement

LOOK_SECONDS: Final = 10.0
"""Pause between two looks; ClickHouse keeps what was merged for 480 s (`old_parts_lifetime`)."""

_ACTIVE: Final = Statement(b"SELECT path FROM system.parts WHERE active", "TabSeparatedRaw")
_CHECKSUMS: Final = "checksums.txt"
"""Every part has it, it is written last, and it is never empty."""


def hollow_parts(engine: Engine) -> list[str]:
    """The directories of parts in use without content. Raises EngineError."""
    paths = engine.execute(_ACTIVE).body.decode("utf-8").splitlines()
    return [path for path in paths if _is_hollow(Path(path) / _CHECKSUMS)]


def _is_hollow(checksums: Path) -> bool:
    try:
        return checksums.stat().st_size == 0
    except FileNotFoundError:  # merged and deleted since we asked
        return False
