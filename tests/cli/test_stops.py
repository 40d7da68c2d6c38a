"""Commands that are stopped, killed, or short of room: what was finished is kept, and told in a sentence."""

from __future__ import annotations

import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scenario.disk.under_way import MARK

from .conftest import CASH, SCHEDULE

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and limits of POSIX")
ROOT = Path(__file__).parents[2]
PROJECT = """\
project: {name: Wide, start: 2026-01-05}
departments: {wide: {name: "𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷"}}
activities: {a: {duration: {pert: [3, 5, 9]}, department: wide}}
"""


def started(*argv: object, **more: Any) -> subprocess.Popen[str]:
    """Start a command in a group of processes of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "scenario.cli", *map(str, argv)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        cwd=ROOT,
        **more,
    )


def until(process: subprocess.Popen[str], there: Any) -> None:
    """Wait until something is there while a process runs."""
    end = time.monotonic() + 120
    while not there():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < end
        time.sleep(0.01)


def noted(folder: Path) -> str:
    """Return what is noted as stored so far."""
    journal = folder / "journal.jsonl"
    return journal.read_text() if journal.exists() else ""


# Stopped -------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_stopped_run_keeps_what_is_finished(tmp_path: Path, number: int, code: int) -> None:
    folder = tmp_path / "kept"
    argv = ("run", SCHEDULE, "-n", 12000, "--engine", "simpy", "--workers", 2, "--out", folder)

    with started(*argv, env={**os.environ, "TMPDIR": str(tmp_path)}) as process:
        until(process, lambda: '{"first": 0,' in noted(folder))
        process.send_signal(number)
        out, err = process.communicate(timeout=60)

    assert process.returncode == code
    assert "runs were finished and are stored" in err
    assert "New clinic open by" in out
    assert not [word for word in ("Traceback", "Warning", "leaked", "ignored") if word in err]
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


@pytest.mark.long  # random instants
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_command_that_is_stopped_at_once_says_no_more_than_that(number: int, code: int) -> None:
    chance = random.Random(number)
    for _ in range(5):
        with started("run", CASH, "-n", 60000, "--engine", "simpy", "--workers", 2) as process:
            until(process, lambda process=process: _has_imported(process))
            time.sleep(1.5 * chance.random())
            os.killpg(process.pid, number)
            out, err = process.communicate(timeout=60)

        assert (process.returncode, out) == (code, "")
        assert err.splitlines()[-1] == "Stopped."
        assert not [word for word in ("Traceback", "Warning", "leaked", "ignored") if word in err]


def _has_imported(process: subprocess.Popen[str]) -> bool:
    """Return whether a process has its handlers: it catches SIGTERM."""
    status = Path(f"/proc/{process.pid}/status")
    if not status.exists():
        time.sleep(0.3)
        return True
    caught = next(line for line in status.read_text().splitlines() if line.startswith("SigCgt"))
    return bool(int(caught.split()[1], 16) >> (signal.SIGTERM - 1) & 1)


@pytest.mark.slow
def test_what_killed_workers_exchanged_is_swept_by_the_next_study(tmp_path: Path) -> None:
    room = {**os.environ, "TMPDIR": str(tmp_path)}
    argv = ("run", SCHEDULE, "-n", 60000, "--engine", "simpy", "--workers", 2)

    with started(*argv, env=room) as process:
        until(process, lambda: any(tmp_path.glob(f"scenario-*{MARK}/task")))
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
    left = list(tmp_path.iterdir())
    with started("run", SCHEDULE, "-n", 10, env=room) as process:
        process.communicate(timeout=60)

    assert left
    assert process.returncode == 0
    assert not list(tmp_path.glob("scenario-*"))  # a socket's folder, pymp-*, is multiprocessing's own


# A folder of several studies ---------------------------------------------------------------------------


@pytest.mark.slow
def test_one_command_at_a_time_stores_in_a_folder_and_what_a_killed_one_left_is_swept(
    command: Any, tmp_path: Path
) -> None:
    folder = tmp_path / "many"
    argv = (
        "study",
        SCHEDULE,
        "--grid",
        "staff.building=2:9:8",
        "-n",
        1500,
        "--out",
        folder,
        "--engine",
        "simpy",
    )

    with started(*argv) as process:
        until(process, lambda: (folder / "index.json").exists())
        second = command(*argv)
        process.kill()
        process.communicate()
    stranded = folder / f".0001-base.abcdefgh{MARK}"
    stranded.mkdir()
    (stranded / ".lock").touch()
    (stranded / "study").mkdir()
    again = command(*argv)

    assert (second.code, second.out) == (2, "")
    assert "another process is storing a set of studies there" in second.err
    assert again.code == 0
    assert not [path for path in folder.iterdir() if path.name.endswith(MARK)]
    assert len(list(folder.glob("0*"))) == 8


# No room -------------------------------------------------------------------------------------------------


@pytest.fixture
def limited() -> Iterator[Any]:
    """Have no file of this process grow beyond some bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)

    def limit(most: int) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1]))

    yield limit
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize(
    ("argv", "option"),
    [
        (("plan", SCHEDULE, "-n", "20", "--xlsx", "out.xlsx"), "--xlsx"),
        (("plan", SCHEDULE, "-n", "20", "--csv", "out.csv"), "--csv"),
        (("run", SCHEDULE, "-n", "20", "--json", "out.json"), "--json"),
        (("commit", SCHEDULE, "-n", "20", "--csv", "out.csv"), "--csv"),
        (("commit", SCHEDULE, "-n", "20", "--out", "out.yaml"), "--out"),
        (("figures", SCHEDULE, "-n", "20", "--out", "."), "--out"),
    ],
)
def test_what_cannot_be_written_for_want_of_room_is_told_and_left_as_it_was(
    command: Any, limited: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, argv: Any, option: str
) -> None:
    monkeypatch.chdir(tmp_path)
    if argv[-1] != ".":
        Path(argv[-1]).write_text("before")
        command(*argv[:4])  # machine code is kept where there is room
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    limited(100)

    told = command(*argv)

    assert told.code == 2
    assert f"{option}: '" in told.err
    assert "cannot be written (File too large); make room there, or name another" in told.err
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.slow
def test_workers_without_room_are_told_with_what_is_stored(tmp_path: Path) -> None:
    argv = ("run", SCHEDULE, "-n", 4000, "--engine", "simpy", "--workers", 2)

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))

    for more in ((), ("--out", tmp_path / "kept")):
        with started(*argv, *more, preexec_fn=limit) as process:
            out, err = process.communicate(timeout=120)

        assert (process.returncode, out) == (1, "")
        assert "File too large" in err
        assert "goes on" in err
        assert "program failed" not in err
        assert "Traceback" not in err


def test_a_department_of_characters_beyond_the_basic_plane_has_its_sheet(
    command: Any, tmp_path: Path
) -> None:
    from openpyxl import load_workbook

    (tmp_path / "wide.yaml").write_text(PROJECT, encoding="utf-8")

    told = command("plan", tmp_path / "wide.yaml", "-n", "20", "--xlsx", tmp_path / "wide.xlsx")

    assert told.code == 0
    names = load_workbook(tmp_path / "wide.xlsx").sheetnames
    assert any("𠮷" in name for name in names)
    assert all(len(name.encode("utf-16-le")) <= 2 * 31 for name in names)
