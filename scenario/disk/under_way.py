"""Folders under way: held by a lock while their process lives, swept by the next one when it was killed."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

LOCK = ".lock"
"""Held in a folder while it is used; the system lets go of it when the process ends, however it ends."""
MARK = ".under-way"
"""How the names of folders under way end: by it they are found again."""
EXCHANGE = "scenario-"
"""How the names of those in the temporary directory begin."""
FRESH = 60.0
"""A folder that is younger may not have its lock yet, and is left alone [s]."""


@contextmanager
def under_way(parent: Path, name: str) -> Iterator[Path]:
    """Make a folder that only this process uses, and remove it at the end of the block.

    What earlier processes left of the same kind is removed first.

    Parameters
    ----------
    parent : path
        Where; it is there
    name : str
        What the name begins with

    Raises
    ------
    OSError
        The folder cannot be made.
    """
    from filelock import FileLock, Timeout

    sweep(parent, name)
    while True:
        folder = Path(tempfile.mkdtemp(MARK, f"{name}.", parent))
        lock = FileLock(folder / LOCK)
        try:
            lock.acquire(timeout=0)
        except (Timeout, FileNotFoundError):  # swept in this very moment
            continue
        break
    try:
        yield folder
    finally:
        lock.release()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def exchange_folder(what: str) -> Iterator[Path]:
    """Make a folder in the temporary directory to hand files to other processes, and remove it at the end."""
    with under_way(Path(tempfile.gettempdir()), f"{EXCHANGE}{what}") as folder:
        yield folder


@cache
def sweep_exchange_folders() -> None:
    """Remove the exchange folders of processes that were killed; once a process."""
    sweep(Path(tempfile.gettempdir()), EXCHANGE)


def sweep(parent: Path, name: str) -> None:
    """Remove the folders under way, whose names begin so, of processes that are gone.

    What cannot be removed, say because it is another user's, stays.
    """
    with suppress(OSError), os.scandir(parent) as entries:
        found = [Path(entry.path) for entry in entries if _is_ours(entry, name)]
        for folder in found:
            with suppress(OSError):
                _remove_unless_used(folder)


def _is_ours(entry: os.DirEntry[str], name: str) -> bool:
    is_named_so = entry.name.startswith(name) and entry.name.endswith(MARK)
    if not (is_named_so and entry.is_dir(follow_symlinks=False)):
        return False
    return not hasattr(os, "getuid") or entry.stat(follow_symlinks=False).st_uid == os.getuid()


def _remove_unless_used(folder: Path) -> None:
    from filelock import FileLock, Timeout

    if not (folder / LOCK).exists() and time.time() - folder.stat().st_mtime < FRESH:
        return
    lock = FileLock(folder / LOCK)
    with suppress(Timeout):
        lock.acquire(timeout=0)
        try:
            _empty(folder)
        finally:
            lock.release()
        shutil.rmtree(folder, ignore_errors=True)


def _empty(folder: Path) -> None:
    """Remove all but the lock, which an open file cannot be on every system."""
    for path in folder.iterdir():
        if path.name == LOCK:
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
