"""The questions that can be asked, once for both doors: what `api/door.py` serves under a path,
`api/tools.py` offers as a tool.

A question is a SQL file with bound parameters, the struct of its rows, the struct of its filters, and the
columns its pages are ordered by (`key`; together they tell a row from every other, and none is null).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from msgspec import Struct

from api import filters, rows

_QUERIES: Final = Path(__file__).parent / "queries"


@dataclass(frozen=True)
class Question:
    """One question. `summary` and `description` are what a person or an assistant chooses it by."""

    name: str
    path: str
    row: type[Struct]
    filters: type[filters.Paging]
    key: tuple[str, ...]
    summary: str
    description: str

    @property
    def sql(self) -> str:
        """Its SQL, from the file of its name."""
        return (_QUERIES / f"{self.name}.sql").read_text(encoding="utf-8")


QUESTIONS: Final = (
    Question(
        "accounts",
        "/v1/accounts",
        rows.Account,
        filters.AccountFilters,
        ("account_id",),
        "Accounts on the roster, and whether they still publish",
        "Use it to find an account's id, or who is silent: state=silent are accounts without an update for "
        "14 days, state=unknown those we could not look at.",
    ),
    Question(
        "posts",
        "/v1/posts",
        rows.Post,
        filters.PostFilters,
        ("published_at", "post_id"),
        "Posts, the newest first, with topics, audiences and reach",
        "Use it for what an account, a place or a level published on a topic or to an audience in a period. "
        "Reach is compared at the age of 7 days; younger posts have none yet.",
    ),
    Question(
        "releases",
        "/v1/releases",
        rows.Release,
        filters.ReleaseFilters,
        ("issued_at", "release_id"),
        "Releases (posts that others carried) and how many of their targets carried them",
        "Use it to find the release people mean by its day or topic; then ask release_counties or targets "
        "with its release_id for who carried it. Fire-risk warnings that were entered are in warnings.",
    ),
    Question(
        "targets",
        "/v1/targets",
        rows.Target,
        filters.TargetFilters,
        ("issued_at", "release_id", "account_id"),
        "Which accounts carried a release, and which did not",
        "One row for each release and account that was to carry it. state=missing are those that did not "
        "though we watched; state=unknown is not missing.",
    ),
    Question(
        "release_counties",
        "/v1/release-counties",
        rows.ReleaseCounty,
        filters.ReleaseCountyFilters,
        ("issued_at", "release_id", "county_code"),
        "Which counties carried a release, and which missed it",
        "Answers “which counties missed Tuesday's release?”: give that day as `from` and `to` and "
        "state=missing. Counties without an account are blank, those we could not watch unknown: neither "
        "missed it. For a fire-risk warning ask warning_counties first; where warnings has no row of that "
        "day, nobody entered it, and it is here as a post that others carried.",
    ),
    Question(
        "warnings",
        "/v1/warnings",
        rows.RiskWarning,
        filters.WarningFilters,
        ("issued_at", "warning_id"),
        "Fire-risk warnings that people entered, and how far each came",
        "Use it to find the warning people mean by its day, and for what part of the counties and residents "
        "it reached within 2, 6 and 24 hours, whom it did not reach before it expired and where it broke "
        "off. Ask warning_counties with its warning_id for county by county.",
    ),
    Question(
        "warning_counties",
        "/v1/warning-counties",
        rows.WarningCounty,
        filters.WarningCountyFilters,
        ("issued_at", "warning_id", "region_code"),
        "Which counties a fire-risk warning reached, after how many hours, and which missed it",
        "Answers “which counties missed Tuesday's warning?”: give that day as `from` and `to` and "
        "state=not_reached: those that carried it late, did not (missing) or publish nothing (silent). "
        "Unknown, waiting, not_asked and blank counties did not miss it. Where warnings has no row of that "
        "day, nobody entered one: ask release_counties.",
    ),
    Question(
        "adoptions",
        "/v1/adoptions",
        rows.Adoption,
        filters.AdoptionFilters,
        ("adopted_at", "release_id", "post_id"),
        "Posts that carry a release, with lag and likeness",
        "Use it for who carried a release when, by which post, and how far that post went.",
    ),
    Question(
        "drop_off",
        "/v1/drop-off",
        rows.DropOff,
        filters.DropOffFilters,
        ("voice_order", "dimension", "key", "platform", "level_order"),
        "The drop-off from province to city to county",
        "What each level keeps of the level above, in four voices: output, reach, adoption, carried reach. "
        "Ask dimension=all for the total.",
    ),
    Question(
        "counties",
        "/v1/counties",
        rows.County,
        filters.CountyFilters,
        ("region_code",),
        "Counties: active, stalled, blank or unknown",
        "Use it for which counties have stalled (all their accounts silent for 14 days), which have no "
        "account at all (blank), and which we could not look at (unknown).",
    ),
    Question(
        "episodes",
        "/v1/episodes",
        rows.Episode,
        filters.EpisodeFilters,
        ("opened_at", "episode_id"),
        "Alerts, open and past",
        "One row an episode: who is warned of what since when, how many days are left until the veto, and "
        "who has taken it on. Ask state=open for what is open now.",
    ),
    Question(
        "follow_ups",
        "/v1/follow-ups",
        rows.FollowUp,
        filters.FollowUpFilters,
        ("assigned_at", "follow_up_id"),
        "What was assigned about gaps and alerts, by when, and the post that closed it",
        "Use it for who has not done what was assigned: state=overdue (we looked after the term and found no "
        "post), state=open (not due, or not looked at since: not yet anybody's failure); state=closed are "
        "those a post has closed, with that post.",
    ),
    Question(
        "reach_by_level",
        "/v1/reach/levels",
        rows.ReachByLevel,
        filters.ReachByLevelFilters,
        ("level_order", "platform"),
        "Reach by level and platform",
        "Reach at the age of 7 days. Never add it over platforms: persons and times are different things.",
    ),
    Question(
        "reach_by_region",
        "/v1/reach/regions",
        rows.ReachByRegion,
        filters.ReachByRegionFilters,
        ("region_code", "platform"),
        "Reach by region and platform, also per 1,000 residents",
        "Of each region's own accounts: a county's reach is not part of its city's.",
    ),
    Question(
        "reach_by_topic",
        "/v1/reach/topics",
        rows.ReachByTopic,
        filters.ReachByTopicFilters,
        ("topic", "level_order", "platform"),
        "Reach by topic, level and platform",
        "A post of two topics counts under both, so topics do not add up.",
    ),
    Question(
        "reach_by_week",
        "/v1/reach/weeks",
        rows.ReachByWeek,
        filters.ReachByWeekFilters,
        ("week", "level_order", "platform"),
        "Reach by week of publication, level and platform",
        "The newest week first. A week whose posts are young says so, and is not comparable yet.",
    ),
    Question(
        "channel_regions",
        "/v1/channels/regions",
        rows.ChannelRegion,
        filters.ChannelRegionFilters,
        ("period_start", "region_code", "channel"),
        "SMS, events, the learning platform, screens and consultations, by region and month",
        "Use it for what was done by other ways than posts. Each channel counts something else: never add "
        "amounts over channels, nor to posts, which stand beside them, nor to reach. Each region's are its "
        "own: a county's are not part of its city's.",
    ),
    Question(
        "awareness_gaps",
        "/v1/awareness/gaps",
        rows.AwarenessGap,
        filters.AwarenessGapFilters,
        ("level_order", "region_code", "survey", "topic", "dimension", "group_code"),
        "Who knows least about a topic and is spoken to least about it, by region",
        "Answers “whom should we address next, about what?”: ask rank=first, and give `sentence` as it is. "
        "Groups of fewer than 30 respondents are marked small and have no rank. Regions you see only in part "
        "are not in it.",
    ),
    Question(
        "campaigns",
        "/v1/campaigns",
        rows.Campaign,
        filters.CampaignFilters,
        ("first_day", "campaign_id"),
        "Campaigns, and who has taken part",
        "What is to be spoken of, to whom, when and by whom, with how many of those expected have published.",
    ),
    Question(
        "campaign_drop_off",
        "/v1/campaigns/drop-off",
        rows.CampaignDropOff,
        filters.CampaignDropOffFilters,
        ("campaign_id", "voice", "platform", "level_order"),
        "The drop-off from province to city to county within a campaign",
        "As drop_off, over a campaign's own days and accounts. Give `campaign`, from campaigns.",
    ),
)


def named(name: str, questions: Iterable[Question] = QUESTIONS) -> Question | None:
    """The question of a name; None where there is none."""
    return next((question for question in questions if question.name == name), None)
