"""The answers, one struct a kind of row: what the HTTP interface encodes, and what its specification says.

Field by field they are the columns of `queries/*.sql`; both are read against each other when a question is
asked, and a difference is an error of ours.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Generic, Literal, TypeVar

from msgspec import Meta, Struct

from api import fields as f
from warehouse.follow_ups import Aim

RowT = TypeVar("RowT")

AccountState = Literal["active", "silent", "unknown", "not_gathered", "deregistering", "off_roster"]
CountyState = Literal["active", "stalled", "blank", "unknown"]
TargetState = Literal["carried", "late", "missing", "waiting", "unknown"]
ReleaseCountyState = Literal["carried", "late", "missing", "waiting", "unknown", "blank"]
WarningCountyState = Literal[
    "carried", "late", "missing", "silent", "waiting", "unknown", "not_asked", "blank"
]
FollowUpState = Literal["open", "fulfilled", "overdue", "fulfilled_late", "withdrawn"]
Channel = Literal["sms", "event", "learning", "screen", "meeting"]
Voice = Literal["output", "reach", "adoption", "carried_reach"]


class Page(Struct, Generic[RowT], kw_only=True):
    """One page of an answer, in a stable order."""

    items: Annotated[list[RowT], Meta(description="The rows of this page.")]
    next: Annotated[
        str | None,
        Meta(description="Give it as `cursor` for the next page; null where this is the last."),
    ]


class Account(Struct, kw_only=True):
    """An account on the roster, with whether it still publishes."""

    account_id: f.AccountId
    account_name: f.AccountName
    platform: f.Platform
    platform_name: f.PlatformName
    level: f.LevelCode
    region_code: f.RegionCode
    region_name: f.RegionName
    city_code: f.CityCode
    city_name: f.CityName
    county_code: f.CountyCode
    county_name: f.CountyName
    kind: f.Kind
    department: f.Department
    unit: f.Unit
    on_roster: Annotated[bool, Meta(description="Whether it is on the roster today (Asia/Shanghai).")]
    state: Annotated[
        AccountState,
        Meta(
            description="active; silent for 14 days; unknown (no successful look within 24 hours); "
            "not_gathered; deregistering; off_roster."
        ),
    ]
    silent_days: Annotated[
        int | None, Meta(description="Days (Asia/Shanghai) since its last update; null where unknown.")
    ]
    last_update_at: Annotated[
        datetime | None, Meta(description="Instant of its last update (UTC); null where none is known.")
    ]


class Post(Struct, kw_only=True):
    """A post that is not deleted, with its reach."""

    post_id: f.PostId
    title: f.Title
    opening: Annotated[str, Meta(description="Beginning of the text of a post without a title; else empty.")]
    url: f.Url
    media: Annotated[str, Meta(description="Form: article, images, video, short_text, audio or link.")]
    published_at: Annotated[datetime, Meta(tz=True, description="Instant of publication (UTC).")]
    published_day: Annotated[date, Meta(description="Day of publication (Asia/Shanghai).")]
    account_id: f.AccountId
    account_name: f.AccountName
    platform: f.Platform
    platform_name: f.PlatformName
    level: f.LevelOrEmpty
    city_code: f.CityCode
    city_name: f.CityName
    county_code: f.CountyCode
    county_name: f.CountyName
    unit: f.Unit
    topics: f.Topics
    audiences: f.Audiences
    basis: f.Basis
    reach_7d: f.Reach
    reach_state: Annotated[
        Literal["mature", "young", "missing", "no_basis"],
        Meta(
            description="mature: `reach_7d` is there; young: not 7 days old; missing: older, figure not "
            "known; no_basis: the platform publishes none."
        ),
    ]


class Release(Struct, kw_only=True):
    """A post of a province or city account that others carried, with how many of its targets did."""

    release_id: f.ReleaseId
    title: f.ReleaseTitle
    url: f.Url
    issued_at: f.IssuedAt
    issued_day: f.IssuedDay
    account_id: f.AccountId
    account_name: f.AccountName
    level: f.LevelCode
    platform: f.Platform
    topics: f.Topics
    audiences: f.Audiences
    carriers: Annotated[int, Meta(description="Accounts that carried it within 14 days, targets or not.")]
    targets: Annotated[int, Meta(description="Accounts that were to carry it, as far as you may see them.")]
    unknown: Annotated[int, Meta(description="Of these, accounts we could not watch; in no rate.")]
    eligible: Annotated[int, Meta(description="Of these, accounts we watched: what a rate divides by.")]
    adopters_72h: Annotated[int, Meta(description="Of the eligible, those that carried it within 72 hours.")]
    adopters_14d: Annotated[int, Meta(description="Of the eligible, those that carried it within 14 days.")]
    median_lag_hours: Annotated[
        float | None,
        Meta(description="Hours until half of the targets had carried it; null where fewer than half did."),
    ]


class Target(Struct, kw_only=True):
    """An account that was to carry a release, and what became of it."""

    release_id: f.ReleaseId
    release_title: f.ReleaseTitle
    issued_at: f.IssuedAt
    account_id: f.AccountId
    account_name: f.AccountName
    platform: f.Platform
    level: f.LevelCode
    city_code: f.CityCode
    city_name: f.CityName
    county_code: f.CountyCode
    county_name: f.CountyName
    unit: f.Unit
    state: Annotated[
        TargetState,
        Meta(
            description="carried within 72 hours; late: after that; missing: not carried though we watched; "
            "waiting: 72 hours are not over; unknown: we could not watch."
        ),
    ]
    adopted_at: Annotated[
        datetime | None, Meta(description="Instant it was carried first (UTC); null where not, or unknown.")
    ]
    lag_hours: f.LagOrNone
    post_id: Annotated[str, Meta(description="Id of the post that carried it first; empty where none did.")]
    url: Annotated[str, Meta(description="Address of that post; empty where none did.")]


class ReleaseCounty(Struct, kw_only=True):
    """What became of a release in a county, over all its accounts; counties without an account included."""

    release_id: f.ReleaseId
    release_title: f.ReleaseTitle
    issued_at: f.IssuedAt
    issued_day: f.IssuedDay
    county_code: f.CountyCode
    county_name: f.CountyName
    city_code: f.CityCode
    city_name: f.CityName
    state: Annotated[
        ReleaseCountyState,
        Meta(
            description="The best of its accounts: carried within 72 hours, late, unknown (we could not "
            "watch one of them), waiting, missing; blank: the county has no account."
        ),
    ]
    targets: Annotated[int, Meta(description="Accounts of the county that were to carry it.")]
    adopters: Annotated[int, Meta(description="Of these, accounts that carried it, late ones included.")]


class RiskWarning(Struct, kw_only=True):
    """A fire-risk warning that people entered, with how far it came among the counties it is for."""

    warning_id: f.WarningId
    title: f.WarningTitle
    risk: f.RiskLevel
    issued_at: f.WarnedAt
    issued_day: f.IssuedDay
    expires_at: f.ExpiresAt
    expired: Annotated[bool, Meta(description="Whether it has expired.")]
    regions: Annotated[
        list[str], Meta(description="Codes of the regions it is for, with all below; empty for all.")
    ]
    counties: Annotated[int, Meta(description="Counties it is for, as far as you may see them.")]
    counties_carried: Annotated[int, Meta(description="Of these, counties it reached before it expired.")]
    counties_late: Annotated[int, Meta(description="Counties it reached only after it had expired.")]
    counties_missing: Annotated[int, Meta(description="Counties that published, but not this; watched.")]
    counties_silent: Annotated[
        int, Meta(description="Counties that have published nothing since 14 days before the issue; watched.")
    ]
    counties_waiting: Annotated[int, Meta(description="Counties with time left, or not yet looked at since.")]
    counties_unknown: Annotated[int, Meta(description="Counties we could not watch; in no share.")]
    counties_not_asked: Annotated[
        int, Meta(description="Counties with accounts none of which was to carry it; in no share.")
    ]
    counties_blank: Annotated[int, Meta(description="Counties without an account; in no share.")]
    county_share_2h: Annotated[
        float | None,
        Meta(
            description="Part (0 to 1) of the counties we know of that were reached within 2 hours of the "
            "issue; null before that or where none is known."
        ),
    ]
    county_share_6h: Annotated[float | None, Meta(description="The same within 6 hours.")]
    county_share_24h: Annotated[float | None, Meta(description="The same within 24 hours.")]
    population_share_2h: Annotated[
        float | None,
        Meta(
            description="Part (0 to 1) of the residents of the counties we know of who live in those reached "
            "within 2 hours; null before that or where none is known. Not the people who read it."
        ),
    ]
    population_share_6h: Annotated[float | None, Meta(description="The same within 6 hours.")]
    population_share_24h: Annotated[float | None, Meta(description="The same within 24 hours.")]
    last_county: Annotated[str, Meta(description="Name of the county reached last; empty where none was.")]
    last_county_hours: Annotated[
        float | None, Meta(description="Hours from the issue until then; null where none was reached.")
    ]
    broken_branches: Annotated[
        list[str],
        Meta(
            description="Names of cities (省直管: the province's own counties) none of whose counties got it."
        ),
    ]
    not_reached: Annotated[
        list[str],
        Meta(description="Names of counties late, missing or silent; empty until it has expired."),
    ]


class WarningCounty(Struct, kw_only=True):
    """What became of a warning in a county it is for; counties without an account included."""

    warning_id: f.WarningId
    title: f.WarningTitle
    risk: f.RiskLevel
    issued_at: f.WarnedAt
    issued_day: f.IssuedDay
    expires_at: f.ExpiresAt
    region_code: Annotated[str, Meta(description="Code of the county.")]
    county_name: Annotated[str, Meta(description="Chinese name of the county.")]
    city_code: f.CityCode
    city_name: f.CityName
    population: f.Population
    accounts_asked: Annotated[int, Meta(description="Accounts of the county that were to carry it.")]
    state: Annotated[
        WarningCountyState,
        Meta(
            description="carried before it expired; late: after that; missing: not carried though we "
            "watched; silent: as missing, and no post at all since 14 days before the issue; waiting: it has "
            "not expired, or we have not looked since; unknown: we could not watch; not_asked: has accounts, "
            "none was to carry it; blank: has no account."
        ),
    ]
    first_at: Annotated[
        datetime | None, Meta(description="Instant it arrived (UTC); null where it did not, or unknown.")
    ]
    lag_hours: Annotated[
        float | None, Meta(description="Hours from the issue until it arrived; null where it did not.")
    ]
    city_state: Annotated[
        Literal["carried", "late", "missing", "waiting", "unknown", "not_asked"],
        Meta(description="The same of the city's own accounts; not_asked also where there is no city."),
    ]
    seen_until: Annotated[
        datetime | None,
        Meta(
            description="Instant (UTC) until which all its asked accounts were seen; null where one was not."
        ),
    ]
    account_name: Annotated[str, Meta(description="Account that carried it first; empty where none did.")]
    post_id: Annotated[str, Meta(description="Id of the post that carried it first; empty where none did.")]
    url: Annotated[str, Meta(description="Address of that post; empty where none did.")]


class Adoption(Struct, kw_only=True):
    """A post that carries a release."""

    release_id: f.ReleaseId
    release_title: f.ReleaseTitle
    post_id: f.PostId
    title: f.Title
    url: f.Url
    account_id: f.AccountId
    account_name: f.AccountName
    platform: f.Platform
    level: f.LevelOrEmpty
    city_code: f.CityCode
    city_name: f.CityName
    county_code: f.CountyCode
    county_name: f.CountyName
    issued_at: f.IssuedAt
    adopted_at: Annotated[datetime, Meta(tz=True, description="Instant of the carrying post (UTC).")]
    lag_hours: f.LagHours
    method: Annotated[
        Literal["native", "exact", "near", "near_short", "title"],
        Meta(description="How it was told: native share, same text, near text, near short text, same title."),
    ]
    similarity: Annotated[float, Meta(description="Likeness of the two texts, 0 to 1.")]
    reach_7d: Annotated[
        int | None, Meta(description="The post's reach at 7 days; null where young, missing or deleted.")
    ]


class DropOff(Struct, kw_only=True):
    """What a level keeps of the level above it, in one of four voices."""

    voice: Annotated[
        Voice, Meta(description="output, reach, adoption, or carried_reach (reach that carrying brought).")
    ]
    voice_order: Annotated[int, Meta(description="Place of the voice, 0 to 3.")]
    value_name: Annotated[str, Meta(description="In Chinese: what `value` is, with its unit.")]
    dimension: Annotated[
        str, Meta(description="What it is divided by: all, platform, topic, audience, department, campaign.")
    ]
    key: Annotated[str, Meta(description="Code within the dimension; empty for all.")]
    key_name: Annotated[str, Meta(description="Its Chinese name.")]
    platform: Annotated[str, Meta(description="Platform of the reach; empty for output and adoption.")]
    level: f.LevelCode
    level_order: f.LevelOrder
    numerator: Annotated[float | None, Meta(description="Posts, reach, adoptions or carried reach.")]
    denominator: Annotated[float, Meta(description="Account-weeks, accounts or watched targets.")]
    unknown: Annotated[int, Meta(description="What is not in the denominator, since we could not look.")]
    value: Annotated[float | None, Meta(description="Numerator divided by denominator; null without any.")]
    retention: f.Retention
    retention_low: Annotated[float | None, Meta(description="95% limit of the retention; none of reach.")]
    retention_high: Annotated[float | None, Meta(description="95% limit of the retention; none of reach.")]
    counties_blank: Annotated[int | None, Meta(description="Counties without an account; county rows only.")]
    counties_silent: Annotated[int | None, Meta(description="Counties that stalled; county rows only.")]
    counties_unknown: Annotated[
        int | None, Meta(description="Counties we could not look at; county rows only.")
    ]


class County(Struct, kw_only=True):
    """A county, with what its accounts amount to."""

    region_code: f.RegionCode
    region_name: f.RegionName
    city_code: f.CityCode
    city_name: f.CityName
    state: Annotated[
        CountyState,
        Meta(
            description="active; stalled: all accounts we know of silent for 14 days; blank: no account; "
            "unknown: accounts, but we could not look."
        ),
    ]
    accounts: f.Accounts
    known_accounts: Annotated[int, Meta(description="Of these, accounts known to be active or silent.")]
    silent_days: Annotated[
        int | None, Meta(description="Days (Asia/Shanghai) of silence of its least silent account.")
    ]
    last_update_at: Annotated[datetime | None, Meta(description="Instant of its last update (UTC).")]


class Episode(Struct, kw_only=True):
    """An alert from its opening to its end: one episode per rule group and subject."""

    episode_id: Annotated[str, Meta(description="Id of the episode.")]
    open: Annotated[bool, Meta(description="Whether it has not ended.")]
    severity: Annotated[
        str,
        Meta(
            description="In Chinese: 否决 (veto), 催办, 预警, 核查, 提示, 建议 or 技术 (our own gathering)."
        ),
    ]
    rule_group: Annotated[str, Meta(description="Code of the group of rules, such as fortnight.")]
    rule: Annotated[str, Meta(description="Code of the rule it stands at.")]
    subject_kind: Annotated[str, Meta(description="What it is about: account, county, platform, …")]
    subject: Annotated[str, Meta(description="Account's id, region's code or platform's code.")]
    subject_name: Annotated[str, Meta(description="Chinese name of the subject.")]
    platform: f.Platform
    level: f.LevelOrEmpty
    city_code: f.CityCode
    city_name: f.CityName
    county_code: f.CountyCode
    county_name: f.CountyName
    sentence: Annotated[str, Meta(description="What is the matter, in one Chinese sentence.")]
    opened_at: Annotated[datetime, Meta(tz=True, description="Instant it opened (UTC).")]
    changed_at: Annotated[datetime, Meta(tz=True, description="Instant it last escalated or ended (UTC).")]
    closed_at: Annotated[datetime | None, Meta(description="Instant it ended (UTC); null while open.")]
    closed_as: Annotated[
        str, Meta(description="How it ended: recovered, corrected, checked, left, merged; empty while open.")
    ]
    days_left: Annotated[
        int | None, Meta(description="Days until the veto (14 days of silence); negative when past.")
    ]
    acknowledged_by: Annotated[str, Meta(description="Who took it on; empty while nobody has.")]


class FollowUp(Struct, kw_only=True):
    """Something assigned about a gap or an alert, and the post that shows it was done."""

    follow_up_id: Annotated[str, Meta(description="Id of the follow-up.")]
    aim: Annotated[
        Aim,
        Meta(description="update: publish again; audience: address an audience; carry: carry a release."),
    ]
    subject_name: Annotated[str, Meta(description="Whom it is for: name of the account, unit or region.")]
    account_id: Annotated[str, Meta(description="Id of that account; empty where it is for no one account.")]
    unit: Annotated[str, Meta(description="Name of that unit; empty where it is for an account or a region.")]
    department: Annotated[
        str, Meta(description="Code of the account's department line; empty for others and the brigade.")
    ]
    region_code: f.RegionCode
    region_name: f.RegionName
    city_code: f.CityCode
    city_name: f.CityName
    audience: Annotated[str, Meta(description="Code of the audience to be addressed; else empty.")]
    release_id: Annotated[str, Meta(description="Id of the release to be carried; else empty.")]
    release_title: Annotated[str, Meta(description="Title of that release; else empty.")]
    episode_id: Annotated[str, Meta(description="Id of the alert it comes from (episodes); else empty.")]
    what: Annotated[str, Meta(description="What whoever assigned it wrote, in Chinese; may be empty.")]
    wanted: Annotated[str, Meta(description="What has to be seen by when, in one Chinese sentence.")]
    assigned_at: Annotated[datetime, Meta(tz=True, description="Instant it was assigned (UTC).")]
    due_at: Annotated[datetime, Meta(tz=True, description="Instant by which it is to be done (UTC).")]
    entered_by: Annotated[str, Meta(description="Who assigned it.")]
    accounts: Annotated[int, Meta(description="Gathered accounts on the roster whose post can fulfil it.")]
    seen_until: Annotated[
        datetime | None,
        Meta(description="Instant (UTC) until which all these accounts were seen; null where one was not."),
    ]
    state: Annotated[
        FollowUpState,
        Meta(
            description="open: not due, or due and not looked at since; overdue: not done though we looked; "
            "fulfilled: done in time; fulfilled_late: done after it was due; withdrawn: taken back."
        ),
    ]
    fulfilled_at: Annotated[
        datetime | None,
        Meta(description="Instant of the post that closed it (UTC); null while there is none."),
    ]
    lag_hours: Annotated[
        float | None,
        Meta(description="Hours from the assignment until then; 0 where the release was carried before."),
    ]
    evidence_account_name: Annotated[
        str, Meta(description="Name of the account that closed it; empty while none did.")
    ]
    post_id: Annotated[str, Meta(description="Id of the post that closed it; empty while there is none.")]
    title: Annotated[str, Meta(description="Title of that post, else the beginning of its text.")]
    url: Annotated[str, Meta(description="Address of that post.")]


class ReachByLevel(Struct, kw_only=True):
    """Reach of a level within one platform."""

    level: f.LevelCode
    level_order: f.LevelOrder
    platform: f.Platform
    platform_name: f.PlatformName
    basis: f.Basis
    accounts: f.Accounts
    posts: f.Posts
    mature_posts: f.MaturePosts
    young_posts: f.YoungPosts
    missing_posts: f.MissingPosts
    reach_7d: f.Reach
    reach_7d_median: f.ReachMedian
    reach_7d_per_account: Annotated[float | None, Meta(description="Reach divided by the accounts.")]


class ReachByRegion(Struct, kw_only=True):
    """Reach of a region's own accounts within one platform."""

    region_code: f.RegionCode
    region_name: f.RegionName
    city_code: f.CityCode
    city_name: f.CityName
    level: f.LevelCode
    platform: f.Platform
    basis: f.Basis
    accounts: f.Accounts
    posts: f.Posts
    mature_posts: f.MaturePosts
    young_posts: f.YoungPosts
    missing_posts: f.MissingPosts
    reach: f.Reach
    reach_median: f.ReachMedian
    population: f.Population
    reach_per_1000: Annotated[
        float | None, Meta(description="Reach per 1,000 residents; who read two posts counts twice.")
    ]


