"""Find releases and their adoptions among the posts of the roster's accounts, and keep both tables right.

A release is a post of a province or city account whose text another unit's account published within 14 days
after it; the earliest post of a cluster is its origin. What stood before and no longer holds (a post was
deleted at once, an earlier origin arrived late) is withdrawn: an adoption by valid = false, a release by
carriers = 0. A second run over the same posts writes nothing.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final, TypeVar, cast

from hub.clock import require_utc
from nlp.matcher import MATCHER_VERSION, Likeness, Matcher
from warehouse.client import Warehouse
from warehouse.matched_posts import MatchedPost, candidate, matched_post

QUERIES: Final = Path(__file__).parent / "queries"
LOOK_BACK: Final = timedelta(days=150)
"""Releases older than this keep the answer they had."""
WINDOW: Final = timedelta(days=14)
_COUNTY: Final = 2
_BEGINNING: Final = datetime.fromisoformat("2000-01-01T00:00:00+00:00")


@dataclass(frozen=True)
class MatchReport:
    """Releases and valid adoptions inside the look-back, rows written, wall-clock seconds taken."""

    releases: int
    adoptions: int
    written: int
    seconds: float


@dataclass(frozen=True)
class _Release:
    release_id: str
    post_id: str
    account_id: str
    issued_at: datetime
    carriers: int
    matcher: str

    def withdrawn(self) -> _Release:
        return replace(self, carriers=0, matcher=MATCHER_VERSION)


@dataclass(frozen=True)
class _Adoption:
    release_id: str
    post_id: str
    account_id: str
    adopted_at: datetime
    method: str
    similarity: float
    valid: bool
    matcher: str

    def withdrawn(self) -> _Adoption:
        return replace(self, valid=False, matcher=MATCHER_VERSION)


_Key = TypeVar("_Key")
_Row = TypeVar("_Row", _Release, _Adoption)


def match_releases(warehouse: Warehouse, now: datetime) -> MatchReport:
    """Match the posts of the last 150 days and write the rows that changed. `now` is an aware instant.

    Raises Unavailable where the warehouse does not answer; a run that died is completed by the next one.
    """
    began = time.perf_counter()
    since = require_utc(now) - LOOK_BACK
    rows = warehouse.query_file(QUERIES / "releases_posts.sql", {"since": since})
    releases, adoptions = _match(rows)
    settled_since = _settled_since(rows, since)
    releases = {key: found for key, found in releases.items() if found.issued_at >= settled_since}
    adoptions = {key: found for key, found in adoptions.items() if found.release_id in releases}
    written = _write(
        warehouse, "adoptions", _changed(_known_adoptions(warehouse, settled_since), adoptions), now
    )
    written += _write(
        warehouse, "releases", _changed(_known_releases(warehouse, settled_since), releases), now
    )
    return MatchReport(len(releases), len(adoptions), written, time.perf_counter() - began)


def _settled_since(rows: list[dict[str, object]], since: datetime) -> datetime:
    """From when on origins are certain: a post early in the look-back may carry one from before it."""
    oldest = min((cast("datetime", row["published_at"]) for row in rows), default=since)
    return _BEGINNING if oldest > since + WINDOW else since + WINDOW


def _match(
    rows: Iterable[Mapping[str, object]],
) -> tuple[dict[str, _Release], dict[tuple[str, str], _Adoption]]:
    releases: dict[str, _Release] = {}
    adoptions: dict[tuple[str, str], _Adoption] = {}
    for origin, carriers in _clusters(list(rows)):
        carried = [_adoption(origin, post, likeness) for post, likeness in carriers]
        accounts = {adoption.account_id for adoption in carried}
        releases[origin.post_id] = _Release(
            origin.post_id,
            origin.post_id,
            origin.account_id,
            origin.published_at,
            len(accounts),
            MATCHER_VERSION,
        )
        adoptions.update(((adoption.release_id, adoption.post_id), adoption) for adoption in carried)
    return releases, adoptions


def _clusters(
    rows: list[Mapping[str, object]],
) -> Iterator[tuple[MatchedPost, list[tuple[MatchedPost, Likeness]]]]:
    """Each release's origin with the posts that count as adoptions."""
    posts = {str(row["post_id"]): matched_post(row) for row in rows}
    matcher = Matcher([candidate(posts[str(row["post_id"])], row) for row in rows])
    taken: set[str] = set()
    for lead in sorted(posts.values(), key=lambda post: (post.earliest, post.level, post.post_id)):
        if lead.post_id in taken:
            continue
        likenesses = {key: found for key, found in matcher.matches(lead.post_id).items() if key not in taken}
        origin = _first([lead, *(posts[key] for key in likenesses)])
        if origin is not lead:
            likenesses = {
                key: found for key, found in matcher.matches(origin.post_id).items() if key not in taken
            }
        taken.update((lead.post_id, origin.post_id), likenesses)
        carriers = [
            (posts[key], found) for key, found in likenesses.items() if _may_adopt(origin, posts[key])
        ]
        if origin.level < _COUNTY and any(post.unit != origin.unit for post, _ in carriers):
            yield origin, carriers


def _first(posts: list[MatchedPost]) -> MatchedPost:
    """The earliest post; where dates leave several possible, the one of the highest level."""
    deadline = min(post.latest for post in posts)
    possible = [post for post in posts if post.earliest <= deadline]
    return min(possible, key=lambda post: (post.level, post.published_at, post.post_id))


def _may_adopt(origin: MatchedPost, post: MatchedPost) -> bool:
    return (
        post.account_id != origin.account_id
        and post.level >= origin.level
        and post.latest >= origin.earliest
        and post.lived_long_enough
    )


def _adoption(origin: MatchedPost, post: MatchedPost, likeness: Likeness) -> _Adoption:
    return _Adoption(
        release_id=origin.post_id,
        post_id=post.post_id,
        account_id=post.account_id,
        # A post dated by its day may seem to precede its origin.
        adopted_at=max(post.published_at, origin.published_at),
        method=likeness.method,
        similarity=round(likeness.similarity, 3),
        valid=True,
        matcher=MATCHER_VERSION,
    )


def _known_releases(warehouse: Warehouse, since: datetime) -> dict[str, _Release]:
    rows = warehouse.query_file(QUERIES / "releases_known.sql", {"since": since})
    return {str(row["release_id"]): _Release(**cast("dict[str, Any]", row)) for row in rows}


def _known_adoptions(warehouse: Warehouse, since: datetime) -> dict[tuple[str, str], _Adoption]:
    known = {}
    for row in warehouse.query_file(QUERIES / "releases_adoptions.sql", {"since": since}):
        row["similarity"] = round(cast("float", row["similarity"]), 3)
        known[str(row["release_id"]), str(row["post_id"])] = _Adoption(**cast("dict[str, Any]", row))
    return known


def _changed(known: Mapping[_Key, _Row], wanted: Mapping[_Key, _Row]) -> list[_Row]:
    """Rows that are new or different, and the withdrawal of those that no longer hold."""
    changed = [row for key, row in wanted.items() if known.get(key) != row]
    return changed + [row.withdrawn() for key, row in known.items() if key not in wanted]


def _write(warehouse: Warehouse, table: str, rows: Sequence[_Row], now: datetime) -> int:
    if rows:
        names = [field.name for field in fields(rows[0])]
        columns: dict[str, list[object]] = {name: [getattr(row, name) for row in rows] for name in names}
        warehouse.insert(table, {**columns, "matched_at": [now] * len(rows)})
    return len(rows)
