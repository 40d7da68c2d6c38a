"""Files to take along from a page: they hold what the page shows."""

import csv
import io
import shutil
import zipfile
from pathlib import Path

import openpyxl
import pytest
from pypdf import PdfReader

from scenario.project.files.load import load
from scenario.reporting.pdf import PdfUnavailable, page_setter
from scenario.serve.downloads import NothingToTakeError, as_csv
from scenario.serve.page import Asked, ProjectPage
from scenario.serve.settings import ServeSettings

PARAMS = Path(__file__).parents[2] / "params"
PNG = b"\x89PNG"


@pytest.fixture
def served(tmp_path, monkeypatch):
    (tmp_path / "cache").mkdir(mode=0o700)
    monkeypatch.setenv("SCENARIO_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("scenario.serve.kinds.RUNS", 20)
    shutil.copy(PARAMS / "schedule-only.yaml", tmp_path)

    def opened(query):
        asked = Asked.of(f"project=schedule-only.yaml&{query}", "en")
        return ProjectPage(ServeSettings(tmp_path, read_only=True), asked)

    return opened


def test_tables_are_taken_as_they_are_shown(served):
    page = served("page=overview&lang=zh")

    taken = page.downloads.taken("csv")

    rows = list(csv.reader(io.StringIO(taken.content.decode("utf-8-sig"))))
    assert taken.name == "schedule-only.csv"
    assert next(row for row in rows if "目标" in row and len(row) > 1)[:2] == ["目标", "达成概率"]
    assert len(rows) >= 5


def test_no_cell_is_a_formula():
    written = as_csv([[["=1+1", "-12.5", "+3 %", "@x"]], [["b"]]]).decode("utf-8-sig")

    assert list(csv.reader(io.StringIO(written))) == [["'=1+1", "-12.5", "+3 %", "'@x"], [], ["b"]]


def test_all_pictures_are_taken(served):
    page = served("page=overview")

    taken = page.downloads.taken("png")

    with zipfile.ZipFile(io.BytesIO(taken.content)) as archive:
        assert len(archive.namelist()) >= 2
        assert all(archive.read(name).startswith(PNG) for name in archive.namelist())


def test_the_project_is_taken_as_it_stands_on_the_page(served, tmp_path):
    page = served('page=overview&state={"activities.design.duration": 45}')

    taken = page.downloads.taken("yaml")

    (tmp_path / "taken.yaml").write_bytes(taken.content)
    moved = load(tmp_path / "schedule-only.yaml", dict(page.current.overrides))
    assert load(tmp_path / "taken.yaml").fingerprint == moved.fingerprint
    assert page.current.overrides


def test_a_report_and_a_workbook_are_of_the_study_that_is_shown(served):
    page = served("page=schedule")
    try:
        page_setter()
    except PdfUnavailable as error:
        pytest.skip(str(error))

    text = PdfReader(io.BytesIO(page.downloads.taken("pdf").content)).pages[0].extract_text()
    book = openpyxl.load_workbook(io.BytesIO(page.downloads.taken("xlsx").content))

    assert "Clinic move" in text
    assert "20 runs" in text
    assert len(book.sheetnames) >= 2


def test_a_press_offers_a_link_and_says_why_there_is_none(served):
    page = served("page=inputs")

    assert page.downloads.offer("pdf") is None
    assert "run it first" in page.downloads.told.value
    taken = page.downloads.offer("csv")

    assert taken is not None
    assert f'<a download="{taken.name}" href="data:text/csv;base64,' in page.downloads.told.value
    with pytest.raises(NothingToTakeError):
        page.downloads.taken("yaml")
