"""What the people of the demo province enter and assign, by the same code as the public commands."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from cli.warning import enter_warning, in_working_hours, release_of
from demo.followed import Assignment, PlannedCampaign, assignments, campaigns
from demo.platforms.answers import absolute
from demo.platforms.wechat import told_url
from demo.warnings import Notice
from demo.world import World
from hub.clock import SystemClock
from warehouse.assigned import assigned_id
from warehouse.campaigns import Campaign, campaign_id, keep_campaign
from warehouse.client import Warehouse
from warehouse.follow_ups import FollowUp, keep_follow_up, named
from warehouse.warnings import RISKS, RiskWarning, warning_id

_BY: Final = "demo"


def enter_followed(warehouse: Warehouse, world: World, until: datetime, demo_url: str) -> None:
    """Enter the warnings issued up to an instant, the campaigns and the follow-ups; again replaces them.

    Raises Unavailable.
    """
    now = SystemClock().now()
    releases: dict[str, str] = {}
    for notice in world.warnings.until(until):
        url = _url(world, notice, demo_url)
        warning = _warning(notice, url, now)
        own = release_of(warning, url, world.roster)
        enter_warning(warehouse, warning, own)
        releases[notice.release.release_id] = own.assigned_id
    for planned in campaigns(world, until):
        keep_campaign(warehouse, _campaign(planned, tuple(releases.values()), now))
    for one in assignments(world, until):
        carried = releases[one.notice.release.release_id] if one.notice else ""
        keep_follow_up(warehouse, _follow_up(one, carried, now))


def _url(world: World, notice: Notice, demo_url: str) -> str:
    """The address at which the warning's own post is served."""
    release = notice.release
    posts = world.posts(release.origin.account_id, release.issued_at, release.issued_at)
    post = next(post for post in posts if post.release_id == release.release_id)
    return told_url(post, demo_url) if post.platform == "wechat" else absolute(post.url, demo_url)


def _warning(notice: Notice, url: str, now: datetime) -> RiskWarning:
    issued_at = notice.release.issued_at
    return RiskWarning(
        warning_id=warning_id("", url, issued_at),
        title=notice.release.draft.title,
        risk=next(risk for risk in RISKS if risk == notice.risk),
        issued_at=issued_at,
        expires_at=notice.expires_at,
        in_working_hours=in_working_hours(issued_at),
        regions=tuple(sorted(notice.fates)),
        releases=(assigned_id("", url, issued_at),),
        entered_by=_BY,
        entered_at=now,
    )


def _campaign(planned: PlannedCampaign, releases: tuple[str, ...], now: datetime) -> Campaign:
    return Campaign(
        campaign_id=campaign_id(planned.name, planned.first_day),
        name=planned.name,
        first_day=planned.first_day,
        last_day=planned.last_day,
        topics=planned.topics,
        audiences=(),
        regions=(),
        levels=("city", "county"),
        departments=(),
        releases=releases if planned.by_warnings else (),
        within_days=None,
        season="",
        entered_by=_BY,
        entered_at=now,
    )


def _follow_up(one: Assignment, release_id: str, now: datetime) -> FollowUp:
    return named(
        FollowUp(
            follow_up_id="",
            aim=one.aim,
            account_id=one.account_id,
            unit="",
            region_code=one.region_code,
            with_below=False,
            audience=one.audience,
            release_id=release_id,
            episode_id="",
            what="",
            assigned_at=one.assigned_at,
            due_at=one.due_at,
            entered_by=_BY,
            entered_at=now,
        )
    )
