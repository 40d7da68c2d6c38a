"""A dask cluster as a pool: the one place that knows dask, which is the extra `cluster`."""

from __future__ import annotations

import logging
import pickle
import re
import threading
import time
from collections.abc import Generator
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from functools import partial
from importlib import metadata
from typing import Any, cast
from uuid import uuid4

from distributed import Client, KilledWorker, LocalCluster, WorkerPlugin, get_worker
from distributed.client import FutureCancelledError

from scenario.study.chunk import Rows
from scenario.study.pools import AHEAD, Bench, ClusterError, Context, Errors, Task, as_it_is, cores
from scenario.study.versions import DISTRIBUTION, differences, versions

LOCAL = "local"
"""The cluster that is started here, and ended with the study."""
ADDRESS = re.compile(r"(tcp|tls)://[^\s/]+:\d+")
CONNECT = 10.0
"""How long a scheduler may take to answer [s]."""
PATIENCE = 600.0
"""How long a study waits while its cluster has no worker at all [s]."""
FRESH = 1.0
"""How long the count of workers is believed [s]."""


class Cluster(Context):
    """The workers of a dask scheduler, or of a cluster of our own on this machine.

    Parameters
    ----------
    address : str
        ``tcp://host:port``, ``tls://host:port``, or ``local``
    workers : int, optional
        How many workers to start for ``local``; one a core by default [processes]

    Raises
    ------
    ClusterError
        There is no scheduler, or no worker comes, or one has other releases than this machine.
    """

    lost: Errors = (KilledWorker,)
    broken: Errors = (CancelledError, FutureCancelledError)
    tries = 1
    """dask has tried a chunk four times itself before it calls it a killer."""

    def __init__(self, address: str, workers: int | None = None) -> None:
        if address != LOCAL and not ADDRESS.fullmatch(address):
            raise ClusterError(
                f"'{address}' is no address of a dask scheduler; write tcp://HOST:PORT, or local"
            )
        self.address = address
        self.workers = workers or cores()
        self._own: LocalCluster | None = None
        self._client: Client | None = None
        self._counted = (0, -FRESH)
        self._last_seen = time.monotonic()

    @contextmanager
    def bench(self, task: Task) -> Generator[Bench, None, None]:
        """Lay out a task: it goes to each worker once, and to each that comes later."""
        client = self._connected()
        name = f"scenario-{uuid4().hex}"
        client.register_plugin(Carrier(pickle.dumps(task, protocol=5), versions()), name=name)
        executor = client.get_executor(pure=False)
        try:
            yield Bench(
                submit=partial(executor.submit, do_carried, name),
                take=as_it_is,
                began=lambda _: True,
                room=lambda: AHEAD * max(1, self._width()),
            )
        finally:
            with suppress(OSError, TimeoutError):  # the scheduler may be gone
                client.unregister_worker_plugin(name)

    def close(self) -> None:
        """Leave the cluster; end it if it is our own."""
        for each in (self._client, self._own):
            if each is not None:
                each.close()
        self._client = self._own = None

    def _connected(self) -> Client:
        if self._client is None:
            if self.address == LOCAL:
                self._own = _own_cluster(self.workers)
            self._client = _client(self._own or self.address)
            _refuse_others(self._client, self.address)
        return self._client

    def _width(self) -> int:
        """How many worker processes there are; a process does one chunk at a time."""
        now = time.monotonic()
        count, counted = self._counted
        if now - counted > FRESH:
            assert self._client is not None
            count = len(self._client.nthreads())
            self._counted = (count, now)
        if count:
            self._last_seen = now
        elif now - self._last_seen > PATIENCE:
            raise ClusterError(f"{self.address} has had no worker for {PATIENCE / 60:.0f} minutes")
        return count


def _own_cluster(workers: int) -> LocalCluster:
    return LocalCluster(
        n_workers=workers,
        threads_per_worker=1,
        processes=True,
        protocol="tcp://",
        dashboard_address=None,
        silence_logs=logging.CRITICAL,
    )


def _client(where: LocalCluster | str) -> Client:
    try:
        client = Client(where, timeout=CONNECT, set_as_default=False)
    except (OSError, ValueError) as error:
        raise ClusterError(f"no dask scheduler answers at {where}: {error}") from error
    try:
        client.wait_for_workers(1, timeout=CONNECT)
    except TimeoutError as error:
        client.close()
        raise ClusterError(
            f"the scheduler at {where} has no worker; start some with: dask worker {where} --nthreads 1"
        ) from error
    return client


def _refuse_others(client: Client, address: str) -> None:
    """Raise ClusterError when a worker would not simulate what this machine does."""
    here = versions()
    found = client.run(metadata.version, DISTRIBUTION, on_error="return")
    apart = {
        worker: [f"{DISTRIBUTION} {'missing' if isinstance(there, Exception) else there} there, {ours} here"]
        for worker, there in found.items()
        if there != (ours := here[DISTRIBUTION])
    }
    if not apart:
        told = client.run(versions, on_error="return")
        apart = {worker: _apart(here, there) for worker, there in told.items()}
    lines = [f"  {worker}: {', '.join(differs)}" for worker, differs in apart.items() if differs]
    if lines:
        raise ClusterError(
            f"workers of {address} have other releases than this machine; install the same there:\n"
            + "\n".join(lines)
        )


def _apart(here: dict[str, str], there: dict[str, str] | Exception) -> list[str]:
    return [str(there)] if isinstance(there, Exception) else differences(here, there)


# What happens in a worker ---------------------------------------------------------------------------


class Carrier(WorkerPlugin):
    """Brings a task to each worker, and keeps it there until the task is done with.

    It is unpacked by the first chunk and not on arrival: a worker that comes late may have other releases.
    """

    def __init__(self, packed: bytes, sent_by: dict[str, str]) -> None:
        self.packed = packed
        self.sent_by = sent_by

    def setup(self, worker: Any) -> None:
        """Have the task used by one thread at a time: clocks use their buffers again."""
        self._one_at_a_time = threading.Lock()
        self._task: Task | None = None

    def do(self, span: Rows) -> Any:
        """Do the task with a chunk."""
        with self._one_at_a_time:
            if self._task is None:
                self._task = self._unpacked()
            return self._task(span)

    def _unpacked(self) -> Task:
        apart = differences(self.sent_by, versions())
        if apart:
            raise ClusterError(f"a worker that came later has other releases: {', '.join(apart)}")
        task: Task = pickle.loads(self.packed)
        return task


def do_carried(name: str, span: Rows) -> Any:
    """Do the task that was brought under this name with a chunk."""
    carrier = cast(Carrier, get_worker().plugins[name])
    return carrier.do(span)
