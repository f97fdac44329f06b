"""The alert rules as data: what fires when, and how grave it is.

The fortnight rule is the veto 内容不更新 of 国办秘函〔2019〕19号: no update in the two weeks before the
moment of checking. Its earlier stages are ours, so that a county hears of it while there is time to post.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Literal

RuleGroup = Literal["fortnight", "collector"]
Severity = Literal["提示", "预警", "催办", "否决", "技术"]

FORTNIGHT: Final = "fortnight"
COLLECTOR: Final = "collector"
VETO: Final = "veto"

SEVERITIES: Final[tuple[Severity, ...]] = ("否决", "催办", "预警", "提示", "技术")
"""The gravest first."""


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
    """All that can be tuned. `stages` go from the mildest to the gravest; the last one is the veto."""

    stages: tuple[Stage, ...] = (
        Stage("veto_notice", "提示", 7),
        Stage("veto_warn", "预警", 10),
        Stage("veto_urgent", "催办", 12, working_days=2),
        Stage(VETO, "否决", 14),
    )
    stale_after: timedelta = timedelta(hours=24)
    outage_share: float = 0.2
    outage_accounts: int = 3
    """More than the share of a platform's accounts, and at least so many, failing together: one outage."""

    @property
    def veto_days(self) -> int:
        """The day of silence that is the veto."""
        return self.stages[-1].silent_days

    def stage(self, silent_days: int, working_days_left: int) -> Stage | None:
        """The gravest stage that holds, None where all is well."""
        holding = [
            stage
            for stage in self.stages
            if silent_days >= stage.silent_days or working_days_left < stage.working_days
        ]
        return holding[-1] if holding else None

    def rank(self, rule: str) -> int:
        """How grave a rule is within its group: a higher rank is an escalation; -1 for none."""
        ranks = {stage.rule: rank for rank, stage in enumerate(self.stages)} | {COLLECTOR: 0}
        return ranks.get(rule, -1)


DEFAULT_RULES: Final = Rules()
