"""What is known of a post after it was seen once more.

The newest sighting wins, with two exceptions, because not every source shows a whole post:

- A sighting **without text** is partial (WeChat's statistics name a title, no body). Its empty fields keep
  what was known, and so does a publication time it states more coarsely.
- A sighting that says **deleted** is a stub. All but the deletion and the time of seeing stay as known.

A partial sighting or a stub that is older than what is known adds nothing. A whole sighting that is older
adds what is missing where no whole one had come yet: it was late, since a clock had been set back or a
producer had to try again. So the outcome depends on what was seen and not on how often or in which portions
it was read: reading the stream again changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final, NamedTuple

import msgspec

from hub.records import PostSeen
from warehouse.rows import Place, milliseconds

_KEPT_WHERE_EMPTY: Final = (
    "url",
    "title",
    "text",
    "source_label",
    "repost_of",
    "position",
    "hashtags",
    "extractor",
)
_COARSENESS: Final = {"second": 0, "minute": 1, "day": 2}


class Sighted(NamedTuple):
    """A post as known after a sighting, and where in the stream that stood."""

    post: PostSeen
    place: Place


def needs_memory(post: PostSeen) -> bool:
    """Whether what is known of the post so far must be looked up before this sighting can be kept."""
    return post.deleted or not post.text


def is_incomplete(post: PostSeen) -> bool:
    """Whether what is known of a post rests on partial sightings and stubs alone."""
    return not post.text


def retold(known: PostSeen | None, sightings: Iterable[Sighted]) -> list[Sighted]:
    """The post after each of its sightings, in the order of the stream, oldest first by time of seeing.

    One element for each time of seeing; the last is the post's present state, unless `known` is newer.
    """
    told: dict[datetime, Sighted] = {}
    for post, place in sorted(sightings, key=_order):
        now = _recalled(known, post)
        if known is not None and _older(post, known):
            if needs_memory(post):
                continue
            if is_incomplete(known):
                now = _completed(known, post)
        told[milliseconds(now.fetched_at)] = Sighted(now, place)
        if known is None or not _older(now, known):
            known = now
    return list(told.values())


def _order(sighted: Sighted) -> tuple[datetime, int]:
    return (sighted.post.fetched_at, sighted.place.offset)


def _older(one: PostSeen, other: PostSeen) -> bool:
    return milliseconds(one.fetched_at) < milliseconds(other.fetched_at)


def _completed(known: PostSeen, older: PostSeen) -> PostSeen:
    """What would be known had the older, whole sighting come before the newer ones.

    It is dated a moment later, so that it outlives the incomplete state when a loader that had hung for
    a while writes that once more.
    """
    completed = _recalled(older, known)
    return msgspec.structs.replace(completed, fetched_at=known.fetched_at + timedelta(milliseconds=1))


def _recalled(known: PostSeen | None, seen: PostSeen) -> PostSeen:
    if known is None or not needs_memory(seen):
        return seen
    if seen.deleted:
        return msgspec.structs.replace(known, deleted=True, fetched_at=seen.fetched_at)
    kept = {name: getattr(known, name) for name in _KEPT_WHERE_EMPTY if getattr(seen, name) in (None, "", ())}
    if _COARSENESS[seen.published_precision] > _COARSENESS[known.published_precision]:
        kept |= {"published_at": known.published_at, "published_precision": known.published_precision}
    return msgspec.structs.replace(seen, **kept)
