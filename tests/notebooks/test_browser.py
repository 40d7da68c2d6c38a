"""The notebooks as a person meets them: JupyterLab in a browser, sliders moved, buttons pressed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import date

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

import scenario
from tests.notebooks.lab import Lab, browser_of, browser_path, lab_of

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(
        browser_path() is None, reason="no Chromium or Chrome on the PATH: apt-get install chromium"
    ),
]
SOON, LONG = 20_000, 120_000
"""How long a click may take to show, and what is simulated and drawn [ms]."""
READY = """async () => {
    const panel = window.jupyterapp.shell.currentWidget;
    await panel.context.ready;
    await panel.sessionContext.ready;
    await panel.sessionContext.session.kernel.info;
}"""
CUT = """() => [...document.querySelectorAll('.scenario-controls .widget-label')]
    .filter(label => label.clientWidth && (label.scrollWidth > label.clientWidth + 1
        || label.scrollHeight > label.parentElement.clientHeight + 1))
    .map(label => label.textContent)"""


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with lab_of(tmp_path_factory.mktemp("lab")) as lab:
        yield lab


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserContext]:
    with browser_of(tmp_path_factory.mktemp("browser")) as browser:
        browser.set_default_timeout(SOON)
        yield browser


Open = Callable[..., Page]


@pytest.fixture
def opened(lab: Lab, browser: BrowserContext) -> Iterator[Open]:
    """Open a notebook with some parameters, and run all its cells."""
    pages = []

    def open_notebook(notebook: str, **parameters: object) -> Page:
        path = lab.folder / "notebooks" / f"{notebook}-{len(list(lab.folder.glob('notebooks/*')))}.ipynb"
        path.write_text(
            with_parameters((lab.folder / "notebooks" / f"{notebook}.ipynb").read_text(), parameters)
        )
        page = browser.new_page()
        pages.append(page)
        page.goto(lab.address(path.name), timeout=LONG)
        page.wait_for_function("window.jupyterapp?.shell?.currentWidget?.sessionContext", timeout=LONG)
        page.evaluate(READY)
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        return page

    yield open_notebook
    for page in pages:
        page.evaluate("window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")
        page.close()


def with_parameters(notebook: str, parameters: dict[str, object]) -> str:
    """Return a notebook that sets parameters of its own."""
    read = json.loads(notebook)
    (cell,) = [cell for cell in read["cells"] if "parameters" in cell["metadata"].get("tags", [])]
    cell["source"] = [*cell["source"], "\n", *(f"{name} = {value!r}\n" for name, value in parameters.items())]
    return json.dumps(read)


def is_told(page: Page, text: str) -> None:
    """Wait until the page says something, and nothing is under way any more."""
    expect(page.locator(".widget-html", has_text=re.compile(text))).not_to_have_count(0, timeout=LONG)
    expect(button(page, "Run", "运行")).to_be_enabled(timeout=LONG)
    expect(button(page, "Cancel", "取消")).to_be_disabled(timeout=LONG)


def button(page: Page, *names: str) -> Locator:
    return page.locator("button.widget-button", has_text=re.compile(rf"^\s*({'|'.join(names)})\s*$"))


def slider(page: Page, label: str) -> Locator:
    return page.locator(".number-control", has_text=re.compile(label)).locator(".noUi-handle")


def cell(page: Page, title: str, row: str, column: str) -> Locator:
    """Return a cell of a table that has this title."""
    table = page.locator(".odds table", has=page.locator("caption", has_text=title))
    table.wait_for(timeout=LONG)
    columns = [text.strip() for text in table.locator("thead th").all_inner_texts()]
    rows = table.locator(
        "tbody tr",
        has=page.locator("th", has_text=re.compile(rf"^\s*{re.escape(row)}\s*$".replace("\\ ", r"\s"))),
    )
    return rows.locator("th, td").nth(columns.index(column))


def cut_labels(page: Page) -> list[str]:
    """Unfold all controls; return the labels that are cut, or longer than their row."""
    labels: list[str] = page.evaluate(CUT)
    for fold in page.locator(".jupyter-widget-Collapse-header").all():
        fold.click()
        labels += page.evaluate(CUT)
    return labels


def test_a_moved_slider_moves_dates_and_gantt_and_is_saved_as_a_scenario(opened: Open, lab: Lab) -> None:
    page = opened("schedule-what-if")
    is_told(page, "1,000 runs, seed 1")
    gantt, delay = (page.locator(".figure svg").nth(place) for place in (0, 1))
    launch = ("Key nodes", "Sales launch (p1)")
    before = cell(page, *launch, "P80").inner_text()
    drawn, explained = gantt.inner_html(), delay.text_content() or ""

    slider(page, "Basement").press("End")
    scheme = page.get_by_label("Days: Scheme design")
    scheme.fill("90 天")
    scheme.press("Enter")
    button(page, "Run").click()
    expect(cell(page, *launch, "Last P80")).to_have_text(before, timeout=LONG)
    expect(delay).not_to_have_text(explained, timeout=LONG)
    is_told(page, "1,000 runs, seed 1")
    page.get_by_label("Save as").fill("slow_launch")
    button(page, "Save").click()
    is_told(page, "Saved in riverside-slow_launch.yaml")

    assert gantt.inner_html() != drawn
    after = date.fromisoformat(cell(page, *launch, "P80").inner_text())
    saved = scenario.load(lab.folder / "params/riverside-slow_launch.yaml", scenario="slow_launch")
    study = scenario.simulate(saved, 1000)
    assert after == study.date(study.node_summary()["p80"]["sales_launch.p1"])
    assert after > date.fromisoformat(before)
    assert cut_labels(page) == []


def test_the_page_speaks_chinese(opened: Open) -> None:
    page = opened("schedule-what-if", language="zh", runs=30)

    is_told(page, "30次模拟, 种子1")

    assert re.fullmatch(r"20\d\d-\d\d-\d\d", cell(page, "关键节点", "开盘 (一期)", "P80").inner_text())
    assert cut_labels(page) == []


def test_a_moved_slider_moves_the_odds_and_the_old_ones_stand_beside(opened: Open) -> None:
    page = opened("explore")
    is_told(page, "1,000 runs, seed 1")
    irr = ("Targets", "Equity IRR ≥ 8 %")
    before, chart = cell(page, *irr, "Odds").inner_text(), page.locator(".figure svg").first
    drawn = chart.text_content() or ""

    land = page.get_by_label("Land price")
    land.fill("4.2亿")
    land.press("Enter")
    expect(page.locator(".whose")).to_contain_text("Not yet run with these values")
    expect(page.locator(".odds.stale")).to_have_count(1)
    button(page, "Run").click()
    expect(cell(page, *irr, "Last run")).to_have_text(before, timeout=LONG)
    expect(chart).not_to_have_text(drawn, timeout=LONG)

    expect(page.locator(".whose")).to_contain_text("Land price 726 → 420")
    assert percent(cell(page, *irr, "Odds").inner_text()) > percent(before)
    assert cut_labels(page) == []


def percent(text: str) -> float:
    return float(text.removesuffix("%"))


def test_cancel_keeps_what_is_finished(opened: Open) -> None:
    page = opened("explore", runs=100_000)
    begun = "parseFloat(document.querySelector('.progress-bar')?.style.width) > 0"
    page.wait_for_function(begun, timeout=LONG)

    button(page, "Cancel").click()

    is_told(page, r"Cancelled after [\d,]+ of 100,000 runs")
    expect(cell(page, "Targets", "Equity IRR ≥ 8 %", "Odds")).to_contain_text("%")
