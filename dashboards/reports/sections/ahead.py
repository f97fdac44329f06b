"""关注: what comes to a head before the next report, each with its day."""

from __future__ import annotations

from datetime import date, timedelta

from dashboards.reports.document import Block, Definition, Paragraph
from dashboards.reports.facts import RELEASE_RUNS, Facts
from dashboards.reports.places import names_of
from dashboards.reports.sections.audience import gaps_of
from dashboards.reports.sections.section import Section
from dashboards.reports.sections.silence import VETO
from dashboards.reports.wording import cut, day_words, listed, short_moment
from hub.clock import beijing_day


def ahead(facts: Facts) -> Section:
    """The section 今日关注、下周关注 or 下月关注."""
    items = [*_vetoes(facts), *_releases(facts), *_tasks(facts), *_gaps(facts), *_unknown(facts)]
    title = f"{facts.period.next_word}关注"
    if not items:
        return Section(title, [Paragraph("没有到期事项。")])
    blocks: list[Block] = [Paragraph(f"{number}．{words}") for number, words in enumerate(items, 1)]
    blocks.append(Definition("口径：按数据截止时的情况推算；截止后已经更新或转载的，请以看板为准。"))
    return Section(title, blocks)


def _horizon(facts: Facts) -> date:
    """The last day the next report will be about."""
    return beijing_day(facts.cutoff) + timedelta(days=min(facts.period.days, VETO))


def _vetoes(facts: Facts) -> list[str]:
    today, last = beijing_day(facts.cutoff), _horizon(facts)
    coming: dict[date, list[str]] = {}
    for account in facts.accounts:
        if account.silent_days is None or account.silent_days >= VETO or account.silent_days < VETO // 2:
            continue
        day = today + timedelta(days=VETO - account.silent_days)
        if day <= last:
            coming.setdefault(day, []).extend(names_of([account]))
    return [f"{day_words(day)}前不更新即到否决线：{listed(names)}。" for day, names in sorted(coming.items())]


def _releases(facts: Facts) -> list[str]:
    running = [release for release in facts.releases if not release.passed]
    return [
        f"“{cut(release.title, 30)}” {short_moment(release.issued_at + RELEASE_RUNS)} 满 72 小时，"
        f"还有 {release.targets - release.carried} 个账号没有发现转载。"
        for release in running
        if release.carried < release.targets
    ]


def _tasks(facts: Facts) -> list[str]:
    return [
        f"布置任务“{cut(task.title, 30)}” {short_moment(task.deadline_at)} 截止，"
        f"还有 {task.waiting} 个账号待转载。"
        for task in facts.assigned
        if task.waiting
    ]


def _gaps(facts: Facts) -> list[str]:
    if facts.period.kind == "daily":
        return []
    gaps = gaps_of(facts)
    return [f"补齐受众缺口：{listed(gaps, '类')}。"] if gaps else []


def _unknown(facts: Facts) -> list[str]:
    unknown = sum(1 for account in facts.accounts if account.state == "unknown")
    return [f"{unknown} 个账号采集不到，请运维核查采集和授权，恢复前不下结论。"] if unknown else []
