"""A local web site of 2,000 articles in twenty columns, of the size and clutter of a county government's.

Served from memory by a process of its own: `python -m tests.benchmarks.local_site` prints its address.
"""

from __future__ import annotations

import socket
import sys

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

COLUMNS = 20
ARTICLES_A_COLUMN = 100
ARTICLES = COLUMNS * ARTICLES_A_COLUMN

_SENTENCE = "某县消防救援大队走进社区、学校和企业，开展冬季防火宣传，讲解用电用气和电动自行车充电安全常识，"
_CHROME = "".join(
    f'<li class="nav-item"><a href="/c{number % COLUMNS}/">栏目导航第{number}项</a></li>'
    for number in range(80)
)
_SIDE = "".join(
    f'<li><a href="/other/{number}.html">热点新闻标题第{number}条</a><em>01-{number % 28 + 1:02}</em></li>'
    for number in range(40)
)
_DATA = ",".join(f'{{"id":{number},"k":"v{number}"}}' for number in range(300))
_SITE = '<meta charset="utf-8"><meta name="SiteName" content="某县人民政府">'
_HEAD = f"{_SITE}<script>window.__data=[{_DATA}];</script>"


def article(column: int, number: int) -> bytes:
    """One article's page, about 24 KB of UTF-8."""
    title = f"第{column}栏第{number}号冬季防火宣传进社区活动"
    day = f"2026-{number % 12 + 1:02}-{number % 28 + 1:02} 09:30"
    text = "".join(f"<p>　　{number}-{part}　{_SENTENCE * 3}收效良好。</p>" for part in range(8))
    meta = "".join(
        f'<meta name="{name}" content="{value}">'
        for name, value in (("ArticleTitle", title), ("PubDate", day), ("ContentSource", "县融媒体中心"))
    )
    return (
        f"<!DOCTYPE html><html><head>{_HEAD}<title>{title}_某县人民政府</title>{meta}</head>"
        f'<body><div class="nav"><ul>{_CHROME}</ul></div><div class="main"><h1>{title}</h1>'
        f'<div class="info">发布时间：{day}　来源：县融媒体中心　浏览次数：<em id="hits">{number}</em></div>'
        f'<div class="TRS_Editor">{text}</div></div><div class="side"><ul>{_SIDE}</ul></div>'
        '<div class="foot">主办：某县人民政府　备案号：冀ICP备00000000号</div></body></html>'
    ).encode()


def listing(column: int) -> bytes:
    """A column's list page."""
    rows = "".join(
        f'<li><a href="/c{column}/{number}.html">第{column}栏第{number}号冬季防火宣传进社区活动</a>'
        f"<span>2026-{number % 12 + 1:02}-{number % 28 + 1:02}</span></li>"
        for number in range(ARTICLES_A_COLUMN)
    )
    head = '<html><head><meta charset="utf-8"><title>列表</title></head>'
    return f'{head}<ul class="list">{rows}</ul></html>'.encode()


def app() -> Starlette:
    """The site."""
    pages = {f"/c{column}/": listing(column) for column in range(COLUMNS)}
    for column in range(COLUMNS):
        pages |= {f"/c{column}/{number}.html": article(column, number) for number in range(ARTICLES_A_COLUMN)}

    async def page(request: Request) -> Response:
        body = pages.get(request.url.path)
        return Response(body or b"not found", 200 if body else 404, media_type="text/html")

    return Starlette(routes=[Route("/{path:path}", page)])


def main() -> None:
    """Serve until stopped; the first line says where."""
    listener = socket.create_server(("127.0.0.1", 0))
    sys.stdout.write(f"http://127.0.0.1:{listener.getsockname()[1]}\n")
    sys.stdout.flush()
    uvicorn.Server(uvicorn.Config(app(), log_level="error", lifespan="off", ws="none")).run([listener])


if __name__ == "__main__":
    main()
