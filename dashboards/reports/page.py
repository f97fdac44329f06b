"""A report as one web page that needs nothing else: pictures inside, for a phone as for A4 paper."""

from __future__ import annotations

import base64
from html import escape
from importlib.resources import files
from typing import Final

from dashboards.reports.document import (
    SIGNATURES,
    Align,
    Block,
    Cell,
    Chart,
    Definition,
    Heading,
    Highlights,
    Paragraph,
    Report,
    Table,
    is_web_address,
    printable,
)

_POLICY: Final = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
"""The page loads nothing and runs nothing."""
_LONG: Final = 2.0
"""A column's share from which its cells are kept wide enough to read on a phone."""


def web_page(report: Report) -> bytes:
    """The bytes of a .html, UTF-8."""
    style = (files("dashboards.reports") / "page.css").read_text(encoding="utf-8")
    marks = "".join(f"<p>{_text(mark)}</p>" for mark in report.marks)
    blocks = "\n".join(_block(block) for block in report.blocks)
    signatures = "".join(f"<span>{who}：＿＿＿＿＿＿</span>" for who in SIGNATURES)
    page = f"""<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<meta name="referrer" content="no-referrer">
<title>{_text(report.title)} {_text(report.marks[0])}</title>
<style>
{style}</style>
</head>
<body>
<header><h1>{_text(report.title)}</h1>{marks}</header>
<main>
{blocks}
</main>
<p class="signatures">{signatures}</p>
</body>
</html>
"""
    return page.encode()


def _block(block: Block) -> str:
    match block:
        case Heading():
            return f"<h{block.level + 1}>{_text(block.text)}</h{block.level + 1}>"
        case Paragraph():
            return f"<p>{_text(block.text)}</p>"
        case Definition():
            return f'<p class="definition">{_text(block.text)}</p>'
        case Table():
            return _table(block)
        case Chart():
            return _chart(block)
        case Highlights():
            return _highlights(block)


def _table(table: Table) -> str:
    heads = "".join(f'<th scope="col">{_text(column.name)}</th>' for column in table.columns)
    rows = "\n".join(
        "<tr>"
        + "".join(
            _cell(cell, column.align, column.share) for cell, column in zip(row, table.columns, strict=True)
        )
        + "</tr>"
        for row in table.rows
    )
    caption = f"<caption>{_text(table.caption)}</caption>"
    head = f"<thead><tr>{heads}</tr></thead>"
    return f'<div class="wide"><table>{caption}{head}\n<tbody>\n{rows}\n</tbody></table></div>'


def _cell(cell: Cell, align: Align, share: float) -> str:
    classes = [align, *(["long"] if share >= _LONG else []), *(["urgent"] if cell.urgent else [])]
    text = _text(cell.text)
    if is_web_address(cell.url):
        text = f'<a href="{_text(cell.url)}" rel="noreferrer noopener" target="_blank">{text}</a>'
    return f'<td class="{" ".join(classes)}">{text}</td>'


def _chart(chart: Chart) -> str:
    picture = base64.b64encode(chart.png).decode()
    image = f'<img src="data:image/png;base64,{picture}" alt="{_text(chart.words)}">'
    return f"<figure>{image}<figcaption>{_text(chart.caption)}</figcaption></figure>"


def _highlights(highlights: Highlights) -> str:
    boxes = "".join(
        f"<div><span>{_text(name)}</span><strong>{_text(figure)}</strong><span>{_text(beside)}</span></div>"
        for name, figure, beside in highlights.figures
    )
    return f'<div class="highlights">{boxes}</div>'


def _text(text: str) -> str:
    return escape(printable(text))
