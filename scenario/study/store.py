"""A study on disk: Parquet tables and a manifest, in one folder."""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping
from importlib import metadata
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from scenario.draws import Sampling
from scenario.model.money.tables import TERMS
from scenario.model.plan import Plan, compile_plan
from scenario.model.run import EXTRA
from scenario.project.root import Project
from scenario.study.chunk import Arrays, Floats
from scenario.study.outcomes import Outcomes

MANIFEST = "manifest.json"
FORMAT = 1
"""Raised when files of an older package can no longer be read."""
DISTRIBUTION = "scenario-workbench"
ROWS_AT_ONCE = 50_000
"""A ledger of 10,000 runs has a million rows; they are not copied all at once [rows]."""
LIBRARIES = ("numpy", "numba", "simpy", "pandas", "pyarrow")

Made = TypeVar("Made", bound=Outcomes)


class StudyError(Exception):
    """A folder that does not hold a study, or cannot take one."""


def save_outcomes(outcomes: Outcomes, folder: Path, tables: Mapping[str, pd.DataFrame]) -> Path:
    """Write a study and some tables of it to a new folder; all of it appears there, or nothing.

    `dates.parquet` has a row a run and columns `ready.ID`, `start.ID`, `finish.ID` [days]; `ledger.parquet` a
    row a run and month and a column an account; `draws.parquet` a row a run and a column an uncertainty;
    `numbers.parquet` a row a run with what measures need besides.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise StudyError(f"{folder}: there is something already; name a new folder")
    folder.parent.mkdir(parents=True, exist_ok=True)
    under_way = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        for name, table in {**_tables(outcomes), **tables}.items():
            _write(table, under_way / f"{name}.parquet")
        text = json.dumps(manifest(outcomes), ensure_ascii=False, indent=1)
        (under_way / MANIFEST).write_text(text + "\n", encoding="utf-8")
        under_way.chmod(0o755)
        os.replace(under_way, folder)
    except BaseException:
        shutil.rmtree(under_way, ignore_errors=True)
        raise
    return folder


def open_outcomes(folder: Path, into: Callable[[Plan, int, int, Arrays, Arrays], Made]) -> Made:
    """Return the study of a folder. Raises StudyError."""
    found = read_manifest(folder)
    project = Project.model_validate(found["project"])
    project._scenario, project._file = found["scenario"], found["file"]
    plan = compile_plan(
        project, Sampling.of(found.get("sampling", "plain"), found["runs"], found["first_run"])
    )
    if project.fingerprint != found["fingerprint"]:
        raise StudyError(f"{folder / MANIFEST}: its project has been changed; simulate it anew")
    try:
        arrays, planned = (
            _read(plan, folder, part, count) for part, count in (("", found["runs"]), ("planned-", 1))
        )
    except (OSError, pa.ArrowException, KeyError, ValueError) as error:
        raise StudyError(f"{folder}: a table cannot be read ({error}); simulate it anew") from error
    return into(plan, found["seed"], found["first_run"], arrays, planned)


def manifest(outcomes: Outcomes) -> dict[str, Any]:
    """Return what a study is of: the project as resolved, what simulated it, and which runs."""
    return {
        "format": FORMAT,
        "version": metadata.version(DISTRIBUTION),
        "python": ".".join(map(str, sys.version_info[:3])),
        "libraries": {name: metadata.version(name) for name in LIBRARIES},
        "scenario": outcomes.scenario,
        "seed": outcomes.seed,
        "sampling": str(outcomes.sampling),
        "first_run": outcomes.first,
        "runs": outcomes.runs,
        "fingerprint": outcomes.project.fingerprint,
        "file": outcomes.project.file,
        "project": _plain(outcomes.project.resolved()),
    }


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest of a folder. Raises StudyError."""
    path = folder / MANIFEST
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        form = found["format"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StudyError(f"{folder}: there is no study here ({error})") from error
    if form != FORMAT:
        raise StudyError(f"{path}: format {form} is not {FORMAT}, which this version reads; simulate it anew")
    return found


def _plain(value: Any) -> Any:
    """Return data with dates as text."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    return value if value is None or isinstance(value, (str, int, float)) else value.isoformat()


def _tables(outcomes: Outcomes) -> dict[str, pd.DataFrame]:
    runs = {
        "": (outcomes.arrays, outcomes.run_numbers),
        "planned-": (outcomes.planned, pd.RangeIndex(-1, 0, name="run")),
    }
    found = {}
    for part, (arrays, index) in runs.items():
        ids = outcomes.ids
        found[f"{part}dates"] = _joined(
            index,
            ("ready.", ids, arrays.ready),
            ("start.", ids, arrays.start),
            ("finish.", ids, arrays.finish),
        )
        found[f"{part}numbers"] = _joined(
            index,
            ("", EXTRA, arrays.extra),
            ("term.", TERMS.names or (), arrays.terms),
            ("work.", ids, arrays.work),
        )
        runs_, months, accounts = arrays.ledger.shape
        rows = pd.MultiIndex.from_product(
            [index, pd.to_datetime(list(outcomes.months))], names=["run", "month"]
        )
        flat = arrays.ledger.reshape(runs_ * months, accounts)
        found[f"{part}ledger"] = pd.DataFrame(flat, rows, list(outcomes.accounts), copy=False)
    found["draws"] = outcomes.draws
    return found


def _joined(index: pd.RangeIndex, *blocks: tuple[str, tuple[str, ...], Floats]) -> pd.DataFrame:
    parts = [pd.DataFrame(v, index, [f"{prefix}{name}" for name in names]) for prefix, names, v in blocks]
    return pd.concat(parts, axis=1)


def _write(table: pd.DataFrame, path: Path) -> None:
    """Write a table piece by piece; byte-stream split halves what drawn numbers take."""
    writer = None
    try:
        for first in range(0, max(1, len(table)), ROWS_AT_ONCE):
            piece = table.iloc[first : first + ROWS_AT_ONCE].reset_index()
            arrow = pa.Table.from_pandas(piece, preserve_index=False).replace_schema_metadata(None)
            if writer is None:
                floats = [field.name for field in arrow.schema if pa.types.is_floating(field.type)]
                others = [field.name for field in arrow.schema if not pa.types.is_floating(field.type)]
                writer = pq.ParquetWriter(
                    path,
                    arrow.schema,
                    compression="zstd",
                    use_dictionary=others,
                    use_byte_stream_split=floats,
                )
            writer.write_table(arrow)
    finally:
        if writer is not None:
            writer.close()


def _read(plan: Plan, folder: Path, part: str, runs: int) -> Arrays:
    ids = plan.timetable.ids
    accounts = plan.accounts if plan.books is not None else ()

    def block(name: str, prefix: str, columns: tuple[str, ...], rows: int) -> Floats:
        wanted = [f"{prefix}{column}" for column in columns]
        table = pq.read_table(folder / f"{part}{name}.parquet", columns=wanted)
        if table.num_rows != rows:
            raise ValueError(f"{part}{name}.parquet has {table.num_rows} rows, not {rows}")
        found = np.empty((rows, len(wanted)))
        for column, values in enumerate(table.itercolumns()):
            found[:, column] = values.to_numpy()
        return found

    months = plan.months if plan.books is not None else 0
    ledger = block("ledger", "", accounts, runs * months) if months else np.empty((0, 0))
    return Arrays(
        ready=block("dates", "ready.", ids, runs),
        start=block("dates", "start.", ids, runs),
        finish=block("dates", "finish.", ids, runs),
        work=block("numbers", "work.", ids, runs),
        terms=block("numbers", "term.", TERMS.names or (), runs),
        extra=block("numbers", "", EXTRA, runs),
        ledger=ledger.reshape(runs, months, len(accounts)),
    )
