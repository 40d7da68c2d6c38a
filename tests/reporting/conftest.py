"""A small project with everything that a pack tells, reported once in both languages."""

from pathlib import Path

import pytest

from scenario.cli import main
from scenario.reporting.pdf import PdfUnavailable, page_setter

PARAMS = Path(__file__).parents[2] / "params"
HOSTILE = """\
project: {name: "../<script>alert(1)</script> 江畔", start: 2026-01-05}
departments: {design: {name: {en: Design, zh: 设计部}}}
activities:
  a:
    name: "=HYPERLINK(1)"
    department: design
    duration: {pert: [3, 5, 9], source: "https://a.example <img src=x>"}
    level: 1
  b: {name: "</td><img src=x onerror=alert(2)>", duration: 5, after: [a], level: 1}
risks: {late: {name: "<b>late</b>", probability: 0.3, delay: {a: 4}}}
targets: [{node: b, within: 12 days}]
board:
  decision: "<iframe src=https://b.example> https://c.example"
  options: [quick]
  stresses: [slow]
  owners: {late: design}
overrides: {quick: {activities.a.duration: 2}, slow: {activities.a.duration: 9}}
scenarios: {quick: [quick], slow: [slow]}
"""


def report(*arguments: object) -> int:
    """Run the command and return its exit code."""
    return main(["report", *map(str, arguments)])


@pytest.fixture(scope="session")
def setter() -> None:
    """Skips where nothing sets pages on paper; `.ci/run` sees to it that something does."""
    try:
        page_setter()
    except PdfUnavailable as error:
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def riverside(tmp_path_factory, setter) -> Path:
    """The sample's pack from few runs, in both languages and all kinds of file."""
    out = tmp_path_factory.mktemp("packs")
    options = ("-n", 60, "--lang", "zh,en", "--to", "html,pdf,xlsx,docx", "--out", out)
    assert report(PARAMS / "riverside.yaml", *options) == 0
    return out


@pytest.fixture(scope="session")
def schedule(tmp_path_factory, setter) -> Path:
    """The sample's schedule report, in both languages, on paper."""
    out = tmp_path_factory.mktemp("schedules")
    options = ("--template", "schedule", "-n", 60, "--lang", "zh,en", "--to", "html,pdf", "--out", out)
    assert report(PARAMS / "riverside.yaml", *options) == 0
    return out


@pytest.fixture
def hostile(tmp_path) -> Path:
    """A project whose names would do harm if they were more than text."""
    path = tmp_path / "..x (1).yaml"
    path.write_text(HOSTILE, encoding="utf-8")
    return path
