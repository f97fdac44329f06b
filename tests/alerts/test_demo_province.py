"""The rules on the demo province, whose silences, outages and recalls are known."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from alerts.evaluator import Evaluator
from alerts.facts import Account, History, Post, Visit
from alerts.posting_days import PostingDays
from alerts.replay import Judged, replay
from alerts.rhythm import MONTH
from alerts.rules import DEFAULT_RULES
from cli.demo_province import SEED
from demo.outages import Outages
from demo.silences import Silences
from demo.truth import PostTruth, Truth, truth, usual_waves
from demo.world import World
from hub.clock import beijing_day
from hub.platforms import PLATFORM_NAMES
from tests.alerts.replaying import ROSTER

STARTED_ON = date(2026, 3, 1)
UNTIL = datetime(2026, 6, 29, 4, tzinfo=UTC)
WAVES = usual_waves(STARTED_ON, UNTIL)


@pytest.fixture(scope="module")
def province() -> Truth:
    return truth(World(ROSTER, SEED, STARTED_ON), UNTIL, WAVES)


@pytest.fixture(scope="module")
def judged(province: Truth) -> list[Judged]:
    return replay(history(province), UNTIL, Evaluator())


def history(province: Truth) -> History:
    """What a hub that visited at the waves has seen."""
    ids = [account.account_id for account in province.accounts]
    followed = [entry for entry in map(ROSTER.account, ids) if entry.status == "active"]
    outages = Outages.for_accounts(followed, SEED, STARTED_ON)
    accounts = []
    for entry in followed:
        seen = [post for post in province.posts if post.account_id == entry.account_id and post.first_seen_at]
        posts = [_post(post) for post in seen]
        kept = [int(post.published_at.timestamp()) for post in posts if post.taken_back_at is None]
        accounts.append(
            Account(
                account_id=entry.account_id,
                name=entry.name,
                platform=entry.platform,
                platform_name=PLATFORM_NAMES[entry.platform],
                kind=entry.kind,
                level=entry.level,
                roster_from=STARTED_ON,
                roster_to=None,
                posts=posts,
                visits=[Visit(at, outages[entry.account_id].at(at) is None, "platform") for at in WAVES],
                posting=PostingDays.of_instants(kept),
            )
        )
    return History(accounts)


def _post(post: PostTruth) -> Post:
    gone = post.gone_at
    taken_back = gone if gone and gone <= post.published_at + timedelta(hours=24) else None
    return Post(
        post.post_id, post.title, post.url, post.published_at, post.first_seen_at or UNTIL, taken_back
    )


@pytest.mark.slow
def test_at_the_end_the_silent_accounts_have_an_open_veto_and_no_others(
    province: Truth, judged: list[Judged]
) -> None:
    silent = {account.account_id for account in province.accounts if account.state == "silent"}
    unknown = {account.account_id for account in province.accounts if account.state == "unknown"}
    vetoes = {one.account_id for one in judged if one.rule == "veto" and one.closed_at is None}
    assert len(silent) >= 5
    assert vetoes - unknown == silent


@pytest.mark.slow
def test_at_the_end_the_unknown_accounts_have_an_open_technical_alert(
    province: Truth, judged: list[Judged]
) -> None:
    unknown = {account.account_id for account in province.accounts if account.state == "unknown"}
    technical = {one.account_id for one in judged if one.rule == "collector" and one.closed_at is None}
    assert technical == unknown != set()


@pytest.mark.slow
def test_own_rhythm_speaks_in_planned_silences_and_hardly_ever_elsewhere(
    province: Truth, judged: list[Judged]
) -> None:
    planned = Silences.for_accounts(ROSTER.accounts, SEED, STARTED_ON)
    spoken = [one for one in judged if one.rule == "own_rhythm"]
    in_plan = [
        planned[one.account_id].silent_on(beijing_day(one.opened_at) - timedelta(days=1)) for one in spoken
    ]
    months = (UNTIL - WAVES[0]) / timedelta(days=MONTH)
    assert in_plan.count(True) >= 2
    assert in_plan.count(False) <= DEFAULT_RULES.rhythm_false_alarms * months * len(province.accounts)


@pytest.mark.slow
def test_every_post_taken_back_within_a_day_is_a_recall(province: Truth, judged: list[Judged]) -> None:
    owed = {
        post.account_id
        for post in province.posts
        if post.first_seen_at and post.gone_at and post.gone_at <= post.published_at + timedelta(hours=24)
    }
    assert {one.account_id for one in judged if one.rule == "recall"} == owed
