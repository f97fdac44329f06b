"""概况: the whole in a few sentences, for whoever reads nothing else."""

from __future__ import annotations

from dashboards.reports.comparison import with_last_year, with_previous
from dashboards.reports.document import Block, Definition, Highlights, Paragraph
from dashboards.reports.facts import Facts
from dashboards.reports.places import counties_of
from dashboards.reports.sections.section import Section
from dashboards.reports.wording import against, counted, percent, share_words


def overview(facts: Facts) -> Section:
    """The section 概况."""
    blocks: list[Block] = [Highlights(_figures(facts)), Paragraph(output_sentence(facts))]
    blocks += [Paragraph(words) for words in (adoption_sentence(facts), silence_sentence(facts)) if words]
    blocks.append(
        Definition(
            "口径：“发布”指账号自己公开、未删除的作品，一条算一次；"
            "“可判断”指数据截止前 24 小时内成功采集过的账号，"
            "其余为“未知”，不算零发布；同比、环比只比两期都在监测的账号。"
        )
    )
    return Section("概况", blocks)


def output_sentence(facts: Facts) -> str:
    """What went out, by how many, against before."""
    accounts, known = facts.accounts, [a for a in facts.accounts if a.known]
    if not accounts:
        return f"{facts.scope.name}的台账上没有账号，本期没有可统计的内容。"
    posting = sum(1 for account in known if account.posts)
    previous, last_year = with_previous(facts, accounts), with_last_year(facts, accounts)
    words = [
        f"截至数据截止时间，台账账号 {len(accounts)} 个，其中可判断 {len(known)} 个。"
        f"{facts.period.word}共发布 {counted(sum(a.posts for a in accounts))} 条，"
        f"{against(previous.now, previous.before, facts.period.previous_word)}，"
        f"{against(last_year.now, last_year.before, '去年同期')}；"
    ]
    if known:
        words.append(f"有发布的账号占可判断账号的 {share_words(posting, len(known))}。")
    else:
        words.append("本期没有一个账号采集成功，发布情况一律为未知。")
    return "".join(words)


def adoption_sentence(facts: Facts) -> str:
    """How far the releases came, by level; empty where none was due."""
    levels = facts.adoption("level", facts.adoption_period)
    if not levels or not sum(level.eligible for level in levels):
        return ""
    rates = "，".join(f"{a.name} {share_words(a.adopters, a.eligible)}" for a in levels if a.eligible)
    releases = max(level.releases for level in levels)
    return f"首发满 72 小时的省级发布 {releases} 件，72 小时采用率：{rates}。"


def silence_sentence(facts: Facts) -> str:
    """Who is silent, and what is not known."""
    counts = dict.fromkeys(("silent", "unknown", "not_gathered", "deregistering"), 0)
    for account in facts.accounts:
        counts[account.state] = counts.get(account.state, 0) + 1
    words = f"静默满 14 天的账号 {counts['silent']} 个；采集不到、状态未知的 {counts['unknown']} 个"
    words += f"；尚未接入采集的 {counts['not_gathered']} 个" if counts["not_gathered"] else ""
    words += f"；注销中的 {counts['deregistering']} 个" if counts["deregistering"] else ""
    counties = counties_of(facts)
    if counties.all:
        words += f"。停更县 {len(counties.stalled)} 个，空白县（台账上没有账号）{len(counties.blank)} 个"
        words += f"，未知 {len(counties.unknown)} 个，共 {counties.all} 个县（市、区）"
    return f"{words}。"


def _figures(facts: Facts) -> list[tuple[str, str, str]]:
    accounts, known = facts.accounts, [a for a in facts.accounts if a.known]
    posting = sum(1 for account in known if account.posts)
    previous = with_previous(facts, accounts)
    silent = sum(1 for account in accounts if account.state == "silent")
    unknown = sum(1 for account in accounts if account.state == "unknown")
    county = next((a for a in facts.adoption("level", facts.adoption_period) if a.key == "county"), None)
    rate = percent(county.adopters / county.eligible) if county and county.eligible else "–"
    counts = (
        f"{county.adopters}/{county.eligible} 账号次"
        if county and county.eligible
        else "没有满 72 小时的省级发布"
    )
    return [
        (
            "发布",
            f"{counted(sum(a.posts for a in accounts))} 条",
            against(previous.now, previous.before, facts.period.previous_word),
        ),
        ("有发布的账号", f"{posting}/{len(known)}", "占可判断账号"),
        ("县级 72 小时采用率", rate, counts),
        ("静默满 14 天", f"{silent} 个", f"另有未知 {unknown} 个"),
    ]
