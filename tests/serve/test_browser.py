"""The served pages as people meet them: a browser, two users, a kernel that ends, a file that changes."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import openpyxl
import psutil
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Locator, Page, expect
from pypdf import PdfReader

from scenario.project.files.load import load
from tests.notebooks.lab import ROOT, _environment, browser_of, browser_path

pytestmark = [
    pytest.mark.browser,
    pytest.mark.long,  # kernels start anew for each page: minutes where the machine is busy
    pytest.mark.skipif(browser_path() is None, reason="no Chromium or Chrome on the PATH"),
]
LONG = 60_000
"""How long a page may take that starts its kernel on a busy machine [ms]."""

WIDEST = (
    "Math.max(...[...document.querySelectorAll('.figure svg')].map(svg => svg.getBoundingClientRect().width))"
)
"""The width of the widest chart."""


class Serving(NamedTuple):
    """A server that runs: its folder and its address."""

    folder: Path
    url: str
    process: psutil.Popen

    def open(self, browser: BrowserContext, query: str) -> Page:
        page = browser.new_page()
        page.set_default_timeout(LONG)
        page.goto(f"{self.url}open?{query}", timeout=LONG)
        page.locator(".scenario-tabs").wait_for(timeout=LONG)
        return page


@contextmanager
def served(folder: Path, *options: str) -> Iterator[Serving]:
    """Serve the samples of a folder, which is made."""
    projects = folder / "served"
    projects.mkdir()
    for name in ("schedule-only", "cash-only", "riverside"):
        shutil.copy(ROOT / f"params/{name}.yaml", projects)
    command = [sys.executable, "-m", "scenario.cli", "serve", str(projects), "--port", "0", *options]
    with (folder / "log").open("w") as log:
        process = psutil.Popen(
            command,
            env=_environment(folder / "home"),
            stdout=subprocess.PIPE,
            stderr=log,
            cwd=folder,
            text=True,
        )
    try:
        yield Serving(projects, process.stdout.readline().strip(), process)
    finally:
        family = [process, *process.children(recursive=True)]
        process.terminate()
        _, left = psutil.wait_procs(family, timeout=10)
        for each in left:
            each.kill()
        process.stdout.close()


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    with served(tmp_path_factory.mktemp("serve")) as serving:
        yield serving


@pytest.fixture(scope="module")
def read_only(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    with served(tmp_path_factory.mktemp("read-only"), "--read-only") as serving:
        yield serving


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserContext]:
    with browser_of(tmp_path_factory.mktemp("browser")) as browser:
        yield browser


def serious(page: Page) -> list[str]:
    """What axe finds that is serious, but for what JupyterLab's shell brings."""
    found = Axe().run(
        page,
        context={"include": [[".scenario-served"]]} if page.locator(".scenario-served").count() else None,
    )
    return [
        f"{each['id']}: {each['nodes'][0]['html'][:120]}"
        for each in found.response["violations"]
        if each["impact"] in ("serious", "critical")
    ]


def box(page: Page, label: str) -> Locator:
    """The box of a number, by its label."""
    return page.locator(".number-control", has_text=label).locator("input[type=text]").first


def is_run(page: Page) -> None:
    """Wait until what stands on the page was run."""
    page.locator(".odds table").first.wait_for(timeout=LONG)
    expect(page.locator(".whose strong")).to_have_count(0, timeout=LONG)


def download(page: Page, kind: str) -> Path:
    """Press a button of the downloads and return what was taken along."""
    with page.expect_download(timeout=LONG) as waiting:
        page.get_by_role("button", name=kind, exact=True).click()
    path: Path = waiting.value.path().with_suffix(Path(waiting.value.suggested_filename).suffix)
    waiting.value.save_as(path)
    return path


def test_an_analyst_types_a_price_saves_it_and_takes_the_pack_along(
    serving: Serving, browser: BrowserContext
) -> None:
    page = browser.new_page()
    page.set_default_timeout(LONG)
    page.goto(serving.url)
    page.get_by_role("navigation", name="Riverside").get_by_role("link", name="Overview").click()
    is_run(page)

    box(page, "Land price").fill("7.5亿")
    box(page, "Land price").press("Enter")
    expect(page.locator(".whose")).to_contain_text("→ 750", timeout=LONG)
    is_run(page)
    page.get_by_label("Save as").fill("高地价")
    page.get_by_text("this file").click()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved in riverside.yaml")).to_be_visible(timeout=LONG)

    saved = load(serving.folder / "riverside.yaml", scenario="高地价")
    pack = PdfReader(download(page, "PDF"))
    assert saved.land is not None
    assert saved.land.price.most_likely == 750e6
    assert "Riverside" in pack.pages[0].extract_text()
    assert len(pack.pages) > 8
    page.close()


