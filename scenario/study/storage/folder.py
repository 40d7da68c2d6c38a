"""A study on its way to disk: parts appear whole or not at all, and what is there need not be done again."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from scenario.disk.under_way import LOCK, sweep
from scenario.disk.whole import FULL, write_whole_by
from scenario.study.pools.chunk import Rows
from scenario.study.storage.manifest import (
    MANIFEST,
    Manifest,
    StudyError,
    differences,
    manifest_text,
    read_manifest,
    refusal,
)
from scenario.study.storage.parquet import PREFIXES, Files
from scenario.study.storage.shape import is_part

JOURNAL = "journal.jsonl"
"""While a study is under way: a line for each chunk that is stored. What it says goes into the manifest."""
INDEX = "index.json"
"""What a folder of several studies holds."""
KINDS = {MANIFEST: "study", INDEX: "set of studies"}
"""What is stored in a folder, by the file that tells of it."""
MOST_LIKELY = "most-likely"
"""The folder of the most-likely run."""
_OURS = re.compile(r"\.?part-\d+-\d+\.parquet(\.tmp)?")

Checks = dict[str, dict[str, Any]]
"""Bytes and SHA-256 of each table of a chunk."""


class StoreFailed(RuntimeError):  # noqa: N818 - an event, not a kind of error
    """What was simulated cannot be written, say because the disk is full."""


def part_name(span: Rows) -> str:
    """Return the name of a chunk's files; sorted by name they stand in the order of runs."""
    return f"part-{span.first:010}-{span.end:010}.parquet"


def _write(path: Path, content: bytes) -> None:
    """Write a file of a claimed folder, so that it is there whole or not at all."""
    write_whole_by(path, path.with_name(f".{path.name}.tmp"), content)


@contextmanager
def claimed(folder: Path, holds: str = MANIFEST) -> Generator[None]:
    """Make a folder, keep others from storing in it, and sweep what a process that was killed has left there.

    Parameters
    ----------
    folder : Path
        Where
    holds : str
        The file that tells what is stored there, a key of `KINDS`

    Raises
    ------
    StudyError
        Another process is at it, there is something else, or it cannot be made.
    """
    what = KINDS[holds]
    try:
        strangers = {path.name for path in folder.iterdir()} if folder.exists() else set()
        if strangers and (not {holds, LOCK} & strangers or (KINDS.keys() - {holds}) & strangers):
            raise StudyError(f"{folder}: there is something already, and no {what}; name a new folder")
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / LOCK)
        lock.acquire(timeout=0)
    except Timeout:
        message = f"another process is storing a {what} there; let it end, or name another folder"
        raise StudyError(f"{folder}: {message}") from None
    except OSError as error:
        raise StudyError(f"{folder}: cannot be written to ({error.strerror}); name another folder") from error
    try:
        sweep(folder, ".")
        yield
    finally:
        lock.release()


