"""The sheets that creator back ends export, for the accounts that are known by them alone.

视频号: CSV in UTF-8 with a mark, days without a clock; the file's name says when it was exported. 小红书: a
workbook with a banner above the header, neither ids nor links; the workbook says when it was made. Layouts as
in docs/sources/exports.md; figures are cumulative at the instant of the export.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from openpyxl import Workbook

from demo.accounts import Actor
from demo.deliveries import COVERS
from demo.dice import dice
from demo.growth import Figures
from demo.posts import Post
from demo.world import World
from hub.clock import BEIJING, beijing_day
from hub.platforms import Platform

_CHANNELS_HEADER: Final = (
    "视频描述", "视频ID", "发布时间", "完播率", "平均播放时长", "播放量", "推荐", "喜欢", "评论量", "分享量",
    "关注量", "转发聊天和朋友圈", "设为铃声", "设为状态", "设为朋友圈封面",
)  # fmt: skip
_CHANNELS_METRICS: Final = ("views", "looks", "likes", "comments", "shares", "followers_new", "forwards")
_XIAOHONGSHU_BANNER: Final = ("最多导出排序后前1000条笔记",)
_XIAOHONGSHU_HEADER: Final = (
    "笔记标题", "首次发布时间", "体裁", "曝光", "观看量", "封面点击率", "点赞", "评论", "收藏", "涨粉",
    "分享",
)  # fmt: skip
_XIAOHONGSHU_METRICS: Final = ("likes", "comments", "favourites", "followers_new", "shares")

_Row = tuple[object, ...]
_Counted = Sequence[tuple[Post, Figures]]


@dataclass(frozen=True)
class Sheet:
    """A file as its operator hands it in. `exported_at` (UTC) is the instant its figures speak of."""

    account_id: str
    exported_at: datetime
    name: str
    content: bytes


def delivered(world: World, since: datetime, until: datetime) -> list[Sheet]:
    """The sheets exported in (since, until], in the roster's order, each account's oldest first."""
    return [
        _sheet(world, actor, exported_at)
        for actor in world.actors.values()
        if actor.deliveries is not None and actor.account.status == "active"
        for exported_at in actor.deliveries.between(since, until)
        if actor.on_roster(beijing_day(exported_at))
    ]


def _sheet(world: World, actor: Actor, exported_at: datetime) -> Sheet:
    posts = world.posts(actor.account_id, exported_at, exported_at - COVERS)
    rows = [(post, world.figure(post, exported_at)) for post in reversed(posts)]
    name, content = _FORMS[actor.account.platform](world, rows, exported_at)
    return Sheet(actor.account_id, exported_at, f"{actor.account_id}_{name}", content)


def _channels(world: World, rows: _Counted, exported_at: datetime) -> tuple[str, bytes]:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(_CHANNELS_HEADER)
    writer.writerows(_channels_row(world, post, figures) for post, figures in rows)
    return f"{exported_at.astimezone(BEIJING):%Y%m%d%H%M%S}.csv", text.getvalue().encode("utf-8-sig")


def _channels_row(world: World, post: Post, figures: Figures) -> _Row:
    random = dice(world.seed, post.post_id, "rates")
    rates = (f"{random.uniform(3, 40):.2f}%", f"{random.uniform(5, 40):.2f}秒")
    day = post.published_at.astimezone(BEIJING)
    told = (figures[name] for name in _CHANNELS_METRICS)
    return (post.text, post.native_id, f"{day:%Y/%m/%d}", *rates, *told, 0, 0, 0)


def _xiaohongshu(world: World, rows: _Counted, exported_at: datetime) -> tuple[str, bytes]:
    book = Workbook(write_only=True)
    book.properties.created = exported_at.replace(tzinfo=None)
    sheet = book.create_sheet("笔记列表明细表")
    for row in _xiaohongshu_rows(world, rows):
        sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return f"{exported_at.astimezone(BEIJING):%Y%m%d}.xlsx", content.getvalue()


def _xiaohongshu_rows(world: World, rows: _Counted) -> Iterator[_Row]:
    yield _XIAOHONGSHU_BANNER
    yield _XIAOHONGSHU_HEADER
    for post, figures in rows:
        at = f"{post.published_at.astimezone(BEIJING):%Y-%m-%d %H:%M:%S}"
        clicked = f"{dice(world.seed, post.post_id, 'rates').uniform(5, 20):.1f}%"
        shown = (figures["impressions"], figures["views"], clicked)
        yield (post.title, at, "图文", *shown, *(figures[name] for name in _XIAOHONGSHU_METRICS))


_FORMS: Final[dict[Platform, Callable[[World, _Counted, datetime], tuple[str, bytes]]]] = {
    "channels": _channels,
    "xiaohongshu": _xiaohongshu,
}