class ReachByTopic(Struct, kw_only=True):
    """Reach of a topic within one platform and level; a post of two topics counts under both."""

    topic: Annotated[str, Meta(description="Code of the topic.")]
    topic_name: Annotated[str, Meta(description="Its Chinese name.")]
    level: f.LevelCode
    level_order: f.LevelOrder
    platform: f.Platform
    basis: f.Basis
    posts: f.Posts
    mature_posts: f.MaturePosts
    young_posts: f.YoungPosts
    missing_posts: f.MissingPosts
    reach: f.Reach
    reach_median: f.ReachMedian


class ReachByWeek(Struct, kw_only=True):
    """Reach of a week's posts within one platform and level."""

    week: f.Week
    level: f.LevelCode
    level_order: f.LevelOrder
    platform: f.Platform
    basis: f.Basis
    posts: f.Posts
    mature_posts: f.MaturePosts
    young_posts: f.YoungPosts
    missing_posts: f.MissingPosts
    reach: f.Reach
    reach_median: f.ReachMedian


class ChannelRegion(Struct, kw_only=True):
    """What a region did by a channel other than posts in a month; a city's is not its counties'."""

    period_start: Annotated[date, Meta(description="First day of the month (Asia/Shanghai).")]
    region_code: f.RegionCode
    region_name: f.RegionName
    city_code: f.CityCode
    city_name: f.CityName
    level: f.LevelCode
    channel: Annotated[
        Channel,
        Meta(
            description="sms, event, learning (the learning platform), screen (broadcast and outdoor "
            "screens) or meeting (consultations between departments)."
        ),
    ]
    channel_name: Annotated[str, Meta(description="Its Chinese name.")]
    basis_name: Annotated[
        str,
        Meta(
            description="In Chinese: what `amount` counts (送达条数 messages delivered, 参加人次 visits, "
            "学习人次 learners a day, 播放次数 plays); empty for meetings."
        ),
    ]
    records: Annotated[
        int, Meta(description="Batches, events, days of a unit, runs on a screen or meetings begun in it.")
    ]
    records_unknown: Annotated[int, Meta(description="Of these, such without an amount; 0 for meetings.")]
    amount: Annotated[
        int | None,
        Meta(
            description="Sum of the amounts we know, in the unit of `basis_name`; null where none is known. "
            "Never add it over channels, nor to posts or reach."
        ),
    ]
    addressed: Annotated[
        int | None, Meta(description="SMS sent in the batches with a receipt; null for other channels.")
    ]
    delivered_rate: Annotated[
        float | None, Meta(description="Part (0 to 1) of these delivered; null for other channels.")
    ]
    population: f.Population
    amount_per_thousand: Annotated[float | None, Meta(description="Amount per 1,000 residents.")]
    posts: Annotated[
        int | None,
        Meta(
            description="Beside it, in no sum: posts of the region's own accounts in the same month; null "
            "without an account."
        ),
    ]


