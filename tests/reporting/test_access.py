"""Reports for those who cannot see or point well: what axe finds in a browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext

from tests.notebooks.lab import browser_of, browser_path
from tests.reporting.conftest import report

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(browser_path() is None, reason="no Chromium or Chrome on the PATH"),
]


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserContext]:
    with browser_of(tmp_path_factory.mktemp("browser")) as browser:
        yield browser


def serious(browser: BrowserContext, path: Path) -> list[str]:
    """What axe finds in a file that is serious. A page's policy lets no script in but by the debugger."""
    page = browser.new_page()
    session = browser.new_cdp_session(page)
    session.send("Page.setBypassCSP", {"enabled": True})
    page.goto(path.as_uri())
    found = Axe().run(page)
    page.close()
    return [
        f"{each['id']}: {each['nodes'][0]['html'][:120]}"
        for each in found.response["violations"]
        if each["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("name", ["riverside-board-zh", "riverside-board-en"])
def test_axe_finds_nothing_serious_in_a_pack(riverside, browser, name):
    assert serious(browser, riverside / f"{name}.html") == []


def test_axe_finds_nothing_serious_in_a_schedule_report(schedule, browser):
    assert serious(browser, schedule / "riverside-schedule-zh.html") == []


def test_axe_finds_nothing_serious_on_the_index_of_a_batch(hostile, browser, tmp_path):
    out = tmp_path / "out"
    assert report(hostile, "-n", 20, "--scenario", "base", "--scenario", "slow", "--out", out) == 0

    assert serious(browser, out / "index.html") == []


def test_axe_finds_letters_that_are_too_pale(browser, tmp_path):
    pale = tmp_path / "pale.html"
    pale.write_text('<html lang="en"><title>x</title><main><h1>x</h1><p style="color:#ccc">pale</p></main>')

    assert [found.split(":")[0] for found in serious(browser, pale)] == ["color-contrast"]
