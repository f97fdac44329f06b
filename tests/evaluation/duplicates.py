"""How well the matcher matches: `python -m tests.evaluation.duplicates [FILE]` prints a table.

FILE is a JSON-lines file as described in ../shared/eval/README.md, by default its development groups.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from nlp.fingerprints import Fingerprint
from nlp.matcher import Thresholds, compare, compare_titles

GROUPS = Path(__file__).parents[2].parent / "shared" / "eval" / "dups_dev.jsonl"
DIFFERENT = frozenset({"same_topic_different", "same_event_other_story", "template_notice_other_county"})


@dataclass
class Quality:
    """Variants by relation: how many there are and how many were called carried."""

    variants: Counter[str] = field(default_factory=Counter)
    matched: Counter[str] = field(default_factory=Counter)

    def precision(self) -> float:
        wrong = sum(self.matched[relation] for relation in DIFFERENT)
        return 1 - wrong / max(1, self.matched.total())

    def recall(self) -> float:
        positives = {
            relation: count for relation, count in self.variants.items() if relation not in DIFFERENT
        }
        return sum(self.matched[relation] for relation in positives) / max(1, sum(positives.values()))

    def f1(self) -> float:
        precision, recall = self.precision(), self.recall()
        return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def measure(path: Path, bounds: Thresholds | None = None) -> Quality:
    """Compare every variant of `path` with its source, within a day of it."""
    bounds = bounds or Thresholds()
    quality = Quality()
    for line in path.read_text(encoding="utf-8").splitlines():
        group = json.loads(line)
        source = Fingerprint.of(group["source"]["title"], group["source"]["text"])
        for variant in group["variants"]:
            other = Fingerprint.of(variant["title"], variant["text"])
            alike = compare(source, other, bounds) or compare_titles(source, other, bounds)
            quality.variants[variant["relation"]] += 1
            quality.matched[variant["relation"]] += alike is not None
    return quality


def main(arguments: list[str]) -> int:
    """Print the table. A missing file is said and is no failure."""
    path = Path(arguments[0]) if arguments else GROUPS
    if not path.exists():
        sys.stdout.write(f"skipped: {path} is not there\n")
        return 0
    quality = measure(path)
    figures = f"precision {quality.precision():.3f} recall {quality.recall():.3f} F1 {quality.f1():.3f}"
    sys.stdout.write(f"variants {quality.variants.total()}, {figures}\n")
    for relation, count in sorted(quality.variants.items()):
        wanted = "different" if relation in DIFFERENT else "carried"
        sys.stdout.write(
            f"  {relation:30} {wanted:10} called carried {quality.matched[relation]:3} of {count}\n"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
