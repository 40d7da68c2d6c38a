"""What a command writes: whole or not at all, and told by its option where it cannot be."""

from __future__ import annotations

import errno
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scenario.cli.inputs import COMMAND_LINE
from scenario.disk.whole import FULL, write_document
from scenario.project.problems import Problem, ProjectError

EXCEL_MARK = "\ufeff"
"""Without it Excel takes a file for one of the local code page."""


def write_text(option: str, target: str, text: str, mark: str = "") -> None:
    """Write a text to a file, after a mark, or to stdout for `-`. Raises ProjectError."""
    if target == "-":
        sys.stdout.write(text)
        return
    with told(option, target):
        tell_path(target, write_document(Path(target), mark + text))


def tell_path(wanted: str | Path, written: Path) -> None:
    """Say on stderr where something was written, when that is not where it was to be."""
    if Path(wanted) != written:
        sys.stderr.write(f"'{wanted}' is held by another program; written beside it: '{written}'\n")


@contextmanager
def told(option: str, target: str | Path, another: str = "place") -> Iterator[None]:
    """Have what cannot be written told as a problem of an option. Raises ProjectError."""
    try:
        yield
    except OSError as error:
        if isinstance(error, BrokenPipeError) or error.filename not in (None, str(target)):
            raise  # it is something else that cannot be written
        message = unwritten(error, str(target), f"name another {another}")
        raise ProjectError([Problem(COMMAND_LINE, None, option, message)]) from None


def unwritten(error: OSError, target: str, remedy: str) -> str:
    """Return why something cannot be written, and what to do.

    >>> unwritten(OSError(28, "No space left on device"), "a.csv", "name another place")
    "'a.csv' cannot be written (No space left on device); make room there, or name another place"
    """
    if error.errno in FULL:
        remedy = f"make room there, or {remedy}"
    elif error.errno in (errno.EACCES, errno.EPERM, errno.EBUSY):
        remedy = f"close it where it is open, or {remedy}"
    return f"'{target}' cannot be written ({error.strerror or error}); {remedy}"
