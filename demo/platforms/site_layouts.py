"""How the demo's websites lay out their pages: most in the manner of TRS, one in a manner of its own.

The site of its own has no standard meta tags, calls every link 查看详情, writes days before months, and names
itself in every `<title>`: nothing reads it well without the rules of the example roster's `sites/`.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from datetime import datetime
from typing import Final, Protocol

from demo.posts import Post
from hub.clock import BEIJING

OF_ITS_OWN: Final = frozenset({"zhangbei-fire-website"})
"""The accounts whose site is laid out in a manner of its own."""

_CUT_AFTER: Final = 14


class Layout(Protocol):
    """Writes a site's pages. `charset` is what a page declares; `unit` is escaped already."""

    def list_page(self, posts: Sequence[Post], number: int, pages: int, unit: str, charset: str) -> str:
        """Page `number` (from 0) of so many list pages."""
        ...

    def detail_page(self, post: Post, source: str, counter: str, unit: str, charset: str) -> str:
        """A post's own page; `counter` is the element that shows its views."""
        ...


class TrsLayout:
    """List pages, detail pages and meta tags as TRS writes them; long titles are cut in the list."""

    def list_page(self, posts: Sequence[Post], number: int, pages: int, unit: str, charset: str) -> str:
        rows = "".join(map(_trs_row, posts))
        return (
            f'<!DOCTYPE html><html><head><meta charset="{charset}"><title>工作动态_{unit}</title>'
            f'<meta name="SiteName" content="{unit}"><meta name="ColumnName" content="工作动态"></head><body>'
            f'<div class="nav"><a href="index.html">首页</a></div>'
            f'<ul class="list">{rows}</ul>'
            f'<script>createPageHTML({pages}, {number}, "index", "html");</script></body></html>'
        )

    def detail_page(self, post: Post, source: str, counter: str, unit: str, charset: str) -> str:
        title, published = html.escape(post.title), _local(post)
        return (
            f'<!DOCTYPE html><html><head><meta charset="{charset}"><title>{title}_{unit}</title>\n'
            f'<meta name="SiteName" content="{unit}"><meta name="SiteDomain" content="www.example.gov.cn">\n'
            f'<meta name="ColumnName" content="工作动态"><meta name="ColumnType" content="工作动态">\n'
            f'<meta name="ArticleTitle" content="{title}">\n'
            f'<meta name="PubDate" content="{published:%Y-%m-%d %H:%M}">\n'
            f'<meta name="ContentSource" content="{source}"><meta name="Author" content="">\n'
            f'<meta name="Keywords" content=""><meta name="Url" content="./{post.native_id}.html"></head>\n'
            f'<body><h1>{title}</h1><div class="info">发布时间：{published:%Y-%m-%d %H:%M}　来源：{source}　'
            f"浏览次数：{counter}</div>\n"
            f'<div class="TRS_Editor">{_paragraphs(post)}</div></body></html>'
        )


class OwnLayout:
    """A site that follows no standard."""

    def list_page(self, posts: Sequence[Post], number: int, pages: int, unit: str, charset: str) -> str:
        items = "".join(map(_own_item, posts))
        following = f'<a class="xyy" href="index_{number + 1}.html">下一页</a>' if number + 1 < pages else ""
        return (
            f'<html><head><meta charset="{charset}"><title>{unit}</title></head><body>'
            f'<div class="dh"><a href="index.html">返回</a></div>{items}'
            f'<div class="fy">{following}</div></body></html>'
        )

    def detail_page(self, post: Post, source: str, counter: str, unit: str, charset: str) -> str:
        return (
            f'<html><head><meta charset="{charset}"><title>{unit}</title></head><body>'
            f'<div class="dh"><a href="../index.html">返回</a></div>'
            f'<div class="bt">{html.escape(post.title)}</div>'
            f'<div class="xx"><i>{_local(post):%d/%m/%Y %H:%M}</i><b>{source}</b>浏览次数：{counter}</div>'
            f'<div class="nr">{_paragraphs(post)}<div class="fx">分享到：微信、微博</div></div></body></html>'
        )


def layout_of(account_id: str) -> Layout:
    """The layout of an account's site."""
    return OwnLayout() if account_id in OF_ITS_OWN else TrsLayout()


def _trs_row(post: Post) -> str:
    title = html.escape(post.title)
    shown = html.escape(post.title[:_CUT_AFTER]) + "..." if len(post.title) > _CUT_AFTER else title
    return (
        f'<li><a href="{_address(post)}" title="{title}">{shown}</a><span>{_local(post):%Y-%m-%d}</span></li>'
    )


def _own_item(post: Post) -> str:
    return (
        f'<div class="xw"><h5>{html.escape(post.title)}</h5><em>{_local(post):%d/%m/%y}</em>'
        f'<a href="{_address(post)}">查看详情</a></div>'
    )


def _address(post: Post) -> str:
    return f"./{_local(post):%Y%m}/{post.native_id}.html"


def _local(post: Post) -> datetime:
    return post.published_at.astimezone(BEIJING)


def _paragraphs(post: Post) -> str:
    return "".join(f"<p>　　{html.escape(line, quote=False)}</p>" for line in post.text.splitlines())
