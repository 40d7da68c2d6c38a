"""Reports on paper: A4, with heads, numbers, contents and bookmarks, and letters that can be read."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader
from ruamel.yaml import YAML

import scenario
from scenario.project.sections.root import Project
from scenario.reporting.loading import loaded_by
from scenario.reporting.pdf import pdf_of

A4 = (595.3, 841.9)
ROOM = {False: (680.0, 899.0), True: (1009.0, 620.0)}
"""What a page upright and one across leave to a picture, wide and high; larger ones shrink [pixels]."""
LEAST = 7.0
"""Letters are no smaller [points]."""
PARTS = {
    "en": [
        "To be decided", "Verdict", "The project", "Value, cost, taxes, profit",
        "Cash, funding and escrow by quarter",
        "Sensitivity", "Scenarios side by side", "Returns", "Risks", "Key nodes", "Assumptions and sources",
        "What is missing", "Where the numbers come from",
    ],
    "zh": [
        "决策事项", "结论", "项目概况", "货值、成本、税费与利润", "季度资金、融资与监管", "敏感性矩阵",
        "情景对比", "收益",
        "风险登记", "关键节点", "假设与来源", "缺失与未计算", "数据来源",
    ],
}  # fmt: skip
REPORTS = [("board", "zh"), ("board", "en"), ("schedule", "zh"), ("schedule", "en")]


@pytest.fixture(params=REPORTS, ids="-".join)
def paper(request) -> PdfReader:
    template, language = request.param
    folder: Path = request.getfixturevalue("riverside" if template == "board" else "schedule")
    return PdfReader(folder / f"riverside-{template}-{language}.pdf")


def pieces(page) -> Iterator[tuple[str, float, float, float]]:
    """Yield the pieces of text of a page: text, size, x and y [points]."""
    found = []

    def visit(text, cm, tm, font, size):
        scale = abs(tm[0] * cm[0]) or abs(tm[1] * cm[1])
        x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
        y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
        if text.strip():
            found.append((text.strip(), size * scale, x, y))

    page.extract_text(visitor_text=visit)
    return iter(found)


def test_every_page_is_a4_upright_or_across(paper):
    for page in paper.pages:
        sides = sorted((float(page.mediabox.width), float(page.mediabox.height)))
        assert sides == pytest.approx(A4, abs=1.0)


def test_no_letter_is_smaller_than_seven_points_and_none_is_off_the_page(paper):
    for number, page in enumerate(paper.pages, 1):
        wide, high = float(page.mediabox.width), float(page.mediabox.height)
        for text, size, x, y in pieces(page):
            if (x, y) == (0.0, 0.0):  # within a picture that is turned or moved: see the next test
                continue
            assert size >= LEAST - 0.01, (number, text, size)
            assert 20 <= x <= wide - 20, (number, text, x)
            assert 20 <= y <= high - 20, (number, text, y)


@pytest.mark.parametrize(("template", "language"), REPORTS)
def test_no_letter_of_a_picture_is_smaller_than_seven_points(request, template, language):
    folder = request.getfixturevalue("riverside" if template == "board" else "schedule")
    page = (folder / f"riverside-{template}-{language}.html").read_text(encoding="utf-8")
    pictures = list(drawn(page))

    assert len(pictures) >= 5
    for picture, across in pictures:
        sides = [float(re.search(rf' {side}="([\d.]+)"', picture)[1]) for side in ("width", "height")]
        sizes = [float(size) for size in re.findall(r'font-size="([\d.]+)px"', picture)]
        smaller = min(1.0, *(room / side for room, side in zip(ROOM[across], sides, strict=True)))
        assert 0.75 * min(sizes) * smaller >= LEAST, (sides, min(sizes))


def test_every_font_is_in_the_file(paper):
    for page in paper.pages:
        for font in page["/Resources"]["/Font"].get_object().values():
            inner = font.get_object()["/DescendantFonts"][0].get_object()
            assert "/FontFile2" in inner["/FontDescriptor"] or "/FontFile3" in inner["/FontDescriptor"]


def test_no_letter_is_an_empty_box(paper):
    """A glyph that a font lacks is told by no character, or by the replacement character."""
    text = "".join(page.extract_text() for page in paper.pages)
    assert "\ufffd" not in text
    assert not re.search(r"[\ue000-\uf8ff]", text)


def test_pages_have_numbers_and_bookmarks_lead_to_their_headings(paper):
    count = len(paper.pages)
    for number, page in enumerate(paper.pages, 1):
        assert f"{number} / {count}" in page.extract_text()
    outline = [mark for mark in flat(paper.outline) if re.match(r"\d+ ", mark.title)]
    assert len(outline) >= 9
    for mark in outline:
        page = paper.pages[paper.get_destination_page_number(mark)]
        assert squeezed(mark.title) in squeezed(page.extract_text())


def test_contents_tell_the_page_of_each_part(paper):
    lines: dict[int, list[tuple[float, str]]] = {}
    for text, _, x, y in pieces(paper.pages[0]):
        lines.setdefault(round(y), []).append((x, text))
    cover = "\n".join(squeezed("".join(text for _, text in sorted(line))) for line in lines.values())
    for mark in flat(paper.outline):
        if re.match(r"\d+ ", mark.title):
            number = paper.get_destination_page_number(mark) + 1
            assert re.search(rf"{re.escape(squeezed(mark.title))}[.…]+{number}(?!\d)", cover), mark.title


def test_no_heading_stands_alone_at_the_end_of_a_page(paper):
    for number, page in enumerate(paper.pages, 1):
        found = [piece for piece in pieces(page) if piece[3] > 60]
        large = [(text, y) for text, size, _, y in found if size > 12.5]
        for text, y in large:
            below = [other for other in found if other[3] < y - 1]
            assert below or number == 1, (number, text)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_pack_tells_in_the_order_of_the_board(riverside, language):
    paper = PdfReader(riverside / f"riverside-board-{language}.pdf")
    titles = [mark.title for mark in flat(paper.outline)]
    parts = [re.sub(r"^\d+ ", "", title) for title in titles if re.match(r"\d+ ", title)]

    assert parts == PARTS[language]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_is_small_and_loads_nothing(riverside, language):
    page = (riverside / f"riverside-board-{language}.html").read_text(encoding="utf-8")

    assert len(page.encode()) < 1_500_000
    assert not loaded_by(page)


def test_the_project_as_simulated_is_taken_along(riverside):
    paper = PdfReader(riverside / "riverside-board-en.pdf")
    (content,) = paper.attachments["riverside-base-resolved.yaml"]
    project = Project.model_validate(YAML(typ="safe").load(content.decode()))

    assert project.fingerprint == scenario.load("params/riverside.yaml").fingerprint


def test_what_a_page_would_fetch_is_not_there(setter):
    page = '<p>before</p><img src="https://a.example/x.png"><img src="file:///etc/passwd"><p>after</p>'
    text = PdfReader(__import__("io").BytesIO(pdf_of(page))).pages[0].extract_text()

    assert text.split() == ["before", "after"]


def drawn(page: str) -> Iterator[tuple[str, bool]]:
    """Yield each picture of a page, and whether it stands across."""
    for head, section in re.findall(r"<section([^>]*)>(.*?)</section>", page, re.DOTALL):
        for figure, picture in re.findall(r"<figure([^>]*)>(<svg.*?</svg>)", section, re.DOTALL):
            yield picture, "across" in head + figure


def flat(outline) -> list:
    """Every bookmark, those below others too."""
    return [mark for each in outline for mark in (flat(each) if isinstance(each, list) else [each])]


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)
