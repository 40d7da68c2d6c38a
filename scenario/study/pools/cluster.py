"""A dask cluster as a pool: the one place that knows dask, which is the extra `cluster`."""

from __future__ import annotations

import logging
import pickle
import signal
import threading
import time
from collections.abc import Callable, Generator
from concurrent.futures import CancelledError, Executor, Future
from contextlib import contextmanager, suppress
from importlib import metadata
from typing import Any, cast
from uuid import uuid4

from distributed import Client, KilledWorker, LocalCluster, WorkerPlugin, get_worker
from distributed.comm.core import CommClosedError

from scenario.study.pools.chunk import Rows
from scenario.study.pools.pools import (
    AHEAD,
    ClusterError,
    Context,
    Errors,
    Task,
    WorkerTask,
    as_it_is,
    cores,
)
from scenario.study.settings import LOCAL, no_address
from scenario.study.versions import DISTRIBUTION, differences, versions

CONNECT = 10.0
"""How long a scheduler may take to answer [s]."""
PATIENCE = 600.0
"""How long a study waits while its cluster has no worker at all [s]."""
ASKED = 10
"""So often a scheduler is asked to take a task, once a second."""
FRESH = 1.0
"""How long the count of workers is believed [s]."""
GONE = (OSError, RuntimeError, AttributeError)
"""What a client raises whose scheduler is gone: the last while it closes itself, the second once it has."""


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
    broken: Errors = (CancelledError, CommClosedError)
    tries = 1
    """dask has tried a chunk four times itself before it calls it a killer."""

    def __init__(self, address: str, workers: int | None = None) -> None:
        complaint = no_address(address)
        if complaint is not None:
            raise ClusterError(complaint)
        self.address = address
        self.workers = workers or cores()
        self._own: LocalCluster | None = None
        self._client: Client | None = None
        self._counted = (0, -FRESH)
        self._last_seen = time.monotonic()

    @contextmanager
    def worker_task(self, task: Task) -> Generator[WorkerTask, None, None]:
        """Lay out a task: it goes to each worker once, and to each that comes later."""
        client = self._connected()
        name = f"scenario-{uuid4().hex}"
        ours = self.address == LOCAL
        self._bring(Carrier(pickle.dumps(task, protocol=5), versions(), leaves_interrupts=ours), name)
        executor = ClientExecutor(client)
        try:
            yield WorkerTask(
                submit=lambda span: executor.submit(do_carried, name, span),
                take=as_it_is,
                began=lambda _: True,
                room=lambda: AHEAD * max(1, self._width()),
            )
        finally:
            with suppress(*GONE):
                client.unregister_worker_plugin(name)

    def close(self) -> None:
        """Leave the cluster; end it if it is our own."""
        for each in (self._client, self._own):
            if each is not None:
                each.close()
        self._client = self._own = None

    def _bring(self, carrier: Carrier, name: str) -> None:
        """Have a task brought to every worker. A scheduler whose worker just dies breaks off: ask again."""
        for patience in range(ASKED, 0, -1):
            try:
                self._connected().register_plugin(carrier, name=name)
                return
            except GONE as error:
                if patience == 1:
                    raise ClusterError(f"the scheduler at {self.address} takes no task: {error}") from error
                time.sleep(1.0)

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
            count = self._count()
            self._counted = (count, now)
        if count:
            self._last_seen = now
        elif now - self._last_seen > PATIENCE:
            raise ClusterError(f"{self.address} has had no worker for {PATIENCE / 60:.0f} minutes")
        return count

    def _count(self) -> int:
        try:
            return len(self._connected().nthreads())
        except GONE as error:
            raise CommClosedError(f"{self.address} does not answer any more: {error}") from error


class ClientExecutor(Executor):
    """Has a dask cluster do what is submitted.

    As `Client.get_executor()`, but for what becomes of a future when the connection breaks as its result is
    fetched: there it is never done, and whoever waits for it waits for ever.
    """

    def __init__(self, client: Client) -> None:
        self._client = client
        assert client.loop is not None
        self._loop = client.loop

    def submit(self, act: Callable[..., Any], /, *args: Any, **named: Any) -> Future[Any]:
        """Have it done anew, even if it was done before."""
        sent = self._client.submit(act, *args, pure=False, **named)
        future: Future[Any] = Future()
        future.add_done_callback(lambda done: sent.cancel() if done.cancelled() else None)
        self._loop.add_callback(_deliver, sent, future)
        return future


async def _deliver(sent: Any, future: Future[Any]) -> None:
    try:
        result = await sent
    except BaseException as error:
        if not future.cancelled():
            future.set_exception(error)
    else:
        if not future.cancelled():
            future.set_result(result)


def _own_cluster(workers: int) -> LocalCluster:
    return LocalCluster(
        n_workers=workers,
        threads_per_worker=1,
        processes=True,
        protocol="tcp://",
        dashboard_address="127.0.0.1:0",
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
        if there != (ours := here[DISTRIBUTION]) and not isinstance(there, OSError)  # it is just dying
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
    if isinstance(there, OSError):  # it is just dying
        return []
    return [str(there)] if isinstance(there, Exception) else differences(here, there)


# What happens in a worker ---------------------------------------------------------------------------


class Carrier(WorkerPlugin):
    """Brings a task to each worker, and keeps it there until the task is done with.

    It is unpacked by the first chunk and not on arrival: a worker that comes late may have other releases.
    """

    def __init__(self, packed: bytes, sent_by: dict[str, str], *, leaves_interrupts: bool = False) -> None:
        self.packed = packed
        self.sent_by = sent_by
        self.leaves_interrupts = leaves_interrupts

    def setup(self, worker: Any) -> None:
        """Have the task used by one thread at a time: clocks use their buffers again.

        The workers of this machine's own cluster leave Ctrl-C to the process that gathers.
        """
        self._one_at_a_time = threading.Lock()
        self._task: Task | None = None
        if self.leaves_interrupts and threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGINT, signal.SIG_IGN)

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
