"""Files that are there whole or not at all: written beside their place, then put there."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

FULL = frozenset({errno.ENOSPC, errno.EFBIG, *([errno.EDQUOT] if hasattr(errno, "EDQUOT") else [])})
"""Errors of a disk, a quota or a limit on files that is used up."""
SHORT = 40
"""So much of a file's name is in that of the folder beside it: file systems take 255 bytes [characters]."""


def write_whole(path: Path, content: bytes | str) -> Path:
    """Write a file, so that it is there whole or not at all, whatever happens meanwhile; return its path.

    A file that was there keeps its permissions, and stays as it was when this fails. What is no file, such as
    `/dev/stdout` or a named pipe, is written to as it is, and so is a file whose folder takes no other.

    Parameters
    ----------
    path : path
        Its folder is there; a link is followed
    content : bytes or str
        Text is written as UTF-8, its line ends as they are

    Raises
    ------
    OSError
        It cannot be written; `filename` names it.
    """
    content = content.encode() if isinstance(content, str) else content
    with named(path):
        if path.exists() and not (path.is_file() and os.access(path.resolve().parent, os.W_OK)):
            path.write_bytes(content)
            return path
        with put_in_place(path) as beside:
            _write_through(beside, content)
    return path


def write_document(path: Path, content: bytes | str) -> Path:
    """Write a file that people open; where a program holds the one that is there, write beside it.

    Excel lets nobody replace a workbook or table that it shows. The path that is returned tells which was
    written: `plan.xlsx`, or `plan-2.xlsx`. Otherwise as `write_whole`.
    """
    try:
        return write_whole(path, content)
    except PermissionError:
        if not path.is_file() or not os.access(path.resolve().parent, os.W_OK):
            raise
        return write_whole(_free_beside(path), content)


def _free_beside(path: Path) -> Path:
    """Return the first path beside a file that is not taken: its name with a number."""
    numbered = (path.with_name(f"{path.stem}-{number}{path.suffix}") for number in count(2))
    return next(other for other in numbered if not other.exists())


def write_whole_by(path: Path, beside: Path, content: bytes) -> None:
    """Write a file of a folder that nobody else writes to, by way of another there. Raises OSError."""
    try:
        _write_through(beside, content)
        os.replace(beside, path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


@contextmanager
def put_in_place(path: Path) -> Iterator[Path]:
    """Give a path to write to, beside a file's place, and put what was written there at the end of the block.

    Nothing is put there when the block fails. Raises OSError.
    """
    from scenario.disk.under_way import under_way

    place = path.resolve()
    with under_way(place.parent, f".{place.name[:SHORT]}") as folder:
        beside = folder / f"file{place.suffix}"
        yield beside
        if place.exists():
            shutil.copymode(place, beside)
        os.replace(beside, place)


@contextmanager
def named(path: Path) -> Iterator[None]:
    """Have what cannot be written say which file it is: a full disk does not say it by itself."""
    try:
        yield
    except OSError as error:
        raise type(error)(error.errno, error.strerror or str(error), os.fspath(path)) from error


def _write_through(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
