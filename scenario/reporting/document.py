"""A page becomes a document of Word: the same headings, texts, tables and pictures, to be worked on."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from docx.document import Document
    from docx.section import Section
    from docx.table import Table

    from scenario.project.values.names import Language

FONT = "Noto Sans SC"
"""Where it is not installed Word takes one of its own for Chinese."""
SIDES = (210, 297)
"""Of a page [mm]."""
MARGIN = 18
"""On all sides [mm]."""
SMALL, PLAIN = 8.0, 10.0
"""Letters of tables and of texts [points]."""
PIXELS = 96 / 25.4
"""Of a picture's size [pixels a mm]."""
SHARP = 2.0
"""Dots of a picture for each of its pixels."""
LEFT_OUT = ("screen", "contents")
"""What stands on a screen alone, and what a document writes itself."""
CAPITALS = ("clipPath", "viewBox", "linearGradient", "preserveAspectRatio")
"""Names within pictures that have capitals."""
HEADINGS = {"h1": 0, "h2": 1, "h3": 2}


class Room(NamedTuple):
    """What a page leaves between its margins [mm]."""

    wide: float
    high: float


def document_of(page: str, language: Language) -> bytes:
    """Return a page of HTML as a document of Word (.docx).

    Headings are Word's own, so that its navigation and contents know them; tables repeat their heads;
    pictures have their titles as descriptions; what is wide stands on pages across.

    Parameters
    ----------
    page : str
        A report's page
    language : {"en", "zh"}
        Of what Word is to write itself
    """
    import docx
    from lxml import html

    tree = html.fromstring(page)
    writer = _Writer(docx.Document(), language)
    writer.begin(tree.findtext(".//title") or "")
    for part in tree.find(".//main"):
        writer.write(part)
    written = io.BytesIO()
    writer.document.save(written)
    return written.getvalue()


class _Writer:
    """Writes elements of a page, one after the other, to the end of a document."""

    def __init__(self, document: Document, language: Language) -> None:
        self.document, self.language = document, language
        self.across = False

    @property
    def room(self) -> Room:
        """What the page leaves."""
        wide, high = reversed(SIDES) if self.across else SIDES
        return Room(wide - 2 * MARGIN, high - 2 * MARGIN - 25)

    def begin(self, title: str) -> None:
        """Set page, styles, head and foot."""
        self.document.core_properties.title = title
        self._page(self.document.sections[0], across=False)
        for style in ("Normal", "Title", "Heading 1", "Heading 2", "List Bullet", "List Number"):
            _lettered(self.document.styles[style])
        head, foot = self.document.sections[0].header, self.document.sections[0].footer
        head.paragraphs[0].text = title
        _field(foot.paragraphs[0], "PAGE")
        foot.paragraphs[0].add_run(" / ")
        _field(foot.paragraphs[0], "NUMPAGES")

    def write(self, element: Any) -> None:
        """Write an element and what is in it."""
        kinds = (element.get("class") or "").split() if isinstance(element.tag, str) else ["screen"]
        if any(kind in LEFT_OUT for kind in kinds):
            if "contents" in kinds:
                self._contents()
            return
        if "across" in kinds and not self.across:
            self._turn(True)
            self._inside(element)
            self._turn(False)
        else:
            self._inside(element)

    def _inside(self, element: Any) -> None:
        tag = element.tag
        if tag in HEADINGS:
            self.document.add_heading(_text(element), HEADINGS[tag])
        elif tag == "p":
            self._paragraph(element)
        elif tag in ("ul", "ol"):
            for item in element:
                self.document.add_paragraph(_text(item), "List Number" if tag == "ol" else "List Bullet")
        elif tag == "table":
            self._table([[_text(cell) for cell in row] for row in element.iter("tr")], _has_head(element))
        elif tag == "dl":
            self._table([[_text(part) for part in card] for card in element], head=False)
        elif tag == "svg":
            self._picture(element)
        else:
            for part in element:
                self.write(part)

    def _paragraph(self, element: Any) -> None:
        if not _text(element):
            return
        paragraph = self.document.add_paragraph()
        _run(paragraph, element.text, False)
        for part in element:
            _run(paragraph, _text(part), part.tag == "strong")
            _run(paragraph, part.tail, False)

    def _table(self, rows: list[list[str]], head: bool) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.shared import Pt

        if not rows:
            return
        table = self.document.add_table(
            len(rows), max(map(len, rows)), "Light List Accent 1" if head else None
        )
        for row, texts in zip(table.rows, rows, strict=True):
            for cell, text in zip(row.cells, texts, strict=False):
                paragraph = cell.paragraphs[0]
                paragraph.paragraph_format.space_after = Pt(0)
                paragraph.add_run(text).font.size = Pt(SMALL)
                if _is_number(text):
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        if head:
            _repeated(table)
        self.document.add_paragraph()

    def _picture(self, element: Any) -> None:
        from docx.shared import Mm

        drawn, (wide, high) = _drawn(element)
        smaller = min(1.0, self.room.wide / wide, self.room.high / high)
        self.document.add_picture(io.BytesIO(drawn), Mm(wide * smaller), Mm(high * smaller))
        told = self.document.inline_shapes[-1]._inline.docPr
        told.set("descr", element.get("aria-label") or "")

    def _contents(self) -> None:
        """Write a table of contents that Word fills."""
        told = (
            "右键→更新域, 生成目录"
            if self.language == "zh"
            else "Right-click, Update Field, for the contents"
        )
        _field(self.document.add_paragraph(), 'TOC \\o "1-2" \\h \\z', told)

    def _turn(self, across: bool) -> None:
        """Begin a page, upright or across."""
        self.across = across
        self._page(self.document.add_section(), across)

    def _page(self, section: Section, across: bool) -> None:
        from docx.enum.section import WD_ORIENTATION
        from docx.shared import Mm

        wide, high = reversed(SIDES) if across else SIDES
        section.orientation = WD_ORIENTATION.LANDSCAPE if across else WD_ORIENTATION.PORTRAIT
        section.page_width, section.page_height = Mm(wide), Mm(high)
        for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
            setattr(section, side, Mm(MARGIN))


