"""The fields that answers share: the type of each, with its meaning and unit as the specification says it.

A field has the name of its column in the views. Unknown is null, never 0.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from msgspec import Meta

from hub.platforms import Level
from warehouse.warnings import Risk

AccountId = Annotated[str, Meta(description="Id of the account.")]
AccountName = Annotated[str, Meta(description="Name of the account; its id where it is not on the roster.")]
Platform = Annotated[str, Meta(description="Code of the platform, such as wechat or douyin.")]
PlatformName = Annotated[str, Meta(description="Chinese name of the platform.")]
LevelCode = Annotated[Level, Meta(description="Level: province, city or county.")]
LevelOrEmpty = Annotated[
    str, Meta(description="Level: province, city or county; empty for what has none, or is off the roster.")
]
LevelOrder = Annotated[int, Meta(description="Place of the level: 0 province, 1 city, 2 county.")]
RegionCode = Annotated[str, Meta(description="Administrative code of the region; empty for a unit without.")]
RegionName = Annotated[str, Meta(description="Chinese name of the region.")]
CityCode = Annotated[
    str, Meta(description="Code of the city; empty for the province and for counties it runs itself.")
]
CityName = Annotated[
    str, Meta(description="Chinese name of the city; 省直管 for counties the province runs.")
]
CountyCode = Annotated[str, Meta(description="Code of the county; empty above the counties.")]
CountyName = Annotated[str, Meta(description="Chinese name of the county; empty above the counties.")]
Kind = Annotated[str, Meta(description="What the account's owner is: brigade, department, media, township.")]
Department = Annotated[str, Meta(description="Code of the department line; empty for the brigade.")]
Unit = Annotated[str, Meta(description="Chinese name of the unit that runs the account.")]

PostId = Annotated[str, Meta(description="Id of the post: platform, colon, the platform's own id.")]
Title = Annotated[str, Meta(description="Title as published; may be empty.")]
Url = Annotated[str, Meta(description="Address of the post; may be empty.")]
Topics = Annotated[list[str], Meta(description="Codes of its topics, the main one first.")]
Audiences = Annotated[
    list[str], Meta(description="Codes of the audiences it addresses; empty for everybody.")
]

ReleaseId = Annotated[str, Meta(description="Id of the release: the id of the post that was first.")]
ReleaseTitle = Annotated[str, Meta(description="Title of the first post, else the beginning of its text.")]
IssuedAt = Annotated[datetime, Meta(tz=True, description="Instant the release was issued (UTC).")]
IssuedDay = Annotated[date, Meta(description="Day of the issue (Asia/Shanghai).")]
LagHours = Annotated[float, Meta(description="Time from the issue until it was carried (hours).")]
LagOrNone = Annotated[
    float | None, Meta(description="Time from the issue until it was carried (hours); null where it was not.")
]

WarningId = Annotated[str, Meta(description="Id of the warning.")]
WarningTitle = Annotated[str, Meta(description="Its title, else that of the post that was first.")]
RiskLevel = Annotated[Risk, Meta(description="How grave, the mildest first: blue, yellow, orange, red.")]
WarnedAt = Annotated[datetime, Meta(tz=True, description="Instant the warning was issued (UTC).")]
ExpiresAt = Annotated[datetime, Meta(tz=True, description="Instant it expires (UTC).")]
Population = Annotated[int | None, Meta(description="Residents (census of 2020); null where unknown.")]

Basis = Annotated[
    str,
    Meta(description="What reach counts: readers (persons), views (times); empty where none is published."),
]
Posts = Annotated[int, Meta(description="Number of posts that are not deleted.")]
MaturePosts = Annotated[
    int, Meta(description="Posts old enough that have their figure: what reach is about.")
]
YoungPosts = Annotated[int, Meta(description="Posts that are too young to be compared; in no total.")]
MissingPosts = Annotated[int, Meta(description="Posts old enough of which the figure is missing.")]
Reach = Annotated[
    int | None,
    Meta(
        description="Reach at the age of 7 days, in the unit of `basis`; null while unknown. Never add it "
        "over platforms."
    ),
]
ReachMedian = Annotated[
    float | None, Meta(description="Median reach of a mature post, in the unit of `basis`.")
]

Week = Annotated[date, Meta(description="Monday of the week of publication (Asia/Shanghai).")]
Accounts = Annotated[int, Meta(description="Number of accounts on the roster.")]
Retention = Annotated[
    float | None,
    Meta(description="This level's value divided by that of the level above; may exceed 1; null at the top."),
]
