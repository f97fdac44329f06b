"""How the matcher's weights came about: `python -m tests.evaluation.fitting [FILE]` fits and prints them.

Logistic regression with a ridge (L2) penalty on standardised evidence, by Newton's method. Examples are all
pairs of a group's posts, and pairs across groups that share enough characters to be confused. FILE is a
JSON-lines file as described in ../shared/eval/README.md, by default its development groups.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nlp.fingerprints import containment
from nlp.republication import LEAST_LENGTH, Evidence, evidence, in_order
from tests.evaluation.groups import GROUPS, Post, carried, read_posts

Floats = NDArray[np.float64]

CONFUSABLE = 0.12
"""Pairs of different groups are examples from this containment of character pairs on."""
RIDGE = 1.0
CAUTION = 1.0
"""Taken off the bias: a false match joins whole clusters, a missed one is often made up for by closure."""


@dataclass(frozen=True)
class Fit:
    """Bias and one weight for each kind of evidence, for evidence as it is (not standardised)."""

    bias: float
    weights: dict[str, float]


def fit(posts: Sequence[Post]) -> Fit:
    """The weights that tell the carried pairs of these posts from the others best."""
    rows, labels = examples(posts)
    middle, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    found = _newton((rows - middle) / spread, labels)
    weights = found[1:] / spread
    bias = found[0] - float(weights @ middle) - CAUTION
    return Fit(bias, dict(zip(Evidence._fields, weights.tolist(), strict=True)))


def examples(posts: Sequence[Post]) -> tuple[Floats, Floats]:
    """Evidence of each pair worth learning from, and whether it is carried (1) or not (0)."""
    rows, labels = [], []
    for one, other in combinations(posts, 2):
        shorter, longer = in_order(one.fingerprint, other.fingerprint)
        if one.group != other.group and containment(shorter.pairs, longer.pairs) < CONFUSABLE:
            continue
        if len(shorter.text) >= LEAST_LENGTH:
            rows.append(evidence(shorter, longer))
            labels.append(float(carried(one, other)))
    return np.array(rows), np.array(labels)


def _newton(rows: Floats, labels: Floats) -> Floats:
    design = np.column_stack([np.ones(len(rows)), rows])
    penalty = RIDGE * np.diag([0.0] + [1.0] * rows.shape[1])
    found = np.zeros(design.shape[1])
    for _ in range(60):
        likely = 1 / (1 + np.exp(-design @ found))
        gradient = design.T @ (likely - labels) + penalty @ found
        curvature = (design * (likely * (1 - likely))[:, None]).T @ design + penalty
        found -= np.linalg.solve(curvature + 1e-9 * np.eye(len(found)), gradient)
    return found


def main(arguments: list[str]) -> int:
    """Print the weights as they stand in nlp/republication.py."""
    path = Path(arguments[0]) if arguments else GROUPS
    if not path.exists():
        sys.stdout.write(f"skipped: {path} is not there\n")
        return 0
    found = fit(read_posts(path))
    sys.stdout.write(f"bias {found.bias:.1f}\n")
    for name, weight in found.weights.items():
        sys.stdout.write(f"{name} {weight:.1f}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
