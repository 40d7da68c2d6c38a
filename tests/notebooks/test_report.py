import datetime as dt
import re
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import papermill
import pytest

import scenario
from scenario.reporting.batch import slug, stems, write_report
from scenario.reporting.loading import loaded_by
from scenario.reporting.presenting import REPORTS, ReportFailed, executed
from scenario.views.pages.pack import Pack
from scenario.views.pages.schedule import SchedulePages
from scenario.views.tables.assumptions import Assumptions

ROOT = Path(__file__).parents[2]
PARAMS = ROOT / "params"
NASTY = """\
project: {name: "<script>alert(1)</script>", start: 2026-01-05}
activities:
  a: {name: "=1+1", duration: {pert: [3, 5, 9]}, level: 1}
  b: {name: "</svg><img src=x onerror=alert(2)>", duration: 5, after: [a], level: 1}
targets:
  - {name: "a & b < c", node: b, within: 11 days}
overrides: {slow: {activities.a.duration: {pert: [5, 8, 20]}}}
scenarios: {slow: [slow]}
"""
ADDRESSES = """\
project: {name: "See https://a.example/x", start: 2026-01-05}
activities:
  a: {name: "url(https://b.example/y)", level: 1,
      duration: {pert: [3, 5, 9], source: "http://c.example <img src=x>"}}
  b: {name: "href=http://d.example", duration: 5, after: [a], level: 1}
targets:
  - {name: "@import https://e.example", node: b, within: 11 days}
"""


