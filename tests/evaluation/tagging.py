"""How well the tagger tags: `python -m tests.evaluation.tagging [FILE]` prints tables.

Without FILE: the development posts of ../shared/eval by cross-validation (each post is tagged by a model
that has not seen it), two sets of our own that no model is trained on, and two baselines.
With FILE, a JSON-lines file as ../shared/eval/README.md describes it: the tagger as it is shipped.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from nlp.labelled import POSTS as TRAINING_POSTS
from nlp.labelled import LabelledPost, read_labelled
from nlp.lexicon import load_lexicon
from nlp.tagger import Tagger
from nlp.training import train
from nlp.vocabulary import AUDIENCE_NAMES, TOPIC_NAMES
from tests.evaluation.tagging_baselines import Labels, by_keywords, by_support_vectors

POSTS = Path(__file__).parents[2].parent / "shared" / "eval" / "posts_dev.jsonl"
OWN_POSTS = Path(__file__).parent / "own_posts.jsonl"
HELD_OUT_POSTS = Path(__file__).parent / "held_out_posts.jsonl"
"""Written before the training posts of full length, and before anything was seen of how they are tagged."""
FOLDS = 5


@dataclass
class Counts:
    """Hits, false alarms and misses per code; `also ok` codes count as neither when given nor when missed."""

    hits: Counter[str] = field(default_factory=Counter)
    alarms: Counter[str] = field(default_factory=Counter)
    misses: Counter[str] = field(default_factory=Counter)

    def add(self, given: Iterable[str], gold: Iterable[str], also_ok: Iterable[str]) -> None:
        found, wanted = set(given), set(gold)
        self.hits.update(found & wanted)
        self.alarms.update(found - wanted - set(also_ok))
        self.misses.update(wanted - found)

    def scores(self, code: str) -> tuple[float, float, float]:
        """Precision, recall and F1 of one code."""
        return _scores(self.hits[code], self.alarms[code], self.misses[code])

    def micro(self) -> tuple[float, float, float]:
        return _scores(self.hits.total(), self.alarms.total(), self.misses.total())

    def macro_f1(self, codes: Iterable[str]) -> float:
        """Mean F1 of the codes that occur or were given."""
        seen = [code for code in codes if self.hits[code] + self.misses[code] + self.alarms[code]]
        return sum(self.scores(code)[2] for code in seen) / max(1, len(seen))


@dataclass(frozen=True, slots=True)
class GoldPost:
    """A post with its right labels, those that are right as well, and its traits."""

    labelled: LabelledPost
    also_ok_topics: frozenset[str]
    also_ok_audiences: frozenset[str]
    traits: frozenset[str]


@dataclass
class Quality:
    """What a table shows; shares from 0 to 1."""

    posts: int = 0
    main_right: int = 0
    topics: Counts = field(default_factory=Counts)
    audiences: Counts = field(default_factory=Counts)
    hard_negatives: int = 0
    hard_negatives_free: int = 0
    confusions: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, post: GoldPost, given: Labels) -> None:
        topics, audiences = given
        gold = post.labelled
        right = topics[0] == gold.topics[0] or topics[0] in post.also_ok_topics
        self.posts += 1
        self.main_right += right
        self.topics.add(topics, gold.topics, post.also_ok_topics)
        self.audiences.add(audiences, gold.audiences, post.also_ok_audiences)
        if not right:
            self.confusions[gold.topics[0], topics[0]] += 1
        if "hard_negative" in post.traits:
            self.hard_negatives += 1
            self.hard_negatives_free += set(topics) <= set(gold.topics) | post.also_ok_topics

    @property
    def main_topic_accuracy(self) -> float:
        return self.main_right / max(1, self.posts)


def read_gold(path: Path) -> list[GoldPost]:
    """The posts of an evaluation file."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
    names = ("also_ok_topics", "also_ok_audiences", "traits")
    return [
        GoldPost(labelled, *(frozenset(row.get(name) or ()) for name in names))
        for labelled, row in zip(read_labelled(path), rows, strict=True)
    ]


def measure(path: Path, tagger: Tagger | None = None) -> Quality:
    """Tag the posts of `path` with the tagger as it is shipped, and compare."""
    posts = read_gold(path)
    return compare(posts, _by_tagger(tagger or Tagger(), [post.labelled for post in posts]))


def compare(posts: Sequence[GoldPost], given: Iterable[Labels]) -> Quality:
    quality = Quality()
    for post, labels in zip(posts, given, strict=True):
        quality.add(post, labels)
    return quality


