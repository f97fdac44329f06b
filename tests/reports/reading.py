"""A report as a reader finds it: its text and its tables, from the Word file and from the page."""

from __future__ import annotations

import io
from html.parser import HTMLParser

import docx


def word_text(content: bytes) -> str:
    """Everything a Word file says, tables included."""
    document = docx.Document(io.BytesIO(content))
    lines = [paragraph.text for paragraph in document.paragraphs]
    for table in document.tables:
        lines += ["\t".join(cell.text for cell in row.cells) for row in table.rows]
    return "\n".join(lines)


def word_table(content: bytes, *heads: str) -> list[dict[str, str]]:
    """The rows of the first table of a Word file whose first columns are called so."""
    for table in docx.Document(io.BytesIO(content)).tables:
        names = [_shown(cell) for cell in table.rows[0].cells]
        if tuple(names[: len(heads)]) == heads:
            return [
                dict(zip(names, (_shown(cell) for cell in row.cells), strict=True)) for row in table.rows[1:]
            ]
    raise AssertionError(f"no table begins with {heads}")


def page_cells(content: bytes) -> list[str]:
    """The text of every cell of a page's tables, in order."""
    reader = _Cells()
    reader.feed(content.decode())
    return reader.cells


def word_cells(content: bytes) -> list[str]:
    """The text of every cell of a Word file's tables, in order; without the boxes of the first figures."""
    tables = docx.Document(io.BytesIO(content)).tables[1:]
    return [_shown(cell) for table in tables for row in table.rows for cell in row.cells]


def _shown(cell: object) -> str:
    """A cell's text, also where it is a link, which python-docx leaves out of a paragraph's runs."""
    return "".join(part.text or "" for part in cell._tc.iter() if part.tag.endswith("}t"))  # type: ignore[attr-defined]


class _Cells(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.cells: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in ("td", "th"):
            self._inside = True
            self.cells.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.cells[-1] += data
