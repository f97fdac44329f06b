"""Find the posts that carry the releases people entered, and keep the table `assigned_adoptions` right.

A release with a link is the post at that address once it has been gathered; one with a title only is found by
its title, and then by the text of the first post under it. What stood before and no longer holds is withdrawn
by valid = false; a second run over the same posts writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any, Final, cast

from hub.clock import require_utc
from nlp.fingerprints import Fingerprint
from nlp.matcher import MATCHER_VERSION, Candidate, Matcher
from warehouse.assigned import QUERIES, Assigned, find_assigned, link_key
from warehouse.client import Warehouse
from warehouse.matched_posts import MatchedPost, candidate, matched_post

BEFORE: Final = timedelta(hours=2)
"""How long before its issue a post may already carry a release (clocks differ)."""
ORIGIN_BEFORE: Final = timedelta(days=30)
"""How long before its issue the post at a release's link may have been published."""
WINDOW: Final = timedelta(days=14)
SETTLED: Final = timedelta(days=45)
"""Releases issued longer ago keep the answer they had."""
AFRESH: Final = timedelta(days=1)
"""So long after it was entered, a release is matched however old it is."""


@dataclass(frozen=True)
class AssignedReport:
    """Entered releases that were asked for, posts that carry them, rows written."""

    releases: int
    adoptions: int
    written: int


@dataclass(frozen=True)
class _Adoption:
    assigned_id: str
    post_id: str
    account_id: str
    adopted_at: datetime
    method: str
    similarity: float
    valid: bool
    matcher: str


def match_assigned(warehouse: Warehouse, now: datetime) -> AssignedReport:
    """Match releases issued in the last 45 days or entered in the last one; write the rows that changed.

    `now` is aware. Raises Unavailable where the warehouse does not answer; a run that died is completed by
    the next one.
    """
    since, entered = require_utc(now) - SETTLED, require_utc(now) - AFRESH
    listed = find_assigned(warehouse)
    recent = [one for one in listed if one.issued_at >= since or one.entered_at >= entered]
    if not recent:
        return AssignedReport(0, 0, 0)
    alive = [release for release in recent if not release.withdrawn]
    wanted = {(found.assigned_id, found.post_id): found for found in _found(warehouse, alive)}
    known = _known(warehouse, [release.assigned_id for release in recent])
    changed = [row for key, row in wanted.items() if known.get(key) != row]
    changed += [replace(row, valid=False) for key, row in known.items() if key not in wanted]
    _write(warehouse, changed, now)
    return AssignedReport(len(alive), sum(row.method != "origin" for row in wanted.values()), len(changed))


def _found(warehouse: Warehouse, releases: list[Assigned]) -> Iterator[_Adoption]:
    if not releases:
        return
    since = min(release.issued_at for release in releases) - ORIGIN_BEFORE
    rows = warehouse.query_file(QUERIES / "releases_posts.sql", {"since": since})
    posts = {str(row["post_id"]): matched_post(row) for row in rows}
    links = _links(warehouse, since) if any(release.url for release in releases) else {}
    titles = [_titled(release) for release in releases if release.title]
    matcher = Matcher([*(candidate(posts[str(row["post_id"])], row) for row in rows), *titles])
    for release in releases:
        yield from _carriers(
            release, links.get(link_key(release.url)) if release.url else None, posts, matcher
        )


def _carriers(
    release: Assigned, origin_id: str | None, posts: Mapping[str, MatchedPost], matcher: Matcher
) -> Iterator[_Adoption]:
    """The posts that carry a release, its own post among them where it is known."""
    origin = posts.get(origin_id) if origin_id else None
    if origin is not None:
        yield _Adoption(
            release.assigned_id,
            origin.post_id,
            origin.account_id,
            origin.published_at,
            "origin",
            1.0,
            True,
            MATCHER_VERSION,
        )
    elif not release.title:
        return
    likenesses = matcher.matches(origin.post_id if origin else release.assigned_id)
    for post_id, likeness in likenesses.items():
        post = posts.get(post_id)
        if post is None or not _may_carry(release, origin, post):
            continue
        yield _Adoption(
            release.assigned_id,
            post_id,
            post.account_id,
            max(post.published_at, release.issued_at),
            likeness.method,
            round(likeness.similarity, 3),
            True,
            MATCHER_VERSION,
        )


def _may_carry(release: Assigned, origin: MatchedPost | None, post: MatchedPost) -> bool:
    return (
        (origin is None or post.account_id != origin.account_id)
        and post.latest >= release.issued_at - BEFORE
        and post.earliest <= release.issued_at + WINDOW
        and post.lived_long_enough
    )


def _titled(release: Assigned) -> Candidate:
    """The release as a post of which only the title is known."""
    fingerprint = Fingerprint.of(release.title, "")
    return Candidate(release.assigned_id, release.issued_at, release.issued_at, fingerprint)


def _links(warehouse: Warehouse, since: datetime) -> dict[str, str]:
    """Posts by what their addresses have in common with others of the same post."""
    rows = warehouse.query_file(QUERIES / "post_links.sql", {"since": since})
    return {link_key(str(row["url"])): str(row["post_id"]) for row in rows}


def _known(warehouse: Warehouse, assigned_ids: list[str]) -> dict[tuple[str, str], _Adoption]:
    rows = warehouse.query_file(QUERIES / "assigned_adoptions.sql", {"assigned_ids": assigned_ids})
    known = {}
    for row in rows:
        row["similarity"] = round(cast("float", row["similarity"]), 3)
        known[str(row["assigned_id"]), str(row["post_id"])] = _Adoption(**cast("dict[str, Any]", row))
    return known


def _write(warehouse: Warehouse, rows: list[_Adoption], now: datetime) -> None:
    if rows:
        names = [field.name for field in fields(_Adoption)]
        columns: dict[str, list[object]] = {name: [getattr(row, name) for row in rows] for name in names}
        warehouse.insert("assigned_adoptions", {**columns, "matched_at": [now] * len(rows)})
