"""Files are there whole or not at all, and folders under way are swept when their process is gone."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from scenario.disk.under_way import FRESH, LOCK, MARK, sweep, under_way
from scenario.disk.whole import put_in_place, write_document, write_whole

ROOT = Path(__file__).parents[2]
needs_links = pytest.mark.skipif(sys.platform == "win32", reason="links, permissions and pipes of POSIX")


def test_a_file_is_written_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    write_whole(tmp_path / "a.txt", "江畔\n")

    assert (tmp_path / "a.txt").read_bytes() == "江畔\n".encode()
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_a_file_that_cannot_be_written_stays_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("before")

    def fill() -> None:
        with put_in_place(path) as beside:
            beside.write_text("half")
            raise OSError(errno.ENOSPC, "full")

    with pytest.raises(OSError, match="full"):
        fill()

    assert path.read_text() == "before"
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


@needs_links
def test_a_link_is_followed_and_permissions_are_kept(tmp_path: Path) -> None:
    real, link = tmp_path / "real.txt", tmp_path / "link.txt"
    real.write_text("before")
    real.chmod(0o640)
    link.symlink_to(real)

    write_whole(link, b"after")

    assert link.is_symlink()
    assert real.read_text() == "after"
    assert real.stat().st_mode & 0o777 == 0o640


@needs_links
def test_what_is_no_file_is_written_to_as_it_is(tmp_path: Path) -> None:
    pipe, got = tmp_path / "pipe", []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: got.append(pipe.read_text()))
    reader.start()

    write_whole(pipe, "through")

    reader.join(timeout=10)
    assert got == ["through"]
    assert pipe.is_fifo()


@needs_links
def test_a_name_as_long_as_a_file_system_takes_can_be_written(tmp_path: Path) -> None:
    path = tmp_path / f"{'江' * 80}.xlsx"

    write_whole(path, b"x")

    assert path.read_bytes() == b"x"


def test_what_a_killed_process_left_is_swept_and_what_is_used_is_not(tmp_path: Path) -> None:
    program = (
        "import sys, time; from pathlib import Path; from scenario.disk.under_way import under_way\n"
        "with under_way(Path(sys.argv[1]), '.a') as folder:\n"
        "    (folder / 'half').mkdir(); (folder / 'half' / 'file').touch(); print('there', flush=True)\n"
        "    time.sleep(60)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE, cwd=ROOT
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        sweep(tmp_path, ".a")
        used = list(tmp_path.iterdir())
        process.kill()
    stranger = tmp_path / ".another"
    stranger.mkdir()

    with under_way(tmp_path, ".a") as folder:
        there = set(tmp_path.iterdir())

    assert len(used) == 1
    assert there == {folder, stranger}
    assert list(tmp_path.iterdir()) == [stranger]


def test_a_folder_that_may_not_have_its_lock_yet_is_left_alone(tmp_path: Path) -> None:
    fresh, old = tmp_path / f".a.new{MARK}", tmp_path / f".a.old{MARK}"
    fresh.mkdir()
    old.mkdir()
    past = time.time() - 2 * FRESH
    os.utime(old, (past, past))

    sweep(tmp_path, ".a")

    assert list(tmp_path.iterdir()) == [fresh]
    assert not (fresh / LOCK).exists()


def test_a_document_that_another_program_holds_is_written_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows lets nobody replace a file that is open; here the refusal is put in place of it."""
    held, replace = tmp_path / "计划 a.xlsx", os.replace
    held.write_bytes(b"shown in Excel")
    (tmp_path / "计划 a-2.xlsx").write_bytes(b"of the last time")

    def refuse(source: Path, target: Path) -> None:
        if Path(target) == held:
            raise PermissionError(errno.EACCES, "The process cannot access the file")
        replace(source, target)

    monkeypatch.setattr(os, "replace", refuse)
    written = write_document(held, b"new")

    assert written == tmp_path / "计划 a-3.xlsx"
    assert written.read_bytes() == b"new"
    assert held.read_bytes() == b"shown in Excel"
    with pytest.raises(PermissionError):
        write_whole(held, b"new")


def test_a_document_that_cannot_be_written_at_all_is_not_written_beside(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write_document(tmp_path / "none" / "a.csv", "a")