def _text(element: Any) -> str:
    """Return what is told within an element, lines as spaces."""
    return " ".join("".join(element.itertext()).split())


def _has_head(table: Any) -> bool:
    return table.find("thead") is not None


def _is_number(text: str) -> bool:
    """Tell whether a cell is an amount, a share, a date, or nothing of the kind.

    >>> _is_number("-1,234.5"), _is_number("12 %"), _is_number("Piling")
    (True, True, False)
    """
    return re.match(r"[-+−]?[\d.,]+(\D{0,3})?$|\d{4}-\d\d-\d\d$|[—·]$", text) is not None


def _run(paragraph: Any, text: str | None, bold: bool) -> None:
    told = re.sub(r"\s+", " ", text or "")
    if told.strip():
        paragraph.add_run(told).bold = bold


def _drawn(element: Any) -> tuple[bytes, Room]:
    """Return a picture of a page as PNG, and its size [mm]."""
    import vl_convert
    from lxml import etree

    from scenario.views.figures.static import registered_fonts

    registered_fonts()
    text = etree.tostring(element, encoding="unicode", with_tail=False)
    text = text.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
    text = (
        text.replace("clippath", "clipPath")
        .replace("viewbox", "viewBox")
        .replace("lineargradient", "linearGradient")
    )
    size = Room(*(float(element.get(side)) / PIXELS for side in ("width", "height")))
    return vl_convert.svg_to_png(text, scale=SHARP), size


def _lettered(style: Any) -> None:
    """Set a style's letters, those of Chinese too."""
    from docx.oxml.ns import qn
    from docx.shared import Pt

    style.font.name = FONT
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), FONT)
    if style.name == "Normal":
        style.font.size = Pt(PLAIN)


def _repeated(table: Table) -> None:
    """Have the first row repeated on each page."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    head = OxmlElement("w:tblHeader")
    head.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(head)


def _field(paragraph: Any, code: str, shown: str = "1") -> None:
    """Add what Word reckons itself, with what is shown until it does."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for kind in ("begin", "separate", "end"):
        run = paragraph.add_run()
        mark = OxmlElement("w:fldChar")
        mark.set(qn("w:fldCharType"), kind)
        run._r.append(mark)
        if kind == "begin":
            told = OxmlElement("w:instrText")
            told.set(qn("xml:space"), "preserve")
            told.text = code
            paragraph.add_run()._r.append(told)
        elif kind == "separate":
            paragraph.add_run(shown)
