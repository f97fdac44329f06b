"""A report of each kind: which sections it has, in which order, under which title."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from dashboards.reports.document import Block, Heading, Paragraph, Report
from dashboards.reports.facts import Facts
from dashboards.reports.periods import KIND_NAMES, Kind
from dashboards.reports.sections.adoption import adoption
from dashboards.reports.sections.ahead import ahead
from dashboards.reports.sections.audience import audience
from dashboards.reports.sections.collection import collection
from dashboards.reports.sections.compliance import compliance
from dashboards.reports.sections.deletions import deletions
from dashboards.reports.sections.departments import departments
from dashboards.reports.sections.drop_off import drop_off
from dashboards.reports.sections.output import output
from dashboards.reports.sections.overview import (
    adoption_sentence,
    output_sentence,
    overview,
    silence_sentence,
)
from dashboards.reports.sections.provenance import provenance
from dashboards.reports.sections.reach import reach
from dashboards.reports.sections.roster import roster
from dashboards.reports.sections.section import Section
from dashboards.reports.sections.silence import silence
from dashboards.reports.sections.warnings import warnings
from dashboards.reports.wording import day_words, moment, numeral

SECTIONS: Final[Mapping[Kind, Sequence[Callable[[Facts], Section]]]] = {
    "daily": (overview, output, reach, adoption, silence, warnings, deletions, collection, ahead, provenance),
    "weekly": (
        overview,
        output,
        reach,
        adoption,
        drop_off,
        silence,
        audience,
        departments,
        collection,
        ahead,
        provenance,
    ),
    "monthly": (
        overview,
        compliance,
        output,
        reach,
        adoption,
        drop_off,
        silence,
        audience,
        departments,
        roster,
        deletions,
        collection,
        ahead,
        provenance,
    ),
}


def compose(facts: Facts) -> Report:
    """The report of the facts' kind."""
    blocks: list[Block] = [Paragraph(words) for words in _preamble(facts)]
    for number, section in enumerate(SECTIONS[facts.period.kind], 1):
        made = section(facts)
        blocks += [Heading(f"{numeral(number)}、{made.title}"), *made.blocks]
    summary = "\n".join(
        words
        for words in (output_sentence(facts), adoption_sentence(facts), silence_sentence(facts))
        if words
    )
    return Report(_title(facts), _marks(facts), blocks, summary, facts.cutoff)


def _title(facts: Facts) -> str:
    name, period = facts.scope.name, facts.period
    if period.kind == "monthly":
        form = "情况提示" if facts.scope.outside else "情况的通报"
        return f"关于{name}{period.begin.year}年{period.begin.month}月消防新媒体运行{form}"
    return f"{name}消防新媒体传播{KIND_NAMES[period.kind]}"


def _marks(facts: Facts) -> list[str]:
    state = "草稿，经审核、签发后有效"
    return [facts.period.name, f"范围：{facts.scope.name}　数据截至：{moment(facts.cutoff)}　{state}"]


def _preamble(facts: Facts) -> list[str]:
    """The basis a notice cites; a day and a week have none."""
    if facts.period.kind != "monthly":
        return []
    words = (
        "依据《政府网站与政务新媒体检查指标》（国办秘函〔2019〕19号）和《关于推进政务新媒体健康有序发展的意见》"
        "（国办发〔2018〕123号），"
        f"对{facts.scope.name}台账内账号 {day_words(facts.period.begin)}至月底的运行情况进行了检查，"
        f"现将有关情况{'提示' if facts.scope.outside else '通报'}如下。"
    )
    young = any(reach.young for reach in facts.reach)
    early = "统计时月末作品还不满 7 天，有关触达数字为初步数。" if young else ""
    return [words + early]
