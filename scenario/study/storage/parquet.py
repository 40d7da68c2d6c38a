"""The runs of a chunk as Parquet: columns by name, the same bytes for the same runs."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from scenario.study.arrays import Array, Names, RunArrays
from scenario.study.pools.chunk import Rows
from scenario.study.retention import Retention, kept_by

PREFIXES: Mapping[str, Mapping[str, str]] = {
    "measures": {"values": "", "statuses": "status.", "met": "met.", "days": "day.", "extra": "extra."},
    "dates": {"ready": "ready.", "start": "start.", "finish": "finish.", "work": "work."},
    "cash": {"ledger": ""},
}
"""The tables, the arrays that each holds, and what stands before the names of their columns."""
NEVER = frozenset({"days", "ready", "start", "finish"})
"""Arrays that are infinite where something never came: in a file nothing stands there."""
MARK = b"scenario.study"
"""Where each part says to which study it belongs."""

Files = dict[str, bytes]
"""The tables of a chunk, written."""


def table_of(block: str) -> str:
    """Return the table that holds an array."""
    return next(table for table, blocks in PREFIXES.items() if block in blocks)


def column_names(block: str, names: Sequence[str]) -> list[str]:
    """Return what columns of an array are called in its table."""
    prefix = PREFIXES[table_of(block)][block]
    return [f"{prefix}{name}" for name in names]


def tables_kept(keep: Retention, names: Names) -> list[str]:
    """Return the tables of a study; a project without money has no ledger."""
    return [
        table
        for table, blocks in PREFIXES.items()
        if any(block in kept_by(keep) and names.get(block) for block in blocks)
    ]


@dataclass(frozen=True)
class Writing:
    """A worker's task: simulate a chunk, and bring back its tables as they are to be stored.

    Attributes
    ----------
    held : gives what is held of a chunk
    months : the first day of each month of the ledger
    statuses : the words of the codes in `statuses`
    mark : the study that the parts belong to
    """

    held: Callable[[Rows], RunArrays]
    months: tuple[object, ...]
    statuses: tuple[str, ...]
    mark: str

    def __call__(self, span: Rows) -> Files:
        """Return the tables of a chunk, written."""
        held = self.held(span)
        runs = np.arange(span.first, span.end)
        return {
            name: written(self._table(name, held, runs), self.mark)
            for name in tables_kept(held.keep, held.names)
        }

    def _table(self, name: str, held: RunArrays, runs: Array) -> pa.Table:
        columns: dict[str, pa.Array] = {"run": pa.array(runs)}
        if name == "cash":
            columns = {
                "run": pa.array(np.repeat(runs, len(self.months))),
                "month": pa.array(list(self.months) * len(runs), pa.date32()),
            }
        for block in PREFIXES[name]:
            if held.has(block):
                names = held.names[block]
                arrays = held.columns(block, names)
                for column, array in zip(column_names(block, names), arrays, strict=True):
                    columns[column] = self._column(block, array)
        return pa.table(columns)

    def _column(self, block: str, array: Array) -> pa.Array:
        if block == "statuses":
            words = pa.array(self.statuses, pa.string())
            return pa.DictionaryArray.from_arrays(pa.array(array), words)
        if block in NEVER:
            return pa.array(array, mask=np.isposinf(array))
        return pa.array(np.ravel(array), from_pandas=block != "met")


def written(table: pa.Table, mark: str) -> bytes:
    """Return a table as a Parquet file; byte-stream split halves what drawn numbers take."""
    floats = [field.name for field in table.schema if pa.types.is_floating(field.type)]
    others = [field.name for field in table.schema if not pa.types.is_floating(field.type)]
    file = io.BytesIO()
    with pq.ParquetWriter(
        file,
        table.schema,
        compression="zstd",
        use_dictionary=others,
        use_byte_stream_split=floats,
        write_page_checksum=True,
        store_schema=False,
    ) as writer:
        writer.add_key_value_metadata({MARK: mark})
        writer.write_table(table, row_group_size=max(1, len(table)))
    return file.getvalue()
