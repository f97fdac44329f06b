"""层层递减: what each level keeps of the level above, the slowest hop, and every city with its interval."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import exp, sqrt

from dashboards.reports.charts import LEVEL_COLOURS, Rate, rates_chart
from dashboards.reports.document import Block, Chart, Column, Definition, Paragraph, Table, row
from dashboards.reports.facts import Adoption, Facts
from dashboards.reports.periods import Period
from dashboards.reports.sections.section import Section
from dashboards.reports.wording import FEW, days_words, hours, percent, rate


def drop_off(facts: Facts) -> Section:
    """The section 层层递减."""
    period = facts.adoption_period
    levels = facts.adoption("level", period)
    if not sum(level.eligible for level in levels):
        words = f"{_days(period)}首发的省级发布没有一件满 72 小时且可判断，本期不计算递减。"
        return Section("层层递减", [Paragraph(words)])
    blocks: list[Block] = [
        Paragraph(_words(facts, levels)),
        _by_level(levels),
        _chart(levels, "各级 72 小时采用率"),
    ]
    if facts.scope.level == "province":
        blocks += _by_city(facts)
    blocks.append(_definition(period))
    return Section("层层递减", blocks)


def retention_limits(lower: Adoption, upper: Adoption) -> tuple[float, float] | None:
    """The 95 % limits of a ratio of two rates by the log method; None where a level has no adopter."""
    if not lower.adopters or not upper.adopters:
        return None
    ratio = _share(lower) / _share(upper)
    spread = sqrt(1 / lower.adopters - 1 / lower.eligible + 1 / upper.adopters - 1 / upper.eligible)
    return ratio * exp(-1.96 * spread), ratio * exp(1.96 * spread)


def _share(one: Adoption) -> float:
    return one.adopters / one.eligible


def _words(facts: Facts, levels: Sequence[Adoption]) -> str:
    releases = max(level.releases for level in levels)
    first = f"{_days(facts.adoption_period)}首发、已满 72 小时的省级发布 {releases} 件。"
    return first + _steepest(levels) + _slowest(levels) + _earlier(facts, levels)


def _steepest(levels: Sequence[Adoption]) -> str:
    """Between which two levels most is lost."""
    steps = [
        (_share(upper) - _share(lower), upper, lower)
        for upper, lower in pairwise(levels)
        if upper.eligible >= FEW and lower.eligible >= FEW
    ]
    if not steps:
        return ""
    lost, upper, lower = max(steps, key=lambda step: step[0])
    if lost <= 0:
        return "各级之间没有递减。"
    fall = f"采用率由 {percent(_share(upper))} 降到 {percent(_share(lower))}"
    return f"从{upper.name}到{lower.name}落差最大，{fall}，相差 {lost * 100:.1f} 个百分点。"


def _slowest(levels: Sequence[Adoption]) -> str:
    """Which level takes longest until half have carried, and which never get there."""
    timed = [(level.median_lag_hours, level.name) for level in levels if level.median_lag_hours is not None]
    words = ""
    if timed:
        lag, name = max(timed)
        words = f"半数账号完成转载最慢的是{name}，用时 {hours(lag)}。"
    never = [level.name for level in levels if level.eligible and level.median_lag_hours is None]
    return words + (f"{'、'.join(never)} 72 小时内转载的不到一半，没有中位用时。" if never else "")


def _earlier(facts: Facts, levels: Sequence[Adoption]) -> str:
    before = {one.key: one for one in facts.adoption("level", _before(facts))}
    rates = [
        f"{level.name} {percent(_share(before[level.key]))}"
        for level in levels
        if level.key in before and before[level.key].eligible >= FEW
    ]
    return f"上一期采用率：{'，'.join(rates)}。" if rates else "上一期没有可比的发布。"


def _before(facts: Facts) -> Period:
    """The stretch of releases before the one that is told."""
    period = facts.adoption_period
    if period.kind == "monthly":
        return period.previous
    return Period(period.kind, period.begin - (period.until - period.begin), period.begin)


def _by_level(levels: Sequence[Adoption]) -> Table:
    rows = []
    for place, level in enumerate(levels):
        above = levels[place - 1] if place else None
        rows.append(
            row(
                level.name,
                level.targets,
                level.unknown,
                f"{level.adopters}/{level.eligible}",
                rate(level.adopters, level.eligible),
                _retention(level, above),
                _lost(level, above),
                hours(level.median_lag_hours),
            )
        )
    columns = (
        Column("级别", "left", 0.8),
        Column("应转载（账号次）", share=1.2),
        Column("未知", share=0.7),
        Column("采用", share=1.0),
        Column("采用率（95% 区间）", share=1.6),
        Column("留存率（95% 区间）", share=1.6),
        Column("衰减", share=0.8),
        Column("半数转载用时", share=1.1),
    )
    return Table("各级 72 小时采用率与层级留存", columns, rows)


def _retention(level: Adoption, above: Adoption | None) -> str:
    if above is None or not above.adopters or min(level.eligible, above.eligible) < FEW:
        return "–"
    limits = retention_limits(level, above)
    words = percent(_share(level) / _share(above))
    return f"{words}（{limits[0] * 100:.0f}–{limits[1] * 100:.0f}）" if limits else words


def _lost(level: Adoption, above: Adoption | None) -> str:
    if above is None or not above.adopters or min(level.eligible, above.eligible) < FEW:
        return "–"
    return percent(1 - _share(level) / _share(above))


def _by_city(facts: Facts) -> list[Block]:
    cities = [city for city in facts.adoption("city", facts.adoption_period) if city.eligible]
    rates = [Rate(city.name, city.adopters, city.eligible) for city in cities]
    blocks: list[Block] = []
    if rates:
        caption = "各市（含所辖县）72 小时采用率及 95% 区间；区间重叠的不分高下"
        words = "；".join(f"{one.name} {one.successes}/{one.trials}" for one in rates)
        blocks.append(Chart(caption, rates_chart(rates, "72 小时采用率"), words))
    return blocks


def _chart(levels: Sequence[Adoption], name: str) -> Chart:
    rates = [
        Rate(level.name, level.adopters, level.eligible, LEVEL_COLOURS[level.key])
        for level in levels
        if level.eligible
    ]
    words = "；".join(f"{one.name} {one.successes}/{one.trials}" for one in rates)
    return Chart(f"{name}及 95% 区间", rates_chart(rates, "72 小时采用率"), words)


def _days(period: Period) -> str:
    return days_words(period.begin, period.until)


def _definition(period: Period) -> Definition:
    shifted = "" if period.kind == "monthly" else "取 72 小时在统计期内届满的发布；"
    return Definition(
        "口径：采用率 = 72 小时内转载的账号次 ÷ 可判断的应转载账号次，多件发布合并计算，"
        f"{shifted}括号内为 Wilson 95% 区间；"
        "留存率 = 本级采用率 ÷ 上一级采用率，可以大于 100%，衰减 = 1 − 留存率；"
        "半数转载用时含没有转载的账号，不到一半的不给出；"
        "时间按钟点算，含夜间和周末。未知不进分母；空白县没有账号，不影响采用率，另列于“断更”。"
    )
