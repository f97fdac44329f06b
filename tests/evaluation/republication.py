"""How well republication is told: `python -m tests.evaluation.republication [FILE ...]` prints tables.

All posts of all groups of a file go, shuffled, through the command `fenghuo releases compare --jsonl` as one
file, so that false matches across groups count; its pairs are held against the true pairs, closed under
carrying. FILE is as described in ../shared/eval/README.md; by default its development groups and our own
held-out ones. The baselines see all pairs, and are closed under carrying like the rest.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from random import Random

from nlp.fingerprints import Fingerprint, containment, shingles
from nlp.republication import LEAST_LENGTH, THRESHOLD, evidence, in_order, score
from tests.evaluation import former_matcher
from tests.evaluation.fitting import fit
from tests.evaluation.groups import CAPTION, GROUPS, HELD_OUT, NEGATIVES, POSITIVES, Post, read_posts, truth

Pairs = set[frozenset[str]]
Likeness = Callable[[Fingerprint, Fingerprint], float]

FOLDS = 10


@dataclass(frozen=True)
class Quality:
    """Found pairs against the true ones; shares from 0 to 1."""

    posts: Sequence[Post]
    found: Pairs
    true: Pairs

    def scores(self) -> tuple[float, float, float]:
        """Precision, recall and F1 over all pairs."""
        return _scores(self.found, self.true)

    def f1_without_captions(self) -> float:
        """F1 over the pairs neither post of which is a caption."""
        captions = {post.id for post in self.posts if post.relation == CAPTION}
        return _scores(
            {p for p in self.found if not p & captions}, {p for p in self.true if not p & captions}
        )[2]

    def recall(self, relation: str) -> tuple[int, int]:
        """Of the true pairs with a post of this relation: found, and all."""
        members = {post.id for post in self.posts if post.relation == relation}
        concerned = {pair for pair in self.true if pair & members}
        return len(concerned & self.found), len(concerned)

    def fooled(self, relation: str) -> tuple[int, int]:
        """Of the negatives of this relation: those in any found pair, and all."""
        matched = set().union(*self.found) if self.found else set()
        negatives = [post.id for post in self.posts if post.relation == relation]
        return sum(post_id in matched for post_id in negatives), len(negatives)


def measure(posts: Sequence[Post]) -> Quality:
    """What the command finds among these posts."""
    return Quality(posts, _by_command(posts), truth(posts))


def cross_validated(posts: Sequence[Post]) -> Quality:
    """What weights find that were fitted on the other groups, fold by fold; a fold is one file."""
    groups = list(dict.fromkeys(post.group for post in posts))
    found: Pairs = set()
    for fold in range(FOLDS):
        held = set(groups[fold::FOLDS])
        fitted = fit([post for post in posts if post.group not in held])
        alike = _weighed(fitted.bias, fitted.weights)
        found |= _closed([post for post in posts if post.group in held], alike, THRESHOLD)
    return Quality(posts, found, truth(posts))


def best_containment(posts: Sequence[Post]) -> tuple[float, Quality]:
    """Bare containment of 3-grams at the threshold (in steps of 0.05) that is best for these very posts."""
    steps = [number / 20 for number in range(2, 20)]
    tried = [(bound, Quality(posts, _closed(posts, _containment3, bound), truth(posts))) for bound in steps]
    return max(tried, key=lambda one: one[1].scores()[2])


def main(arguments: list[str]) -> int:
    """Print the tables. A missing file is said and is no failure."""
    for path in [Path(name) for name in arguments] or [GROUPS, HELD_OUT]:
        if not path.exists():
            sys.stdout.write(f"skipped: {path} is not there\n")
            continue
        for line in _report(path.name, read_posts(path)):
            sys.stdout.write(line + "\n")
            sys.stdout.flush()
    return 0


def _report(name: str, posts: Sequence[Post]) -> Iterator[str]:
    quality = measure(posts)
    groups = len({post.group for post in posts})
    yield f"\n{name}: {groups} groups, {len(posts)} posts in one file, {len(quality.true)} true pairs"
    yield f"  {'':34} {'P':>6} {'R':>6} {'F1':>6} {'F1 without captions':>20} {'other counties':>16}"
    yield _row("fenghuo releases compare", quality)
    if name != HELD_OUT.name:
        yield _row(f"  weights of the other {FOLDS - 1} tenths", cross_validated(posts))
    former = Quality(posts, _closed(posts, former_matcher.alike, 0.5), truth(posts))
    yield _row("matcher of version 1", former)
    bound, bare = best_containment(posts)
    yield _row(f"3-gram containment, best ({bound:.2f})", bare)
    yield f"  {'recall of pairs with':34} {'ours':>9} {'version 1':>12} {'3-grams':>12}"
    for relation in POSITIVES:
        yield _kinds(relation, [one.recall(relation) for one in (quality, former, bare)])
    yield f"  {'falsely matched':34} {'ours':>9} {'version 1':>12} {'3-grams':>12}"
    for relation in NEGATIVES:
        yield _kinds(relation, [one.fooled(relation) for one in (quality, former, bare)])


def _row(name: str, quality: Quality) -> str:
    precision, recall, f1 = quality.scores()
    fooled, notices = quality.fooled("template_notice_other_county")
    figures = f"{precision:6.3f} {recall:6.3f} {f1:6.3f} {quality.f1_without_captions():20.3f}"
    return f"  {name:34} {figures} {fooled:10} of {notices}"


def _kinds(name: str, counts: Iterable[tuple[int, int]]) -> str:
    return f"    {name:30}" + "".join(f" {part:5} of {whole:4}" for part, whole in counts)


def _by_command(posts: Sequence[Post]) -> Pairs:
    shuffled = Random(1).sample(list(posts), len(posts))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "posts.jsonl"
        lines = [json.dumps({"id": post.id, "title": post.title, "text": post.text}) for post in shuffled]
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
        command = [sys.executable, "-m", "cli", "releases", "compare", "--jsonl", str(file)]
        output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    pairs = [json.loads(line) for line in output.splitlines()]
    return {frozenset((pair["a"], pair["b"])) for pair in pairs}


def _weighed(bias: float, weights: dict[str, float]) -> Likeness:
    def alike(one: Fingerprint, other: Fingerprint) -> float:
        shorter, longer = in_order(one, other)
        if shorter.text == longer.text:
            return 1.0
        if len(shorter.text) < LEAST_LENGTH:
            return 0.0
        return score(evidence(shorter, longer), bias, weights)

    return alike


def _containment3(one: Fingerprint, other: Fingerprint) -> float:
    return containment(shingles(one.text, 3), shingles(other.text, 3))


def _closed(posts: Sequence[Post], alike: Likeness, bound: float) -> Pairs:
    """The pairs of posts in one cluster, where all that are alike enough are joined."""
    cluster = {post.id: [post.id] for post in posts}
    for one, other in combinations(posts, 2):
        mine, others = cluster[one.id], cluster[other.id]
        if mine is not others and alike(one.fingerprint, other.fingerprint) >= bound:
            mine.extend(others)
            cluster.update((member, mine) for member in others)
    clusters = {id(members): members for members in cluster.values()}.values()
    return {frozenset(pair) for members in clusters for pair in combinations(members, 2)}


def _scores(found: Pairs, true: Pairs) -> tuple[float, float, float]:
    hits = len(found & true)
    precision, recall = hits / max(1, len(found)), hits / max(1, len(true))
    return precision, recall, 2 * precision * recall / (precision + recall) if hits else 0.0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