class AwarenessGap(Struct, kw_only=True):
    """How much a group knows of a topic by the newest survey, and how much was said to it in 365 days."""

    survey: Annotated[str, Meta(description="Name of the survey.")]
    wave: Annotated[int, Meta(description="Year of its newest wave in the region.")]
    region_code: f.RegionCode
    region_name: f.RegionName
    level: f.LevelCode
    level_order: f.LevelOrder
    city_code: f.CityCode
    city_name: f.CityName
    topic: Annotated[str, Meta(description="Code of the topic.")]
    topic_name: Annotated[str, Meta(description="Its Chinese name.")]
    dimension: Annotated[
        str, Meta(description="What the groups are divided by: residence, age, occupation, employment, …")
    ]
    dimension_name: Annotated[str, Meta(description="Its Chinese name.")]
    group_code: Annotated[str, Meta(description="Code of the group within it, such as rural.")]
    group_name: Annotated[str, Meta(description="Its Chinese name.")]
    audiences: Annotated[list[str], Meta(description="Codes of the audiences the group stands for.")]
    audience_names: Annotated[list[str], Meta(description="Their Chinese names.")]
    respondents: Annotated[int, Meta(description="People asked, at the question that fewest answered.")]
    small: Annotated[bool, Meta(description="Whether these are fewer than 30: an indication, in no rank.")]
    rate: Annotated[float, Meta(description="Part (0 to 1) of the group that knows, weighted.")]
    rate_low: Annotated[float, Meta(description="95% limit of the rate.")]
    rate_high: Annotated[float, Meta(description="95% limit of the rate.")]
    topic_posts: Annotated[
        int, Meta(description="Posts on the topic in 365 days by the region and all below it.")
    ]
    audience_posts: Annotated[int, Meta(description="Of these, posts that address these audiences.")]
    post_share: Annotated[
        float | None, Meta(description="Part (0 to 1) they are; null where none is on the topic.")
    ]
    sms_delivered: Annotated[
        int, Meta(description="SMS on the topic delivered to these audiences in the same days; not posts.")
    ]
    events: Annotated[
        int, Meta(description="Events on the topic for these audiences in the same days; not posts.")
    ]
    know_rank: Annotated[
        int | None,
        Meta(description="Place by rate within region and topic, 1 knows least; null where not comparable."),
    ]
    spoken_rank: Annotated[
        int | None,
        Meta(description="Place by share of posts, 1 is spoken to least; null where not comparable."),
    ]
    gap_rank: Annotated[
        int | None, Meta(description="Place by the sum of both, 1 is to be addressed first; null without.")
    ]
    sentence: Annotated[str, Meta(description="All of it for a planner, in Chinese.")]


