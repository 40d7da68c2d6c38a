"""The served pages as people meet them: a browser, two users, a kernel that ends, a file that changes."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import psutil
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from tests.notebooks.lab import ROOT, _environment, browser_of, browser_path

pytestmark = [
    pytest.mark.browser,
    pytest.mark.long,  # kernels start anew for each page: minutes where the machine is busy
    pytest.mark.skipif(browser_path() is None, reason="no Chromium or Chrome on the PATH"),
]
LONG = 180_000
"""How long a page may take that starts its kernel on a busy machine [ms]."""


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


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    folder = tmp_path_factory.mktemp("serve")
    served = folder / "served"
    served.mkdir()
    shutil.copy(ROOT / "params/schedule-only.yaml", served)
    shutil.copy(ROOT / "params/cash-only.yaml", served)
    command = [sys.executable, "-m", "scenario.cli", "serve", str(served), "--port", "0"]
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
        yield Serving(served, process.stdout.readline().strip(), process)
    finally:
        family = [process, *process.children(recursive=True)]
        process.terminate()
        _, left = psutil.wait_procs(family, timeout=10)
        for each in left:
            each.kill()


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


def test_an_analyst_types_a_number_and_two_users_do_not_disturb_each_other(
    serving: Serving, browser: BrowserContext
) -> None:
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
