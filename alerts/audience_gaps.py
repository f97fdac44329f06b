"""Audience gaps: a campaign names an audience, and nobody in a city has addressed it for a month.

Pure: tasks, who addressed whom, accounts and regions in, judgements out. The cells are cities with their
counties.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

from alerts import sentences
from alerts.facts import AccountFacts
from alerts.figures import Addressed
from alerts.judgement import REGION, Judgement, found
from alerts.regions import Regions
from alerts.tasks import Task
from alerts.thresholds import Thresholds
from hub.clock import beijing_day


def audience_gaps(
    tasks: Sequence[Task],
    addressed: Sequence[Addressed],
    accounts: Sequence[AccountFacts],
    regions: Regions,
    thresholds: Thresholds,
    now: datetime,
    names: Mapping[str, str],
) -> Iterator[Judgement]:
    """Of each city and each audience a running campaign names; `names` are the audiences' words."""
    today = beijing_day(now)
    running = [task for task in tasks if task.kind == "audience" and task.first_day <= today <= task.last_day]
    for city in sorted({regions.city(facts.region_code) for facts in accounts} - {""}):
        members = [facts for facts in accounts if regions.city(facts.region_code) == city]
        rules = thresholds.rules(city)
        region = regions.names.get(city, city)
        for audience in sorted({task.target for task in tasks if task.kind == "audience"}):
            subject, word = f"{city}/{audience}", names.get(audience, audience)
            since = now - timedelta(days=rules.audience_days)
            named = any(
                task.target == audience and regions.within(city, task.jurisdiction) for task in running
            )
            reached = {
                one.account_id for one in addressed if one.audience == audience and one.last_at > since
            }
            if not named or any(facts.account_id in reached for facts in members):
                ending = partial(sentences.audience_reached, region, word)
                yield Judgement("audience", subject, subject_kind=REGION, ending=ending)
                continue
            unknown = [facts for facts in members if not facts.known(now, rules.stale_after)]
            sentence = sentences.audience_gap(region, word, rules.audience_days)
            finding = found("audience_gap", sentence, audience=audience, region_code=city)
            yield Judgement("audience", subject, finding, bool(unknown), REGION)
