"""The runs of a stored study, read as they are asked for: one measure, one account, one run."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from scenario.model.processes import MOST_LIKELY as MOST_LIKELY_RUN
from scenario.model.project_plan import Plan
from scenario.study.arrays import Array, RunArrays, names_of
from scenario.study.pools.chunk import Rows
from scenario.study.retention import BLOCKS, Retention, kept_by, not_kept
from scenario.study.storage.folder import MOST_LIKELY, Checks, part_name
from scenario.study.storage.manifest import Manifest, StudyError
from scenario.study.storage.parquet import MARK, NEVER, column_names, table_of
from scenario.study.storage.recent import Recent

AT_ONCE = 128 * 2**20
"""Columns that are read in one go through the parts take no more than this, unless it is one; and as much is
kept of what was read lately [bytes]."""
DRAWN_AT_ONCE = 1000
"""Runs whose numbers are drawn again together [runs]."""
KINDS: Mapping[str, Any] = {"statuses": np.int8, "met": np.bool_}
"""What an array is made of, where it is not float64."""


class StoredPart:
    """The files of a chunk.

    Parameters
    ----------
    span : Rows
        Its runs
    files : mapping
        The file of each table, with its size in bytes
    mark : str
        The study that it must belong to
    """

    def __init__(self, span: Rows, files: Mapping[str, tuple[Path, int]], mark: str) -> None:
        self.span = span
        self.files = files
        self.mark = mark

    def read(self, table: str, columns: list[str], words: list[str]) -> pa.Table:
        """Return some columns; those in `words` as codes with a dictionary. Raises StudyError."""
        path, size = self.files[table]
        try:
            with pq.ParquetFile(path, page_checksum_verification=True, read_dictionary=words) as file:
                self._refuse_damage(path, size, file.metadata)
                return file.read(columns, use_threads=False)
        except (OSError, pa.ArrowException, KeyError, ValueError) as error:
            reason = f"{error.strerror}" if isinstance(error, OSError) and error.strerror else str(error)
            raise StudyError(
                f"{path}: cannot be read ({reason}); the command that stored the study repairs it"
            ) from error

    def _refuse_damage(self, path: Path, size: int, found: pq.FileMetaData) -> None:
        if path.stat().st_size != size:
            raise ValueError(f"{path.stat().st_size:,} bytes instead of {size:,}")
        runs = found.row_group(0).column(0).statistics
        mark = (found.metadata or {}).get(MARK, b"").decode(errors="replace")
        if mark != self.mark or (runs.min, runs.max) != (self.span.first, self.span.end - 1):
            raise ValueError("it belongs to another study, or to other runs")


class Stored(RunArrays):
    """Runs in files.

    Parameters
    ----------
    plan : Plan
        What was simulated
    manifest : dict
        What is stored
    parts : sequence of Part
        The chunks that the runs are in, in order
    span : Rows
        The runs
    keep : {"measures", "dates", "cash"}
        What was kept of them
    """

    def __init__(
        self, plan: Plan, manifest: Manifest, parts: Sequence[StoredPart], span: Rows, keep: Retention
    ) -> None:
        self.keep = keep
        self.runs = span.runs
        measures = tuple(manifest["measures"])
        learnt = {"values": measures, "statuses": measures, "met": tuple(manifest["targets"])}
        self.names = {**learnt, **names_of(plan)}
        self.engine = manifest["engine"]
        self._plan = plan
        self._manifest = manifest
        self._parts = parts
        self._span = span
        self._blocks: dict[str, Array] = {}
        self._recent = Recent(AT_ONCE)

    def block(self, name: str) -> Array:
        """See `RunArrays`; kept in memory once it has been read."""
        self._refuse_missing(name)
        if name not in self._blocks:
            self._blocks[name] = self._drawn_terms() if name == "terms" else self._whole(name)
        return self._blocks[name]

    def columns(self, block: str, names: Sequence[str]) -> Iterator[Array]:
        """See `RunArrays`."""
        self._refuse_missing(block)
        if block == "terms":
            yield from (self.block(block)[..., self.names[block].index(name)] for name in names)
            return
        each = 8 * self.runs * math.prod(self._between(block))
        together = max(1, AT_ONCE // max(1, each))
        for at in range(0, len(names), together):
            yield from self._at_hand(block, names[at : at + together])

    def _at_hand(self, block: str, names: Sequence[str]) -> list[Array]:
        """Return columns, read together as far as they were not read lately."""
        found = {name: self._recent.get((block, name)) for name in names}
        missing = [name for name, array in found.items() if array is None]
        if missing:
            room = self._read(block, missing)
            for place, name in enumerate(missing):
                found[name] = column = room[..., place].copy()
                self._recent.put((block, name), column)
        return [array for name in names if (array := found[name]) is not None]

    def rows(self, first: int, end: int) -> Stored:
        """See `RunArrays`; no file is read yet."""
        span = Rows(self._span.first + first, self._span.first + end)
        parts = [part for part in self._parts if part.span.first < span.end and part.span.end > span.first]
        return Stored(self._plan, self._manifest, parts, span, self.keep)

    def _refuse_missing(self, block: str) -> None:
        if block not in kept_by(self.keep):
            raise not_kept(block, self.keep)

    def _between(self, block: str) -> tuple[int, ...]:
        """Return the axes between runs and columns."""
        return (self._plan.months,) if block == "ledger" else ()

    def _whole(self, block: str) -> Array:
        return self._read(block, self.names[block])

    def _read(self, block: str, names: Sequence[str]) -> Array:
        """Read columns of all parts."""
        order: Any = "F" if block in BLOCKS["measures"] else "C"
        shape = (self.runs, *self._between(block), len(names))
        room = np.empty(shape, KINDS.get(block, np.float64), order)
        if not names or not self.runs:
            return room
        for part in self._parts:
            first, end = max(part.span.first, self._span.first), min(part.span.end, self._span.end)
            rows = self._of_part(part, block, names, Rows(first, end))
            room[first - self._span.first : end - self._span.first] = rows
        return room

    def _of_part(self, part: StoredPart, block: str, names: Sequence[str], span: Rows) -> Array:
        columns = column_names(block, names)
        table = part.read(table_of(block), columns, columns if block == "statuses" else [])
        between = self._between(block)
        months = math.prod(between)
        rows = table.slice((span.first - part.span.first) * months, span.runs * months)
        convert = partial(_codes, words=self._manifest["statuses"]) if block == "statuses" else _numbers
        try:
            found: Array = np.stack([convert(rows.column(name)) for name in columns], axis=-1)
        except ValueError as error:
            raise StudyError(f"{part.files[table_of(block)][0]}: {error}; simulate the study anew") from error
        if block in NEVER:
            found[np.isnan(found)] = np.inf
        return found.reshape(span.runs, *between, len(columns))

    def _drawn_terms(self) -> Array:
        """Draw the terms again: they follow from the seed."""
        if self._span.first == MOST_LIKELY_RUN:
            return self._plan.terms(self._plan.planned_numbers[None, :])
        starts = range(self._span.first, self._span.end, DRAWN_AT_ONCE)
        seed = self._manifest["seed"]
        drawn = (self._plan.numbers(seed, at, min(DRAWN_AT_ONCE, self._span.end - at))[1] for at in starts)
        return np.concatenate([self._plan.terms(numbers) for numbers in drawn])


def stored_runs(folder: Path, plan: Plan, manifest: Manifest, parts: Mapping[Rows, Checks]) -> Stored:
    """Return the leading runs of some parts."""
    first = end = manifest["first_run"]
    leading = []
    for span, checks in parts.items():
        if span.first != end:
            break
        end = span.end
        files = {
            table: (folder / table / part_name(span), int(check["bytes"])) for table, check in checks.items()
        }
        leading.append(StoredPart(span, files, manifest["mark"]))
    return Stored(plan, manifest, leading, Rows(first, end), manifest["keep"])


def stored_most_likely(folder: Path, plan: Plan, manifest: Manifest) -> Stored:
    """Return the most-likely run."""
    span = Rows(MOST_LIKELY_RUN, MOST_LIKELY_RUN + 1)
    files = {
        table: (folder / MOST_LIKELY / f"{table}.parquet", int(check["bytes"]))
        for table, check in manifest["most_likely"].items()
    }
    return Stored(plan, manifest, [StoredPart(span, files, manifest["mark"])], span, "cash")


def _numbers(column: pa.ChunkedArray) -> Array:
    """Return numbers, NaN where there is none."""
    return np.asarray(column.to_numpy())


def _codes(column: pa.ChunkedArray, words: list[str]) -> Array:
    """Return words as codes."""
    whole = column.combine_chunks()
    codes: Array = np.array([words.index(word) for word in whole.dictionary.to_pylist()], dtype=np.int8)
    return np.asarray(codes[np.asarray(whole.indices)])
