"""Judgements: what a rule says of a subject at an instant. Pure: facts in, judgements out; no clock, no
store."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from alerts.episodes import ClosedAs, Finding, evidence
from alerts.rules import RULES, RuleGroup

ACCOUNT: Final = "account"
COUNTY: Final = "county"
PLATFORM: Final = "platform"
REGION: Final = "region"


@dataclass(frozen=True)
class Judgement:
    """What is to become of the episode of a group and a subject.

    With a `finding` it opens or goes on, without one it ends. While `held`, because something is unknown or
    in between, nothing new is asserted: it neither opens nor ends nor grows graver; growing milder is still
    possible. `ending` gives the sentence with which it ends, `quietly` where its end is no news.
    """

    group: RuleGroup
    subject: str
    finding: Finding | None = None
    held: bool = False
    subject_kind: str = ACCOUNT
    ending: Callable[[], str] = str
    quietly: bool = False
    closed_as: ClosedAs = "recovered"


def found(rule: str, sentence: str, **facts: object) -> Finding:
    """A finding of a rule, with its severity; `facts` are the evidence."""
    return Finding(rule, RULES[rule].severity, sentence, evidence(**facts))
