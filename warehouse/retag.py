"""Tag the stored posts anew after the lexicon has changed: `fenghuo retag`.

The posts with other tags are copied, tagged anew, into a table of their own, the stage. Nobody reads it, so
this may take its time and be killed: what is staged is the memory. At the end one statement,
`ALTER TABLE posts ATTACH PARTITION … FROM`, adds all of the stage's parts to `posts` at once: a query sees
none of them or all. There a post seen again meanwhile keeps its newer row (the larger `version`), and
of two rows with one version ClickHouse keeps the one that came last, which is ours. The roll-up
`post_metrics` follows right behind, some posts at a time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from hub.errors import AlreadyRunning
from warehouse.client import Warehouse, WarehouseError
from warehouse.loader import Tagger, tags_of
from warehouse.rollups import Touched, refresh

BATCH_POSTS: Final = 2_000
"""Posts read, tagged and staged together."""

ROLLED_UP_POSTS: Final = 20_000
"""Posts whose roll-up follows together."""

_QUERIES: Final = Path(__file__).parent / "queries"
_STAGES: Final = "posts_retag_"
_COMMENT: Final = "重新打标的暂存：完成后一次并入作品表"
_BEGINNING: Final = datetime(1900, 1, 2, tzinfo=UTC)

Advance = Callable[[int, int], None]
"""Called with (posts staged, posts in all)."""


@dataclass(frozen=True)
class RetagReport:
    """Posts whose new tags are shown, and posts that still have tags of another version.

    `late` are posts that a loader with another lexicon has written meanwhile.
    """

    retagged: int
    late: int


class Retag:
    """Brings the tags of posts published since an instant, or of all, to a tagger's version."""

    def __init__(
        self,
        warehouse: Warehouse,
        tagger: Tagger,
        since: datetime | None = None,
        batch_posts: int = BATCH_POSTS,
    ) -> None:
        self._warehouse = warehouse
        self._tagger = tagger
        self._batch_posts = batch_posts
        # A stage is for one version: what another version has staged is of no use any more.
        self._stage = _STAGES + hashlib.sha256(tagger.version.encode()).hexdigest()[:12]
        self._wanted = {"tagger": tagger.version, "since": since or _BEGINNING}

    def run(self, advance: Advance) -> RetagReport:
        """Stage what a killed run has not staged yet, show all of it at once, and forget the stage.

        Raises AlreadyRunning where another retag has taken the stage away, Unavailable, DiskFull,
        WarehouseError; it can be run again after each of them.
        """
        try:
            return self._run(advance)
        except WarehouseError:
            if self._stage in self._stages():
                raise
            raise AlreadyRunning(
                "Another retag has ended or begun meanwhile and taken this one's stage with it; "
                "nothing is lost: run it again for what is left."
            ) from None

    def _run(self, advance: Advance) -> RetagReport:
        self._open_stage()
        self._fill_stage(advance)
        self._follow_changes()
        retagged = self._staged()
        if retagged:
            # `posts` has a single partition; with more of them, this would have to stay one statement.
            self._warehouse.command(f"ALTER TABLE posts ATTACH PARTITION tuple() FROM {self._stage}")
        self._roll_up()
        self._warehouse.command(f"DROP TABLE {self._stage}")
        return RetagReport(retagged, self._to_do())

    def _open_stage(self) -> None:
        for stage in self._stages():
            if stage != self._stage or self._columns(stage) != self._columns("posts"):
                self._warehouse.command(f"DROP TABLE {stage}")
        self._warehouse.command(f"CREATE TABLE IF NOT EXISTS {self._stage} AS posts COMMENT '{_COMMENT}'")

    def _fill_stage(self, advance: Advance) -> None:
        done, total, after = self._staged(), self._to_do(), ""
        advance(done, max(done, total))
        while posts := self._next(after):
            self._warehouse.insert(self._stage, self._tagged(posts))
            done, after = done + len(posts), str(posts[-1]["post_id"])
            advance(done, max(done, total))

    def _follow_changes(self) -> None:
        place = {"stage": self._stage, "limit": self._batch_posts}
        while posts := self._warehouse.query_file(_QUERIES / "retag_changed.sql", place):
            self._warehouse.insert(self._stage, self._tagged(posts))

    def _roll_up(self) -> None:
        """Have the roll-up follow; the stage stays until then, a sign that this is unfinished."""
        after = ""
        while posts := self._warehouse.query_file(
            _QUERIES / "retag_behind.sql", {"after": after, "limit": ROLLED_UP_POSTS}
        ):
            refresh(self._warehouse, Touched(post_ids=[str(post["post_id"]) for post in posts]))
            after = str(posts[-1]["post_id"])

    def _next(self, after: str) -> list[dict[str, object]]:
        place = {**self._wanted, "after": after, "stage": self._stage, "limit": self._batch_posts}
        return self._warehouse.query_file(_QUERIES / "retag_posts.sql", place)

    def _tagged(self, posts: Sequence[Mapping[str, object]]) -> dict[str, list[object]]:
        columns = {name: [post[name] for post in posts] for name in posts[0]}
        tags = tags_of(self._tagger, [_words(post) for post in posts])
        columns["topics"] = [list(tag.topics) for tag in tags]
        columns["audiences"] = [list(tag.audiences) for tag in tags]
        columns["evidence"] = [tag.evidence for tag in tags]
        columns["tagger"] = [tag.tagger for tag in tags]
        return columns

    def _to_do(self) -> int:
        return _number(self._warehouse.query_file(_QUERIES / "retag_count.sql", self._wanted)[0]["posts"])

    def _staged(self) -> int:
        counted = "SELECT uniqExact(post_id) AS posts FROM {stage:Identifier}"
        return _number(self._warehouse.query(counted, {"stage": self._stage})[0]["posts"])

    def _stages(self) -> list[str]:
        rows = self._warehouse.query(
            "SELECT name FROM system.tables"
            " WHERE database = currentDatabase() AND startsWith(name, {stages:String})",
            {"stages": _STAGES},
        )
        return [str(row["name"]) for row in rows]

    def _columns(self, table: str) -> list[tuple[object, object]]:
        return [(row["name"], row["type"]) for row in self._warehouse.query(f"DESCRIBE TABLE {table}")]


def _words(post: Mapping[str, object]) -> tuple[str, str]:
    return str(post["title"]), str(post["text"])


def _number(value: object) -> int:
    return int(str(value))
