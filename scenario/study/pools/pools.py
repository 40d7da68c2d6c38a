"""Where chunks are done: in this process or in worker processes, behind one interface; see also `cluster`."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import shutil
import signal
import sys
import threading
from collections.abc import Callable, Generator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from functools import lru_cache, partial
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Protocol, Self

from scenario.disk.under_way import exchange_folder
from scenario.disk.whole import named
from scenario.study.interrupts import interrupts_held
from scenario.study.pools.chunk import Rows

Task = Callable[[Rows], Any]
"""What is done with each chunk: picklable, and sent to a worker once."""
AHEAD = 2
"""Chunks under way for each worker: one at work, one at hand. No more results wait to be taken."""


class WorkerTask(NamedTuple):
    """A task laid out for workers.

    Attributes
    ----------
    submit : has a chunk done; the future's result is for `take`
    take : returns what a chunk came to
    began : whether a chunk that was lost had been begun
    room : how many chunks may be under way, which may change [chunks]
    """

    submit: Callable[[Rows], Future[Any]]
    take: Callable[[Any], Any]
    began: Callable[[Rows], bool]
    room: Callable[[], int]


class PoolFailed(RuntimeError):  # noqa: N818 - an event, not a kind of error
    """There are no workers, or they cannot be used; no chunk is to blame."""


class ClusterError(PoolFailed):
    """A cluster that cannot be used; the message says why, and what to do."""


Errors = tuple[type[BaseException], ...]


class Pool(Protocol):
    """Workers, to be used as a context: they are started when needed, and ended with it.

    Attributes
    ----------
    lost : what a future raises when its worker is gone; the others go on
    broken : what it raises when the workers are to be replaced
    tries : a chunk that was under way so often when a worker was lost is a suspect, and is tried alone
    """

    lost: Errors
    broken: Errors
    tries: int

    def __enter__(self) -> Self: ...

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None: ...

    def worker_task(self, task: Task) -> AbstractContextManager[WorkerTask]:
        """Lay out a task; workers are started if there are none."""

    def close(self) -> None:
        """End the workers; the next bench starts fresh ones."""


class Context:
    """A context whose end is its `close`."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End what was started."""


class Here(Executor):
    """Does what is submitted at once, in this process."""

    def submit(self, act: Callable[..., Any], /, *args: Any, **named: Any) -> Future[Any]:
        """Do it, and return a future that is done. A Ctrl-C is not kept in the future."""
        future: Future[Any] = Future()
        try:
            future.set_result(act(*args, **named))
        except Exception as error:
            future.set_exception(error)
        return future


class InProcess(Context):
    """No other process than this one: one chunk after the other."""

    lost: Errors = ()
    broken: Errors = ()
    tries = 1

    @contextmanager
    def worker_task(self, task: Task) -> Generator[WorkerTask]:
        """Lay out a task."""
        yield WorkerTask(
            submit=partial(Here().submit, task), take=as_it_is, began=lambda _: True, room=lambda: 1
        )


class Processes(Context):
    """Processes of this machine.

    The task goes to them, and what chunks come to goes back, through files: a worker that dies while it sends
    megabytes through the pool's pipe leaves the pool waiting for the rest for ever.
    """

    lost: Errors = ()
    broken: Errors = (BrokenExecutor,)
    tries = 2

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._executor: ProcessPoolExecutor | None = None

    @contextmanager
    def worker_task(self, task: Task) -> Generator[WorkerTask]:
        """Lay out a task."""
        with exchange_folder("workers") as room:
            folder = str(room)
            with named(room):
                (room / TASK).write_bytes(pickle.dumps(task, protocol=5))
            with interrupts_held(always=True):
                self._executor = self._executor or fresh_processes(self.workers)
            yield WorkerTask(
                submit=partial(_submitted, self._executor, folder),
                take=read_away,
                began=partial(_left_unfinished, folder),
                room=lambda: AHEAD * self.workers,
            )

    def close(self) -> None:
        """Let the processes end their chunk, and end them."""
        if self._executor is not None:
            with interrupts_held(always=True):  # a second Ctrl-C: the first has them end already
                self._executor.shutdown(wait=True, cancel_futures=True)
            self._executor = None


def _submitted(executor: ProcessPoolExecutor, folder: str, span: Rows) -> Future[Any]:
    """Have workers do a chunk; they start as needed, when the pool bears no Ctrl-C."""
    with interrupts_held(always=True):
        return executor.submit(do_into_file, folder, span)


def as_it_is(result: Any) -> Any:
    """Return the result of a chunk that comes back without our doing."""
    return result


# What happens in a worker process ------------------------------------------------------------------

TASK = "task"
"""The file of a bench's folder that holds its task."""


def fresh_processes(workers: int) -> ProcessPoolExecutor:
    """Return a pool of fresh processes; nothing of this one is copied into them."""
    context = multiprocessing.get_context("spawn" if sys.platform == "win32" else "forkserver")
    context.set_forkserver_preload(["scenario.study.pools.chunk"])
    _start_forkserver()
    return ProcessPoolExecutor(workers, context, initializer=_serve)


def _start_forkserver() -> None:
    """Start the process that forks workers, with Ctrl-C blocked in it and in them: it is for this one.

    While it imports what workers need, and while they start, a Ctrl-C would end in a traceback of theirs.
    """
    if not hasattr(signal, "pthread_sigmask"):
        return
    from multiprocessing import forkserver, resource_tracker

    resource_tracker.ensure_running()  # it unblocks Ctrl-C here when it starts
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve() -> None:
    """Leave Ctrl-C to the process that gathers, and end when it is gone, however it went."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        for folder in _benches:
            shutil.rmtree(folder, ignore_errors=True)
        os._exit(1)


_benches: set[str] = set()
"""In a worker process: the folders of the tasks it has worked at, which nobody else may be left to remove."""


def do_into_file(folder: str, span: Rows) -> str:
    """Do the task of a folder with a chunk and write what it comes to into a file; return its path."""
    _benches.add(folder)
    task, path = _task_of(folder), _file_of(folder, span)
    with path.open("wb") as file:  # it is there before the task begins, see `_left_unfinished`
        result = task(span)
        with named(path):
            pickle.dump(result, file, protocol=5)
            file.flush()
    return str(path)


def read_away(path: str) -> Any:
    """Read what `do_into_file` wrote, and remove the file."""
    with Path(path).open("rb") as file:
        result = pickle.load(file)
    Path(path).unlink()
    return result


@lru_cache(maxsize=1)
def _task_of(folder: str) -> Task:
    """Read the task of a folder, once a process."""
    task: Task = pickle.loads((Path(folder) / TASK).read_bytes())
    return task


def _file_of(folder: str, span: Rows) -> Path:
    return Path(folder) / f"{span.first}-{span.end}"


def _left_unfinished(folder: str, span: Rows) -> bool:
    """Return whether a lost chunk has left a file, and remove it."""
    file = _file_of(folder, span)
    began = file.exists()
    file.unlink(missing_ok=True)
    return began


def cores() -> int:
    """Return how many cores this process may use; a job of a cluster may have few of its machine's."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
