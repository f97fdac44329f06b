"""发布: what went out, by level and place, and who published nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

from dashboards.reports.charts import LEVEL_COLOURS, output_chart
from dashboards.reports.comparison import with_previous
from dashboards.reports.document import Block, Cell, Chart, Column, Definition, Paragraph, Table, row
from dashboards.reports.facts import Account, Facts
from dashboards.reports.places import by_place, names_of
from dashboards.reports.sections.section import Section
from dashboards.reports.wording import counted, listed, moment, signed

_COLUMNS = (
    Column("账号", share=0.8),
    Column("可判断", share=0.9),
    Column("有发布", share=0.9),
    Column("零发布", share=0.9),
    Column("未知", share=0.8),
    Column("未接入", share=0.9),
    Column("发布（条）", share=1.1),
    Column("其中转载", share=1.0),
    Column("条/账号", share=1.0),
)


def output(facts: Facts) -> Section:
    """The section 发布."""
    if not facts.accounts:
        return Section("发布", [Paragraph("台账上没有账号。")])
    blocks: list[Block] = [_by_level(facts), _chart(facts)]
    if facts.period.kind != "daily" and not facts.scope.unit:
        blocks.append(_by_place(facts))
    blocks += _silent(facts)
    blocks.append(_definition(facts))
    return Section("发布", blocks)


def _by_level(facts: Facts) -> Table:
    groups: dict[tuple[int, str], list[Account]] = defaultdict(list)
    for account in facts.accounts:
        groups[account.level_order, account.level_name].append(account)
    rows = [_row(facts, name, accounts) for (_, name), accounts in sorted(groups.items())]
    if len(rows) > 1:
        rows.append(_row(facts, "合计", facts.accounts))
    return Table("各级发布情况", _columns(facts, "级别", 1.0), rows)


def _by_place(facts: Facts) -> Table:
    rows = [_row(facts, name, accounts) for name, accounts in by_place(facts, facts.accounts)]
    province = facts.scope.level == "province"
    caption = "各市发布情况（市含所辖县）" if province else "各县（市、区）发布情况"
    return Table(caption, _columns(facts, "地区", 1.3), rows)


def _columns(facts: Facts, name: str, share: float) -> list[Column]:
    return [Column(name, "left", share), *_COLUMNS, Column(f"较{facts.period.previous_word}", share=1.1)]


def _row(facts: Facts, name: str, accounts: Sequence[Account]) -> list[Cell]:
    known = [account for account in accounts if account.known]
    posting = sum(1 for account in known if account.posts)
    unknown = sum(1 for account in accounts if account.state == "unknown")
    not_gathered = sum(1 for account in accounts if account.state == "not_gathered")
    posts = sum(account.posts for account in accounts)
    previous = with_previous(facts, accounts)
    return row(
        name,
        len(accounts),
        len(known),
        posting,
        len(known) - posting,
        unknown,
        not_gathered,
        counted(posts),
        counted(sum(account.carried for account in accounts)),
        f"{sum(a.posts for a in known) / len(known):.1f}" if known else None,
        signed(previous.now, previous.before),
    )


def _chart(facts: Facts) -> Chart:
    by_week = facts.period.kind == "weekly"
    days = [
        facts.chart_begin + timedelta(days=n) for n in range((facts.period.until - facts.chart_begin).days)
    ]
    steps = days[::7] if by_week else days
    posts: dict[str, list[int]] = {level: [0] * len(steps) for level in LEVEL_COLOURS}
    for one in facts.output_by_day:
        if one.level in posts:
            posts[one.level][_step(one.day, facts.chart_begin, by_week=by_week)] += one.posts
    posts = {level: values for level, values in posts.items() if any(values)}
    title = "近 8 周每周发布条数" if by_week else f"{days[0]:%m-%d} 至 {days[-1]:%m-%d} 每日发布条数"
    words = "；".join(
        f"{step:%m-%d} {sum(posts[level][n] for level in posts)} 条" for n, step in enumerate(steps)
    )
    return Chart(f"{title}（按级别）", output_chart(steps, posts, by_week=by_week), words)


def _step(day: date, begin: date, *, by_week: bool) -> int:
    return (day - begin).days // (7 if by_week else 1)


def _silent(facts: Facts) -> list[Block]:
    """Who published nothing, where that is worth a list: not for a single day."""
    if facts.period.kind == "daily":
        return []
    quiet = [account for account in facts.accounts if account.known and not account.posts]
    if not quiet:
        return [Paragraph(f"{facts.period.word}可判断的账号都有发布。")]
    own = [account for account in quiet if not account.outside]
    others = [account for account in quiet if account.outside]
    found: list[Block] = []
    if own:
        found.append(
            Paragraph(f"{facts.period.word}零发布的消防队伍账号 {len(own)} 个：{listed(names_of(own))}。")
        )
    if others:
        found.append(
            Paragraph(
                f"{facts.period.word}零发布的部门、媒体和乡镇账号 {len(others)} 个，商请关注："
                f"{listed(names_of(others))}。"
            )
        )
    return found


def _definition(facts: Facts) -> Definition:
    return Definition(
        "口径：“转载”指平台标明转发、注明来源或与某次发布文字相同的作品；“零发布”只数可判断的账号；"
        "“未知”是数据截止前 24 小时内采集没有成功的账号，“未接入”是本系统还不能采集的平台，"
        "二者都不算零发布；注销中的账号只计入“账号”；“条/账号”按可判断账号计算。"
        f"数据截至 {moment(facts.cutoff)}。"
    )
