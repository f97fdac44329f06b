"""The stalled county: all of its accounts are past their own alarm.

Three words that are never mixed: *stalled* is a county whose every account we see and which is silent;
*blank* has no account on the roster and is never judged; *unknown* has accounts we do not see, and nothing
new is asserted of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from alerts import sentences
from alerts.facts import AccountFacts
from alerts.judgement import COUNTY, Judgement, found
from alerts.rules import VETO


@dataclass(frozen=True)
class AccountState:
    """An account as its county sees it: silent past its own alarm, or unknown, or neither."""

    facts: AccountFacts
    silent: bool
    unknown: bool

    @classmethod
    def of(cls, facts: AccountFacts, judgements: Iterable[Judgement], known: bool) -> AccountState:
        """Past its own alarm is the veto, or its own rhythm before that."""
        return cls(facts, any(map(_is_alarm, judgements)), not known)


def county(region_code: str, states: Sequence[AccountState]) -> Judgement:
    """Of one county with at least one account."""
    facts = [state.facts for state in states]
    name = facts[0].county_name or region_code
    if not all(state.silent or state.unknown for state in states):
        return Judgement(
            "county", region_code, subject_kind=COUNTY, ending=partial(sentences.county_updated, name)
        )
    updates = [account.last_update for account in facts if account.last_update]
    last = max(updates, key=lambda post: post.published_at, default=None)
    finding = found(
        "county_stalled",
        sentences.county_stalled(facts, name),
        accounts=[account.account_id for account in facts],
        last_update_at=last.published_at if last else None,
        last_update_url=last.url if last else None,
    )
    unknown = any(state.unknown for state in states)
    return Judgement("county", region_code, finding, unknown, COUNTY)


def _is_alarm(judgement: Judgement) -> bool:
    finding = judgement.finding
    if judgement.group == "rhythm":
        return finding is not None
    return finding is not None and finding.rule == VETO
