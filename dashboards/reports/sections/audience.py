"""主题与受众: what was spoken of, to whom, and whom nobody has spoken to for a month."""

from __future__ import annotations

from collections import defaultdict

from dashboards.reports.charts import comparison_chart, grid_chart
from dashboards.reports.document import Block, Chart, Column, Definition, Paragraph, Table, row
from dashboards.reports.facts import Facts
from dashboards.reports.sections.section import Section
from dashboards.reports.wording import listed, signed

FIVE_ENTRIES = {
    "enterprise": "企业",
    "rural": "农村",
    "community": "社区",
    "school": "学校",
    "family": "家庭",
}
"""五进: 进企业、进农村、进社区、进学校、进家庭."""
_MOST_TOPICS = 12


def audience(facts: Facts) -> Section:
    """The section 主题与受众."""
    blocks: list[Block] = [Paragraph(_words(facts))]
    topics = [topic for topic in facts.topics if topic.posts or topic.previous_posts][:_MOST_TOPICS]
    if topics:
        words = (facts.period.word, facts.period.previous_word)
        picture = comparison_chart(
            [topic.name for topic in topics],
            [topic.posts for topic in topics],
            [topic.previous_posts for topic in topics],
            words,
        )
        told = "；".join(f"{topic.name} {topic.posts} 条" for topic in topics)
        blocks.append(Chart(f"各主题发布条数：{words[0]}与{words[1]}", picture, told))
    blocks.append(_by_audience(facts))
    blocks += [*_gaps(facts), *_five_entries(facts)]
    blocks.append(
        Definition(
            "口径：主题和受众由程序按词库判定，一条可以有几个，所以各行不能相加；受众指内容面向谁，不是谁看了；"
            "“受众缺口”是截至统计期末 30 天内没有一条内容面向该人群；"
            "五进图每格是 30 天内面向该人群的条数，0 用红框标出，"
            "没有已接入账号的地区不列。"
        )
    )
    return Section("主题与受众", blocks)


def gaps_of(facts: Facts) -> list[str]:
    """The audiences nobody of the scope has addressed for 30 days."""
    return [audience.name for audience in facts.audiences if not audience.posts_30d]


def _words(facts: Facts) -> str:
    topics = [topic for topic in facts.topics if topic.posts]
    if not topics:
        return f"{facts.period.word}没有作品。"
    first = "、".join(f"{topic.name}（{topic.posts} 条）" for topic in topics[:5])
    return f"{facts.period.word}内容最多的主题：{first}。"


def _by_audience(facts: Facts) -> Table:
    rows = [
        row(one.name, one.posts, signed(one.posts, one.previous_posts), one.posts_30d, one.last_day)
        for one in facts.audiences
    ]
    columns = (
        Column("受众", "left", 2.0),
        Column(f"{facts.period.word}（条）"),
        Column(f"较{facts.period.previous_word}"),
        Column("近 30 天（条）"),
        Column("最近一条", "center", 1.3),
    )
    return Table("面向各类人群的内容", columns, rows)


def _gaps(facts: Facts) -> list[Block]:
    gaps = gaps_of(facts)
    if not gaps:
        return [Paragraph("受众缺口：近 30 天各类人群都有内容面向。")]
    return [Paragraph(f"受众缺口：近 30 天没有内容面向的人群 {len(gaps)} 类：{listed(gaps, '类')}。")]


def _five_entries(facts: Facts) -> list[Block]:
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for entry in facts.five_entries:
        counts[entry.region_name][entry.audience] += entry.posts
    if not counts:
        return []
    grid = [[line[code] for code in FIVE_ENTRIES] for line in counts.values()]
    picture = grid_chart(list(counts), list(FIVE_ENTRIES.values()), grid)
    words = "；".join(
        f"{name} {'、'.join(f'{word}{line[code]}' for code, word in FIVE_ENTRIES.items())}"
        for name, line in counts.items()
    )
    return [Chart("五进覆盖：近 30 天各地面向五类场所和人群的条数", picture, words)]
