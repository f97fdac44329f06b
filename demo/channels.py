"""What the demo province does besides posting: SMS, events, the learning platform, screens, consultations.

Every record is a function of seed, region and month, so that the past never changes; what lies before the
day that is asked for has happened. Villages and casual workers are seldom spoken to, here as in posts. Sheets
have the layout of docs/其他渠道与调查.md.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Final

from msgspec import Struct
from openpyxl import Workbook

from demo.dice import dice
from demo.seasons import choose_topic
from demo.world import World
from hub.clock import start_of_beijing_day
from hub.platforms import LEVELS, Level
from hub.roster import Region

DAYS: Final = 365
"""How many days before the province began are told of."""

TOPIC_WORDS: Final = {
    "electrical": "用电防火",
    "ebike": "电动自行车与锂电池",
    "gas": "燃气安全",
    "heating": "取暖与一氧化碳",
    "home_fire": "居家与厨房防火",
    "evacuation_route": "生命通道与楼道清理",
    "high_rise": "高层建筑",
    "crowded_venue": "人员密集场所",
    "small_premises": "九小场所与自建房",
    "industry": "企业与动火作业",
    "wildfire": "森林草原防火",
    "fireworks": "烟花爆竹",
    "escape": "逃生自救与器材使用",
    "water_disaster": "防汛防溺水与自然灾害",
}
"""Topics that a text message or an event is about; the others of a post fall to the first."""

_AUDIENCES: Final = {"社区": 34, "学校": 26, "企业": 22, "老年人": 8, "农村": 6, "外来务工与新就业群体": 2}
"""Whom events are for, by weight."""
_EVENTS_A_MONTH: Final[dict[Level, float]] = {"province": 1, "city": 3, "county": 0.2}
_BATCHES_A_MONTH: Final[dict[Level, float]] = {"province": 1, "city": 0.8, "county": 0.1}
_RUNS_A_MONTH: Final[dict[Level, float]] = {"province": 1, "city": 1, "county": 0.1}
_LEARNERS: Final = ("市教育局", "市住建局", "重点企业")
_KINDS: Final = ("讲座培训", "演练", "队站开放", "集中宣传", "竞赛评选", "入户走访")

_HEADINGS: Final[dict[str, tuple[str, ...]]] = {
    "短信": (
        *("编号", "区划", "发送单位", "发送时间", "内容", "主题", "受众", "发送条数", "送达条数", "作废"),
    ),
    "活动": (
        *("编号", "区划", "主办单位", "名称", "类别", "开始日期", "结束日期", "地点", "主题", "受众"),
        *("参加人次", "作废"),
    ),
    "学习平台": (
        *("日期", "区划", "单位", "行业部门", "主题", "受众", "新注册人数", "学习人数", "完成课时", "作废"),
    ),
    "广播与户外屏": (
        *("编号", "区划", "播出单位或点位", "类别", "内容", "开始日期", "结束日期", "每天次数", "主题"),
        *("受众", "作废"),
    ),
    "会商": (
        *("会议编号", "事项序号", "区划", "会议名称", "会商日期", "参加部门", "商定事项", "负责单位"),
        *("完成期限", "主题", "受众", "请发布的内容", "发布编号", "作废"),
    ),
}

Cell = str | int | date | None


@dataclass(frozen=True)
class Record:
    """What was done once, with the cells of its row; `amount` None is unknown."""

    channel: str
    region: Region
    day: date
    amount: int | None
    cells: Sequence[Cell]


class ChannelTotal(Struct, frozen=True, kw_only=True):
    """What one level did by one channel; `amount` counts what is known of it."""

    level: Level
    channel: str
    records: int
    amount: int


def channel_sheets(world: World, until: date) -> dict[str, bytes]:
    """The sheets by their file's name: everything that happened before the Beijing day `until`."""
    records = channel_records(world, until)
    return {
        f"{title}.xlsx": workbook(title, headings, [one.cells for one in records if one.channel == title])
        for title, headings in _HEADINGS.items()
    }


def channel_totals(world: World, until: date) -> list[ChannelTotal]:
    """What the sheets tell, by level and channel. Of consultations, the meetings and not their items."""
    records = {
        (
            one.channel,
            one.region.code,
            str(one.cells[0]),
            one.cells[2] if one.channel == "学习平台" else "",
        ): one
        for one in channel_records(world, until)
    }
    counts = Counter((one.region.level, one.channel) for one in records.values())
    amounts = Counter[tuple[Level, str]]()
    for one in records.values():
        amounts[one.region.level, one.channel] += one.amount or 0
    return [
        ChannelTotal(level=level, channel=channel, records=count, amount=amounts[level, channel])
        for (level, channel), count in counts.items()
    ]


def channel_records(world: World, until: date) -> list[Record]:
    """Every record of a Beijing day before `until`, the year before the province began included."""
    first = world.started_on - timedelta(days=DAYS)
    makers = (_batches, _events, _learning, _runs, _meetings)
    return [
        record
        for region in world.roster.regions.values()
        if region.level in LEVELS
        for month in _months(first, until)
        for make in makers
        for record in make(world, region, month)
        if first <= record.day < until
    ]


