"""What is known of a post after it was seen once more.

The newest sighting wins, with two exceptions, because not every source shows a whole post:

- A sighting **without text** is partial (WeChat's statistics name a title, no body). Its empty fields keep
  what was known, and so does a publication time it states more coarsely.
- A sighting that says **deleted** is a stub. All but the deletion and the time of seeing stay as known.

A partial sighting or a stub that is older than what is known adds nothing. A whole sighting that is older
adds what is missing where no whole one had come yet: it was late, since a clock had been set back or a
producer had to try again. So the outcome depends on what was seen and not on how often or in which portions
it was read: reading the stream again changes nothing.

The table keeps the row of the latest sighting, and of two rows for one time of seeing the one with text
(its column `version`). So a loader that still stores a batch of a partition it has lost cannot undo what the
partition's new owner knew better.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import reduce
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


def present(known: PostSeen | None, sightings: Iterable[Sighted]) -> Sighted | None:
    """The post after its sightings, in whatever order these came; None where they add nothing to `known`."""
    seen = [one for one in sightings if known is None or not _adds_nothing(one.post, known)]
    if not seen:
        return None
    seen.sort(key=lambda one: (_version(one.post), one.place.offset))
    # What is known comes first, but for an incomplete state, which may come after a late whole sighting.
    first, *others = sorted([*([known] if known else []), *(one.post for one in seen)], key=_version)
    return Sighted(reduce(_recalled, others, first), seen[-1].place)


def _adds_nothing(post: PostSeen, known: PostSeen) -> bool:
    is_older = milliseconds(post.fetched_at) < milliseconds(known.fetched_at)
    return is_older and (needs_memory(post) or not is_incomplete(known))


def _version(post: PostSeen) -> tuple[datetime, bool]:
    """What the table's column `version` is made of."""
    return (milliseconds(post.fetched_at), bool(post.text))


def _recalled(known: PostSeen, seen: PostSeen) -> PostSeen:
    if not needs_memory(seen):
        return seen
    if seen.deleted:
        return msgspec.structs.replace(known, deleted=True, fetched_at=seen.fetched_at)
    kept = {name: getattr(known, name) for name in _KEPT_WHERE_EMPTY if getattr(seen, name) in (None, "", ())}
    if _COARSENESS[seen.published_precision] > _COARSENESS[known.published_precision]:
        kept |= {"published_at": known.published_at, "published_precision": known.published_precision}
    return msgspec.structs.replace(seen, **kept)
