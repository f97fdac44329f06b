"""The known content of a trial, all of it decided by a seed: posts with their figures, visits, and garbage.

It comes in chunks of some posts. A chunk is sent by one producer, shuffled; some of it is sent again later
(duplicates) and some of it not before later (reorderings). What belongs to one post is in one chunk, so one
producer sends it. `published_at` keeps its distance from the ages at which views change their answers
(7, 14, 30 days and so on), so that two warehouses may be asked some minutes apart. Of one post there is at
most one sighting after the first: what can be made of sightings that come out of order is said in
`warehouse/posts.py`, and three of them in the wrong order are more than it promises.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec

from hub.clock import beijing_day, start_of_beijing_day
from hub.records import AccountSeen, CrawlFinished, Metrics, MetricsSeen, PostSeen, Record
from hub.roster import Account, load_roster
from hub.settings import EXAMPLE_ROSTER
from streams import codec
from streams.codec import Outgoing
from streams.topics import CRAWLS, DEAD_LETTERS, METRICS, POSTS

CHUNK_POSTS: Final = 50
LATE_CHUNKS: Final = 2
REPEAT_CHUNKS: Final = 3
"""After how many chunks of its producer a late message comes, and one that comes twice."""
GARBAGE_HEADER: Final = "garbage"
DAYS: Final = 1000

_PHRASES: Final = (
    "冬季用电防火提示",
    "请及时关闭电源",
    "不要私拉乱接电线",
    "电动自行车不要进楼入户充电",
    "消防救援站开放日",
    "森林草原防火期已到",
    "禁止野外用火",
    "指战员赶赴现场处置",
    "学校开展疏散演练",
    "家庭常备灭火器",
    "高层建筑保持通道畅通",
    "燃气使用后关好阀门",
    "清明祭扫文明用火",
    "燃放烟花爆竹要去指定地点",
    "“119”消防宣传月启动",
    "车辆自燃如何处置",
    "老人独居要装报警器",
    "企业落实主体责任",
    "抗洪抢险转移群众",
    "救援力量连夜集结",
)
_IDEOGRAPHS: Final = range(0x4E00, 0x4E00 + 3000)


@dataclass(frozen=True)
class Content:
    """What a trial sends. `figures` are at least so many; `base` is the instant the content ends at (UTC)."""

    seed: int
    posts: int
    figures: int
    base: datetime
    producers: int = 2

    @property
    def chunks(self) -> int:
        return -(-self.posts // CHUNK_POSTS)

    @property
    def figures_a_post(self) -> int:
        return -(-self.figures // self.posts)

    def save(self, path: Path) -> None:
        path.write_bytes(msgspec.json.encode(asdict(self)))

    @classmethod
    def read(cls, path: Path) -> Content:
        return msgspec.json.decode(path.read_bytes(), type=cls)


@dataclass(frozen=True)
class Unit:
    """Messages that are sent one behind the other: records, or one piece of garbage."""

    records: tuple[Record, ...] = ()
    garbage: Outgoing | None = None

    def messages(self) -> list[Outgoing]:
        return [self.garbage] if self.garbage else [codec.encode(record) for record in self.records]


@dataclass(frozen=True)
class Sending:
    """What a producer sends at one chunk: its own units that are not late, late ones, and repetitions."""

    units: list[Unit]
    repeated: int


def sending(content: Content, chunk: int) -> Sending:
    """What is sent at `chunk`, in its order; chunks up to `last_chunk` send what is left over."""
    own = [unit for unit, late, _ in _drawn(content, chunk) if not late]
    late_of = chunk - LATE_CHUNKS * content.producers
    late = [unit for unit, late, _ in _drawn(content, late_of) if late]
    repeat_of = chunk - REPEAT_CHUNKS * content.producers
    repeated = [unit for unit, _, again in _drawn(content, repeat_of) if again]
    units = [*own, *late, *repeated]
    random.Random(f"{content.seed}/order/{chunk}").shuffle(units)
    return Sending(units, sum(len(unit.messages()) for unit in repeated))


def sendings(content: Content) -> int:
    """How many chunks are sent: those with posts and some with what was late."""
    return content.chunks + REPEAT_CHUNKS * content.producers


def units(content: Content, chunk: int) -> list[Unit]:
    """What a chunk consists of, each unit once and none late."""
    return [unit for unit, _, _ in _drawn(content, chunk)]


def _drawn(content: Content, chunk: int) -> list[tuple[Unit, bool, bool]]:
    """The units of a chunk with two decisions about each: whether it is late, whether it comes again."""
    if not 0 <= chunk < content.chunks:
        return []
    chance = random.Random(f"{content.seed}/chunk/{chunk}")
    numbers = range(chunk * CHUNK_POSTS, min((chunk + 1) * CHUNK_POSTS, content.posts))
    made = itertools.chain(
        *(_post_units(content, number, chance) for number in numbers),
        _visit_units(content, chunk, chance),
        _garbage_units(chunk, chance),
    )
    return [(unit, chance.random() < 0.05, chance.random() < 0.05) for unit in made]


def _post_units(content: Content, number: int, chance: random.Random) -> Iterator[Unit]:
    first = _first_sighting(content, number, chance)
    for seen in _sightings(first, number, chance):
        yield Unit((seen,))
    for index in range(content.figures_a_post):
        yield Unit(_figures(first, number, index, chance))


def _first_sighting(content: Content, number: int, chance: random.Random) -> PostSeen:
    account = chance.choice(_accounts())
    days = chance.randrange(DAYS)
    published_at = content.base - timedelta(days=days + 0.5, milliseconds=10 * chance.randrange(5 * 360_000))
    title, text = _words(number, days, chance)
    return PostSeen(
        post_id=f"{account.platform}:{number}",
        account_id=account.account_id,
        platform=account.platform,
        url=f"https://example.invalid/{number}",
        title=title,
        text=text,
        media=chance.choice(("article", "video", "images")),
        published_at=published_at,
        fetched_at=published_at + timedelta(milliseconds=10 * chance.randrange(6_000, 6 * 360_000)),
        source_label=chance.choice((None, "应急管理部")),
        position=chance.choice((None, 1, 2)),
        hashtags=("防火",) if chance.random() < 0.3 else (),
    )


def _words(number: int, days: int, chance: random.Random) -> tuple[str, str]:
    """A title and a text of some 300 characters; now and then one that others of those days carry as well.

    Most of the characters are drawn at random, so that few texts look alike when releases are matched.
    """
    shared = chance.random() < 0.03
    voice = random.Random(f"shared/{days // 7}") if shared else chance
    title = "，".join(voice.choices(_PHRASES, k=2))
    noise = "".join(chr(voice.choice(_IDEOGRAPHS)) for _ in range(250))
    text = "。".join([*voice.choices(_PHRASES, k=4), noise])
    return (title, text) if shared else (f"{title}（{number}）", f"{text}。第{number}号。")


def _sightings(first: PostSeen, number: int, chance: random.Random) -> Iterator[PostSeen]:
    """A post as first seen and, of some, one more: a change, a sighting without text, or a deletion."""
    yield first
    kind, at = chance.random(), first.fetched_at
    if kind < 0.10:
        at += timedelta(hours=1, milliseconds=10 * chance.randrange(1_000))
        yield msgspec.structs.replace(first, title=f"更新：{first.title}", fetched_at=at)
    elif kind < 0.20:
        at += timedelta(hours=2, milliseconds=10 * chance.randrange(1_000))
        midnight = start_of_beijing_day(beijing_day(first.published_at))
        yield msgspec.structs.replace(
            first, title=f"统计：{number}", text="", url="", source_label=None, position=None, hashtags=(),
            published_at=midnight, published_precision="day", fetched_at=at,
        )  # fmt: skip
    elif kind < 0.23:
        at += timedelta(hours=3, milliseconds=10 * chance.randrange(1_000))
        yield msgspec.structs.replace(first, title="", text="", deleted=True, fetched_at=at)


def _figures(first: PostSeen, number: int, index: int, chance: random.Random) -> tuple[MetricsSeen, ...]:
    """A snapshot; of some, its correction behind it; of some, a day's statement told twice."""
    hours = (0.5, 20, 60, 150, 400)[index % 5] + 24 * 30 * (index // 5)
    observed_at = first.published_at + timedelta(hours=hours, milliseconds=chance.randrange(600_000))
    value = 10 * (index + 1) + number % 1000
    seen = MetricsSeen(
        post_id=first.post_id,
        account_id=first.account_id,
        platform=first.platform,
        observed_at=observed_at,
        source="official",
        metrics=Metrics(views=2 * value, readers=value, likes=chance.randrange(100), shares=None),
        precision={"views": "rounded_display"} if index == 0 else {},
    )
    kind = chance.random()
    if kind < 0.01:
        return (seen, msgspec.structs.replace(seen, metrics=Metrics(views=2 * value + 1, readers=value + 1)))
    if kind < 0.05:
        day = msgspec.structs.replace(seen, as_of=beijing_day(observed_at), kind="daily")
        return (day, msgspec.structs.replace(day, observed_at=observed_at + timedelta(hours=1)))
    return (seen,)


def _visit_units(content: Content, chunk: int, chance: random.Random) -> Iterator[Unit]:
    """Visits to five accounts and what these said of themselves; no account twice at one instant."""
    for account in chance.sample(_accounts(), 5):
        hours = 1 + (chunk % (24 * DAYS))
        started_at = content.base - timedelta(hours=hours, milliseconds=chance.randrange(1_000_000))
        failed = chance.random() < 0.1
        yield Unit(
            (
                CrawlFinished(
                    account_id=account.account_id,
                    platform=account.platform,
                    started_at=started_at,
                    finished_at=started_at + timedelta(seconds=3),
                    outcome="failed" if failed else "ok",
                    posts_seen=chunk % 50,
                    error_kind="network" if failed else None,
                    error=f"第 {chunk} 次没有回答" if failed else None,
                ),
            )
        )
        yield Unit(
            (
                AccountSeen(
                    account_id=account.account_id,
                    platform=account.platform,
                    observed_at=started_at,
                    followers_total=1000 + chunk,
                    followers_new=chunk % 7 - 3,
                ),
            )
        )


def _garbage_units(chunk: int, chance: random.Random) -> Iterator[Unit]:
    """Two messages nobody can read or store, of another sort each time; each has its own bytes."""
    for index in range(2):
        name = f"g{chunk}-{index}"
        topic, value, headers = _garbage(name, 2 * chunk + index)
        key = f"wechat:{chance.randrange(100)}"
        yield Unit(garbage=Outgoing(topic, key, value, {**headers, GARBAGE_HEADER: name}))


def _garbage(name: str, sort: int) -> tuple[str, bytes, dict[str, str]]:
    usual = {"version": "1.0", "content-type": "application/json"}
    post, figure = _unfit_post(name), _unfit_figure(name)
    sorts: tuple[tuple[str, bytes, dict[str, str]], ...] = (
        (POSTS, b"\xff\xfe no json " + name.encode(), {**usual, "type": "PostSeen"}),
        (METRICS, b'{"cut": "' + name.encode(), {**usual, "type": "MetricsSeen"}),
        (POSTS, post, {**usual, "type": "PostSeen", "version": "9.0"}),
        (POSTS, post, {**usual, "type": "PostSeen", "version": "9" * 5000}),
        (METRICS, figure, {**usual, "type": "Nonsense"}),
        (METRICS, figure, {}),
        (POSTS, post, {**usual, "type": "PostSeen"}),
        (METRICS, figure, {**usual, "type": "MetricsSeen"}),
        (CRAWLS, b"[" * 3000 + name.encode(), {**usual, "type": "CrawlFinished"}),
        (DEAD_LETTERS, b"no letter " + name.encode(), {**usual, "type": "DeadLetter"}),
    )
    return sorts[sort % len(sorts)]


def _unfit_post(name: str) -> bytes:
    """A post in a position no column holds."""
    seen = PostSeen(
        post_id=f"wechat:{name}", account_id="nobody", platform="wechat", url="", title=name, text=name,
        media="article", published_at=_EPOCH, fetched_at=_EPOCH, position=256,
    )  # fmt: skip
    return codec.encode(seen).value


def _unfit_figure(name: str) -> bytes:
    """A figure observed at an instant no column holds."""
    seen = MetricsSeen(
        post_id=f"wechat:{name}", account_id="nobody", platform="wechat", source="official",
        observed_at=_EPOCH.replace(year=2500), metrics=Metrics(views=1),
    )  # fmt: skip
    return codec.encode(seen).value


_EPOCH: Final = datetime(2025, 1, 1, tzinfo=UTC)
_roster: list[Account] = []


def _accounts() -> list[Account]:
    if not _roster:
        _roster.extend(load_roster(EXAMPLE_ROSTER).accounts)
    return _roster