def workbook(title: str, headings: Sequence[str], rows: Sequence[Sequence[object]]) -> bytes:
    """A sheet as it is handed in."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.append(list(headings))
    for row in rows:
        sheet.append(list(row))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _months(first: date, until: date) -> Iterator[date]:
    month = first.replace(day=1)
    while month < until:
        yield month
        month = (month + timedelta(days=32)).replace(day=1)


def _draws(world: World, region: Region, month: date, kind: str, mean: float) -> Iterator[tuple[int, Random]]:
    """A number and a generator for each thing done in a month: `mean` of them, the fraction by chance."""
    random = dice(world.seed, "channel", kind, region.code, month)
    for number in range(int(mean) + (random.random() < mean % 1)):
        yield number, dice(world.seed, "channel", kind, region.code, month, number)


def _some_day(random: Random, month: date) -> date:
    return month + timedelta(days=random.randrange(28))


def _topic(random: Random, day: date) -> str:
    code = choose_topic(random, day, None)
    return TOPIC_WORDS.get(code, TOPIC_WORDS["electrical"])


def _unit(region: Region) -> str:
    return f"{region.name}消防救援{ {'province': '总队', 'city': '支队', 'county': '大队'}[region.level] }"


def _people(region: Region) -> int:
    return region.population or 300_000


def _batches(world: World, region: Region, month: date) -> Iterator[Record]:
    for number, random in _draws(world, region, month, "sms", _BATCHES_A_MONTH[region.level]):
        day, topic = _some_day(random, month), ""
        topic = _topic(random, day)
        audience = random.choices(("", "老年人", "企业", "农村"), (80, 8, 10, 2))[0]
        sent = int(_people(region) * random.uniform(0.2, 0.5) * (0.1 if audience else 1))
        delivered = int(sent * random.uniform(0.93, 0.99)) if random.random() < 0.92 else None
        at = datetime.combine(day, time(9 + number, 30)).isoformat(" ", "minutes")
        text = f"【消防提示】{topic}：请检查身边的隐患。"
        key = f"短信-{month:%Y%m}-{number + 1:02}"
        cells = (key, region.code, _unit(region), at, text, topic, audience, sent, delivered, None)
        yield Record("短信", region, day, delivered, cells)


def _events(world: World, region: Region, month: date) -> Iterator[Record]:
    for number, random in _draws(world, region, month, "event", _EVENTS_A_MONTH[region.level]):
        day = _some_day(random, month)
        topic = _topic(random, day)
        audience = random.choices(list(_AUDIENCES), list(_AUDIENCES.values()))[0]
        attendance = random.randrange(20, 600) if random.random() < 0.9 else None
        key = f"活动-{month:%Y%m}-{number + 1:02}"
        cells = (
            *(key, region.code, _unit(region), f"{topic}进{audience}", random.choice(_KINDS), day, None),
            *(f"{region.name}城区", topic, audience, attendance, None),
        )
        yield Record("活动", region, day, attendance, cells)


def _learning(world: World, region: Region, month: date) -> Iterator[Record]:
    if region.level != "city":
        return
    for unit in _LEARNERS:
        random = dice(world.seed, "channel", "learning", region.code, month, unit)
        day, learners = _some_day(random, month), random.randrange(50, 900)
        department = "教育" if "教育" in unit else None
        audience = "企业" if "企业" in unit else None
        registered = random.randrange(10, 120)
        cells = (day, region.code, unit, department, None, audience, registered, learners, 2 * learners, None)
        yield Record("学习平台", region, day, learners, cells)


def _runs(world: World, region: Region, month: date) -> Iterator[Record]:
    for number, random in _draws(world, region, month, "screen", _RUNS_A_MONTH[region.level]):
        day = _some_day(random, month)
        last = day + timedelta(days=random.randrange(1, 15))
        plays = random.choice((6, 12, 24, 48, None))
        topic = _topic(random, day)
        key = f"播出-{month:%Y%m}-{number + 1:02}"
        station = f"{region.name}{random.choice(('广播电台', '电视台', '广场大屏'))}"
        kind = "广播" if "广播" in station else "电视" if "电视台" in station else "户外屏"
        cells = (key, region.code, station, kind, f"{topic}公益片", day, last, plays, topic, None, None)
        amount = None if plays is None else plays * ((last - day).days + 1)
        yield Record("广播与户外屏", region, day, amount, cells)


def _meetings(world: World, region: Region, month: date) -> Iterator[Record]:
    every = {"province": 3, "city": 6}.get(region.level, 0)
    if not every or month.month % every != 1:
        return
    random = dice(world.seed, "channel", "meeting", region.code, month)
    day = _some_day(random, month)
    for item in range(1, 4 if region.level == "province" else 3):
        due = day + timedelta(days=random.randrange(7, 40))
        topic = _topic(random, day)
        asked = f"{topic}提示" if item > 1 else None
        post = _release(world, region, day, due) if asked and item == 2 else None
        cells = (
            *(
                f"会商-{month:%Y%m}",
                item,
                region.code,
                f"{month.year} 年 {month.month} 月宣传会商",
                day,
                "教育、民政",
            ),
            *(f"就{topic}开展宣传", ("市教育局", "市民政局", "省消防救援总队")[item - 1], due, topic, None),
            *(asked, post, None),
        )
        yield Record("会商", region, day, None, cells)


def _release(world: World, region: Region, held: date, due: date) -> str | None:
    """The first post of the region's first account between a meeting and its due day, if there is one."""
    actors = [one for one in world.actors.values() if one.account.region_code == region.code]
    if not actors or held < world.started_on:
        return None
    begins, ends = (start_of_beijing_day(day + timedelta(days=1)) for day in (held, due))
    posts = world.posts(actors[0].account_id, ends, begins)
    return posts[0].post_id if posts else None