class Storing:
    """A study that is being stored in a folder that is claimed.

    Parameters
    ----------
    folder : Path
        Where
    made : dict
        What the study is of; see `manifest_of`
    spans : sequence of Rows
        All its chunks
    most_likely : dict
        The tables of the most-likely run

    Attributes
    ----------
    parts : the chunks that are stored
    is_all : whether all was there from the start

    Raises
    ------
    StudyError
        Another study is there, or the folder cannot be written to.
    """

    def __init__(self, folder: Path, made: Manifest, spans: Sequence[Rows], most_likely: Files) -> None:
        self.folder = folder
        self.made = {**made, "runs": spans[-1].end - spans[0].first}
        self.spans = spans
        self.parts: dict[Rows, Checks] = {}
        try:
            self._begin(most_likely)
        except OSError as error:
            raise StudyError(
                f"{folder}: cannot be written to ({error.strerror}); name another folder"
            ) from error

    @property
    def missing(self) -> list[Rows]:
        """The chunks that are still to be done."""
        return [span for span in self.spans if span not in self.parts]

    @property
    def runs(self) -> int:
        """How many runs are stored."""
        return sum(span.runs for span in self.parts)

    def put(self, span: Rows, files: Files) -> None:
        """Store a chunk. Raises StoreFailed."""
        with self._told_when_it_fails():
            for table, content in files.items():
                (self.folder / table).mkdir(exist_ok=True)
                _write(self.folder / table / part_name(span), content)
            self.parts[span] = _checks(files)
            with (self.folder / JOURNAL).open("a", encoding="utf-8") as journal:
                journal.write(_line(span, self.parts[span]))

    def finish(self) -> None:
        """Write the manifest of the whole study, unless it is there. Raises StoreFailed."""
        if self.is_all:
            return
        with self._told_when_it_fails():
            parts = [_entry(span, self.parts[span]) for span in self.spans]
            self._write_manifest({"complete": True, "parts": parts})
            (self.folder / JOURNAL).unlink(missing_ok=True)

    def _begin(self, most_likely: Files) -> None:
        self.made["most_likely"] = _checks(most_likely)
        there = read_manifest(self.folder) if (self.folder / MANIFEST).exists() else None
        if there is not None:
            self._refuse_another(there)
            wanted, known = set(self.spans), stored_parts(self.folder, there)
            self.parts = {
                span: checks
                for span, checks in known.items()
                if span in wanted and is_whole(self.folder, span, checks)
            }
        self._sweep()
        self.is_all = there is not None and self._is_all(there)
        if not self.is_all:
            self._open_journal(most_likely)

    def _is_all(self, there: Manifest) -> bool:
        likely = all(
            _is_whole(self.folder / MOST_LIKELY / f"{table}.parquet", check)
            for table, check in self.made["most_likely"].items()
        )
        return likely and there["complete"] and there["runs"] == self.made["runs"] and not self.missing

    def _refuse_another(self, there: Manifest) -> None:
        if apart := differences(there, self.made):
            raise refusal(self.folder, apart)
        if there["runs"] > self.made["runs"]:
            raise StudyError(
                f"{self.folder}: a study of {there['runs']:,} runs is there, and {self.made['runs']:,} are"
                f" asked for; ask for as many or more, or name a new folder"
            )

    def _open_journal(self, most_likely: Files) -> None:
        """Say which chunks are there, and that others are not."""
        (self.folder / MOST_LIKELY).mkdir(exist_ok=True)
        for table, content in most_likely.items():
            _write(self.folder / MOST_LIKELY / f"{table}.parquet", content)
        lines = "".join(_line(span, checks) for span, checks in self.parts.items())
        _write(self.folder / JOURNAL, lines.encode())
        self._write_manifest({"complete": False, "parts": []})

    def _write_manifest(self, rest: Manifest) -> None:
        _write(self.folder / MANIFEST, manifest_text({**self.made, **rest}).encode())

    def _sweep(self) -> None:
        """Remove what an earlier attempt has left: files under way, and parts that do not belong here."""
        kept = {part_name(span) for span in self.parts}
        for table in PREFIXES:
            for path in (self.folder / table).glob("*"):
                if _OURS.fullmatch(path.name) and path.name not in kept:
                    path.unlink()
        for path in (*self.folder.glob(".*.tmp"), *(self.folder / MOST_LIKELY).glob(".*.tmp")):
            path.unlink()

    @contextmanager
    def _told_when_it_fails(self) -> Generator[None]:
        try:
            yield
        except OSError as error:
            raise self._failed(error, self.folder) from error

    @contextmanager
    def told_when_full(self) -> Generator[None]:
        """Have a disk, or a limit on files, that is used up told with what is stored. Raises StoreFailed."""
        try:
            yield
        except OSError as error:
            if error.errno not in FULL:
                raise
            raise self._failed(error, error.filename or self.folder) from error

    def _failed(self, error: OSError, place: str | Path) -> StoreFailed:
        return StoreFailed(
            f"{place} cannot be written to: {error.strerror or error}; {self.runs:,} of"
            f" {self.made['runs']:,} runs are stored; once it can be, the same command goes on"
        )


def stored_parts(folder: Path, manifest: Manifest) -> dict[Rows, Checks]:
    """Return the chunks that a folder claims to hold, by its manifest, else by its journal."""
    entries = manifest["parts"] if manifest["complete"] else _journal(folder / JOURNAL)
    parts = {Rows(entry["first"], entry["end"]): entry["tables"] for entry in entries}
    return dict(sorted(parts.items()))


def is_whole(folder: Path, span: Rows, checks: Checks) -> bool:
    """Return whether the files of a chunk are as they were written."""
    return all(_is_whole(folder / table / part_name(span), check) for table, check in checks.items())


def _is_whole(path: Path, check: Mapping[str, Any]) -> bool:
    return path.is_file() and path.stat().st_size == check["bytes"] and _sha256(path) == check["sha256"]


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _checks(files: Files) -> Checks:
    return {
        table: {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for table, content in files.items()
    }


def _entry(span: Rows, checks: Checks) -> dict[str, Any]:
    return {"first": span.first, "end": span.end, "tables": checks}


def _line(span: Rows, checks: Checks) -> str:
    return json.dumps(_entry(span, checks)) + "\n"


def _journal(path: Path) -> Iterable[dict[str, Any]]:
    """Yield what a journal says; a line that was cut off when the process was killed says nothing."""
    if not path.exists():
        return
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            entry = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if is_part(entry):  # not a line that somebody else wrote
            yield entry
