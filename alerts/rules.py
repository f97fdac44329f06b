"""The alert rules as data: which there are, how grave each is, and the numbers they go by.

The fortnight rule is the veto 内容不更新 of 国办秘函〔2019〕19号: no update in the two weeks before the
moment of checking. Its earlier stages are ours, so that a county hears of it while there is time to post.
The numbers are defaults; a deployment sets its own by jurisdiction, platform and kind (`thresholds.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Literal

RuleGroup = Literal[
    "fortnight",
    "holiday",
    "rhythm",
    "volume",
    "reach",
    "county",
    "dormant",
    "release",
    "release_gap",
    "audience",
    "recall",
    "original",
    "collector",
    "identity",
    "authorisation",
    "export",
    "follow_up",
]
Severity = Literal["否决", "催办", "预警", "核查", "提示", "建议", "技术"]

FORTNIGHT: Final = "fortnight"
COLLECTOR: Final = "collector"
EXPORT: Final = "export"
FOLLOW_UP: Final = "follow_up"
VETO: Final = "veto"

SEVERITIES: Final[tuple[Severity, ...]] = ("否决", "催办", "预警", "核查", "提示", "建议", "技术")
"""The gravest first."""


@dataclass(frozen=True)
class Rule:
    """A rule: the group whose episodes it may be the stage of, and how grave it is."""

    rule: str
    group: RuleGroup
    severity: Severity


RULES: Final[dict[str, Rule]] = {
    rule.rule: rule
    for rule in (
        Rule("veto_notice", "fortnight", "提示"),
        Rule("veto_warn", "fortnight", "预警"),
        Rule("veto_urgent", "fortnight", "催办"),
        Rule(VETO, "fortnight", "否决"),
        Rule("holiday_lookahead", "holiday", "预警"),
        Rule("own_rhythm", "rhythm", "预警"),
        Rule("volume_drop", "volume", "提示"),
        Rule("reach_drop", "reach", "提示"),
        Rule("county_stalled", "county", "催办"),
        Rule("dormant", "dormant", "建议"),
        Rule("release_late", "release", "提示"),
        Rule("release_overdue", "release", "催办"),
        Rule("release_gap", "release_gap", "预警"),
        Rule("audience_gap", "audience", "提示"),
        Rule("recall", "recall", "核查"),
        Rule("low_original", "original", "提示"),
        Rule(COLLECTOR, "collector", "技术"),
        Rule("identity", "identity", "核查"),
        Rule("authorisation_due", "authorisation", "预警"),
        Rule("authorisation_ended", "authorisation", "催办"),
        Rule("export_late", EXPORT, "提示"),
        Rule("follow_up_late", FOLLOW_UP, "提示"),
        Rule("follow_up_overdue", FOLLOW_UP, "催办"),
    )
}
"""By name; within a group from the mildest stage to the gravest."""


@dataclass(frozen=True)
class Stage:
    """A stage of the fortnight rule.

    It holds from `silent_days` Beijing days on, or when fewer than `working_days` are left, today included,
    before the day of the veto.
    """

    rule: str
    severity: Severity
    silent_days: int
    working_days: int = 0


@dataclass(frozen=True)
class Rules:
    """The numbers of all rules for one account, with the defaults. Shares are from 0 to 1."""

    veto_notice_days: int = 7
    veto_warn_days: int = 10
    veto_urgent_days: int = 12
    veto_urgent_working_days: int = 2
    """Fewer working days than these before the day of the veto are urgent."""
    veto_days: int = 14
    holiday_days: int = 3
    """A break of at least so many days off is looked ahead to."""
    rhythm_false_alarms: float = 0.04
    """False alarms of own_rhythm an account may have in a month."""
    rhythm_silent_days: int = 2
    """Own rhythm never speaks before so many times 24 hours."""
    rhythm_gaps: int = 8
    """Own rhythm needs to know so many gaps in 180 days."""
    volume_share: float = 0.25
    volume_back_share: float = 0.5
    volume_posts: int = 4
    """Of the eight weeks before the last seven days, the median week must have so many posts."""
    reach_share: float = 0.25
    reach_back_share: float = 0.5
    reach_posts: int = 4
    dormant_days: int = 90
    release_late_hours: int = 72
    release_warning_late_hours: int = 24
    """The same for releases that are warnings."""
    release_gap_share: float = 0.5
    audience_days: int = 30
    original_share: float = 0.9
    """Low original: carried texts among the posts of 30 days."""
    original_back_share: float = 0.8
    original_posts: int = 10
    stale_hours: int = 24
    """Without a successful visit for so long, an account is unknown."""
    outage_share: float = 0.2
    outage_accounts: int = 3
    """More than the share of a platform's accounts, and at least so many, failing together: one outage."""

    @property
    def stages(self) -> tuple[Stage, ...]:
        """The stages of the fortnight rule, from the mildest to the gravest."""
        return (
            Stage("veto_notice", "提示", self.veto_notice_days),
            Stage("veto_warn", "预警", self.veto_warn_days),
            Stage("veto_urgent", "催办", self.veto_urgent_days, self.veto_urgent_working_days),
            Stage(VETO, "否决", self.veto_days),
        )

    @property
    def stale_after(self) -> timedelta:
        return timedelta(hours=self.stale_hours)

    def stage(self, silent_days: int, working_days_left: int) -> Stage | None:
        """The gravest stage that holds, None where all is well."""
        holding = [
            stage
            for stage in self.stages
            if silent_days >= stage.silent_days or working_days_left < stage.working_days
        ]
        return holding[-1] if holding else None

    def rank(self, rule: str) -> int:
        """How grave a rule is within its group: see `rank`."""
        return rank(rule)


def rank(rule: str) -> int:
    """How grave a rule is within its group: a higher rank is an escalation; -1 for none."""
    return _RANKS.get(rule, -1)


_RANKS: Final = {
    rule.rule: [other.rule for other in RULES.values() if other.group == rule.group].index(rule.rule)
    for rule in RULES.values()
}

DEFAULT_RULES: Final = Rules()