class Page(HTMLParser):
    """Which tags and attributes a page has."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data):
        self.text += data


def glyphs(page: str) -> list[set[int]]:
    """Return the code points of the fonts in a page."""
    import base64
    import io

    from fontTools.ttLib import TTFont

    fonts = re.findall(r"data:font/woff;base64,([A-Za-z0-9+/=]+)", page)
    return [set(TTFont(io.BytesIO(base64.b64decode(font))).getBestCmap()) for font in fonts]


@pytest.fixture(scope="module")
def chinese(tmp_path_factory) -> Path:
    """The report of the sample, in Chinese, from few runs."""
    folder = tmp_path_factory.mktemp("out")
    base = scenario.load(PARAMS / "riverside.yaml")
    project = scenario.load(PARAMS / "riverside.yaml", {"staff.procurement": 4}, "stress")
    study = scenario.simulate(project, 40)
    told = Assumptions.of(project, base, {"staff.procurement": 4})
    return write_report(study, folder / "x.html", "board", "zh", told, dt.date(2026, 3, 1))


def test_a_report_is_one_file_that_loads_nothing(chinese):
    page = chinese.read_text(encoding="utf-8")
    seen = Page(page)

    assert [path.name for path in chinese.parent.iterdir()] == ["x.html"]
    assert not re.search(r"https?:|//[a-z]|@import|src=|srcset=", page.split("</style>")[1])
    assert not re.search(r"https?://", page)
    assert set(re.findall(r"url\(([^)]{0,16})", page)) <= {
        "data:font/woff;b",
        *re.findall(r"url\((#[^)]{0,15})", page),
    }
    assert not seen.tags & {"script", "link", "iframe", "img", "object", "embed"}
    assert not any(name.startswith("on") for name in seen.attributes)
    assert len(page) < 600_000


def test_a_report_brings_every_glyph_that_it_shows(chinese):
    page = chinese.read_text(encoding="utf-8")
    body = page.split("</style>", 1)[1]
    shown = {ord(character) for character in Page(body).text if not character.isspace()}

    fonts = glyphs(page)

    assert len(fonts) == 2
    assert ord("江") in fonts[0]
    assert not {chr(point) for point in shown - fonts[0]}


def test_a_report_answers_first_and_says_where_the_numbers_come_from(chinese):
    text = Page(chinese.read_text(encoding="utf-8")).text

    places = [
        text.rindex(part)  # the contents name some of them before
        for part in ("能否承诺", "决策事项", "最难达成的目标", "主要指标", "关键节点", "数据来源")
    ]
    assert places == sorted(places)
    for part in (
        "江畔里",
        "5项目标同时达成的概率为",
        "市场低迷",
        "手工设定",
        "开盘去化率",
        "2026-03-01",
    ):
        assert part in text
    assert (
        scenario.load(PARAMS / "riverside.yaml", {"staff.procurement": 4}, "stress").fingerprint[:16] in text
    )
    assert str(PARAMS) not in text


def test_text_of_the_project_is_text(tmp_path):
    file = tmp_path / "..x (1).yaml"
    file.write_text(NASTY)
    projects = {name: scenario.load(file, scenario=name) for name in ("slow",)}
    study = scenario.simulate(projects["slow"], 50)
    board = Pack(study, "en", "", Assumptions.of(projects["slow"], scenario.load(file), {}))

    pages = [
        getattr(board, page)()
        for page in (
            "headline",
            "decision",
            "verdict",
            "project",
            "money",
            "quarters",
            "risks",
            "sources",
            "nodes",
            "returns",
            "assumptions",
            "missing",
            "provenance",
        )
    ]
    seen = Page("".join(pages))

    assert not seen.tags & {"script", "img"}
    assert not any(name.startswith("on") for name in seen.attributes)
    for text in ("<script>alert(1)</script>", "=1+1", "a & b < c"):
        assert text in seen.text


def test_a_file_name_is_never_a_path(tmp_path):
    file = tmp_path / "..x (1).yaml"
    file.write_text(NASTY)
    project = scenario.load(file, scenario="slow")

    names = stems([project, project], "board", ["en"])

    assert names == [["x-1-slow-board-en"], ["x-1-slow-board-en-2"]]
    assert slug("../../etc/passwd") == "etc-passwd"


@pytest.mark.parametrize("template", ["board", "schedule"])
def test_addresses_that_are_text_are_text(tmp_path, template):
    file = tmp_path / "x.yaml"
    file.write_text(ADDRESSES)
    base = scenario.load(file)
    source = {"pert": [3, 6, 9], "source": "http://f.example/page"}
    project = scenario.load(file, {"activities.a.duration": source})
    told = Assumptions.of(project, base, {"activities.a.duration": source})

    page = write_report(scenario.simulate(project, 40), tmp_path / "x.html", template, "en", told)

    text = Page(page.read_text(encoding="utf-8")).text
    assert all(address in text for address in ("https://a.example/x", "@import https://e.example"))
    assert not loaded_by(page.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "part",
    [
        '<img src="http://a.example/x.png">',
        '<img src="x.png">',
        "<script>alert(1)</script>",
        '<p onclick="alert(1)">',
        '<link rel="stylesheet" href="x.css">',
        '<svg><use href="https://a.example#x"></svg>',
        '<svg><image xlink:href="//a.example/x.png"></svg>',
        '<svg><rect fill="url(http://a.example#x)"></svg>',
        "<p style=\"background: URL( 'http://a.example/x.png' )\">",
        "<style>@import 'http://a.example/x.css';</style>",
        '<meta http-equiv="refresh" content="0; url=http://a.example">',
        '<source srcset="x.png 2x">',
    ],
)
def test_what_would_be_loaded_or_run_is_found(part):
    assert loaded_by(f"<p>before</p>{part}<p>after</p>")


def test_a_misspelt_parameter_is_refused_before_anything_runs():
    with pytest.raises(ReportFailed, match="did you mean 'language'"):
        executed(REPORTS / "board.ipynb", {"study": "x", "langauge": "zh"})


def test_a_cell_that_fails_is_told(tmp_path):
    with pytest.raises(ReportFailed, match=r"board\.ipynb, cell \d+: StudyError"):
        executed(REPORTS / "board.ipynb", {"study": str(tmp_path / "none"), "language": "en"})


@pytest.mark.parametrize("sample", ["schedule-only", "cash-only"])
def test_small_projects_have_a_report_too(sample, tmp_path, capsys):
    from scenario.cli import main

    code = main(
        ["report", str(PARAMS / f"{sample}.yaml"), "-n", "50", "--out", str(tmp_path / "new" / "out")]
    )

    out = capsys.readouterr().out
    path = Path(out.splitlines()[-1])
    assert code == 0
    assert path == tmp_path / "new" / "out" / f"{sample}-board-en.html"
    assert "Can we promise it?" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "path", [*ROOT.glob("notebooks/*.ipynb"), *ROOT.glob("reports/*.ipynb")], ids=lambda p: p.name
)
def test_notebooks_are_thin(path):
    notebook = nbformat.read(path, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]

    nbformat.validate(notebook)
    assert papermill.inspect_notebook(str(path))
    for cell in code:
        assert len(cell.source.splitlines()) <= 10
        assert not re.search(r"^\s*(def|class|async def) ", cell.source, re.MULTILINE)
        assert not cell.outputs
        assert cell.execution_count is None


@pytest.mark.parametrize("name", ["explore", "schedule-what-if"])
def test_notebooks_run_through_papermill(tmp_path, name):
    parameters = {"file": str(PARAMS / "schedule-only.yaml"), "runs": 20, "language": "zh"}

    notebook = papermill.execute_notebook(
        str(ROOT / "notebooks" / f"{name}.ipynb"), None, parameters, kernel_name="python3",
        cwd=str(tmp_path), progress_bar=False,
    )  # fmt: skip

    shown = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    assert any("application/vnd.jupyter.widget-view+json" in output.get("data", {}) for output in shown)


def test_a_schedule_report_is_about_the_node_that_is_asked_for(tmp_path):
    study = scenario.simulate(scenario.load(PARAMS / "schedule-only.yaml"), 60)
    row = study.node_summary(("opening",)).loc["opening"]

    path = write_report(study, tmp_path / "x.html", "schedule", "zh", Assumptions(), dt.date(2026, 3, 1))
    page = path.read_text(encoding="utf-8")
    text = Page(page).text

    headings = (
        "可承诺日期 关键节点 主项计划 关键路径 影响因素 等待人手 与基准不同的假设 缺失与未计算 数据来源"
    )
    assert re.findall(r"<h2[^>]*><span[^>]*>\d+</span> ([^<]+)</h2>", page) == headings.split()
    assert f"新门诊开诊: P50 {study.date(row['p50'])}, P80 {study.date(row['p80'])}" in text
    assert not re.search(r"https?://", page)
    assert not Page(page).tags & {"script", "link", "iframe", "img"}


def test_a_schedule_report_escapes_and_bears_what_is_not_there(tmp_path):
    file = tmp_path / "x.yaml"
    file.write_text(NASTY)
    pages = [SchedulePages(scenario.simulate(project, 40), "en") for project in (
        scenario.load(file), scenario.load(PARAMS / "cash-only.yaml"),
    )]  # fmt: skip

    told = ["".join(getattr(page, name)() for name in SCHEDULE_PAGES) for page in pages]

    assert not {"script", "img"} & Page(told[0]).tags
    assert "There are no activities to plan" in told[1]


SCHEDULE_PAGES = ("headline", "promises", "nodes", "plan", "path", "causes", "waiting", "together")
