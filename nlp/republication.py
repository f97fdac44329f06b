"""Whether one post carries another's message: a second look at two posts, by their texts alone.

Likeness is not enough. Another county's own notice has four fifths of its characters in common with ours (a
form, filled in otherwise), a carried story may be rewritten down to half of them. So what agrees is weighed
against what contradicts: numbers, dates, places, people, and rare characters that each has and the other
lacks.
The weights are those of a logistic regression, fitted on whole groups of labelled posts and rounded
(`python -m tests.evaluation.fitting`); each has the reason beside it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from nlp.fingerprints import Facts, Fingerprint, containment, joined
from nlp.rarity import built_in

Relation = Literal[
    "exact",
    "retitled",
    "header_footer_added",
    "excerpt",
    "reordered",
    "lightly_rewritten",
    "summary_caption",
]

THRESHOLD: Final = 0.5
"""A pair with at least this score (0 to 1) carries; the caution is in the bias."""
LEAST_LENGTH: Final = 12
"""Cleaned characters; shorter texts (转发, 早安) say too little to be recognised unless they are equal."""
LEAST_PAIRS: Final = 0.2
"""Containment of pairs; with less in common the rest need not be looked at (the least carried one: 0.25)."""
FORM_PAIRS: Final = 0.6
FORM_CONFLICT: Final = 0.75
"""Texts this alike (containment of pairs), with numbers or names exchanged (`Evidence.filled_in`), are one
form filled in twice, whatever else speaks for them: one number in texts that are else the same, two in texts
that are alike. No carried text of the development groups comes near."""
_WORD_FOR_WORD: Final = 0.3
"""Share of the shorter text's runs from which on a text is carried or filled in rather than retold."""
_MOST: Final = 6.0
_CAPTION_LENGTH: Final = 90
_CAPTION_RATIO: Final = 0.6
_EXCERPT_RATIO: Final = 0.6


class Evidence(NamedTuple):
    """What speaks for and against; the order of the two posts makes no difference.

    Shares are from 0 to 1, numbers and names are counted up to 6.
    """

    characters: float
    """Share of the shorter text's characters, weighed by rarity, that the longer one has too."""
    others: float
    """The same share of the longer text's characters."""
    pairs: float
    """Containment of pairs of neighbouring characters."""
    pattern: float
    """Runs of six kept word for word around characters exchanged: a form filled in, a pattern copied."""
    agreeing: float
    """Weight of the numbers both texts have."""
    conflicting: float
    """Weight of the numbers each text has against the other, the smaller side."""
    filled_in: float
    """Numbers and names that conflict, times pairs: in otherwise like texts they make it another's form."""


BIAS: Final = -7.7
"""Two posts of a day do not carry each other; one point of it is caution, as a false match joins clusters."""
WEIGHTS: Final[Mapping[str, float]] = {
    # Synonyms share characters (检查/查看, 天气转凉/天凉了), another subject's words do not. All that an
    # excerpt or a caption says must be in the source: the strongest sign.
    "characters": 7.7,
    # That the longer text says little else as well separates a rewriting from a mere mention.
    "others": 1.6,
    # Words kept, and kept together.
    "pairs": 3.9,
    # A writer who rewrites changes every sentence a little; one who uses a pattern keeps runs and changes
    # what it is about. Seldom above 0.15, hence the size of its weight.
    "pattern": -35.4,
    # Rewriters keep the numbers; unrelated texts agree in one by chance, hardly in three.
    "agreeing": 1.0,
    "conflicting": -1.1,
    # The more alike the texts, the more a number or a name that was exchanged is the point of it.
    "filled_in": -2.3,
}


@dataclass(frozen=True, slots=True)
class Judgement:
    """How likely one of the posts carries the other (0 to 1), and in which way it does if it does."""

    score: float
    relation: Relation


