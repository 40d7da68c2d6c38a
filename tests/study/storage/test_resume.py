"""A study that is ended by force goes on with the same command, and ends as the same bytes."""

from __future__ import annotations

import errno
import json
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import scenario
from scenario.project import Project
from scenario.study.storage.folder import JOURNAL, StoreFailed, claimed
from scenario.study.storage.manifest import MANIFEST, StudyError
from tests.study.conftest import DATA

from .test_store import content, stored

Make = Callable[..., Project]
ROOT = Path(__file__).parents[3]
PARTS = 12


@pytest.fixture
def undisturbed(project: Make, tmp_path: Path) -> dict[str, bytes]:
    """What an undisturbed study of twelve chunks leaves."""
    stored(project(), tmp_path / "undisturbed", 10 * PARTS)
    return content(tmp_path / "undisturbed")


# Ended by force ------------------------------------------------------------------------------------------

STUDY = """
import json, sys
import scenario
from scenario.project import Project

if __name__ == "__main__":
    data, out, workers = json.loads(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    print("begun", flush=True)
    try:
        scenario.simulate(
            Project.model_validate(data), 120, workers=workers, chunk=10, out=out,
            progress=lambda done, runs: print(done, flush=True),
        )
    except scenario.StudyInterrupted as stopped:
        print("stopped", stopped.study.runs)
        sys.exit(130)
"""


@pytest.fixture
def script(tmp_path: Path) -> Path:
    """A program that stores a study and tells how far it is."""
    path = tmp_path / "study.py"
    path.write_text(STUDY)
    return path


def ended_after(script: Path, folder: Path, *, runs: int, by: int, workers: int, wait: float) -> None:
    """Run the program, and send it a signal some time after it has told of so many runs."""
    argv = [sys.executable, str(script), json.dumps(DATA), str(folder), str(workers)]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if line.strip().isdecimal() and int(line) >= runs:
                time.sleep(wait)
                process.send_signal(by)
                break
        process.communicate(timeout=60)