def cross_validated(posts: Sequence[GoldPost]) -> list[Labels]:
    """Each post's labels by a model trained on our training posts and the other folds."""
    ours, lexicon = read_labelled(TRAINING_POSTS), load_lexicon()

    def learned(known: Sequence[LabelledPost], asked: Sequence[LabelledPost]) -> list[Labels]:
        return _by_tagger(Tagger(lexicon, model=train([*ours, *known], lexicon)), asked)

    return _folded(posts, learned)


def main(arguments: list[str]) -> int:
    """Print the tables. A missing file is said and is no failure."""
    if arguments:
        return _print_measured(Path(arguments[0]))
    tagger = Tagger()
    for name, path in (("Our own posts", OWN_POSTS), ("Our held-out posts", HELD_OUT_POSTS)):
        own = read_gold(path)
        given = _by_tagger(tagger, [post.labelled for post in own])
        _print_compared(f"{name}, unseen in training", own, given, None)
    if not POSTS.exists():
        sys.stdout.write(f"skipped: {POSTS} is not there\n")
        return 0
    posts = read_gold(POSTS)
    _print_compared(
        f"Development posts, {FOLDS}-fold cross-validation",
        posts,
        cross_validated(posts),
        _folded(posts, by_support_vectors),
    )
    return 0


def _print_measured(path: Path) -> int:
    if not path.exists():
        sys.stdout.write(f"skipped: {path} is not there\n")
        return 0
    quality = measure(path)
    sys.stdout.write(_summary("tagger", quality) + "\n" + "".join(_details(quality)))
    return 0


def _print_compared(
    title: str, posts: Sequence[GoldPost], given: list[Labels], learned: list[Labels] | None
) -> None:
    """The table of one set of posts: baselines first, then the tagger with its details."""
    keywords = [by_keywords(post.labelled) for post in posts]
    lines = [f"\n{title} ({len(posts)})", _summary("bare keywords", compare(posts, keywords))]
    if learned is not None:
        lines.append(_summary("TF-IDF + SVM", compare(posts, learned)))
    quality = compare(posts, given)
    lines.append(_summary("tagger", quality))
    sys.stdout.write("\n".join(lines) + "\n" + "".join(_details(quality)))


def _folded(
    posts: Sequence[GoldPost],
    learned: Callable[[Sequence[LabelledPost], Sequence[LabelledPost]], list[Labels]],
) -> list[Labels]:
    given: dict[int, Labels] = {}
    for fold in range(FOLDS):
        asked = range(fold, len(posts), FOLDS)
        known = [post.labelled for number, post in enumerate(posts) if number % FOLDS != fold]
        given.update(zip(asked, learned(known, [posts[number].labelled for number in asked]), strict=True))
    return [given[number] for number in range(len(posts))]


def _by_tagger(tagger: Tagger, posts: Iterable[LabelledPost]) -> list[Labels]:
    results = (tagger.tag(post.title, post.text) for post in posts)
    return [(result.topics, result.audiences) for result in results]


def _summary(name: str, quality: Quality) -> str:
    topics, audiences = quality.topics, quality.audiences
    return (
        f"  {name:14} topics micro F1 {topics.micro()[2]:.3f} macro {topics.macro_f1(TOPIC_NAMES):.3f}"
        f"  main topic {quality.main_topic_accuracy:.3f}"
        f"  audiences micro F1 {audiences.micro()[2]:.3f} macro {audiences.macro_f1(AUDIENCE_NAMES):.3f}"
        f"  hard negatives free {quality.hard_negatives_free}/{quality.hard_negatives}"
    )


def _details(quality: Quality) -> Iterator[str]:
    yield _table("topics", quality.topics, TOPIC_NAMES)
    yield _table("audiences", quality.audiences, AUDIENCE_NAMES)
    yield "\nworst confusions of the main topic (right → given)\n"
    for (right, given), times in quality.confusions.most_common(8):
        yield f"  {right} → {given}: {times}\n"


def _table(name: str, counts: Counts, codes: Iterable[str]) -> str:
    precision, recall, f1 = counts.micro()
    lines = [f"\n{name}: micro P {precision:.3f} R {recall:.3f} F1 {f1:.3f}"]
    for code in codes:
        p, r, f = counts.scores(code)
        numbers = f"{counts.hits[code]:4} {counts.alarms[code]:4} {counts.misses[code]:4}"
        lines.append(f"  {code:18} P {p:.2f} R {r:.2f} F1 {f:.2f}   hits/alarms/misses {numbers}")
    return "\n".join(lines) + "\n"


def _scores(hits: int, alarms: int, misses: int) -> tuple[float, float, float]:
    precision = hits / (hits + alarms) if hits + alarms else 0.0
    recall = hits / (hits + misses) if hits + misses else 0.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return precision, recall, f1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