def test_a_planner_types_a_duration_compares_zooms_and_takes_a_workbook_along(
    serving: Serving, browser: BrowserContext
) -> None:
    page = serving.open(browser, "project=schedule-only.yaml&page=schedule")
    is_run(page)
    page.locator(".figure svg").first.wait_for(timeout=LONG)
    wide = page.evaluate(WIDEST)

    box(page, "Days: Design").fill("45 d")
    box(page, "Days: Design").press("Enter")
    expect(page.locator(".whose")).to_contain_text("→ 45", timeout=LONG)
    is_run(page)
    page.get_by_label("Zoom").select_option("2 ×")
    page.wait_for_function(f"{WIDEST} > 1.3 * {wide}", timeout=LONG)
    book = openpyxl.load_workbook(download(page, "XLSX"))
    assert len(book.sheetnames) >= 2

    page.get_by_role("button", name="Compare").click()
    page.locator(".scenario-controls").get_by_role("button", name="Compare").click()
    page.locator(".odds table").first.wait_for(timeout=LONG)
    assert download(page, "CSV").read_text(encoding="utf-8-sig").count("\n") > 3
    page.close()


def test_a_director_reads_on_a_small_screen_and_can_save_nothing(
    read_only: Serving, browser: BrowserContext
) -> None:
    before = {path.name: path.read_bytes() for path in read_only.folder.iterdir()}
    page = browser.new_page()
    page.set_viewport_size({"width": 1024, "height": 768})
    page.set_default_timeout(LONG)
    page.goto(f"{read_only.url}open?project=riverside.yaml&page=overview&lang=zh")
    is_run(page)

    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wider <= 0
    assert page.get_by_role("button", name="保存").count() == 0
    assert serious(page) == []
    pack = PdfReader(download(page, "PDF"))
    assert "江畔里" in pack.pages[0].extract_text()
    assert {path.name: path.read_bytes() for path in read_only.folder.iterdir()} == before
    page.close()


def test_two_users_do_not_disturb_each_other(serving: Serving, browser: BrowserContext) -> None:
    outside: list[str] = []
    start = browser.new_page()
    start.on("request", lambda request: outside.append(request.url))
    start.goto(serving.url)
    assert serious(start) == []
    start.get_by_role("navigation", name="Office floor").get_by_role("link", name="Overview").click(
        timeout=LONG
    )
    start.locator(".odds table").wait_for(timeout=LONG)
    other = serving.open(browser, "project=cash-only.yaml&page=overview&lang=zh")
    other.locator(".odds table").wait_for(timeout=LONG)
    before = other.locator(".odds table").inner_text()

    box = start.locator(".number-control input[type=text]").first
    label = start.locator(".number-control label").first.inner_text()
    box.fill("2，900")
    box.press("Enter")

    expect(start.locator(".whose")).to_contain_text("→ 2,900", timeout=LONG)
    expect(start.locator(".whose strong")).to_have_count(0, timeout=LONG)
    assert label
    assert other.locator(".odds table").inner_text() == before
    assert [url for url in outside if not url.startswith((serving.url, "data:", "blob:"))] == []
    assert serious(start) == []
    again = start.locator("a.scenario-state").get_attribute("href")
    assert again is not None
    assert "state=" in again
    start.close()
    other.close()


def test_a_page_whose_kernel_ended_or_whose_file_changed_says_so(
    serving: Serving, browser: BrowserContext
) -> None:
    page = serving.open(browser, "project=schedule-only.yaml&page=overview")
    page.locator(".odds table").wait_for(timeout=LONG)
    file = serving.folder / "schedule-only.yaml"
    file.write_text(file.read_text() + "\n# looked at\n")
    expect(page.get_by_text("has changed on disk")).to_be_visible(timeout=LONG)

    for kernel in serving.process.children(recursive=True):
        if "ipykernel_launcher" in " ".join(kernel.cmdline()):
            kernel.kill()
    ended = time.monotonic() + 60
    while time.monotonic() < ended and not page.locator(".scenario-ended").count():
        page.wait_for_timeout(500)

    expect(page.locator(".scenario-ended")).to_contain_text(re.compile("has ended"))
    page.close()
