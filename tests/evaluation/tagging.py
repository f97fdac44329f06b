"""How well the tagger tags: `python -m tests.evaluation.tagging [FILE]` prints a table.

FILE is a JSON-lines file as described in ../shared/eval/README.md, by default its development posts.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from nlp.tagger import Tagger
from nlp.vocabulary import AUDIENCE_NAMES, TOPIC_NAMES

POSTS = Path(__file__).parents[2].parent / "shared" / "eval" / "posts_dev.jsonl"


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


@dataclass(frozen=True)
class Quality:
    """What the table shows; shares from 0 to 1."""

    posts: int
    main_topic_accuracy: float
    topics: Counts
    audiences: Counts


def measure(path: Path, tagger: Tagger | None = None) -> Quality:
    """Tag the posts of `path` and compare."""
    tagger = tagger or Tagger()
    topics, audiences, right, posts = Counts(), Counts(), 0, 0
    for line in path.read_text(encoding="utf-8").splitlines():
        post = json.loads(line)
        result = tagger.tag(post["title"], post["text"], post["platform"])
        also_ok = post.get("also_ok_topics", [])
        right += result.topics[0] == post["topics"][0] or result.topics[0] in also_ok
        topics.add(result.topics, post["topics"], also_ok)
        audiences.add(result.audiences, post["audiences"], post.get("also_ok_audiences", []))
        posts += 1
    return Quality(posts, right / posts, topics, audiences)


def main(arguments: list[str]) -> int:
    """Print the table. A missing file is said and is no failure."""
    path = Path(arguments[0]) if arguments else POSTS
    if not path.exists():
        sys.stdout.write(f"skipped: {path} is not there\n")
        return 0
    quality = measure(path)
    sys.stdout.write(f"posts {quality.posts}, main topic right {quality.main_topic_accuracy:.3f}\n")
    for name, counts, codes in (
        ("topics", quality.topics, TOPIC_NAMES),
        ("audiences", quality.audiences, AUDIENCE_NAMES),
    ):
        sys.stdout.write(_table(name, counts, codes))
    return 0


def _table(name: str, counts: Counts, codes: Iterable[str]) -> str:
    codes = list(codes)
    precision, recall, f1 = counts.micro()
    lines = [
        f"\n{name}: micro P {precision:.3f} R {recall:.3f} F1 {f1:.3f}, macro F1 {counts.macro_f1(codes):.3f}"
    ]
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
