"""The ways in which one study can be made, and one checksum for each of its tables, to compare them by.

`python -m tests.study.ways` prints the checksums of every way as JSON, for another Python to compare.
"""

from __future__ import annotations

import hashlib
import json
import random
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

import scenario
from scenario.analysis import Study
from scenario.study.retention import kept_by

SAMPLE = Path(__file__).parents[2] / "params" / "riverside.yaml"
WORKERS = {"here": (1,), "processes": (2, 4), "dask": (1, 2, 4)}
CHUNKS = (1, 37, 250, 1000)
RUNS, FEW = 1010, 101
"""Runs of a study: more than the largest chunk; few where each run is a file of its own."""


class Way(NamedTuple):
    """How a study is made: where, by how many workers, in which chunks, in one go or two, on which clock."""

    pool: str
    workers: int
    chunk: int
    resumed: bool = False
    engine: str = "compiled"

    def __str__(self) -> str:
        made = f"{self.pool}-{self.workers}-chunks-of-{self.chunk}{'-resumed' if self.resumed else ''}"
        return made if self.engine == "compiled" else f"{made}-{self.engine}"

    @property
    def runs(self) -> int:
        return FEW if self.resumed and self.chunk == 1 else RUNS


Sums = dict[str, str]
Cluster = Callable[[int], str]
"""Gives the address of a dask scheduler with so many workers; they may only become more."""


def every_way() -> list[Way]:
    return [
        Way(pool, workers, chunk, resumed)
        for pool, counts in WORKERS.items()
        for workers in counts
        for chunk in CHUNKS
        for resumed in (False, True)
    ] + [Way(pool, counts[-1], 250, engine="simpy") for pool, counts in WORKERS.items()]


def checksums(way: Way, cluster: Cluster, folder: Path) -> Sums:
    """Make the study in a way; return a checksum of each of its tables."""
    how: dict[str, Any] = {"workers": way.workers, "chunk": way.chunk, "engine": way.engine}
    if way.pool == "dask":
        how["cluster"] = cluster(way.workers)
    if way.resumed:
        how["out"] = folder / str(way)
        stopped_at(random.Random(str(way)).randrange(way.runs), way.runs, how)
    return sums(scenario.simulate(scenario.load(SAMPLE), way.runs, **how))


def stopped_at(point: int, runs: int, how: dict[str, Any]) -> None:
    """Begin the study, and interrupt it after so many runs."""

    def interrupt(done: int, _: int) -> None:
        if done >= point:
            raise KeyboardInterrupt

    try:
        scenario.simulate(scenario.load(SAMPLE), runs, progress=interrupt, **how)
    except scenario.StudyInterrupted:
        return
    raise AssertionError("nothing was interrupted")


def sums(study: Study) -> Sums:
    """Return a checksum of each table of a study, drawn luck and all."""
    tables = {name: study.arrays.block(name) for name in kept_by("cash")}
    return {name: checksum(table) for name, table in {**tables, "draws": study.draws.to_numpy()}.items()}


def checksum(table: np.ndarray[Any, Any]) -> str:
    """Return a hash of shape, kind and bits; what is missing is missing, whichever NaN it is."""
    if table.dtype.kind == "f":
        table = np.where(np.isnan(table), np.nan, table)
    return hashlib.sha256(f"{table.shape} {table.dtype.str} ".encode() + table.tobytes()).hexdigest()[:16]


def clusters(stack: ExitStack, folder: Path) -> Cluster:
    """Return clusters of this machine that end with the stack; none is started before it is asked for."""
    from tests.study.pools.clusters import grown, started_cluster

    addresses: list[str] = []

    def address(workers: int) -> str:
        if not addresses:
            addresses.append(started_cluster(stack, folder, workers).address)
        grown(stack, addresses[0], workers)
        return addresses[0]

    return address


def main() -> Iterator[tuple[str, Sums]]:
    """Yield the checksums of every way."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        cluster = clusters(stack, folder)
        for way in every_way():
            yield str(way), checksums(way, cluster, folder)


if __name__ == "__main__":
    print(json.dumps(dict(main())))
