"""How an account stands beside its silences: carried texts, collapsed reach, a second account of one unit.

Pure: the figures the warehouse has counted in, judgements out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from alerts import sentences
from alerts.facts import AccountFacts
from alerts.figures import Carried, Reach
from alerts.judgement import Judgement, found
from alerts.rules import Rules


def low_original(facts: AccountFacts, rules: Rules, figures: Carried | None) -> Judgement:
    """Nearly all posts of 30 days only carry what others published; over below the lower share."""
    posts, carried = (figures.posts, figures.carried) if figures else (0, 0)
    if posts < rules.original_posts or carried < rules.original_back_share * posts:
        return Judgement(
            "original", facts.account_id, ending=partial(sentences.original_again, facts, posts, carried)
        )
    if carried < rules.original_share * posts:
        return Judgement("original", facts.account_id, held=True)
    sentence = sentences.low_original(facts, posts, carried)
    finding = found("low_original", sentence, posts_30d=posts, carried_30d=carried)
    return Judgement("original", facts.account_id, finding)


def reach_drop(facts: AccountFacts, rules: Rules, figures: Reach | None) -> Judgement:
    """Output goes on, but the reach of a post at the age of 7 days has collapsed."""
    if figures is None or min(figures.recent_posts, figures.usual_posts) < rules.reach_posts:
        return Judgement("reach", facts.account_id, held=True)
    if figures.recent_reach >= rules.reach_back_share * figures.usual_reach:
        return Judgement("reach", facts.account_id, ending=partial(sentences.reach_back, facts))
    if figures.recent_reach >= rules.reach_share * figures.usual_reach:
        return Judgement("reach", facts.account_id, held=True)
    finding = found(
        "reach_drop",
        sentences.reach_drop(facts, figures.recent_reach, figures.usual_reach),
        recent_posts=figures.recent_posts,
        recent_reach_7d=figures.recent_reach,
        usual_posts=figures.usual_posts,
        usual_reach_7d=figures.usual_reach,
    )
    return Judgement("reach", facts.account_id, finding)


def second_accounts(accounts: Iterable[AccountFacts]) -> Iterator[Judgement]:
    """A unit should have one account on a platform (国办发〔2018〕123号); further ones are to be checked."""
    first: dict[tuple[str, str, str], AccountFacts] = {}
    for facts in accounts:
        earlier = first.setdefault((facts.unit, facts.region_code, facts.platform), facts)
        if earlier is facts or not facts.unit:
            yield Judgement("identity", facts.account_id, ending=partial(sentences.single_account, facts))
        else:
            sentence = sentences.second_account(facts, earlier)
            finding = found("identity", sentence, other_account=earlier.account_id, unit=facts.unit)
            yield Judgement("identity", facts.account_id, finding)
