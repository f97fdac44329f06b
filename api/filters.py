"""What may be asked for: the parameters of each question, as the HTTP interface reads them from the address
and as its specification and the tools describe them.

A filter that is not given filters nothing. Days are days in Asia/Shanghai.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final, Literal

from msgspec import UNSET, Meta, Struct, UnsetType, field

from api.rows import (
    AccountState,
    Channel,
    CountyState,
    FollowUpState,
    ReleaseCountyState,
    TargetState,
    Voice,
    WarningCountyState,
)
from hub.platforms import Level, Platform
from warehouse.follow_ups import Aim
from warehouse.warnings import Risk

FIRST_DAY: Final = date(1970, 1, 1)
LAST_DAY: Final = date(2149, 6, 6)
"""The days a ClickHouse `Date` holds. A day outside them is taken for the nearest one inside."""

MOST_ROWS: Final = 200
USUAL_ROWS: Final = 50

_END: Final = r"$(?!\n)"
"""The very end: in Python, `$` alone also stands before a last line feed."""
_ID: Final = r"^[^\x00-\x1f\x7f]+" + _END
_CODE: Final = r"^[0-9A-Za-z_.-]+" + _END

From = Annotated[date, Meta(description="First day, Asia/Shanghai, such as 2026-11-24.")]
To = Annotated[date, Meta(description="Last day, inside, Asia/Shanghai.")]
City = Annotated[str, Meta(pattern=_CODE, max_length=40, description="Code of a city, such as 130100.")]
County = Annotated[str, Meta(pattern=_CODE, max_length=40, description="Code of a county, such as 130102.")]
PlatformCode = Annotated[Platform, Meta(description="Code of a platform.")]
LevelCode = Annotated[Level, Meta(description="A level.")]
Topic = Annotated[str, Meta(pattern=_CODE, max_length=40, description="Code of a topic, such as ebike.")]
Audience = Annotated[
    str, Meta(pattern=_CODE, max_length=40, description="Code of an audience, such as rural.")
]
Department = Annotated[
    str, Meta(pattern=_CODE, max_length=40, description="Code of a department line, such as education.")
]
AccountId = Annotated[str, Meta(pattern=_ID, max_length=512, description="Id of an account.")]
ReleaseId = Annotated[str, Meta(pattern=_ID, max_length=512, description="Id of a release.")]
WarningId = Annotated[str, Meta(pattern=_ID, max_length=512, description="Id of a warning.")]
CampaignId = Annotated[str, Meta(pattern=_ID, max_length=512, description="Id of a campaign.")]


class Paging(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How much of an answer is wanted, and from where on."""

    limit: Annotated[int, Meta(ge=1, le=MOST_ROWS, description="Rows of a page, at most 200.")] = USUAL_ROWS
    cursor: (
        Annotated[
            str,
            Meta(
                pattern=r"^[0-9A-Za-z_-]+" + _END,
                max_length=4000,
                description="`next` of the page before, with the same filters.",
            ),
        ]
        | UnsetType
    ) = UNSET


