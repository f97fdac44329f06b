"""Exported sheets as back ends write them: shapes from the platforms' own pages, values invented."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import datetime

import openpyxl
import xlwt

Rows = Sequence[Sequence[object]]


def _cells(*lines: str) -> list[str]:
    return "".join(lines).split(",")


CHANNELS_HEADER = _cells(
    "视频描述,视频ID,发布时间,完播率,平均播放时长,播放量,推荐,喜欢,评论量,分享量,关注量,",
    "转发聊天和朋友圈,设为铃声,设为状态,设为朋友圈封面",
)
CHANNELS_ROW = _cells(
    "早安某市，新的一天,export/UzFfExample0001,2026/01/01,12.5%,9.31秒,4021,66,120,8,15,3,15,0,0,0"
)
XIAOHONGSHU_HEADER = _cells("笔记标题,首次发布时间,体裁,曝光,观看量,封面点击率,点赞,评论,收藏,涨粉,分享")
XIAOHONGSHU_ROW = _cells("某市周末赏花地图🌸,2026-01-01 13:00:00,图文,12040,1533,9.8%,88,12,140,6,31")
DOUYIN_HEADER = _cells(
    "作品名称,发布时间,体裁,审核状态,播放量,完播率,5s完播率,封面点击率,2s跳出率,平均播放时长,",
    "点赞量,分享量,评论量,收藏量,主页访问量,粉丝增量",
)
DOUYIN_ROW = _cells(
    "雪后的公园真美 #某市,2026-01-03 08:00:00,视频,公开,1.8万,3.2%,40%,-,20%,6.5秒,530,44,21,9,2,-3"
)
WECHAT_HEADER = _cells(
    "内容标题,发表时间,总阅读人数,总阅读次数,总分享人数,总分享次数,阅读后关注人数,送达人数,",
    "公众号消息阅读次数,送达阅读率,首次分享次数,分享产生阅读次数,首次分享率,每次分享带来阅读次数,",
    "阅读完成率,内容url",
)
WECHAT_URL = "http://mp.weixin.qq.com/s?__biz=MzA0000000==&mid=2247500001&idx=2&sn=aa11&chksm=bb22#rd"
WECHAT_ROW = [
    *_cells("市运会今日开幕,20260101,1830,2400,96,110,14,51000,1500,2.9%,40,380,2.1%,4,57.14%"),
    WECHAT_URL,
]


def csv_bytes(rows: Rows, encoding: str = "utf-8-sig") -> bytes:
    """A CSV file."""
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode(encoding)


def xlsx_bytes(rows: Rows, made_at: datetime | None = None) -> bytes:
    """A workbook with one sheet."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    if made_at is not None:
        book.properties.created = made_at.replace(tzinfo=None)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def xls_bytes(rows: Rows) -> bytes:
    """A workbook of the old kind."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("数据")
    style = xlwt.easyxf(num_format_str="YYYY-MM-DD HH:MM:SS")
    for number, row in enumerate(rows):
        for position, value in enumerate(row):
            options = (style,) if isinstance(value, datetime) else ()
            sheet.write(number, position, value, *options)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
