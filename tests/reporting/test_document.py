"""Reports as documents of Word: what the page tells, with headings and tables of Word's own."""

import io
import re

import docx
import pytest
from lxml import html

from scenario.reporting.document import document_of
from tests.reporting.test_paper import PARTS


@pytest.fixture(scope="module", params=["en", "zh"])
def told(request, riverside):
    """The page of a pack, and the document that is made of it."""
    language = request.param
    page = (riverside / f"riverside-board-{language}.html").read_text(encoding="utf-8")
    written = (riverside / f"riverside-board-{language}.docx").read_bytes()
    return language, html.fromstring(page), docx.Document(io.BytesIO(written))


def squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def test_a_document_has_the_parts_of_the_pack_as_headings(told):
    language, _, document = told
    heads = [each.text for each in document.paragraphs if each.style.name == "Heading 1"]

    assert [re.sub(r"^\d+ ", "", head) for head in heads] == PARTS[language]


def test_a_document_has_every_table_of_the_page_with_its_head_repeated(told):
    _, page, document = told
    with_head = [table for table in page.iter("table") if table.find("thead") is not None]
    written = [table for table in document.tables if table.rows[0]._tr.xpath(".//w:tblHeader")]

    assert len(written) == len(with_head) > 12
    for there, here in zip(with_head, written, strict=True):
        cells = [squeezed(cell.text_content()) for row in there.iter("tr") for cell in row]
        assert [squeezed(cell.text) for row in here.rows for cell in row.cells] == cells


def test_a_document_has_every_picture_with_its_title(told):
    _, page, document = told
    titles = [picture.get("aria-label") for picture in page.iter("svg")]

    assert len(titles) >= 5
    assert [shape._inline.docPr.get("descr") for shape in document.inline_shapes] == titles
    for shape in document.inline_shapes:
        assert shape.width.mm <= 261 + 0.1
        assert shape.height.mm <= 297


def test_a_document_has_pages_across_for_what_is_wide(told):
    _, page, document = told
    sides = [section.page_width > section.page_height for section in document.sections]

    assert sum(sides) == len(page.find_class("across"))
    assert not sides[0]
    assert not sides[-1]


def test_what_stands_in_a_page_is_text_in_a_document():
    page = "<title>&lt;w:b/&gt;</title><main><p>&lt;w:p&gt; <strong>a &amp; b</strong></p></main>"

    document = docx.Document(io.BytesIO(document_of(page, "en")))

    assert document.paragraphs[0].text == "<w:p> a & b"
    assert [run.bold for run in document.paragraphs[0].runs][-1]
