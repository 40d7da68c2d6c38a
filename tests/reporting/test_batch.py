"""Many reports as one job: each alone in its failure, only what changed made anew."""

import json
import subprocess
import sys
import threading
from pathlib import Path

import openpyxl
import psutil
import pytest

from scenario.project import load
from scenario.reporting.loading import loaded_by
from scenario.reporting.made import stored
from scenario.reporting.many import Asked, Subject, make_all
from scenario.study.settings import RunSettings
from tests.reporting.conftest import PARAMS, report

ROOT = PARAMS.parent
BROKEN = "project: {name: broken, start: 2026-01-05}\nactivities: {a: {duration: -1}}\n"
SMALL = "project: {name: %s, start: 2026-01-05}\nactivities: {a: {duration: {pert: [3, 5, 9]}, level: 1}}\n"


def kept(path: Path) -> bool:
    """Whether a report is known as made."""
    return (path.parent / ".made" / f"{path.stem}.json").exists()


def small(folder: Path, *names: str) -> list[Path]:
    files = [folder / f"{name}.yaml" for name in names]
    for file in files:
        file.write_text(SMALL % file.stem, encoding="utf-8")
    return files


def test_a_broken_project_fails_alone_and_says_why(tmp_path, capsys):
    good, bad = small(tmp_path, "good", "bad")
    bad.write_text(BROKEN, encoding="utf-8")
    out = tmp_path / "out"

    code = report(good, bad, "-n", 20, "--out", out)

    page = (out / "index.html").read_text(encoding="utf-8")
    assert code == 2
    assert (out / "good-board-en.html").exists()
    assert not (out / "bad-board-en.html").exists()
    assert "bad.yaml" in page
    assert "-1" in page
    assert not loaded_by(page)
    assert capsys.readouterr().out.splitlines()[-1] == str(out / "index.html")


def test_only_what_changed_is_made_anew(tmp_path):
    files, out = small(tmp_path, "one", "two"), tmp_path / "out"
    assert report(*files, "-n", 20, "--lang", "en,zh", "--out", out) == 0
    before = {path.name: path.stat().st_mtime_ns for path in out.glob("*-board-*.html")}

    files[1].write_text((SMALL % "two").replace("9", "12"), encoding="utf-8")
    assert report(*files, "-n", 20, "--lang", "en,zh", "--out", out) == 0

    after = {path.name: path.stat().st_mtime_ns for path in out.glob("*-board-*.html")}
    assert {name for name in after if after[name] != before[name]} == {
        "two-board-en.html",
        "two-board-zh.html",
    }
    assert len([path for path in (out / "studies").iterdir() if path.is_dir()]) == 2


def test_a_batch_that_was_killed_makes_only_the_rest(tmp_path):
    files, out = small(tmp_path, "one", "two", "three", "four"), tmp_path / "out"
    options = ["-n", "20", "--workers", "1", "--out", out]
    command = [sys.executable, "-m", "scenario.cli", "report", *files, *options]
    with subprocess.Popen([*map(str, command)], stdout=subprocess.PIPE, text=True, cwd=ROOT) as batch:
        assert batch.stdout is not None
        first = Path(batch.stdout.readline().strip())
        for each in (*psutil.Process(batch.pid).children(recursive=True), batch):
            each.kill()
    known = {path: path.stat().st_mtime_ns for path in out.glob("*-board-en.html") if kept(path)}

    assert report(*files, *options) == 0

    assert first in known
    assert len(known) < 4
    assert {path: path.stat().st_mtime_ns for path in known} == known
    assert len(list(out.glob("*-board-en.html"))) == 4


def test_a_report_alone_tells_its_progress_step_by_step(tmp_path):
    (file,), steps = small(tmp_path, "one"), []
    asked = Asked("board", ("en", "zh"), ("html",), str(tmp_path), RunSettings(20, 1))

    (made,) = make_all(
        [Subject(str(file), "base", {}, ("one-en", "one-zh"))], asked, lambda *at: steps.append(at)
    )

    assert not made.error
    assert steps == [(1, 4), (2, 4), (3, 4), (4, 4)]  # the study, what a pack needs besides, two languages


def test_a_report_that_is_gone_is_made_again(tmp_path):
    files, out = small(tmp_path, "one"), tmp_path / "out"
    assert report(*files, "-n", 20, "--out", out) == 0
    (out / "one-board-en.html").unlink()

    assert report(*files, "-n", 20, "--out", out) == 0
    assert (out / "one-board-en.html").exists()


def test_hostile_names_are_text_everywhere(hostile, tmp_path):
    out = tmp_path / "out"

    assert (
        report(
            hostile, "-n", 40, "--scenario", "base", "--scenario", "slow", "--to", "html,xlsx", "--out", out
        )
        == 0
    )

    pages = sorted(out.glob("*.html"))
    assert [page.name for page in pages] == ["index.html", "x-1-board-en.html", "x-1-slow-board-en.html"]
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert not loaded_by(text)
        assert "&lt;script&gt;alert(1)" in text
    assert "&lt;iframe" in pages[1].read_text(encoding="utf-8")
    book = openpyxl.load_workbook(out / "x-1-board-en.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--to", "doc"], "kind of file"),
        (["--lang", "fr"], "language"),
        (["--template", "bord"], "did you mean 'board'"),
        (["--lang", "zh,"], "language"),
    ],
)
def test_what_cannot_be_used_stops_all_before_anything_runs(tmp_path, capsys, options, told):
    files, out = small(tmp_path, "one", "two"), tmp_path / "out"

    assert report(*files, *options, "--out", out) == 2

    assert told in capsys.readouterr().err
    assert not out.exists()


def test_the_workbook_holds_the_numbers_of_the_study(riverside):
    book = openpyxl.load_workbook(riverside / "riverside-board-en.xlsx")
    row = json.loads((riverside / ".made" / "riverside-board-zh.json").read_text(encoding="utf-8"))["made"][
        "row"
    ]
    targets = {line[0].value: line[1].value for line in book["Targets"].iter_rows(min_row=4)}

    assert targets["All together"] == pytest.approx(row["odds"])
    assert {"Key nodes", "Measures", "Cash by quarter, most-likely run"} & set(book.sheetnames)
    assert book.sheetnames[-2:] == ["Dated flows", "Returns"]
    assert book["Returns"]["B9"].value.startswith("=(1+IRR(")


def test_the_sample_is_reported_with_its_options(riverside):
    text = (riverside / "riverside-board-zh.html").read_text(encoding="utf-8")

    for scenario in ("全部风险应对措施", "工程增至四人", "市场低迷", "压力情景"):
        assert scenario in text
    assert (PARAMS / "riverside.yaml").exists()


def test_two_that_want_the_same_study_at_once_share_it(hostile, tmp_path):
    project, settings = load(hostile), RunSettings(runs=20, keep="measures")
    folders = []

    def make() -> None:
        folders.append(stored(project, settings, tmp_path)[0])

    together = [threading.Thread(target=make) for _ in range(4)]
    for each in together:
        each.start()
    for each in together:
        each.join()

    assert len(folders) == 4
    assert len(set(folders)) == 1
