"""A seeded nation in an embedded warehouse: 3,000 accounts over two years, twenty figures a post.

The rows are made inside the engine (`*.sql` here) and go into the tables of production; the roll-ups are then
made by the statement the loader runs behind a batch, many posts at a time. Bypassed are the stream, the
decoding, the tagger and the matcher: tags, releases and adoptions are drawn.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from warehouse.client import Warehouse
from warehouse.rollups import rebuild
from warehouse.statements import split_statements

SQL: Final = Path(__file__).parent
FIGURES_A_POST: Final = 20.6
"""Of twenty-one ages, those that have come for the average post."""
POSTS_AT_ONCE: Final = 50_000
"""Posts made by one statement, which the embedded engine ends after 120 seconds."""
RELEASES: Final = 520


@dataclass(frozen=True)
class Nation:
    """What is drawn: so many posts up to an instant, from a seed."""

    posts: int
    seed: int = 2026
    until: datetime = field(default_factory=lambda: datetime.now(UTC).replace(microsecond=0))

    def parameters(self) -> dict[str, object]:
        """For the statements here."""
        share = min(1.0, self.posts / 5_000_000)
        return {
            "seed": self.seed,
            "posts": self.posts,
            "until": self.until - timedelta(minutes=1),
            "releases": max(20, int(RELEASES * share**0.5)),
        }


def fill(warehouse: Warehouse, nation: Nation, say: Callable[[str, float], None]) -> None:
    """Put a nation into an empty, migrated warehouse; `say` hears of each step and its seconds."""
    for file in sorted(SQL.glob("*.sql")):
        began = time.perf_counter()
        for chunk in _chunks(nation) if file.stem in ("3_posts", "4_metrics") else [{}]:
            for statement in split_statements(file.read_text(encoding="utf-8")):
                warehouse.command(statement, _named(statement, nation.parameters() | chunk))
        say(file.stem[2:], time.perf_counter() - began)
    for rollup in ("post_metrics", "visit_days"):
        began = time.perf_counter()
        rebuild(warehouse, rollup)
        say(f"roll-up {rollup}", time.perf_counter() - began)


def _chunks(nation: Nation) -> Iterator[dict[str, object]]:
    for first in range(0, nation.posts, POSTS_AT_ONCE):
        yield {"first": first, "count": min(POSTS_AT_ONCE, nation.posts - first)}


def _named(statement: str, parameters: dict[str, object]) -> dict[str, object] | None:
    """The parameters an INSERT names; a parameterised view is created without."""
    if "INSERT INTO" not in statement:
        return None
    return {name: value for name, value in parameters.items() if f"{{{name}:" in statement} or None