@pytest.mark.slow
def test_killed_and_interrupted_at_ten_points_it_ends_as_the_same_bytes(
    project: Make, script: Path, undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    chance = random.Random(7)
    for point in range(10):
        folder = tmp_path / f"study{point}"
        by = signal.SIGKILL if point % 2 else signal.SIGINT
        runs, wait = 10 * chance.randrange(PARTS - 2), chance.random() * 0.01

        ended_after(script, folder, runs=runs, by=by, workers=1 + point // 5, wait=wait)
        assert (folder / JOURNAL).exists()
        stored(project(), folder, 10 * PARTS)

        assert content(folder) == undisturbed


def test_ctrl_c_leaves_the_leading_runs_in_the_folder(project: Make, tmp_path: Path) -> None:
    def interrupt(done: int, _: int) -> None:
        if done == 30:
            raise KeyboardInterrupt

    with pytest.raises(scenario.StudyInterrupted) as stopped:
        stored(project(), tmp_path / "study", progress=interrupt)

    left = scenario.open_study(tmp_path / "study", unfinished=True)
    assert left.days.equals(scenario.simulate(project(), 30).days)
    assert stopped.value.study.to_json() == left.to_json()  # type: ignore[attr-defined]
    with pytest.raises(StudyError, match="30 of 40 runs are there"):
        scenario.open_study(tmp_path / "study")


def test_what_is_stored_is_not_simulated_again(project: Make, tmp_path: Path) -> None:
    stopped_after(20, project(), tmp_path / "study")
    told: list[int] = []

    stored(project(), tmp_path / "study", progress=lambda done, _: told.append(done))

    assert told == [20, 30, 40]


def stopped_after(done_first: int, project: Project, folder: Path, **how: Any) -> None:
    def interrupt(done: int, _: int) -> None:
        if done == done_first:
            raise KeyboardInterrupt

    with pytest.raises(scenario.StudyInterrupted):
        stored(project, folder, progress=interrupt, **how)


def test_what_was_left_half_written_is_cleared_away(
    project: Make, tmp_path: Path, undisturbed: dict[str, bytes]
) -> None:
    folder = tmp_path / "study"
    stopped_after(20, project(), folder, runs=10 * PARTS)
    (folder / "measures" / ".part-0000000020-0000000030.parquet.tmp").write_bytes(b"PAR1 and no more")
    (folder / f".{MANIFEST}.tmp").write_bytes(b"{")
    with (folder / JOURNAL).open("a") as journal:
        journal.write('[1]\n{"first": 20, "end": 30, "tables": {"measures": 1}}\n{"first": 20, "end"')

    stored(project(), folder, 10 * PARTS)

    assert content(folder) == undisturbed


def test_a_part_that_was_written_and_not_noted_is_done_again(
    project: Make, tmp_path: Path, undisturbed: dict[str, bytes]
) -> None:
    folder = tmp_path / "study"
    stopped_after(30, project(), folder, runs=10 * PARTS)
    lines = (folder / JOURNAL).read_text().splitlines(keepends=True)
    (folder / JOURNAL).write_text("".join(lines[:-1]))

    stored(project(), folder, 10 * PARTS)

    assert content(folder) == undisturbed


@pytest.mark.parametrize("runs", [40, 45])
def test_more_runs_extend_a_study(
    project: Make, tmp_path: Path, undisturbed: dict[str, bytes], runs: int
) -> None:
    stored(project(), tmp_path / "study", runs)

    stored(project(), tmp_path / "study", 10 * PARTS)

    assert content(tmp_path / "study") == undisturbed


# The same tables however they are made -------------------------------------------------------------------


@pytest.mark.parametrize("chunk", [1, 37, 250, 1000])
def test_chunks_of_any_size_store_equal_tables(project: Make, tmp_path: Path, chunk: int) -> None:
    runs = 40 if chunk == 1 else 300
    expected = scenario.simulate(project(), runs)

    study = stored(project(), tmp_path / "study", runs, chunk=chunk)

    for name, array in expected.arrays.blocks.items():  # type: ignore[attr-defined]
        np.testing.assert_array_equal(study.arrays.block(name), array, strict=True)


@pytest.mark.slow
def test_any_number_of_workers_stores_the_same_bytes(project: Make, tmp_path: Path) -> None:
    folders = {workers: tmp_path / f"{workers}" for workers in (1, 2, 4)}

    for workers, folder in folders.items():
        stored(project(), folder, 300, chunk=37, workers=workers)

    one, two, four = map(content, folders.values())
    assert one == two == four


@pytest.mark.slow
def test_riverside_is_stored_as_the_same_bytes_by_any_workers(tmp_path: Path) -> None:
    riverside = scenario.load(ROOT / "params" / "riverside.yaml")
    whole = scenario.simulate(riverside, 600)

    one = stored(riverside, tmp_path / "one", 600, chunk=100)
    stopped_after(200, riverside, tmp_path / "two", runs=600, chunk=100, workers=2)
    stored(riverside, tmp_path / "two", 600, chunk=100, workers=2)

    assert content(tmp_path / "one") == content(tmp_path / "two")
    for name, array in whole.arrays.blocks.items():  # type: ignore[attr-defined]
        np.testing.assert_array_equal(one.arrays.block(name), array, strict=True)


# Refused -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "how", "named"),
    [
        ({}, {"seed": 2}, "seed: 1 there, 2 now"),
        ({}, {"keep": "dates"}, 'keep: "cash" there, "dates" now'),
        ({}, {"chunk": 20}, "chunk: 10 there, 20 now"),
        ({}, {"sampling": "sobol"}, 'sampling: "plain" there, "sobol" now'),
        ({}, {"engine": "simpy"}, 'engine: "compiled" there, "simpy" now'),
        ({}, {"first": 5}, "first_run: 0 there, 5 now"),
        ({"staff.crew": 2}, {}, "project.staff.crew: 1 there, 2 now"),
        (
            {"activities.left.duration": {"uniform": [5, 16]}},
            {},
            "project.activities.left.duration.uniform[1]: 15 there, 16 now",
        ),
        ({"risks": {}}, {}, "project.risks"),
    ],
)
def test_another_study_is_refused_with_the_difference_named(
    project: Make, tmp_path: Path, changes: dict[str, Any], how: dict[str, Any], named: str
) -> None:
    stored(project(), tmp_path / "study")
    before = content(tmp_path / "study")

    with pytest.raises(StudyError) as refused:
        stored(project(changes), tmp_path / "study", **how)

    assert named in str(refused.value)
    assert content(tmp_path / "study") == before


def test_a_study_of_another_version_is_refused(
    project: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from scenario.study import versions

    stored(project(), tmp_path / "study")
    monkeypatch.setattr(versions, "source_digest", lambda: "0123456789ab")

    with pytest.raises(StudyError, match=r'sources: "[0-9a-f]+" there, "0123456789ab" now'):
        stored(project(), tmp_path / "study")


def test_fewer_runs_than_are_there_are_refused(project: Make, tmp_path: Path) -> None:
    stored(project(), tmp_path / "study")

    with pytest.raises(StudyError, match="a study of 40 runs is there, and 20 are asked for"):
        stored(project(), tmp_path / "study", 20)


def test_of_two_studies_in_one_folder_one_wins(project: Make, tmp_path: Path) -> None:
    with claimed(tmp_path / "study"), pytest.raises(StudyError, match="another process is storing a study"):
        stored(project(), tmp_path / "study")

    assert stored(project(), tmp_path / "study").runs == 40


HOLDER = """
import sys, time
from pathlib import Path
from scenario.study.storage.folder import claimed
with claimed(Path(sys.argv[1])):
    print("claimed", flush=True)
    time.sleep(60)
"""


def test_a_lock_does_not_outlive_its_process(project: Make, tmp_path: Path) -> None:
    argv = [sys.executable, "-c", HOLDER, str(tmp_path / "study")]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, cwd=ROOT) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        with pytest.raises(StudyError, match="another process"):
            stored(project(), tmp_path / "study")
        holder.kill()

    assert stored(project(), tmp_path / "study").runs == 40


# When the disk is full -----------------------------------------------------------------------------------


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 256 KiB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(disk)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("only root mounts a file system")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_full_disk_is_told_and_the_study_goes_on_once_there_is_room(
    project: Make, tmp_path: Path, small_disk: Path, undisturbed: dict[str, bytes]
) -> None:
    folder = small_disk / "study"
    filler = small_disk / "filler"
    filler.write_bytes(bytes(150 * 1024))

    with pytest.raises(StoreFailed, match=r"No space left on device; \d+ of 120 runs are stored") as failed:
        stored(project(), folder, 10 * PARTS)
    assert isinstance(failed.value.__cause__, OSError)
    assert failed.value.__cause__.errno == errno.ENOSPC
    assert not list(folder.rglob("*.tmp"))
    left = scenario.open_study(folder, unfinished=True)
    assert left.days.equals(scenario.simulate(project(), left.runs).days)
    filler.unlink()
    subprocess.run(["mount", "-o", "remount,size=8m", str(small_disk)], check=True)

    stored(project(), folder, 10 * PARTS)

    assert content(folder) == undisturbed


def test_a_folder_that_cannot_be_written_to_is_refused(project: Make, small_disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)

    with pytest.raises(StudyError, match="cannot be written to"):
        stored(project(), small_disk / "study")


def test_the_commands_exit_code_tells_a_full_disk_from_a_folder_that_cannot_be_used(
    small_disk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from scenario.cli import main

    argv = ["run", str(ROOT / "params" / "cash-only.yaml"), "-n", "4000", "--out", str(small_disk / "study")]

    assert main(argv) == 1
    full = capsys.readouterr()
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    assert main([*argv[:-1], str(small_disk / "another")]) == 2
    read_only = capsys.readouterr()

    assert re.search(r"No space left on device; [\d,]+ of 4,000 runs are stored", full.err)
    assert full.out == read_only.out == ""
    assert "another folder" in read_only.err
    assert "Traceback" not in full.err + read_only.err


def test_more_runs_than_fit_into_memory_are_refused_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    from scenario.cli import main

    assert main(["run", str(ROOT / "params" / "schedule-only.yaml"), "-n", "99000000"]) == 2
    assert "--keep measures" in capsys.readouterr().err
