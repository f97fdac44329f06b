"""What really happened in a demo world, and what a hub that visited at given instants must know of it.

Computed from the world alone, never from what was served. Per platform, `demo/visitors` says which posts and
figures a hub is owed: WeChat's by (post, as_of), all others by (post, observed_at). Figures are counts;
rates are not part of the truth. Accounts that live by export have posts and figures in it, and stand in
`exports` instead of `accounts`: nobody knows whether they are silent.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Final

from msgspec import Struct

from demo.accounts import Actor
from demo.channels import ChannelTotal, channel_totals
from demo.followed import FollowUpTruth, WarningTruth, follow_up_truths, warning_truths
from demo.posts import CarryForm
from demo.reckoning import (
    AccountTruth,
    AdoptionTotal,
    CountyTruth,
    ExportTruth,
    LevelTotal,
    ReachTotal,
    ReleaseTruth,
    account_truth,
    adoption_totals,
    county_truths,
    export_truths,
    level_totals,
    reach_totals,
    release_truths,
)
from demo.surveys import AwarenessTruth, awareness
from demo.visitors.ledger import Known
from demo.visitors.rounds import go_round
from demo.world import World
from hub.clock import BEIJING, beijing_day, require_utc
from hub.platforms import Platform
from hub.records import PublishedPrecision

_WAVE_TIMES: Final = (time(9, 30), time(21, 30))


class FigureTruth(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Cumulative figures of a post, by canonical metric. One of `as_of` and `observed_at` is given."""

    metrics: dict[str, int]
    as_of: date | None = None
    observed_at: datetime | None = None


class PostTruth(Struct, frozen=True, kw_only=True):
    """A post and what is owed of it.

    `published_at` is what can be known: of a notified WeChat article and a 视频号 video its Beijing day, at
    its start, precision `day`. `text` is "" where nobody tells it (notified articles, Xiaohongshu).
    `first_seen_at` is None for a post no visit could see; `gone_at` is the visit that found it removed or
    private. `url` may be a `demo:` address, and is "" where sheets tell none.
    """

    post_id: str
    account_id: str
    platform: Platform
    url: str
    title: str
    text: str
    published_at: datetime
    published_precision: PublishedPrecision
    deleted_at: datetime | None
    hidden_at: datetime | None
    first_seen_at: datetime | None
    gone_at: datetime | None
    topics: tuple[str, ...]
    audiences: tuple[str, ...]
    release_id: str | None
    form: CarryForm | None
    figures: tuple[FigureTruth, ...]


class Truth(Struct, frozen=True, kw_only=True):
    """What a hub must know at `until`, after visits at the waves."""

    seed: int
    started_on: date
    until: datetime
    waves: int
    posts: tuple[PostTruth, ...]
    accounts: tuple[AccountTruth, ...]
    exports: tuple[ExportTruth, ...]
    counties: tuple[CountyTruth, ...]
    levels: tuple[LevelTotal, ...]
    reach: tuple[ReachTotal, ...]
    releases: tuple[ReleaseTruth, ...]
    adoption: tuple[AdoptionTotal, ...]
    channels: tuple[ChannelTotal, ...]
    awareness: tuple[AwarenessTruth, ...]
    warnings: tuple[WarningTruth, ...]
    follow_ups: tuple[FollowUpTruth, ...]


def truth(world: World, until: datetime, waves: Sequence[datetime]) -> Truth:
    """The truth at `until` for a hub that visited at `waves`; later waves are left out. Aware instants."""
    until = require_utc(until)
    waves = sorted(require_utc(wave) for wave in waves if wave <= until)
    ledgers = {account_id: go_round(world, actor, waves) for account_id, actor in world.actors.items()}
    accounts = [account_truth(ledger, until) for ledger in ledgers.values() if not ledger.actor.by_export]
    releases = release_truths(world, ledgers)
    return Truth(
        seed=world.seed,
        started_on=world.started_on,
        until=until,
        waves=len(waves),
        posts=tuple(
            _post_truth(known or Known(post, until), ledger.actor, seen=known is not None)
            for account_id, ledger in ledgers.items()
            for post in world.posts(account_id, until)
            for known in [ledger.known.get(post.post_id)]
        ),
        accounts=tuple(accounts),
        exports=tuple(export_truths(ledgers, until)),
        counties=tuple(county_truths(world, accounts)),
        levels=tuple(level_totals(ledgers)),
        reach=tuple(reach_totals(ledgers, until)),
        releases=tuple(releases),
        adoption=tuple(adoption_totals(world, ledgers, releases, until)),
        channels=tuple(channel_totals(world, beijing_day(until))),
        awareness=tuple(awareness(world)),
        warnings=tuple(warning_truths(world, ledgers, until)),
        follow_ups=tuple(follow_up_truths(world, ledgers, until)),
    )


def usual_waves(started_on: date, until: datetime) -> list[datetime]:
    """The instants of a replay: 09:30 and 21:30, Beijing time, of each day up to `until`."""
    days = [
        started_on + timedelta(days=number) for number in range((beijing_day(until) - started_on).days + 1)
    ]
    waves = [datetime.combine(day, at, tzinfo=BEIJING) for day in days for at in _WAVE_TIMES]
    return [require_utc(wave) for wave in waves if wave <= until]


def _post_truth(known: Known, actor: Actor, *, seen: bool) -> PostTruth:
    post = known.post
    return PostTruth(
        post_id=post.post_id,
        account_id=post.account_id,
        platform=post.platform,
        url="" if actor.by_export else post.url,
        title=post.title,
        text="" if post.told_without_text else post.text,
        published_at=known.published_at,
        published_precision=_precision(known),
        deleted_at=post.deleted_at,
        hidden_at=post.hidden_at,
        first_seen_at=known.first_seen_at if seen else None,
        gone_at=known.gone_at,
        topics=post.topics,
        audiences=post.audiences,
        release_id=post.release_id,
        form=post.form,
        figures=tuple(
            FigureTruth(metrics=figure.metrics, as_of=figure.as_of, observed_at=figure.observed_at)
            for figure in known.figures.values()
        ),
    )


def _precision(known: Known) -> PublishedPrecision:
    if known.post.told_to_the_day:
        return "day"
    return "minute" if known.post.platform == "website" else "second"