class Campaign(Struct, kw_only=True):
    """A campaign that people entered, with who has taken part so far."""

    campaign_id: Annotated[str, Meta(description="Id of the campaign.")]
    name: Annotated[str, Meta(description="Its name.")]
    first_day: Annotated[date, Meta(description="Its first day (Asia/Shanghai).")]
    last_day: Annotated[date, Meta(description="Its last day, inside (Asia/Shanghai).")]
    state: Annotated[Literal["upcoming", "running", "over"], Meta(description="Whether it is on today.")]
    topics: Annotated[list[str], Meta(description="Codes of its topics.")]
    audiences: Annotated[list[str], Meta(description="Codes of its audiences.")]
    regions: Annotated[list[str], Meta(description="Codes of the regions expected; empty for all.")]
    levels: Annotated[list[str], Meta(description="Levels expected; empty for all.")]
    departments: Annotated[list[str], Meta(description="Departments expected; empty for all.")]
    accounts: Annotated[int, Meta(description="Accounts expected, as far as you may see them.")]
    accounts_published: Annotated[int, Meta(description="Of these, accounts that published.")]
    accounts_in_time: Annotated[int, Meta(description="Of these, accounts that published in time.")]
    posts: f.Posts


class CampaignDropOff(Struct, kw_only=True):
    """What a level keeps of the level above it within a campaign."""

    campaign_id: Annotated[str, Meta(description="Id of the campaign.")]
    campaign_name: Annotated[str, Meta(description="Its name.")]
    voice: Annotated[Voice, Meta(description="output, reach, adoption or carried_reach.")]
    platform: Annotated[str, Meta(description="Platform of the reach; empty for output and adoption.")]
    level: f.LevelCode
    level_order: f.LevelOrder
    numerator: Annotated[float | None, Meta(description="Posts, reach, adoptions or carried reach.")]
    denominator: Annotated[float, Meta(description="Account-weeks, accounts or watched targets.")]
    unknown: Annotated[int, Meta(description="What is not in the denominator, since we could not look.")]
    value: Annotated[float | None, Meta(description="Numerator divided by denominator; null without any.")]
    retention: f.Retention
