"""Labelled groups of a source and its variants, as described in ../shared/eval/README.md.

`held_out_groups.jsonl` beside this file is ours: 40 groups in the same format, written after the evidence was
chosen, on which no weight and no threshold was fitted.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from nlp.fingerprints import Fingerprint

GROUPS = Path(__file__).parents[2].parent / "shared" / "eval" / "dups_dev.jsonl"
HELD_OUT = Path(__file__).parent / "held_out_groups.jsonl"
SOURCE = "source"
CAPTION = "summary_caption"
NEGATIVES = ("template_notice_other_county", "same_topic_different", "same_event_other_story")
POSITIVES = (
    "exact",
    "retitled",
    "header_footer_added",
    "excerpt",
    "reordered",
    "lightly_rewritten",
    CAPTION,
)


@dataclass(frozen=True)
class Post:
    """A source or a variant, with what the labels say of it."""

    id: str
    group: str
    relation: str
    title: str
    text: str
    fingerprint: Fingerprint


def read_posts(path: Path) -> list[Post]:
    """All posts of all groups, in the file's order."""
    return [
        post for line in path.read_text(encoding="utf-8").splitlines() for post in _posts(json.loads(line))
    ]


def carried(one: Post, other: Post) -> bool:
    """Whether the labels call the two a pair: of one group, and both of them its source or carrying it."""
    return one.group == other.group and not {one.relation, other.relation} & set(NEGATIVES)


def truth(posts: Sequence[Post]) -> set[frozenset[str]]:
    """The true pairs of ids, closed under carrying."""
    groups: dict[str, list[str]] = {}
    for post in posts:
        if post.relation not in NEGATIVES:
            groups.setdefault(post.group, []).append(post.id)
    return {
        frozenset((one, other))
        for ids in groups.values()
        for place, one in enumerate(ids)
        for other in ids[:place]
    }


def _posts(group: dict[str, object]) -> list[Post]:
    variants = [{**group["source"], "relation": SOURCE}, *group["variants"]]  # type: ignore[dict-item, misc]
    return [
        Post(
            id=f"{group['group']}-{number}",
            group=str(group["group"]),
            relation=variant["relation"],
            title=variant["title"],
            text=variant["text"],
            fingerprint=Fingerprint.of(variant["title"], variant["text"]),
        )
        for number, variant in enumerate(variants)
    ]
