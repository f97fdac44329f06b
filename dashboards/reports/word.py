"""A report as a Word file, after the form of official documents (GB/T 9704-2012): A4, its fonts and numbers,
with text in 四号 and narrower margins above and below, since tables and charts are most of it.

The fonts are those every Chinese office has (仿宋, 黑体, 楷体, 宋体); none is embedded. The same report gives
the same bytes: the zip's times are fixed, and the properties say when the data end, not when it was written.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from typing import Any, Final

from docx import Document
from docx.document import Document as DocumentObject
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Length, Pt, RGBColor
from docx.table import Table as WordTable
from docx.table import _Cell as WordCell
from docx.text.paragraph import Paragraph as WordParagraph
from docx.text.run import Run

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

TEXT_WIDTH: Final = Cm(15.6)
"""A4 without the side margins of GB/T 9704 (28 mm and 26 mm)."""
_BODY: Final = Pt(14)
_LINE: Final = Pt(24)
_NONE: Final = Pt(0)
_SMALL: Final = Pt(10.5)
_CELL: Final = Pt(9)
_URGENT: Final = RGBColor(0xC0, 0, 0)
_GREY: Final = RGBColor(0x59, 0x59, 0x59)
_BLUE: Final = RGBColor(0x05, 0x63, 0xC1)
_ALIGN: Final[dict[Align, WD_ALIGN_PARAGRAPH]] = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
}
_HEAD_SHADE: Final = "E7EEF5"
_TIMES: Final = (1980, 1, 1, 0, 0, 0)
"""The earliest time a zip can say."""


def word_file(report: Report) -> bytes:
    """The bytes of a .docx."""
    document = Document()
    _set_page(document)
    _set_properties(document, report)
    _title(document, report)
    for block in report.blocks:
        _write(document, block)
    _signatures(document)
    written = io.BytesIO()
    document.save(written)
    return _without_times(written.getvalue())


def _set_page(document: DocumentObject) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.top_margin, section.bottom_margin = Cm(3.0), Cm(2.8)
    section.left_margin, section.right_margin = Cm(2.8), Cm(2.6)
    section.footer_distance = Cm(1.8)
    _page_number(section.footer.paragraphs[0])
    normal = document.styles["Normal"]
    normal.font.size = _BODY
    _set_fonts(normal.element.get_or_add_rPr(), "仿宋")
    for name in ("Heading 1", "Heading 2"):
        style = document.styles[name]
        style.font.bold, style.font.size, style.font.color.rgb = False, _BODY, RGBColor(0, 0, 0)
        _set_fonts(style.element.get_or_add_rPr(), "黑体" if name == "Heading 1" else "楷体")


def _set_fonts(properties: Any, family: str) -> None:
    """Digits and Latin letters in Times New Roman, all else in `family`."""
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.insert(0, fonts)
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for place in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{place}"), "Times New Roman")
    fonts.set(qn("w:eastAsia"), family)


def _set_properties(document: DocumentObject, report: Report) -> None:
    properties = document.core_properties
    at = report.at.replace(tzinfo=None, microsecond=0)
    properties.title, properties.author, properties.comments = printable(report.title)[:200], "烽火", ""
    properties.created = properties.modified = at
    properties.last_modified_by, properties.language = "烽火", "zh-CN"


def _page_number(paragraph: WordParagraph) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(paragraph, "— ", "宋体", Pt(14))
    run = _run(paragraph, "", "宋体", Pt(14))
    for kind, words in (("begin", ""), ("", "PAGE"), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = words
        run._r.append(part)
    _run(paragraph, " —", "宋体", Pt(14))


def _title(document: DocumentObject, report: Report) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _spacing(paragraph, before=Pt(0), after=Pt(6), line=Pt(34))
    _run(paragraph, report.title, "方正小标宋简体", Pt(22))
    for mark in report.marks:
        line = document.add_paragraph()
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _spacing(line, after=Pt(2), line=Pt(22))
        _run(line, mark, "楷体", Pt(12))
    _rule_below(line)


def _rule_below(paragraph: WordParagraph) -> None:
    """The red line below the head of a document."""
    borders, line = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "12"), ("space", "6"), ("color", "C00000")):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    paragraph._p.get_or_add_pPr().append(borders)


def _write(document: DocumentObject, block: Block) -> None:
    match block:
        case Heading():
            _heading(document, block)
        case Paragraph():
            _paragraph(document, block.text)
        case Definition():
            _definition(document, block)
        case Table():
            _table(document, block)
        case Chart():
            _chart(document, block)
        case Highlights():
            _highlights(document, block)


def _heading(document: DocumentObject, heading: Heading) -> None:
    paragraph = document.add_heading(level=heading.level)
    paragraph.paragraph_format.first_line_indent = Length(_BODY * 2)
    paragraph.paragraph_format.keep_with_next = True
    _spacing(paragraph, before=Pt(10 if heading.level == 1 else 4), after=Pt(2), line=_LINE)
    _run(paragraph, heading.text, "黑体" if heading.level == 1 else "楷体", _BODY)


def _paragraph(document: DocumentObject, text: str) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.first_line_indent = Length(_BODY * 2)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    _spacing(paragraph, line=_LINE)
    _run(paragraph, text, "仿宋", _BODY)


def _definition(document: DocumentObject, definition: Definition) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    _spacing(paragraph, before=Pt(4), after=Pt(6), line=Pt(17))
    _run(paragraph, definition.text, "楷体", _SMALL).font.color.rgb = _GREY


def _caption(document: DocumentObject, text: str, *, above: bool) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.keep_with_next = above
    _spacing(paragraph, before=Pt(6 if above else 0), after=Pt(3 if above else 6), line=Pt(18))
    _run(paragraph, text, "黑体", _SMALL)


def _table(document: DocumentObject, table: Table) -> None:
    _caption(document, table.caption, above=True)
    made = document.add_table(rows=1, cols=len(table.columns))
    _frame(made, [column.share for column in table.columns])
    for word_cell, column in zip(made.rows[0].cells, table.columns, strict=True):
        _shade(word_cell, _HEAD_SHADE)
        _fill(word_cell, Cell(column.name), "center", bold=True)
    _repeat_head(made)
    for row in table.rows:
        for word_cell, column, cell in zip(made.add_row().cells, table.columns, row, strict=True):
            _fill(word_cell, cell, column.align)
    _set_widths(made, [column.share for column in table.columns])
    _unsplit_rows(made)
    _spacing(document.add_paragraph(), line=Pt(6))


def _frame(table: WordTable, shares: Sequence[float]) -> None:
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    grid = table._tbl.tblGrid.findall(qn("w:gridCol"))
    for column, share in zip(grid, shares, strict=True):
        column.set(qn("w:w"), str(round(TEXT_WIDTH.twips * share / sum(shares))))


def _set_widths(table: WordTable, shares: Sequence[float]) -> None:
    widths = [Length(int(TEXT_WIDTH * share / sum(shares))) for share in shares]
    for row in table.rows:
        for word_cell, width in zip(row.cells, widths, strict=True):
            word_cell.width = width


def _repeat_head(table: WordTable) -> None:
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _unsplit_rows(table: WordTable) -> None:
    for row in table.rows:
        row._tr.get_or_add_trPr().insert(0, OxmlElement("w:cantSplit"))


def _shade(word_cell: WordCell, colour: str) -> None:
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
        shade.set(qn(f"w:{name}"), value)
    word_cell._tc.get_or_add_tcPr().append(shade)


def _fill(word_cell: WordCell, cell: Cell, align: Align, *, bold: bool = False) -> None:
    paragraph = word_cell.paragraphs[0]
    paragraph.alignment = _ALIGN[align]
    _spacing(paragraph, before=Pt(1), after=Pt(1), line=Pt(13))
    run = _link(paragraph, cell) if is_web_address(cell.url) else _run(paragraph, cell.text, "宋体", _CELL)
    run.font.bold = bold or cell.urgent
    if cell.urgent:
        run.font.color.rgb = _URGENT


def _link(paragraph: WordParagraph, cell: Cell) -> Run:
    address = printable(cell.url)
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run = _run(paragraph, cell.text, "宋体", _CELL)
    run.font.color.rgb, run.font.underline = _BLUE, True
    link.append(run._r)
    paragraph._p.append(link)
    return run


def _chart(document: DocumentObject, chart: Chart) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.keep_with_next = True
    paragraph.paragraph_format.space_before = Pt(4)
    shape = paragraph.add_run().add_picture(io.BytesIO(chart.png), width=TEXT_WIDTH)
    shape._inline.docPr.set("descr", printable(chart.words))
    _caption(document, chart.caption, above=False)


def _highlights(document: DocumentObject, highlights: Highlights) -> None:
    shares = [1.0] * len(highlights.figures)
    table = document.add_table(rows=1, cols=len(shares))
    _frame(table, shares)
    for word_cell, (name, figure, beside) in zip(table.rows[0].cells, highlights.figures, strict=True):
        _shade(word_cell, _HEAD_SHADE)
        for number, (text, family, size) in enumerate(
            ((name, "楷体", _SMALL), (figure, "黑体", Pt(17)), (beside, "楷体", Pt(9)))
        ):
            paragraph = word_cell.paragraphs[0] if number == 0 else word_cell.add_paragraph()
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            _spacing(paragraph, before=Pt(2), after=Pt(2), line=Pt(24 if number == 1 else 13))
            _run(paragraph, text, family, size)
    _set_widths(table, shares)
    _spacing(document.add_paragraph(), line=Pt(6))


def _signatures(document: DocumentObject) -> None:
    paragraph = document.add_paragraph()
    _spacing(paragraph, before=Pt(18), line=_LINE)
    _run(paragraph, "　　".join(f"{who}：＿＿＿＿＿＿" for who in SIGNATURES), "仿宋", Pt(14))


def _spacing(
    paragraph: WordParagraph, before: Length = _NONE, after: Length = _NONE, line: Length = _LINE
) -> None:
    form = paragraph.paragraph_format
    form.space_before, form.space_after, form.line_spacing = before, after, line
    form.line_spacing_rule = WD_LINE_SPACING.AT_LEAST


def _run(paragraph: WordParagraph, text: str, family: str, size: Length) -> Run:
    run = paragraph.add_run(printable(text))
    run.font.size = size
    _set_fonts(run._r.get_or_add_rPr(), family)
    return run


def _without_times(packed: bytes) -> bytes:
    """The same zip, each entry written at the same time by the same system."""
    fixed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as source, zipfile.ZipFile(fixed, "w") as target:
        for entry in source.infolist():
            plain = zipfile.ZipInfo(entry.filename, _TIMES)
            plain.compress_type, plain.create_system = zipfile.ZIP_DEFLATED, 0
            target.writestr(plain, source.read(entry))
    return fixed.getvalue()