def judge(one: Fingerprint, other: Fingerprint) -> Judgement | None:
    """How likely one post carries the other; None where the texts say or share too little to tell.

    Symmetric. About 60 µs for two posts of 300 characters.
    """
    if one.text == other.text and one.text:
        return Judgement(1.0, "exact" if one.title == other.title else "retitled")
    shorter, longer = in_order(one, other)
    if len(shorter.text) < LEAST_LENGTH or containment(shorter.pairs, longer.pairs) < LEAST_PAIRS:
        return None
    found = evidence(shorter, longer)
    return Judgement(round(score(found), 4), _relation(shorter, longer))


def in_order(one: Fingerprint, other: Fingerprint) -> tuple[Fingerprint, Fingerprint]:
    """The shorter text's first, so that the order of asking makes no difference."""
    return (one, other) if (len(one.text), one.text) <= (len(other.text), other.text) else (other, one)


def score(found: Evidence, bias: float = BIAS, weights: Mapping[str, float] = WEIGHTS) -> float:
    """The logistic function of the weighted evidence; 0 for the same form, filled in otherwise."""
    if found.pairs >= FORM_PAIRS and found.filled_in >= FORM_CONFLICT:
        return 0.0
    total = bias + sum(weights[name] * value for name, value in zip(Evidence._fields, found, strict=True))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def evidence(shorter: Fingerprint, longer: Fingerprint) -> Evidence:
    """The evidence of two texts, neither of them empty."""
    pairs = containment(shorter.pairs, longer.pairs)
    shared = built_in().of(shorter.characters & longer.characters)
    characters = _share(shared, shorter.weight, pairs)
    shared_runs = shorter.runs & longer.runs
    kept = len(shared_runs) / min(len(shorter.runs), len(longer.runs))
    mine, others = (_facts_in_question(text, shared_runs, kept) for text in (shorter, longer))
    conflicting = min(_numbers_against(mine, longer), _numbers_against(others, shorter))
    names = min(_names_against(mine, longer), _names_against(others, shorter))
    return Evidence(
        characters=characters,
        others=_share(shared, longer.weight, pairs),
        pairs=pairs,
        pattern=(1 - characters) * min(0.8, kept),
        agreeing=min(_MOST, _numbers_in_both(shorter, longer)),
        conflicting=min(_MOST, conflicting),
        filled_in=pairs * min(_MOST, conflicting + names),
    )


def _share(shared: float, whole: float, without_chinese: float) -> float:
    return shared / whole if whole else without_chinese


def _facts_in_question(one: Fingerprint, shared: frozenset[str], kept: float) -> Facts:
    """The facts of `one` that the other would have if it carried it; `shared` are the runs both have.

    Of a text kept word for word, those between the first and the last sentence both have: a lead, a footer
    and what an excerpt left out contradict nothing. Else all.
    """
    if kept < _WORD_FOR_WORD:
        return one.facts
    parts = one.sentences
    touched = [place for place, part in enumerate(parts) if part.has_any(shared)]
    return joined(parts[touched[0] : touched[-1] + 1]) if touched else one.facts


def _numbers_in_both(one: Fingerprint, other: Fingerprint) -> float:
    return sum(weight for number, weight in one.facts.numbers.items() if number in other.facts.numbers)


def _numbers_against(facts: Facts, other: Fingerprint) -> float:
    return sum(weight for number, weight in facts.numbers.items() if number not in other.facts.numbers)


def _names_against(facts: Facts, other: Fingerprint) -> float:
    return float(sum(name not in other.bare for name in facts.places | facts.people))


def _relation(shorter: Fingerprint, longer: Fingerprint) -> Relation:
    ratio = len(shorter.text) / len(longer.text)
    if shorter.text in longer.text:
        return "excerpt" if ratio < _EXCERPT_RATIO else "header_footer_added"
    kept = containment(shorter.runs, longer.runs)
    if kept >= 0.8:
        return "reordered" if ratio > 0.9 else "header_footer_added" if ratio > _EXCERPT_RATIO else "excerpt"
    if len(shorter.text) <= _CAPTION_LENGTH and ratio < _CAPTION_RATIO:
        return "summary_caption"
    return "lightly_rewritten"