class _InDays(Paging, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """From a day to a day; which days is the question's to say."""

    from_day: From | UnsetType = field(name="from", default=UNSET)
    to_day: To | UnsetType = field(name="to", default=UNSET)


class _InPlaces(_InDays, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Also in a city or county."""

    city: City | UnsetType = UNSET
    county: County | UnsetType = UNSET


class _OnSubjects(_InPlaces, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Also on a topic or to an audience."""

    topic: Topic | UnsetType = UNSET
    audience: Audience | UnsetType = UNSET


class _Carried(_OnSubjects, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Also of one release."""

    release: ReleaseId | UnsetType = UNSET


class AccountFilters(Paging, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Filters of accounts."""

    city: City | UnsetType = UNSET
    county: County | UnsetType = UNSET
    platform: PlatformCode | UnsetType = UNSET
    level: LevelCode | UnsetType = UNSET
    department: Department | UnsetType = UNSET
    state: Annotated[AccountState, Meta(description="State of the account.")] | UnsetType = UNSET


class PostFilters(_OnSubjects, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Filters of posts; the days are those of publication."""

    account: AccountId | UnsetType = UNSET
    platform: PlatformCode | UnsetType = UNSET
    level: LevelCode | UnsetType = UNSET


class ReleaseFilters(_InDays, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Filters of releases; the days are those of the issue."""

    topic: Topic | UnsetType = UNSET
    audience: Audience | UnsetType = UNSET
    platform: PlatformCode | UnsetType = UNSET
    level: Annotated[Level, Meta(description="Level that issued it.")] | UnsetType = UNSET


class TargetFilters(_Carried, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Filters of targets; the days are those of the issue."""

    platform: PlatformCode | UnsetType = UNSET
    level: LevelCode | UnsetType = UNSET
    state: Annotated[TargetState, Meta(description="What became of the target.")] | UnsetType = UNSET


class ReleaseCountyFilters(_Carried, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Filters of releases in counties; the days are those of the issue."""

    state: (
        Annotated[ReleaseCountyState, Meta(description="What became of the release there.")] | UnsetType
    ) = UNSET


class WarningFilters(_InDays, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Filters of warnings; the days are those of the issue."""

    risk: Annotated[Risk, Meta(description="How grave.")] | UnsetType = UNSET
    state: (
        Annotated[Literal["in_force", "expired"], Meta(description="Whether it has expired.")] | UnsetType
    ) = UNSET


class WarningCountyFilters(_InPlaces, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Filters of warnings in counties; the days are those of the issue."""

    warning: WarningId | UnsetType = UNSET
    state: (
        Annotated[
            Literal[WarningCountyState, "not_reached"],
            Meta(description="What became of the warning there; not_reached: late, missing or silent."),
        ]
        | UnsetType
    ) = UNSET


class AdoptionFilters(_Carried, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Filters of adoptions; the days are those of the carrying post."""

    platform: PlatformCode | UnsetType = UNSET
    level: LevelCode | UnsetType = UNSET


class DropOffFilters(Paging, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Filters of the drop-off."""

    voice: Annotated[Voice, Meta(description="One of the four voices.")] | UnsetType = UNSET
    dimension: (
        Annotated[
            Literal["all", "platform", "topic", "audience", "department", "campaign"],
            Meta(description="What it is divided by; `all` is the total."),
        ]
        | UnsetType
    ) = UNSET
    platform: Annotated[Platform, Meta(description="Platform of the reach.")] | UnsetType = UNSET
    level: LevelCode | UnsetType = UNSET


class CountyFilters(Paging, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Filters of counties."""

    city: City | UnsetType = UNSET
    state: Annotated[CountyState, Meta(description="State of the county.")] | UnsetType = UNSET


class EpisodeFilters(_InPlaces, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Filters of alert episodes; the days are those of the opening."""

    state: Annotated[Literal["open", "closed"], Meta(description="Open or ended.")] | UnsetType = UNSET
    platform: PlatformCode | UnsetType = UNSET
    level: LevelCode | UnsetType = UNSET


class FollowUpFilters(_InPlaces, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Filters of follow-ups; the days are those of the assignment."""

    account: AccountId | UnsetType = UNSET
    aim: Annotated[Aim, Meta(description="What is to be done.")] | UnsetType = UNSET
    state: (
        Annotated[
            Literal[FollowUpState, "closed"],
            Meta(description="State of the follow-up; closed: fulfilled or fulfilled_late."),
        ]
        | UnsetType
    ) = UNSET


class ReachByLevelFilters(Paging, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Filters of the reach by level."""

    platform: PlatformCode | UnsetType = UNSET
    level: LevelCode | UnsetType = UNSET


class ReachByRegionFilters(Paging, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Filters of the reach by region."""

    city: City | UnsetType = UNSET
    county: County | UnsetType = UNSET
    platform: PlatformCode | UnsetType = UNSET
    level: LevelCode | UnsetType = UNSET


class ReachByTopicFilters(Paging, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Filters of the reach by topic."""

    topic: Topic | UnsetType = UNSET
    platform: PlatformCode | UnsetType = UNSET
    level: LevelCode | UnsetType = UNSET


class ReachByWeekFilters(_InDays, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Filters of the reach by week; a week belongs to the days it touches."""

    platform: PlatformCode | UnsetType = UNSET
    level: LevelCode | UnsetType = UNSET


class ChannelRegionFilters(_InPlaces, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Filters of other channels by region and month; a month belongs to the days it touches."""

    level: LevelCode | UnsetType = UNSET
    channel: Annotated[Channel, Meta(description="A channel.")] | UnsetType = UNSET


class AwarenessGapFilters(Paging, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Filters of who knows least and is spoken to least."""

    city: City | UnsetType = UNSET
    county: County | UnsetType = UNSET
    level: LevelCode | UnsetType = UNSET
    topic: Topic | UnsetType = UNSET
    audience: Audience | UnsetType = UNSET
    rank: (
        Annotated[
            Literal["first", "ranked"],
            Meta(description="first: those with gap_rank 1; ranked: those with any gap_rank."),
        ]
        | UnsetType
    ) = UNSET


class CampaignFilters(_InDays, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Filters of campaigns; a campaign belongs to the days it touches."""

    topic: Topic | UnsetType = UNSET
    audience: Audience | UnsetType = UNSET
    state: (
        Annotated[Literal["upcoming", "running", "over"], Meta(description="Whether it is on.")] | UnsetType
    ) = UNSET


class CampaignDropOffFilters(Paging, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Filters of the drop-off within campaigns."""

    campaign: CampaignId | UnsetType = UNSET
    voice: Annotated[Voice, Meta(description="One of the four voices.")] | UnsetType = UNSET
