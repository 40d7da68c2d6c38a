"""Which pool suits: this process, processes of this machine, or a cluster."""

from __future__ import annotations

from collections.abc import Sequence

from scenario.model.engines import Engine
from scenario.study.pools.chunk import Rows
from scenario.study.pools.pools import ClusterError, InProcess, Pool, Processes, cores
from scenario.study.settings import RunSettings

MANY_RUNS: dict[Engine, int] = {"auto": 40_000, "compiled": 40_000, "simpy": 2_000}
"""From here on several processes are faster in spite of their start, which takes 1.6 s; by clock, at 70 µs
and 1.4 ms a run [runs]."""


def pool_for(settings: RunSettings, engine: Engine, spans: Sequence[Rows]) -> Pool:
    """Return where to simulate some chunks; a single one needs one process. Raises ClusterError."""
    runs = sum(span.runs for span in spans)
    return pool_of(runs, settings.workers if len(spans) > 1 else 1, settings.cluster, engine)


def pool_of(
    runs: int, workers: int | None = None, cluster: str | None = None, engine: Engine = "auto"
) -> Pool:
    """Return where to simulate some runs.

    Parameters
    ----------
    runs : int
        How many runs there are to do [runs]
    workers : int, optional
        Processes; by default one in all below `MANY_RUNS`, and one a core from there on [processes]
    cluster : str, optional
        The address of a dask scheduler, or `local`; see `cluster.Cluster`
    engine : {"auto", "compiled", "simpy"}
        The clock

    Raises
    ------
    ClusterError
        The cluster cannot be used.
    """
    if cluster is not None:
        return _cluster(cluster, workers)
    if workers is None:
        workers = cores() if runs >= MANY_RUNS[engine] else 1
    return Processes(workers) if workers > 1 else InProcess()


def _cluster(address: str, workers: int | None) -> Pool:
    try:
        from scenario.study.pools.cluster import Cluster
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("dask", "distributed"):
            raise
        raise ClusterError(
            "a cluster needs dask, which is not installed: pip install 'scenario-workbench[cluster]'"
        ) from error
    return Cluster(address, workers)
